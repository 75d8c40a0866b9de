package announce

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Views shows announcements. A View holds a control of its own, so that its message can be
// found again.
type Views interface {
	Announcement(c class.Class, a Announcement) chat.View
	Withdrawn(c class.Class, a Announcement) chat.View
}

// Options are what New needs.
type Options struct {
	Classes  func() []class.Class
	Book     Book
	Poster   *ledger.Poster
	Adapters ledger.Adapters
	Views    Views
	Log      *slog.Logger
}

// Runner posts what is due, edits what was changed and marks what was withdrawn. Make one
// with New.
type Runner struct {
	Options
}

// New makes a Runner.
func New(o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{o}
}

const (
	// pause is how long the Runner sleeps: a planned announcement is at most that late, as is
	// the mending of what a crash left undone.
	pause = 10 * time.Second
	// atOnce is how many places are posted to at the same time.
	atOnce = 32
	// giveUp is how long after its time a place that cannot be reached is tried again.
	giveUp = 24 * time.Hour
)

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	schedule.Every(ctx, pause, r.Tick)
	return nil
}

// Tick does all that is due at a time.
func (r *Runner) Tick(ctx context.Context, now time.Time) {
	for _, c := range r.Classes() {
		list, err := r.Book.List(ctx, c.ID)
		if err != nil {
			if ctx.Err() == nil {
				r.Log.Error("the announcements of a class could not be read; it is tried again", "class", string(c.ID), "error", err)
			}
			continue
		}
		for _, a := range list {
			if !a.owed(now) {
				continue
			}
			if _, err := r.Work(ctx, c, a.ID, now); err != nil && ctx.Err() == nil {
				r.Log.Error("an announcement is not where it should be; it is tried again", "class", string(c.ID), "error", err)
			}
		}
	}
}

// owed tells whether anything is left to do.
func (a Announcement) owed(now time.Time) bool {
	if a.State == Draft || a.At.After(now) {
		return false
	}
	if a.State == Planned {
		return true
	}
	for _, p := range a.Posts {
		if !p.Gone && (a.State == Withdrawn && !p.Ended || a.State == Posted && p.Edition != a.Edition) {
			return true
		}
	}
	return false
}

// Work does what an announcement is owed at a time and gives it as it then stands. An error
// that is not final (a platform that is away, a claim that another replica holds) is tried
// again by Run.
func (r *Runner) Work(ctx context.Context, c class.Class, id ID, now time.Time) (Announcement, error) {
	a, err := r.Book.Get(ctx, c.ID, id)
	if err != nil || !a.owed(now) {
		return a, err
	}
	if a.State == Planned {
		return r.post(ctx, c, a, now)
	}
	return r.mend(ctx, c, a)
}

// post puts an announcement into every place it is not in yet. A place that cannot be posted
// to does not keep the others from it; staff see which, and why.
func (r *Runner) post(ctx context.Context, c class.Class, a Announcement, now time.Time) (Announcement, error) {
	var mu sync.Mutex
	var posts []Post
	var problems []Problem
	var later []error
	var g errgroup.Group
	g.SetLimit(atOnce)
	for _, to := range a.Targets(c) {
		if _, there := a.In(to); there {
			continue
		}
		g.Go(func() error {
			ref, err := r.one(ctx, c, a, to, r.view(c, a, to))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				posts = append(posts, Post{At: ref, Edition: a.Edition})
			case fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden) || now.Sub(a.At) > giveUp:
				problems = append(problems, problem(to, err))
			default:
				later = append(later, err)
			}
			return nil
		})
	}
	_ = g.Wait() // errors are collected: one place does not end the others
	saved, err := r.Book.Change(ctx, c.ID, a.ID, func(is *Announcement) error {
		for _, p := range posts {
			if _, there := is.In(p.At.Place); !there {
				is.Posts = append(is.Posts, p)
			}
		}
		is.Problems = problems
		switch {
		case len(later) == 0 && is.State == Planned:
			is.State = Posted
		case is.State == Draft && len(is.Posts) > 0: // somebody called it off while it went out
			is.State = Withdrawn
		}
		return nil
	})
	return saved, errors.Join(append(later, err)...)
}

