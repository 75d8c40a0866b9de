package slack

import (
	"encoding/json"
	"fmt"
)

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
	l.shape(path, raw, fields(e.Type))
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
		Channel   string `json:"channel_id"`
		Timestamp int64  `json:"timestamp"`
		Format    string `json:"format"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		l.add(path, "must be a piece of text: %v", err)
		return
	}
	l.shape(path, raw, fields(p.Type))
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
	case "channel":
		if !isChannel(p.Channel) {
			l.add(path+".channel_id", "must be the id of a channel, is %q", p.Channel)
		}
	case "date":
		if p.Timestamp == 0 || p.Format == "" {
			l.add(path, "must have a timestamp and a format")
		}
	default:
		l.add(path+".type", "is not a piece the bot may send: %q", p.Type)
	}
}
