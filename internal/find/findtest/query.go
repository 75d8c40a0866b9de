package findtest

import (
	"fmt"
	"slices"
	"strings"

	"lectern/internal/find"
)

// Query is one query of a relevance set.
type Query struct {
	Category string
	Course   string // empty in sets over a single course
	Text     string
	Want     []string // acceptable titles of the first result; "*" among them: several offered; "-": none
}

// ReadQueries reads lines of tab-separated category, course (in sets of four columns), query
// and acceptable titles with "|" between them.
func ReadQueries(text string) ([]Query, error) {
	var list []Query
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		n := len(cols)
		if n != 3 && n != 4 {
			return nil, fmt.Errorf("a query has 3 or 4 columns, not %d: %q", n, line)
		}
		q := Query{Category: cols[0], Text: cols[n-2], Want: strings.Split(cols[n-1], "|")}
		if n == 4 {
			q.Course = cols[1]
		}
		list = append(list, q)
	}
	return list, nil
}

// Of keeps the queries over one course.
func Of(list []Query, course string) []Query {
	return slices.DeleteFunc(slices.Clone(list), func(q Query) bool { return q.Course != course })
}

// Place says at which place, from 1, an acceptable answer stands; 0 when it is not there. Where
// several are to be offered, or none, being right is the first place.
func (q Query) Place(entries []find.Entry, r find.Result) int {
	right := func(entry int) bool { return slices.Contains(q.Want, entries[entry].Title) }
	switch {
	case r.Outcome == find.Ambiguous && slices.Contains(q.Want, "*"),
		r.Outcome == find.Nothing && slices.Contains(q.Want, "-"),
		r.Outcome == find.Found && right(r.Best.Entry):
		return 1
	}
	for i, h := range r.Others { // the second place at best: offered, but not presumed
		if right(h.Entry) {
			return i + 2
		}
	}
	return 0
}

// Tally counts queries answered at the first place and among the first three.
type Tally struct{ First, Third, All int }

// Count adds a query answered at the given place.
func (t *Tally) Count(place int) {
	t.All++
	if place == 1 {
		t.First++
	}
	if place >= 1 && place <= 3 {
		t.Third++
	}
}

func (t *Tally) String() string {
	return fmt.Sprintf("%d of %d first, %d among the first three", t.First, t.All, t.Third)
}
