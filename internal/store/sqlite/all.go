package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"lectern/internal/quiz"
)

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
