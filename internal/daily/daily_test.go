package daily_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/daily"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// The tests begin where synctest's clock does: Saturday, 1 January 2000, 00:00 UTC. The first
// class day is Monday the third.
func monday(hour int) time.Duration { return 48*time.Hour + time.Duration(hour-1)*time.Hour } // Berlin is an hour ahead

func TestAQuestionIsAskedOnClassDaysAndClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel := &chattest.Rooms{}
		r := newReplica("a", s, channel, questionsOf(t, 12), twoPlaces())
		runFor(t, monday(8), r)
		if got := channel.Titles(); len(got) != 0 {
			t.Fatalf("posted before the first class day: %v", got)
		}
		runFor(t, 2*time.Hour, r) // Monday, ten o'clock
		if diff := cmp.Diff([]string{"a: open", "b: open"}, slices.Sorted(slices.Values(channel.Titles()))); diff != "" {
			t.Fatalf("at ten (-want +got):\n%s", diff)
		}
		id := daily.PromptID("c1", schedule.Date{Year: 2000, Month: 1, Day: 3}, 0)
		a, err := r.quiz.Asked(t.Context(), "c1", id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.quiz.Answer(t.Context(), a, quiz.Given{Student: "ann", Pick: a.Q.Key(), At: time.Now(), From: "test", Key: "e1"}); err != nil {
			t.Fatal(err)
		}
		runFor(t, 9*time.Hour, r) // seven in the evening
		want := []string{"a/m1: results", "a: closed", "b/m2: results", "b: closed"}
		got := slices.Sorted(slices.Values(channel.Titles()))
		if strings.Contains(got[0], "m2") {
			want = []string{"a/m2: results", "a: closed", "b/m1: results", "b: closed"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in the evening (-want +got):\n%s", diff)
		}
		for _, p := range channel.Messages() {
			if c := p.View.Card(); c.Title == "results" && doc.BlockText(c.Body) != "1 of 1" {
				t.Errorf("results say %q", doc.BlockText(c.Body))
			}
		}
		v, err := r.quiz.Answer(t.Context(), a, quiz.Given{Student: "bob", Pick: "a", At: time.Now(), From: "test", Key: "e2"})
		if err != nil || v.Outcome != quiz.Late {
			t.Errorf("an answer after closing: %v, %v", v.Outcome, err)
		}
	})
}

func TestAFortnightAsksTenDifferentQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		c := twoPlaces()
		c.Places = c.Places[:1]
		runFor(t, 15*24*time.Hour, newReplica("a", s, &chattest.Rooms{}, questionsOf(t, 12), c), newReplica("b", s, &chattest.Rooms{}, questionsOf(t, 12), c))
		ps, err := s.Prompts(t.Context(), "c1", 100)
		if err != nil {
			t.Fatal(err)
		}
		asked := map[string]bool{}
		for _, p := range ps {
			asked[p.Question] = true
		}
		if len(ps) != 10 || len(asked) != 10 {
			t.Errorf("%d prompts with %d different questions, want ten", len(ps), len(asked))
		}
	})
}

func TestWhatWasMissedIsAskedLateWhileItIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel := &chattest.Rooms{}
		time.Sleep(monday(15)) // nobody runs until three in the afternoon
		runFor(t, time.Hour, newReplica("a", s, channel, questionsOf(t, 3), twoPlaces()))
		if got := channel.Titles(); len(got) != 2 {
			t.Errorf("asked late: %v", got)
		}
		time.Sleep(24 * time.Hour) // away over the closing and the next opening
		runFor(t, time.Hour, newReplica("b", s, channel, questionsOf(t, 3), twoPlaces()))
		n := map[string]int{}
		for _, title := range channel.Titles() {
			n[strings.Fields(title)[1]]++
		}
		if n["closed"] != 2 || n["results"] != 2 || n["open"] != 2 {
			t.Errorf("after a day away: %v", channel.Titles())
		}
	})
}

func TestAPlaceThatIsGoneDoesNotKeepTheOthersFromIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		channel := &chattest.Rooms{}
		channel.Refuse("a", fault.New(fault.Forbidden, "No.", ""))
		runFor(t, monday(19), newReplica("a", s, channel, questionsOf(t, 3), twoPlaces()))
		if diff := cmp.Diff([]string{"b: closed", "b/m1: results"}, channel.Titles()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestSettingsThatAskNothing(t *testing.T) {
	for name, change := range map[string]func(*class.Class){
		"switched off":          func(c *class.Class) { c.Daily.On = false },
		"nowhere to post":       func(c *class.Class) { c.Places = nil },
		"about what is gone":    func(c *class.Class) { c.Daily.Units = []string{"chapter99"} },
		"a schedule of no zone": func(c *class.Class) { c.Schedule.Zone = "Nowhere" },
		"a term that is over":   func(c *class.Class) { c.Schedule.End = "1999-12-31" },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := openStore(t)
				defer func() { _ = s.Close() }()
				c, channel := twoPlaces(), &chattest.Rooms{}
				change(&c)
				runFor(t, monday(12), newReplica("a", s, channel, questionsOf(t, 3), c))
				if got := channel.Titles(); len(got) != 0 {
					t.Errorf("posted %v", got)
				}
			})
		})
	}
}
