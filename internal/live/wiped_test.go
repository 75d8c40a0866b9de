package live_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"lectern/internal/chattest"
	"lectern/internal/fault"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

// open opens the store of a hall at a path.
func open(t *testing.T, path string) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAStoreWipedUnderARound (F8) takes the file away while a question is open: the round stands
// still, its message says nothing new, and it goes on where it was once the file is back; or a
// new one begins with nobody on the board once the loss was accepted.
func TestAStoreWipedUnderARound(t *testing.T) {
	for name, rescued := range map[string]bool{"put back": true, "given up": false} {
		t.Run(name, func(t *testing.T) {
			story(t, 2, func(t *testing.T, h *hall) {
				_ = h.store.Close()
				path := filepath.Join(t.TempDir(), "lectern.db")
				h.store = open(t, path)
				s, q := h.replica("a")
				r := h.lead(s, h.begin(s, live.Wish{}).ID, live.Next)
				h.answer(s, q, r, "ann", true)
				asked, err := q.Asked(t.Context(), h.class.ID, r.Prompt)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Second)
				s.Tick(t.Context(), time.Now(), false)
				before := h.shown()
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
				v, err := q.Answer(t.Context(), asked, quiz.Given{Student: "bob", Pick: asked.Q.Key(), At: time.Now(), From: chattest.Platform, Key: "e-bob"})
				if !fault.Is(err, fault.Busy) || v.Outcome != "" {
					t.Errorf("an answer in the moment after: %+v, %v, want busy", v, err)
				}
				if _, err := s.Lead(t.Context(), h.class, r.ID, live.Reveal, time.Now()); !fault.Is(err, fault.Busy) {
					t.Errorf("staff reveal: %v, want busy", err)
				}
				for range 5 {
					time.Sleep(10 * time.Second)
					s.Tick(t.Context(), time.Now(), true)
				}
				if got := h.shown(); got != before {
					t.Errorf("while the store is lost the round says %q, before %q", got, before)
				}
				l, err := h.store.Lost(t.Context())
				if err != nil || l == nil {
					t.Fatalf("lost: %+v, %v", l, err)
				}
				_ = h.store.Close()
				want := "revealed q0, 1 answers, 1 right, 1 ann 100"
				if rescued {
					if err := os.Rename(l.Rescued, path); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := sqlite.Accept(t.Context(), path); err != nil {
					t.Fatal(err)
				}
				h.store = open(t, path)
				if !rescued {
					h.channel = &chattest.Rooms{}
				}
				s, q = h.replica("b")
				if !rescued {
					r = h.lead(s, h.begin(s, live.Wish{}).ID, live.Next)
					h.answer(s, q, r, "cat", true)
					want = "revealed q0, 1 answers, 1 right, 1 cat 100"
				}
				h.lead(s, r.ID, live.Reveal)
				if got := h.shown(); got != want {
					t.Errorf("afterwards %q, want %q", got, want)
				}
			})
		})
	}
}
