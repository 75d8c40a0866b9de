package announce_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"lectern/internal/announce"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

// views show announcements as plainly as possible.
type views struct{}

func (views) Announcement(_ class.Class, a announce.Announcement) chat.View {
	var facts []chat.Fact
	if a.Notify != nil {
		facts = []chat.Fact{{Label: "notifies", Value: a.Notify.ID}}
	}
	return chat.Card{Title: a.Title, Body: a.Body(), Facts: facts, Controls: []chat.Control{chat.Button{Label: "Read", Token: chat.Token("read." + string(a.ID))}}}
}

func (views) Withdrawn(_ class.Class, a announce.Announcement) chat.View {
	return chat.Card{Title: "Withdrawn: " + a.Title}
}

func open(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func twoPlaces() class.Class {
	return class.Class{ID: "c1", Places: []chat.Place{{Platform: "test", Tenant: "t", Channel: "a"}, {Platform: "test", Tenant: "t", Channel: "b"}}}
}

// stores is a store that a mortal process uses.
type stores struct {
	store.Store

	m *chattest.Mortal
}

func (s stores) SaveRecord(ctx context.Context, r record.Record) error {
	return s.m.Call("save", func() error { return s.Store.SaveRecord(ctx, r) })
}

func (s stores) Record(ctx context.Context, c quiz.ClassID, k record.Kind, id string) (r record.Record, err error) {
	err = s.m.Call("read", func() (err error) { r, err = s.Store.Record(ctx, c, k, id); return err })
	return r, err
}

func (s stores) Claim(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (cl ledger.Claim, err error) {
	err = s.m.Call("claim", func() (err error) { cl, err = s.Store.Claim(ctx, c, key, owner, now, lease); return err })
	return cl, err
}

func (s stores) Post(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, ref chat.Ref) (e ledger.Entry, err error) {
	err = s.m.Call("note the post", func() (err error) { e, err = s.Store.Post(ctx, c, key, owner, ref); return err })
	return e, err
}

func (s stores) Confirm(ctx context.Context, c quiz.ClassID, key ledger.Key) error {
	return s.m.Call("confirm", func() error { return s.Store.Confirm(ctx, c, key) })
}

type outside interface {
	ledger.Store
	record.Store
}

func runner(name string, s outside, a chat.Adapter, c class.Class) *announce.Runner {
	adapters := func(p chat.Platform) chat.Adapter {
		if p == "test" {
			return a
		}
		return nil
	}
	return announce.New(announce.Options{
		Classes: func() []class.Class { return []class.Class{c} }, Book: announce.Book{Store: s},
		Poster: ledger.NewPoster(s, adapters, name), Adapters: adapters, Views: views{},
	})
}

func draft(id announce.ID) announce.Announcement {
	return announce.Announcement{ID: id, Class: "c1", Unit: "chapter1", Title: "New chapter", Text: "It is here.\n\n- One\n- Two", State: announce.Draft, Made: time.UnixMilli(1000).UTC()}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// life plays an announcement from its posting over an edit to its withdrawal, led by a process
// that may die at any call and is started again. It gives the calls that were made.
func life(t *testing.T, m *chattest.Mortal) []string {
	t.Helper()
	s := open(t)
	defer func() { _ = s.Close() }()
	rooms, c := &chattest.Rooms{}, twoPlaces()
	c.Places = c.Places[:1] // one after the other, so that the calls have an order
	first := runner("first", stores{s, m}, chattest.Fated{Rooms: rooms, Process: m}, c)
	second := runner("second", s, rooms, c)
	book := announce.Book{Store: s}
	settle := func() {
		for range 12 { // three minutes: longer than a dead process's claim lasts
			if m.Dead() {
				second.Tick(t.Context(), time.Now())
			} else {
				first.Tick(t.Context(), time.Now())
			}
			time.Sleep(15 * time.Second)
		}
	}
	change := func(do func(*announce.Announcement)) {
		_, err := book.Change(t.Context(), "c1", "a1", func(a *announce.Announcement) error { do(a); return nil })
		must(t, err)
	}
	a := draft("a1")
	a.State, a.At, a.Thread = announce.Planned, time.Now(), true
	must(t, book.Save(t.Context(), a))
	settle()
	change(func(a *announce.Announcement) { a.Title, a.Edition = "Corrected", a.Edition+1 })
	settle()
	if got := rooms.Titles(); !slices.Equal(got, []string{"a: Corrected"}) {
		t.Errorf("after the edit the place shows %q", got)
	}
	change(func(a *announce.Announcement) { a.State = announce.Withdrawn })
	settle()
	if got := rooms.Titles(); !slices.Equal(got, []string{"a: Withdrawn: Corrected"}) {
		t.Errorf("in the end the place shows %q", got)
	}
	left, err := s.Unfinished(t.Context(), "c1")
	if err != nil || len(left) > 0 {
		t.Errorf("left to do: %v, %v", left, err)
	}
	return m.Names()
}

func TestKilledAtAnyStepItIsPostedOnce(t *testing.T) {
	var steps []string
	synctest.Test(t, func(t *testing.T) { steps = life(t, &chattest.Mortal{At: -1}) })
	if len(steps) < 10 || !slices.Contains(steps, "post") || !slices.Contains(steps, "edit") {
		t.Fatalf("the story has too few steps: %v", steps)
	}
	for i, name := range steps {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%02d %s, after %t", i, name, after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { life(t, &chattest.Mortal{At: i, After: after}) })
			})
		}
	}
}

func TestTwoReplicasPostOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		defer func() { _ = s.Close() }()
		rooms, c := &chattest.Rooms{}, twoPlaces()
		a := draft("a1")
		a.State, a.At = announce.Planned, time.Now()
		must(t, announce.Book{Store: s}.Save(t.Context(), a))
		one, two := runner("one", s, rooms, c), runner("two", s, rooms, c)
		done := make(chan struct{}, 2)
		for _, r := range []*announce.Runner{one, two} {
			go func() {
				r.Tick(t.Context(), time.Now())
				done <- struct{}{}
			}()
		}
		<-done
		<-done
		time.Sleep(2 * time.Minute)
		one.Tick(t.Context(), time.Now())
		two.Tick(t.Context(), time.Now())
		got := rooms.Titles()
		slices.Sort(got)
		if !slices.Equal(got, []string{"a: New chapter", "b: New chapter"}) {
			t.Errorf("the places show %q", got)
		}
	})
}

func TestAPlaceThatCannotBePostedToIsNamed(t *testing.T) {
	s := open(t)
	defer func() { _ = s.Close() }()
	rooms, c := &chattest.Rooms{}, twoPlaces()
	rooms.Refuse("a", fault.New(fault.Forbidden, "Lectern may not post in this channel.", "Ask an administrator."))
	r := runner("one", s, rooms, c)
	a := draft("a1")
	a.State, a.At = announce.Planned, time.Now().Add(-time.Second)
	must(t, r.Book.Save(t.Context(), a))
	got, err := r.Work(t.Context(), c, "a1", time.Now())
	must(t, err)
	if got.State != announce.Posted || len(got.Posts) != 1 || len(got.Problems) != 1 || !strings.Contains(got.Problems[0].Why, "may not post") {
		t.Fatalf("it stands so: %+v", got)
	}
	rooms.Refuse("a", nil)
	_, err = r.Book.Change(t.Context(), "c1", "a1", func(a *announce.Announcement) error { a.State = announce.Planned; return nil })
	must(t, err)
	got, err = r.Work(t.Context(), c, "a1", time.Now())
	must(t, err)
	if len(got.Posts) != 2 || len(got.Problems) != 0 || len(rooms.Messages()) != 2 {
		t.Errorf("sent again: %+v, %q", got, rooms.Titles())
	}
}

func TestARoleIsNotifiedOnItsOwnServerAlone(t *testing.T) {
	s := open(t)
	defer func() { _ = s.Close() }()
	rooms, c := &chattest.Rooms{}, twoPlaces()
	c.Places[1].Tenant = "elsewhere"
	r := runner("one", s, rooms, c)
	a := draft("a1")
	a.State, a.At, a.Notify = announce.Planned, time.Now().Add(-time.Second), &chat.Role{Platform: "test", Tenant: "t", ID: "7"}
	must(t, r.Book.Save(t.Context(), a))
	notified := func(when string) {
		t.Helper()
		for _, m := range rooms.Messages() {
			if got, want := len(m.View.Card().Facts) > 0, m.At.Place.Tenant == "t"; got != want {
				t.Errorf("%s, %s notifies the role: %t", when, m.At.Place.Tenant, got)
			}
		}
	}
	r.Tick(t.Context(), time.Now())
	notified("when posted")
	_, err := r.Book.Change(t.Context(), "c1", "a1", func(a *announce.Announcement) error { a.Edition++; return nil })
	must(t, err)
	r.Tick(t.Context(), time.Now())
	notified("when edited")
	if n := len(rooms.Messages()); n != 2 {
		t.Errorf("%d messages", n)
	}
}

