package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"lectern/internal/announce"
	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/commands"
	"lectern/internal/course"
	"lectern/internal/daily"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/store"
)

// Classroom is what asks, marks and ranks: everything that needs a store.
type Classroom struct {
	Store     store.Store
	Bank      *bank.Library
	Directory *class.Directory
	Live      *live.Service
	Daily     *daily.Runner
	Announce  *announce.Runner

	parts    *commands.Classroom
	commands *commands.Set
	log      *slog.Logger
}

// newClassroom makes the classroom of a course. adapters may know nobody yet.
func newClassroom(ctx context.Context, o CoreOptions, lib *course.Library) (*Classroom, error) {
	room := &Classroom{Store: o.Store, log: o.Log}
	var err error
	if room.Bank, err = bank.Open(ctx, lib, o.Log); err != nil {
		return nil, err
	}
	if room.Directory, err = class.NewDirectory(ctx, o.Store, o.Log); err != nil {
		return nil, err
	}
	room.parts = &commands.Classroom{
		Directory: room.Directory, Bank: room.Bank.Current, Quiz: quiz.NewService(o.Store), Store: o.Store, Secret: o.Keys[0],
	}
	return room, nil
}

// furnish makes what runs by itself, once there are views to show.
func (c *Classroom) furnish(set *commands.Set, adapters ledger.Adapters) {
	if adapters == nil {
		adapters = func(chat.Platform) chat.Adapter { return nil }
	}
	poster := ledger.NewPoster(c.Store, adapters, rand.Text()[:12])
	p := c.parts
	c.Live = live.New(live.Options{
		Classes: c.Directory.List, Bank: p.Bank, Quiz: p.Quiz, Store: c.Store, Poster: poster, Adapters: adapters, Views: set, Secret: p.Secret, Log: c.log,
	})
	c.commands, p.Live = set, c.Live
	c.Announce = announce.New(announce.Options{
		Classes: c.Directory.List, Book: announce.Book{Store: c.Store}, Poster: poster, Adapters: adapters, Views: set, Log: c.log,
	})
	p.Announce = c.Announce
	c.Daily = daily.New(daily.Options{
		Classes: c.Directory.List, Bank: p.Bank, Quiz: p.Quiz, Store: c.Store, Poster: poster, Adapters: adapters, Views: set, Secret: p.Secret, Log: c.log,
	})
}

// shelve has what classes keep back left out ahead of time, so that no student waits for it.
func (c *Classroom) shelve(ctx context.Context) error {
	t := time.NewTicker(class.Refresh)
	defer t.Stop()
	for {
		c.commands.Shelve(time.Now())
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// Run keeps settings and questions current, asks and closes, and looks after live rounds,
// until ctx ends.
func (c *Classroom) Run(ctx context.Context) error {
	var g errgroup.Group
	for _, part := range []func(context.Context) error{c.Bank.Run, c.Directory.Run, c.Daily.Run, c.Live.Run, c.Announce.Run, c.shelve} {
		g.Go(func() error { return part(ctx) })
	}
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
