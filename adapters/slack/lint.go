package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Surface says where blocks are shown.
type Surface int

// The surfaces that Lint knows.
const (
	SurfaceMessage Surface = iota
	SurfaceModal
)

// Problem is a rule of the platform that a body breaks.
type Problem struct {
	Path string // where, as a JSON path
	Rule string // what is asked for
}

func (p Problem) String() string { return p.Path + ": " + p.Rule }

// Lint checks a body against the rules that Slack's documentation and its own SDKs state.
// Slack tells of most of them only by refusing, and of some not at all.
func Lint(surface Surface, body []byte) []Problem {
	l := &linter{surface: surface, actions: map[string]bool{}, blocks: map[string]bool{}}
	var m wireBody
	if err := json.Unmarshal(body, &m); err != nil {
		l.add("$", "must be JSON of the right shape: %v", err)
		return l.problems
	}
	l.body(&m)
	return l.problems
}

type linter struct {
	surface  Surface
	problems []Problem
	actions  map[string]bool
	blocks   map[string]bool
	tables   int
	inputs   int
	groups   int // user groups that are notified
}

func (l *linter) add(path, format string, args ...any) {
	l.problems = append(l.problems, Problem{path, fmt.Sprintf(format, args...)})
}

func (l *linter) text(path, s string, least, most int) {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		l.add(path, "must have %d to %d characters, has %d", least, most, n)
	}
}

type wireBody struct {
	Text      string            `json:"text"`
	Blocks    []json.RawMessage `json:"blocks"`
	LinkNames json.RawMessage   `json:"link_names"`
	Parse     string            `json:"parse"`
	Unfurl    *bool             `json:"unfurl_links"`
	Type      string            `json:"type"`
	Title     *wireText         `json:"title"`
	Submit    *wireText         `json:"submit"`
	Close     *wireText         `json:"close"`
	Callback  string            `json:"callback_id"`
	Private   string            `json:"private_metadata"`
}

type wireText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji"`
}

type wireBlock struct {
	Type     string            `json:"type"`
	ID       string            `json:"block_id"`
	Text     json.RawMessage   `json:"text"`
	Fields   []wireText        `json:"fields"`
	Elements []json.RawMessage `json:"elements"`
	ImageURL string            `json:"image_url"`
	File     *wireFile         `json:"slack_file"`
	AltText  *string           `json:"alt_text"`
	Title    *wireText         `json:"title"`
	Label    *wireText         `json:"label"`
	Hint     *wireText         `json:"hint"`
	Element  json.RawMessage   `json:"element"`
	Rows     []json.RawMessage `json:"rows"`
}

func (l *linter) body(m *wireBody) {
	most := maxBlocks
	if l.surface == SurfaceModal {
		most = 100
		l.modal(m)
	} else {
		if len(m.Blocks) > 0 && strings.TrimSpace(m.Text) == "" {
			l.add("$.text", "must say the whole meaning beside blocks: screen readers and notifications use it")
		}
		if len(m.Blocks) == 0 && strings.TrimSpace(m.Text) == "" {
			l.add("$", "must have text or blocks")
		}
		l.text("$.text", m.Text, 0, maxText)
		l.mentions("$.text", m.Text)
		if m.LinkNames != nil && string(m.LinkNames) != "false" || m.Parse == "full" {
			l.add("$.link_names", "must be off: names in text would notify")
		}
		if len(m.Blocks) > 0 && (m.Unfurl == nil || *m.Unfurl) {
			l.add("$.unfurl_links", "must be false")
		}
	}
	if len(m.Blocks) > most {
		l.add("$.blocks", "must be at most %d, are %d", most, len(m.Blocks))
	}
	sum := 0
	for i, raw := range m.Blocks {
		sum += utf8.RuneCount(raw)
		l.block(fmt.Sprintf("$.blocks[%d]", i), raw)
	}
	if l.surface == SurfaceMessage && sum > maxMessage {
		l.add("$.blocks", "must have at most %d characters together, have %d", maxMessage, sum)
	}
	if l.tables > 1 {
		l.add("$.blocks", "must hold one table at most")
	}
	if l.inputs > 0 && l.surface == SurfaceModal && m.Submit == nil {
		l.add("$.submit", "must be there when there is an input")
	}
}

