package find_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lectern/internal/find"
)

// asked is one query of a relevance set.
type asked struct {
	category string
	course   string
	query    string
	want     []string // acceptable titles of the first result; "*" several offered; "-" none
}

// readQueries reads tab-separated category, course (only with four columns), query and
// acceptable titles.
func readQueries(t testing.TB, path string) []asked {
	t.Helper()
	var list []asked
	for line := range strings.Lines(readFile(t, path)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		q := asked{category: cols[0], query: cols[len(cols)-2], want: strings.Split(cols[len(cols)-1], "|")}
		if len(cols) == 4 {
			q.course = cols[1]
		} else if len(cols) != 3 {
			t.Fatalf("%s: want 3 or 4 columns: %q", path, line)
		}
		list = append(list, q)
	}
	return list
}

// place says at which place (from 1) an acceptable answer stands, 0 when it does not.
func (q asked) place(entries []find.Entry, r find.Result) int {
	switch {
	case q.want[0] == "*":
		return boolPlace(r.Outcome == find.Ambiguous)
	case q.want[0] == "-":
		return boolPlace(r.Outcome == find.Nothing)
	case r.Outcome == find.Nothing:
		return 0
	}
	hits := r.Others
	if r.Outcome == find.Found {
		hits = append([]find.Hit{r.Best}, hits...)
	}
	for i, h := range hits {
		if slices.Contains(q.want, entries[h.Entry].Title) {
			if r.Outcome == find.Ambiguous {
				return i + 2 // offered, but not presumed
			}
			return i + 1
		}
	}
	return 0
}

func boolPlace(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

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

// tally counts queries answered at the first place and among the first three.
type tally struct{ first, third, all int }

func (c tally) String() string {
	return fmt.Sprintf("%d of %d first, %d among the first three", c.first, c.all, c.third)
}

// score asks all queries and logs those not answered at the first place.
func score(t testing.TB, entries []find.Entry, ix *find.Index, list []asked) (c tally) {
	t.Helper()
	for _, q := range list {
		r := ix.Lookup(q.query)
		p := q.place(entries, r)
		c.all++
		if p == 1 {
			c.first++
		} else {
			t.Logf("%s %s %q: want %s, got %s", q.course, q.category, q.query, strings.Join(q.want, " or "), told(entries, r))
		}
		if p > 0 && p <= 3 {
			c.third++
		}
	}
	return c
}

// corpora reads the committed courses, each under its name.
func corpora(t testing.TB) map[string][]find.Entry {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "courses", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]find.Entry)
	for _, file := range files {
		name, lang, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".md"), ".")
		if name == "stars" { // the second chapter of the same course
			name = "sky"
		}
		all[name] = splitChapter(readFile(t, file), lang, all[name])
	}
	for name := range all {
		all[name] = markEmpty(all[name])
	}
	return all
}

// TestOwnQueries holds the lookup to the committed sets over the committed courses.
func TestOwnQueries(t *testing.T) {
	courses := corpora(t)
	for _, set := range []string{"tuned", "held"} {
		t.Run(set, func(t *testing.T) {
			var sum tally
			list := readQueries(t, filepath.Join("testdata", "queries", set+".tsv"))
			for name, entries := range courses {
				mine := slices.DeleteFunc(slices.Clone(list), func(q asked) bool { return q.course != name })
				c := score(t, entries, find.New(entries), mine)
				sum = tally{sum.first + c.first, sum.third + c.third, sum.all + c.all}
			}
			t.Log(sum)
			if sum.all != len(list) {
				t.Errorf("%d queries of %d belong to a course", sum.all, len(list))
			}
			if 100*sum.first < 95*sum.all || 100*sum.third < 99*sum.all {
				t.Errorf("%v; want 95 %% and 99 %%", sum)
			}
		})
	}
}

// TestReferenceQueries holds the lookup to the reference set of the seed chapter.
func TestReferenceQueries(t *testing.T) {
	entries := seed(t)
	list := readQueries(t, shared(t, "eval", "queries-dev.tsv"))
	c := score(t, entries, find.New(entries), list)
	t.Log(c)
	if c.first < len(list)-1 {
		t.Errorf("%v; at most one may miss", c)
	}
}

// polyglot reads the reference course in five languages, each with its chapters in order.
func polyglot(t testing.TB) map[string][]find.Entry {
	t.Helper()
	root := shared(t, "courses", "synthetic", "polyglot", "chapters")
	courses := make(map[string][]find.Entry)
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
		courses[lang] = splitChapter(text, lang, courses[lang])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return courses
}

// TestPolyglotQueries asks the reference course in five languages: each language by itself, and
// all of them as one course.
func TestPolyglotQueries(t *testing.T) {
	courses := polyglot(t)
	list := readQueries(t, shared(t, "courses", "synthetic", "polyglot", "queries.tsv"))
	var all []find.Entry
	for lang, entries := range courses {
		entries = markEmpty(entries)
		mine := slices.DeleteFunc(slices.Clone(list), func(q asked) bool { return q.category != lang })
		if c := score(t, entries, find.New(entries), mine); c.first != c.all {
			t.Errorf("%s: %v", lang, c)
		}
		for _, e := range entries {
			if e.Parent >= 0 {
				e.Parent += len(all) - countBefore(all, lang)
			}
			all = append(all, e)
		}
	}
	if c := score(t, all, find.New(all), list); c.first != c.all {
		t.Errorf("as one course: %v", c)
	}
}

func countBefore(all []find.Entry, lang string) int {
	n := 0
	for _, e := range all {
		if e.Lang == lang {
			n++
		}
	}
	return n
}
