package daily

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// close tells the results of a prompt in every place it was posted to, and then closes it.
// In this order a crash in between is mended by doing it all again: the ledger keeps what was
// posted from being posted twice, and answers given after the closing time are refused by
// their time, whether the prompt is closed yet or not.
func (r *Runner) close(ctx context.Context, c class.Class, p quiz.Prompt, now time.Time) error {
	a, err := r.Quiz.Read(p)
	if err != nil {
		return errors.Join(err, r.Store.ClosePrompt(ctx, c.ID, p.ID)) // nobody could ever show it
	}
	_, refs, err := r.Store.Prompt(ctx, c.ID, p.ID)
	if err != nil {
		return fmt.Errorf("close prompt %s: %w", p.ID, err)
	}
	t, err := r.Quiz.Tally(ctx, a)
	if err != nil {
		return err
	}
	results, closed := r.Views.Results(c, a, t), r.Views.Closed(c, a, t)
	places := make([]chat.Place, len(refs))
	at := make(map[chat.Place][]chat.Ref, len(refs))
	for i, ref := range refs {
		places[i] = ref.Place
		at[ref.Place] = append(at[ref.Place], ref)
	}
	err = r.each(ctx, places, func(ctx context.Context, place chat.Place) error {
		for _, ref := range at[place] {
			if err := r.tell(ctx, c, a, ref, results, closed); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && now.Before(p.Closes.Add(giveUp)) {
		return err
	}
	if err := r.Store.ClosePrompt(ctx, c.ID, p.ID); err != nil {
		return fmt.Errorf("close prompt %s: %w", p.ID, err)
	}
	return err
}

// tell posts the results of a prompt below one of its messages, and takes the buttons away.
func (r *Runner) tell(ctx context.Context, c class.Class, a *quiz.Asked, ref chat.Ref, results, closed chat.View) error {
	adapter := r.Adapters(ref.Place.Platform)
	if adapter == nil {
		return nil // the platform was taken out of the settings since
	}
	if e, ok := adapter.(chat.Editor); ok {
		if err := e.Edit(ctx, ref, closed); err != nil {
			if fault.Is(err, fault.Missing) {
				return nil // staff deleted the message: there is nothing to add to
			}
			if err := r.unreachable(c, ref.Place, err); err != nil {
				return err
			}
		}
	}
	to := ref.Place
	if t, ok := adapter.(chat.Threader); ok && to.Thread == "" {
		thread, err := t.Thread(ctx, ref, "Results: "+a.Q.StemText())
		switch {
		case err == nil:
			to = thread
		case fault.Is(err, fault.Forbidden): // then the results stand in the place itself
		default:
			return r.unreachable(c, ref.Place, err)
		}
	}
	key := jobKey("close", a.ID, ref)
	if _, err := r.Poster.Post(ctx, c.ID, key, to, results); err != nil {
		return r.unreachable(c, to, err)
	}
	return r.Poster.Confirm(ctx, c.ID, key)
}