func TestItWaitsForItsTimeAndForTheStaff(t *testing.T) {
	s := open(t)
	defer func() { _ = s.Close() }()
	rooms, c := &chattest.Rooms{}, twoPlaces()
	r := runner("one", s, rooms, c)
	later := draft("a1")
	later.State, later.At = announce.Planned, time.Now().Add(time.Hour)
	must(t, r.Book.Save(t.Context(), later))
	must(t, r.Book.Save(t.Context(), draft("a2")))
	r.Tick(t.Context(), time.Now())
	if got := rooms.Titles(); len(got) > 0 {
		t.Errorf("posted too early: %q", got)
	}
	r.Tick(t.Context(), later.At.Add(time.Second))
	if got := rooms.Titles(); len(got) != 2 {
		t.Errorf("at its time: %q", got)
	}
	posted, err := r.Book.Get(t.Context(), "c1", "a1")
	must(t, err)
	if err := r.Book.Discard(t.Context(), posted); !fault.Is(err, fault.Conflict) {
		t.Errorf("what was posted can be discarded: %v", err)
	}
}

func TestADeletedMessageIsNotEditedForEver(t *testing.T) {
	s := open(t)
	defer func() { _ = s.Close() }()
	c := twoPlaces()
	r := runner("one", s, &chattest.Rooms{}, c)
	a := draft("a1")
	a.State, a.Edition, a.Posts = announce.Posted, 1, []announce.Post{{At: chat.Ref{Place: c.Places[0], Message: "gone"}}}
	must(t, r.Book.Save(t.Context(), a))
	got, err := r.Work(t.Context(), c, "a1", time.Now())
	must(t, err)
	if !got.Posts[0].Gone {
		t.Errorf("it stands so: %+v", got)
	}
}

func TestWhatStaffTypeBecomesProse(t *testing.T) {
	a := announce.Announcement{Text: "Dear **all**,\r\nread this:\n- one\n- two <@1>\nand that.\n\n\n\nBye"}
	got := doc.BlockText(a.Body())
	want := doc.BlockText([]doc.Block{doc.Para("Dear **all**, read this:"), doc.Bullets("one", "two <@1>"), doc.Para("and that."), doc.Para("Bye")})
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheFirstVersionComesFromTheChapter(t *testing.T) {
	text := "---\ntitle: 'Chapter 1: Security'\ndescription: 'Why states arm.'\n---\n\n<exercise id=\"1\" title=\"Realism\">\n\nStates arm because *others* do.\n\n</exercise>\n\n<exercise id=\"2\" title=\"Liberalism\">\n</exercise>\n"
	c, _, err := course.Load(t.Context(), fstest.MapFS{"chapters/chapter1.md": {Data: []byte(text)}}, course.Options{})
	must(t, err)
	title, body := announce.Compose(c.Chapters[0], nil)
	if title != "New chapter: Chapter 1: Security" {
		t.Errorf("title %q", title)
	}
	want := "Why states arm.\n\nIn this chapter:\n- Realism\n- Liberalism (coming soon)\n\nStates arm because others do."
	if body != want {
		t.Errorf("text\n%s\nwant\n%s", body, want)
	}
	if err := (announce.Announcement{Title: title, Text: body}).Check(); err != nil {
		t.Error(err)
	}
	for _, a := range []announce.Announcement{{Text: "x"}, {Title: "x"}, {Title: strings.Repeat("x", 151), Text: "x"}, {Title: "x", Text: strings.Repeat("x", 3001)}} {
		if err := a.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d and %d characters: %v", len(a.Title), len(a.Text), err)
		}
	}
}

func TestACutTextEndsWithASentenceAndNotWithAnInitial(t *testing.T) {
	text := "It began with the war. " + strings.Repeat("Long ago it was so, people say, and they wrote it down. ", 6) + "The book of E. H. Carr came in 1939, and the whole field changed with it and never was the same, not even later on."
	c := course.Unit{Kind: course.Lesson, Title: "Carr", Own: []doc.Block{doc.Para(text)}}
	_, got := announce.Compose(&c, nil)
	if !strings.HasSuffix(got, "wrote it down.") {
		t.Errorf("it ends in %q", got[max(0, len(got)-40):])
	}
}
