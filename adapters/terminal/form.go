package terminal

import (
	"context"
	"strings"
	"time"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// asking is a form that is being filled in: one line for each field.
type asking struct {
	form   chat.Form
	fields chat.Args
	files  chat.Uploads
	asked  int // fields that were filled in
}

// giveUp ends a form without sending it.
const giveUp = "/cancel"

// ask begins a form.
func (a *Adapter) ask(f chat.Form) string {
	if len(f.Fields) == 0 {
		return ""
	}
	a.asking = &asking{form: f}
	card := chat.Card{Title: f.Title, Body: append([]doc.Block(nil), f.Lead...)}
	text, _ := a.painter().reply(chat.Reply{View: card})
	return text + a.prompt()
}

// prompt asks for the next field.
func (a *Adapter) prompt() string {
	f := a.asking.form.Fields[a.asking.asked]
	w, label := a.painter().words, chat.Arg{Name: "Field", Value: f.Label}
	if f.File {
		label.Value = w.T("{{.Field}}, by its path", label)
	}
	how := label.Value
	switch {
	case f.Value != "":
		how = w.T("{{.Field}} (an empty line keeps “{{.Value}}”, - empties it)", label, chat.Arg{Name: "Value", Value: f.Value})
	case f.Optional:
		how = w.T("{{.Field}} (an empty line leaves it out)", label)
	case f.Hint != "":
		how += " (" + f.Hint + ")"
	}
	return a.painter().paragraphText(w.T("{{.Field}}, or {{.Cancel}}:", chat.Arg{Name: "Field", Value: how}, chat.Arg{Name: "Cancel", Value: giveUp})) + "\n"
}

// fill takes a line as the next field, and sends the form in after the last.
func (a *Adapter) fill(ctx context.Context, h chat.Handler, line string) string {
	if line == giveUp {
		a.asking = nil
		return a.painter().paragraphText(a.painter().words.T("Not sent.")) + "\n"
	}
	form := a.asking.form
	f := form.Fields[a.asking.asked]
	switch {
	case line == "" && f.Value != "":
		line = f.Value
	case line == "-" && f.Value != "":
		line = ""
	case line == "" && !f.Optional:
		return a.prompt()
	}
	switch line = strings.TrimSpace(line); {
	case !f.File:
		a.asking.fields = append(a.asking.fields, chat.Arg{Name: f.Name, Value: line})
	case line != "":
		a.asking.files = append(a.asking.files, upload(f.Name, line))
	}
	if a.asking.asked++; a.asking.asked < len(form.Fields) {
		return a.prompt()
	}
	fields, files := a.asking.fields, a.asking.files
	a.asking = nil
	return a.show(h.Submit(ctx, chat.Submission{ID: a.id(), Token: form.Token, Fields: fields, Files: files, From: a.person(), At: a.place(), Received: time.Now()}))
}
