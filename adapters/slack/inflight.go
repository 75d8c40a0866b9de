package slack

import (
	"runtime/debug"
	"sync"
)

// work does something in the background that Run waits for. A mistake in it must not take the
// program down, nor tell the log what somebody wrote: the stack says where it was.
func (a *Adapter) work(f func()) {
	a.running.begin()
	go func() {
		defer a.running.end()
		defer func() {
			if recover() != nil {
				a.log.Error("an answer broke off", "stack", string(debug.Stack()))
			}
		}()
		f()
	}()
}

// inflight counts the answers that are being made or delivered, so that Run can wait for
// them. Unlike a WaitGroup it may be counted up while somebody waits.
type inflight struct {
	mu   sync.Mutex
	n    int
	idle *sync.Cond
}

func (f *inflight) begin() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
}

func (f *inflight) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n--
	if f.n == 0 && f.idle != nil {
		f.idle.Broadcast()
	}
}

// drain returns once nothing is counted.
func (f *inflight) drain() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.idle == nil {
		f.idle = sync.NewCond(&f.mu)
	}
	for f.n > 0 {
		f.idle.Wait()
	}
}
