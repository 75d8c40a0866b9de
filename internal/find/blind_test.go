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
// reference courses, and tells the figures by category. A course that is not at hand is left out.
func TestBlindQueries(t *testing.T) {
	for set, misses := range map[string]int{"blind": 8, "later": 8} {
		t.Run(set, func(t *testing.T) {
			list, err := findtest.Queries(set)
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]*findtest.Tally{"all": {}}
			for _, name := range coursesOf(list) {
				t.Run(name, func(t *testing.T) { count(t, counts, open(t, blindCourse(t, name)), findtest.Of(list, name)) })
			}
			var table strings.Builder
			for _, category := range slices.Sorted(maps.Keys(counts)) {
				fmt.Fprintf(&table, "\n%-10s %v", category, counts[category])
			}
			t.Log(table.String())
			if all := counts["all"]; all.All-all.First > misses {
				t.Errorf("%v; at most %d may miss", all, misses)
			}
		})
	}
}

// coursesOf lists the courses that queries are about.
func coursesOf(list []findtest.Query) []string {
	names := make(map[string]bool)
	for _, q := range list {
		names[q.Course] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func count(t *testing.T, counts map[string]*findtest.Tally, s shelf, list []findtest.Query) {
	t.Helper()
	for _, q := range list {
		if counts[q.Category] == nil {
			counts[q.Category] = new(findtest.Tally)
		}
		r := s.ask(q.Text)
		place := q.Place(s.titles, r)
		counts[q.Category].Count(place)
		counts["all"].Count(place)
		if place != 1 {
			t.Logf("%s %q: want %s, got %s", q.Category, q.Text, strings.Join(q.Want, " or "), told(s.titles, r))
		}
	}
}
