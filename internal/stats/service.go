package stats

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lectern/internal/quiz"
)

// Store is what a Service reads.
type Store interface {
	Prompts(ctx context.Context, class quiz.ClassID, limit int) ([]quiz.Prompt, error)
	Picks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.PromptID, []quiz.Pick) error) error
	LastAnswers(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]time.Time, error)
}

const (
	// maxPrompts is how many of a class's questions are looked at, the newest: five a day for
	// a year.
	maxPrompts = 2000
	// fresh is how long a Report is given again: who drills down need not wait twice. An answer,
	// or the erasure of a student, shows after that.
	fresh = 30 * time.Second
	// maxReports is how many reports are kept, some hundred kilobytes each.
	maxReports = 64
)

// Service reads classes and reckons their reports. It is safe for concurrent use.
type Service struct {
	store Store

	mu    sync.Mutex
	known map[quiz.ClassID]*kept
}

// kept is a report that is there, or being made by whoever holds mu.
type kept struct {
	mu     sync.Mutex
	report *Report
	zone   string
}

// NewService makes a Service over a store.
func NewService(s Store) *Service { return &Service{store: s, known: map[quiz.ClassID]*kept{}} }

// Report gives the report of a class at a time, at most half a minute old. Those who ask for it
// at once wait for one reading.
func (s *Service) Report(ctx context.Context, class quiz.ClassID, zone *time.Location, now time.Time) (*Report, error) {
	k := s.kept(class)
	k.mu.Lock()
	defer k.mu.Unlock()
	if r := k.report; r != nil && k.zone == zone.String() && !now.Before(r.At) && now.Sub(r.At) < fresh {
		return r, nil
	}
	r, err := s.Read(ctx, class, zone, now)
	if err != nil {
		return nil, err
	}
	k.report, k.zone = r, zone.String()
	return r, nil
}

func (s *Service) kept(class quiz.ClassID) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[class]
	if k == nil {
		if len(s.known) >= maxReports {
			clear(s.known) // they are made anew when they are asked for
		}
		k = &kept{}
		s.known[class] = k
	}
	return k
}

// Read reckons the report of a class from what the store has now.
func (s *Service) Read(ctx context.Context, class quiz.ClassID, zone *time.Location, now time.Time) (*Report, error) {
	prompts, err := s.store.Prompts(ctx, class, maxPrompts)
	if err != nil {
		return nil, fmt.Errorf("read the questions of a class: %w", err)
	}
	d := NewData(prompts, now)
	if err := s.store.Picks(ctx, class, d.Prompts(), func(id quiz.PromptID, list []quiz.Pick) error { d.Add(id, list...); return nil }); err != nil {
		return nil, fmt.Errorf("read the answers of a class: %w", err)
	}
	seen, err := s.store.LastAnswers(ctx, class, d.Students())
	if err != nil {
		return nil, fmt.Errorf("read when students last answered: %w", err)
	}
	return d.Report(now, zone, seen), nil
}
