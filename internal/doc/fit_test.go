package doc_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lectern/internal/doc"
)

// runes is the measure of the tests: code points of the plain text and one per block.
func runes(b doc.Block) int { return utf8.RuneCountInString(doc.BlockText([]doc.Block{b})) + 1 }

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func cost(page []doc.Block) int {
	n := 0
	for _, b := range page {
		n += runes(b)
	}
	return n
}

func text(pages [][]doc.Block) string {
	var b strings.Builder
	for _, p := range pages {
		b.WriteString(doc.BlockText(p))
		b.WriteByte('\n')
	}
	return b.String()
}

func spansGen(depth int) *rapid.Generator[[]doc.Span] {
	return rapid.Custom(func(t *rapid.T) []doc.Span {
		n := rapid.IntRange(1, 6).Draw(t, "spans")
		var spans []doc.Span
		for range n {
			words := rapid.StringMatching(`([a-zäß国際👩‍👩‍👧é.!?]{1,14} ){0,30}[a-z]{1,40}`).Draw(t, "words")
			switch k := rapid.IntRange(0, 7).Draw(t, "kind"); {
			case k == 0 && depth > 0:
				spans = append(spans, doc.Strong{Spans: spansGen(depth-1).Draw(t, "in")})
			case k == 1 && depth > 0:
				spans = append(spans, doc.Link{URL: "https://example.org", Spans: spansGen(depth-1).Draw(t, "in")})
			case k == 2:
				spans = append(spans, doc.CodeSpan{Text: words})
			case k == 3:
				spans = append(spans, doc.LineBreak{})
			default:
				spans = append(spans, doc.Text{Value: words})
			}
		}
		return append(spans, doc.Text{Value: "x"})
	})
}

