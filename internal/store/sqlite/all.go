package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"lectern/internal/quiz"
)

// AnswersTo implements quiz.Store. The primary key has the order that is promised.
func (s *Store) AnswersTo(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	names, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("encode prompts: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+answerColumns+` FROM answers
		WHERE class = ? AND prompt IN (SELECT value FROM json_each(?)) ORDER BY prompt, student`, class, string(names))
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		a, err := scanAnswer(rows)
		if err != nil {
			return fmt.Errorf("read an answer: %w", err)
		}
		if err := each(a); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	return nil
}

// LastAnswers implements quiz.Store.
func (s *Store) LastAnswers(ctx context.Context, class quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]time.Time, error) {
	names, err := json.Marshal(students)
	if err != nil {
		return nil, fmt.Errorf("encode students: %w", err)
	}
	type seen struct {
		student quiz.StudentID
		at      int64
	}
	rows, err := s.read.QueryContext(ctx, `SELECT j.value, (SELECT max(at) FROM answers WHERE class = ? AND student = j.value) AS seen
		FROM json_each(?) AS j WHERE seen IS NOT NULL`, class, string(names))
	list, err := collect(rows, err, func(row scanner) (x seen, err error) { return x, row.Scan(&x.student, &x.at) })
	if err != nil {
		return nil, fmt.Errorf("read when students last answered: %w", err)
	}
	out := make(map[quiz.StudentID]time.Time, len(list))
	for _, x := range list {
		out[x.student] = moment(x.at)
	}
	return out, nil
}
