package api

import (
	"strings"

	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/find"
)

// Passage is a unit found, as JSON.
type Passage struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Breadcrumb []string `json:"breadcrumb"` // the titles above it, chapter first
	Chapter    string   `json:"chapter"`
	Lesson     string   `json:"lesson"` // empty outside a lesson
	Text       string   `json:"text"`
	Score      float64  `json:"score"`
}

// Answer is the outcome of a lookup, as JSON. Best is null when nothing fits, and when several
// passages fit and none is presumed: then Others lists them.
type Answer struct {
	Query       string    `json:"query"`
	Best        *Passage  `json:"best"`
	Others      []Passage `json:"others"`
	Suggestions []string  `json:"suggestions"`
}

// Found tells whether there is anything to read.
func (a Answer) Found() bool { return a.Best != nil || len(a.Others) > 0 }

// Lookup answers a query.
func Lookup(s *course.Snapshot, query string) Answer {
	r := s.Lookup(query)
	a := Answer{Query: query, Others: passages(r.Others), Suggestions: append([]string{}, r.Suggestions...)}
	if r.Outcome == find.Found {
		p := passage(r.Best)
		a.Best = &p
	}
	return a
}

// Search ranks the passages that hold the words: the first is Best.
func Search(s *course.Snapshot, words string, limit int) Answer {
	a := Answer{Query: words, Others: passages(s.Search(words, limit)), Suggestions: []string{}}
	if len(a.Others) > 0 {
		a.Best, a.Others = &a.Others[0], a.Others[1:]
	} else {
		a.Suggestions = append(a.Suggestions, s.Lookup(words).Suggestions...)
	}
	return a
}

func passages(ms []course.Match) []Passage {
	ps := make([]Passage, 0, len(ms))
	for _, m := range ms {
		ps = append(ps, passage(m))
	}
	return ps
}

func passage(m course.Match) Passage {
	u := m.Unit
	p := Passage{
		ID: u.ID, Title: u.Title, Breadcrumb: append([]string{}, u.Crumbs()...),
		Chapter: u.ChapterOf().Title, Text: text(u), Score: m.Score,
	}
	if l := u.LessonOf(); l != nil {
		p.Lesson = l.Title
	}
	return p
}

// text is a unit's prose without markup, a chapter's description in front.
func text(u *course.Unit) string {
	body := doc.BlockText(u.Text())
	if u.Lead == "" || strings.HasPrefix(body, u.Lead) {
		return body
	}
	return strings.TrimRight(u.Lead+"\n"+body, "\n")
}
