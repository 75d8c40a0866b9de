package course

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Source says where a course comes from: a folder on disk, which is watched, an origin that is
// asked now and then, or a fixed file system such as the embedded sample course.
type Source struct {
	Dir     string        // a folder; takes precedence over Origin and FS
	Origin  Origin        // takes precedence over FS
	FS      fs.FS         // used when neither is named; never watched
	Options Options       // how to read it
	Poll    time.Duration // how often folder or origin is compared with what was read; DefaultPoll when zero
	Log     *slog.Logger  // may be nil
}

// DefaultPoll is how often a watched folder is compared with what was read, for file
// systems that send no events (network shares, folders mounted into containers).
const DefaultPoll = 5 * time.Second

// Library keeps the latest good state of a course current while its folder is edited. It is
// safe for concurrent use.
type Library struct {
	source Source
	close  func() error
	log    *slog.Logger

	files   atomic.Pointer[fs.FS]
	current atomic.Pointer[Snapshot]
	pull    chan struct{} // holds one wish to ask the origin at once

	mu        sync.Mutex
	listeners []func(*Snapshot)
	rejected  *Rejected
	seen      fingerprint
	version   string // of the origin, as last looked at
}

// Rejected is an edit that was not taken over because it broke the course.
type Rejected struct {
	At       time.Time
	Err      error     // why the course could not be read at all; may be nil
	Findings []Finding // the mistakes that broke it
}

// Open reads a course for the first time. It fails when there is nothing to serve: the
// folder cannot be read or holds no chapter.
func Open(ctx context.Context, src Source) (*Library, error) {
	l := &Library{source: src, close: func() error { return nil }, log: src.Log, pull: make(chan struct{}, 1)}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	files, err := l.openFiles(ctx)
	if err != nil {
		return nil, err
	}
	l.files.Store(&files)
	c, findings, err := Load(ctx, files, src.Options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read course: %w", err), l.close())
	}
	l.current.Store(newSnapshot(c, findings, nil))
	return l, nil
}

// openFiles finds what the source names.
func (l *Library) openFiles(ctx context.Context) (files fs.FS, err error) {
	switch src := l.source; {
	case src.Dir != "":
		// Through os.Root no path and no symbolic link leads out of the folder.
		root, err := os.OpenRoot(src.Dir)
		if err != nil {
			return nil, fmt.Errorf("open course folder: %w", err)
		}
		files, l.close = root.FS(), root.Close
		l.seen = takeFingerprint(files)
	case src.Origin != nil:
		if files, l.version, err = src.Origin.Fetch(ctx, ""); err != nil {
			return nil, fmt.Errorf("fetch course: %w", err)
		}
	default:
		files = src.FS
	}
	if files == nil {
		return nil, errors.New("open course: neither a folder nor a file system was named")
	}
	return files, nil
}

// Current gives the snapshot to answer a request with, from its start to its end.
func (l *Library) Current() *Snapshot { return l.current.Load() }

// OnChange calls f with every later snapshot, one call at a time.
func (l *Library) OnChange(f func(*Snapshot)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listeners = append(l.listeners, f)
}

// Rejected tells of the edit that is being held back; nil when the course is up to date.
func (l *Library) Rejected() *Rejected {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rejected
}

// Files is the folder the course was read from, for its pictures. Nothing outside it can be
// reached through it. What came from an origin is another with each version.
func (l *Library) Files() fs.FS { return *l.files.Load() }

// Close lets go of the folder. Call it when no request uses the Library any more.
func (l *Library) Close() error {
	if err := l.close(); err != nil {
		return fmt.Errorf("close course folder: %w", err)
	}
	return nil
}

// Reload reads the folder again. An edit that breaks the course (it cannot be read, has errors
// it did not have before, or lost a part of a chapter to a tag or a fence that was left open)
// is held back: the last good snapshot stays current, Rejected tells why, and the returned
// error says so in a sentence.
func (l *Library) Reload(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	files, version := l.Files(), l.version
	if l.source.Origin != nil {
		var err error
		if files, version, err = l.source.Origin.Fetch(ctx, l.version); err != nil {
			if version != "" {
				l.version = version
			}
			return l.unreadable(ctx, err)
		}
		if files == nil {
			return nil
		}
	}
	return l.take(ctx, files, version)
}

