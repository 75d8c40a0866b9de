package chat

import "sync"

// Prepared holds what an adapter has rendered of every passage of a course, P a page, by the
// passage's key. What is in English is there from the beginning; in another language a passage
// is rendered when somebody first reads it, so that a course is not rendered for languages that
// none of its readers speaks. Fill it with Add before it is shared; Of is safe for concurrent
// use.
type Prepared[P any] struct {
	pages map[string][]P
	other sync.Map // tongue → []P
}

// tongue names a passage in a language.
type tongue struct{ language, key string }

// NewPrepared makes an empty one.
func NewPrepared[P any]() *Prepared[P] { return &Prepared[P]{pages: make(map[string][]P)} }

// Add keeps the pages of an English passage.
func (p *Prepared[P]) Add(e Excerpt, pages []P) { p.pages[e.Key] = pages }

// Of gives the page that an Excerpt shows, rendering the passage when it is the first in its
// language; false for one that is not of this course. A nil Prepared holds nothing.
func (p *Prepared[P]) Of(e Excerpt, render func(Excerpt) []P) (page P, ok bool) {
	if p == nil {
		return page, false
	}
	pages := p.pages[e.Key]
	if e.Words != nil && len(pages) > 0 {
		t := tongue{e.Words.Language(), e.Key}
		if known, there := p.other.Load(t); there {
			pages = known.([]P) //nolint:forcetypeassert // nothing else is stored
		} else {
			pages = render(e)
			p.other.Store(t, pages)
		}
	}
	if len(pages) == 0 {
		return page, false
	}
	return pages[min(max(e.Page, 0), len(pages)-1)], true
}
