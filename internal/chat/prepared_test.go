package chat_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

func paragraph(s string) doc.Block { return doc.Paragraph{Spans: []doc.Span{doc.Plain(s)}} }

func TestPreparedRendersEachBlockOnceAndKeepsPages(t *testing.T) {
	one, two, picture := paragraph("one"), paragraph("two"), doc.Figure{}
	rendered := 0
	p, err := chat.Prepare[string, string](t.Context(), slices.Values([][]doc.Block{{one, picture}, {two}}), func(bl doc.Block) (string, bool) {
		rendered++
		return doc.BlockText([]doc.Block{bl}), doc.BlockText([]doc.Block{bl}) != "two"
	})
	if err != nil || rendered != 2 {
		t.Fatalf("%d blocks were rendered, %v", rendered, err)
	}
	if s, ok := p.Block(one); !ok || s != "one" {
		t.Errorf("the first block is %q, %v", s, ok)
	}
	for _, bl := range []doc.Block{two, picture, paragraph("one"), doc.Rule{}} {
		if s, ok := p.Block(bl); ok {
			t.Errorf("%v was prepared as %q", bl, s)
		}
	}
	composed := 0
	compose := func(e chat.Excerpt) []string {
		composed++
		return []string{e.Words.Language() + " first", e.Words.Language() + " last"}
	}
	german := chat.NewWords("de", func(text string, _ map[string]any) string { return text })
	for _, tt := range []struct {
		e    chat.Excerpt
		want string
		n    int
	}{
		{chat.Excerpt{Key: "a"}, "en first", 1},
		{chat.Excerpt{Key: "a", Page: 1}, "en last", 1},
		{chat.Excerpt{Key: "a", Page: 9}, "en last", 1},
		{chat.Excerpt{Key: "a", Page: -1}, "en first", 1},
		{chat.Excerpt{Key: "a", Words: german}, "de first", 2},
		{chat.Excerpt{Key: "b"}, "en first", 3},
		{chat.Excerpt{}, "en first", 4}, // what has no name cannot be kept
		{chat.Excerpt{}, "en first", 5},
	} {
		if got := p.Page(tt.e, compose); got != tt.want || composed != tt.n {
			t.Errorf("page %d of %q: %q after %d compositions, want %q after %d", tt.e.Page, tt.e.Key, got, composed, tt.want, tt.n)
		}
	}
	var none *chat.Prepared[string, string]
	if _, ok := none.Block(one); ok || none.Page(chat.Excerpt{Key: "a"}, compose) != "en first" {
		t.Error("nothing prepared is not nothing")
	}
}

func TestPreparingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	prose := func(yield func([]doc.Block) bool) {
		for yield([]doc.Block{paragraph("words")}) {
			cancel()
		}
	}
	if _, err := chat.Prepare[int, int](ctx, prose, func(doc.Block) (int, bool) { return 0, true }); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestAFixedCardIsMadeOncePerAdapter(t *testing.T) {
	f := chat.NewFixed(chat.Card{Title: "Right!"})
	if f.Card().Title != "Right!" {
		t.Errorf("the card is %+v", f.Card())
	}
	one, other := new(int), new(int)
	made := 0
	render := func(c chat.Card) string { made++; return c.Title }
	for range 3 {
		if got := chat.Made(f, one, render) + chat.Made(f, other, render); got != "Right!Right!" {
			t.Errorf("it says %q", got)
		}
	}
	if made != 2 {
		t.Errorf("it was made %d times for two adapters", made)
	}
}
