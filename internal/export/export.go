// Package export writes what a class has for other programs: grades for the gradebook of a
// learning platform, answers for a spreadsheet, questions for Anki, dates for a calendar.
//
// A Book is what is exported: the questions of a class that are over, its students and their
// points. Writers take an io.Writer and hold no more than a row. A gradebook that staff have
// downloaded is filled in place (Sheet, Fill): what is not a grade stays byte for byte. Who is
// who is never guessed: a student gives the name they have in the gradebook, or staff give a
// file that says so (Roster); whoever cannot be found is listed apart.
package export

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/internal/bank"
	"lectern/internal/class"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Store is what a Book is read from.
type Store interface {
	Prompts(ctx context.Context, class quiz.ClassID, limit int) ([]quiz.Prompt, error)
	Students(ctx context.Context, class quiz.ClassID) ([]quiz.StudentID, error)
	Profiles(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]class.Profile, error)
	AnswersTo(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error
}

// Question is one that was asked.
type Question struct {
	Prompt quiz.PromptID
	Kind   quiz.Kind
	Opens  time.Time
	On     schedule.Date // the date it was planned for, or else was asked on
	Over   bool          // nobody can answer any more
	Counts bool          // its points are for the course: not the first of two votes
	Q      bank.Pinned

	said map[string]string // answers in words, by pick
}

// Student is a student as an export names one.
type Student struct {
	ID        quiz.StudentID
	Code      string // stands for the student where nobody shall know who it is
	Name      string // the name on boards: chosen, or made up
	Gradebook string // what the student says they are called in the gradebook
}

// Book is what a class has been asked and what its students earned.
type Book struct {
	Class     class.Class
	Questions []*Question // by opening, then id
	Students  []Student   // by id

	byPrompt  map[quiz.PromptID]int
	byStudent map[quiz.StudentID]int
	points    []int32 // by question, then student; none for no answer
}

// none stands for no answer among points.
const none = -1

// maxPrompts is how many questions of a class are read: thirty years of one every day.
const maxPrompts = 10_000

// ReadBook reads a class as it stands at a time, without the answers. secret makes the codes of students, which are
// the same in every export of the class and tell nothing to whoever does not hold it.
func ReadBook(ctx context.Context, s Store, c class.Class, secret []byte, now time.Time) (*Book, error) {
	b, err := readPeople(ctx, s, c, secret)
	if err != nil {
		return nil, err
	}
	prompts, err := s.Prompts(ctx, c.ID, maxPrompts)
	if err != nil {
		return nil, fmt.Errorf("read the questions of a class: %w", err)
	}
	slices.SortFunc(prompts, func(a, b quiz.Prompt) int { return cmp.Or(a.Opens.Compare(b.Opens), cmp.Compare(a.ID, b.ID)) })
	b.byPrompt = make(map[quiz.PromptID]int, len(prompts))
	for _, p := range prompts {
		q, err := bank.Decode(p.Pinned)
		if err != nil {
			return nil, fmt.Errorf("read question %s: %w", p.ID, err)
		}
		b.byPrompt[p.ID] = len(b.Questions)
		b.Questions = append(b.Questions, &Question{
			Prompt: p.ID, Kind: p.Kind, Opens: p.Opens, On: c.PlannedDate(p), Q: q, Over: p.State == quiz.Closed || !p.Closes.IsZero() && !now.Before(p.Closes),
			Counts: slices.Contains(p.Boards, quiz.CourseBoard), said: map[string]string{},
		})
	}
	return b, nil
}

// hands is how many questions are read at a time: as many as the store has readers (see
// store/sqlite).
const hands = 4

// ReadPoints reads what everybody earned, which grades are made of.
func (b *Book) ReadPoints(ctx context.Context, s Store) error {
	b.points = make([]int32, len(b.Questions)*len(b.Students))
	for i := range b.points {
		b.points[i] = none
	}
	g, ctx := errgroup.WithContext(ctx)
	for h := range hands {
		var ids []quiz.PromptID
		for i := h; i < len(b.Questions); i += hands {
			if q := b.Questions[i]; q.Over && q.Counts {
				ids = append(ids, q.Prompt)
			}
		}
		g.Go(func() error {
			return s.AnswersTo(ctx, b.Class.ID, ids, func(a quiz.Answer) error {
				if q, s := b.at(a); s >= 0 { // who answered first while this was read is in the next export
					b.points[q*len(b.Students)+s] = int32(a.Points)
				}
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("read the answers of a class: %w", err)
	}
	return nil
}

func readPeople(ctx context.Context, s Store, c class.Class, secret []byte) (*Book, error) {
	ids, err := s.Students(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("list the students of a class: %w", err)
	}
	profiles, err := s.Profiles(ctx, c.ID, ids)
	if err != nil {
		return nil, fmt.Errorf("read the profiles of a class: %w", err)
	}
	b := &Book{Class: c, byStudent: make(map[quiz.StudentID]int, len(ids))}
	slices.Sort(ids)
	for i, id := range ids {
		p := profiles[id]
		st := Student{ID: id, Code: Code(secret, c.ID, id), Name: p.Name, Gradebook: p.Gradebook}
		if st.Name == "" {
			st.Name = class.Pseudonym(c.ID, id)
		}
		b.byStudent[id], b.Students = i, append(b.Students, st)
	}
	return b, nil
}

// at finds an answer's question and student; the student is -1 when the Book does not know one
// of them.
func (b *Book) at(a quiz.Answer) (question, student int) {
	q, known := b.byPrompt[a.Prompt]
	s, there := b.byStudent[a.Student]
	if !known || !there {
		return 0, -1
	}
	return q, s
}

// codeLetters is how long the changing part of a code is: 50 bits keep a million students
// apart.
const codeLetters = 10

// Code stands for a student in an export without names. The id itself will not do: whoever
// knows the account can reckon it.
func Code(secret []byte, id quiz.ClassID, student quiz.StudentID) string {
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte("lectern export codes, version 1\x00" + string(id) + "\x00" + string(student))) // never fails
	return "S-" + base32.StdEncoding.EncodeToString(mac.Sum(nil))[:codeLetters]
}

// describe tells a pick in words.
func (q *Question) describe(pick string) string {
	if q.Q.Typed() {
		return pick
	}
	said, ok := q.said[pick]
	if !ok {
		said = q.Q.Describe(pick)
		q.said[pick] = said
	}
	return said
}
