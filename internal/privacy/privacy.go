// Package privacy gives out all that is kept of a student, and erases it.
package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"lectern/internal/class"
	"lectern/internal/inbox"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// Store is what a Keeper needs.
type Store interface {
	quiz.Store
	quiz.RoundStore
	class.Store
	record.Store
}

// Keeper answers for what is kept.
type Keeper struct {
	Store Store
	Links *class.Links
}

// Held is all that is kept of a student in a class, in the form in which it is given out.
type Held struct {
	Class   string         `json:"class"`
	Student quiz.StudentID `json:"student"`
	Profile class.Profile  `json:"profile"`
	Linked  int            `json:"linked_accounts"` // beside the one that asks
	Answers []Answer       `json:"answers"`         // newest first
	Asked   []inbox.Entry  `json:"questions_and_reports"`
}

// Answer is one of a student's answers. Right and Points are null while the question is open
// to others.
type Answer struct {
	Question   string    `json:"question"`
	Answer     string    `json:"answer"`
	Right      *bool     `json:"right"`
	Points     *float64  `json:"points"`
	Confidence string    `json:"confidence,omitempty"`
	At         time.Time `json:"at"`
	Platform   string    `json:"platform"`
}

// JSON is the file that a student gets.
func (h Held) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode a student's data: %w", err)
	}
	return append(data, '\n'), nil
}

// everyAnswer is more than a student gives in years.
const everyAnswer = 1_000_000

// Held collects all that is kept of a student.
func (k Keeper) Held(ctx context.Context, c class.Class, student quiz.StudentID) (Held, error) {
	h := Held{Class: c.Name, Student: student, Linked: len(k.Links.Accounts(c.ID, student)), Answers: []Answer{}}
	answers, err := k.Store.AnswersOf(ctx, c.ID, student, everyAnswer)
	if err != nil {
		return h, fmt.Errorf("read a student's answers: %w", err)
	}
	profiles, err := k.Store.Profiles(ctx, c.ID, []quiz.StudentID{student})
	if err != nil {
		return h, fmt.Errorf("read a student's profile: %w", err)
	}
	h.Profile = profiles[student]
	if h.Asked, err = (inbox.Book{Store: k.Store}).Of(ctx, c.ID, student); err != nil {
		return h, fmt.Errorf("read what a student asked: %w", err)
	}
	open, err := k.open(ctx, c.ID)
	if err != nil {
		return h, fmt.Errorf("read the open questions: %w", err)
	}
	for _, a := range answers {
		out := Answer{Question: a.Question, Answer: a.Pick, At: a.At.UTC(), Platform: string(a.From), Confidence: string(a.Confidence)}
		if !open[a.Question] {
			right, points := a.Right, float64(a.Points)/100
			out.Right, out.Points = &right, &points
		}
		h.Answers = append(h.Answers, out)
	}
	return h, nil
}

// open are the questions that are open to others, in a prompt or in a live round that has not
// told the answer yet.
func (k Keeper) open(ctx context.Context, id quiz.ClassID) (map[string]bool, error) {
	prompts, err := k.Store.OpenPrompts(ctx, id)
	if err != nil {
		return nil, err
	}
	rounds, err := k.Store.OpenRounds(ctx, id)
	if err != nil {
		return nil, err
	}
	open := map[string]bool{}
	for _, p := range prompts {
		open[p.Question] = true
	}
	for _, r := range rounds {
		if _, question := r.Unrevealed(); question != "" {
			open[question] = true
		}
	}
	return open, nil
}

// Erase removes all that is kept of a student. Each step may be repeated, and the links go
// last: until then, everything of the student is still found.
func (k Keeper) Erase(ctx context.Context, id quiz.ClassID, student quiz.StudentID) error {
	if err := (inbox.Book{Store: k.Store}).Forget(ctx, id, student); err != nil {
		return fmt.Errorf("erase what a student asked: %w", err)
	}
	linked := k.Links.Accounts(id, student)
	for _, account := range append(linked, student) {
		if err := (class.Desks{Store: k.Store}).ForgetStudent(ctx, id, account); err != nil {
			return fmt.Errorf("erase which class a student has chosen: %w", err)
		}
		if err := k.Store.MoveStudent(ctx, id, account, ""); err != nil {
			return fmt.Errorf("erase a student: %w", err)
		}
	}
	if len(linked) == 0 {
		return nil
	}
	return k.Links.Part(ctx, id, student)
}

// Sweep erases the students of a class whose last answer is longer ago than it keeps them, and
// tells how many. What was told to staff without a name, or by somebody who has answered nothing,
// goes as many days after it was sent. Who has a profile and never answered stays: there is no
// date to go by.
func (k Keeper) Sweep(ctx context.Context, c class.Class, at time.Time) (erased int, err error) {
	if c.KeepDays <= 0 {
		return 0, nil
	}
	students, err := k.Store.Students(ctx, c.ID)
	if err != nil {
		return 0, fmt.Errorf("look for students to forget: %w", err)
	}
	limit := time.Duration(c.KeepDays) * 24 * time.Hour
	for _, id := range students {
		last, err := k.Store.AnswersOf(ctx, c.ID, id, 1)
		if err != nil {
			return erased, fmt.Errorf("look for students to forget: %w", err)
		}
		if len(last) == 1 && at.Sub(last[0].At) > limit {
			if err := k.Erase(ctx, c.ID, id); err != nil {
				return erased, err
			}
			erased++
		}
	}
	return erased, k.sweepAsked(ctx, c.ID, at.Add(-limit))
}

// sweepAsked removes what was told to staff before a time by nobody whose answers are kept.
func (k Keeper) sweepAsked(ctx context.Context, id quiz.ClassID, before time.Time) error {
	book := inbox.Book{Store: k.Store}
	list, err := book.All(ctx, id)
	if err != nil {
		return fmt.Errorf("look for questions to forget: %w", err)
	}
	for _, e := range list {
		if !e.At.Before(before) {
			continue
		}
		if e.Student != "" {
			kept, err := k.Store.AnswersOf(ctx, id, e.Student, 1)
			if err != nil {
				return fmt.Errorf("look for questions to forget: %w", err)
			}
			if len(kept) > 0 {
				continue
			}
		}
		if err := book.Remove(ctx, id, e.ID); err != nil {
			return fmt.Errorf("forget a question: %w", err)
		}
	}
	return nil
}
