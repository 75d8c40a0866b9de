package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

type wireBlock struct {
	Type      string            `json:"type"`
	ID        string            `json:"block_id"`
	Text      json.RawMessage   `json:"text"`
	Level     *int              `json:"level"`
	Fields    []wireText        `json:"fields"`
	Accessory json.RawMessage   `json:"accessory"`
	Elements  []json.RawMessage `json:"elements"`
	ImageURL  string            `json:"image_url"`
	File      *wireFile         `json:"slack_file"`
	AltText   *string           `json:"alt_text"`
	Title     *wireText         `json:"title"`
	Label     *wireText         `json:"label"`
	Hint      *wireText         `json:"hint"`
	Element   json.RawMessage   `json:"element"`
	Rows      []json.RawMessage `json:"rows"`
	Columns   []json.RawMessage `json:"column_settings"`
}

func (l *linter) block(path string, raw json.RawMessage) {
	var b wireBlock
	if err := json.Unmarshal(raw, &b); err != nil {
		l.add(path, "must be a block: %v", err)
		return
	}
	where := surfaces(b.Type)
	switch {
	case where == nil:
		l.add(path+".type", "is not a block: %q", b.Type)
		return
	case !slices.Contains(where, l.surface):
		l.add(path, "must not stand here: %s", b.Type)
	}
	l.shape(path, raw, fields(b.Type))
	if b.ID != "" {
		l.text(path+".block_id", b.ID, 1, maxBlockID)
		if l.blocks[b.ID] {
			l.add(path+".block_id", "must be unique: %q", b.ID)
		}
		l.blocks[b.ID] = true
	}
	switch b.Type {
	case "section":
		l.section(path, &b)
	case "header":
		l.header(path, &b)
	case "image":
		l.image(path, &b)
	case "context":
		l.elements(path, &b, maxContext, l.contextElement)
	case "actions":
		l.elements(path, &b, maxActions, l.actionElement)
	case "context_actions":
		l.elements(path, &b, maxContextActions, func(string, json.RawMessage) {})
	case "rich_text":
		l.elements(path, &b, maxRichElements, l.richElement)
	case "table":
		l.table(path, &b)
	case "input":
		l.input(path, &b)
	case "markdown":
		l.markdownText(path, &b)
	default:
	}
}

func (l *linter) header(path string, b *wireBlock) {
	t, ok := l.textObject(path+".text", b.Text)
	if ok {
		l.plain(path+".text", t, maxHeader)
	}
	if b.Level != nil && (*b.Level < 1 || *b.Level > maxHeaderLevel) {
		l.add(path+".level", "must be 1 to %d, is %d", maxHeaderLevel, *b.Level)
	}
}

// textObject reads a text object, whose fields depend on its type.
func (l *linter) textObject(path string, raw json.RawMessage) (*wireText, bool) {
	var t wireText
	if len(raw) == 0 || json.Unmarshal(raw, &t) != nil {
		l.add(path, "must be a text object")
		return nil, false
	}
	l.shape(path, raw, fields(t.Type))
	return &t, true
}

func (l *linter) markdownText(path string, b *wireBlock) {
	var s string
	if json.Unmarshal(b.Text, &s) != nil || s == "" {
		l.add(path+".text", "must be text")
	}
	l.markdown += utf8.RuneCountInString(s)
}

func (l *linter) section(path string, b *wireBlock) {
	if b.Text == nil && len(b.Fields) == 0 {
		l.add(path, "must have text or fields")
	}
	if b.Text != nil {
		if t, ok := l.textObject(path+".text", b.Text); ok {
			l.either(path+".text", t, maxSectionText)
		}
	}
	if len(b.Fields) > maxSectionFields {
		l.add(path+".fields", "must be at most %d, are %d", maxSectionFields, len(b.Fields))
	}
	for i := range b.Fields {
		l.either(fmt.Sprintf("%s.fields[%d]", path, i), &b.Fields[i], maxFieldText)
	}
	if b.Accessory == nil {
		return
	}
	var kind wireText
	if json.Unmarshal(b.Accessory, &kind) == nil && kind.Type == "image" {
		l.contextElement(path+".accessory", b.Accessory)
		return
	}
	l.actionElement(path+".accessory", b.Accessory)
}

