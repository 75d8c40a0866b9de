package daily_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store"
)

// fatedStore is a store that a mortal process uses.
type fatedStore struct {
	store.Store

	m *chattest.Mortal
}

func (f fatedStore) OpenPrompt(ctx context.Context, p quiz.Prompt) error {
	return f.m.Call("OpenPrompt", func() error { return f.Store.OpenPrompt(ctx, p) })
}

func (f fatedStore) Placed(ctx context.Context, c quiz.ClassID, id quiz.PromptID, at chat.Ref) error {
	return f.m.Call("Placed", func() error { return f.Store.Placed(ctx, c, id, at) })
}

func (f fatedStore) Prompt(ctx context.Context, c quiz.ClassID, id quiz.PromptID) (p quiz.Prompt, at []chat.Ref, err error) {
	err = f.m.Call("Prompt", func() (err error) { p, at, err = f.Store.Prompt(ctx, c, id); return err })
	return p, at, err
}

func (f fatedStore) OpenPrompts(ctx context.Context, c quiz.ClassID) (ps []quiz.Prompt, err error) {
	err = f.m.Call("OpenPrompts", func() (err error) { ps, err = f.Store.OpenPrompts(ctx, c); return err })
	return ps, err
}

func (f fatedStore) Prompts(ctx context.Context, c quiz.ClassID, n int) (ps []quiz.Prompt, err error) {
	err = f.m.Call("Prompts", func() (err error) { ps, err = f.Store.Prompts(ctx, c, n); return err })
	return ps, err
}

func (f fatedStore) ClosePrompt(ctx context.Context, c quiz.ClassID, id quiz.PromptID) error {
	return f.m.Call("ClosePrompt", func() error { return f.Store.ClosePrompt(ctx, c, id) })
}

func (f fatedStore) Answers(ctx context.Context, c quiz.ClassID, id quiz.PromptID) (as []quiz.Answer, err error) {
	err = f.m.Call("Answers", func() (err error) { as, err = f.Store.Answers(ctx, c, id); return err })
	return as, err
}

