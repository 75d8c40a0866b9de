package find_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// told describes a result for a failing test.
func told(entries []find.Entry, r find.Result) string {
	var b strings.Builder
	b.WriteString([]string{"nothing", "ambiguous", "found"}[r.Outcome])
	if r.Outcome == find.Found {
		b.WriteString(" [" + entries[r.Best.Entry].Title + "]")
	}
	for i, h := range r.Others {
		if i == 4 {
			break
		}
		b.WriteString(", " + entries[h.Entry].Title)
	}
	if r.Corrected != "" {
		b.WriteString(" as " + r.Corrected)
	}
	if len(r.Suggestions) > 0 {
		b.WriteString("; try " + strings.Join(r.Suggestions, ", "))
	}
	return b.String()
}

// score asks all queries, counts them and logs those not answered at the first place.
func score(t testing.TB, sum *findtest.Tally, entries []find.Entry, list []findtest.Query) {
	t.Helper()
	ix := find.New(entries)
	for _, q := range list {
		r := ix.Lookup(q.Text)
		place := q.Place(entries, r)
		sum.Count(place)
		if place != 1 {
			t.Logf("%s %s %q: want %s, got %s", q.Course, q.Category, q.Text, strings.Join(q.Want, " or "), told(entries, r))
		}
	}
}

// TestOwnQueries holds the lookup to the committed sets over the committed courses.
func TestOwnQueries(t *testing.T) {
	for _, set := range []string{"tuned", "held", "fresh"} {
		t.Run(set, func(t *testing.T) {
			list, err := findtest.Queries(set)
			if err != nil {
				t.Fatal(err)
			}
			var sum findtest.Tally
			for _, c := range courses(t) {
				score(t, &sum, c.Entries, findtest.Of(list, c.Name))
			}
			t.Log(&sum)
			if sum.All != len(list) {
				t.Errorf("%d queries of %d belong to a course", sum.All, len(list))
			}
			if 100*sum.First < 95*sum.All || 100*sum.Third < 99*sum.All {
				t.Errorf("%v; want 95 %% and 99 %%", &sum)
			}
		})
	}
}

// TestReferenceQueries holds the lookup to the reference set of the seed chapter.
func TestReferenceQueries(t *testing.T) {
	var sum findtest.Tally
	score(t, &sum, seed(t), queries(t, "eval", "queries-dev.tsv"))
	t.Log(&sum)
	if sum.First < sum.All-1 {
		t.Errorf("%v; at most one may miss", &sum)
	}
}

// polyglot reads the reference course in five languages, each with its chapters in order.
func polyglot(t testing.TB) map[string][]find.Entry {
	t.Helper()
	root := shared(t, "courses", "synthetic", "polyglot", "chapters")
	all := make(map[string][]find.Entry)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(filepath.Dir(path)) == "slides" {
			return err
		}
		lang := filepath.Base(filepath.Dir(path))
		text := readFile(t, path)
		if lang == "zh" { // the deck's text belongs to the lesson that shows it
			deck := readFile(t, filepath.Join(root, "zh", "slides", "chapter1_zh.md"))
			text = strings.Replace(text, "</slides>", "\n"+strings.ReplaceAll(deck, "#", ""), 1)
		}
		all[lang] = findtest.Split(text, lang, all[lang])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPolyglotQueries asks the reference course in five languages: each language by itself, and
// all of them as one course.
func TestPolyglotQueries(t *testing.T) {
	list := queries(t, "courses", "synthetic", "polyglot", "queries.tsv")
	var all []find.Entry
	var sum findtest.Tally
	for lang, entries := range polyglot(t) {
		var mine []findtest.Query
		for _, q := range list {
			if q.Category == lang {
				mine = append(mine, q)
			}
		}
		before := len(all)
		for _, e := range findtest.MarkEmpty(entries) {
			if e.Parent >= 0 {
				e.Parent += before
			}
			all = append(all, e)
		}
		score(t, &sum, entries, mine)
	}
	score(t, &sum, all, list)
	if sum.First != 2*len(list) {
		t.Error(&sum)
	}
}
