package slack

import (
	"strconv"
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// page is a passage's page, ready to be sent.
type page struct {
	text   string
	quoted []byte // text as JSON
	blocks []byte
	ids    int
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
	where := strings.Join(e.Crumbs, chat.Separator)
	if n > 1 {
		if where != "" {
			where += " · "
		}
		where += e.Words.T("page {{.Page}} of {{.Pages}}", pageOf(i, n)...)
	}
	text := fallback(e.Title, where, blocks)
	prose := p.blocks(blocks)
	m := message{blocks: make([]byte, 0, len(prose)+256*(len(e.Parts)+8))}
	m.header(e.Title)
	m.context(where)
	m.raw(prose)
	m.actions(turning(e, i, n))
	m.actions(neighbours(e))
	if len(e.Parts) > 0 {
		m.menu(e.Words.T("Sections of this passage"), e.Parts)
	}
	return page{text: text, quoted: wire.AppendString(nil, text), blocks: m.blocks, ids: m.ids}
}

// fallback says everything in words.
func fallback(title, where string, blocks []doc.Block) string {
	var b strings.Builder
	b.WriteString(title)
	if where != "" {
		b.WriteString(" (" + where + ")")
	}
	if len(blocks) > 0 {
		b.WriteString("\n" + doc.BlockText(blocks))
	}
	return wire.Cut(escape(b.String()), maxText-10)
}

// pageOf names a page, counted from zero, among n.
func pageOf(i, n int) []chat.Arg {
	return []chat.Arg{{Name: "Page", Value: strconv.Itoa(i + 1)}, {Name: "Pages", Value: strconv.Itoa(n)}}
}

func turning(e chat.Excerpt, i, n int) []chat.Control {
	var cs []chat.Control
	if n > 1 && e.Turn != nil {
		if i > 0 {
			cs = append(cs, chat.Button{Label: "◀ " + strconv.Itoa(i) + "/" + strconv.Itoa(n), Hint: e.Words.T("Go back to page {{.Page}} of {{.Pages}}", pageOf(i-1, n)...), Token: e.Turn(i - 1)})
		}
		if i < n-1 {
			cs = append(cs, chat.Button{Label: strconv.Itoa(i+2) + "/" + strconv.Itoa(n) + " ▶", Hint: e.Words.T("Go on to page {{.Page}} of {{.Pages}}", pageOf(i+1, n)...), Token: e.Turn(i + 1), Style: chat.Primary})
		}
	}
	if e.Share != nil {
		cs = append(cs, chat.Button{Label: e.Words.T("Share here"), Hint: e.Words.T("Show this page to everybody in this channel"), Token: e.Share(i)})
	}
	if e.Link != "" {
		cs = append(cs, chat.LinkButton{Label: e.Words.T("Open page"), URL: e.Link})
	}
	if report, ok := e.Reporting(); ok {
		cs = append(cs, report)
	}
	return cs
}

func neighbours(e chat.Excerpt) []chat.Control {
	var cs []chat.Control
	if e.Before != nil {
		cs = append(cs, chat.Button{Label: "◀ " + wire.Cut(plain(e.Before.Label), safeButtonLabel), Hint: e.Words.T("Go back to {{.Title}}", chat.Arg{Name: "Title", Value: e.Before.Label}), Token: e.Before.Token})
	}
	if e.After != nil {
		cs = append(cs, chat.Button{Label: wire.Cut(plain(e.After.Label), safeButtonLabel) + " ▶", Hint: e.Words.T("Go on to {{.Title}}", chat.Arg{Name: "Title", Value: e.After.Label}), Token: e.After.Token})
	}
	return cs
}

// compose adds to a page what belongs to this answer alone.
func compose(e chat.Excerpt, pg page) message {
	m := message{text: pg.text, quoted: pg.quoted, ready: pg.blocks, ids: pg.ids}
	if e.Note != "" {
		var note message
		note.context(e.Note)
		m.above, m.text, m.quoted = note.blocks, wire.Cut(escape(e.Note)+"\n"+m.text, maxText-10), nil
	}
	if len(e.Others) > 0 {
		m.blocks = make([]byte, 0, 256*len(e.Others)+256)
		m.menu(e.Words.T("Other matches"), e.Others)
	}
	return m
}
