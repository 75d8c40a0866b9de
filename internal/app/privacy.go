package app

import (
	"context"
	"errors"
	"slices"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/privacy"
	"lectern/internal/quiz"
	"lectern/internal/store"
)

// Registry is what a store keeps, for the command line: its classes and their students.
type Registry struct {
	Keeper  privacy.Keeper
	Classes []class.Class

	store store.Store
}

// OpenRegistry opens the store that the settings name.
func OpenRegistry(ctx context.Context, cfg *config.Config) (*Registry, error) {
	s, err := OpenStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	r := &Registry{store: s}
	if r.Classes, err = s.Classes(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	links, err := class.NewLinks(ctx, s, func() []class.Class { return r.Classes }, nil)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	r.Keeper = privacy.Keeper{Store: s, Links: links}
	return r, nil
}

// Close lets go of the store.
func (r *Registry) Close() error { return r.store.Close() }

// Class finds a class by its id or name; the only one there is when neither is given.
func (r *Registry) Class(name string) (class.Class, error) {
	if name == "" && len(r.Classes) == 1 {
		return r.Classes[0], nil
	}
	i := slices.IndexFunc(r.Classes, func(c class.Class) bool { return name != "" && (string(c.ID) == name || c.Name == name) })
	switch {
	case i >= 0:
		return r.Classes[i], nil
	case len(r.Classes) == 0:
		return class.Class{}, fault.New(fault.Missing, "The store holds no class that was set up.", "Set one up in chat with /class, or name another store with LECTERN_STORE.")
	case name == "":
		return class.Class{}, fault.New(fault.Invalid, "The store holds several classes.", "Name one with --class; lectern privacy classes lists them.")
	}
	return class.Class{}, fault.New(fault.Missing, "The store holds no class called {{.Name}}.", "See those there are with lectern privacy classes.").With("Name", name)
}

// Student finds the student behind an account.
func (r *Registry) Student(c class.Class, who chat.Person) quiz.StudentID {
	return r.Keeper.Links.Of(c.ID, class.StudentOf(c.ID, who))
}
