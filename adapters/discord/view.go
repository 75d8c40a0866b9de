package discord

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// renderer turns views into messages. It is immutable and shared.
type renderer struct {
	public string // the bot's address seen from outside, or empty
}

func (r renderer) prose() *prose {
	return &prose{media: func(src string) string { return chat.MediaURL(r.public, src) }}
}

// Payload gives the JSON of the message a reply becomes, exactly as it would be sent; of a
// form, the whole callback that opens it. public
// is the bot's address seen from outside, for pictures; it may be empty.
func Payload(reply chat.Reply, public string) ([]byte, error) {
	if f, ok := reply.View.(chat.Form); ok {
		return renderer{public: public}.appendForm(nil, f), nil
	}
	m := renderer{public: public}.message(reply.View)
	m.private, m.edited = reply.Audience == chat.Asker, reply.Replace
	return m.json(), nil
}

// Presses gives the token behind a component that was pressed: of a button its custom id, of
// a menu the chosen value. ok is false when the component is not one of ours.
func Presses(customID string, values []string) (token chat.Token, ok bool) {
	raw := customID
	if strings.HasPrefix(customID, menuPrefix) {
		if len(values) != 1 {
			return "", false
		}
		raw = values[0]
	}
	// Equal tokens of one message were told apart by a number behind a bar.
	raw, _, _ = strings.Cut(raw, "|")
	return chat.Token(raw), raw != "" && len(raw) <= chat.MaxToken
}

// menuPrefix begins the custom id of every menu; no token holds a colon.
const menuPrefix = "menu:"

// message shows a view in the form Discord does best.
func (r renderer) message(v chat.View) message {
	var m message
	switch v := v.(type) {
	case chat.Excerpt:
		m = r.excerpt(v)
	case chat.Matches:
		m = r.matches(v)
	case chat.Bulletin:
		m = r.card(v.Card())
		if id := v.NotifyOn(Platform); isID(id) {
			m.content, m.notify = mention(id), id
		}
	case nil:
		m = r.card(chat.Card{})
	default:
		m = r.card(v.Card())
	}
	m.distinct()
	return m
}

// mention is how a role is notified; everything else that looks like it is escaped.
func mention(role string) string { return "<@&" + role + ">" }

// isID tells whether s can be an id of Discord's: up to 20 digits.
func isID(s string) bool { return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == "" }

// page is a passage's page, ready to be sent.
type page struct {
	embed embed
	fixed []row // what does not depend on the query
}

// pages renders all pages of a passage.
func (r renderer) pages(e chat.Excerpt, p *prose) []page {
	parts := doc.Fit(e.Body, pageSize, p.cost)
	if len(parts) == 0 {
		parts = [][]doc.Block{nil}
	}
	out := make([]page, len(parts))
	for i, blocks := range parts {
		out[i] = r.page(e, p, blocks, i, len(parts))
	}
	return out
}

func (r renderer) page(e chat.Excerpt, p *prose, blocks []doc.Block, i, n int) page {
	p.image = ""
	pg := page{embed: p.body(blocks)}
	pg.embed.title, pg.embed.url = wire.Cut(plain(e.Title), maxEmbedTitle), address(e.Link)
	pg.embed.image, pg.embed.footer = p.image, wire.Cut(footer(e, i, n), maxFooter)
	pg.fixed = append(pg.fixed, r.turning(e, i, n)...)
	if nb := neighbours(e); len(nb) > 0 {
		pg.fixed = append(pg.fixed, row{buttons: nb})
	}
	if len(e.Parts) > 0 {
		pg.fixed = append(pg.fixed, menuRow("parts", e.Words.T("Sections of this passage"), e.Parts))
	}
	return pg
}

// clip is the last resort for a block that could not be cut to a page.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return wire.Cut(s, n)
}

func footer(e chat.Excerpt, i, n int) string {
	f := plain(strings.Join(e.Crumbs, chat.Separator))
	if n > 1 {
		if f != "" {
			f += " · "
		}
		f += e.Words.T("page {{.Page}} of {{.Pages}}", chat.Arg{Name: "Page", Value: strconv.Itoa(i + 1)}, chat.Arg{Name: "Pages", Value: strconv.Itoa(n)})
	}
	return f
}

