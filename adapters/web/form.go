package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/internal/chat"
)

// A form stands in the playground where the platforms would open it above the message. It is
// drawn from the very bytes that would open it there.

// fieldPrefix begins the names of a form's own fields.
const fieldPrefix = "field-"

// modal is a form as either platform has it.
type modal struct {
	id, title, submit string
	lead              func(*markup)
	fields            []modalField
}

type modalField struct {
	name, label, hint, value string
	long, optional, file     bool
	most                     int
}

// discordModal reads a callback that opens a form.
func discordModal(data []byte, w *chat.Words) (modal, bool) {
	var c struct {
		Type int `json:"type"`
		Data struct {
			CustomID   string `json:"custom_id"`
			Title      string `json:"title"`
			Components []struct {
				Type      int    `json:"type"`
				Content   string `json:"content"`
				Label     string `json:"label"`
				Component struct {
					Type        int    `json:"type"`
					CustomID    string `json:"custom_id"`
					Style       int    `json:"style"`
					Value       string `json:"value"`
					Placeholder string `json:"placeholder"`
					Required    bool   `json:"required"`
					MaxLength   int    `json:"max_length"`
				} `json:"component"`
			} `json:"components"`
		} `json:"data"`
	}
	const opensModal, text, file = 9, 10, 19
	if json.Unmarshal(data, &c) != nil || c.Type != opensModal {
		return modal{}, false
	}
	m := modal{id: c.Data.CustomID, title: c.Data.Title, submit: w.T("Submit"), lead: func(*markup) {}}
	for _, part := range c.Data.Components {
		if part.Type == text {
			m.lead = func(out *markup) { discordMarkdown(out, part.Content) }
			continue
		}
		in := part.Component
		m.fields = append(m.fields, modalField{in.CustomID, part.Label, in.Placeholder, in.Value, in.Style == 2, !in.Required, in.Type == file, in.MaxLength})
	}
	return m, true
}

// slackModal reads a view that is a form.
func slackModal(data []byte) (modal, bool) {
	var v struct {
		Type     string            `json:"type"`
		Callback string            `json:"callback_id"`
		Title    slackText         `json:"title"`
		Submit   slackText         `json:"submit"`
		Blocks   []json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal(data, &v) != nil || v.Type != "modal" {
		return modal{}, false
	}
	m := modal{id: v.Callback, title: v.Title.Text, submit: v.Submit.Text}
	var lead []json.RawMessage
	for _, raw := range v.Blocks {
		var b struct {
			Type     string    `json:"type"`
			Optional bool      `json:"optional"`
			Label    slackText `json:"label"`
			Element  struct {
				Type        string    `json:"type"`
				ActionID    string    `json:"action_id"`
				Multiline   bool      `json:"multiline"`
				Value       string    `json:"initial_value"`
				Placeholder slackText `json:"placeholder"`
				MaxLength   int       `json:"max_length"`
			} `json:"element"`
		}
		if json.Unmarshal(raw, &b) == nil && b.Type == "input" {
			m.fields = append(m.fields, modalField{b.Element.ActionID, b.Label.Text, b.Element.Placeholder.Text, b.Element.Value, b.Element.Multiline, b.Optional, b.Element.Type == "file_input", b.Element.MaxLength})
			continue
		}
		lead = append(lead, raw)
	}
	m.lead = func(out *markup) {
		for _, raw := range lead {
			var b slackBlock
			if json.Unmarshal(raw, &b) == nil {
				drawBlock(out, entry{}, &b)
			}
		}
	}
	return m, true
}

// draw sets a form with labelled fields; it works without a script.
func (f modal) draw(platform string, e entry, payload []byte, w *chat.Words) pane {
	p := pane{Words: w, JSON: indented(payload)}
	m := markup{w: w}
	var spoken strings.Builder
	spoken.WriteString(f.title + "\n")
	m.WriteString(`<form class="modal" method="post" action="/submit" enctype="multipart/form-data" aria-label="`)
	m.text(f.title)
	m.WriteString(`"><p class="title">`)
	m.text(f.title)
	m.WriteString(`</p>`)
	f.lead(&m)
	hidden := func(name, value string) {
		m.WriteString(`<input type="hidden" name="` + name + `" value="`)
		m.text(value)
		m.WriteString(`">`)
	}
	hidden("platform", platform)
	hidden("entry", strconv.Itoa(e.Number))
	hidden("id", f.id)
	for i, field := range f.fields {
		field.draw(&m, fmt.Sprintf("%s-%d-%d", platform, e.Number, i))
		spoken.WriteString(field.label + "\n")
		if field.most > 0 {
			p.Limits = append(p.Limits, limit{field.label, utf8.RuneCountInString(field.value), field.most})
		}
	}
	m.WriteString(`<button class="btn primary">`)
	m.text(f.submit)
	m.WriteString(`</button></form>`)
	p.HTML, p.Spoken = m.html(), strings.TrimSpace(spoken.String())
	return p
}

func (f modalField) draw(m *markup, id string) {
	m.WriteString(`<p class="field"><label for="` + id + `">`)
	m.text(f.label)
	if f.optional {
		m.WriteString(` <span class="optional">(`)
		m.text(m.w.T("optional"))
		m.WriteString(`)</span>`)
	}
	m.WriteString(`</label>`)
	if f.file {
		m.WriteString(`<input type="file" id="` + id + `" name="` + fieldPrefix)
		m.text(f.name)
		m.WriteString(`"`)
		if !f.optional {
			m.WriteString(` required`)
		}
		m.WriteString(`></p>`)
		return
	}
	open, end := `<input type="text"`, ""
	if f.long {
		open, end = `<textarea rows="3"`, `</textarea>`
	}
	m.WriteString(open + ` id="` + id + `" name="` + fieldPrefix)
	m.text(f.name)
	m.WriteString(`" autocomplete="off" placeholder="`)
	m.text(f.hint)
	m.WriteString(`"`)
	if f.most > 0 {
		m.put(` maxlength="%d"`, f.most)
	}
	if !f.optional {
		m.WriteString(` required`)
	}
	if f.long {
		m.WriteString(`>`)
		m.text(f.value)
	} else {
		m.WriteString(` value="`)
		m.text(f.value)
		m.WriteString(`">`)
	}
	m.WriteString(end + `</p>`)
}

// submit sends a form in. The form makes way for what comes of it.
func (a *Adapter) submit(h chat.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := a.sessions.of(w, r)
		if err := r.ParseMultipartForm(maxUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) { //nolint:gosec // guard bounds the body
			a.refuseForm(w, r, err)
			return
		}
		number, err := strconv.Atoi(r.FormValue("entry"))
		id := r.FormValue("id")
		if err != nil || id == "" || len(id) > chat.MaxToken {
			http.Error(w, a.words(r).T("That form is not one of the playground's."), http.StatusBadRequest)
			return
		}
		in := chat.Submission{ID: fmt.Sprintf("web-%d", time.Now().UnixNano()), Token: chat.Token(id), From: s.person(), At: place(), Received: time.Now()}
		in.Files = uploads(r)
		for name, values := range r.PostForm {
			if field, ok := strings.CutPrefix(name, fieldPrefix); ok && len(values) > 0 {
				in.Fields = append(in.Fields, chat.Arg{Name: field, Value: values[0]})
			}
		}
		reply := h.Submit(r.Context(), in)
		reply.Replace = true
		a.answer(s, entry{Deed: submitted}, reply, number)
		http.Redirect(w, r, "/#entry-"+strconv.Itoa(number), http.StatusSeeOther)
	})
}