func (l *linter) modal(m *wireBody) {
	for name, t := range map[string]*wireText{"title": m.Title, "submit": m.Submit, "close": m.Close} {
		if t != nil {
			l.plain("$."+name, t, 24)
		}
	}
	if m.Title == nil {
		l.add("$.title", "must be there")
	}
	l.text("$.callback_id", m.Callback, 0, maxActionID)
	l.text("$.private_metadata", m.Private, 0, 3000)
}

// mentions finds what would notify somebody in mrkdwn.
func (l *linter) mentions(path, s string) {
	for _, m := range []string{"<!", "<@", "<#"} {
		if strings.Contains(s, m) {
			l.add(path, "must hold no mention: %s", m)
		}
	}
}

func (l *linter) plain(path string, t *wireText, most int) {
	if t.Type != "plain_text" {
		l.add(path+".type", "must be plain_text, is %q", t.Type)
	}
	l.text(path+".text", t.Text, 1, most)
}

func (l *linter) either(path string, t *wireText, most int) {
	switch t.Type {
	case "mrkdwn":
		l.mentions(path+".text", t.Text)
		if t.Emoji != nil {
			l.add(path+".emoji", "must be absent from mrkdwn")
		}
	case "plain_text":
	default:
		l.add(path+".type", "must be mrkdwn or plain_text, is %q", t.Type)
	}
	l.text(path+".text", t.Text, 1, most)
}

func (l *linter) block(path string, raw json.RawMessage) {
	var b wireBlock
	if err := json.Unmarshal(raw, &b); err != nil {
		l.add(path, "must be a block: %v", err)
		return
	}
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
		var t wireText
		if json.Unmarshal(b.Text, &t) != nil {
			l.add(path+".text", "must be a text object")
			return
		}
		l.plain(path+".text", &t, maxHeader)
	case "divider":
	case "image":
		l.image(path, &b)
	case "context":
		l.elements(path, &b, maxContext, l.contextElement)
	case "actions":
		l.elements(path, &b, maxActions, l.actionElement)
	case "rich_text":
		l.elements(path, &b, 1000, l.richElement)
	case "table":
		l.tables++
		if len(b.Rows) == 0 || len(b.Rows) > 100 {
			l.add(path+".rows", "must be 1 to 100, are %d", len(b.Rows))
		}
	case "input":
		l.inputs++
		if b.Label == nil {
			l.add(path+".label", "must be there")
		} else {
			l.plain(path+".label", b.Label, 2000)
		}
	case "markdown":
		if l.surface == SurfaceModal {
			l.add(path, "must not stand in a modal")
		}
	default:
		l.add(path+".type", "is not a block: %q", b.Type)
	}
}

func (l *linter) section(path string, b *wireBlock) {
	if b.Text == nil && len(b.Fields) == 0 {
		l.add(path, "must have text or fields")
	}
	if b.Text != nil {
		var t wireText
		if json.Unmarshal(b.Text, &t) != nil {
			l.add(path+".text", "must be a text object")
		} else {
			l.either(path+".text", &t, maxSectionText)
		}
	}
	if len(b.Fields) > maxSectionFields {
		l.add(path+".fields", "must be at most %d, are %d", maxSectionFields, len(b.Fields))
	}
	for i := range b.Fields {
		l.either(fmt.Sprintf("%s.fields[%d]", path, i), &b.Fields[i], maxFieldText)
	}
}

func (l *linter) image(path string, b *wireBlock) {
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
	if t.Type == "image" {
		l.image(path, &wireBlock{ImageURL: t.ImageURL, File: t.File, AltText: t.AltText})
		return
	}
	l.either(path, &t.wireText, maxFieldText)
}

