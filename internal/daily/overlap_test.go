package daily_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store"
)

// TestAQuestionOpensInTheEastWhileTheLastIsOpenInTheWest has two questions open at a time, each
// with its own answers, and one of each in both places.
func TestAQuestionOpensInTheEastWhileTheLastIsOpenInTheWest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		c, rooms, b := twoPlaces(), &chattest.Rooms{}, questionsOf(t, 5)
		c.Schedule = schedule.Text{Zone: "America/Los_Angeles", Days: "Mon-Fri", Opens: "09:00", Closes: "23:00", Start: "2000-01-03", End: "2000-01-04"}
		c.Daily.Times = c.Daily.Timing(class.PlaceTime{Place: c.Places[1], Zone: "Pacific/Auckland"})
		time.Sleep(time.Until(at(t, "2000-01-02 19:00")))
		rs := []replica{newReplica("a", s, rooms, b, c), newReplica("b", s, rooms, b, c)}
		runFor(t, 25*time.Hour, rs...)
		if got := asked(rooms); got != "a b b" {
			t.Errorf("on Tuesday in the east it is open in %q", got)
		}
		for _, day := range []int{3, 4} {
			a, err := rs[0].quiz.Asked(t.Context(), "c1", promptID(schedule.Date{Year: 2000, Month: 1, Day: day}))
			if err != nil {
				t.Fatal(err)
			}
			v, err := rs[0].quiz.Answer(t.Context(), a, quiz.Given{Student: "ann", Pick: a.Q.Key(), At: time.Now(), From: "test", Key: "e" + string(a.ID)})
			if err != nil || v.Outcome != quiz.Recorded {
				t.Errorf("an answer to day %d: %v, %v", day, v.Outcome, err)
			}
		}
		runFor(t, 40*time.Hour, rs...)
		n := map[string]int{}
		for _, title := range rooms.Titles() {
			n[strings.Fields(title)[1]]++
		}
		if n["closed"] != 4 || n["results"] != 4 || len(rooms.Titles()) != 8 {
			t.Errorf("in the end: %v", rooms.Titles())
		}
	})
}

// TestAPlaceIsNotAskedWhatIsClosed moves the closing to the evening once the question is closed:
// a place that comes then waits for the next one.
func TestAPlaceIsNotAskedWhatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		c, rooms, b := onePlace(), &chattest.Rooms{}, questionsOf(t, 3)
		c.Schedule.Closes = "12:00"
		time.Sleep(monday(9))
		runFor(t, 4*time.Hour, newReplica("a", s, rooms, b, c))
		c.Schedule.Closes, c.Places = "18:00", twoPlaces().Places
		runFor(t, time.Hour, newReplica("b", s, rooms, b, c))
		if got := asked(rooms); got != "" {
			t.Errorf("open in %q", got)
		}
	})
}

// outrun is a store in which another replica opens a prompt just before this one does.
type outrun struct {
	store.Store

	once  *sync.Once
	other func()
}

func (o outrun) OpenPrompt(ctx context.Context, p quiz.Prompt) error {
	o.once.Do(o.other)
	return o.Store.OpenPrompt(ctx, p)
}

// TestReplicasThatChooseDifferentlyAskNothingTwice has another replica ask first what this one
// would ask second: while a question is open, what the class remembers changes with every answer.
func TestReplicasThatChooseDifferentlyAskNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, c := questionsOf(t, 5), onePlace()
		c.Schedule.Questions = 2
		id := func(n int) quiz.PromptID {
			return class.DailyPrompt("c1", schedule.Date{Year: 2000, Month: 1, Day: 3}, n)
		}
		question := func(s store.Store, n int) quiz.Prompt {
			p, _, err := s.Prompt(t.Context(), "c1", id(n))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		time.Sleep(monday(9))
		alone := openStore(t)
		defer func() { _ = alone.Close() }()
		runFor(t, time.Minute, newReplica("a", alone, &chattest.Rooms{}, b, c))
		first, second := question(alone, 0), question(alone, 1)

		s := openStore(t)
		defer func() { _ = s.Close() }()
		ahead := func() {
			p := first
			p.Question, p.Pinned, p.State = "", nil, ""
			if _, err := quiz.NewService(s).Open(t.Context(), p, pinOf(b, second.Question)); err != nil {
				t.Error(err)
			}
		}
		runFor(t, time.Minute, newReplica("a", outrun{s, &sync.Once{}, ahead}, &chattest.Rooms{}, b, c))
		if got := question(s, 0).Question; got != second.Question {
			t.Errorf("asked %s first, want %s", got, second.Question)
		}
		if got := question(s, 1).Question; got == second.Question {
			t.Errorf("asked %s twice", got)
		}
	})
}

func pinOf(b *bank.Bank, id string) bank.Pinned {
	return b.Pin(b.ByID(id), quiz.Seed([]byte("x"), "c1", "y"))
}
