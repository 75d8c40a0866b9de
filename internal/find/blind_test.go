package find_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lectern/content"
	"lectern/internal/course"
	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// blindCourse gives a course that the blind queries are about, as the program reads it.
func blindCourse(t *testing.T, name string) fs.FS {
	t.Helper()
	switch name {
	case "sample":
		sample, err := content.FS()
		if err != nil {
			t.Fatal(err)
		}
		return sample
	case "seed":
		return fstest.MapFS{"chapters/chapter6.md": {Data: []byte(readFile(t, shared(t, "seed", "chapter6.md")))}}
	case "ar", "he", "ja", "ko", "zh":
		return os.DirFS(shared(t, "courses", "synthetic", "polyglot"))
	}
	return os.DirFS(shared(t, "courses", name))
}

// shelf is a course ready to be asked, and its titles.
type shelf struct {
	snap   *course.Snapshot
	titles []find.Entry
}

func open(t *testing.T, from fs.FS) shelf {
	t.Helper()
	c, findings, err := course.Load(context.Background(), from, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := shelf{snap: course.NewSnapshot(c, findings)}
	for _, u := range c.Units {
		s.titles = append(s.titles, find.Entry{Title: u.Title})
	}
	return s
}

// ask looks a query up as /section does, in the terms of package find.
func (s shelf) ask(query string) find.Result {
	a := s.snap.Lookup(query)
	r := find.Result{Outcome: a.Outcome, Suggestions: a.Suggestions, Corrected: a.Corrected}
	if a.Best.Unit != nil {
		r.Best = find.Hit{Entry: a.Best.Unit.Index, Score: a.Best.Score}
	}
	for _, m := range a.Others {
		r.Others = append(r.Others, find.Hit{Entry: m.Unit.Index, Score: m.Score})
	}
	return r
}

// TestBlindQueries asks what was written without sight of the lookup, of the sample and of the
// reference courses, and tells the figures by category.
func TestBlindQueries(t *testing.T) {
	list, err := findtest.Queries("blind")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]*findtest.Tally{"all": {}}
	shelves := make(map[string]shelf)
	for _, q := range list {
		s, ok := shelves[q.Course]
		if !ok {
			s = open(t, blindCourse(t, q.Course))
			shelves[q.Course] = s
		}
		if counts[q.Category] == nil {
			counts[q.Category] = new(findtest.Tally)
		}
		r := s.ask(q.Text)
		place := q.Place(s.titles, r)
		counts[q.Category].Count(place)
		counts["all"].Count(place)
		if place != 1 {
			t.Logf("%s %s %q: want %s, got %s", q.Course, q.Category, q.Text, strings.Join(q.Want, " or "), told(s.titles, r))
		}
	}
	var table strings.Builder
	for _, category := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&table, "\n%-10s %v", category, counts[category])
	}
	t.Log(table.String())
}
