package chat

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"lectern/internal/doc"
)

// Prepared is what an adapter has made of a course ahead of time. B is a block of prose in the
// platform's dialect: all of them are rendered when the course is loaded, each once, although
// its section, its lesson and sometimes its chapter show it. P is a page, which is those blocks
// in a frame of titles and buttons: it is put together when a passage is first read in a
// language, and kept. It is safe for concurrent use; a nil Prepared holds nothing.
type Prepared[B, P any] struct {
	blocks map[doc.Key]B
	pages  sync.Map // tongue → []P
	kept   atomic.Int64
}

// tongue names a passage in a language.
type tongue struct{ language, key string }

// maxKept bounds the passages whose pages are kept, in all languages: a thousand of them in three
// languages are a seventh of it. What is beyond is put together for each reader.
const maxKept = 20_000

// Prepare renders all prose of a course. render tells false of a block that it would rather
// render where it stands.
func Prepare[B, P any](ctx context.Context, prose iter.Seq[[]doc.Block], render func(doc.Block) (B, bool)) (*Prepared[B, P], error) {
	p := &Prepared[B, P]{blocks: make(map[doc.Key]B)}
	for blocks := range prose {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, bl := range blocks {
			if key, ok := doc.KeyOf(bl); ok {
				if b, ok := render(bl); ok {
					p.blocks[key] = b
				}
			}
		}
	}
	return p, nil
}

// Block gives a block as it was rendered; false for one that was not.
func (p *Prepared[B, P]) Block(bl doc.Block) (b B, ok bool) {
	if p == nil {
		return b, false
	}
	key, ok := doc.KeyOf(bl)
	if !ok {
		return b, false
	}
	b, ok = p.blocks[key]
	return b, ok
}

// Page gives the page that an Excerpt shows. compose puts all pages of the passage together,
// when it is the first that is asked for in its language; it gives at least one.
func (p *Prepared[B, P]) Page(e Excerpt, compose func(Excerpt) []P) P {
	t := tongue{e.Words.Language(), e.Key}
	var pages []P
	if p == nil || e.Key == "" {
		pages = compose(e)
	} else if known, ok := p.pages.Load(t); ok {
		pages = known.([]P) //nolint:forcetypeassert // nothing else is stored
	} else {
		pages = compose(e)
		if p.kept.Add(1) <= maxKept {
			p.pages.Store(t, pages)
		}
	}
	return pages[min(max(e.Page, 0), len(pages)-1)]
}
