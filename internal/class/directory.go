package class

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Refresh is how often a Directory looks what other replicas have changed.
const Refresh = 5 * time.Second

// Directory knows all classes in memory, so that finding the class of a request costs
// nothing. It is safe for concurrent use.
type Directory struct {
	store Store
	log   *slog.Logger
	known atomic.Pointer[index]

	defaults sync.Map // Tenant → *Class: of tenants where nothing was set up
	count    atomic.Int64
}

// maxDefaults bounds the classes held for tenants where nothing was set up; others are made
// anew each time.
const maxDefaults = 10_000

type index struct {
	list     []Class
	byID     map[quiz.ClassID]int
	byTenant map[Tenant]int
}

// NewDirectory reads the classes of a store.
func NewDirectory(ctx context.Context, s Store, log *slog.Logger) (*Directory, error) {
	d := &Directory{store: s, log: log}
	if log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	return d, d.Reload(ctx)
}

// Reload reads the classes again.
func (d *Directory) Reload(ctx context.Context) error {
	list, err := d.store.Classes(ctx)
	if err != nil {
		return fmt.Errorf("read the classes: %w", err)
	}
	x := &index{list: list, byID: make(map[quiz.ClassID]int, len(list)), byTenant: make(map[Tenant]int, len(list))}
	for i, c := range list {
		x.byID[c.ID] = i
		for _, t := range c.Tenants {
			if _, taken := x.byTenant[t]; !taken {
				x.byTenant[t] = i
			}
		}
	}
	d.known.Store(x)
	return nil
}

// Run keeps the Directory current until ctx ends.
func (d *Directory) Run(ctx context.Context) error {
	schedule.Every(ctx, Refresh, func(ctx context.Context, _ time.Time) {
		if err := d.Reload(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("the classes could not be read again; the settings known so far hold", "error", err)
		}
	})
	return nil
}

// List gives all classes that have been set up.
func (d *Directory) List() []Class { return d.known.Load().list }

// ByID finds a class that has been set up.
func (d *Directory) ByID(id quiz.ClassID) (Class, bool) {
	x := d.known.Load()
	i, ok := x.byID[id]
	if !ok {
		return Class{}, false
	}
	return x.list[i], true
}

// Of gives the class that a place belongs to; where nothing has been set up, the tenant's
// Default. A direct message belongs to the only class there is.
func (d *Directory) Of(p chat.Place) (Class, error) {
	x := d.known.Load()
	t := TenantOf(p)
	if i, ok := x.byTenant[t]; ok {
		return x.list[i], nil
	}
	if t.ID == "" && (p.Platform == "discord" || p.Platform == "slack") {
		if len(x.list) == 1 {
			return x.list[0], nil
		}
		return Class{}, Unclear()
	}
	return d.byDefault(t), nil
}

// Unclear is the answer in a direct message that could be of several classes.
func Unclear() error {
	return fault.New(fault.Missing, "In a direct message it is not clear which class you mean.", "Give the command in a channel of your class; the answer is still for you alone.")
}

// IsUnclear tells Unclear from every other error.
func IsUnclear(err error) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	unclear, _ := errors.AsType[*fault.Fault](Unclear())
	return ok && f.Kind == unclear.Kind && f.Sentence == unclear.Sentence
}

// byDefault is the Default of a tenant, made once.
func (d *Directory) byDefault(t Tenant) Class {
	if c, ok := d.defaults.Load(t); ok {
		return *c.(*Class) //nolint:forcetypeassert // nothing else is put into it
	}
	c := Default(t)
	if d.count.Add(1) <= maxDefaults {
		d.defaults.Store(t, &c)
	}
	return c
}

// attempts is how often Update tries against others who save the same class.
const attempts = 5

// Update changes the class of a place and saves it: change gets the present settings and
// edits them, and is called again when somebody else saved in between. An error of change
// ends it.
func (d *Directory) Update(ctx context.Context, at chat.Place, change func(*Class) error) (Class, error) {
	for range attempts {
		if err := d.Reload(ctx); err != nil {
			return Class{}, err
		}
		c, err := d.Of(at)
		if err != nil {
			return Class{}, err
		}
		c = c.clone()
		if err := change(&c); err != nil {
			return Class{}, err
		}
		err = d.store.SaveClass(ctx, c)
		if fault.Is(err, fault.Conflict) {
			continue
		}
		if err != nil {
			return Class{}, fmt.Errorf("save the class: %w", err)
		}
		if err := d.Reload(ctx); err != nil {
			return Class{}, err
		}
		if saved, ok := d.ByID(c.ID); ok {
			c = saved
		}
		return c, nil
	}
	return Class{}, fault.Wrap(errors.New("too many concurrent saves"), fault.Busy, "Others are changing this class at the moment.", "Try again.")
}

// Join makes a server or workspace part of another class. What was set up for it before is
// given up: its places go with it, and a class that has no other tenant is left without one.
func (d *Directory) Join(ctx context.Context, t Tenant, to quiz.ClassID) (Class, error) {
	if old, err := d.Of(chat.Place{Platform: t.Platform, Tenant: t.ID}); err == nil && old.ID == to {
		return old, fault.New(fault.Conflict, "This server or workspace is part of that class already.", "")
	}
	var joined Class
	for range attempts {
		if err := d.Reload(ctx); err != nil {
			return Class{}, err
		}
		next, ok := d.ByID(to)
		if !ok {
			return Class{}, fault.New(fault.Missing, "The other class is not there any more.", "Ask for a new code.")
		}
		if old, err := d.Of(chat.Place{Platform: t.Platform, Tenant: t.ID}); err == nil && old.Revision > 0 && old.ID != to {
			old = old.clone()
			old.Tenants = slices.DeleteFunc(old.Tenants, func(o Tenant) bool { return o == t })
			old = old.Leaving(func(p chat.Place) bool { return TenantOf(p) == t })
			if err := d.store.SaveClass(ctx, old); fault.Is(err, fault.Conflict) {
				continue
			} else if err != nil {
				return Class{}, fmt.Errorf("save the class: %w", err)
			}
		}
		if next = next.clone(); !next.Has(t) {
			next.Tenants = append(next.Tenants, t)
		}
		err := d.store.SaveClass(ctx, next)
		if fault.Is(err, fault.Conflict) {
			continue
		}
		if err != nil {
			return Class{}, fmt.Errorf("save the class: %w", err)
		}
		joined = next
		break
	}
	if joined.ID == "" {
		return Class{}, fault.New(fault.Busy, "Others are changing this class at the moment.", "Try again.")
	}
	if err := d.Reload(ctx); err != nil {
		return Class{}, err
	}
	if saved, ok := d.ByID(to); ok {
		joined = saved
	}
	return joined, nil
}

// clone copies what a change may edit in place.
func (c Class) clone() Class {
	c.Tenants = append([]Tenant(nil), c.Tenants...)
	c.Places = append([]chat.Place(nil), c.Places...)
	c.Staff = append([]Staff(nil), c.Staff...)
	c.Told = append([]Account(nil), c.Told...)
	c.Holds = append([]Hold(nil), c.Holds...)
	c.Daily.Units = append([]string(nil), c.Daily.Units...)
	c.Daily.Times = append([]PlaceTime(nil), c.Daily.Times...)
	return c
}
