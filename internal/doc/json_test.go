package doc_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/doc"
)

// everyKind has one of each Block and Span.
func everyKind() []doc.Block {
	line := []doc.Span{
		doc.Plain("text "),
		doc.Emphasis{Spans: []doc.Span{doc.Plain("em")}},
		doc.Bold("b"),
		doc.Strike{Spans: []doc.Span{doc.Plain("del")}},
		doc.CodeSpan{Text: "x := 1"},
		doc.FormulaSpan{TeX: `\pi`},
		doc.Link{URL: "https://example.org/?a=1&b=<2>", Spans: []doc.Span{doc.Plain("link")}},
		doc.Image{Src: "static/a.png", Alt: "a"},
		doc.LineBreak{},
		doc.Moment{At: time.UnixMilli(1_700_000_000_000).UTC(), Style: doc.MomentRelative},
	}
	return []doc.Block{
		doc.Heading{Level: 3, Spans: line},
		doc.Paragraph{Spans: line},
		doc.Quote{Blocks: []doc.Block{doc.Para("quoted")}},
		doc.List{Ordered: true, Start: 4, Items: []doc.Item{{Task: doc.TaskDone, Blocks: []doc.Block{doc.Para("one"), doc.Bullets("in", "out")}}, {Continued: true, Blocks: []doc.Block{doc.Para("two")}}}},
		doc.Code{Lang: "go", Text: "a\n\tb"},
		doc.Formula{TeX: `\sum_i x_i`},
		doc.Rule{},
		doc.Figure{Image: doc.Image{Src: "https://example.org/a.png", Alt: "alt"}},
		doc.Table{Align: []doc.Align{doc.AlignLeft, doc.AlignNone}, Header: []doc.Cell{{doc.Plain("h")}, {doc.Plain("i")}}, Rows: [][]doc.Cell{{{doc.Bold("1")}, {doc.Plain("2")}}}},
	}
}

func TestJSONBringsEveryKindBack(t *testing.T) {
	data, err := doc.EncodeBlocks(everyKind())
	if err != nil {
		t.Fatal(err)
	}
	got, err := doc.DecodeBlocks(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(everyKind(), got); diff != "" {
		t.Errorf("a tree changed on its way (-want +got):\n%s", diff)
	}
}

func TestJSONBringsAnyTreeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(blockGen(3), 1, 5).Draw(rt, "blocks")
		data, err := doc.EncodeBlocks(want)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := doc.DecodeBlocks(data)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestJSONRefusesWhatIsNoTree(t *testing.T) {
	for _, in := range []string{`{`, `[{"k":"script"}]`, `[{"k":"fig"}]`, `[{"k":"p","s":[{"k":"img"}]}]`, `[{"k":"list","i":[{"b":[{"k":"?"}]}]}]`} {
		if _, err := doc.DecodeBlocks([]byte(in)); err == nil {
			t.Errorf("%s was taken for a tree", in)
		}
	}
}
