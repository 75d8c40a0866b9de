package find_test

import (
	"slices"
	"strings"
	"testing"

	"lectern/internal/find"
)

// asked is one query of a relevance set.
type asked struct {
	category string
	query    string
	want     []string // acceptable titles of the first result; "*" several offered; "-" none
}

// readQueries reads tab-separated category, query and acceptable titles.
func readQueries(t testing.TB, path string) []asked {
	t.Helper()
	var list []asked
	for line := range strings.Lines(readFile(t, path)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 3 {
			t.Fatalf("%s: want 3 columns: %q", path, line)
		}
		list = append(list, asked{cols[0], cols[1], strings.Split(cols[2], "|")})
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

// score counts the queries answered at the first place and among the first three.
func score(t testing.TB, entries []find.Entry, ix *find.Index, list []asked) (first, third int) {
	t.Helper()
	for _, q := range list {
		r := ix.Lookup(q.query)
		switch p := q.place(entries, r); {
		case p == 1:
			first++
			third++
		case p > 1 && p <= 3:
			third++
			fallthrough
		default:
			t.Logf("%s %q: want %s, got %s", q.category, q.query, strings.Join(q.want, " or "), told(entries, r))
		}
	}
	return first, third
}

// TestReferenceQueries holds the lookup to the reference set of the seed chapter.
func TestReferenceQueries(t *testing.T) {
	entries := seed(t)
	list := readQueries(t, shared(t, "eval", "queries-dev.tsv"))
	first, _ := score(t, entries, find.New(entries), list)
	t.Logf("%d of %d right at first place", first, len(list))
	if first < len(list)-1 {
		t.Errorf("%d of %d right at first place, at most one may miss", first, len(list))
	}
}
