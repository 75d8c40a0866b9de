package course

import (
	"testing"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// links counts the nodes that GitHub's rules make of a bare address.
func links(t testing.TB, source []byte) (n int) {
	t.Helper()
	root := newParser(extension.Linkify).Parse(text.NewReader(source))
	err := ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
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
		if got := links(t, []byte(tt.source)); got != tt.links {
			t.Errorf("%q: %d links, want %d", tt.source, got, tt.links)
		}
		if tt.links > 0 && !mayLink([]byte(tt.source)) {
			t.Errorf("%q is read without its link", tt.source)
		}
	}
}

// FuzzMayLink holds that the parser which looks for no bare links is given no text that has one.
func FuzzMayLink(f *testing.F) {
	for _, s := range []string{"https://a.b", "www.a.bc", "a@b.cd", "*www.a.bc*", "~ftp://a.b_c~", "<tag:x>", "[a](b)", "`a`"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		safe, _ := guard(source)
		if mayLink(safe) {
			return
		}
		plain := newParser().Parse(text.NewReader(safe))
		n := 0
		_ = ast.Walk(plain, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
			if _, ok := node.(*ast.AutoLink); ok && entering {
				n++
			}
			return ast.WalkContinue, nil
		})
		if got := links(t, safe); got != n {
			t.Errorf("%q: %d links are found, %d with less looking", safe, got, n)
		}
	})
}
