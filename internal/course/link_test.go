package course_test

import (
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"lectern/internal/course"
)

// links counts the addresses that a parser makes links of.
func links(t *testing.T, p parser.Parser, source []byte) (n int) {
	t.Helper()
	err := ast.Walk(p.Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := node.(*ast.AutoLink); ok && entering {
			n++
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBareLinksAreFoundWhereverTheyCanBe(t *testing.T) {
	linking, _ := course.Parsers()
	for _, tt := range []struct {
		source string
		links  int
	}{
		{"See https://example.org.", 1},
		{"See HTTP://example.org.", 0}, // as goldmark reads it
		{"See ftp://example.org/a.", 1},
		{"(www.example.org)", 1},
		{"Write to a.b@example.org", 1},
		{"<mailto:a@example.org>", 1},
		{"nothing to follow, not even w ww. or http:", 0},
	} {
		if got := links(t, linking, []byte(tt.source)); got != tt.links {
			t.Errorf("%q: %d links, want %d", tt.source, got, tt.links)
		}
		if tt.links > 0 && !course.MayLink([]byte(tt.source)) {
			t.Errorf("%q is read without its link", tt.source)
		}
	}
}

// FuzzMayLink holds that the parser which looks for no bare links is given no text that has one.
func FuzzMayLink(f *testing.F) {
	for _, s := range []string{"https://a.b", "www.a.bc", "a@b.cd", "*www.a.bc*", "~ftp://a.b_c~", "<tag:x>", "[a](b)", "`a`"} {
		f.Add([]byte(s))
	}
	linking, bare := course.Parsers()
	f.Fuzz(func(t *testing.T, source []byte) {
		safe := course.Guard(source)
		if course.MayLink(safe) {
			return
		}
		if more, less := links(t, linking, safe), links(t, bare, safe); more != less {
			t.Errorf("%q: %d links are found, %d with less looking", safe, more, less)
		}
	})
}
