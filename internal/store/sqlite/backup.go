package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"lectern/internal/fault"
)

// Backup writes a consistent copy to path while the store is in use. The copy is complete
// once Backup returns nil; an interrupted one is removed.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.read.there(); err != nil {
		return err
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove an unfinished copy: %w", err)
	}
	if _, err := s.read.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		return errors.Join(fmt.Errorf("copy the store: %w", err), os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("name the copy: %w", err)
	}
	return nil
}

// Dump writes a consistent copy of the file while the store is in use.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp(filepath.Dir(s.path), ".lectern-backup-")
	if err != nil {
		return fmt.Errorf("make room for a copy: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "copy.db")
	if err := s.Backup(ctx, path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer func() { _ = f.Close() }()
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	return nil
}

// Undump makes the file at path from what Dump wrote, after SQLite has found it sound. A file
// that is there already is a fault.Conflict, unless replace is set: then it is kept beside
// the new one, under the name that is given back.
func Undump(ctx context.Context, path string, r io.Reader, replace bool) (kept string, err error) {
	_, err = os.Stat(path)
	there := err == nil
	if there && !replace {
		return "", fault.New(fault.Conflict, "The store {{.Path}} is there already, and it would be lost.",
			"Name another file in LECTERN_STORE, or stop Lectern and give --replace: the present file is then kept beside it.").With("Path", path)
	}
	part := path + ".restoring"
	defer func() { _ = os.Remove(part) }()
	if err := writeCopy(part, r); err != nil {
		return "", err
	}
	if err := sound(ctx, part); err != nil {
		return "", err
	}
	if Noted(path) != nil { // what stands there may be no store at all
		if kept, err = Accept(ctx, path); err != nil {
			return "", err
		}
		there = there && kept == ""
	}
	if there {
		kept = path + ".before-restore-" + time.Now().UTC().Format("20060102-150405")
		old, err := open(ctx, path) // so that what only its log holds is in the copy
		if err != nil {
			return "", err
		}
		if err := errors.Join(old.Backup(ctx, kept), old.Close()); err != nil {
			return "", err
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("remove the log of the old store: %w", err)
			}
		}
	}
	if err := os.Rename(part, path); err != nil {
		return "", fmt.Errorf("name the restored store: %w", err)
	}
	return kept, nil
}

func writeCopy(path string, r io.Reader) error {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make the store's folder: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the restored store: %w", err)
	}
	_, err = io.Copy(f, r)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the restored store: %w", err)
	}
	return nil
}

// sound opens a restored file, which brings its schema up to date, and has SQLite check it.
func sound(ctx context.Context, path string) error {
	s, err := open(ctx, path)
	if err != nil {
		return err
	}
	var verdict string
	err = s.read.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict)
	if err := errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("check the restored store: %w", err)
	}
	if verdict != "ok" {
		return fault.New(fault.Invalid, "The backup holds a damaged store.", "Use an older backup.")
	}
	return nil
}
