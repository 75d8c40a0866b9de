package chattest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"lectern/internal/chat"
)

// ErrKilled is what every call of a dead process gives.
var ErrKilled = errors.New("killed") //nolint:gochecknoglobals // a sentinel

// Mortal is a process that dies at a given call to the world outside, before the call has its
// effect or after it, and has no effect any more from then on. It may also stand still once, as
// one does that the system stops or that has no time to run.
type Mortal struct {
	At    int // the call it dies at, from 0; negative: it lives on
	After bool
	Spare string // a call that is not counted, at which it does not die: looking changes nothing

	StallIn string // the name of the call before which it stands still, once, for Stall
	Stall   time.Duration

	mu    sync.Mutex
	calls int
	dead  bool
	stood bool
	names []string
}

// Call does something outside, unless the process dies.
func (m *Mortal) Call(name string, do func() error) error {
	m.mu.Lock()
	if m.dead {
		m.mu.Unlock()
		return ErrKilled
	}
	if name == m.Spare {
		m.mu.Unlock()
		return do()
	}
	n := m.calls
	m.calls++
	m.names = append(m.names, name)
	dies := n == m.At
	m.dead = m.dead || dies
	stalls := m.Stall > 0 && name == m.StallIn && !m.stood
	m.stood = m.stood || stalls
	m.mu.Unlock()
	if stalls {
		time.Sleep(m.Stall)
	}
	if dies && !m.After {
		return ErrKilled
	}
	err := do()
	if dies {
		return ErrKilled
	}
	return err
}

// Kill ends the process now.
func (m *Mortal) Kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = true
}

// Dead tells whether the process has died.
func (m *Mortal) Dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

// Names lists the calls that were made.
func (m *Mortal) Names() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.names)
}

// Fated is a platform that a mortal process uses.
type Fated struct {
	*Rooms

	Process *Mortal
}

// Post implements chat.Adapter.
func (f Fated) Post(ctx context.Context, to chat.Place, v chat.View, key string) (ref chat.Ref, err error) {
	err = f.Process.Call("post", func() (err error) { ref, err = f.Rooms.Post(ctx, to, v, key); return err })
	return ref, err
}

// Edit implements chat.Editor.
func (f Fated) Edit(ctx context.Context, at chat.Ref, v chat.View) error {
	return f.Process.Call("edit", func() error { return f.Rooms.Edit(ctx, at, v) })
}

// Thread implements chat.Threader.
func (f Fated) Thread(ctx context.Context, at chat.Ref, title string) (p chat.Place, err error) {
	err = f.Process.Call("thread", func() (err error) { p, err = f.Rooms.Thread(ctx, at, title); return err })
	return p, err
}

// Find implements chat.Finder.
func (f Fated) Find(ctx context.Context, in chat.Place, tokens []chat.Token) (ref chat.Ref, found bool, err error) {
	err = f.Process.Call("find", func() (err error) { ref, found, err = f.Rooms.Find(ctx, in, tokens); return err })
	return ref, found, err
}

// Direct implements chat.Correspondent.
func (f Fated) Direct(ctx context.Context, to chat.Person) (p chat.Place, err error) {
	err = f.Process.Call("direct", func() (err error) { p, err = f.Rooms.Direct(ctx, to); return err })
	return p, err
}
