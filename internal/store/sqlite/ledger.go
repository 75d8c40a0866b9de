package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
)

const entryColumns = `key, stage, owner, until, attempts, first, platform, tenant, channel, thread, message`

func scanEntry(row scanner) (ledger.Entry, error) {
	var e ledger.Entry
	var until, first int64
	err := row.Scan(&e.Key, &e.Stage, &e.Owner, &until, &e.Attempts, &first,
		&e.Ref.Place.Platform, &e.Ref.Place.Tenant, &e.Ref.Place.Channel, &e.Ref.Place.Thread, &e.Ref.Message)
	e.Until, e.First = moment(until), moment(first)
	return e, err
}

// entry reads a job; ok is false when there is none.
func (w *writer) entry(ctx context.Context, class quiz.ClassID, key ledger.Key) (e ledger.Entry, ok bool, err error) {
	st, err := w.stmt(ctx, `SELECT `+entryColumns+` FROM ledger WHERE class = ? AND key = ?`)
	if err != nil {
		return e, false, err
	}
	e, err = scanEntry(st.QueryRowContext(ctx, class, key))
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.Entry{}, false, nil
	}
	return e, err == nil, err
}

func unknownJob(key ledger.Key) error {
	return fault.New(fault.Missing, "There is no job {{.Job}} in the ledger.", "").With("Job", key)
}

// Claim implements ledger.Store.
func (s *Store) Claim(ctx context.Context, class quiz.ClassID, key ledger.Key, owner string, now time.Time, lease time.Duration) (ledger.Claim, error) {
	var c ledger.Claim
	err := s.do(ctx, func(ctx context.Context, w *writer) error {
		e, ok, err := w.entry(ctx, class, key)
		switch {
		case err != nil:
			return err
		case ok && e.Stage != ledger.Claimed:
			c = ledger.Claim{Entry: e}
			return nil
		case ok && e.Until.After(now):
			c = ledger.Claim{Mine: e.Owner == owner, Entry: e}
			return nil
		case !ok:
			e = ledger.Entry{Key: key, Stage: ledger.Claimed, First: moment(millis(now))}
		}
		e.Owner, e.Until = owner, moment(millis(now.Add(lease)))
		e.Attempts++
		c = ledger.Claim{Mine: true, Entry: e}
		return w.exec(ctx, `INSERT INTO ledger(class, key, stage, owner, until, attempts, first) VALUES(?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT(class, key) DO UPDATE SET owner = excluded.owner, until = excluded.until, attempts = excluded.attempts`,
			class, key, e.Stage, e.Owner, millis(e.Until), e.Attempts, millis(e.First))
	})
	if err != nil {
		return ledger.Claim{}, err
	}
	return c, nil
}

// Post implements ledger.Store.
func (s *Store) Post(ctx context.Context, class quiz.ClassID, key ledger.Key, _ string, ref chat.Ref) (ledger.Entry, error) {
	var e ledger.Entry
	err := s.do(ctx, func(ctx context.Context, w *writer) error {
		var ok bool
		var err error
		e, ok, err = w.entry(ctx, class, key)
		if err != nil {
			return err
		}
		if !ok {
			return unknownJob(key)
		}
		if e.Stage != ledger.Claimed {
			return nil
		}
		e.Stage, e.Ref = ledger.Posted, ref
		return w.exec(ctx, `UPDATE ledger SET stage = 'posted', platform = ?, tenant = ?, channel = ?, thread = ?, message = ? WHERE class = ? AND key = ?`,
			ref.Place.Platform, ref.Place.Tenant, ref.Place.Channel, ref.Place.Thread, ref.Message, class, key)
	})
	if err != nil {
		return ledger.Entry{}, err
	}
	return e, nil
}

// Confirm implements ledger.Store.
func (s *Store) Confirm(ctx context.Context, class quiz.ClassID, key ledger.Key) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		_, ok, err := w.entry(ctx, class, key)
		if err != nil {
			return err
		}
		if !ok {
			return unknownJob(key)
		}
		return w.exec(ctx, `UPDATE ledger SET stage = 'confirmed' WHERE class = ? AND key = ?`, class, key)
	})
}

// Release implements ledger.Store.
func (s *Store) Release(ctx context.Context, class quiz.ClassID, key ledger.Key, owner string) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `UPDATE ledger SET until = 0, owner = '' WHERE class = ? AND key = ? AND owner = ? AND stage = 'claimed'`, class, key, owner)
	})
}

// Unfinished implements ledger.Store.
func (s *Store) Unfinished(ctx context.Context, class quiz.ClassID) ([]ledger.Entry, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+entryColumns+` FROM ledger WHERE class = ? AND stage <> 'confirmed' ORDER BY first, key`, class)
	list, err := collect(rows, err, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("list unfinished jobs: %w", err)
	}
	return list, nil
}
