package stats_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/schedule"
	"lectern/internal/stats"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

// plain shows digests as plainly as possible.
type plain struct{}

func (plain) Digest(_ class.Class, d stats.Digest, _ class.Account) chat.View {
	title := fmt.Sprintf("week from %s: %d asked, %d answered", d.Monday, d.Active.Asked, d.Active.Active)
	return chat.Card{Title: title, Controls: []chat.Control{chat.Button{Label: "Stop", Token: chat.Token("stop." + d.Week())}}}
}

// mortal is a store that a mortal process uses.
type mortal struct {
	store.Store

	m *chattest.Mortal
}

func (s mortal) Records(ctx context.Context, c quiz.ClassID, k record.Kind) (list []record.Record, err error) {
	err = s.m.Call("subscribers", func() (err error) { list, err = s.Store.Records(ctx, c, k); return err })
	return list, err
}

func (s mortal) Prompts(ctx context.Context, c quiz.ClassID, limit int) (list []quiz.Prompt, err error) {
	err = s.m.Call("prompts", func() (err error) { list, err = s.Store.Prompts(ctx, c, limit); return err })
	return list, err
}

func (s mortal) Claim(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (cl ledger.Claim, err error) {
	err = s.m.Call("claim", func() (err error) { cl, err = s.Store.Claim(ctx, c, key, owner, now, lease); return err })
	return cl, err
}

func (s mortal) Post(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, ref chat.Ref) (e ledger.Entry, err error) {
	err = s.m.Call("note the post", func() (err error) { e, err = s.Store.Post(ctx, c, key, owner, ref); return err })
	return e, err
}

func (s mortal) Confirm(ctx context.Context, c quiz.ClassID, key ledger.Key) error {
	return s.m.Call("confirm", func() error { return s.Store.Confirm(ctx, c, key) })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func berlin() class.Class {
	return class.Class{ID: "c", Schedule: schedule.Text{Zone: "Europe/Berlin"}}
}

func teacher(name string) class.Account {
	return class.Account{Platform: chattest.Platform, Tenant: "t", ID: name}
}

func sender(name string, s store.Store, a chat.Adapter) *stats.Runner {
	adapters := func(chat.Platform) chat.Adapter { return a }
	return stats.NewRunner(stats.RunnerOptions{
		Classes: func() []class.Class { return []class.Class{berlin()} }, Subscribers: stats.Subscribers{Store: s},
		Stats: stats.NewService(s), Poster: ledger.NewPoster(s, adapters, name), Views: plain{},
		Still: func(context.Context, class.Class, class.Account) (bool, error) { return true, nil },
	})
}

func TestADigestEndsWithTheRoleOfItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := week(t)
		defer func() { _ = s.Close() }()
		rooms, book := &chattest.Rooms{}, stats.Subscribers{Store: s}
		away := true // the platform is, at first
		r := sender("one", s, rooms)
		r.Still = func(_ context.Context, _ class.Class, a class.Account) (bool, error) {
			if away {
				return false, errors.New("not reached")
			}
			return a.ID == "ann", nil
		}
		for _, name := range []string{"ann", "bob"} {
			must(t, book.Add(t.Context(), "c", teacher(name), time.Now()))
		}
		time.Sleep(time.Until(time.Date(2000, 1, 10, 7, 0, 30, 0, time.UTC)))
		r.Tick(t.Context(), time.Now())
		if list, err := book.All(t.Context(), "c"); err != nil || len(list) != 2 || len(rooms.Titles()) != 0 {
			t.Errorf("while nothing is known: %v, %v, sent %q", list, err, rooms.Titles())
		}
		away = false
		for range 3 {
			time.Sleep(time.Minute)
			r.Tick(t.Context(), time.Now())
		}
		if got, want := rooms.Titles(), []string{"direct-ann: week from 2000-01-03: 1 asked, 1 answered"}; !slices.Equal(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
		if list, err := book.All(t.Context(), "c"); err != nil || len(list) != 1 || list[0].Account != teacher("ann") {
			t.Errorf("subscribed: %v, %v", list, err)
		}
	})
}

// week is a store with a question asked in the week from 3 January 2000, which synctest's clock
// has just left when it shows Monday 10 January: the clock begins on Saturday, 1 January.
func week(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	must(t, err)
	w := &world{t: t}
	id := w.ask(0, single("q", "ch", 3))
	w.prompts[0].Opens = time.Date(2000, 1, 5, 9, 0, 0, 0, time.UTC)
	w.prompts[0].Closes = w.prompts[0].Opens.Add(time.Hour)
	w.answer(id, "ann", "a", quiz.NotAsked)
	w.fill(s)
	must(t, s.ClosePrompt(t.Context(), "c", id))
	return s
}