type wireAction struct {
	Type          string    `json:"type"`
	ID            string    `json:"action_id"`
	Text          *wireText `json:"text"`
	Value         string    `json:"value"`
	URL           string    `json:"url"`
	Style         string    `json:"style"`
	Accessibility string    `json:"accessibility_label"`
	Placeholder   *wireText `json:"placeholder"`
	Options       []struct {
		Text        *wireText `json:"text"`
		Value       string    `json:"value"`
		Description *wireText `json:"description"`
	} `json:"options"`
}

func (l *linter) actionElement(path string, raw json.RawMessage) {
	var a wireAction
	if err := json.Unmarshal(raw, &a); err != nil {
		l.add(path, "must be an element: %v", err)
		return
	}
	l.text(path+".action_id", a.ID, 1, maxActionID)
	if l.actions[a.ID] {
		l.add(path+".action_id", "must be unique: %q", a.ID)
	}
	l.actions[a.ID] = true
	switch a.Type {
	case "button":
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
	case "static_select":
		l.options(path, &a)
	default:
		l.add(path+".type", "is not an element of ours: %q", a.Type)
	}
}

func (l *linter) options(path string, a *wireAction) {
	if a.Placeholder != nil {
		l.plain(path+".placeholder", a.Placeholder, maxPlaceholder)
	}
	if len(a.Options) == 0 || len(a.Options) > maxOptions {
		l.add(path+".options", "must be 1 to %d, are %d", maxOptions, len(a.Options))
	}
	for i, o := range a.Options {
		p := fmt.Sprintf("%s.options[%d]", path, i)
		if o.Text == nil {
			l.add(p+".text", "must be there")
		} else {
			l.plain(p+".text", o.Text, maxOptionText)
		}
		l.text(p+".value", o.Value, 1, maxOptionValue)
		if o.Description != nil {
			l.plain(p+".description", o.Description, maxOptionText)
		}
	}
}

// richElement checks the elements of rich text, down to the pieces of text.
func (l *linter) richElement(path string, raw json.RawMessage) {
	var e struct {
		Type     string            `json:"type"`
		Style    json.RawMessage   `json:"style"`
		Indent   int               `json:"indent"`
		Offset   int               `json:"offset"`
		Elements []json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		l.add(path, "must be an element: %v", err)
		return
	}
	if len(e.Elements) == 0 {
		l.add(path+".elements", "must not be empty")
	}
	switch e.Type {
	case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
		for i, p := range e.Elements {
			l.richPiece(fmt.Sprintf("%s.elements[%d]", path, i), p)
		}
	case "rich_text_list":
		if s := string(e.Style); s != `"bullet"` && s != `"ordered"` {
			l.add(path+".style", "must be bullet or ordered, is %s", s)
		}
		if e.Indent < 0 || e.Indent > maxIndent {
			l.add(path+".indent", "must be 0 to %d, is %d", maxIndent, e.Indent)
		}
		for i, s := range e.Elements {
			l.richElement(fmt.Sprintf("%s.elements[%d]", path, i), s)
		}
	default:
		l.add(path+".type", "is not rich text: %q", e.Type)
	}
}

func (l *linter) richPiece(path string, raw json.RawMessage) {
	var p struct {
		Type      string `json:"type"`
		Text      string `json:"text"`
		URL       string `json:"url"`
		Group     string `json:"usergroup_id"`
		Timestamp int64  `json:"timestamp"`
		Format    string `json:"format"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		l.add(path, "must be a piece of text: %v", err)
		return
	}
	switch p.Type {
	case "text":
		if p.Text == "" {
			l.add(path+".text", "must not be empty")
		}
	case "link":
		l.text(path+".url", p.URL, 1, maxButtonURL)
	case "usergroup":
		if !isID(p.Group) {
			l.add(path+".usergroup_id", "must be the id of a user group, is %q", p.Group)
		}
		if l.groups++; l.groups > 1 {
			l.add(path, "must be the only user group: one message notifies one")
		}
	case "date":
		if p.Timestamp == 0 || p.Format == "" {
			l.add(path, "must have a timestamp and a format")
		}
	default:
		l.add(path+".type", "is not a piece the bot may send: %q", p.Type)
	}
}