func (l *linter) image(path string, b *wireBlock) {
	if b.Title != nil {
		l.plain(path+".title", b.Title, maxAltText)
	}
	if b.File != nil {
		l.file(path, b)
		return
	}
	l.text(path+".image_url", b.ImageURL, 1, maxImageURL)
	if !strings.HasPrefix(b.ImageURL, "https://") && !strings.HasPrefix(b.ImageURL, "http://") {
		l.add(path+".image_url", "must be an address")
	}
	l.altText(path, b)
}

func (l *linter) altText(path string, b *wireBlock) {
	if b.AltText == nil || strings.TrimSpace(*b.AltText) == "" {
		l.add(path+".alt_text", "must say what the picture shows")
	} else {
		l.text(path+".alt_text", *b.AltText, 1, maxAltText)
	}
}

func (l *linter) elements(path string, b *wireBlock, most int, check func(string, json.RawMessage)) {
	if len(b.Elements) == 0 || len(b.Elements) > most {
		l.add(path+".elements", "must be 1 to %d, are %d", most, len(b.Elements))
	}
	for i, e := range b.Elements {
		check(fmt.Sprintf("%s.elements[%d]", path, i), e)
	}
}

func (l *linter) contextElement(path string, raw json.RawMessage) {
	var t struct {
		wireText

		ImageURL string    `json:"image_url"`
		File     *wireFile `json:"slack_file"`
		AltText  *string   `json:"alt_text"`
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		l.add(path, "must be an element: %v", err)
		return
	}
	l.shape(path, raw, fields(t.Type))
	if t.Type == "image" {
		l.image(path, &wireBlock{ImageURL: t.ImageURL, File: t.File, AltText: t.AltText})
		return
	}
	l.either(path, &t.wireText, maxFieldText)
}

func (l *linter) input(path string, b *wireBlock) {
	l.inputs++
	if b.Label == nil {
		l.add(path+".label", "must be there")
	} else {
		l.plain(path+".label", b.Label, maxLabel)
	}
	if b.Hint != nil {
		l.plain(path+".hint", b.Hint, maxLabel)
	}
	if b.Element == nil {
		l.add(path+".element", "must be there")
		return
	}
	l.inputElement(path+".element", b.Element)
}

// table checks rows of cells; a cell is text, or rich text.
func (l *linter) table(path string, b *wireBlock) {
	l.tables++
	if len(b.Rows) == 0 || len(b.Rows) > maxTableRows {
		l.add(path+".rows", "must be 1 to %d, are %d", maxTableRows, len(b.Rows))
	}
	if len(b.Columns) > maxTableColumns {
		l.add(path+".column_settings", "must be at most %d, are %d", maxTableColumns, len(b.Columns))
	}
	for i, raw := range b.Columns {
		p := fmt.Sprintf("%s.column_settings[%d]", path, i)
		l.shape(p, raw, fields("column"))
		var c struct {
			Align string `json:"align"`
		}
		if json.Unmarshal(raw, &c) != nil || !slices.Contains([]string{"", "left", "center", "right"}, c.Align) {
			l.add(p+".align", "must be left, center or right, is %q", c.Align)
		}
	}
	for i, raw := range b.Rows {
		p := fmt.Sprintf("%s.rows[%d]", path, i)
		var cells []json.RawMessage
		if json.Unmarshal(raw, &cells) != nil || len(cells) == 0 || len(cells) > maxTableColumns {
			l.add(p, "must be 1 to %d cells, are %d", maxTableColumns, len(cells))
		}
		for j, cell := range cells {
			l.cell(fmt.Sprintf("%s[%d]", p, j), cell)
		}
	}
}

func (l *linter) cell(path string, raw json.RawMessage) {
	var c struct {
		Type     string            `json:"type"`
		Text     string            `json:"text"`
		Elements []json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		l.add(path, "must be a cell: %v", err)
		return
	}
	l.shape(path, raw, fields(c.Type))
	switch c.Type {
	case "raw_text":
		l.text(path+".text", c.Text, 1, maxText)
	case "rich_text":
		l.elements(path, &wireBlock{Elements: c.Elements}, maxRichElements, l.richElement)
	default:
		l.add(path+".type", "must be raw_text or rich_text, is %q", c.Type)
	}
}
