package chat

import "time"

// Patience is how long an adapter waits for an answer before it tells the platform that
// one will follow. Discord and Slack drop an event that is not acknowledged within three
// seconds; the rest is left for the network and a busy machine.
const Patience = 2 * time.Second

// Promptly runs f and waits for its reply for at most patience. When f is done in time,
// later is nil. When it is not, the reply comes on later, which is never closed without
// one: the adapter acknowledges first and follows up.
func Promptly(patience time.Duration, f func() Reply) (now Reply, later <-chan Reply) {
	done := make(chan Reply, 1)
	go func() { done <- f() }()
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case r := <-done:
		return r, nil
	case <-t.C:
		return Reply{}, done
	}
}
