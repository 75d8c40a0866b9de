package find_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"lectern/internal/course"
	"lectern/internal/find"
)

// TestReferenceQueriesOverCourse asks the reference set of the course as the program reads it.
func TestReferenceQueriesOverCourse(t *testing.T) {
	chapter := readFile(t, shared(t, "seed", "chapter6.md"))
	list := queries(t, "eval", "queries-dev.tsv")
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "chapters"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "chapters", "chapter6.md"), []byte(chapter), 0o600); err != nil {
		t.Fatal(err)
	}
	c, findings, err := course.Load(context.Background(), os.DirFS(dir), course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	snap := course.NewSnapshot(c, findings)
	right := 0
	for _, q := range list {
		a := snap.Lookup(q.Text)
		var ok bool
		switch q.Want[0] {
		case "*":
			ok = a.Outcome == find.Ambiguous && len(a.Others) > 1
		case "-":
			ok = a.Outcome == find.Nothing && len(a.Suggestions) > 0
		default:
			ok = a.Outcome == find.Found && slices.Contains(q.Want, a.Best.Unit.Title)
		}
		if ok {
			right++
			continue
		}
		got := ""
		if a.Best.Unit != nil {
			got = a.Best.Unit.ID
		}
		t.Logf("%s %q: want %v, got %d %s", q.Category, q.Text, q.Want, a.Outcome, got)
	}
	t.Logf("%d of %d", right, len(list))
	if right < len(list)-1 {
		t.Errorf("%d of %d right at first place; at most one may miss", right, len(list))
	}
}

// TestPolyglotQueriesOverCourse asks the reference course in five languages as the program
// reads it: one course, the queries in whatever language. A slide of the deck that a lesson
// shows may stand for the lesson.
func TestPolyglotQueriesOverCourse(t *testing.T) {
	root := shared(t, "courses", "synthetic", "polyglot")
	c, findings, err := course.Load(context.Background(), os.DirFS(root), course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	snap := course.NewSnapshot(c, findings)
	for _, q := range queries(t, "courses", "synthetic", "polyglot", "queries.tsv") {
		a := snap.Lookup(q.Text)
		switch {
		case q.Want[0] == "-" && a.Outcome == find.Nothing:
		case a.Outcome == find.Found && slices.Contains(q.Want, a.Best.Unit.Title):
		case a.Outcome == find.Found && slices.ContainsFunc(a.Best.Unit.Crumbs(), func(above string) bool { return slices.Contains(q.Want, above) }):
			t.Logf("%s %q: %s, which is part of %v", q.Category, q.Text, a.Best.Unit.Title, q.Want)
		default:
			t.Errorf("%s %q: want %v, got %d %v", q.Category, q.Text, q.Want, a.Outcome, a.Best.Unit)
		}
	}
}

// TestSlidesAndTermsOverCourse asks for what a course calls things by inside its passages.
func TestSlidesAndTermsOverCourse(t *testing.T) {
	s := open(t, fstest.MapFS{
		"chapters/chapter1.md": {Data: []byte("---\ntitle: 'Chapter 1: Glaciers'\ntype: chapter\nid: 1\n---\n\n" +
			"<exercise id=\"1\" title=\"How ice moves\" type=\"slides\">\n\n<slides source=\"ice\">\n</slides>\n\n</exercise>\n\n" +
			"<exercise id=\"2\" title=\"What ice leaves\">\n\nA wall of rubble is called a **terminal moraine**; a crevasse leaves no moraine.\n\n</exercise>\n\n" +
			"<exercise id=\"3\" title=\"Walking on ice\">\n\nRope up: a crevasse is deep, a crevasse is hidden, a terminal fall is likely, a moraine is safe.\n\n</exercise>\n")},
		"slides/ice.md": {Data: []byte("---\ntype: slides\n---\n\n# How ice moves\n\nIt slides and it flows.\n\n---\n\n# Crevasses\n\nWhere it flows over a step it breaks.\n")},
	})
	for query, want := range map[string]string{"crevasse": "How ice moves", "terminal moraine": "What ice leaves"} {
		if r := s.ask(query); r.Outcome != find.Found || s.titles[r.Best.Entry].Title != want {
			t.Errorf("%q: want %s, got %s", query, want, told(s.titles, r))
		}
	}
}
