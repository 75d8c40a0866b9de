package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lectern/internal/quiz"
)

const answerColumns = `prompt, question, student, pick, correct, points, confidence, at, platform, revision, event`

func scanAnswer(row scanner) (quiz.Answer, error) {
	var a quiz.Answer
	var at int64
	err := row.Scan(&a.Prompt, &a.Question, &a.Student, &a.Pick, &a.Right, &a.Points, &a.Confidence, &at, &a.From, &a.Revision, &a.Key)
	a.At = moment(at)
	return a, err
}

// standing is the answer that stands, with the events that led to it.
type standing struct {
	quiz.Answer
	earlier []string
	epoch   int // of the class when it was kept
	present bool
}

// Answer implements quiz.Store.
func (s *Store) Answer(ctx context.Context, p quiz.Prompt, a quiz.Answer) (quiz.Receipt, error) {
	var r quiz.Receipt
	err := s.do(ctx, func(ctx context.Context, w *writer) error {
		var err error
		r, err = s.answer(ctx, w, p.Class, p.Boards, a)
		return err
	})
	if err != nil {
		// The step may still be running for a caller that gave up: its receipt is not ours.
		return quiz.Receipt{}, err
	}
	return r, nil
}

func (s *Store) answer(ctx context.Context, w *writer, class quiz.ClassID, on []quiz.Board, a quiz.Answer) (quiz.Receipt, error) {
	p, err := w.asked(ctx, class, a.Prompt)
	if err != nil {
		return quiz.Receipt{}, err
	}
	added, err := beside(p.boards, on)
	if err != nil {
		return quiz.Receipt{}, fmt.Errorf("boards of an answer to %s: %w", a.Prompt, err)
	}
	late := p.state == quiz.Closed || p.closes != 0 && millis(a.At) >= p.closes
	a.Revision = 0
	k := kept{epoch: p.epoch, boards: added}
	if !late { // nearly every answer is a student's first to its prompt
		first, err := w.keep(ctx, class, a, k, ` DO NOTHING`)
		if err != nil {
			return quiz.Receipt{}, err
		}
		if first {
			return quiz.Receipt{Outcome: quiz.Recorded, Stands: a}, s.count(ctx, w, class, on, a, standing{})
		}
	}
	was, err := w.standing(ctx, class, a.Prompt, a.Student)
	if err != nil {
		return quiz.Receipt{}, err
	}
	switch {
	case was.present && (was.Key == a.Key || slices.Contains(was.earlier, a.Key)):
		return quiz.Receipt{Outcome: quiz.Repeated, Stands: was.Answer}, nil
	case late:
		return quiz.Receipt{Outcome: quiz.Late, Stands: was.Answer}, nil
	case was.Revision >= p.changes:
		return quiz.Receipt{Outcome: quiz.Kept, Stands: was.Answer}, nil
	}
	a.Revision = was.Revision + 1
	k.earlier = slices.Concat(was.earlier, []string{was.Key})
	if _, err := w.keep(ctx, class, a, k, replacing); err != nil {
		return quiz.Receipt{}, err
	}
	return quiz.Receipt{Outcome: quiz.Changed, Stands: a}, s.count(ctx, w, class, on, a, was)
}

// beside gives the boards that a caller added to those of the prompt, as JSON; empty for none.
func beside(own, on []quiz.Board) (string, error) {
	added := slices.DeleteFunc(slices.Clone(on), func(b quiz.Board) bool { return slices.Contains(own, b) })
	if len(added) == 0 {
		return "", nil
	}
	text, err := json.Marshal(added)
	return string(text), err
}

func (w *writer) standing(ctx context.Context, class quiz.ClassID, prompt quiz.PromptID, student quiz.StudentID) (standing, error) {
	var st standing
	var at int64
	var earlier []byte
	a := &st.Answer
	err := w.row(ctx, `SELECT `+answerColumns+`, earlier, epoch FROM answers WHERE class = ? AND prompt = ? AND student = ?`, []any{class, prompt, student},
		[]any{&a.Prompt, &a.Question, &a.Student, &a.Pick, &a.Right, &a.Points, &a.Confidence, &at, &a.From, &a.Revision, &a.Key, &earlier, &st.epoch})
	if errors.Is(err, sql.ErrNoRows) {
		return standing{}, nil
	}
	if err != nil {
		return st, err
	}
	a.At, st.present = moment(at), true
	return st, json.Unmarshal(earlier, &st.earlier)
}

