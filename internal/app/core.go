package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"

	"lectern/content"
	"lectern/internal/bot"
	"lectern/internal/commands"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
)

// Core is the bot without any platform: a course, the commands over it, and the handler.
type Core struct {
	Library  *course.Library
	Commands *commands.Set
	Bot      *bot.Bot
}

// CoreOptions are what NewCore needs.
type CoreOptions struct {
	Config  *config.Config
	Log     *slog.Logger
	Content fs.FS             // the course when no folder is named; the built-in one when nil
	Keys    [][]byte          // for tokens; made for this process alone when empty
	Observe func(bot.Outcome) // may be nil
}

// NewCore reads the course and makes the bot over it.
func NewCore(ctx context.Context, o CoreOptions) (*Core, error) {
	lib, err := OpenCourse(ctx, o.Config.Getenv(config.Content), o.Content, o.Log)
	if err != nil {
		return nil, err
	}
	if len(o.Keys) == 0 {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails (crypto/rand, Go 1.24)
		o.Keys = append(o.Keys, key)
	}
	tokens, err := bot.NewTokens(o.Keys...)
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	set := commands.New(commands.Options{Library: lib, Tokens: tokens, PublicURL: o.Config.PublicURL()})
	b, err := bot.New(bot.Options{Commands: set.List(), Tokens: tokens, Log: o.Log, Observe: o.Observe})
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return &Core{Library: lib, Commands: set, Bot: b}, nil
}

// OpenCourse reads the course in a folder; when dir is empty, the one in fallback; when that is
// nil, the one that is built in.
func OpenCourse(ctx context.Context, dir string, fallback fs.FS, log *slog.Logger) (*course.Library, error) {
	src := course.Source{Dir: dir, FS: fallback, Log: log, Options: course.Options{Name: content.Name}}
	switch {
	case dir != "":
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, fmt.Errorf("find the course folder: %w", err)
		}
		src.Options.Name = filepath.Base(abs)
	case fallback == nil:
		fsys, err := content.FS()
		if err != nil {
			return nil, err
		}
		src.FS = fsys
	}
	lib, err := course.Open(ctx, src)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(err, fault.Missing, "The course folder "+dir+" does not exist.", "Check the path in LECTERN_CONTENT or --content.")
	}
	return lib, err
}
