package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"lectern/content"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
	"lectern/internal/origin"
)

// OpenCourse reads the course in a folder, zip or repository; when where is empty, the one in
// fallback; when that is nil, the one that is built in. The settings say what kind of course it
// is.
func OpenCourse(ctx context.Context, cfg *config.Config, where string, fallback fs.FS, log *slog.Logger) (*course.Library, error) {
	src := course.Source{FS: fallback, Log: log, Options: course.Options{Name: content.Name, Format: cfg.Getenv(config.Reader)}}
	if err := locate(where, &src); err != nil {
		return nil, err
	}
	if origin.KindOf(where) == origin.Repository {
		src.Poll = cfg.PullEvery()
	}
	lib, err := course.Open(ctx, src)
	if src.Dir != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.Missing, "The course folder "+where+" does not exist.", "Check the path in LECTERN_CONTENT or --content.")
	}
	return lib, err
}

// locate fills in where a course is kept and how it is called when it names itself nowhere.
func locate(where string, src *course.Source) error {
	if where == "" {
		if src.FS != nil {
			return nil
		}
		fsys, err := content.FS()
		src.FS = fsys
		return err
	}
	if origin.KindOf(where) == origin.Repository {
		g, err := origin.NewGit(where)
		if err != nil {
			return err
		}
		src.Origin, src.Options.Name = g, g.Name()
		return nil
	}
	abs, err := filepath.Abs(where)
	if err != nil {
		return fmt.Errorf("find the course: %w", err)
	}
	name := filepath.Base(abs)
	if origin.KindOf(where) == origin.Archive {
		src.Origin = origin.Zip{Path: abs}
		src.Options.Name = strings.TrimSuffix(name, filepath.Ext(name))
		return nil
	}
	if info, err := os.Stat(abs); err == nil && !info.IsDir() {
		return fault.New(fault.Invalid, where+" is a file, and a course is a folder or a zip.", "Name the folder it is in: "+filepath.Dir(where)+".")
	}
	src.Dir, src.Options.Name = where, name
	return nil
}
