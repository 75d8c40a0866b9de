package web

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/internal/chat"
)

type slackMessage struct {
	Text   string            `json:"text"`
	Blocks []json.RawMessage `json:"blocks"`
}

type slackText struct {
	Text string `json:"text"`
}

type slackBlock struct {
	Type     string    `json:"type"`
	Text     slackText `json:"text"`
	ImageURL string    `json:"image_url"`
	File     struct {
		ID string `json:"id"`
	} `json:"slack_file"`
	AltText  string         `json:"alt_text"`
	Elements []slackElement `json:"elements"`
	Rows     [][]slackCell  `json:"rows"`
}

// slackCell is a cell of a table: text, or rich text.
type slackCell struct {
	Text     string         `json:"text"`
	Elements []slackElement `json:"elements"`
}

type slackElement struct {
	Type          string          `json:"type"`
	Text          json.RawMessage `json:"text"`
	Value         string          `json:"value"`
	URL           string          `json:"url"`
	Style         json.RawMessage `json:"style"`
	ActionID      string          `json:"action_id"`
	Accessibility string          `json:"accessibility_label"`
	Placeholder   slackText       `json:"placeholder"`
	Indent        int             `json:"indent"`
	Offset        int             `json:"offset"`
	Timestamp     int64           `json:"timestamp"`
	Channel       string          `json:"channel_id"`
	Elements      []slackElement  `json:"elements"`
	Options       []struct {
		Text        slackText `json:"text"`
		Value       string    `json:"value"`
		Description slackText `json:"description"`
	} `json:"options"`
}

// words gives an element's text, which is a string in rich text and an object elsewhere.
func (e *slackElement) words() string {
	var s string
	if json.Unmarshal(e.Text, &s) == nil {
		return s
	}
	var t slackText
	_ = json.Unmarshal(e.Text, &t)
	return t.Text
}

// drawSlack draws a message as Slack shows it, from the payload alone.
func drawSlack(e entry, w *chat.Words) pane {
	if f, ok := slackModal(e.Slack); ok {
		return f.draw("slack", e, e.Slack, w)
	}
	p := pane{Words: w, JSON: indented(e.Slack)}
	var msg slackMessage
	if err := json.Unmarshal(e.Slack, &msg); err != nil {
		p.Spoken = unreadable(w, err)
		return p
	}
	m := markup{w: w}
	size := 0
	for _, raw := range msg.Blocks {
		size += utf8.RuneCount(raw)
		var b slackBlock
		if err := json.Unmarshal(raw, &b); err != nil {
			continue
		}
		drawBlock(&m, e, &b)
	}
	m.files(e)
	p.HTML, p.Spoken = m.html(), html.UnescapeString(msg.Text)
	p.Limits = []limit{{w.T("blocks"), len(msg.Blocks), 50}, {w.T("characters of all blocks"), size, 12000}, {w.T("text for notifications"), utf8.RuneCountInString(msg.Text), 4000}}
	return p
}

func drawBlock(m *markup, e entry, b *slackBlock) {
	switch b.Type {
	case "header":
		m.WriteString(`<p class="header">`)
		m.text(b.Text.Text)
		m.WriteString(`</p>`)
	case "context":
		m.WriteString(`<p class="context">`)
		for i := range b.Elements {
			m.text(b.Elements[i].words())
		}
		m.WriteString(`</p>`)
	case "divider":
		m.WriteString(`<hr>`)
	case "image":
		m.image(e.attached(b.ImageURL, b.File.ID), b.AltText)
	case "rich_text":
		for i := range b.Elements {
			drawRich(m, &b.Elements[i])
		}
	case "table":
		drawTable(m, b.Rows)
	case "actions":
		m.WriteString(`<div class="row">`)
		for i := range b.Elements {
			drawAction(m, e.Number, &b.Elements[i])
		}
		m.WriteString(`</div>`)
	}
}

// drawTable draws a table, whose first row Slack shows as the heading.
func drawTable(m *markup, rows [][]slackCell) {
	m.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>`)
	for i, row := range rows {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		m.WriteString("<tr>")
		for _, c := range row {
			m.put("<%s>", tag)
			m.text(strings.TrimSpace(c.Text))
			for j := range c.Elements {
				drawPieces(m, c.Elements[j].Elements)
			}
			m.put("</%s>", tag)
		}
		m.WriteString("</tr>")
	}
	m.WriteString(`</table></div>`)
}

func drawAction(m *markup, number int, e *slackElement) {
	switch {
	case e.Type == "button" && e.URL != "":
		m.anchor("btn", e.URL, e.words()+" ↗")
	case e.Type == "button":
		class := "btn"
		switch string(e.Style) {
		case `"primary"`:
			class = "btn primary"
		case `"danger"`:
			class = "btn danger"
		}
		m.form("slack", number, e.ActionID, e.words(), func() { m.button(class, e.words(), e.Accessibility, e.Value, false) })
	case e.Type == "static_select":
		var choices []choice
		for _, o := range e.Options {
			choices = append(choices, choice{o.Text.Text, o.Value, o.Description.Text})
		}
		m.form("slack", number, e.ActionID, e.Placeholder.Text, func() { m.menu(e.Placeholder.Text, choices) })
	}
}

func drawRich(m *markup, e *slackElement) {
	switch e.Type {
	case "rich_text_section":
		m.WriteString(`<p>`)
		drawPieces(m, e.Elements)
		m.WriteString(`</p>`)
	case "rich_text_quote":
		m.WriteString(`<blockquote>`)
		drawPieces(m, e.Elements)
		m.WriteString(`</blockquote>`)
	case "rich_text_preformatted":
		m.WriteString(`<pre tabindex="0"><code>`)
		for i := range e.Elements {
			m.text(e.Elements[i].words())
		}
		m.WriteString(`</code></pre>`)
	case "rich_text_list":
		for i := range e.Elements {
			m.put(`<p class="li indent-%d"><span class="mark">`, min(e.Indent, 6))
			if string(e.Style) == `"ordered"` {
				m.put("%d.", e.Offset+i+1)
			} else {
				m.WriteString("•")
			}
			m.WriteString(`</span> `)
			drawPieces(m, e.Elements[i].Elements)
			m.WriteString(`</p>`)
		}
	}
}

func drawPieces(m *markup, pieces []slackElement) {
	for i := range pieces {
		p := &pieces[i]
		var style struct {
			Bold   bool `json:"bold"`
			Italic bool `json:"italic"`
			Strike bool `json:"strike"`
			Code   bool `json:"code"`
		}
		_ = json.Unmarshal(p.Style, &style)
		var tags []string
		for _, t := range []struct {
			on  bool
			tag string
		}{{style.Bold, "strong"}, {style.Italic, "em"}, {style.Strike, "del"}, {style.Code, "code"}} {
			if t.on {
				m.WriteString("<" + t.tag + ">")
				tags = append(tags, t.tag)
			}
		}
		switch p.Type {
		case "link":
			m.anchor("", p.URL, p.words())
		case "channel":
			m.text("#" + p.Channel)
		case "date":
			m.moment(time.Unix(p.Timestamp, 0))
		default:
			text := p.words()
			if i == len(pieces)-1 {
				text = strings.TrimSuffix(text, "\n")
			}
			m.lines(text)
		}
		for _, tag := range slices.Backward(tags) {
			m.WriteString("</" + tag + ">")
		}
	}
}
