package find_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"lectern/internal/find"
)

// FuzzLookup asks anything of courses in several languages: no panic, answers within bounds,
// valid text.
func FuzzLookup(f *testing.F) {
	for _, s := range []string{
		"", "moon", "neo-realism", "@everyone", "<!channel>", "\u202e\u200b", "what is a parsec?", "ﬁ ﷺ ǅ İ ß", "A.F.K. C++ C#", "l'eau d'un",
		"ｶﾀｶﾅ カタカナ", "量子力学", "축척은", "خُطُوط الكُنتور", "קנה מידה", "Versorgungssicherheit", "\xff\xfe\x00", "e\u0301\u0301\u0301", "----", "a_b_c_d_e", "'''s",
		strings.Repeat("a-", 200), strings.Repeat("星", 300), strings.Repeat("ismistism", 20), "1.2.3.4", "don’t", "ـــ", "ประเทศไทย", "नमस्ते",
	} {
		f.Add(s, s)
	}
	type built struct {
		entries []find.Entry
		ix      *find.Index
	}
	var all []built
	for _, c := range courses(f) {
		all = append(all, built{c.Entries, find.New(c.Entries)})
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		own := []find.Entry{
			{Title: text, Lead: query, Body: text + " " + query, Lang: "de", Parent: -1},
			{Title: query, Body: text, Lang: "fr", Level: 2, Parent: 1}, // its own parent
			{Title: "Fixed", Body: query, Level: 1, Parent: 7},          // no such parent
		}
		checkAnswers(t, own, find.New(own), query)
		for _, b := range all {
			checkAnswers(t, b.entries, b.ix, query)
		}
	})
}

func checkAnswers(t *testing.T, entries []find.Entry, ix *find.Index, query string) {
	t.Helper()
	valid := func(at int) {
		if at < 0 || at >= len(entries) {
			t.Fatalf("%q: entry %d of %d", query, at, len(entries))
		}
	}
	r := ix.Lookup(query)
	if len(r.Others) > 25 || len(r.Suggestions) > 5 {
		t.Errorf("%q: %d others, %d suggestions", query, len(r.Others), len(r.Suggestions))
	}
	switch r.Outcome {
	case find.Found:
		valid(r.Best.Entry)
		for _, h := range r.Others {
			if h.Entry == r.Best.Entry {
				t.Errorf("%q: the best is among the others", query)
			}
		}
	case find.Ambiguous:
		if len(r.Others) < 2 {
			t.Errorf("%q: ambiguous between %d", query, len(r.Others))
		}
	case find.Nothing:
		if len(r.Others) > 0 {
			t.Errorf("%q: nothing, and %d others", query, len(r.Others))
		}
	}
	if !utf8.ValidString(r.Corrected) {
		t.Errorf("%q: corrected to %q", query, r.Corrected)
	}
	for _, h := range r.Others {
		valid(h.Entry)
	}
	hits := ix.Search(query, 10)
	if len(hits) > 10 {
		t.Errorf("%q: %d hits of 10", query, len(hits))
	}
	for _, h := range hits {
		valid(h.Entry)
		body := utf8.ValidString(entries[h.Entry].Body) && utf8.ValidString(entries[h.Entry].Lead)
		for _, p := range ix.Snippet(h.Entry, query, 40) {
			if body && !utf8.ValidString(p.Text) {
				t.Errorf("%q: snippet %q", query, p.Text)
			}
		}
	}
	list := ix.Complete(query, 25)
	if len(list) > 25 {
		t.Errorf("%q: %d completions", query, len(list))
	}
	for _, at := range list {
		valid(at)
	}
}
