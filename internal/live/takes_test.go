package live_test

import (
	"testing"
	"time"

	"lectern/internal/bank"
	"lectern/internal/fault"
	"lectern/internal/live"
)

func TestAnAnswerIsJudgedByTheTimeItWasGiven(t *testing.T) {
	story(t, 1, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{Seconds: 20})
		r = h.lead(s, r.ID, live.Next)
		a, err := q.Asked(t.Context(), h.class.ID, r.Prompt)
		if err != nil {
			t.Fatal(err)
		}
		takes := func(after time.Duration) error {
			_, err := s.Takes(t.Context(), a.Prompt, r.Ends.Add(after))
			return err
		}
		for after, ok := range map[time.Duration]bool{-20 * time.Second: true, -1: true, time.Second: true, 2 * time.Second: false, time.Minute: false} {
			if err := takes(after); ok != (err == nil) || !ok && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s after the end: %v", after, err)
			}
		}
		// Another replica pauses and resumes: what this one remembers is too old to refuse by.
		other, _ := h.replica("b")
		h.lead(other, r.ID, live.Pause)
		time.Sleep(time.Second)
		h.lead(other, r.ID, live.Resume)
		if err := takes(2*time.Second + 500*time.Millisecond); err != nil {
			t.Errorf("in time after a pause: %v", err)
		}
		h.lead(s, r.ID, live.Pause)
		if err := takes(-time.Second); !fault.Is(err, fault.Conflict) {
			t.Errorf("while it is paused: %v", err)
		}
	})
}

func TestAWithdrawnQuestionIsPassedOver(t *testing.T) {
	story(t, 3, func(t *testing.T, h *hall) {
		s, _ := h.replica("a")
		r := h.begin(s, live.Wish{})
		r = h.lead(s, r.ID, live.Next)
		h.bank.ByID("q1").State = bank.Retired
		h.lead(s, r.ID, live.Reveal)
		r = h.lead(s, r.ID, live.Next)
		if r.Questions[r.At] != "q2" || len(r.Questions) != 2 {
			t.Errorf("question %d of %v, want q2 of two", r.At, r.Questions)
		}
		h.lead(s, r.ID, live.Reveal)

		h.bank.ByID("q0").State, h.bank.ByID("q2").State = bank.Retired, bank.Draft
		again, err := s.Begin(t.Context(), h.class, live.Wish{Place: r.On.Place, Questions: []string{"q0", "q2"}, Key: "event-2"}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Lead(t.Context(), h.class, again.ID, live.Next, time.Now()); !fault.Is(err, fault.Missing) {
			t.Errorf("a round whose questions are all withdrawn: %v", err)
		}
		h.lead(s, again.ID, live.Stop)
	})
}
