package slack

import (
	"sync"
	"time"

	"lectern/internal/chat"
)

// remembered is how long an event's answer is kept against a second delivery: the freshness
// window reaches that far both ways.
const remembered = 2*freshness + time.Minute

// maxRemembered bounds the answers kept: replies, not bytes, so they are small.
const maxRemembered = 16_384

// replays keeps recent answers by the event's id, so that the same event twice has one
// effect and one answer.
type replays struct {
	mu    sync.Mutex
	byID  map[string]*replay
	queue []*replay // oldest first
}

// replay is an event and its answer; busy is held while the answer is being made.
type replay struct {
	id     string
	at     time.Time
	busy   sync.Mutex
	answer outcome
}

// outcome is what to tell the platform now: a reply, or that it will follow.
type outcome struct {
	reply chat.Reply
	late  bool
}

// forget lets an event count as new again.
func (r *replays) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byID, id)
}

// once runs f for a new id and gives the kept answer for a known one; first tells which.
func (r *replays) once(id string, f func() outcome) (answer outcome, first bool) {
	if id == "" {
		return f(), true
	}
	now := time.Now()
	r.mu.Lock()
	if old, ok := r.byID[id]; ok {
		r.mu.Unlock()
		old.busy.Lock()
		defer old.busy.Unlock()
		return old.answer, false
	}
	e := &replay{id: id, at: now}
	e.busy.Lock()
	defer e.busy.Unlock()
	if r.byID == nil {
		r.byID = make(map[string]*replay)
	}
	r.byID[id] = e
	r.queue = append(r.queue, e)
	for len(r.queue) > 0 && (len(r.queue) > maxRemembered || now.Sub(r.queue[0].at) > remembered) {
		if old := r.queue[0]; r.byID[old.id] == old {
			delete(r.byID, old.id)
		}
		r.queue[0] = nil
		r.queue = r.queue[1:]
	}
	r.mu.Unlock()
	e.answer = f()
	return e.answer, true
}
