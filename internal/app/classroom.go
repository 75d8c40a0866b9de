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
	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/commands"
	"lectern/internal/course"
	"lectern/internal/daily"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/places"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/stats"
	"lectern/internal/store"
)

// Classroom is what asks, marks and ranks: everything that needs a store.
type Classroom struct {
	Store     store.Store
	Bank      *bank.Library
	Directory *class.Directory
	Links     *class.Links
	Live      *live.Service
	Daily     *daily.Runner
	Announce  *announce.Runner
	Digest    *stats.Runner

	public   string // the address seen from outside, or empty
	local    string // the address on this machine, when nobody else can reach it; or empty
	parts    *commands.Classroom
	commands *commands.Set
	log      *slog.Logger
	alarm    alarm
}

// newClassroom makes the classroom of a course. adapters may know nobody yet.
func newClassroom(ctx context.Context, o CoreOptions, lib *course.Library) (*Classroom, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	room := &Classroom{Store: o.Store, log: o.Log, public: o.Config.PublicURL()}
	var err error
	if room.Bank, err = bank.Open(ctx, lib, o.Log); err != nil {
		return nil, err
	}
	if room.Directory, err = class.NewDirectory(ctx, o.Store, o.Log); err != nil {
		return nil, err
	}
	if room.Links, err = class.NewLinks(ctx, o.Store, room.Directory.List, o.Log); err != nil {
		return nil, err
	}
	room.parts = &commands.Classroom{
		Links: room.Links, Log: o.Log,
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
	c.commands, p.Live, p.Adapters = set, c.Live, adapters
	p.Names = places.New(adapters, c.log)
	p.Insight = &commands.Insight{
		Stats: stats.NewService(c.Store), Digests: stats.Subscribers{Store: c.Store}, Pictures: chart.NewCache(keptCharts), Site: c.site,
	}
	c.Digest = stats.NewRunner(stats.RunnerOptions{
		Classes: c.Directory.List, Subscribers: p.Insight.Digests, Stats: p.Insight.Stats, Poster: poster, Views: set, Still: p.Still, Log: c.log,
	})
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
	schedule.Every(ctx, class.Refresh, func(_ context.Context, now time.Time) { c.commands.Shelve(now) })
	return nil
}

// name learns what the places of all classes are called, so that nobody who asks waits for it.
func (c *Classroom) name(ctx context.Context) error {
	return c.parts.Names.Run(ctx, func() []chat.Place {
		var list []chat.Place
		for _, one := range c.Directory.List() {
			list = append(list, one.Places...)
		}
		return list
	})
}

// The pace of what can wait.
const (
	noveltyEvery = 30 * time.Second
	sweepEvery   = time.Hour
)

// tidy tells staff what is new in the course, and erases students whom their class keeps no
// longer.
func (c *Classroom) tidy(ctx context.Context) error {
	news, sweep := time.NewTicker(noveltyEvery), time.NewTicker(sweepEvery)
	defer news.Stop()
	defer sweep.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case now := <-news.C:
			err = c.commands.Novelties(ctx, now)
		case now := <-sweep.C:
			err = c.commands.Sweep(ctx, now)
		}
		if err != nil && ctx.Err() == nil {
			c.log.Warn("something that can wait was left undone; it is tried again", "error", err)
		}
	}
}

// Run keeps settings and questions current, asks and closes, and looks after live rounds,
// until ctx ends.
func (c *Classroom) Run(ctx context.Context) error {
	var g errgroup.Group
	for _, part := range []func(context.Context) error{c.Bank.Run, c.Directory.Run, c.Daily.Run, c.Live.Run, c.Announce.Run, c.Links.Run, c.Digest.Run, c.shelve, c.name, c.tidy, c.watch} {
		g.Go(func() error { return part(ctx) })
	}
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
