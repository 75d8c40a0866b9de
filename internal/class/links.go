package class

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync/atomic"
	"time"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/schedule"
)

// Link says that an account of a class is one more account of another student.
type Link struct {
	To quiz.StudentID `json:"to"`
	At time.Time      `json:"at"`
}

// LinkStore is what Links need.
type LinkStore interface {
	record.Store
	MoveStudent(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error
}

// Links knows which accounts are one student, in memory, so that finding the student behind a
// press costs nothing. It is safe for concurrent use.
type Links struct {
	store   LinkStore
	classes func() []Class
	log     *slog.Logger
	known   atomic.Pointer[map[quiz.ClassID]map[quiz.StudentID]Link]
}

const (
	links   record.Kind = "links"
	linksID string      = "all" // one record a class: a few hundred links at most
)

// NewLinks reads the links of all classes.
func NewLinks(ctx context.Context, s LinkStore, classes func() []Class, log *slog.Logger) (*Links, error) {
	l := &Links{store: s, classes: classes, log: log}
	if log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	l.known.Store(&map[quiz.ClassID]map[quiz.StudentID]Link{})
	return l, l.Reload(ctx)
}

// Reload reads them again.
func (l *Links) Reload(ctx context.Context) error {
	all := map[quiz.ClassID]map[quiz.StudentID]Link{}
	for _, c := range l.classes() {
		m, _, err := l.read(ctx, c.ID)
		if err != nil {
			return err
		}
		if len(m) > 0 {
			all[c.ID] = m
		}
	}
	l.known.Store(&all)
	return nil
}

func (l *Links) read(ctx context.Context, id quiz.ClassID) (map[quiz.StudentID]Link, int, error) {
	m := map[quiz.StudentID]Link{}
	revision, err := record.Get(ctx, l.store, id, links, linksID, &m)
	if fault.Is(err, fault.Missing) {
		return m, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the linked accounts: %w", err)
	}
	return m, revision, nil
}

// Of is the student an account stands for.
func (l *Links) Of(id quiz.ClassID, account quiz.StudentID) quiz.StudentID {
	if l == nil {
		return account
	}
	if to, ok := (*l.known.Load())[id][account]; ok {
		return to.To
	}
	return account
}

// Accounts lists the other accounts of a student.
func (l *Links) Accounts(id quiz.ClassID, student quiz.StudentID) []quiz.StudentID {
	if l == nil {
		return nil
	}
	var out []quiz.StudentID
	for account, to := range (*l.known.Load())[id] {
		if to.To == student {
			out = append(out, account)
		}
	}
	return out
}

// Join makes an account, and all that is linked to it, one more of a student's, and moves
// what it has answered.
func (l *Links) Join(ctx context.Context, id quiz.ClassID, account, student quiz.StudentID, now time.Time) error {
	student = l.Of(id, student)
	if account = l.Of(id, account); account == student {
		return fault.New(fault.Conflict, "These two accounts are linked already.", "")
	}
	err := l.change(ctx, id, func(m map[quiz.StudentID]Link) {
		at := now.UTC().Truncate(time.Second)
		for other, to := range m {
			if to.To == account {
				m[other] = Link{To: student, At: at}
			}
		}
		m[account] = Link{To: student, At: at}
	})
	if err != nil {
		return err
	}
	return l.store.MoveStudent(ctx, id, account, student)
}

// Part takes all accounts of a student apart; what they answered together stays with student.
func (l *Links) Part(ctx context.Context, id quiz.ClassID, student quiz.StudentID) error {
	return l.change(ctx, id, func(m map[quiz.StudentID]Link) {
		maps.DeleteFunc(m, func(_ quiz.StudentID, to Link) bool { return to.To == student })
	})
}

func (l *Links) change(ctx context.Context, id quiz.ClassID, edit func(map[quiz.StudentID]Link)) error {
	for range attempts {
		m, revision, err := l.read(ctx, id)
		if err != nil {
			return err
		}
		edit(m)
		err = record.Save(ctx, l.store, id, links, linksID, revision, m)
		if fault.Is(err, fault.Conflict) {
			continue
		}
		if err != nil {
			return fmt.Errorf("save the linked accounts: %w", err)
		}
		return l.Reload(ctx)
	}
	return fault.New(fault.Busy, "Others are linking accounts at the moment.", "Try again.")
}

// settling is for how long after a link answers of the old account are still moved: another
// replica may not know of it yet (Refresh), or be in the middle of an answer.
const settling = time.Minute

// Run keeps the links current until ctx ends.
func (l *Links) Run(ctx context.Context) error {
	schedule.Every(ctx, Refresh, func(ctx context.Context, now time.Time) {
		err := l.Reload(ctx)
		if err == nil {
			err = l.settle(ctx, now)
		}
		if err != nil && ctx.Err() == nil {
			l.log.Warn("linked accounts could not be read again; what is known so far holds", "error", err)
		}
	})
	return nil
}

func (l *Links) settle(ctx context.Context, now time.Time) error {
	for id, m := range *l.known.Load() {
		for account, to := range m {
			if now.Sub(to.At) < settling {
				if err := l.store.MoveStudent(ctx, id, account, to.To); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
