package course_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"lectern/internal/course"
)

// longChapter is a chapter of prose such as a course of the humanities has.
func longChapter() []byte {
	var b strings.Builder
	b.WriteString("---\ntitle: Long\ntype: chapter\nid: 1\n---\n\n")
	for range 10 {
		b.WriteString("<exercise id=\"1\" title=\"A lesson\">\n\n")
		for range 8 {
			b.WriteString("## A heading of some words\n\n")
			for range 3 {
				b.WriteString(strings.Repeat("States **balance** against the most *serious* threats, and [some](https://example.org) do not. ", 6))
				b.WriteString("\n\n")
			}
			b.WriteString("- first point\n- second point with `code`\n\n")
		}
		b.WriteString("</exercise>\n\n")
	}
	return []byte(b.String())
}

// BenchmarkLoadBesideGoldmark reads a chapter of prose, tree and findings and all, beside
// goldmark's own GFM parser over the same bytes. ratio is our rate / goldmark's.
func BenchmarkLoadBesideGoldmark(b *testing.B) {
	data := longChapter()
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: data}}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	b.SetBytes(int64(len(data)))
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		if _, _, err := course.Load(b.Context(), fsys, course.Options{}); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		parser.Parse(text.NewReader(data))
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(theirs)/float64(ours), "ratio")
}
