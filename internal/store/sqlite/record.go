package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// SaveRecord implements record.Store.
func (s *Store) SaveRecord(ctx context.Context, r record.Record) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		key := []any{r.Class, r.Kind, r.ID}
		may, same, err := w.save(ctx, `SELECT revision, data FROM records WHERE class = ? AND kind = ? AND id = ?`, key, r.Revision, string(r.Data))
		switch {
		case err != nil:
			return err
		case r.Data == nil:
			return w.remove(ctx, r, may)
		case same:
			return nil
		case !may:
			return conflict()
		}
		return w.exec(ctx, `INSERT INTO records(class, kind, id, revision, data) VALUES(?, ?, ?, ?, ?)
			ON CONFLICT(class, kind, id) DO UPDATE SET revision = excluded.revision, data = excluded.data`, append(key, r.Revision+1, string(r.Data))...)
	})
}

// remove deletes a record that may be there.
func (w *writer) remove(ctx context.Context, r record.Record, may bool) error {
	var n int
	if err := w.row(ctx, `SELECT count(*) FROM records WHERE class = ? AND kind = ? AND id = ?`, []any{r.Class, r.Kind, r.ID}, []any{&n}); err != nil {
		return err
	}
	if n > 0 && !may {
		return conflict()
	}
	return w.exec(ctx, `DELETE FROM records WHERE class = ? AND kind = ? AND id = ?`, r.Class, r.Kind, r.ID)
}

func conflict() error {
	return fault.New(fault.Conflict, "Somebody else has changed this since.", "Look at it again.")
}

func scanRecord(row scanner) (r record.Record, err error) {
	return r, row.Scan(&r.Class, &r.Kind, &r.ID, &r.Revision, &r.Data)
}

// Record implements record.Store.
func (s *Store) Record(ctx context.Context, class quiz.ClassID, kind record.Kind, id string) (record.Record, error) {
	r, err := scanRecord(s.read.QueryRowContext(ctx, `SELECT class, kind, id, revision, data FROM records WHERE class = ? AND kind = ? AND id = ?`, class, kind, id))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.Missing, "This is not there any more.", "")
	}
	if err != nil {
		return r, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	return r, nil
}

// Records implements record.Store.
func (s *Store) Records(ctx context.Context, class quiz.ClassID, kind record.Kind) ([]record.Record, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT class, kind, id, revision, data FROM records WHERE class = ? AND kind = ? ORDER BY id`, class, kind)
	list, err := collect(rows, err, scanRecord)
	if err != nil {
		return nil, fmt.Errorf("list %ss: %w", kind, err)
	}
	return list, nil
}