// view is what a place shows. A role is one of a server: elsewhere its name would be a number.
func (r *Runner) view(c class.Class, a Announcement, at chat.Place) chat.View {
	if a.State == Withdrawn {
		return r.Views.Withdrawn(c, a)
	}
	if n := a.Notify; n != nil && (n.Platform != at.Platform || n.Tenant != at.Tenant) {
		a.Notify = nil
	}
	return r.Views.Announcement(c, a)
}

// one posts to one place and opens the thread beneath it.
func (r *Runner) one(ctx context.Context, c class.Class, a Announcement, to chat.Place, view chat.View) (chat.Ref, error) {
	key := Key(a, to)
	ref, err := r.Poster.Post(ctx, c.ID, key, to, view)
	if err != nil {
		return ref, err
	}
	if t, ok := r.Adapters(to.Platform).(chat.Threader); ok && a.Thread && to.Thread == "" {
		// Opening it again gives the one that is there; without the right to open one the
		// announcement stands all the same.
		if _, err := t.Thread(ctx, ref, a.Title); err != nil && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Missing) {
			r.Log.Warn("the thread beneath an announcement could not be opened", "class", string(c.ID), "error", err)
		}
	}
	return ref, r.Poster.Confirm(ctx, c.ID, key)
}

// Key names the job of one post in the ledger. To post it again where its message is gone is
// another job.
func Key(a Announcement, to chat.Place) ledger.Key {
	key := "announce/" + string(a.ID) + "/" + class.Digest(12, string(to.Platform), to.Tenant, to.Channel, to.Thread)
	lost := 0
	for _, p := range a.Lost {
		if p == to {
			lost++
		}
	}
	if lost > 0 {
		key += "/" + strconv.Itoa(lost)
	}
	return ledger.Key(key)
}

// mend brings messages up to date that show an earlier text, or marks them as withdrawn.
func (r *Runner) mend(ctx context.Context, c class.Class, a Announcement) (Announcement, error) {
	done := map[chat.Ref]Post{}
	var later []error
	for _, p := range a.Posts {
		if p.Gone || p.Ended || a.State == Posted && p.Edition == a.Edition {
			continue
		}
		e, ok := r.Adapters(p.At.Place.Platform).(chat.Editor)
		if !ok {
			p.Gone = true // the platform is not configured any more: nothing can be done about it
			done[p.At] = p
			continue
		}
		switch err := e.Edit(ctx, p.At, r.view(c, a, p.At.Place)); {
		case err == nil:
			p.Edition, p.Ended = a.Edition, a.State == Withdrawn
		case fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden):
			p.Gone = true
		default:
			later = append(later, err)
			continue
		}
		done[p.At] = p
	}
	saved, err := r.Book.Change(ctx, c.ID, a.ID, func(now *Announcement) error {
		for i, p := range now.Posts {
			if d, ok := done[p.At]; ok {
				now.Posts[i] = d
			}
		}
		return nil
	})
	return saved, errors.Join(append(later, err)...)
}

// problem keeps what an error says to staff.
func problem(to chat.Place, err error) Problem {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return Problem{Place: to, Why: say.T("It could not be posted there.").Key}
	}
	p := Problem{Place: to, Why: f.Sentence}
	for name, v := range f.Args {
		if p.Args == nil {
			p.Args = make(map[string]string, len(f.Args))
		}
		p.Args[name] = fmt.Sprint(v)
	}
	return p
}

// Owner finds the class an announcement belongs to; false when it has been removed.
func (r *Runner) Owner(id quiz.ClassID) (class.Class, bool) {
	for _, c := range r.Classes() {
		if c.ID == id {
			return c, true
		}
	}
	return class.Class{}, false
}
