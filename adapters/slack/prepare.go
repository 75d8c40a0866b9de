package slack

import (
	"context"
	"iter"
	"sync"

	"lectern/internal/chat"
)

// prepared holds every page of every passage as bytes, by the passage's key. It is built
// anew after each change of the course. What is in English is there from the beginning, which
// costs nobody anything; in another language a passage is prepared when somebody first reads
// it, so that a course is not rendered for languages that none of its readers speaks.
type prepared struct {
	pages map[string][]page
	other sync.Map // of language and key
}

// tongue names a passage in a language.
type tongue struct{ language, key string }

// of gives the pages of a passage; none for one that is not of this course.
func (p *prepared) of(e chat.Excerpt, r renderer) []page {
	pages := p.pages[e.Key]
	if e.Words == nil || len(pages) == 0 {
		return pages
	}
	t := tongue{e.Words.Language(), e.Key}
	if known, ok := p.other.Load(t); ok {
		return known.([]page) //nolint:forcetypeassert // nothing else is stored
	}
	pages = r.pages(e, r.prose())
	p.other.Store(t, pages)
	return pages
}

// Prepare implements chat.Preparer.
func (a *Adapter) Prepare(ctx context.Context, passages iter.Seq[chat.Excerpt]) error {
	next := &prepared{pages: make(map[string][]page)}
	p := a.render.prose()
	p.known = make(map[blockKey]*piece)
	for e := range passages {
		if err := ctx.Err(); err != nil {
			return err
		}
		next.pages[e.Key] = a.render.pages(e, p)
	}
	a.ready.Store(next)
	return nil
}

// message shows a view, from prepared bytes where there are any.
func (a *Adapter) message(v chat.View) message {
	if e, ok := v.(chat.Excerpt); ok {
		if ready := a.ready.Load(); ready != nil {
			if pages := ready.of(e, a.render); len(pages) > 0 {
				return compose(e, pages[min(max(e.Page, 0), len(pages)-1)])
			}
		}
	}
	return a.render.message(v)
}
