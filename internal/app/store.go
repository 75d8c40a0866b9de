package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"lectern/internal/config"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
)

// RouteLogs has the libraries beneath the store write into a log, which they do for the whole
// process: it is called once, before the store is opened.
func RouteLogs(log *slog.Logger) { redis.LogTo(log) }

// OpenStore opens the store that the settings name.
func OpenStore(ctx context.Context, cfg *config.Config) (store.Store, error) {
	if path := cfg.StorePath(); path != "" {
		return sqlite.Open(ctx, path)
	}
	return redis.Open(ctx, cfg.Getenv(config.Store))
}

// scratch is a store that is gone when it is closed.
type scratch struct {
	*sqlite.Store

	dir string
}

// OpenScratch opens a store for one conversation that nobody shall find again, such as that of
// the terminal: the running program has the real one to itself.
func OpenScratch(ctx context.Context) (store.Store, error) {
	dir, err := os.MkdirTemp("", "lectern-")
	if err != nil {
		return nil, err
	}
	s, err := sqlite.Open(ctx, filepath.Join(dir, "scratch.db"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &scratch{Store: s, dir: dir}, nil
}

// Close implements store.Store.
func (s *scratch) Close() error { return errors.Join(s.Store.Close(), os.RemoveAll(s.dir)) }

// storeKind names the store in logs and figures without its address, which may hold a secret.
func storeKind(cfg *config.Config) string {
	kind, _, _ := strings.Cut(cfg.Getenv(config.Store), ":")
	return kind
}
