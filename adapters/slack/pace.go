package slack

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"lectern/internal/fault"
)

// Slack counts requests per method and workspace, and messages per channel besides. What would
// go beyond waits here, because a refusal holds up everything of its kind; and where Slack asks
// to wait, all requests of that kind do.

const (
	// channelBurst messages go to a channel at once, and then one a second (Rate limits).
	channelBurst = 2
	// maxGates bounds what is remembered; beyond it everything begins anew.
	maxGates = 10_000
)

// perMinute is how many requests of a method a workspace may get in a minute: the least of its
// tier (Slack's Java SDK, rate_limit_tiers.json). Of the methods with a rule of their own,
// chat.postMessage gets several hundred a minute in all (Rate limits).
func perMinute(method string) int {
	const (
		tier2, tier3, tier4 = 20, 50, 100
		severalHundred      = 300
	)
	switch method {
	case "usergroups.list":
		return tier2
	case "chat.update", "conversations.open", "conversations.history", "conversations.replies", "conversations.info":
		return tier3
	case "chat.postMessage", "auth.test":
		return severalHundred
	}
	return tier4 // chat.postEphemeral, views.*, users.info, files.*
}

// gate lets requests of one kind pass in their turn.
type gate struct {
	turn *rate.Limiter

	mu    sync.Mutex
	until time.Time // Slack asked to wait until then
}

// methodGate holds a method within its minute, however that is counted: a quarter of it at
// once, and the rest evenly.
func methodGate(method string) *gate {
	n := perMinute(method)
	return &gate{turn: rate.NewLimiter(rate.Every(time.Minute/time.Duration(n-n/4)), n/4)}
}

func channelGate() *gate { return &gate{turn: rate.NewLimiter(1, channelBurst)} }

// unpaced holds only where Slack asks to.
func unpaced() *gate { return &gate{turn: rate.NewLimiter(rate.Inf, 0)} }

// wait returns when it is this request's turn. A turn that comes too late is a fault.Busy:
// nothing was sent.
func (g *gate) wait(ctx context.Context) error {
	g.mu.Lock()
	d := time.Until(g.until)
	g.mu.Unlock()
	if d > 0 {
		if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
			return slowDown(nil)
		}
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return slowDown(ctx.Err())
		}
	}
	if err := g.turn.Wait(ctx); err != nil {
		return slowDown(err)
	}
	return nil
}

// hold stops everything of the kind for a while.
func (g *gate) hold(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := time.Now().Add(d); until.After(g.until) {
		g.until = until
	}
}

func slowDown(err error) error {
	return fault.Wrap(err, fault.Busy, "Slack asks to slow down.", "Try again later.")
}

// gates are remembered by what they hold up.
type gates struct {
	mu     sync.Mutex
	byKind map[string]*gate
}

func (g *gates) of(kind string, open func() *gate) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.byKind) > maxGates {
		clear(g.byKind)
	}
	one := g.byKind[kind]
	if one == nil {
		one = open()
		g.byKind[kind] = one
	}
	return one
}

// channel is the gate of the messages to a channel.
func (g *gates) channel(id string) *gate { return g.of("channel "+id, channelGate) }

// method is the gate of a method for a workspace.
func (g *gates) method(team, name string) *gate {
	return g.of(name+" "+team, func() *gate { return methodGate(name) })
}
