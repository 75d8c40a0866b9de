package stats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/schedule"
)

// Subscriber is one of the staff who wants the weekly digest.
type Subscriber struct {
	Account class.Account `json:"account"`
	Since   time.Time     `json:"since"` // the first digest is that of the first Monday after it
}

// Subscribers keeps who wants the digest.
type Subscribers struct{ Store record.Store }

const subscribers record.Kind = "digest"

func subscriberID(a class.Account) string {
	return class.Digest(16, "digest", string(a.Platform), a.Tenant, a.ID)
}

// Add has the digest sent to an account from now on; adding it again changes nothing.
func (s Subscribers) Add(ctx context.Context, id quiz.ClassID, a class.Account, now time.Time) error {
	err := record.Save(ctx, s.Store, id, subscribers, subscriberID(a), 0, Subscriber{a, now.UTC().Truncate(time.Second)})
	if fault.Is(err, fault.Conflict) {
		return nil // it is there
	}
	return err
}

// Remove ends the digest of an account.
func (s Subscribers) Remove(ctx context.Context, id quiz.ClassID, a class.Account) error {
	return record.Remove(ctx, s.Store, id, subscribers, subscriberID(a))
}

// RemoveAll ends the digest of a class for everybody.
func (s Subscribers) RemoveAll(ctx context.Context, id quiz.ClassID) error {
	list, err := s.All(ctx, id)
	for _, one := range list {
		if err == nil {
			err = s.Remove(ctx, id, one.Account)
		}
	}
	return err
}

// All lists who wants the digest of a class, in the order of their records.
func (s Subscribers) All(ctx context.Context, id quiz.ClassID) ([]Subscriber, error) {
	var list []Subscriber
	err := record.All(ctx, s.Store, id, subscribers, func(_ string, _ int, one Subscriber) { list = append(list, one) })
	return list, err
}

// Digest is what is told of a week.
type Digest struct {
	Monday    schedule.Date // the week's first day
	Report    *Report
	Questions []Question // asked in that week
	Active    Week       // participation in that week
}

// Week names the digest's week by its Monday: "20261123".
func (d Digest) Week() string {
	return fmt.Sprintf("%04d%02d%02d", d.Monday.Year, int(d.Monday.Month), d.Monday.Day)
}

// DigestOf picks from a report what belongs to the week that begins on a date; not ok when
// nothing was asked in it.
func DigestOf(r *Report, monday schedule.Date, zone *time.Location) (d Digest, ok bool) {
	d = Digest{Monday: monday, Report: r}
	for _, w := range r.Weeks {
		if w.Monday == monday {
			d.Active = w
		}
	}
	for _, q := range r.Questions {
		if n := schedule.DateOf(q.Last, zone).Number() - monday.Number(); n >= 0 && n < 7 {
			d.Questions = append(d.Questions, q)
		}
	}
	return d, d.Active.Asked > 0
}

// DigestViews shows digests. A View holds a control of its own for the class and the week, so
// that its message can be found again.
type DigestViews interface {
	Digest(c class.Class, d Digest, who class.Account) chat.View
}

// RunnerOptions are what NewRunner needs.
type RunnerOptions struct {
	Classes     func() []class.Class
	Subscribers Subscribers
	Stats       *Service
	Poster      *ledger.Poster
	Views       DigestViews
	// Still tells whether an account is staff of the class still. An error says that it is not
	// known now: it is asked again.
	Still func(ctx context.Context, c class.Class, a class.Account) (bool, error)
	Log   *slog.Logger
}

// Runner sends digests: every Monday at eight in the class's zone, once to each who wants it.
// It keeps no state that matters: what was sent, the ledger knows.
type Runner struct {
	RunnerOptions

	mu   sync.Mutex
	done map[string]bool // so that a tick need not look again
}

// NewRunner makes a Runner.
func NewRunner(o RunnerOptions) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{RunnerOptions: o, done: map[string]bool{}}
}

