package slack

import (
	"context"
	"iter"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// prepared is a course in Block Kit.
type prepared = chat.Prepared[piece, page]

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, prose iter.Seq[[]doc.Block]) error {
	p := a.render.prose()
	next, err := chat.Prepare[piece, page](ctx, prose, p.piece)
	if err != nil {
		return err
	}
	a.ready.Store(next)
	return nil
}

// message shows a view, from prepared bytes where there are any.
func (a *Adapter) message(v chat.View) message {
	e, ok := v.(chat.Excerpt)
	if !ok {
		return a.render.message(v)
	}
	ready := a.ready.Load()
	return compose(e, ready.Page(e, func(e chat.Excerpt) []page {
		p := a.render.prose()
		p.known = ready
		return a.render.pages(e, p)
	}))
}
