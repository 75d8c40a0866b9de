package live

import (
	"context"
	"slices"
	"time"

	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// late is how long after its end a timed question still takes an answer: what was pressed in
// time is on its way for so long.
const late = 2 * time.Second

// Takes tells whether the question of a prompt takes an answer that was given at a time, and
// gives its round. The time of the press decides, not when somebody gets round to closing the
// question. A question that is paused or whose time is up is a fault.Conflict.
func (s *Service) Takes(ctx context.Context, p quiz.Prompt, at time.Time) (quiz.Round, error) {
	r, err := s.RoundOf(ctx, p)
	if err != nil || closed(r, p.ID, at) == nil {
		return r, err
	}
	// What is remembered may be older than a pause that ended, or an end that moved.
	if r, err = s.Store.Round(ctx, p.Class, r.ID); err != nil {
		return r, err
	}
	s.remember(r)
	return r, closed(r, p.ID, at)
}

func closed(r quiz.Round, id quiz.PromptID, at time.Time) error {
	switch {
	case r.Prompt != id: // of an earlier question: the store says what stands
		return nil
	case r.Phase == quiz.Paused && r.Resume == quiz.Asking:
		return fault.New(fault.Conflict, "The round is paused, so this was not recorded.", "Answer when it goes on.")
	case r.Phase == quiz.Asking && !r.Ends.IsZero() && !at.Before(r.Ends.Add(late)):
		return fault.New(fault.Conflict, "The time for this question was up before your answer arrived, so it was not recorded.", "An answer you gave before stands.")
	}
	return nil
}

// current takes the questions out of a round that may not be asked any more, because they were
// withdrawn or their text was changed since the round began.
func (s *Service) current(r quiz.Round, step Step) (quiz.Round, error) {
	if step != Next || r.Phase != quiz.Lobby && r.Phase != quiz.Revealed || r.At+1 >= len(r.Questions) {
		return r, nil
	}
	b := s.Bank()
	coming := slices.DeleteFunc(slices.Clone(r.Questions[r.At+1:]), func(id string) bool {
		it := b.ByID(id)
		return it == nil || !it.Askable()
	})
	if len(coming) == 0 {
		return r, fault.New(fault.Missing, "None of the questions that were left may be asked any more: they were taken out of the bank or changed.", "End the round, and begin another with /live start.")
	}
	r.Questions = append(slices.Clone(r.Questions[:r.At+1]), coming...)
	return r, nil
}