func (f fatedStore) Claim(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (cl ledger.Claim, err error) {
	err = f.m.Call("Claim", func() (err error) { cl, err = f.Store.Claim(ctx, c, key, owner, now, lease); return err })
	return cl, err
}

func (f fatedStore) Post(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string, ref chat.Ref) (e ledger.Entry, err error) {
	err = f.m.Call("note the post", func() (err error) { e, err = f.Store.Post(ctx, c, key, owner, ref); return err })
	return e, err
}

func (f fatedStore) Confirm(ctx context.Context, c quiz.ClassID, key ledger.Key) error {
	return f.m.Call("Confirm", func() error { return f.Store.Confirm(ctx, c, key) })
}

func (f fatedStore) Release(ctx context.Context, c quiz.ClassID, key ledger.Key, owner string) error {
	return f.m.Call("Release", func() error { return f.Store.Release(ctx, c, key, owner) })
}

func (f fatedStore) Answer(ctx context.Context, p quiz.Prompt, a quiz.Answer) (r quiz.Receipt, err error) {
	err = f.m.Call("Answer", func() (err error) { r, err = f.Store.Answer(ctx, p, a); return err })
	return r, err
}

// aDay plays a class day: a process that may die at a call, an answer at noon, the same
// program started again a minute after it died, and then both the morning and the evening
// until everything is told. It returns the calls that the mortal one made.
func aDay(t *testing.T, m *chattest.Mortal, c class.Class) []string {
	t.Helper()
	s := openStore(t)
	defer func() { _ = s.Close() }()
	channel, b := &chattest.Rooms{}, questionsOf(t, 3)
	first := newReplica("first", fatedStore{s, m}, chattest.Fated{Rooms: channel, Process: m}, b, c)
	second := newReplica("second", s, channel, b, c)
	run := func(until time.Duration, start time.Time) {
		for time.Since(start) < until {
			if m.Dead() {
				second.Tick(t.Context(), time.Now())
			} else {
				first.Tick(t.Context(), time.Now())
			}
			time.Sleep(20 * time.Second)
		}
	}
	start := time.Now()
	time.Sleep(monday(9) - time.Minute)
	run(monday(9)+8*time.Minute, start)
	a, err := second.quiz.Asked(t.Context(), "c1", daily0())
	if err != nil {
		t.Fatalf("after the morning: %v", err)
	}
	if _, err := second.quiz.Answer(t.Context(), a, quiz.Given{Student: "ann", Pick: a.Q.Key(), At: time.Now(), From: "test", Key: "e1"}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(monday(18) - time.Since(start))
	run(monday(18)+4*time.Minute, start)
	check(t, s, channel, len(c.Places))
	return m.Names()
}

func daily0() quiz.PromptID {
	return promptID(schedule.Date{Year: 2000, Month: 1, Day: 3})
}

// onePlace is a class whose calls come one after the other, so that they have an order.
func onePlace() class.Class {
	c := twoPlaces()
	c.Places = c.Places[:1]
	return c
}

// ownTime is twoPlaces, of which one is asked at a time of its own, three minutes after the other.
func ownTime() class.Class {
	c := twoPlaces()
	c.Daily.Times = c.Daily.Timing(class.PlaceTime{Place: c.Places[1], Opens: "17:03", Zone: "Asia/Tokyo"})
	return c
}

// check holds the invariants of a day: one question and one result in each place, the question
// closed, the answer and its point kept, nothing left to do.
func check(t *testing.T, s store.Store, channel *chattest.Rooms, places int) {
	t.Helper()
	n := map[string]int{}
	for _, title := range channel.Titles() {
		n[strings.Fields(title)[1]]++
	}
	if n["closed"] != places || n["results"] != places || len(channel.Messages()) != 2*places {
		t.Errorf("the places show %v", channel.Titles())
	}
	left, err := s.Unfinished(t.Context(), "c1")
	if err != nil || len(left) != 0 {
		t.Errorf("left to do: %+v, %v", left, err)
	}
	open, err := s.OpenPrompts(t.Context(), "c1")
	if err != nil || len(open) != 0 {
		t.Errorf("still open: %v, %v", open, err)
	}
	page, err := s.Standings(t.Context(), "c1", quiz.CourseBoard, 10, "ann")
	if err != nil || page.Own == nil || page.Own.Points != 100 {
		t.Errorf("ann stands at %+v, %v", page.Own, err)
	}
}

// TestKilledAtAnyStep kills the program at every call it makes on a class day, before and
// after the call has its effect, and starts it again.
func TestKilledAtAnyStep(t *testing.T) { killAtAnyStep(t, onePlace) }

// TestKilledAtAnyStepWithAPlaceOfItsOwnTime does so in a class that is asked in two places, one
// after the other. They are closed side by side, in any order: each number of calls is
// died at all the same.
func TestKilledAtAnyStepWithAPlaceOfItsOwnTime(t *testing.T) { killAtAnyStep(t, ownTime) }

func killAtAnyStep(t *testing.T, settings func() class.Class) {
	t.Helper()
	var names []string
	t.Run("not at all", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { names = aDay(t, &chattest.Mortal{At: -1}, settings()) })
	})
	// Looking around changes nothing, so dying there is dying before what comes next.
	for i, name := range names {
		if i > 0 && name == names[i-1] && slices.Contains([]string{"OpenPrompts", "Prompt"}, name) {
			continue
		}
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("call %d %s, after %v", i, name, after), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { aDay(t, &chattest.Mortal{At: i, After: after}, settings()) })
			})
		}
	}
}

func TestTwoReplicasPostOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel, b := &chattest.Rooms{}, questionsOf(t, 5)
		runFor(t, monday(19), newReplica("a", s, channel, b, twoPlaces()), newReplica("b", s, channel, b, twoPlaces()), newReplica("c", s, channel, b, twoPlaces()))
		if got := channel.Titles(); len(got) != 4 {
			t.Errorf("three replicas posted %v", got)
		}
	})
}

func TestAClockTenMinutesAheadPostsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel, b := &chattest.Rooms{}, questionsOf(t, 5)
		ahead, right := newReplica("ahead", s, channel, b, twoPlaces()), newReplica("right", s, channel, b, twoPlaces())
		time.Sleep(monday(9) - 15*time.Minute)
		for range 60 {
			ahead.Tick(t.Context(), time.Now().Add(10*time.Minute))
			right.Tick(t.Context(), time.Now())
			time.Sleep(30 * time.Second)
		}
		if got := channel.Titles(); len(got) != 2 {
			t.Errorf("posted %v", got)
		}
	})
}

func TestAPlatformThatIsAwayIsTriedUntilItIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel := &chattest.Rooms{}
		channel.Refuse("a", fault.New(fault.Busy, "Away.", ""))
		channel.Refuse("b", errors.New("cut off"))
		r := newReplica("a", s, channel, questionsOf(t, 5), twoPlaces())
		runFor(t, monday(11), r)
		if got := channel.Titles(); len(got) != 0 {
			t.Fatalf("posted to a platform that is away: %v", got)
		}
		channel.Refuse("a", nil)
		channel.Refuse("b", nil)
		runFor(t, time.Hour, r)
		if got := channel.Titles(); len(got) != 2 {
			t.Errorf("after it came back: %v", got)
		}
	})
}
