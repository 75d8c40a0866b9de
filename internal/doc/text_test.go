package doc_test

import (
	"testing"
	"time"

	"lectern/internal/doc"
)

func TestBlockTextSaysEveryKindOfProse(t *testing.T) {
	p := func(s ...doc.Span) doc.Block { return doc.Paragraph{Spans: s} }
	tests := []struct {
		name  string
		block doc.Block
		want  string
	}{
		{"heading", doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain("Title")}}, "Title"},
		{"styles leave no mark", p(doc.Bold("a"), doc.Plain(" "), doc.Emphasis{Spans: []doc.Span{doc.Plain("b")}}, doc.Strike{Spans: []doc.Span{doc.Plain("c")}}), "a bc"},
		{"code and formulas keep their source", p(doc.CodeSpan{Text: "x*y"}, doc.Plain(" "), doc.FormulaSpan{TeX: "a_1"}), "x*y a_1"},
		{"a link says its words", p(doc.Link{URL: "https://example.org", Spans: []doc.Span{doc.Plain("here")}}), "here"},
		{"a picture says its alternative", doc.Figure{Image: doc.Image{Src: "a.png", Alt: "a map"}}, "a map"},
		{"a picture without one says nothing", doc.Figure{Image: doc.Image{Src: "a.png"}}, ""},
		{"a break is a new line", p(doc.Plain("a"), doc.LineBreak{}, doc.Plain("b")), "a\nb"},
		{"numbers are said", doc.List{Ordered: true, Start: 4, Items: []doc.Item{{Blocks: []doc.Block{doc.Para("x")}}, {Continued: true, Blocks: []doc.Block{doc.Para("y")}}}}, "4. x\ny"},
		{"quote", doc.Quote{Blocks: []doc.Block{doc.Para("q")}}, "q"},
		{"listing", doc.Code{Lang: "go", Text: "a\nb"}, "a\nb"},
		{"formula", doc.Formula{TeX: "x^2"}, "x^2"},
		{"table", doc.Table{Header: []doc.Cell{{doc.Plain("h")}, {doc.Plain("i")}}, Rows: [][]doc.Cell{{{doc.Plain("1")}, {doc.Plain("2")}}}}, "h\ti\n1\t2"},
		{"rule", doc.Rule{}, ""},
		{"moment", p(doc.Moment{At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}), "2026-11-24 09:00 UTC"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := doc.BlockText([]doc.Block{tt.block}); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWordsCountsAsAReaderWould(t *testing.T) {
	blocks := []doc.Block{doc.Para("one  two"), doc.Bullets("three", "four five")}
	if got := doc.Words(blocks); got != 5 {
		t.Errorf("got %d, want 5", got)
	}
}
