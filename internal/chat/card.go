package chat

import (
	"strings"

	"lectern/internal/doc"
)

// Separator stands between the titles of a breadcrumb.
const Separator = " › "

// Card shows the whole excerpt, its controls in reading order.
func (e Excerpt) Card() Card {
	c := Card{Title: e.Title, Footer: strings.Join(e.Crumbs, Separator), Words: e.Words}
	if e.Note != "" {
		c.Body = append(c.Body, doc.Para(e.Note))
	}
	c.Body = append(c.Body, e.Body...)
	c.Controls = append(c.Controls, e.Neighbours()...)
	if len(e.Parts) > 0 {
		c.Controls = append(c.Controls, Menu{Label: e.Words.T("Sections of this passage"), Options: e.Parts})
	}
	if len(e.Others) > 0 {
		c.Controls = append(c.Controls, Menu{Label: e.Words.T("Other matches"), Options: e.Others})
	}
	if e.Link != "" {
		c.Controls = append(c.Controls, LinkButton{Label: e.Words.T("Open page"), URL: e.Link})
	}
	if report, ok := e.Reporting(); ok {
		c.Controls = append(c.Controls, report)
	}
	return c
}

// Reporting gives the button that tells staff what is wrong with the passage; false when that
// is not offered.
func (e Excerpt) Reporting() (Button, bool) {
	return Button{Label: e.Words.T("Report…"), Hint: e.Words.T("Tell the staff what is wrong here"), Token: e.Report}, e.Report != ""
}

// Neighbours gives a button for the unit before and one for the unit after.
func (e Excerpt) Neighbours() []Control { return neighbours(e.Words, e.Before, e.After) }

func neighbours(w *Words, before, after *Option) []Control {
	var cs []Control
	if before != nil {
		cs = append(cs, Button{Label: "◀ " + before.Label, Hint: w.T("Go back to {{.Title}}", Arg{"Title", before.Label}), Token: before.Token})
	}
	if after != nil {
		cs = append(cs, Button{Label: after.Label + " ▶", Hint: w.T("Go on to {{.Title}}", Arg{"Title", after.Label}), Token: after.Token})
	}
	return cs
}

// Card lists the parts, each with its detail, and a menu that opens them.
func (o Outline) Card() Card {
	c := Card{Title: o.Title, Body: append([]doc.Block(nil), o.Lead...), Footer: strings.Join(o.Crumbs, Separator), Words: o.Words}
	if o.Footer != "" {
		c.Footer = o.Footer
	}
	l := doc.List{Ordered: true, Start: 1}
	var m Menu
	m.Label = o.Words.T("Open a part")
	for _, e := range o.Entries {
		spans := []doc.Span{doc.Bold(e.Title)}
		if e.Planned {
			spans = []doc.Span{doc.Plain(e.Title)}
		}
		if e.Detail != "" {
			spans = append(spans, doc.Plain(" – "+e.Detail))
		}
		l.Items = append(l.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: spans}}})
		if e.Token != "" {
			m.Options = append(m.Options, Option{Label: e.Title, Description: e.Detail, Token: e.Token})
		}
	}
	if len(l.Items) > 0 {
		c.Body = append(c.Body, l)
	}
	if len(m.Options) > 0 {
		c.Controls = append(c.Controls, m)
	}
	c.Controls = append(c.Controls, neighbours(o.Words, o.Before, o.After)...)
	if o.Link != "" {
		c.Controls = append(c.Controls, LinkButton{Label: o.Words.T("Open page"), URL: o.Link})
	}
	return c
}

// Card lists the candidates and a menu that opens them.
func (m Matches) Card() Card {
	c := Card{Title: m.Title, Footer: m.Tips, Words: m.Words}
	if m.Lead != "" {
		c.Body = append(c.Body, doc.Para(m.Lead))
	}
	var l doc.List
	menu := Menu{Label: m.Words.T("Choose a passage")}
	for _, it := range m.Items {
		where := strings.Join(it.Crumbs, Separator)
		spans := []doc.Span{doc.Bold(it.Title)}
		if where != "" {
			spans = append(spans, doc.Plain(" – "+where))
		}
		blocks := []doc.Block{doc.Paragraph{Spans: spans}}
		if len(it.Snippet) > 0 {
			blocks = append(blocks, doc.Paragraph{Spans: it.Snippet})
		}
		l.Items = append(l.Items, doc.Item{Blocks: blocks})
		menu.Options = append(menu.Options, Option{Label: it.Title, Description: where, Token: it.Token})
	}
	if len(l.Items) > 0 {
		c.Body = append(c.Body, l)
		c.Controls = append(c.Controls, menu)
	}
	if m.More != nil {
		c.Controls = append(c.Controls, *m.More)
	}
	return c
}

// Card shows what is asked for. A platform without forms can do no more: the answer then has
// to be given with a command.
func (f Form) Card() Card {
	c := Card{Title: f.Title, Body: append([]doc.Block(nil), f.Lead...), Words: f.Words}
	for _, fd := range f.Fields {
		c.Facts = append(c.Facts, Fact{Label: fd.Label, Value: fd.Hint})
	}
	return c
}

// Card shows the bulletin without notifying anybody.
func (b Bulletin) Card() Card {
	return Card{Title: b.Title, Body: b.Body, Controls: b.Controls, Footer: b.Footer, Words: b.Words}
}

// NotifyOn gives the id of the role to notify on a platform, empty when there is none.
func (b Bulletin) NotifyOn(p Platform) string {
	if b.Notify == nil || b.Notify.Platform != p {
		return ""
	}
	return b.Notify.ID
}

// Notice makes a Card that tells one thing, and what to do next.
func Notice(tone Tone, title, sentence, remedy string) Card {
	c := Card{Title: title, Tone: tone}
	if sentence != "" {
		c.Body = append(c.Body, doc.Para(sentence))
	}
	if remedy != "" {
		c.Body = append(c.Body, doc.Para(remedy))
	}
	return c
}

// Tokens lists the tokens of a view's controls.
func Tokens(v View) []Token {
	var out []Token
	for _, c := range v.Card().Controls {
		switch c := c.(type) {
		case Button:
			out = append(out, c.Token)
		case Menu:
			for _, o := range c.Options {
				out = append(out, o.Token)
			}
		case LinkButton:
		}
	}
	return out
}
