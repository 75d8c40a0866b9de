package bank

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"lectern/internal/course"
)

// Library keeps the bank of a course current while its files are edited. It is safe for
// concurrent use.
type Library struct {
	course *course.Library
	log    *slog.Logger

	mu      sync.Mutex // one load at a time
	current atomic.Pointer[Bank]
	seen    string
}

// Open reads the bank of a course for the first time.
func Open(ctx context.Context, c *course.Library, log *slog.Logger) (*Library, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	l := &Library{course: c, log: log}
	return l, l.Reload(ctx)
}

// Current is the bank to answer a request with, from its start to its end.
func (l *Library) Current() *Bank { return l.current.Load() }

// Reload reads the files of questions again when they or the course have changed.
func (l *Library) Reload(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	snap := l.course.Current()
	seen := fingerprint(l.course.Files())
	if was := l.current.Load(); was != nil && was.course == snap.Course && seen == l.seen {
		return nil
	}
	b, err := Load(ctx, l.course.Files(), snap.Course)
	if err != nil {
		return fmt.Errorf("read the bank: %w", err)
	}
	l.current.Store(b)
	l.seen = seen
	l.log.Info("questions read", "questions", len(b.Items), "askable", len(b.Askable()), "findings", len(b.Findings))
	return nil
}

// Run keeps the bank current until ctx ends: it looks at once when the course has changed, and
// now and then whether a file of questions has.
func (l *Library) Run(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	l.course.OnChange(func(*course.Snapshot) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	t := time.NewTicker(course.DefaultPoll)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		case <-t.C:
		}
		if err := l.Reload(ctx); err != nil && ctx.Err() == nil {
			l.log.Warn("the questions could not be read again; those known so far stay", "error", err)
		}
	}
}

// fingerprint changes when a file of questions does.
func fingerprint(fsys fs.FS) string {
	h := fnv.New64a()
	for _, f := range files(fsys) {
		info, err := fs.Stat(fsys, f)
		if err != nil {
			continue
		}
		_, _ = h.Write([]byte(f + "\x00" + strconv.FormatInt(info.Size(), 10) + "\x00" + info.ModTime().UTC().Format(time.RFC3339Nano) + "\x00"))
	}
	return strconv.FormatUint(h.Sum64(), 16)
}
