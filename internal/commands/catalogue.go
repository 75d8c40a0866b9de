package commands

import (
	"hash/fnv"
	"iter"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/say"
)

// catalogue holds what views say about the units of one snapshot. Neighbours are found when
// it is made; the rest of a unit is put together when it is first asked for, so that a start
// does not wait for passages nobody opens.
type catalogue struct {
	set          *Set
	snap         *course.Snapshot
	before, next []int32 // by unit position: neighbours at the same depth, or -1
	options      []atomic.Pointer[chat.Option]
	editions     map[*say.Speaker]*edition // of every language; English is nil's
	verdicts     sync.Map                  // verdictKey → *chat.Fixed
	nVerdicts    atomic.Int64
}

// edition holds the passages as they are shown in one language.
type edition struct {
	to       *say.Speaker
	words    *chat.Words
	excerpts []atomic.Pointer[chat.Excerpt]
}

// catalogue gives the one of the whole current snapshot: what staff may know of.
func (s *Set) catalogue() *catalogue {
	snap := s.library.Current()
	if c := s.current.Load(); c != nil && c.snap == snap {
		return c
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.current.Load(); c != nil && c.snap == snap {
		return c
	}
	c := newCatalogue(s, snap)
	s.remember(s.current.Load(), snap)
	s.current.Store(c)
	return c
}

// maxFormer bounds the titles remembered of removed units: more than an editor removes in a
// day, and a few hundred kilobytes at most.
const maxFormer = 2000

// remember keeps the titles of units that an edit has removed, for the buttons that still
// point at them.
func (s *Set) remember(old *catalogue, snap *course.Snapshot) {
	if old == nil {
		return
	}
	for _, u := range old.snap.Course.Units {
		if snap.Course.ByRef(u.Ref) != nil {
			continue
		}
		if s.former == nil || len(s.former) >= maxFormer {
			s.former = make(map[string]string)
		}
		s.former[u.Ref] = u.Title
	}
}

func (s *Set) formerTitle(ref string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.former[ref]
}

func newCatalogue(s *Set, snap *course.Snapshot) *catalogue {
	n := len(snap.Course.Units)
	c := &catalogue{
		set: s, snap: snap, before: make([]int32, n), next: make([]int32, n),
		options: make([]atomic.Pointer[chat.Option], n), editions: map[*say.Speaker]*edition{},
	}
	for _, tag := range append(s.tongues.Tags(), "en") {
		to := s.tongues.In(tag)
		if to.English() {
			to = nil
		}
		c.editions[to] = &edition{to: to, words: bot.WordsOf(to), excerpts: make([]atomic.Pointer[chat.Excerpt], n)}
	}
	var last []int32 // by depth
	for i, u := range snap.Course.Units {
		c.before[i], c.next[i] = -1, -1
		d := depth(u)
		for len(last) <= d {
			last = append(last, -1)
		}
		if u.Planned {
			continue
		}
		if last[d] >= 0 {
			c.before[i], c.next[last[d]] = last[d], int32(i)
		}
		last[d] = int32(i)
	}
	return c
}

func depth(u *course.Unit) int {
	d := 0
	for u.Parent != nil {
		u = u.Parent
		d++
	}
	return d
}

// excerpt gives a unit as a passage, first page.
func (c *catalogue) excerpt(u *course.Unit, to *say.Speaker) chat.Excerpt {
	if to.English() {
		to = nil
	}
	in, known := c.editions[to]
	if !known { // a speaker that is not of this Set's languages
		in = c.editions[nil]
	}
	slot := &in.excerpts[u.Index]
	if e := slot.Load(); e != nil {
		return *e
	}
	e := c.makeExcerpt(u, in)
	slot.Store(&e)
	return e
}

func (c *catalogue) makeExcerpt(u *course.Unit, in *edition) chat.Excerpt {
	tokens, ref := c.set.tokens, u.Ref
	e := chat.Excerpt{
		Words: in.words,
		Title: heading(u, in.to), Crumbs: u.Crumbs(), Body: u.Text(), Link: c.link(u),
		Turn:   func(page int) chat.Token { return tokens.Seal(actPage, ref, strconv.Itoa(page)) },
		Share:  func(page int) chat.Token { return tokens.Seal(actShare, ref, strconv.Itoa(page)) },
		Before: c.neighbour(c.before[u.Index], in.to), After: c.neighbour(c.next[u.Index], in.to),
	}
	for _, part := range u.Children {
		if !part.Planned {
			e.Parts = append(e.Parts, chat.Option{Label: heading(part, in.to), Description: detail(part, in.to), Token: c.option(part, in.to).Token})
		}
	}
	if c.set.room != nil {
		e.Report = tokens.Seal(actReport, reportUnit, ref)
	}
	e.Key = key(u, &e)
	return e
}

// key changes whenever anything that a prepared passage shows does.
func key(u *course.Unit, e *chat.Excerpt) string {
	h := fnv.New64a()
	add := func(s string) {
		_, _ = h.Write([]byte(s))
		_, _ = h.Write([]byte{0})
	}
	add(u.Hash)
	add(e.Title)
	add(e.Link)
	for _, s := range e.Crumbs {
		add(s)
	}
	for _, o := range [...]*chat.Option{e.Before, e.After} {
		if o == nil {
			add("")
			continue
		}
		add(o.Label)
		add(string(o.Token))
	}
	for _, o := range e.Parts {
		add(o.Label)
		add(string(o.Token))
	}
	return u.ID + "#" + strconv.FormatUint(h.Sum64(), 36)
}

func (c *catalogue) neighbour(at int32, to *say.Speaker) *chat.Option {
	if at < 0 {
		return nil
	}
	return c.option(c.snap.Course.Units[at], to)
}

// option gives a menu entry that opens a unit. It is shared: never change it.
func (c *catalogue) option(u *course.Unit, to *say.Speaker) *chat.Option {
	slot := &c.options[u.Index]
	if o := slot.Load(); o != nil {
		return o
	}
	o := &chat.Option{Label: heading(u, to), Description: where(u), Token: c.set.tokens.Seal(actOpen, u.Ref)}
	if u.Title != "" { // the word for having none is of one language
		slot.Store(o)
	}
	return o
}

func (c *catalogue) link(u *course.Unit) string {
	if c.set.public == "" {
		return ""
	}
	return c.set.public + "/read/" + pathEscape(u.ID)
}

// whole tells whether a unit is read as a passage. A chapter that only gathers its lessons is
// shown as an outline instead.
func whole(u *course.Unit) bool {
	return !u.Planned && (u.Kind != course.Chapter || len(u.Children) == 0 || doc.Words(u.Own) > outlineWords)
}

// outlineWords is how many words of its own a chapter may have and still be shown as an
// outline: about two short paragraphs, which fit above a list of lessons on every platform.
const outlineWords = 120

// Prose gives all prose of the current snapshot in reading order, that of each unit once: what
// adapters prepare.
func (s *Set) Prose() iter.Seq[[]doc.Block] {
	units := s.catalogue().snap.Course.Units
	return func(yield func([]doc.Block) bool) {
		for _, u := range units {
			if len(u.Own) > 0 && !yield(u.Own) {
				return
			}
		}
	}
}

// heading is a unit's title, with the number its author gives it, or the word for having none.
func heading(u *course.Unit, to *say.Speaker) string {
	if u.Title == "" {
		return to.T("Untitled")
	}
	return u.Title
}

// where tells a unit's place in one line.
func where(u *course.Unit) string { return strings.Join(u.Crumbs(), chat.Separator) }
