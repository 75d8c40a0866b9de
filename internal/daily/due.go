package daily

import (
	"context"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// soonest keeps the earliest of the times it is told; zero before the first.
type soonest struct{ time.Time }

func (s *soonest) or(t time.Time) {
	if s.IsZero() || t.Before(s.Time) {
		s.Time = t
	}
}

// posting is a prompt in a place.
type posting struct {
	prompt quiz.PromptID
	to     chat.Place
}

// PromptID names the prompt of a class on a planned date, as class.DailyPrompt does.
func PromptID(c quiz.ClassID, d schedule.Date, n int) quiz.PromptID {
	return class.DailyPrompt(c, d, n)
}

// occurrence asks where the time has come, and notes when it comes elsewhere. The prompt
// opens with the first of the places, whichever that is.
func (r *Runner) occurrence(ctx context.Context, c class.Class, t class.Timetable, o schedule.Occurrence, now time.Time, next *soonest) error {
	if !now.Before(o.Closes) {
		return nil
	}
	var first soonest
	var due []chat.Place
	for _, p := range c.Places {
		switch at := t.At(o, p).Opens; {
		case !at.Before(o.Closes): // the rules of a zone were changed since this was set
			if r.first("late " + string(c.ID) + o.Date.String() + p.Channel + p.Thread) {
				r.Log.Warn("the time of a place comes after the closing, so it is not asked", "class", string(c.ID), "platform", string(p.Platform))
			}
		case at.After(now):
			first.or(at)
			next.or(at)
		default:
			first.or(at)
			due = append(due, p)
		}
	}
	if len(due) == 0 {
		return nil
	}
	o.Opens = first.Time
	return r.open(ctx, c, o, due, now)
}

// open asks the questions of an occurrence in places of the class, those where they are
// already left out.
func (r *Runner) open(ctx context.Context, c class.Class, o schedule.Occurrence, places []chat.Place, now time.Time) error {
	last := PromptID(c.ID, o.Date, max(c.Schedule.Questions, 1)-1)
	if places = r.missing(last, places); len(places) == 0 {
		return nil
	}
	asked, err := r.ask(ctx, c, o)
	if err != nil || len(asked) == 0 {
		return err
	}
	for _, a := range asked {
		if !now.Before(a.Closes) {
			continue // it was asked before the class moved its closing, and that stands
		}
		if err := r.post(ctx, c, a, places); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.opened) > 10_000 {
		clear(r.opened) // looking again does no harm
	}
	for _, p := range places {
		r.opened[posting{last, p}] = true
	}
	return nil
}

// missing lists those of the places where a prompt is not known to be.
func (r *Runner) missing(id quiz.PromptID, places []chat.Place) []chat.Place {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []chat.Place
	for _, p := range places {
		if !r.opened[posting{id, p}] {
			out = append(out, p)
		}
	}
	return out
}
