package app

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// logDelay is how long a line of the log waits for others: a call of the system for every
	// request costs as much as looking up what was asked for.
	logDelay = 100 * time.Millisecond
	// logRoom is how many bytes wait at most.
	logRoom = 32 << 10
)

// NewLog makes a logger that writes JSON, a line for each record. Lines are written together
// some ten times a second; one that warns, or worse, is written at once with all before it. The
// second value writes what waits: call it before the program ends.
func NewLog(out io.Writer, level slog.Level) (*slog.Logger, func()) {
	lines := &lines{out: out}
	return slog.New(urgent{slog.NewJSONHandler(lines, &slog.HandlerOptions{Level: level}), lines}), lines.flush
}

// urgent has nobody wait for what warns.
type urgent struct {
	slog.Handler

	lines *lines
}

// Handle implements slog.Handler.
func (u urgent) Handle(ctx context.Context, r slog.Record) error {
	err := u.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		u.lines.flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (u urgent) WithAttrs(attrs []slog.Attr) slog.Handler {
	return urgent{u.Handler.WithAttrs(attrs), u.lines}
}

// WithGroup implements slog.Handler.
func (u urgent) WithGroup(name string) slog.Handler {
	return urgent{u.Handler.WithGroup(name), u.lines}
}

// lines gathers what is written to it.
type lines struct {
	out io.Writer

	mu      sync.Mutex
	waiting []byte
	timer   *time.Timer
}

// Write implements io.Writer. It keeps a copy and never fails: a log that cannot be written has
// nowhere to say so.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		if l.timer == nil {
			l.timer = time.AfterFunc(logDelay, l.flush)
		} else {
			l.timer.Reset(logDelay)
		}
	}
	if l.waiting = append(l.waiting, p...); len(l.waiting) >= logRoom {
		l.write()
	}
	return len(p), nil
}

func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

// write empties what waits; the caller holds mu.
func (l *lines) write() {
	if len(l.waiting) == 0 {
		return
	}
	l.timer.Stop()
	_, _ = l.out.Write(l.waiting) // see Write
	l.waiting = l.waiting[:0]
}
