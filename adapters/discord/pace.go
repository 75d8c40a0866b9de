package discord

import (
	"context"
	"sync"
	"time"
)

// pace holds what the bot says of its own accord below the platform's limit for all of it: 50
// requests a second (Rate Limits). How the platform counts, by the clock's seconds or over the
// last second, it does not say; and requests sent evenly arrive unevenly. So 50 may be sent at
// once, and the next when the one 50 before it was sent a window ago: a second and as much as
// a request may be late on its way. However they are counted, no second holds more than 50.
type pace struct {
	mu   sync.Mutex
	sent [requestsPerSecond]time.Time // a ring; zero: never
	at   int
}

const (
	requestsPerSecond = 50
	paceWindow        = time.Second + onItsWay
	// onItsWay is how much longer one request may take to arrive than another.
	onItsWay = 160 * time.Millisecond
)

// Wait returns when the next request may be sent.
func (p *pace) Wait(ctx context.Context) error {
	p.mu.Lock()
	turn := time.Now()
	if earliest := p.sent[p.at].Add(paceWindow); earliest.After(turn) {
		turn = earliest
	}
	p.sent[p.at] = turn
	p.at = (p.at + 1) % len(p.sent)
	p.mu.Unlock()
	if wait := time.Until(turn); wait > 0 {
		return sleep(ctx, wait)
	}
	return ctx.Err()
}
