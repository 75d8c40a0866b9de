package discord

import (
	"context"
	"iter"

	"lectern/internal/chat"
)

// prepared holds every page of every passage as bytes, by the passage's key. It is built
// anew after each change of the course and never changes.
type prepared map[string][]page

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, passages iter.Seq[chat.Excerpt]) error {
	next := make(prepared)
	p := a.render.prose()
	p.known = make(map[blockKey]piece)
	for e := range passages {
		if err := ctx.Err(); err != nil {
			return err
		}
		pages := a.render.pages(e, p)
		for i := range pages {
			pages[i].bake()
		}
		next[e.Key] = pages
	}
	a.ready.Store(&next)
	return nil
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
		if ready := a.ready.Load(); ready != nil {
			if pages := (*ready)[e.Key]; len(pages) > 0 {
				return compose(e, pages[min(max(e.Page, 0), len(pages)-1)])
			}
		}
	}
	return a.render.message(v)
}
