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
	var closes int64
	var changes int
	var state quiz.State
	err := w.row(ctx, `SELECT closes, changes, state FROM prompts WHERE class = ? AND id = ?`,
		[]any{class, a.Prompt}, []any{&closes, &changes, &state})
	if errors.Is(err, sql.ErrNoRows) {
		return quiz.Receipt{}, missing(a.Prompt)
	}
	if err != nil {
		return quiz.Receipt{}, err
	}
	was, err := w.standing(ctx, class, a.Prompt, a.Student)
	if err != nil {
		return quiz.Receipt{}, err
	}
	switch {
	case was.present && (was.Key == a.Key || slices.Contains(was.earlier, a.Key)):
		return quiz.Receipt{Outcome: quiz.Repeated, Stands: was.Answer}, nil
	case state == quiz.Closed || closes != 0 && millis(a.At) >= closes:
		return quiz.Receipt{Outcome: quiz.Late, Stands: was.Answer}, nil
	case was.present && was.Revision >= changes:
		return quiz.Receipt{Outcome: quiz.Kept, Stands: was.Answer}, nil
	}
	outcome := quiz.Recorded
	a.Revision = 0
	earlier := []string{}
	if was.present {
		outcome, a.Revision = quiz.Changed, was.Revision+1
		earlier = slices.Concat(was.earlier, []string{was.Key})
	}
	if err := w.keep(ctx, class, a, earlier); err != nil {
		return quiz.Receipt{}, err
	}
	if err := s.count(ctx, w, class, on, a.Student, a.Points-was.Points); err != nil {
		return quiz.Receipt{}, err
	}
	return quiz.Receipt{Outcome: outcome, Stands: a}, nil
}

func (w *writer) standing(ctx context.Context, class quiz.ClassID, prompt quiz.PromptID, student quiz.StudentID) (standing, error) {
	var st standing
	var at int64
	var earlier []byte
	a := &st.Answer
	err := w.row(ctx, `SELECT `+answerColumns+`, earlier FROM answers WHERE class = ? AND prompt = ? AND student = ?`, []any{class, prompt, student},
		[]any{&a.Prompt, &a.Question, &a.Student, &a.Pick, &a.Right, &a.Points, &a.Confidence, &at, &a.From, &a.Revision, &a.Key, &earlier})
	if errors.Is(err, sql.ErrNoRows) {
		return standing{}, nil
	}
	if err != nil {
		return st, err
	}
	a.At, st.present = moment(at), true
	return st, json.Unmarshal(earlier, &st.earlier)
}

func (w *writer) keep(ctx context.Context, class quiz.ClassID, a quiz.Answer, earlier []string) error {
	events := "[]"
	if len(earlier) > 0 {
		b, err := json.Marshal(earlier)
		if err != nil {
			return fmt.Errorf("events of an answer: %w", err)
		}
		events = string(b)
	}
	return w.exec(ctx, `INSERT INTO answers(class, `+answerColumns+`, earlier) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(class, prompt, student) DO UPDATE SET pick = excluded.pick, correct = excluded.correct, points = excluded.points,
		  confidence = excluded.confidence, at = excluded.at, platform = excluded.platform, revision = excluded.revision,
		  event = excluded.event, earlier = excluded.earlier`,
		class, a.Prompt, a.Question, a.Student, a.Pick, a.Right, a.Points, a.Confidence, millis(a.At), a.From, a.Revision, a.Key, events)
}

// count adds points on each board, also none: whoever answered is on the board.
func (s *Store) count(ctx context.Context, w *writer, class quiz.ClassID, on []quiz.Board, student quiz.StudentID, points int) error {
	for _, b := range on {
		err := w.exec(ctx, `INSERT INTO scores(class, board, student, points) VALUES(?, ?, ?, ?)
			ON CONFLICT(class, board, student) DO UPDATE SET points = points + excluded.points`, class, b, student, points)
		if err != nil {
			return err
		}
	}
	w.onCommit(func() {
		for _, b := range on {
			s.boards.add(class, b, student, points)
		}
	})
	return nil
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
		ORDER BY at DESC, prompt LIMIT ?`, class, student, limit)
	list, err := collect(rows, err, scanAnswer)
	if err != nil {
		return nil, fmt.Errorf("list a student's answers: %w", err)
	}
	return list, nil
}