// turning is the row that turns pages, shares the page, opens it on the web and reports a
// mistake in it: five buttons, which is what a row holds.
func (r renderer) turning(e chat.Excerpt, i, n int) []row {
	var bs []button
	if n > 1 && e.Turn != nil {
		bs = append(bs, turn("◀ "+strconv.Itoa(max(i, 1))+"/"+strconv.Itoa(n), e.Turn(max(i-1, 0)), i == 0),
			turn(strconv.Itoa(min(i+2, n))+"/"+strconv.Itoa(n)+" ▶", e.Turn(min(i+1, n-1)), i == n-1))
	}
	if e.Share != nil {
		bs = append(bs, button{style: styleSecondary, label: wire.Cut(e.Words.T("Share here"), maxLabel), customID: string(e.Share(i))})
	}
	if a := address(e.Link); a != "" {
		bs = append(bs, button{style: styleLink, label: wire.Cut(e.Words.T("Open page"), maxLabel), url: a})
	}
	if report, ok := e.Reporting(); ok {
		bs = append(bs, button{style: styleSecondary, label: wire.Cut(report.Label, maxLabel), customID: string(report.Token)})
	}
	if len(bs) == 0 {
		return nil
	}
	return []row{{buttons: bs}}
}

func turn(label string, t chat.Token, off bool) button {
	return button{style: stylePrimary, label: label, customID: string(t), disabled: off}
}

func neighbours(e chat.Excerpt) []button {
	var bs []button
	if e.Before != nil {
		bs = append(bs, button{style: styleSecondary, label: "◀ " + wire.Cut(plain(e.Before.Label), safeButtonLabel), customID: string(e.Before.Token)})
	}
	if e.After != nil {
		bs = append(bs, button{style: styleSecondary, label: wire.Cut(plain(e.After.Label), safeButtonLabel) + " ▶", customID: string(e.After.Token)})
	}
	return bs
}