// kept is what is kept of an answer beside the answer.
type kept struct {
	earlier []string
	epoch   int
	boards  string
}

// replacing is what keep does when there is an answer already.
const replacing = ` DO UPDATE SET pick = excluded.pick, correct = excluded.correct, points = excluded.points,
	confidence = excluded.confidence, at = excluded.at, platform = excluded.platform, revision = excluded.revision,
	event = excluded.event, earlier = excluded.earlier, epoch = excluded.epoch, boards = excluded.boards`

// keep writes an answer; when there is one already, conflict tells what becomes of it. wrote is
// false when nothing did.
func (w *writer) keep(ctx context.Context, class quiz.ClassID, a quiz.Answer, k kept, conflict string) (wrote bool, err error) {
	events := "[]"
	if len(k.earlier) > 0 {
		b, err := json.Marshal(k.earlier)
		if err != nil {
			return false, fmt.Errorf("events of an answer: %w", err)
		}
		events = string(b)
	}
	st, err := w.stmt(ctx, `INSERT INTO answers(class, `+answerColumns+`, earlier, epoch, boards) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(class, prompt, student)`+conflict)
	if err != nil {
		return false, err
	}
	done, err := st.ExecContext(ctx, class, a.Prompt, a.Question, a.Student, a.Pick, a.Right, a.Points, a.Confidence, millis(a.At), a.From, a.Revision, a.Key, events, k.epoch, k.boards)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// count has the boards in memory follow once the answer is durable: its points are added, also
// none, since whoever answered is on the board. What the answer before it has there is taken
// back, unless the board was emptied since.
func (s *Store) count(ctx context.Context, w *writer, class quiz.ClassID, on []quiz.Board, a quiz.Answer, was standing) error {
	resets := map[quiz.Board]int{}
	if was.present {
		var err error
		if resets, err = w.resets(ctx, class); err != nil {
			return err
		}
	}
	w.onCommit(func() {
		for _, b := range on {
			points := a.Points
			if was.present && was.epoch >= resets[b] {
				points -= was.Points
			}
			s.boards.add(class, b, a.Student, points)
		}
	})
	return nil
}

// resets tells the epoch in which each board was emptied; 0 for one that never was.
func (w *writer) resets(ctx context.Context, class quiz.ClassID) (map[quiz.Board]int, error) {
	st, err := w.stmt(ctx, `SELECT board, epoch FROM resets WHERE class = ?`)
	if err != nil {
		return nil, err
	}
	type reset struct {
		board quiz.Board
		epoch int
	}
	rows, err := st.QueryContext(ctx, class)
	list, err := collect(rows, err, func(row scanner) (r reset, err error) { return r, row.Scan(&r.board, &r.epoch) })
	if err != nil {
		return nil, fmt.Errorf("read when boards were emptied: %w", err)
	}
	at := make(map[quiz.Board]int, len(list))
	for _, r := range list {
		at[r.board] = r.epoch
	}
	return at, nil
}

// Answers implements quiz.Store.
func (s *Store) Answers(ctx context.Context, class quiz.ClassID, id quiz.PromptID) ([]quiz.Answer, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM prompts WHERE class = ? AND id = ?`, class, id).Scan(&n); err != nil {
		return nil, fmt.Errorf("read prompt %s: %w", id, err)
	}
	if n == 0 {
		return nil, missing(id)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+answerColumns+` FROM answers WHERE class = ? AND prompt = ? ORDER BY student`, class, id)
	list, err := collect(rows, err, scanAnswer)
	if err != nil {
		return nil, fmt.Errorf("list answers to %s: %w", id, err)
	}
	return list, nil
}

// AnswersOf implements quiz.Store.
func (s *Store) AnswersOf(ctx context.Context, class quiz.ClassID, student quiz.StudentID, limit int) ([]quiz.Answer, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+answerColumns+` FROM answers WHERE class = ? AND student = ?
		ORDER BY at DESC, prompt DESC LIMIT ?`, class, student, limit)
	list, err := collect(rows, err, scanAnswer)
	if err != nil {
		return nil, fmt.Errorf("list a student's answers: %w", err)
	}
	return list, nil
}
