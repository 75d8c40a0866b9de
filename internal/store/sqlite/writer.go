package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	"lectern/internal/fault"
)

// maxBatch is how many jobs share a commit at most. Measured on a disk that syncs 3,700
// times a second, 256 writers' worth in one commit gives four times the rate of single ones.
const maxBatch = 256

// patience is how often the writer lets others run before it takes a batch for complete.
const patience = 2

// job is one atomic step: it either does all of what it is for or returns an error and has
// written nothing (jobs check first and write last).
type job struct {
	ctx  context.Context //nolint:containedctx // the caller's, so that a step nobody waits for is not begun
	step func(ctx context.Context, w *writer) error
	done chan error
}

// writer holds the write connection and its prepared statements.
type writer struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	known map[promptKey]asked
	after []func() // of the step that runs now
}

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("reserve the write connection: %w", err)
	}
	return &writer{conn: conn, stmts: make(map[string]*sql.Stmt), known: make(map[promptKey]asked)}, nil
}

func (w *writer) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := w.stmts[query]; ok {
		return st, nil
	}
	// A prepared statement outlives the request that needed it first.
	st, err := w.conn.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	w.stmts[query] = st
	return st, nil
}

func (w *writer) exec(ctx context.Context, query string, args ...any) error {
	st, err := w.stmt(ctx, query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(ctx, args...)
	return err
}

// row scans one row; sql.ErrNoRows when there is none.
func (w *writer) row(ctx context.Context, query string, args, into []any) error {
	st, err := w.stmt(ctx, query)
	if err != nil {
		return err
	}
	return st.QueryRowContext(ctx, args...).Scan(into...)
}

// onCommit has f called once the running step is durable.
func (w *writer) onCommit(f func()) { w.after = append(w.after, f) }

// do hands a step to the writer and waits until it is durable.
func (s *Store) do(ctx context.Context, step func(context.Context, *writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if l := s.watch.lost.Load(); l != nil {
		return l.Fault()
	}
	j := job{ctx: ctx, step: step, done: make(chan error, 1)}
	select {
	case <-s.closed:
		return fault.New(fault.Busy, "The store is closing.", "Try again in a moment.")
	default:
	}
	select {
	case s.jobs <- j:
	case <-s.closed:
		return fault.New(fault.Busy, "The store is closing.", "Try again in a moment.")
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		// The step may still be done; the caller repeats it and hears so.
		return ctx.Err()
	case <-s.finished:
		select {
		case err := <-j.done:
			return err
		default:
			return fault.New(fault.Busy, "The store is closing.", "Try again in a moment.")
		}
	}
}

// run commits what is waiting until the store closes, and what was accepted before that.
func (s *Store) run(w *writer) {
	defer close(s.finished)
	batch := make([]job, 0, maxBatch)
	for {
		select {
		case j := <-s.jobs:
			batch = s.gather(append(batch[:0], j))
			s.commit(w, batch)
		case <-s.closed:
			for {
				batch = s.gather(batch[:0])
				if len(batch) == 0 {
					_ = w.conn.Close() // the pool is closed next and reports
					return
				}
				s.commit(w, batch)
			}
		}
	}
}

// gather takes what is waiting, and what those who can run bring meanwhile: a class that was
// answered by one commit asks again all at once, and whoever comes too late for the next waits
// for a whole sync. It does not wait for the clock.
func (s *Store) gather(batch []job) []job {
	for len(batch) < maxBatch {
		select {
		case j := <-s.jobs:
			batch = append(batch, j)
			continue
		default:
		}
		had := len(batch)
		for range patience {
			runtime.Gosched()
		}
		select {
		case j := <-s.jobs:
			batch = append(batch, j)
		default:
		}
		if len(batch) == had {
			return batch
		}
	}
	return batch
}

// commit does a batch in one transaction. When it fails as a whole (a full disk, a broken
// statement), each job is tried by itself, so that one cannot take the others down.
func (s *Store) commit(w *writer, batch []job) {
	results, after, err := s.transact(w, batch)
	if why, wiped := errors.AsType[wipedError](err); wiped {
		err = s.lose(context.Background(), w, why)
	}
	if s.watch.lost.Load() != nil {
		for _, j := range batch {
			j.done <- err
		}
		return
	}
	if err != nil && len(batch) > 1 {
		for _, j := range batch {
			s.commit(w, []job{j})
		}
		return
	}
	for _, f := range after {
		f()
	}
	for i, j := range batch {
		if err != nil {
			j.done <- fault.Wrap(err, fault.Busy, "The store could not keep this.", "Try again in a moment; the operator finds the reason in the log.")
			continue
		}
		j.done <- results[i]
	}
}

// transact runs the steps of a batch in the file that was opened. An error of a step is its
// caller's; the returned error means that nothing at all was written, or nothing that lasts.
func (s *Store) transact(w *writer, batch []job) (results []error, after []func(), err error) {
	ctx := context.Background()
	if err := s.watch.there(); err != nil {
		return nil, nil, err
	}
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, nil, fmt.Errorf("begin: %w", err)
	}
	var mark string
	err = w.row(ctx, readMark, nil, []any{&mark})
	if err := s.watch.marked(mark, err); err != nil {
		return nil, nil, errors.Join(err, w.exec(ctx, "ROLLBACK"))
	}
	results = make([]error, len(batch))
	for i, j := range batch {
		w.after = w.after[:0]
		if results[i] = j.ctx.Err(); results[i] != nil {
			continue
		}
		results[i] = j.step(ctx, w)
		if results[i] != nil && fault.KindOf(results[i]) == fault.Internal {
			w.forget()
			return nil, nil, errors.Join(results[i], w.exec(ctx, "ROLLBACK"))
		}
		after = append(after, w.after...)
	}
	if err := w.exec(ctx, "COMMIT"); err != nil {
		w.forget()
		return nil, nil, errors.Join(fmt.Errorf("commit: %w", err), w.exec(ctx, "ROLLBACK"))
	}
	return results, after, s.watch.there()
}
