package slack

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
	p.known = make(map[blockKey]*piece)
	for e := range passages {
		if err := ctx.Err(); err != nil {
			return err
		}
		next[e.Key] = a.render.pages(e, p)
	}
	a.ready.Store(&next)
	return nil
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
