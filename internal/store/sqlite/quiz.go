package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

func missing(id quiz.PromptID) error {
	return fault.New(fault.Missing, "There is no prompt {{.Prompt}}.", "").With("Prompt", id)
}

// millis keeps the zero time as 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

const promptColumns = `id, class, kind, question, pinned, opens, closes, changes, boards, state`

type scanner interface{ Scan(into ...any) error }

func scanPrompt(row scanner) (quiz.Prompt, error) {
	var p quiz.Prompt
	var opens, closes int64
	var boards []byte
	if err := row.Scan(&p.ID, &p.Class, &p.Kind, &p.Question, &p.Pinned, &opens, &closes, &p.Changes, &boards, &p.State); err != nil {
		return p, err
	}
	p.Opens, p.Closes = moment(opens), moment(closes)
	if err := json.Unmarshal(boards, &p.Boards); err != nil {
		return p, fmt.Errorf("boards of prompt %s: %w", p.ID, err)
	}
	return p, nil
}

// same tells whether two prompts ask the same thing, whatever has become of them since.
func same(a, b quiz.Prompt) bool {
	return a.ID == b.ID && a.Class == b.Class && a.Kind == b.Kind && a.Question == b.Question && string(a.Pinned) == string(b.Pinned) &&
		a.Opens.Equal(b.Opens) && a.Closes.Equal(b.Closes) && a.Changes == b.Changes && slices.Equal(a.Boards, b.Boards)
}

// OpenPrompt implements quiz.Store.
func (s *Store) OpenPrompt(ctx context.Context, p quiz.Prompt) error {
	boards, err := json.Marshal(p.Boards)
	if err != nil {
		return fmt.Errorf("boards of prompt %s: %w", p.ID, err)
	}
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		st, err := w.stmt(ctx, `SELECT `+promptColumns+` FROM prompts WHERE class = ? AND id = ?`)
		if err != nil {
			return err
		}
		was, err := scanPrompt(st.QueryRowContext(ctx, p.Class, p.ID))
		switch {
		case err == nil && same(was, p):
			return nil
		case err == nil:
			return fault.New(fault.Conflict, "Another prompt has the id {{.Prompt}}.", "").With("Prompt", p.ID)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		return w.exec(ctx, `INSERT INTO prompts(`+promptColumns+`) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.ID, p.Class, p.Kind, p.Question, p.Pinned, millis(p.Opens), millis(p.Closes), p.Changes, string(boards), quiz.Open)
	})
}

// Placed implements quiz.Store.
func (s *Store) Placed(ctx context.Context, class quiz.ClassID, id quiz.PromptID, at chat.Ref) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		var n int
		if err := w.row(ctx, `SELECT count(*) FROM prompts WHERE class = ? AND id = ?`, []any{class, id}, []any{&n}); err != nil {
			return err
		}
		if n == 0 {
			return missing(id)
		}
		return w.exec(ctx, `INSERT INTO placements(class, prompt, seq, platform, tenant, channel, thread, message)
			SELECT ?1, ?2, (SELECT coalesce(max(seq), 0) + 1 FROM placements WHERE class = ?1 AND prompt = ?2), ?3, ?4, ?5, ?6, ?7
			ON CONFLICT DO NOTHING`,
			class, id, at.Place.Platform, at.Place.Tenant, at.Place.Channel, at.Place.Thread, at.Message)
	})
}

// Prompt implements quiz.Store.
func (s *Store) Prompt(ctx context.Context, class quiz.ClassID, id quiz.PromptID) (quiz.Prompt, []chat.Ref, error) {
	p, err := scanPrompt(s.read.QueryRowContext(ctx, `SELECT `+promptColumns+` FROM prompts WHERE class = ? AND id = ?`, class, id))
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil, missing(id)
	}
	if err != nil {
		return p, nil, fmt.Errorf("read prompt %s: %w", id, err)
	}
	rows, err := s.read.QueryContext(ctx, `SELECT platform, tenant, channel, thread, message FROM placements
		WHERE class = ? AND prompt = ? ORDER BY seq`, class, id)
	refs, err := collect(rows, err, func(row scanner) (r chat.Ref, err error) {
		return r, row.Scan(&r.Place.Platform, &r.Place.Tenant, &r.Place.Channel, &r.Place.Thread, &r.Message)
	})
	if err != nil {
		return p, nil, fmt.Errorf("read where prompt %s was posted: %w", id, err)
	}
	return p, refs, nil
}

// OpenPrompts implements quiz.Store.
func (s *Store) OpenPrompts(ctx context.Context, class quiz.ClassID) ([]quiz.Prompt, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+promptColumns+` FROM prompts WHERE class = ? AND state = 'open' AND kind <> 'practice' ORDER BY opens, id`, class)
	ps, err := collect(rows, err, scanPrompt)
	if err != nil {
		return nil, fmt.Errorf("list open prompts: %w", err)
	}
	return ps, nil
}

// Prompts implements quiz.Store.
func (s *Store) Prompts(ctx context.Context, class quiz.ClassID, limit int) ([]quiz.Prompt, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+promptColumns+` FROM prompts WHERE class = ? AND kind <> 'practice'
		ORDER BY opens DESC, id DESC LIMIT ?`, class, max(limit, 0))
	ps, err := collect(rows, err, scanPrompt)
	if err != nil {
		return nil, fmt.Errorf("list prompts: %w", err)
	}
	return ps, nil
}

// ClosePrompt implements quiz.Store.
func (s *Store) ClosePrompt(ctx context.Context, class quiz.ClassID, id quiz.PromptID) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		var n int
		if err := w.row(ctx, `SELECT count(*) FROM prompts WHERE class = ? AND id = ?`, []any{class, id}, []any{&n}); err != nil {
			return err
		}
		if n == 0 {
			return missing(id)
		}
		w.forget()
		return w.exec(ctx, `UPDATE prompts SET state = 'closed' WHERE class = ? AND id = ?`, class, id)
	})
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) (list []T, _ error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