// mail plays the week until after the digest's time, sent by a process that may die at any call
// and is followed by another, and gives the calls that were made.
func mail(t *testing.T, m *chattest.Mortal) []string {
	t.Helper()
	s := week(t)
	defer func() { _ = s.Close() }()
	rooms := &chattest.Rooms{}
	must(t, stats.Subscribers{Store: s}.Add(t.Context(), "c", teacher("ann"), time.Now()))
	first, second := sender("first", mortal{s, m}, chattest.Fated{Rooms: rooms, Process: m}), sender("second", s, rooms)
	time.Sleep(time.Until(time.Date(2000, 1, 10, 6, 59, 30, 0, time.UTC)))
	for range 12 { // three minutes: longer than a dead process's claim lasts
		if m.Dead() {
			second.Tick(t.Context(), time.Now())
		} else {
			first.Tick(t.Context(), time.Now())
		}
		if at := time.Now(); at.Before(time.Date(2000, 1, 10, 7, 0, 0, 0, time.UTC)) && len(rooms.Messages()) > 0 {
			t.Errorf("sent at %s, before eight in Berlin", at)
		}
		time.Sleep(20 * time.Second)
	}
	if got, want := rooms.Titles(), []string{"direct-ann: week from 2000-01-03: 1 asked, 1 answered"}; !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
	if left, err := s.Unfinished(t.Context(), "c"); err != nil || len(left) > 0 {
		t.Errorf("left to do: %v, %v", left, err)
	}
	return m.Names()
}

func TestKilledAtAnyStepADigestIsSentOnce(t *testing.T) {
	var steps []string
	synctest.Test(t, func(t *testing.T) { steps = mail(t, &chattest.Mortal{At: -1}) })
	for _, want := range []string{"subscribers", "prompts", "direct", "claim", "post", "note the post", "confirm"} {
		if !slices.Contains(steps, want) {
			t.Fatalf("no step %q in %v", want, steps)
		}
	}
	for i, name := range steps[:slices.Index(steps, "confirm")+2] {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%02d %s, after %t", i, name, after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { mail(t, &chattest.Mortal{At: i, After: after}) })
			})
		}
	}
}

func TestWhoGetsADigestAndWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := week(t)
		defer func() { _ = s.Close() }()
		rooms, book := &chattest.Rooms{}, stats.Subscribers{Store: s}
		one, two := sender("one", s, rooms), sender("two", s, rooms)
		for _, name := range []string{"ann", "bob", "cat", "dan"} {
			must(t, book.Add(t.Context(), "c", teacher(name), time.Now()))
			must(t, book.Add(t.Context(), "c", teacher(name), time.Now())) // twice is once
		}
		must(t, book.Remove(t.Context(), "c", teacher("bob")))
		rooms.Refuse("direct-dan", fault.New(fault.Forbidden, "They take no messages.", ""))
		monday := time.Date(2000, 1, 10, 7, 30, 0, 0, time.UTC)
		time.Sleep(time.Until(monday))
		must(t, book.Add(t.Context(), "c", teacher("late"), time.Now())) // waits for the next one
		for range 6 {
			one.Tick(t.Context(), time.Now())
			two.Tick(t.Context(), time.Now())
			time.Sleep(20 * time.Second)
		}
		got := rooms.Titles()
		slices.Sort(got)
		if want := []string{"direct-ann: week from 2000-01-03: 1 asked, 1 answered", "direct-cat: week from 2000-01-03: 1 asked, 1 answered"}; !slices.Equal(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
		time.Sleep(7 * 24 * time.Hour) // a week without questions
		one.Tick(t.Context(), time.Now())
		if n := len(rooms.Messages()); n != 2 {
			t.Errorf("%d messages after a week without questions", n)
		}
		must(t, book.RemoveAll(t.Context(), "c"))
		if list, err := book.All(t.Context(), "c"); err != nil || len(list) != 0 {
			t.Errorf("left: %v, %v", list, err)
		}
	})
}

func TestADigestIsNotSentDaysLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := week(t)
		defer func() { _ = s.Close() }()
		rooms := &chattest.Rooms{}
		must(t, stats.Subscribers{Store: s}.Add(t.Context(), "c", teacher("ann"), time.Now()))
		r := sender("one", s, rooms)
		r.Tick(t.Context(), time.Date(2000, 1, 13, 7, 1, 0, 0, time.UTC))
		if got := rooms.Titles(); len(got) != 0 {
			t.Errorf("sent after more than three days: %q", got)
		}
		r.Tick(t.Context(), time.Date(2000, 1, 13, 6, 59, 0, 0, time.UTC))
		if got := rooms.Titles(); len(got) != 1 {
			t.Errorf("after nearly three days: %q", got)
		}
	})
}
