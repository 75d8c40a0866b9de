package doc_test

import (
	"testing"

	"lectern/internal/doc"
)

func TestKeysTellContentsApartAndNotPassages(t *testing.T) {
	spans := []doc.Span{doc.Plain("a"), doc.Plain("b")}
	items := []doc.Item{{}, {}}
	rows := [][]doc.Cell{{{doc.Plain("a")}}}
	inner := []doc.Block{doc.Rule{}}
	blocks := []doc.Block{
		doc.Paragraph{Spans: spans},
		doc.Paragraph{Spans: spans[:1]},
		doc.Paragraph{Spans: spans[1:]},
		doc.List{Items: items},
		doc.List{Items: items[1:]},
		doc.Quote{Blocks: inner},
		doc.Table{Rows: rows},
		doc.Code{Text: "a"},
		doc.Code{Text: "b"},
		doc.Code{Text: "a", Lang: "go"},
	}
	seen := map[doc.Key]int{}
	for i, bl := range blocks {
		k, ok := doc.KeyOf(bl)
		if !ok {
			t.Errorf("block %d has no key", i)
		}
		if j, twice := seen[k]; twice {
			t.Errorf("blocks %d and %d have one key", i, j)
		}
		seen[k] = i
		if again, _ := doc.KeyOf(bl); again != k {
			t.Errorf("block %d has two keys", i)
		}
	}
	for _, bl := range []doc.Block{doc.Paragraph{}, doc.List{}, doc.Quote{}, doc.Table{}, doc.Heading{Spans: spans}, doc.Rule{}, doc.Figure{}, doc.Formula{TeX: "x"}} {
		if _, ok := doc.KeyOf(bl); ok {
			t.Errorf("%T has a key", bl)
		}
	}
}
