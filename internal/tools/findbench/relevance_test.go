package findbench_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// engines are the columns of the table.
var engines = [...]string{"lectern", "bleve fuzziness 1", "bleve fuzziness 2", "bleve plain"}

// table counts by category and engine.
type table map[string]*[len(engines)]findtest.Tally

func (t table) count(category string, engine, place int) {
	for _, row := range []string{category, "all"} {
		if t[row] == nil {
			t[row] = new([len(engines)]findtest.Tally)
		}
		t[row][engine].Count(place)
	}
}

// TestRelevance prints, by category, how many queries each engine answers at the first place
// and among the first three. bleve has no notion of "several fit" or of "nothing fits" beyond
// an empty list; where several are to be offered it counts as right when the first two results
// have the title asked for.
func TestRelevance(t *testing.T) {
	courses, err := findtest.Courses()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"tuned", "held", "fresh"} {
		list, err := findtest.Queries(set)
		if err != nil {
			t.Fatal(err)
		}
		counts := make(table)
		for _, c := range courses {
			compare(t, counts, c.Entries, c.Lang, findtest.Of(list, c.Name))
		}
		show(t, set, counts)
	}
}

// TestRelevanceOfReferences does the same over the reference chapter, where it is at hand.
func TestRelevanceOfReferences(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared")
	chapter, err := os.ReadFile(filepath.Join(root, "seed", "chapter6.md"))
	if err != nil {
		t.Skip("needs reference files that are not part of the repository")
	}
	text, err := os.ReadFile(filepath.Join(root, "eval", "queries-dev.tsv"))
	if err != nil {
		t.Skip("needs reference files that are not part of the repository")
	}
	list, err := findtest.ReadQueries(string(text))
	if err != nil {
		t.Fatal(err)
	}
	counts := make(table)
	compare(t, counts, findtest.MarkEmpty(findtest.Split(string(chapter), "en", nil)), "en", list)
	show(t, "reference", counts)
}

func compare(t *testing.T, counts table, entries []find.Entry, lang string, list []findtest.Query) {
	t.Helper()
	own := find.New(entries)
	peers := [...]*peer{newPeer(t, entries, lang, 1), newPeer(t, entries, lang, 2), newPeer(t, entries, lang, 0)}
	for _, q := range list {
		counts.count(q.Category, 0, q.Place(entries, own.Lookup(q.Text)))
		for i, p := range peers {
			counts.count(q.Category, i+1, place(q, entries, p.find(t, q.Text)))
		}
	}
}

// place says at which place bleve has an acceptable title.
func place(q findtest.Query, entries []find.Entry, hits []int) int {
	right := func(at int) bool { return slices.Contains(q.Want, entries[at].Title) }
	switch q.Want[0] {
	case "-":
		if len(hits) == 0 {
			return 1
		}
		return 0
	case "*":
		if len(hits) > 1 && strings.EqualFold(entries[hits[0]].Title, entries[hits[1]].Title) {
			return 1
		}
		return 0
	}
	return slices.IndexFunc(hits, right) + 1
}

func show(t *testing.T, set string, counts table) {
	t.Helper()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s (first, among three)\tqueries\t%s\n", set, strings.Join(engines[:], "\t"))
	rows := slices.Sorted(maps.Keys(counts))
	rows = append(slices.DeleteFunc(rows, func(r string) bool { return r == "all" }), "all")
	for _, row := range rows {
		fmt.Fprintf(w, "%s\t%d", row, counts[row][0].All)
		for _, c := range counts[row] {
			fmt.Fprintf(w, "\t%d (%d)", c.First, c.Third)
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + b.String())
	all := counts["all"]
	for i, c := range all[1:] {
		if c.First >= all[0].First {
			t.Errorf("%s: %s has %d right first, we have %d", set, engines[i+1], c.First, all[0].First)
		}
	}
}