func menuRow(id, label string, options []chat.Option) row {
	m := &menu{customID: menuPrefix + id, placeholder: wire.Cut(plain(label), maxPlaceholder)}
	seen := make(map[chat.Token]bool, len(options))
	for _, o := range options {
		if len(m.options) == maxOptions {
			break
		}
		if seen[o.Token] || o.Token == "" {
			continue
		}
		seen[o.Token] = true
		m.options = append(m.options, option{label: orDash(wire.Cut(plain(o.Label), maxOptionText)), value: string(o.Token), description: wire.Cut(plain(o.Description), maxOptionText)})
	}
	return row{menu: m}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// excerpt shows one page of a passage.
func (r renderer) excerpt(e chat.Excerpt) message {
	pages := r.pages(e, r.prose())
	return compose(e, pages[min(max(e.Page, 0), len(pages)-1)])
}

// compose adds to a page what belongs to this answer alone.
func compose(e chat.Excerpt, pg page) message {
	m := message{content: wire.Cut(escaped(e.Note), maxContent), embeds: []embed{pg.embed}, rows: pg.fixed}
	if len(e.Others) > 0 && len(m.rows) < maxRows {
		m.rows = append(slices.Clip(m.rows), menuRow("others", e.Words.T("Other matches"), e.Others))
	}
	return m
}

// matches lists candidates with their place in the course and, when there are, the words
// around the hit.
func (r renderer) matches(v chat.Matches) message {
	p := r.prose()
	var b strings.Builder
	if v.Lead != "" {
		b.WriteString(escaped(v.Lead) + "\n\n")
	}
	var options []chat.Option
	for i, it := range v.Items {
		line := strconv.Itoa(i+1) + "\\. **" + escaped(wire.Cut(it.Title, maxEmbedTitle)) + "**"
		where := strings.Join(it.Crumbs, chat.Separator)
		if where != "" {
			line += "\n" + escaped(where)
		}
		if len(it.Snippet) > 0 {
			line += "\n> " + strings.ReplaceAll(p.blockText(doc.Paragraph{Spans: it.Snippet}), "\n", " ")
		}
		if utf8.RuneCountInString(b.String())+utf8.RuneCountInString(line) > maxDescription-2 {
			break
		}
		b.WriteString(line + "\n")
		options = append(options, chat.Option{Label: strconv.Itoa(i+1) + ". " + it.Title, Description: where, Token: it.Token})
	}
	m := message{embeds: []embed{{title: wire.Cut(plain(v.Title), maxEmbedTitle), description: strings.TrimSpace(b.String()), footer: wire.Cut(plain(v.Tips), maxFooter)}}}
	if len(options) > 0 {
		m.rows = append(m.rows, menuRow("matches", v.Words.T("Choose a passage"), options))
	}
	if v.More != nil {
		m.rows = append(m.rows, controlRows([]chat.Control{*v.More})...)
	}
	return m
}

// The colours of a card's edge; the tone is said in words as well.
func color(t chat.Tone) int {
	switch t {
	case chat.Good:
		return 0x2e7d32
	case chat.Warning:
		return 0xb26a00
	case chat.Problem:
		return 0xb3261e
	case chat.Neutral:
	}
	return 0
}

// leastProse is kept free for the text of a card that has many facts.
const leastProse = 600

// card shows any view: prose, facts and controls.
func (r renderer) card(c chat.Card) message {
	p := r.prose()
	e := embed{title: wire.Cut(plain(c.Title), maxEmbedTitle), color: color(c.Tone), footer: wire.Cut(plain(c.Footer), maxFooter)}
	for _, f := range c.Facts {
		e.fields = append(e.fields, field{name: wire.Cut(orDash(escaped(f.Label)), maxFieldName), value: r.value(f), inline: true})
		if len(e.fields) > maxFields || e.length() > maxEmbedSum-leastProse {
			e.fields = e.fields[:len(e.fields)-1]
			break
		}
	}
	room := maxEmbedSum - e.length() - 100
	parts := doc.Fit(c.Body, min(room, maxDescription-100), p.cost)
	if len(parts) > 0 {
		e.description = clip(p.text(parts[0]), maxDescription)
		if len(parts) > 1 {
			e.description = clip(e.description+"\n\n*"+escaped(c.Words.T("… shortened."))+"*", maxDescription)
		}
		e.image = p.image
	}
	m := message{rows: controlRows(c.Controls)}
	if e.title == "" && e.description == "" && len(e.fields) == 0 {
		e.description = escaped(c.Words.T("There is nothing to show."))
	}
	m.embeds = []embed{e}
	if len(c.Files) > 0 {
		m.attach(c.Files, c.Words)
	}
	return m
}

// value renders the value of a fact. One that holds more than text and is too long is shown as
// text: cut in two, a link to a channel is none.
func (r renderer) value(f chat.Fact) string {
	if f.Spans != nil {
		if v := r.prose().blockText(doc.Paragraph{Spans: f.Spans}); v != "" && utf8.RuneCountInString(v) <= maxFieldValue {
			return v
		}
	}
	return wire.Cut(orDash(escaped(f.Value)), maxFieldValue)
}

// controlRows sets buttons five to a row and each menu on a row of its own, as far as rows go.
func controlRows(controls []chat.Control) []row {
	var rows []row
	var line []button
	flush := func() {
		if len(line) > 0 {
			rows = append(rows, row{buttons: line})
			line = nil
		}
	}
	for i, c := range controls {
		switch c := c.(type) {
		case chat.Button:
			if len(line) == maxButtons {
				flush()
			}
			line = append(line, buttonOf(c))
		case chat.LinkButton:
			if a := address(c.URL); a != "" {
				if len(line) == maxButtons {
					flush()
				}
				line = append(line, button{style: styleLink, label: orDash(wire.Cut(plain(c.Label), maxLabel)), url: a})
			}
		case chat.Menu:
			flush()
			r := menuRow(strconv.Itoa(i), c.Label, c.Options)
			if len(r.menu.options) > 0 {
				rows = append(rows, r)
			}
		}
	}
	flush()
	return rows[:min(len(rows), maxRows)]
}

func buttonOf(c chat.Button) button {
	style := styleSecondary
	switch c.Style {
	case chat.Primary:
		style = stylePrimary
	case chat.Danger:
		style = styleDanger
	case chat.Secondary:
	}
	return button{style: style, label: orDash(wire.Cut(plain(c.Label), maxLabel)), customID: string(c.Token), disabled: c.Disabled}
}

// distinct tells equal custom ids of a message apart, which the platform asks for.
func (m *message) distinct() {
	seen := make(map[string]int)
	for i := range m.rows {
		r := &m.rows[i]
		if r.ready != nil {
			continue
		}
		for j := range r.buttons {
			b := &r.buttons[j]
			if b.url != "" {
				continue
			}
			if seen[b.customID]++; seen[b.customID] > 1 {
				b.customID += "|" + strconv.Itoa(seen[b.customID])
			}
		}
	}
}