const (
	// digestPause is how long the Runner sleeps: a digest is at most that late.
	digestPause = time.Minute
	// digestLate is how long after its time a digest is still sent.
	digestLate = 3 * 24 * time.Hour
	digestHour = 8
	maxDone    = 10_000
)

// Run sends digests until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	schedule.Every(ctx, digestPause, r.Tick)
	return nil
}

// Tick sends what is due at a time.
func (r *Runner) Tick(ctx context.Context, now time.Time) {
	for _, c := range r.Classes() {
		if err := r.class(ctx, c, now); err != nil && ctx.Err() == nil {
			r.Log.Error("a weekly digest is not where it should be; it is tried again", "class", string(c.ID), "error", err)
		}
	}
}

// due is the Monday on which the latest digest was to be sent, and when exactly.
func due(now time.Time, zone *time.Location) (monday schedule.Date, at time.Time) {
	today := schedule.DateOf(now, zone)
	monday = today.AddDays(-(int(today.Weekday()) + 6) % 7)
	at = sendTime(monday, zone)
	if now.Before(at) {
		monday = monday.AddDays(-7)
		at = sendTime(monday, zone)
	}
	return monday, at
}

// sendTime is eight o'clock; no zone changes its clocks at that hour of a Monday.
func sendTime(d schedule.Date, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, digestHour, 0, 0, 0, zone)
}

func (r *Runner) class(ctx context.Context, c class.Class, now time.Time) error {
	monday, at := due(now, c.Zone())
	if now.After(at.Add(digestLate)) {
		return nil
	}
	all := "class/" + string(c.ID) + "/" + monday.String()
	list, err := r.Subscribers.All(ctx, c.ID)
	if err != nil {
		return err
	}
	var owed []Subscriber
	for _, one := range list {
		if one.Since.Before(at) && !r.isDone(r.key(c, monday, one)) {
			owed = append(owed, one)
		}
	}
	if len(owed) == 0 || r.isDone(all) {
		return nil
	}
	report, err := r.Stats.Report(ctx, c.ID, c.Zone(), now)
	if err != nil {
		return err
	}
	d, ok := DigestOf(report, monday.AddDays(-7), c.Zone())
	if !ok { // a week without questions, such as a holiday
		r.finish(all)
		return nil
	}
	var errs []error
	for _, one := range owed {
		errs = append(errs, r.send(ctx, c, d, monday, one))
	}
	return errors.Join(errs...)
}

func (r *Runner) send(ctx context.Context, c class.Class, d Digest, monday schedule.Date, one Subscriber) error {
	key := r.key(c, monday, one)
	still, err := r.Still(ctx, c, one.Account)
	if err != nil {
		return fmt.Errorf("learn whether a subscriber is staff still: %w", err)
	}
	if !still {
		r.Log.Info("a weekly digest ends, because its reader is not staff any more", "class", string(c.ID), "platform", string(one.Account.Platform))
		return r.Subscribers.Remove(ctx, c.ID, one.Account)
	}
	job := ledger.Key("digest/" + monday.String() + "/" + subscriberID(one.Account))
	_, err = r.Poster.Message(ctx, c.ID, job, one.Account.Person(), r.Views.Digest(c, d, one.Account))
	switch {
	case fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden): // they take no messages, or are gone
		r.Log.Warn("a weekly digest cannot be sent to one of the staff", "class", string(c.ID), "platform", string(one.Account.Platform), "error", err)
		r.finish(key)
		return nil
	case err != nil:
		return err
	}
	if err := r.Poster.Confirm(ctx, c.ID, job); err != nil {
		return err
	}
	r.finish(key)
	return nil
}

func (*Runner) key(c class.Class, monday schedule.Date, one Subscriber) string {
	return string(c.ID) + "/" + monday.String() + "/" + subscriberID(one.Account) + "/" + strconv.FormatInt(one.Since.Unix(), 36)
}

func (r *Runner) isDone(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done[key]
}

func (r *Runner) finish(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.done) >= maxDone {
		clear(r.done) // looking again does no harm
	}
	r.done[key] = true
}
