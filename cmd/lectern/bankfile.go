package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
)

// questionFolder is a folder whose files of questions are rewritten. No path leads out of it.
type questionFolder struct {
	root *os.Root
	dir  string
}

// openFolder opens a folder to write in.
func openFolder(dir string) (*questionFolder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The folder "+dir+" cannot be opened to write questions into.", "Name the folder of a course on this computer.")
	}
	return &questionFolder{root, dir}, nil
}

// openBank opens the course that a sub-command changes the questions of, its bank and its
// folder; dir, when given, is it. The built-in course cannot be written to.
func (c *cli) openBank(ctx context.Context, dir string) (*course.Library, *bank.Bank, *questionFolder, error) {
	if dir == "" {
		cfg, err := c.settings()
		if err != nil {
			return nil, nil, nil, err
		}
		dir = cfg.Getenv(config.Content)
	}
	if dir == "" {
		return nil, nil, nil, fault.New(fault.Invalid, "The built-in course cannot be written to.", "Name the folder of your course: lectern bank review my-course.")
	}
	lib, err := c.course(ctx, dir)
	if err != nil {
		return nil, nil, nil, err
	}
	b, err := bank.Load(ctx, lib.Files(), lib.Current().Course)
	if err != nil {
		return nil, nil, nil, errors.Join(err, lib.Close())
	}
	folder, err := openFolder(dir)
	if err != nil {
		return nil, nil, nil, errors.Join(err, lib.Close())
	}
	return lib, b, folder, nil
}

func (f *questionFolder) close() { _ = f.root.Close() }

// change rewrites a file: edit gets its bytes, none when there is no file yet, and gives the
// new ones. The file is written beside itself first and then takes its name, so that a reader,
// and whoever pulls the plug, finds either the old one or the new one whole.
func (f *questionFolder) change(name string, edit func([]byte) ([]byte, error)) error {
	mode := fs.FileMode(0o644)
	info, err := f.root.Lstat(name)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return fault.New(fault.Invalid, filepath.Join(f.dir, name)+" is not a plain file, so it is not written to.", "Put the file itself there; links are not followed.")
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return f.failed(name, err)
	}
	var data []byte
	if info != nil {
		if data, err = f.root.ReadFile(name); err != nil {
			return f.failed(name, err)
		}
	}
	out, err := edit(data)
	if err != nil {
		return err
	}
	if info != nil && string(out) == string(data) {
		return nil
	}
	if err := f.replace(name, out, mode); err != nil {
		return f.failed(name, err)
	}
	return nil
}

func (f *questionFolder) failed(name string, err error) error {
	return fault.Wrap(err, fault.Invalid, "The questions could not be written to "+filepath.Join(f.dir, name)+".", "Check the permissions of the folder and the space left on the disk.")
}

func (f *questionFolder) replace(name string, data []byte, mode fs.FileMode) error {
	temp := path.Join(path.Dir(name), "."+path.Base(name)+"."+strings.ToLower(rand.Text()[:8])+".tmp")
	w, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("write beside it: %w", err)
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Chmod(mode), w.Sync(), w.Close())
	if err == nil {
		err = f.root.Rename(temp, name)
	}
	if err != nil {
		return errors.Join(err, f.root.Remove(temp))
	}
	if d, err := f.root.Open(path.Dir(name)); err == nil { // so that the new name outlives a power cut
		_ = d.Sync() // some file systems cannot; the file itself is safe
		_ = d.Close()
	}
	return nil
}
