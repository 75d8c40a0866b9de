package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"lectern/internal/bot"
	"lectern/internal/commands"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/ledger"
	"lectern/internal/say"
	"lectern/internal/store"
)

// Core is the bot without any platform: a course, the commands over it, and the handler.
type Core struct {
	Library  *course.Library
	Commands *commands.Set
	Bot      *bot.Bot
	Room     *Classroom // nil without a store
}

// CoreOptions are what NewCore needs.
type CoreOptions struct {
	Config  *config.Config
	Log     *slog.Logger
	Content fs.FS             // the course when no folder is named; the built-in one when nil
	Keys    [][]byte          // for tokens; made for this process alone when empty
	Observe func(bot.Outcome) // may be nil
	// Store keeps answers and settings; without one there are only the commands that read.
	Store    store.Store
	Adapters ledger.Adapters // by platform, for what the bot says of its own accord; may be nil
}

// NewCore reads the course and makes the bot over it.
func NewCore(ctx context.Context, o CoreOptions) (*Core, error) {
	lib, err := OpenCourse(ctx, o.Config, o.Config.Getenv(config.Content), o.Content, o.Log)
	if err != nil {
		return nil, err
	}
	if len(o.Keys) == 0 {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails (crypto/rand, Go 1.24)
		o.Keys = append(o.Keys, key)
	}
	core, err := o.over(ctx, lib)
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return core, nil
}

// over makes the bot over a course.
func (o CoreOptions) over(ctx context.Context, lib *course.Library) (*Core, error) {
	tokens, err := bot.NewTokens(o.Keys...)
	if err != nil {
		return nil, err
	}
	languages, err := say.Load()
	if err != nil {
		return nil, err
	}
	core := &Core{Library: lib}
	co := commands.Options{Library: lib, Tokens: tokens, Languages: languages, PublicURL: o.Config.PublicURL()}
	bo := bot.Options{Tokens: tokens, Log: o.Log, Observe: o.Observe, Languages: languages}
	if o.Store != nil {
		if core.Room, err = newClassroom(ctx, o, lib); err != nil {
			return nil, err
		}
		co.Classroom, bo.Access, bo.Language = core.Room.parts, core.Room.parts.Access, core.Room.parts.Language
		bo.Vouch = core.Room.parts.Vouch
	}
	core.Commands = commands.New(co)
	if core.Room != nil {
		bo.Desk = core.Commands
		core.Room.furnish(core.Commands, o.Adapters)
	}
	bo.Commands = core.Commands.List()
	if core.Room != nil {
		bo.Welcome, bo.Welcomed = core.Commands.Welcome, core.Commands.Welcomed
	}
	if core.Bot, err = bot.New(bo); err != nil {
		return nil, err
	}
	return core, nil
}

// Current is the course as the API shows it: without what any class keeps back.
func (c *Core) Current() *course.Snapshot { return c.Page("") }

// Page is the course as the reading pages show it to who follows a link with a reference.
func (c *Core) Page(reference string) *course.Snapshot {
	return c.Commands.Public(reference, time.Now())
}

// Files is the folder of the course, for its pictures.
func (c *Core) Files() fs.FS { return c.Library.Files() }
