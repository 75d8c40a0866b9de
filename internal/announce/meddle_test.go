package announce_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"lectern/internal/announce"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/fault"
)

// meddled is a platform on which somebody else of the staff acts while a message goes out.
type meddled struct {
	*chattest.Rooms

	meanwhile func()
}

func (m *meddled) Post(ctx context.Context, to chat.Place, v chat.View, key string) (chat.Ref, error) {
	if do := m.meanwhile; do != nil {
		m.meanwhile = nil
		do()
	}
	return m.Rooms.Post(ctx, to, v, key)
}

func TestWhatSomebodyElseDoesWhileItGoesOutHolds(t *testing.T) {
	for _, tt := range []struct {
		name string
		act  func(b announce.Book, a announce.Announcement) error
		want []string
	}{
		{"they call it off", func(b announce.Book, a announce.Announcement) error {
			_, err := b.Change(t.Context(), a.Class, a.ID, func(a *announce.Announcement) error { a.State = announce.Draft; return nil })
			return err
		}, []string{"a: Withdrawn: New chapter"}},
		{"they correct it", func(b announce.Book, a announce.Announcement) error {
			_, err := b.Change(t.Context(), a.Class, a.ID, func(a *announce.Announcement) error { a.Title, a.Edition = "Corrected", a.Edition+1; return nil })
			return err
		}, []string{"a: Corrected"}},
		{"they throw their copy away", func(b announce.Book, a announce.Announcement) error {
			a, err := b.Get(t.Context(), a.Class, a.ID)
			if err == nil {
				err = b.Discard(t.Context(), a)
			}
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("what goes out can be thrown away: %v", err)
			}
			return nil
		}, []string{"a: New chapter"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t)
			defer func() { _ = s.Close() }()
			c := twoPlaces()
			c.Places = c.Places[:1]
			rooms := &meddled{Rooms: &chattest.Rooms{}}
			r := runner("one", s, rooms, c)
			a := draft("a1")
			a.State, a.At = announce.Planned, time.Now().Add(-time.Second)
			must(t, r.Book.Save(t.Context(), a))
			rooms.meanwhile = func() { must(t, tt.act(r.Book, a)) }
			r.Tick(t.Context(), time.Now())
			r.Tick(t.Context(), time.Now())
			if got := rooms.Titles(); !slices.Equal(got, tt.want) {
				t.Errorf("the place shows %q, want %q", got, tt.want)
			}
		})
	}
}
