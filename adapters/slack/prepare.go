package slack

import (
	"context"
	"iter"
	"slices"

	"lectern/adapters/wire"
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
	switch v := v.(type) {
	case chat.Excerpt:
		ready := a.ready.Load()
		return compose(v, ready.Page(v, func(e chat.Excerpt) []page {
			p := a.render.prose()
			p.known = ready
			return a.render.pages(e, p)
		}))
	case *chat.Fixed:
		return chat.Made(v, a, func(c chat.Card) message {
			m := a.render.message(c)
			m.quoted, m.blocks = wire.AppendString(nil, m.text), slices.Clip(m.blocks)
			return m
		})
	}
	return a.render.message(v)
}
