package course

import (
	"slices"
	"strings"
	"time"

	"lectern/internal/doc"
	"lectern/internal/find"
)

// Snapshot is one immutable state of a course: what a request works with from start to end.
type Snapshot struct {
	Course   *Course
	Findings []Finding
	Loaded   time.Time
	Changes  Changes // against the snapshot before

	index *find.Index
}

// Match is a unit found.
type Match struct {
	Unit  *Unit
	Score float64
}

// Answer is the outcome of a lookup over units; see find.Result.
type Answer struct {
	Outcome     find.Outcome
	Best        Match
	Others      []Match
	Suggestions []string
	Unlike      bool // no title looks like the query: Suggestions are where the course begins
	Corrected   string
}

// NewSnapshot indexes a course that was just read.
func NewSnapshot(c *Course, findings []Finding) *Snapshot { return newSnapshot(c, findings, nil) }

func newSnapshot(c *Course, findings []Finding, old *Snapshot) *Snapshot {
	s := &Snapshot{Course: c, Findings: findings, Loaded: time.Now(), index: find.New(entries(c))}
	if old != nil {
		s.Changes = compare(old.Course, c)
	}
	return s
}

// Lookup finds the passage a query names, or the candidates, or says that nothing fits.
func (s *Snapshot) Lookup(query string) Answer {
	r := s.index.Lookup(query)
	a := Answer{Outcome: r.Outcome, Others: s.matches(r.Others), Suggestions: r.Suggestions, Unlike: r.Unlike, Corrected: r.Corrected}
	if r.Outcome == find.Found {
		a.Best = s.match(r.Best)
	}
	return a
}

// Search ranks the passages that hold the words, best first.
func (s *Snapshot) Search(words string, limit int) []Match {
	return s.matches(s.index.Search(words, limit))
}

// Snippet cuts the words around a hit, about width characters of them.
func (s *Snapshot) Snippet(m Match, words string, width int) []find.Piece {
	return s.index.Snippet(m.Unit.Index, words, width)
}

// Complete offers the units whose titles begin with or contain what was typed, best first.
func (s *Snapshot) Complete(typed string, limit int) []*Unit {
	found := s.index.Complete(typed, limit)
	units := make([]*Unit, len(found))
	for i, e := range found {
		units[i] = s.Course.Units[e]
	}
	return units
}

func (s *Snapshot) match(h find.Hit) Match {
	return Match{Unit: s.Course.Units[h.Entry], Score: h.Score}
}

func (s *Snapshot) matches(hits []find.Hit) []Match {
	if len(hits) == 0 {
		return nil
	}
	ms := make([]Match, len(hits))
	for i, h := range hits {
		ms[i] = s.match(h)
	}
	return ms
}

// entries makes one find.Entry of each unit, at the unit's own position.
func entries(c *Course) []find.Entry {
	es := make([]find.Entry, len(c.Units))
	for i, u := range c.Units {
		e := find.Entry{Title: u.Title, Lead: lead(u), Body: doc.BlockText(u.Own), Names: names(u.Own), Lang: u.Lang, Parent: -1, Empty: !hasText(u)}
		if u.Parent != nil {
			e.Parent, e.Level = u.Parent.Index, es[u.Parent.Index].Level+1
		}
		es[i] = e
	}
	return es
}

// names gives what a passage calls things by: the titles of its slides, and its terms in bold.
func names(blocks []doc.Block) []string {
	var list []string
	for _, b := range blocks {
		switch b := b.(type) {
		case doc.Heading:
			list = append(list, doc.SpanText(b.Spans))
		case doc.Paragraph:
			list = appendStrong(list, b.Spans)
		case doc.List:
			for _, it := range b.Items {
				list = append(list, names(it.Blocks)...)
			}
		case doc.Quote:
			list = append(list, names(b.Blocks)...)
		case doc.Code, doc.Figure, doc.Formula, doc.Rule, doc.Table:
		}
	}
	return list
}

func appendStrong(list []string, spans []doc.Span) []string {
	for _, s := range spans {
		if s, ok := s.(doc.Strong); ok {
			list = append(list, doc.SpanText(s.Spans))
		}
	}
	return list
}

func hasText(u *Unit) bool {
	if len(u.Own) > 0 {
		return true
	}
	return slices.ContainsFunc(u.Children, hasText)
}

// leadBytes bounds the part of a passage that counts as its opening.
const leadBytes = 300

// lead is a chapter's description, or the opening of the first paragraph.
func lead(u *Unit) string {
	if u.Lead != "" {
		return u.Lead
	}
	for _, b := range u.Own {
		if p, ok := b.(doc.Paragraph); ok {
			text := doc.SpanText(p.Spans)
			if len(text) > leadBytes {
				if end := strings.LastIndexByte(text[:leadBytes], ' '); end > 0 {
					return text[:end]
				}
			}
			return text
		}
	}
	return ""
}

// Changes summarises what an edit changed, by unit ID.
type Changes struct {
	Added   []string
	Removed []string
	Edited  []string // the innermost units whose text or title changed
	Filled  []string // planned before, with text now
}

// Empty tells whether a reader would see no difference.
func (c Changes) Empty() bool {
	return len(c.Added)+len(c.Removed)+len(c.Edited)+len(c.Filled) == 0
}

func compare(old, next *Course) Changes {
	var c Changes
	touched := make(map[string]bool) // units with a change beneath them
	mark := func(u *Unit) {
		for p := u.Parent; p != nil; p = p.Parent {
			touched[p.ID] = true
		}
	}
	// Units stand in reading order, parents first: backwards, parts come before the whole.
	for _, v := range slices.Backward(old.Units) {
		if u := v; next.ByID(u.ID) == nil {
			c.Removed = append(c.Removed, u.ID)
			mark(u)
		}
	}
	for _, u := range slices.Backward(next.Units) {
		was := old.ByID(u.ID)
		switch {
		case was == nil:
			c.Added = append(c.Added, u.ID)
		case was.Planned && !u.Planned:
			c.Filled = append(c.Filled, u.ID)
		case was.Hash != u.Hash && !touched[u.ID] || was.Title != u.Title:
			c.Edited = append(c.Edited, u.ID)
		default:
			continue
		}
		mark(u)
	}
	for _, ids := range [][]string{c.Added, c.Removed, c.Edited, c.Filled} {
		slices.Reverse(ids)
	}
	return c
}
