package discord

import (
	"context"
	"iter"

	"lectern/internal/chat"
)

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, passages iter.Seq[chat.Excerpt]) error {
	next := chat.NewPrepared[page]()
	p := a.render.prose()
	p.known = make(map[blockKey]piece)
	for e := range passages {
		if err := ctx.Err(); err != nil {
			return err
		}
		next.Add(e, baked(a.render.pages(e, p)))
	}
	a.ready.Store(next)
	return nil
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

// message shows a view, from prepared bytes where there are any.
func (a *Adapter) message(v chat.View) message {
	if e, ok := v.(chat.Excerpt); ok {
		if pg, ok := a.ready.Load().Of(e, func(e chat.Excerpt) []page { return baked(a.render.pages(e, a.render.prose())) }); ok {
			return compose(e, pg)
		}
	}
	return a.render.message(v)
}
