package wire

import "sync"

// Inflight counts the answers that are being made or delivered, so that whoever ends can wait
// for them. Unlike a WaitGroup it may be counted up while somebody waits. The zero value is
// ready.
type Inflight struct {
	mu   sync.Mutex
	n    int
	idle *sync.Cond
}

// Begin counts one more.
func (f *Inflight) Begin() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
}

// End counts one less: call it once for every Begin.
func (f *Inflight) End() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n--
	if f.n == 0 && f.idle != nil {
		f.idle.Broadcast()
	}
}

// Drain returns once nothing is counted.
func (f *Inflight) Drain() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.idle == nil {
		f.idle = sync.NewCond(&f.mu)
	}
	for f.n > 0 {
		f.idle.Wait()
	}
}
