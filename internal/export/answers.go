package export

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/internal/quiz"
)

// Answers is the table of all answers, by the time the question was asked and then by student:
// what each chose, in the letters that were shown and in words, and what it earned. Without
// names a student is a Code, and nothing else tells who it is.
func (b *Book) Answers(ctx context.Context, s Store, names bool) Table {
	head := []string{"student"}
	if names {
		head = []string{"student", "name", "gradebook_id"}
	}
	head = append(head, "prompt", "kind", "question", "chapter", "asked", "answered", "pick", "answer", "right", "points", "max_points", "confidence", "changes")
	return Table{Name: "Answers", Head: head, Rows: func(row func([]Cell) error) error {
		cells := make([]Cell, 0, len(head))
		return b.ahead(ctx, s, func(q *Question, list []quiz.Answer) error {
			asked, most := text(q.Opens.UTC().Format(time.RFC3339)), points(q.Q.Points)
			for _, a := range list {
				_, at := b.at(a)
				if at < 0 {
					continue
				}
				cells = b.person(cells[:0], b.Students[at], names)
				right := 0
				if a.Right {
					right = 1
				}
				cells = append(cells, text(string(q.Prompt)), text(string(q.Kind)), text(a.Question), text(q.Q.Chapter), asked,
					text(a.At.UTC().Format(time.RFC3339)), text(a.Pick), text(q.describe(a.Pick)), whole(right), points(a.Points), most,
					text(string(a.Confidence)), whole(a.Revision))
				if err := row(cells); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// inHand is how many questions each hand reads at once: a few megabytes of answers in a class of
// five hundred, and few enough that the first are written soon.
const inHand = 8

// batch is some questions in order, with the answers to each, or why they cannot be had.
type batch struct {
	questions []*Question
	answers   [][]quiz.Answer
	err       error
}

// ahead gives the answers to one question after the other, and reads those to the next while they
// are written. It is over when nothing is read any more.
func (b *Book) ahead(ctx context.Context, s Store, each func(*Question, []quiz.Answer) error) error {
	ctx, stop := context.WithCancel(ctx)
	batches := make(chan batch)
	go func() {
		defer close(batches)
		for group := range slices.Chunk(b.Questions, hands*inHand) {
			if ctx.Err() != nil { // nobody takes any more
				return
			}
			lists, err := b.read(ctx, s, group)
			select {
			case batches <- batch{group, lists, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() {
		stop()
		for range batches { // until the reader has ended
		}
	}()
	for got := range batches {
		if got.err != nil {
			return got.err
		}
		for i, q := range got.questions {
			if err := each(q, got.answers[i]); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// read reads the answers to some questions: each hand to some of them.
func (b *Book) read(ctx context.Context, s Store, group []*Question) ([][]quiz.Answer, error) {
	lists := make([][]quiz.Answer, len(group))
	first := make(map[quiz.PromptID]int, len(group))
	for i, q := range group {
		first[q.Prompt] = i
	}
	g, ctx := errgroup.WithContext(ctx)
	for part := range slices.Chunk(group, inHand) {
		ids := make([]quiz.PromptID, len(part))
		for i, q := range part {
			ids[i] = q.Prompt
		}
		g.Go(func() error {
			return s.AnswersTo(ctx, b.Class.ID, ids, func(a quiz.Answer) error {
				i := first[a.Prompt]
				if lists[i] == nil {
					lists[i] = make([]quiz.Answer, 0, len(b.Students))
				}
				lists[i] = append(lists[i], a)
				return nil
			})
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("export answers: %w", err)
	}
	return lists, nil
}

func (b *Book) person(cells []Cell, s Student, names bool) []Cell {
	if names {
		return append(cells, text(string(s.ID)), text(s.Name), text(s.Gradebook))
	}
	return append(cells, text(s.Code))
}

// Asked is the table of the questions that the answers are to.
func (b *Book) Asked() Table {
	return Table{
		Name: "Questions", Head: []string{"prompt", "kind", "question", "type", "chapter", "section", "asked", "text", "right_answer", "max_points"},
		Rows: func(row func([]Cell) error) error {
			for _, q := range b.Questions {
				key := ""
				if q.Over { // an open question's answer is for nobody yet
					key = q.describe(q.Q.Key())
				}
				err := row([]Cell{
					text(string(q.Prompt)), text(string(q.Kind)), text(q.Q.ID), text(string(q.Q.Kind)), text(q.Q.Chapter), text(q.Q.Unit),
					text(q.Opens.UTC().Format(time.RFC3339)), text(q.Q.StemText()), text(key), points(q.Q.Points),
				})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// Overview is the table of all students with their grades, one row each: for people to read,
// and for a file that says who is who.
func (b *Book) Overview(columns []Column, names bool) Table {
	head := []string{"student"}
	if names {
		head = []string{"student", "name", "gradebook_id"}
	}
	for _, c := range columns {
		head = append(head, c.Title+" (of "+Decimal(c.Of, '.')+")")
	}
	return Table{Name: "Grades", Head: head, Rows: func(row func([]Cell) error) error {
		cells := make([]Cell, 0, len(head))
		for i, s := range b.Students {
			cells = b.person(cells[:0], s, names)
			for _, c := range columns {
				if c.Grades[i].Counted == 0 {
					cells = append(cells, Cell{})
					continue
				}
				cells = append(cells, points(c.Grades[i].Points))
			}
			if err := row(cells); err != nil {
				return err
			}
		}
		return nil
	}}
}

// FileName makes the name of a file from words: lower case, letters, digits and hyphens.
func FileName(words ...string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(strings.Join(words, " ")) {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}
