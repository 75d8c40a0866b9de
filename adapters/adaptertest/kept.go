package adaptertest

import (
	"testing"

	"lectern/internal/chat"
)

// KeptCards shows every card of Views a second and a third time from what an adapter keeps of it,
// and holds the bytes against those of the card itself.
func KeptCards(t *testing.T, message func(chat.View) []byte) {
	t.Helper()
	n := 0
	for _, v := range Views() {
		card, ok := v.Reply.View.(chat.Card)
		if !ok || len(card.Files) > 0 {
			continue
		}
		n++
		want, f := string(message(card)), chat.NewFixed(card)
		for range 3 {
			if got := string(message(f)); got != want {
				t.Errorf("%s:\n got %s\nwant %s", v.Name, got, want)
			}
		}
	}
	if n < 4 {
		t.Errorf("only %d cards were looked at", n)
	}
}
