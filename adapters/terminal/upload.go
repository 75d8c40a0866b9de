package terminal

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// A file is given in a terminal by its path. Whoever types it could read the file anyway.

// give makes files of the arguments that are paths.
func give(s chat.Spec, in *chat.Invocation) {
	params := s.Args
	for _, sub := range s.Subs {
		if sub.Name == in.Sub {
			params = sub.Args
		}
	}
	kept := in.Args[:0:0]
	for _, a := range in.Args {
		if !isFile(params, a.Name) {
			kept = append(kept, a)
		} else if a.Value != "" {
			in.Files = append(in.Files, upload(a.Name, a.Value))
		}
	}
	in.Args = kept
}

func isFile(params []chat.Param, name string) bool {
	for _, p := range params {
		if p.Name == name {
			return p.Kind == chat.FileParam
		}
	}
	return false
}

// upload is a file of the disk; nothing is read yet.
func upload(field, path string) chat.Upload {
	u := chat.Upload{Field: field, Name: filepath.Base(path)}
	if about, err := os.Stat(path); err == nil {
		u.Size = int(about.Size())
	}
	u.Fetch = func(_ context.Context, most int) ([]byte, error) { return read(path, most) }
	return u
}

func read(path string, most int) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Missing, "There is no file {{.File}}.", "Give its path as it is seen from the folder in which you started.").With("File", path)
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	return data, nil
}

func unreadable(path string, err error) error {
	return fault.Wrap(reason(err), fault.Invalid, "The file {{.File}} cannot be read.", "Check that it is a file and that you may read it.").With("File", path)
}