// unreadable keeps the last good version, because the next cannot be had.
func (l *Library) unreadable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("reload course: %w", ctx.Err())
	}
	l.rejected = &Rejected{At: time.Now(), Err: err}
	l.log.Warn("course edit held back: it cannot be read; the last good version stays", "error", err)
	return fmt.Errorf("the course cannot be read, so the last good version stays: %w", err)
}

// take makes what was read the current course, unless it breaks it.
func (l *Library) take(ctx context.Context, files fs.FS, version string) error {
	old := l.current.Load()
	c, findings, err := Load(ctx, files, l.source.Options)
	if ctx.Err() == nil {
		l.version = version
	}
	if err != nil {
		return l.unreadable(ctx, err)
	}
	if broken := breaks(old, c, findings); len(broken) > 0 {
		l.rejected = &Rejected{At: time.Now(), Findings: broken}
		first := broken[0]
		l.log.Warn("course edit held back: it breaks the course; the last good version stays",
			"errors", len(broken), "file", first.File, "line", first.Line, "code", first.Code)
		return fmt.Errorf("the edit breaks the course in %d place(s), so the last good version stays; first: %s:%d: %s",
			len(broken), first.File, first.Line, first.Message)
	}
	l.rejected = nil
	l.files.Store(&files)
	next := newSnapshot(c, findings, old)
	if next.Changes.Empty() && len(findings) == len(old.Findings) {
		return nil
	}
	l.current.Store(next)
	l.log.Info("course reloaded", "added", len(next.Changes.Added), "removed", len(next.Changes.Removed),
		"edited", len(next.Changes.Edited), "filled", len(next.Changes.Filled), "findings", len(findings))
	if found := fresh(old.Findings, findings, func(f Finding) bool { return f.Severity != Info }); len(found) > 0 {
		l.log.Warn("the edit brought mistakes; `lectern check` lists them", "new", len(found), "file", found[0].File, "line", found[0].Line, "code", found[0].Code)
	}
	for _, f := range l.listeners {
		f(next)
	}
	return nil
}

// breaks gives the findings that keep an edit from being taken over.
func breaks(old *Snapshot, next *Course, findings []Finding) []Finding {
	lost := map[string]bool{}    // files that have fewer parts than before
	renamed := map[string]bool{} // chapters whose title is another
	for _, u := range old.Course.Units {
		switch n := next.ByID(u.ID); {
		case n == nil:
			lost[u.File] = true
		case u.Kind == Chapter && n.Title != u.Title:
			renamed[u.File] = true
		}
	}
	return fresh(old.Findings, findings, func(f Finding) bool {
		return f.Severity == Error || lost[f.File] && swallows(f.Code) || renamed[f.File] && f.Code == "front-matter-yaml"
	})
}

// swallows tells whether a mistake can hide what comes after it. Alone it is only a warning,
// because most often it hides nothing; together with lessons or sections that are gone, it is
// an author in the middle of an edit.
func swallows(code string) bool {
	switch code {
	case "unclosed-fence", "unclosed-exercise", "malformed-tag", "front-matter-unclosed", "too-complex":
		return true
	}
	return false
}

// fresh gives the wanted findings that were not there before. A line number moves with every
// edit above it, so it does not tell two findings apart.
func fresh(before, found []Finding, wanted func(Finding) bool) []Finding {
	type key struct{ file, code, message string }
	known := make(map[key]int)
	for _, f := range before {
		known[key{f.File, f.Code, f.Message}]++
	}
	var out []Finding
	for _, f := range found {
		k := key{f.File, f.Code, f.Message}
		if known[k] > 0 {
			known[k]--
			continue
		}
		if wanted(f) {
			out = append(out, f)
		}
	}
	return out
}
