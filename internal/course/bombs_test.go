package course_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lectern/internal/course"
	"lectern/internal/doc"
)

const head = "---\ntitle: Bomb\ntype: chapter\nid: 1\n---\n\n<exercise id=\"1\" title=\"One\">\n\n"

// bombs are inputs that make a naive reader hang, crash or eat memory.
func bombs() map[string]string {
	deep := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("  ", i) + "- item\n")
		}
		return b.String()
	}
	return map[string]string{
		"open links":          head + strings.Repeat("[a](", 64<<10),
		"open images":         head + strings.Repeat("![a](", 50_000),
		"quotes on one line":  head + strings.Repeat(">", 256<<10),
		"spaced quotes":       head + strings.Repeat("> ", 128<<10) + "x",
		"brackets":            head + strings.Repeat("[", 100_000),
		"stars":               head + strings.Repeat("*", 100_000),
		"stars and letters":   head + strings.Repeat("*a ", 100_000),
		"strong and emphasis": head + strings.Repeat("**a *b ", 50_000),
		"back-ticks":          head + strings.Repeat("`", 100_000),
		"growing back-ticks": head + func() string {
			var b strings.Builder
			for i := range 1200 {
				b.WriteString(strings.Repeat("`", i+1) + "a")
			}
			return b.String()
		}(),
		"deep list":              head + deep(1500),
		"list markers on a line": head + strings.Repeat("- ", 50_000) + "x",
		"link definitions": head + strings.Repeat("[a]: /b\n", 50_000) + func() string {
			var b strings.Builder
			for i := range 50_000 {
				b.WriteString("[" + strings.Repeat("x", i%20) + string(rune('a'+i%26)) + "]: /b\n")
			}
			return b.String()
		}(),
		"open exercises":           head + strings.Repeat("<exercise>\n", 50_000),
		"open comments":            head + strings.Repeat("<!-- ", 100_000),
		"open angles":              head + strings.Repeat("<a ", 100_000),
		"tags never closed":        head + strings.Repeat("<opt text=\"", 30_000),
		"dollars":                  head + strings.Repeat("$a ", 100_000),
		"double dollars":           head + strings.Repeat("$$a\n", 50_000),
		"wide table":               head + strings.Repeat("|a", 5000) + "|\n" + strings.Repeat("|-", 5000) + "|\n" + strings.Repeat("|x\n", 5000),
		"one line of two MB":       head + strings.Repeat("lorem ipsum ", 175_000) + "\n\n</exercise>\n",
		"one word of two MB":       head + strings.Repeat("x", 2<<20) + "\n\n</exercise>\n",
		"two MB of Chinese":        head + strings.Repeat("语", 700_000) + "\n\n</exercise>\n",
		"nested html":              head + strings.Repeat("<div><b>", 50_000),
		"yaml brackets":            "---\ntitle: " + strings.Repeat("[", 60_000) + "\n---\n" + head,
		"yaml merge keys":          "---\na: &a {x: 1}\n" + strings.Repeat("b: {<<: [*a, *a, *a, *a, *a, *a, *a, *a, *a]}\n", 500) + "---\n" + head,
		"ten thousand options":     head + "<choice>\n" + strings.Repeat("<opt text=\"a\" correct=\"true\">\n\nYes.\n\n</opt>\n", 10_000) + "</choice>\n",
		"hundred thousand lessons": head + strings.Repeat("<exercise id=\"1\" title=\"x\">\na\n</exercise>\n", 50_000),
	}
}

// TestBombsAreReadQuickly holds the reader to a generous limit: each of these took a plain
// parser from seconds to minutes.
func TestBombsAreReadQuickly(t *testing.T) {
	for name, text := range bombs() {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			c, _, err := course.Load(ctx, fstest.MapFS{"chapters/a.md": {Data: []byte(text)}}, course.Options{Name: "bomb"})
			took := time.Since(start)
			t.Logf("%d kB in %v", len(text)>>10, took.Round(time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			if len(c.Chapters) != 1 {
				t.Errorf("%d chapters", len(c.Chapters))
			}
			for _, u := range c.Units {
				if d := depth(u.Own); d > 60 {
					t.Errorf("%d levels of prose: a renderer would have to recurse that deep", d)
				}
			}
		})
	}
}

func depth(blocks []doc.Block) int {
	most := 0
	for _, b := range blocks {
		d := 0
		switch b := b.(type) {
		case doc.Quote:
			d = depth(b.Blocks)
		case doc.List:
			for _, it := range b.Items {
				d = max(d, depth(it.Blocks))
			}
		default:
		}
		most = max(most, d+1)
	}
	return most
}
