package live

import (
	"context"
	"fmt"
	"time"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// A round that is over is looked after by nobody. So it is only over once its last question is
// closed and its message shows the podium; until then it is ending, which any replica goes on
// with.

// end begins to end a round, and ends it.
func (s *Service) end(ctx context.Context, c class.Class, r quiz.Round, now time.Time) (quiz.Round, error) {
	if !r.Ending {
		r.Ending, r.Ends, r.Touched = true, time.Time{}, now.UTC().Truncate(time.Millisecond)
		if err := s.Store.SaveRound(ctx, r); err != nil {
			return r, err
		}
		r.Revision++
	}
	return s.finish(ctx, c, r, now)
}

// finish does what is left to do of a round that is ending. It may be done again.
func (s *Service) finish(ctx context.Context, c class.Class, r quiz.Round, now time.Time) (quiz.Round, error) {
	// A message that cannot be reached must not keep the round from ending for ever.
	final := now.Sub(r.Touched) >= idle
	if r.On.Message == "" {
		posted, err := s.follow(ctx, c, r)
		if err != nil && !gone(err) && !final {
			return r, err
		}
		r = posted
	}
	over, err := Take(r, Stop, r.Touched)
	if err != nil {
		return r, err
	}
	st, err := s.prompts(ctx, c, over)
	if fault.Is(err, fault.Missing) { // the question was taken out of the bank before it was asked
		st = State{Class: c, Round: over}
		err = s.count(ctx, &st)
	}
	if err != nil {
		return r, err
	}
	if err := s.show(ctx, st); err != nil && !gone(err) && !final {
		return r, err
	}
	switch err := s.Store.SaveRound(ctx, over); {
	case fault.Is(err, fault.Conflict): // another replica was first
		return s.Store.Round(ctx, c.ID, r.ID)
	case err != nil:
		return r, err
	}
	over.Revision++
	s.remember(over)
	return over, nil
}

// gone tells whether a message cannot be shown anywhere, now or later.
func gone(err error) bool { return fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden) }

// settle closes the present question of a round if it should be closed: whoever saved the step
// that says so may have died before, and the next step would leave it open for ever.
func (s *Service) settle(ctx context.Context, r quiz.Round) error {
	if r.At < 0 || opened(r) {
		return nil
	}
	if err := s.Store.ClosePrompt(ctx, r.Class, r.Prompt); err != nil && !fault.Is(err, fault.Missing) {
		return fmt.Errorf("close the question of round %s: %w", r.ID, err)
	}
	return nil
}

// opened tells whether the present question of a round is open, at the moment or after a pause.
func opened(r quiz.Round) bool {
	return r.Phase == quiz.Asking || r.Phase == quiz.Paused && r.Resume == quiz.Asking
}
