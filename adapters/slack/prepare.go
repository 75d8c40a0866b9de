package slack

import (
	"context"
	"iter"

	"lectern/internal/chat"
)

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, passages iter.Seq[chat.Excerpt]) error {
	next := chat.NewPrepared[page]()
	p := a.render.prose()
	p.known = make(map[blockKey]*piece)
	for e := range passages {
		if err := ctx.Err(); err != nil {
			return err
		}
		next.Add(e, a.render.pages(e, p))
	}
	a.ready.Store(next)
	return nil
}

// message shows a view, from prepared bytes where there are any.
func (a *Adapter) message(v chat.View) message {
	if e, ok := v.(chat.Excerpt); ok {
		if pg, ok := a.ready.Load().Of(e, func(e chat.Excerpt) []page { return a.render.pages(e, a.render.prose()) }); ok {
			return compose(e, pg)
		}
	}
	return a.render.message(v)
}
