package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

type wireAction struct {
	Type          string            `json:"type"`
	ID            string            `json:"action_id"`
	Text          *wireText         `json:"text"`
	Value         string            `json:"value"`
	URL           string            `json:"url"`
	Style         string            `json:"style"`
	Accessibility string            `json:"accessibility_label"`
	Placeholder   *wireText         `json:"placeholder"`
	Confirm       json.RawMessage   `json:"confirm"`
	Options       []json.RawMessage `json:"options"`
	Groups        []json.RawMessage `json:"option_groups"`
	Initial       json.RawMessage   `json:"initial_option"`
	InitialValue  string            `json:"initial_value"`
	Least         *int              `json:"min_length"`
	Most          *int              `json:"max_length"`
	MostFiles     *int              `json:"max_files"`
	FileTypes     []string          `json:"filetypes"`
}

// element reads what elements have in common.
func (l *linter) element(path string, raw json.RawMessage) (*wireAction, bool) {
	var a wireAction
	if err := json.Unmarshal(raw, &a); err != nil {
		l.add(path, "must be an element: %v", err)
		return nil, false
	}
	l.shape(path, raw, fields(a.Type))
	l.text(path+".action_id", a.ID, 1, maxActionID)
	if l.actions[a.ID] {
		l.add(path+".action_id", "must be unique: %q", a.ID)
	}
	l.actions[a.ID] = true
	if a.Placeholder != nil {
		l.plain(path+".placeholder", a.Placeholder, maxPlaceholder)
	}
	if a.Confirm != nil {
		l.confirm(path+".confirm", a.Confirm)
	}
	return &a, true
}

// actionElement checks what stands in an actions block or beside a section.
func (l *linter) actionElement(path string, raw json.RawMessage) {
	a, ok := l.element(path, raw)
	if !ok {
		return
	}
	switch a.Type {
	case "button":
		l.button(path, a)
	case "static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes":
		l.choice(path, a)
	default:
		l.add(path+".type", "is not an element of ours: %q", a.Type)
	}
}

func (l *linter) button(path string, a *wireAction) {
	if a.Text == nil {
		l.add(path+".text", "must be there")
	} else {
		l.plain(path+".text", a.Text, maxButtonText)
	}
	l.text(path+".value", a.Value, 0, maxButtonValue)
	l.text(path+".url", a.URL, 0, maxButtonURL)
	l.text(path+".accessibility_label", a.Accessibility, 0, maxAccessibility)
	if a.Style != "" && a.Style != "primary" && a.Style != "danger" {
		l.add(path+".style", "must be primary or danger, is %q", a.Style)
	}
}

// inputElement checks what stands in an input block.
func (l *linter) inputElement(path string, raw json.RawMessage) {
	a, ok := l.element(path, raw)
	if !ok {
		return
	}
	switch a.Type {
	case "plain_text_input":
		most := maxInputLength
		if a.Most != nil {
			most = *a.Most
			if most < 1 || most > maxInputLength {
				l.add(path+".max_length", "must be 1 to %d, is %d", maxInputLength, most)
			}
		}
		if a.Least != nil && (*a.Least < 0 || *a.Least > most) {
			l.add(path+".min_length", "must be 0 to %d, is %d", most, *a.Least)
		}
		l.text(path+".initial_value", a.InitialValue, 0, most)
	case elementFile:
		l.fileInput(path, a)
	case "static_select", "multi_static_select", "radio_buttons", "checkboxes":
		l.choice(path, a)
	default:
		l.add(path+".type", "is not an element of ours: %q", a.Type)
	}
}

// fileInput checks an element that takes files, which modals alone have.
func (l *linter) fileInput(path string, a *wireAction) {
	if l.surface != SurfaceModal {
		l.add(path, "must stand in a modal")
	}
	if a.MostFiles != nil && (*a.MostFiles < 1 || *a.MostFiles > maxInputFiles) {
		l.add(path+".max_files", "must be 1 to %d, is %d", maxInputFiles, *a.MostFiles)
	}
	if a.FileTypes != nil && len(a.FileTypes) == 0 {
		l.add(path+".filetypes", "must name an ending or be left out")
	}
}

// choice checks an element with options, or groups of them.
func (l *linter) choice(path string, a *wireAction) {
	most := maxOptions
	switch a.Type {
	case "overflow":
		most = maxOverflow
	case "radio_buttons", "checkboxes":
		most = maxRadio
	}
	if len(a.Groups) > 0 {
		l.optionGroups(path, a)
		return
	}
	values := l.options(path+".options", a.Options, most)
	if a.Initial == nil {
		return
	}
	var first struct {
		Value string `json:"value"`
	}
	if json.Unmarshal(a.Initial, &first) != nil || !slices.Contains(values, first.Value) {
		l.add(path+".initial_option", "must be one of the options, is %q", first.Value)
	}
}

func (l *linter) optionGroups(path string, a *wireAction) {
	if len(a.Options) > 0 {
		l.add(path+".options", "must not stand beside groups")
	}
	if len(a.Groups) > maxOptions {
		l.add(path+".option_groups", "must be at most %d, are %d", maxOptions, len(a.Groups))
	}
	for i, raw := range a.Groups {
		p := fmt.Sprintf("%s.option_groups[%d]", path, i)
		l.shape(p, raw, fields("option group"))
		var g struct {
			Label   *wireText         `json:"label"`
			Options []json.RawMessage `json:"options"`
		}
		if err := json.Unmarshal(raw, &g); err != nil || g.Label == nil {
			l.add(p+".label", "must be there")
			continue
		}
		l.plain(p+".label", g.Label, maxOptionText)
		l.options(p+".options", g.Options, maxOptions)
	}
}

func (l *linter) options(path string, options []json.RawMessage, most int) (values []string) {
	if len(options) == 0 || len(options) > most {
		l.add(path, "must be 1 to %d, are %d", most, len(options))
	}
	for i, raw := range options {
		p := fmt.Sprintf("%s[%d]", path, i)
		l.shape(p, raw, fields("option"))
		var o struct {
			Text        *wireText `json:"text"`
			Value       string    `json:"value"`
			Description *wireText `json:"description"`
		}
		if err := json.Unmarshal(raw, &o); err != nil {
			l.add(p, "must be an option: %v", err)
			continue
		}
		if o.Text == nil {
			l.add(p+".text", "must be there")
		} else {
			l.plain(p+".text", o.Text, maxOptionText)
		}
		l.text(p+".value", o.Value, 1, maxOptionValue)
		if o.Description != nil {
			l.plain(p+".description", o.Description, maxOptionText)
		}
		values = append(values, o.Value)
	}
	return values
}

// confirm checks the question that is asked before an action counts.
func (l *linter) confirm(path string, raw json.RawMessage) {
	l.shape(path, raw, fields("confirm"))
	var c struct {
		Title   *wireText `json:"title"`
		Text    *wireText `json:"text"`
		Confirm *wireText `json:"confirm"`
		Deny    *wireText `json:"deny"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		l.add(path, "must be a question: %v", err)
		return
	}
	for _, part := range []struct {
		name string
		text *wireText
		most int
	}{{"title", c.Title, maxConfirmTitle}, {"text", c.Text, maxConfirmText}, {"confirm", c.Confirm, maxConfirmButton}, {"deny", c.Deny, maxConfirmButton}} {
		if part.text == nil || part.text.Text == "" || utf8.RuneCountInString(part.text.Text) > part.most {
			l.add(path+"."+part.name, "must have 1 to %d characters", part.most)
		}
	}
}
