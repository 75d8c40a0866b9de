package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"lectern/internal/quiz"
)

// Marks between the fields of a pick and between picks. What a student typed has neither: they
// are taken out where it is read.
const (
	fieldMark = "\x1f" // char(31)
	pickMark  = "\x1e" // char(30)
)

// Picks implements quiz.Store. SQLite puts the answers to a prompt into one text: two hundred
// thousand rows would take ten times as long to hand over one by one.
func (s *Store) Picks(ctx context.Context, class quiz.ClassID, ids []quiz.PromptID, each func(quiz.PromptID, []quiz.Pick) error) error {
	names, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("encode prompts: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT prompt, group_concat(
		  student || char(31) || confidence || char(31) || replace(replace(pick, char(31), ' '), char(30), ' '), char(30))
		FROM answers WHERE class = ? AND prompt IN (SELECT value FROM json_each(?)) GROUP BY prompt ORDER BY prompt`, class, string(names))
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []quiz.Pick
	for rows.Next() {
		var id quiz.PromptID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		if list, err = splitPicks(list[:0], text); err != nil {
			return fmt.Errorf("read the answers to %s: %w", id, err)
		}
		if err := each(id, list); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	return nil
}

// splitPicks takes a text of Picks apart.
func splitPicks(list []quiz.Pick, text string) ([]quiz.Pick, error) {
	for one := range strings.SplitSeq(text, pickMark) {
		student, rest, ok := strings.Cut(one, fieldMark)
		confidence, pick, ok2 := strings.Cut(rest, fieldMark)
		if !ok || !ok2 {
			return nil, errors.New("an answer without all its fields")
		}
		list = append(list, quiz.Pick{Student: quiz.StudentID(student), Pick: pick, Confidence: quiz.Confidence(confidence)})
	}
	return list, nil
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