func blockGen(depth int) *rapid.Generator[doc.Block] {
	return rapid.Custom(func(t *rapid.T) doc.Block {
		k := rapid.IntRange(0, 6).Draw(t, "kind")
		if depth == 0 && k > 2 {
			k = 0
		}
		switch k {
		case 1:
			return doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain(rapid.StringMatching(`[A-Z][a-z ]{3,20}`).Draw(t, "title"))}}
		case 2:
			return doc.Code{Lang: "go", Text: strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-z(){};]{1,90}`), 1, 30).Draw(t, "lines"), "\n")}
		case 3:
			l := doc.List{}
			for range rapid.IntRange(1, 5).Draw(t, "items") {
				l.Items = append(l.Items, doc.Item{Blocks: rapid.SliceOfN(blockGen(depth-1), 1, 3).Draw(t, "item")})
			}
			return l
		case 4:
			return doc.Quote{Blocks: rapid.SliceOfN(blockGen(depth-1), 1, 3).Draw(t, "quote")}
		default:
			return doc.Paragraph{Spans: spansGen(2).Draw(t, "spans")}
		}
	})
}

func TestFitLosesNothingAndKeepsTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(blockGen(2), 0, 8).Draw(t, "blocks")
		budget := rapid.IntRange(80, 600).Draw(t, "budget")
		pages := doc.Fit(blocks, budget, runes)
		if got, want := bare(text(pages)), bare(doc.BlockText(blocks)); got != want {
			t.Fatalf("text changed\n got %q\nwant %q", got, want)
		}
		for i, p := range pages {
			if len(p) == 0 {
				t.Fatalf("page %d is empty", i)
			}
			if c := cost(p); c > budget {
				t.Fatalf("page %d costs %d of %d", i, c, budget)
			}
		}
	})
}

func TestFitCutsAtTheGentlestPlace(t *testing.T) {
	sentence := "A state is secure when it fears nobody. "
	tests := []struct {
		name   string
		blocks []doc.Block
		budget int
		want   []string
	}{
		{
			name:   "between blocks",
			blocks: []doc.Block{doc.Para("one two three"), doc.Para("four five six"), doc.Para("seven")},
			budget: 30,
			want:   []string{"one two three\nfour five six", "seven"},
		},
		{
			name:   "a heading goes with what follows",
			blocks: []doc.Block{doc.Para("one two three"), doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain("Title")}}, doc.Para("four five six")},
			budget: 24,
			want:   []string{"one two three", "Title\nfour five six"},
		},
		{
			name:   "after a sentence",
			blocks: []doc.Block{doc.Para(sentence + "It is rare.")},
			budget: 45,
			want:   []string{"A state is secure when it fears nobody.", "It is rare."},
		},
		{
			name: "blanks at the end of an entry are no page",
			blocks: []doc.Block{doc.List{Items: []doc.Item{
				{Blocks: []doc.Block{doc.Para("one two three"), doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain("A    ")}}}},
				{Blocks: []doc.Block{doc.Para("four")}},
			}}},
			budget: 17,
			want:   []string{"one two three\nA", "four"},
		},
		{
			name:   "blanks at the end of a quotation are none either",
			blocks: []doc.Block{doc.Quote{Blocks: []doc.Block{doc.Para("one two three"), doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain("A    ")}}}}},
			budget: 17,
			want:   []string{"one two three\nA"},
		},
		{
			name:   "between words",
			blocks: []doc.Block{doc.Para("alpha beta gamma delta epsilon")},
			budget: 18,
			want:   []string{"alpha beta gamma", "delta epsilon"},
		},
		{
			name:   "never within an emoji or an accented letter",
			blocks: []doc.Block{doc.Para("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧🇩🇪🇫🇷e\u0301e\u0301")},
			budget: 12,
			want:   []string{"👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧🇩🇪🇫🇷e\u0301", "e\u0301"},
		},
		{
			name:   "between items, numbers going on",
			blocks: []doc.Block{doc.List{Ordered: true, Start: 3, Items: []doc.Item{{Blocks: []doc.Block{doc.Para("apple")}}, {Blocks: []doc.Block{doc.Para("banana")}}, {Blocks: []doc.Block{doc.Para("cherry")}}}}},
			budget: 20,
			want:   []string{"3. apple\n4. banana", "5. cherry"},
		},
		{
			name:   "between lines of code",
			blocks: []doc.Block{doc.Code{Text: "a := 1\nb := 2\nc := 3"}},
			budget: 16,
			want:   []string{"a := 1\nb := 2", "c := 3"},
		},
		{
			name: "between rows, the header again",
			blocks: []doc.Block{doc.Table{Header: []doc.Cell{{doc.Plain("k")}, {doc.Plain("v")}}, Rows: [][]doc.Cell{
				{{doc.Plain("one")}, {doc.Plain("1")}}, {{doc.Plain("two")}, {doc.Plain("2")}}, {{doc.Plain("six")}, {doc.Plain("6")}},
			}}},
			budget: 16,
			want:   []string{"k\tv\none\t1\ntwo\t2", "k\tv\nsix\t6"},
		},
		{
			name:   "between characters of a script without blanks",
			blocks: []doc.Block{doc.Para("安全保障のジレンマ。国家は力を求める。")},
			budget: 12,
			want:   []string{"安全保障のジレンマ。", "国家は力を求める。"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pages := doc.Fit(tt.blocks, tt.budget, runes)
			var got []string
			for _, p := range pages {
				got = append(got, doc.BlockText(p))
			}
			if strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestFitContinuesACutItem(t *testing.T) {
	l := doc.List{Ordered: true, Start: 1, Items: []doc.Item{{Blocks: []doc.Block{doc.Para(strings.Repeat("word ", 60))}}}}
	pages := doc.Fit([]doc.Block{l}, 100, runes)
	if len(pages) < 3 {
		t.Fatalf("got %d pages, want at least 3", len(pages))
	}
	for i, p := range pages {
		if got := p[0].(doc.List).Items[0].Continued; got != (i > 0) {
			t.Errorf("page %d: Continued = %v", i, got)
		}
	}
}

func TestFitGivesAnUncuttableBlockItsOwnPage(t *testing.T) {
	fig := doc.Figure{Image: doc.Image{Src: "a.png", Alt: strings.Repeat("alt ", 50)}}
	pages := doc.Fit([]doc.Block{doc.Para("before"), fig, doc.Para("after")}, 64, runes)
	if len(pages) != 3 {
		t.Fatalf("got %d pages, want 3", len(pages))
	}
}

func BenchmarkFitOneHugeParagraph(b *testing.B) {
	blocks := []doc.Block{doc.Para(strings.Repeat("lorem ipsum ", 175_000))}
	b.SetBytes(2_100_000)
	for b.Loop() {
		if n := len(doc.Fit(blocks, 2000, runes)); n < 1000 {
			b.Fatal(n)
		}
	}
}
