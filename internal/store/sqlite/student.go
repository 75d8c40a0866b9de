package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lectern/internal/quiz"
)

// Students implements quiz.Store.
func (s *Store) Students(ctx context.Context, class quiz.ClassID) ([]quiz.StudentID, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT student FROM answers WHERE class = ? UNION SELECT student FROM profiles WHERE class = ? ORDER BY student`, class, class)
	list, err := collect(rows, err, func(row scanner) (id quiz.StudentID, err error) { return id, row.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("list the students: %w", err)
	}
	return list, nil
}

// MoveStudent implements quiz.Store, in one step.
func (s *Store) MoveStudent(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error {
	if from == to {
		return nil
	}
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		w.onCommit(func() { s.boards.dropClass(class) })
		if to != "" {
			if err := w.give(ctx, class, from, to); err != nil {
				return fmt.Errorf("move a student: %w", err)
			}
		}
		for _, table := range []string{"answers", "scores", "profiles"} {
			if err := w.exec(ctx, `DELETE FROM `+table+` WHERE class = ? AND student = ?`, class, from); err != nil {
				return fmt.Errorf("erase a student's %s: %w", table, err)
			}
		}
		return nil
	})
}

// give moves what the other student may have: points, less those of prompts that both
// answered, then the answers and the profile that the other lacks.
func (w *writer) give(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error {
	err := w.exec(ctx, `INSERT INTO scores(class, board, student, points) SELECT class, board, ?, points FROM scores WHERE class = ? AND student = ?
		ON CONFLICT(class, board, student) DO UPDATE SET points = points + excluded.points`, to, class, from)
	if err != nil {
		return err
	}
	if err := w.takeBack(ctx, class, from, to); err != nil {
		return err
	}
	if err := w.exec(ctx, `UPDATE OR IGNORE answers SET student = ? WHERE class = ? AND student = ?`, to, class, from); err != nil {
		return err
	}
	return w.exec(ctx, `UPDATE OR IGNORE profiles SET student = ? WHERE class = ? AND student = ?`, to, class, from)
}

// takeBack subtracts what came with the score for answers of a student to prompts that the
// other answered too: on every board that has the points of the answer.
func (w *writer) takeBack(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error {
	st, err := w.stmt(ctx, `SELECT a.points, a.epoch, p.boards, a.boards FROM answers a JOIN answers b ON b.class = a.class AND b.prompt = a.prompt AND b.student = ?
		JOIN prompts p ON p.class = a.class AND p.id = a.prompt WHERE a.class = ? AND a.student = ?`)
	if err != nil {
		return err
	}
	type double struct {
		points, epoch int
		boards, added []quiz.Board
	}
	rows, err := st.QueryContext(ctx, to, class, from)
	doubles, err := collect(rows, err, func(row scanner) (d double, err error) {
		var boards, added []byte
		if err := row.Scan(&d.points, &d.epoch, &boards, &added); err != nil {
			return d, err
		}
		if len(added) > 0 {
			if err := json.Unmarshal(added, &d.added); err != nil {
				return d, err
			}
		}
		return d, json.Unmarshal(boards, &d.boards)
	})
	if err != nil || len(doubles) == 0 {
		return err
	}
	resets, err := w.resets(ctx, class)
	if err != nil {
		return err
	}
	for _, d := range doubles {
		for _, b := range slices.Concat(d.boards, d.added) {
			if d.epoch < resets[b] {
				continue
			}
			if err := w.exec(ctx, `UPDATE scores SET points = points - ? WHERE class = ? AND board = ? AND student = ?`, d.points, class, b, to); err != nil {
				return err
			}
		}
	}
	return nil
}
