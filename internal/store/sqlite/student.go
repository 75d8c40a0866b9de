package sqlite

import (
	"context"
	"fmt"

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
		for _, table := range []string{"answers", "profiles"} {
			if err := w.exec(ctx, `DELETE FROM `+table+` WHERE class = ? AND student = ?`, class, from); err != nil {
				return fmt.Errorf("erase a student's %s: %w", table, err)
			}
		}
		return nil
	})
}

// give moves what the other student may have: the answers to prompts that the other did not
// answer, their points with them, and the profile that the other lacks.
func (w *writer) give(ctx context.Context, class quiz.ClassID, from, to quiz.StudentID) error {
	if err := w.exec(ctx, `UPDATE OR IGNORE answers SET student = ? WHERE class = ? AND student = ?`, to, class, from); err != nil {
		return err
	}
	return w.exec(ctx, `UPDATE OR IGNORE profiles SET student = ? WHERE class = ? AND student = ?`, to, class, from)
}
