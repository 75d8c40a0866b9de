package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/export"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// OpenExisting is OpenRegistry for those who only read: it makes no store where there is none.
func OpenExisting(ctx context.Context, cfg *config.Config) (*Registry, error) {
	if path := cfg.StorePath(); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.Missing, "There is no store at {{.Path}}.", "Run the command where the server runs, or name its store with --store or LECTERN_STORE.").With("Path", path)
		}
	}
	return OpenRegistry(ctx, cfg)
}

// Book is what a class was asked, for an export.
func (r *Registry) Book(ctx context.Context, cfg *config.Config, c class.Class, now time.Time) (*export.Book, error) {
	keys, _, err := cfg.Keys()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The secret that makes the codes of students cannot be read.", "Check "+cfg.KeyPath()+", or set LECTERN_SECRET.")
	}
	return export.ReadBook(ctx, r.store, c, keys[0], now)
}

// Answers is where the answers to a Book are read.
func (r *Registry) Answers() export.Store { return r.store }

// Calendar is the calendar of a class in the class's language.
func (r *Registry) Calendar(ctx context.Context, c class.Class, title string, now time.Time) ([]byte, error) {
	languages, err := say.Load()
	if err != nil {
		return nil, err
	}
	return export.Calendar(ctx, r.store, c, title, languages.In(c.Language), now)
}
