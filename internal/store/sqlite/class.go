package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// save writes a value that is changed by whoever read it last. It tells whether it may: the
// revision is the one it was read with, or the very same contents were saved already.
func (w *writer) save(ctx context.Context, query string, key []any, revision int, data string) (may, same bool, err error) {
	var have int
	var was string
	err = w.row(ctx, query, key, []any{&have, &was})
	if errors.Is(err, sql.ErrNoRows) {
		return revision == 0, false, nil
	}
	if err != nil {
		return false, false, err
	}
	return have == revision, have == revision+1 && was == data, nil
}

// SaveClass implements class.Store.
func (s *Store) SaveClass(ctx context.Context, c class.Class) error {
	data, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode class %s: %w", c.ID, err)
	}
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		may, same, err := w.save(ctx, `SELECT revision, settings FROM classes WHERE id = ?`, []any{c.ID}, c.Revision, string(data))
		switch {
		case err != nil || same:
			return err
		case !may:
			return fault.New(fault.Conflict, "Somebody else has changed this class since.", "Look at it again.")
		}
		return w.exec(ctx, `INSERT INTO classes(id, revision, settings) VALUES(?, ?, ?)
			ON CONFLICT(id) DO UPDATE SET revision = excluded.revision, settings = excluded.settings`, c.ID, c.Revision+1, string(data))
	})
}

// Classes implements class.Store.
func (s *Store) Classes(ctx context.Context) ([]class.Class, error) {
	if err := s.present(ctx); err != nil { // who knows the staff goes by this
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT revision, settings FROM classes ORDER BY id`)
	list, err := collect(rows, err, func(row scanner) (class.Class, error) {
		var c class.Class
		var revision int
		var data []byte
		if err := row.Scan(&revision, &data); err != nil {
			return c, err
		}
		err := json.Unmarshal(data, &c)
		c.Revision = revision
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list classes: %w", err)
	}
	return list, nil
}

// SaveProfile implements class.Store.
func (s *Store) SaveProfile(ctx context.Context, id quiz.ClassID, p class.Profile) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode a profile: %w", err)
	}
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		if p.Empty() {
			return w.exec(ctx, `DELETE FROM profiles WHERE class = ? AND student = ?`, id, p.Student)
		}
		return w.exec(ctx, `INSERT INTO profiles(class, student, profile) VALUES(?, ?, ?)
			ON CONFLICT(class, student) DO UPDATE SET profile = excluded.profile`, id, p.Student, string(data))
	})
}

// Profiles implements class.Store.
func (s *Store) Profiles(ctx context.Context, id quiz.ClassID, students []quiz.StudentID) (map[quiz.StudentID]class.Profile, error) {
	names, err := json.Marshal(students)
	if err != nil {
		return nil, fmt.Errorf("encode students: %w", err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT student, profile FROM profiles WHERE class = ? AND student IN (SELECT value FROM json_each(?))`, id, string(names))
	list, err := collect(rows, err, func(row scanner) (class.Profile, error) {
		var p class.Profile
		var data []byte
		if err := row.Scan(&p.Student, &data); err != nil {
			return p, err
		}
		return p, json.Unmarshal(data, &p)
	})
	if err != nil {
		return nil, fmt.Errorf("read profiles: %w", err)
	}
	out := make(map[quiz.StudentID]class.Profile, len(list))
	for _, p := range list {
		out[p.Student] = p
	}
	return out, nil
}

// SaveRound implements quiz.RoundStore.
func (s *Store) SaveRound(ctx context.Context, r quiz.Round) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode round %s: %w", r.ID, err)
	}
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		may, same, err := w.save(ctx, `SELECT revision, round FROM rounds WHERE class = ? AND id = ?`, []any{r.Class, r.ID}, r.Revision, string(data))
		switch {
		case err != nil || same:
			return err
		case !may:
			return fault.New(fault.Conflict, "Somebody else has led this round on since.", "Look at it again.")
		}
		return w.exec(ctx, `INSERT INTO rounds(class, id, revision, phase, round) VALUES(?, ?, ?, ?, ?)
			ON CONFLICT(class, id) DO UPDATE SET revision = excluded.revision, phase = excluded.phase, round = excluded.round`,
			r.Class, r.ID, r.Revision+1, r.Phase, string(data))
	})
}

func scanRound(row scanner) (quiz.Round, error) {
	var r quiz.Round
	var revision int
	var data []byte
	if err := row.Scan(&revision, &data); err != nil {
		return r, err
	}
	err := json.Unmarshal(data, &r)
	r.Revision = revision
	return r, err
}

// Round implements quiz.RoundStore.
func (s *Store) Round(ctx context.Context, id quiz.ClassID, round quiz.RoundID) (quiz.Round, error) {
	r, err := scanRound(s.read.QueryRowContext(ctx, `SELECT revision, round FROM rounds WHERE class = ? AND id = ?`, id, round))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.Missing, "There is no round {{.Round}}.", "").With("Round", round)
	}
	if err != nil {
		return r, fmt.Errorf("read round %s: %w", round, err)
	}
	return r, nil
}

// OpenRounds implements quiz.RoundStore.
func (s *Store) OpenRounds(ctx context.Context, id quiz.ClassID) ([]quiz.Round, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT revision, round FROM rounds WHERE class = ? AND phase <> 'over' ORDER BY id`, id)
	list, err := collect(rows, err, scanRound)
	if err != nil {
		return nil, fmt.Errorf("list open rounds: %w", err)
	}
	return list, nil
}
