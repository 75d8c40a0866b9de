package course

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a folder must be quiet before it is read again: editors and git write
// several files, and some write one file in several steps.
const settle = 300 * time.Millisecond

// maxWatched bounds the folders watched for events; beyond it polling alone notices edits.
const maxWatched = 1000

// Run keeps the course current until ctx ends: it listens to the file system's events where
// there are any, and compares the folder with what was read every Source.Poll in any case.
// An origin is asked every Source.Poll and when Pull is called. A course that comes from neither
// never changes, so Run only waits.
func (l *Library) Run(ctx context.Context) error {
	every := l.source.Poll
	if every <= 0 {
		every = DefaultPoll
	}
	switch {
	case l.source.Dir != "":
	case l.source.Origin != nil:
		return l.follow(ctx, every)
	default:
		<-ctx.Done()
		return nil
	}
	var events <-chan fsnotify.Event
	var problems <-chan error
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		l.log.Warn("folder events are not available; polling instead", "error", err)
	} else {
		defer func() { _ = watcher.Close() }()
		l.watchFolders(watcher)
		events, problems = watcher.Events, watcher.Errors
	}
	poll := time.NewTicker(every)
	defer poll.Stop()
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case ev, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			if ev.Op != fsnotify.Chmod {
				quiet.Reset(settle)
			}
		case err, ok := <-problems:
			if !ok {
				problems = nil
				continue
			}
			// An overflow means events were lost: look for ourselves.
			l.log.Warn("folder events were lost; comparing the folder instead", "error", err)
			quiet.Reset(settle)
		case <-poll.C:
			quiet.Reset(0)
		case <-l.pull:
			quiet.Reset(0)
		case <-quiet.C:
			l.refresh(ctx, watcher)
		}
	}
}

// refresh reads the folder again when it differs from what was read last. A reload that
// fails has been logged and remembered by Reload; the next edit gets its chance.
func (l *Library) refresh(ctx context.Context, w *fsnotify.Watcher) {
	now := takeFingerprint(l.Files())
	if now == l.seen {
		return
	}
	l.seen = now
	if w != nil {
		l.watchFolders(w)
	}
	l.reloadQuietly(ctx)
}

func (l *Library) reloadQuietly(ctx context.Context) {
	if err := l.Reload(ctx); err != nil && !errors.Is(err, context.Canceled) {
		l.log.Debug("course not reloaded", "error", err)
	}
}

// watchFolders adds every folder of the course; adding one twice does nothing.
func (l *Library) watchFolders(w *fsnotify.Watcher) {
	n := 0
	err := fs.WalkDir(l.Files(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil //nolint:nilerr // a folder that cannot be read is not watched
		}
		if skipFolder(path) {
			return fs.SkipDir
		}
		if n++; n > maxWatched {
			return fs.SkipAll
		}
		if err := w.Add(filepath.Join(l.source.Dir, filepath.FromSlash(path))); err != nil {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil
	})
	if err != nil {
		l.log.Warn("not every folder can be watched; polling finds the rest", "error", err)
	}
}

// skipFolder passes over what cannot belong to a course and may be huge.
func skipFolder(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	return path != "." && strings.HasPrefix(base, ".") || base == "node_modules"
}
