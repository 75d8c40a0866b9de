package discord

import (
	"context"
	"iter"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// prepared is a course in Discord's Markdown.
type prepared = chat.Prepared[piece, page]

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, prose iter.Seq[[]doc.Block]) error {
	p := a.render.prose()
	next, err := chat.Prepare[piece, page](ctx, prose, func(bl doc.Block) (piece, bool) { return p.render(bl), true })
	if err != nil {
		return err
	}
	a.ready.Store(next)
	return nil
}

// message shows a view, from prepared bytes where there are any.
func (a *Adapter) message(v chat.View) message {
	switch v := v.(type) {
	case chat.Excerpt:
		ready := a.ready.Load()
		return compose(v, ready.Page(v, func(e chat.Excerpt) []page {
			p := a.render.prose()
			p.known = ready
			return baked(a.render.pages(e, p))
		}))
	case *chat.Fixed:
		return chat.Made(v, a, func(c chat.Card) message {
			m := a.render.message(c)
			m.bake()
			if err := sound(LintMessage, m.json()); err != nil { // once for all who see it
				a.log.Error("a kept card breaks Discord's rules", "error", err)
				m = a.render.message(sorry(c.Words).View)
			}
			return m
		})
	}
	return a.render.message(v)
}

// bake turns a message into bytes, as far as they are the same whoever sees it.
func (m *message) bake() {
	for i := range m.rows {
		m.rows[i] = row{ready: m.rows[i].append(make([]byte, 0, m.rows[i].room()))}
	}
	for i := range m.embeds {
		e := &m.embeds[i]
		*e = embed{ready: e.append(nil), size: e.length()}
	}
}

// baked has what is fixed about pages as bytes.
func baked(pages []page) []page {
	for i := range pages {
		pages[i].bake()
	}
	return pages
}

// bake turns what is fixed about a page into bytes.
func (p *page) bake() {
	m := message{rows: p.fixed}
	m.distinct()
	for i := range p.fixed {
		p.fixed[i] = row{ready: p.fixed[i].append(make([]byte, 0, p.fixed[i].room()))}
	}
	e := &p.embed
	room := len(e.quoted) + len(e.description) + len(e.title) + len(e.url) + len(e.image) + len(e.footer) + 128
	*e = embed{ready: e.append(make([]byte, 0, room)), size: e.length()}
}
