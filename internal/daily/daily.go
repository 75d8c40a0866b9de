// Package daily runs the daily prompt of every class: it asks at the planned time, and when
// the time is up it tells what was right and how the class answered.
//
// The Runner keeps no state that matters. Whatever it does is found again in the store: which
// prompts were opened, where they were posted, which of them are to be closed. So it may be
// killed at any point, run on several replicas at once and come back after hours; what is
// still open is then asked late, and what is over is closed.
package daily

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Views shows prompts. Each View holds a control of its own, so that its message can be found
// again.
type Views interface {
	// Prompt is the question while it is open. No part of it tells the right answer.
	Prompt(c class.Class, a *quiz.Asked) chat.View
	// Closed is the same message afterwards.
	Closed(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View
	// Results tells the right answer, why, and how the class answered.
	Results(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View
}

// Options are what New needs.
type Options struct {
	Classes  func() []class.Class
	Bank     func() *bank.Bank
	Quiz     *quiz.Service
	Store    quiz.Store
	Poster   *ledger.Poster
	Adapters ledger.Adapters
	Views    Views
	Secret   []byte // decides the order of options; known to nobody outside
	Log      *slog.Logger
}

// Runner asks and closes. Make one with New.
type Runner struct {
	Options

	mu     sync.Mutex
	opened map[posting]bool // that are there; so that a tick need not look again
	warned map[string]bool
}

// New makes a Runner.
func New(o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{Options: o, opened: map[posting]bool{}, warned: map[string]bool{}}
}

const (
	// grace is how long after closing answers are waited for that were given in time and
	// are still on their way: the platforms deliver within three seconds or not at all.
	grace = 5 * time.Second
	// longestSleep is how soon changed settings take effect at the latest.
	longestSleep = 15 * time.Second
	// lookback is how long after its opening a prompt is still asked late: it must be open
	// then, which is at most a few days.
	lookback = 8 * 24 * time.Hour
	// giveUp is how long a closing is tried again in places that cannot be reached.
	giveUp = 24 * time.Hour
	// atOnce is how many places are posted to at the same time.
	atOnce = 32
)

// Run asks and closes until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	for {
		next := r.Tick(ctx, time.Now())
		t := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-t.C:
		}
	}
}

// Tick does all that is due at a time and tells when to come back.
func (r *Runner) Tick(ctx context.Context, now time.Time) time.Time {
	next := now.Add(longestSleep)
	for _, c := range r.Classes() {
		if ctx.Err() != nil {
			return next
		}
		due, err := r.class(ctx, c, now)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("a prompt is not where it should be; it is tried again", "class", string(c.ID), "error", err)
		}
		if !due.IsZero() && due.Before(next) {
			next = due
		}
	}
	if next.Before(now.Add(time.Second)) {
		next = now.Add(time.Second)
	}
	return next
}

// class does what is due in one class and tells when something is next.
func (r *Runner) class(ctx context.Context, c class.Class, now time.Time) (time.Time, error) {
	var next soonest
	var errs []error
	if c.Daily.On && len(c.Places) > 0 {
		t, err := c.Timetable()
		if err != nil {
			if r.first("plan " + string(c.ID) + strconv.Itoa(c.Revision)) {
				r.Log.Warn("the schedule of a class cannot be understood, so nothing is asked", "class", string(c.ID), "error", err)
			}
		} else {
			for _, o := range t.Due(now, lookback) {
				errs = append(errs, r.occurrence(ctx, c, t, o, now, &next))
			}
			if o, ok := t.Plan.Next(now); ok {
				next.or(o.Opens)
			}
		}
	}
	open, err := r.Store.OpenPrompts(ctx, c.ID)
	if err != nil {
		return next.Time, errors.Join(append(errs, err)...)
	}
	for _, p := range open {
		switch end := p.Closes.Add(grace); {
		case p.Kind != quiz.Daily:
		case now.Before(end):
			next.or(end)
		default:
			errs = append(errs, r.close(ctx, c, p, now))
		}
	}
	return next.Time, errors.Join(errs...)
}

