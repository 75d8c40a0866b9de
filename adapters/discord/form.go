package discord

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// A form is a modal: it opens above the message that was pressed, at once or never, because
// the platform takes no modal after an acknowledgement.

// answerModal is the type of the answer that opens a modal.
const answerModal = 9

// The kinds of component in a modal, and the styles of an input (Component Reference).
const (
	componentInput = 4
	componentText  = 10
	componentLabel = 18
	componentFile  = 19
	inputLine      = 1
	inputBox       = 2
)

const (
	maxPlaceholderInput = 100
	maxInputValue       = 4000
	maxModalText        = 4000
)

// appendForm writes the callback that opens a form.
func (r renderer) appendForm(b []byte, f chat.Form) []byte {
	b = append(b, `{"type":9,"data":{"custom_id":`...)
	b = wire.AppendString(b, string(f.Token))
	b = append(b, `,"title":`...)
	b = wire.AppendString(b, orDash(wire.Cut(plain(f.Title), maxModalTitle)))
	b = append(b, `,"components":[`...)
	n, hint := 0, ""
	if lead := r.prose().text(f.Lead); lead != "" && len(f.Fields) < maxModalParts {
		b = append(b, `{"type":10,"content":`...)
		b = wire.AppendString(b, clip(lead, maxModalText))
		b = append(b, '}')
		n++
	} else if lead != "" { // it would be one component too many
		hint = wire.Cut(plain(doc.BlockText(f.Lead)), maxModalHint)
	}
	for _, field := range f.Fields {
		if n == maxModalParts {
			break
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = appendField(b, field, hint)
		hint = ""
	}
	return append(b, `]}}`...)
}

// appendField writes an input with its label; hint, which may be empty, stands beneath that.
func appendField(b []byte, f chat.Field, hint string) []byte {
	b = append(b, `{"type":18,"label":`...)
	b = wire.AppendString(b, orDash(wire.Cut(plain(f.Label), maxModalLabel)))
	if hint != "" {
		b = wire.AppendString(append(b, `,"description":`...), hint)
	}
	if f.File {
		b = wire.AppendString(append(b, `,"component":{"type":19,"custom_id":`...), f.Name)
		return append(strconv.AppendBool(append(b, `,"required":`...), !f.Optional), `}}`...)
	}
	b = append(b, `,"component":{"type":4,"custom_id":`...)
	b = wire.AppendString(b, f.Name)
	style := inputLine
	if f.Long {
		style = inputBox
	}
	b = strconv.AppendInt(append(b, `,"style":`...), int64(style), 10)
	b = strconv.AppendBool(append(b, `,"required":`...), !f.Optional)
	if hint := wire.Cut(plain(f.Hint), maxPlaceholderInput); hint != "" {
		b = wire.AppendString(append(b, `,"placeholder":`...), hint)
	}
	most := maxInputValue
	if f.Max > 0 {
		most = min(f.Max, maxInputValue)
		b = strconv.AppendInt(append(b, `,"max_length":`...), int64(most), 10)
	}
	if f.Value != "" && utf8.RuneCountInString(f.Value) <= most {
		b = wire.AppendString(append(b, `,"value":`...), chat.Printable(f.Value))
	}
	return append(b, `}}`...)
}

// tooLate is shown in place of a form that was ready only after the acknowledgement.
func tooLate(f chat.Form) chat.View {
	return chat.In(f.Words, chat.Notice(chat.Warning, f.Title, f.Words.T("The form took too long to open, and Discord opens none after that."), f.Words.T("Press the button again.")))
}

// wireModal is what Lint reads of a modal.
type wireModal struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []struct {
		Type        int             `json:"type"`
		Label       string          `json:"label"`
		Description string          `json:"description"`
		Content     string          `json:"content"`
		Component   json.RawMessage `json:"component"`
	} `json:"components"`
}

type wireInput struct {
	Type        int    `json:"type"`
	CustomID    string `json:"custom_id"`
	Style       int    `json:"style"`
	Value       string `json:"value"`
	Placeholder string `json:"placeholder"`
	Required    *bool  `json:"required"`
	MaxLength   *int   `json:"max_length"`
	Least       *int   `json:"min_values"`
	Most        *int   `json:"max_values"`
}

// modal checks a form.
func (l *linter) modal(path string, m *wireModal) {
	l.text(path+".custom_id", m.CustomID, 1, maxCustomID)
	l.text(path+".title", m.Title, 1, maxModalTitle)
	inputs := 0
	seen := map[string]bool{}
	for i, c := range m.Components {
		at := fmt.Sprintf("%s.components[%d]", path, i)
		switch c.Type {
		case componentText:
			l.text(at+".content", c.Content, 1, maxModalText)
		case componentLabel:
			l.text(at+".label", c.Label, 1, maxModalLabel)
			l.text(at+".description", c.Description, 0, maxModalHint)
			inputs++
			var in wireInput
			if l.decode(at+".component", c.Component, &in) {
				l.input(at+".component", in, seen)
			}
		default:
			l.add(at+".type", "must be a label or a text in a modal, is %d", c.Type)
		}
	}
	if inputs < 1 || len(m.Components) > maxModalParts {
		l.add(path+".components", "must be at most %d and hold an input, are %d with %d", maxModalParts, len(m.Components), inputs)
	}
}

func (l *linter) input(path string, in wireInput, seen map[string]bool) {
	if in.Type != componentInput && in.Type != componentFile {
		l.add(path+".type", "must be a text input or a file upload, is %d", in.Type)
	}
	l.text(path+".custom_id", in.CustomID, 1, maxCustomID)
	if seen[in.CustomID] {
		l.add(path+".custom_id", "must be used once in a modal: %s", in.CustomID)
	}
	seen[in.CustomID] = true
	if in.Type == componentFile {
		l.fileInput(path, in)
		return
	}
	if in.Style != inputLine && in.Style != inputBox {
		l.add(path+".style", "must be 1 or 2, is %d", in.Style)
	}
	l.text(path+".placeholder", in.Placeholder, 0, maxPlaceholderInput)
	l.text(path+".value", in.Value, 0, maxInputValue)
	if in.MaxLength != nil {
		if *in.MaxLength < 1 || *in.MaxLength > maxInputValue {
			l.add(path+".max_length", "must be between 1 and %d, is %d", maxInputValue, *in.MaxLength)
		}
		if utf8.RuneCountInString(in.Value) > *in.MaxLength {
			l.add(path+".value", "must not be longer than max_length")
		}
	}
}

// fileInput checks an input that takes files (Component Reference, File Upload).
func (l *linter) fileInput(path string, in wireInput) {
	if in.Style != 0 || in.Value != "" || in.Placeholder != "" || in.MaxLength != nil {
		l.add(path, "must have nothing of a text input")
	}
	most := 1
	if in.Most != nil {
		if most = *in.Most; most < 1 || most > maxFiles {
			l.add(path+".max_values", "must be between 1 and %d, is %d", maxFiles, most)
		}
	}
	if in.Least != nil && (*in.Least < 0 || *in.Least > most) {
		l.add(path+".min_values", "must be between 0 and %d, is %d", most, *in.Least)
	}
}
