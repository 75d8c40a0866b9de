package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lectern/internal/fault"
	"lectern/internal/store"
)

// Whether the file was wiped while it was in use (F8) is told by three things, each looked at
// once per commit: the name still leads to the file that was opened, the file is not empty, and
// the table meta holds the mark, a random word, that was there at the start. The end of a commit
// looks at the name again, so that nobody is told "recorded" of a file that was taken away.
// Readers look at the name. What was noticed is written beside the store, so that a restart does
// not take an empty file for a new store. A file that somebody writes over in place, other than
// by SQLite, cannot be told from its own.

// watch knows whether the file is the one that was opened.
type watch struct {
	path string
	file os.FileInfo
	mark string
	lost atomic.Pointer[store.Loss]

	mu    sync.Mutex
	until time.Time // somebody tells the staff until then
	told  bool
}

// note is what is written beside a store that was wiped.
type note struct {
	Noticed time.Time `json:"noticed"`
	Rescued string    `json:"rescued,omitempty"`
}

// notePath is where the note stands; it is there as long as the loss.
func notePath(path string) string { return path + ".lost" }

// Noted refuses a store beside which a loss is noted.
func Noted(path string) error {
	data, err := os.ReadFile(notePath(path))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var n note
	if err == nil {
		err = json.Unmarshal(data, &n)
	}
	if err != nil {
		return fmt.Errorf("read the note of a loss: %w", err)
	}
	return store.Loss(n).Refusal()
}

// begin remembers the file and its mark, which a new store gets.
func (w *watch) begin(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `INSERT INTO meta(key, value) VALUES('mark', ?) ON CONFLICT DO NOTHING`, rand.Text())
	if err == nil {
		err = db.QueryRowContext(ctx, readMark).Scan(&w.mark)
	}
	if err == nil {
		w.file, err = os.Stat(w.path)
	}
	if err != nil {
		return fmt.Errorf("mark the store: %w", err)
	}
	return nil
}

const readMark = `SELECT value FROM meta WHERE key = 'mark'`

// wipedError says that the file is not the one that was opened, or holds nothing any more.
type wipedError struct{ moved bool }

func (wipedError) Error() string { return "the store was wiped" }

// there looks whether the name leads to the file.
func (w *watch) there() error {
	if l := w.lost.Load(); l != nil {
		return l.Fault()
	}
	now, err := os.Stat(w.path)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && !os.SameFile(w.file, now):
		return wipedError{moved: true}
	case err == nil && now.Size() == 0:
		return wipedError{}
	}
	return nil // a name that cannot be looked up says nothing of the file
}

// marked tells what the answer to readMark says of the file.
func (w *watch) marked(mark string, err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows), err != nil && strings.Contains(err.Error(), "no such table"), err == nil && mark != w.mark:
		return wipedError{}
	}
	return err
}

// lose notes a loss, once, and gives what everybody is told from now on. Of a file that was
// taken away or replaced everything can still be read through the connection that has it open:
// it is copied beside the store, so that nothing is lost.
func (s *Store) lose(ctx context.Context, w *writer, why wipedError) error {
	if l := s.watch.lost.Load(); l != nil {
		return l.Fault()
	}
	n := note{Noticed: time.Now().UTC().Truncate(time.Millisecond)}
	if why.moved && w != nil {
		rescued := s.path + ".rescued-" + n.Noticed.Format("20060102-150405")
		if _, err := w.conn.ExecContext(ctx, `VACUUM INTO ?`, rescued); err == nil {
			n.Rescued = rescued
		}
	}
	l := store.Loss(n)
	s.watch.lost.Store(&l)
	data, err := json.Marshal(n)
	if err == nil {
		err = os.WriteFile(notePath(s.path), append(data, '\n'), 0o600)
	}
	if err != nil { // then the loss holds until the program ends
		return fault.Wrap(fmt.Errorf("note a loss: %w", err), fault.Busy,
			"The store was wiped, so nothing is recorded and nothing counts until whoever runs Lectern has restored it.", "The staff know. Please try again later.")
	}
	return l.Fault()
}

// Lost implements store.Store. A loss lasts until Lectern is started anew, because the file that
// is there by then has to be opened.
func (s *Store) Lost(ctx context.Context) (*store.Loss, error) {
	err := s.do(ctx, func(context.Context, *writer) error { return nil })
	if l := s.watch.lost.Load(); l != nil {
		return l, nil
	}
	return nil, err
}

// ClaimTelling implements store.Store, for the one process that has the file.
func (s *Store) ClaimTelling(_ context.Context, now time.Time, lease time.Duration) (bool, error) {
	w := s.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost.Load() == nil || w.told || now.Before(w.until) {
		return false, nil
	}
	w.until = now.Add(lease)
	return true, nil
}

// Told implements store.Store.
func (s *Store) Told(context.Context) error {
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	s.watch.told = true
	return nil
}

// Accept has the store at path begin anew after a loss, at the next start of Lectern. A sound
// store that stands there by now is left and used; anything else is kept under the name that is
// given back, empty when there was nothing. A store that was not lost is fault.Missing.
func Accept(ctx context.Context, path string) (kept string, err error) {
	if err := Noted(path); err == nil {
		return "", store.Unlost()
	}
	aside := path + ".wiped-" + time.Now().UTC().Format("20060102-150405")
	// The log beside it belongs to the file that is gone: SQLite would write it into this one.
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("put the log of the old store aside: %w", err)
		}
	}
	if err := os.Remove(notePath(path)); err != nil {
		return "", fmt.Errorf("remove the note of the loss: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || sound(ctx, path) == nil {
		return "", nil
	}
	if err := os.Rename(path, aside); err != nil {
		return "", fmt.Errorf("put a damaged store aside: %w", err)
	}
	return aside, nil
}

// reader are the connections that only read. Each query looks first whether the file is there.
type reader struct {
	*sql.DB

	watch *watch
}

// QueryContext is sql.DB's.
func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := r.there(); err != nil {
		return nil, err
	}
	return r.DB.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // the caller's
}

// QueryRowContext is sql.DB's.
func (r reader) QueryRowContext(ctx context.Context, query string, args ...any) row {
	if err := r.there(); err != nil {
		return row{err: err}
	}
	return row{Row: r.DB.QueryRowContext(ctx, query, args...)}
}

// there looks whether the file is there; the next commit, or Lost, notes what it finds.
func (r reader) there() error {
	err := r.watch.there()
	if _, wiped := errors.AsType[wipedError](err); wiped {
		return store.Loss{}.Fault()
	}
	return err
}

// row is a row, or why there is none.
type row struct {
	*sql.Row

	err error
}

// Scan is sql.Row's.
func (r row) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.Row.Scan(into...)
}

// present looks whether the file has its mark, for what is read to be believed for long.
func (s *Store) present(ctx context.Context) error {
	var mark string
	err := s.read.QueryRowContext(ctx, readMark).Scan(&mark)
	if err = s.watch.marked(mark, err); err == nil {
		return nil
	}
	if _, wiped := errors.AsType[wipedError](err); wiped {
		return store.Loss{}.Fault()
	}
	return err
}
