package quiz

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Asked is a prompt with its question read. It is immutable; whether it is still open, the
// store tells.
type Asked struct {
	Prompt

	Q bank.Pinned
}

// Service asks questions and takes answers. It is safe for concurrent use.
type Service struct {
	store Store

	mu    sync.Mutex
	asked map[askedKey]*Asked
	order []askedKey // oldest first
}

type askedKey struct {
	class ClassID
	id    PromptID
}

// maxAsked is how many questions are held in memory: a few kilobytes each, and more than are
// open at one time in a few hundred classes.
const maxAsked = 4096

// NewService makes a Service over a store.
func NewService(s Store) *Service {
	return &Service{store: s, asked: make(map[askedKey]*Asked)}
}

// Open asks a question: it pins q to the prompt p and opens it. When the id is taken, by
// another replica or before a restart, what was asked then stands and is given back.
func (s *Service) Open(ctx context.Context, p Prompt, q bank.Pinned) (*Asked, error) {
	data, err := q.Encode()
	if err != nil {
		return nil, err
	}
	p.Question, p.Pinned, p.State = q.ID, data, Open
	p.Opens, p.Closes = toMillis(p.Opens), toMillis(p.Closes)
	switch err := s.store.OpenPrompt(ctx, p); {
	case fault.Is(err, fault.Conflict):
		return s.Asked(ctx, p.Class, p.ID)
	case err != nil:
		return nil, fmt.Errorf("open prompt %s: %w", p.ID, err)
	}
	return s.remember(&Asked{Prompt: p, Q: q}), nil
}

// toMillis is as much of a time as stores keep; of none, none.
func toMillis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// Asked gives a prompt by its id: from memory, where it was read before.
func (s *Service) Asked(ctx context.Context, class ClassID, id PromptID) (*Asked, error) {
	s.mu.Lock()
	a := s.asked[askedKey{class, id}]
	s.mu.Unlock()
	if a != nil {
		return a, nil
	}
	p, _, err := s.store.Prompt(ctx, class, id)
	if fault.Is(err, fault.Missing) {
		return nil, fault.Wrap(err, fault.Missing, "This question is not there any more.", "Use /quiz for another one.")
	}
	if err != nil {
		return nil, fmt.Errorf("read prompt %s: %w", id, err)
	}
	return s.Read(p)
}

// Read gives a prompt that the caller has from the store.
func (s *Service) Read(p Prompt) (*Asked, error) {
	q, err := bank.Decode(p.Pinned)
	if err != nil {
		return nil, fmt.Errorf("prompt %s: %w", p.ID, err)
	}
	return s.remember(&Asked{Prompt: p, Q: q}), nil
}

func (s *Service) remember(a *Asked) *Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := askedKey{a.Class, a.ID}
	if _, known := s.asked[k]; !known {
		if len(s.order) == maxAsked {
			delete(s.asked, s.order[0])
			s.order = s.order[1:]
		}
		s.order = append(s.order, k)
	}
	s.asked[k] = a
	return a
}

// Given is an answer as it arrives.
type Given struct {
	Student    StudentID
	Pick       string // see package bank
	Confidence Confidence
	At         time.Time // when the platform received it; the clock decides what is in time
	From       chat.Platform
	Key        string  // the platform's id of the event
	Boards     []Board // that depend on where the answer was given; only without changes
	Factor     int     // hundredths of the points that count, for speed; 0: all
}

// Verdict is what became of an answer, and what the one that stands is worth.
type Verdict struct {
	Receipt

	Mark bank.Mark // of the answer that stands; zero when none does
}

// Answer marks an answer and keeps it, in one step of the store. Errors for the student are
// of kind fault.Invalid (it cannot be an answer to this question) and fault.Busy (nothing was
// recorded; try again).
func (s *Service) Answer(ctx context.Context, asked *Asked, g Given) (Verdict, error) {
	if err := asked.Q.Check(g.Pick); err != nil {
		return Verdict{}, err
	}
	m := asked.Q.Mark(g.Pick)
	p := asked.Prompt
	if len(g.Boards) > 0 && p.Changes == 0 && len(p.Boards) > 0 {
		p.Boards = append(append([]Board(nil), p.Boards...), g.Boards...)
	}
	points := asked.Q.Worth(m)
	if g.Factor > 0 {
		points = (points*g.Factor + 50) / 100
	}
	r, err := s.store.Answer(ctx, p, Answer{
		Prompt: p.ID, Question: p.Question, Student: g.Student, Pick: g.Pick, Right: m.Right, Points: points,
		Confidence: g.Confidence, At: toMillis(g.At), From: g.From, Key: g.Key,
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("keep an answer: %w", err)
	}
	v := Verdict{Receipt: r}
	if asked.Q.Check(r.Stands.Pick) == nil { // nothing stands where all answers came late
		v.Mark = asked.Q.Mark(r.Stands.Pick)
	}
	return v, nil
}

// Tally is how a question was answered.
type Tally struct {
	Answers int
	Right   int
	Picks   []int // of a question with options: how many chose each, in the order shown
	Sure    map[Confidence]Certainty
	Typed   map[string]int // of a typed question: answers as written, lower case
}

// Certainty counts the answers given with one degree of confidence.
type Certainty struct{ Answers, Right int }

// Tally counts the answers to a prompt.
func (s *Service) Tally(ctx context.Context, a *Asked) (Tally, error) {
	list, err := s.store.Answers(ctx, a.Class, a.ID)
	if err != nil {
		return Tally{}, fmt.Errorf("count the answers to %s: %w", a.ID, err)
	}
	return Count(a.Q, list), nil
}

// Count counts answers to a question.
func Count(q bank.Pinned, list []Answer) Tally {
	t := Tally{Answers: len(list), Picks: make([]int, len(q.Options)), Sure: map[Confidence]Certainty{}, Typed: map[string]int{}}
	for _, a := range list {
		c := t.Sure[a.Confidence]
		c.Answers++
		if a.Right {
			t.Right++
			c.Right++
		}
		t.Sure[a.Confidence] = c
		switch q.Kind {
		case bank.Short, bank.Numeric:
			t.Typed[strings.ToLower(strings.TrimSpace(a.Pick))]++
		case bank.Single, bank.Bool, bank.Multi:
			for i := range len(a.Pick) {
				if k := int(a.Pick[i]) - 'a'; k >= 0 && k < len(t.Picks) {
					t.Picks[k]++
				}
			}
		case bank.Order, bank.Match: // only whether each was right is told
		}
	}
	return t
}

// Share gives n as a percentage of all answers, rounded.
func (t Tally) Share(n int) int {
	if t.Answers == 0 {
		return 0
	}
	return (100*n + t.Answers/2) / t.Answers
}