// ask opens the prompts of an occurrence, or finds those that were opened before.
func (r *Runner) ask(ctx context.Context, c class.Class, o schedule.Occurrence) ([]*quiz.Asked, error) {
	var asked []*quiz.Asked
	want := max(c.Schedule.Questions, 1)
	for n := range want {
		a, err := r.Quiz.Asked(ctx, c.ID, PromptID(c.ID, o.Date, n))
		if fault.Is(err, fault.Missing) {
			break
		}
		if err != nil {
			return nil, err
		}
		asked = append(asked, a)
	}
	if len(asked) == want {
		return asked, nil
	}
	b := r.Bank()
	items, err := r.choose(ctx, c, b, o, asked, want-len(asked))
	if err != nil {
		return nil, err
	}
	if len(items)+len(asked) == 0 {
		if r.first("empty " + string(c.ID) + o.Date.String()) {
			r.Log.Warn("no approved question is left to ask, so none is posted", "class", string(c.ID))
		}
	}
	for _, it := range items {
		id := PromptID(c.ID, o.Date, len(asked))
		a, err := r.Quiz.Open(ctx, quiz.Prompt{
			ID: id, Class: c.ID, Kind: quiz.Daily, Opens: o.Opens, Closes: o.Closes, Boards: quiz.BoardsOf(it, o.Date),
		}, b.Pin(it, quiz.Seed(r.Secret, c.ID, id)))
		if err != nil {
			return nil, err
		}
		if a.Question != it.ID {
			return r.ask(ctx, c, o) // another replica chose by later answers: what it asked is not asked again
		}
		asked = append(asked, a)
	}
	return asked, nil
}

// post puts a prompt into places of the class. A place that cannot be posted to does not keep
// the others from it.
func (r *Runner) post(ctx context.Context, c class.Class, a *quiz.Asked, places []chat.Place) error {
	view := r.Views.Prompt(c, a)
	return r.each(ctx, places, func(ctx context.Context, to chat.Place) error {
		key := jobKey("prompt", a.ID, chat.Ref{Place: to})
		ref, err := r.Poster.Post(ctx, c.ID, key, to, view)
		if err != nil {
			return r.unreachable(c, to, err)
		}
		if err := r.Store.Placed(ctx, c.ID, a.ID, ref); err != nil {
			return err
		}
		return r.Poster.Confirm(ctx, c.ID, key)
	})
}

// jobKey names a job by what it is for.
func jobKey(what string, id quiz.PromptID, at chat.Ref) ledger.Key {
	return ledger.Key(what + "/" + string(id) + "/" + class.Digest(12, string(at.Place.Platform), at.Place.Tenant, at.Place.Channel, at.Place.Thread, at.Message))
}

func (r *Runner) each(ctx context.Context, places []chat.Place, do func(context.Context, chat.Place) error) error {
	var g errgroup.Group
	g.SetLimit(atOnce)
	var mu sync.Mutex
	var errs []error
	for _, p := range places {
		g.Go(func() error {
			if err := do(ctx, p); err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
			return nil
		})
	}
	_ = g.Wait() // the errors are collected, so that one place does not end the others
	return errors.Join(errs...)
}

// unreachable forgives the failures that only the staff of the class can mend: they are
// logged once, and nobody else waits for them.
func (r *Runner) unreachable(c class.Class, at chat.Place, err error) error {
	if fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden) {
		if r.first("place " + string(c.ID) + at.Channel + at.Thread + err.Error()) {
			r.Log.Warn("a place of a class cannot be posted to", "class", string(c.ID), "platform", string(at.Platform), "error", err)
		}
		return nil
	}
	return err
}

// first tells whether something comes up for the first time, so that it is logged once.
func (r *Runner) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.warned) > 10_000 {
		clear(r.warned)
	}
	known := r.warned[key]
	r.warned[key] = true
	return !known
}
