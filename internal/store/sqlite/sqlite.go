// Package sqlite keeps everything in one file, without any service: the default store.
//
// The file is in WAL mode with synchronous=FULL: what was told "recorded" survives the end of the
// process and a power cut, on a disk that keeps what it says it has synced. Of what nobody was
// told yet, each answer is there as a whole or not at all. Where the disk is full, or a write or a
// sync fails, the answer is refused and the store goes on; once the disk works again answers are
// taken again, without a restart. The tests cut the power at random moments and have the disk
// fail in each way (power_test.go). A file that is emptied, taken away or replaced is noticed,
// see lost.go. All writes go through one goroutine that commits whatever is waiting as one
// transaction, so that many answers share one fsync; readers see committed states only and
// never wait for it. The tables are plain and documented, so that an instructor can query
// them with any SQLite tool while the bot runs.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"lectern/internal/fault"
	"lectern/internal/store"
)

var _ store.Store = (*Store)(nil)

// Store is one SQLite file. It is safe for concurrent use within one process; a second
// process that opens the same file to write is refused by SQLite's own locks.
type Store struct {
	path   string
	write  *sql.DB // one connection, used by the writer alone
	read   reader
	watch  *watch
	jobs   chan job
	boards *boards

	closing  sync.Once
	closed   chan struct{} // no job is accepted any more
	finished chan struct{} // the writer is done
}

// readers is how many queries may run beside the writer.
const readers = 4

// Open opens the file at path, or makes it, and brings its schema up to date. A store that was
// wiped while it was in use is refused until the loss is over.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := Noted(path); err != nil {
		return nil, err
	}
	return open(ctx, path)
}

func open(ctx context.Context, path string) (*Store, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "The folder "+dir+", where the store shall be kept, cannot be made.",
				"Make it yourself for the user who runs Lectern, or set LECTERN_STORE.")
		}
	}
	// The file holds names and marks: nobody but its owner reads it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The store "+path+" cannot be opened for writing.",
			"Check that the folder exists and belongs to the user who runs Lectern, or set LECTERN_STORE.")
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("close %s: %w", path, err)
	}
	s := &Store{path: path, jobs: make(chan job, maxBatch), closed: make(chan struct{}), finished: make(chan struct{}), watch: &watch{path: path}}
	if s.write, err = sql.Open("sqlite", dsn(path, "immediate")); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	s.read.watch = s.watch
	if s.read.DB, err = sql.Open("sqlite", dsn(path, "deferred")); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.write.Close())
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.read.Close(), s.write.Close())
	}
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	if err := migrate(ctx, s.write); err != nil {
		return err
	}
	if err := s.watch.begin(ctx, s.write); err != nil {
		return err
	}
	s.boards = newBoards()
	w, err := newWriter(ctx, s.write)
	if err != nil {
		return err
	}
	go s.run(w) //nolint:contextcheck // the writer outlives the call that opens the store
	return nil
}

// dsn sets what every connection needs. foreign_keys is on although the statements keep the
// keys themselves: an instructor's own tool shall not break them either.
func dsn(path, txlock string) string {
	q := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)", "temp_store(MEMORY)",
	}, "_txlock": {txlock}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// Check writes and reads back a row, in one commit.
func (s *Store) Check(ctx context.Context) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO meta(key, value) VALUES('checked', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value`,
			time.Now().UnixMilli())
	})
}

// Close commits what was accepted and closes the file.
func (s *Store) Close() error {
	s.closing.Do(func() { close(s.closed) })
	<-s.finished
	return errors.Join(s.read.Close(), s.write.Close())
}
