// Package places knows what people call the channels, servers and workspaces of classes.
//
// Names are learned from the platforms and kept in memory only: they are a courtesy, and nothing
// depends on them. Whoever shows a place asks for its name shortly before; when the platform does
// not answer at once, the place is shown by its id, and its name is there the next time.
package places

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"lectern/internal/chat"
	"lectern/internal/schedule"
)

// The limits of what is known.
const (
	// Patience is how long Learn waits: a quarter of the time an answer has, since the answer needs
	// its own.
	Patience = 600 * time.Millisecond
	// fresh is how long a name is believed: channels are seldom renamed, and an old name is still
	// shown while the new one is asked for.
	fresh = time.Hour
	// again is when what could not be learned is asked for again.
	again = 5 * time.Minute
	// asking is how long a platform may take.
	asking = 20 * time.Second
	// warmEvery is how often the places of all classes are looked through.
	warmEvery = time.Minute
	// maxKnown bounds the names kept; beyond it everything begins anew. Two hundred classes of
	// fifty channels are that many.
	maxKnown = 10_000
	// maxAsked bounds the requests at a time: what asks for names must not keep answers waiting.
	maxAsked = 4
	// maxName is how many characters of a name are shown: a channel's has at most 100 on Discord
	// and 80 on Slack.
	maxName = 100
)

// Names remembers what people call places. It is safe for concurrent use.
type Names struct {
	adapters func(chat.Platform) chat.Adapter
	log      *slog.Logger
	slots    chan struct{}

	mu    sync.Mutex
	known map[chat.Place]*entry // servers and workspaces are places without a channel
}

type entry struct {
	name   string
	asked  time.Time     // when it was last told or refused
	failed bool          // the last time
	answer chan struct{} // closed when it is answered; nil while nobody asks
}

// New makes Names that know nothing yet. adapters gives a platform, nil when it is not there.
func New(adapters func(chat.Platform) chat.Adapter, log *slog.Logger) *Names {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Names{adapters: adapters, log: log, slots: make(chan struct{}, maxAsked), known: map[chat.Place]*entry{}}
}

// Name is what people call a place.
type Name struct {
	Channel string // "#general"; empty when it is not known
	Tenant  string // the server or workspace; empty when it is not known
}

// Of tells what is known of a place, and asks nobody.
func (n *Names) Of(p chat.Place) Name {
	if n == nil {
		return Name{}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var out Name
	if e := n.known[p]; e != nil && p.Channel != "" {
		out.Channel = e.name
	}
	if e := n.known[tenantOf(p)]; e != nil && p.Tenant != "" {
		out.Tenant = e.name
	}
	return out
}

func tenantOf(p chat.Place) chat.Place { return chat.Place{Platform: p.Platform, Tenant: p.Tenant} }

// Learn asks for the names of places that are not known, or were learned long ago, and waits
// for those that are not known at all, for at most Patience. What comes later is there for the
// next one who asks.
func (n *Names) Learn(ctx context.Context, list ...chat.Place) {
	if n == nil {
		return
	}
	var waiting []<-chan struct{}
	for _, p := range list {
		for _, part := range []chat.Place{p, tenantOf(p)} {
			if answer := n.ask(ctx, part); answer != nil {
				waiting = append(waiting, answer)
			}
		}
	}
	if len(waiting) == 0 {
		return
	}
	enough := time.NewTimer(Patience)
	defer enough.Stop()
	for _, answer := range waiting {
		select {
		case <-answer:
		case <-enough.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// ask has the name of a place asked for when that is due, and gives what is closed once it is
// answered; nil when there is nothing to wait for.
func (n *Names) ask(ctx context.Context, p chat.Place) <-chan struct{} {
	if p.Channel == "" && p.Tenant == "" {
		return nil
	}
	namer, ok := n.adapters(p.Platform).(chat.Namer)
	if !ok {
		return nil
	}
	now := time.Now()
	n.mu.Lock()
	defer n.mu.Unlock()
	e := n.known[p]
	if e == nil {
		if len(n.known) >= maxKnown {
			n.known = map[chat.Place]*entry{}
		}
		e = &entry{}
		n.known[p] = e
	}
	old := now.Sub(e.asked) >= fresh || e.failed && now.Sub(e.asked) >= again
	if e.answer == nil && old {
		e.answer = make(chan struct{})
		// The answer is for the next one who asks too: it outlives this request.
		go n.learn(context.WithoutCancel(ctx), namer, p, e, e.answer)
	}
	if e.name != "" || e.answer == nil {
		return nil
	}
	return e.answer
}

func (n *Names) learn(ctx context.Context, namer chat.Namer, p chat.Place, e *entry, answer chan struct{}) {
	n.slots <- struct{}{}
	defer func() { <-n.slots }()
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	tell := namer.ChannelName
	if p.Channel == "" {
		tell = namer.TenantName
	}
	name, err := tell(ctx, p)
	if err != nil {
		n.log.Debug("a place is shown by its id: its name could not be learned", "platform", string(p.Platform), "channel", p.Channel, "error", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	e.asked, e.failed, e.answer = time.Now(), err != nil, nil
	if err == nil {
		e.name = readable(name)
	}
	close(answer)
}

// readable makes a name one line of what can be read: people choose it.
func readable(name string) string {
	name = chat.OneLine(name)
	if r := []rune(name); len(r) > maxName {
		name = string(r[:maxName-1]) + "…"
	}
	return name
}

// Run learns the names of the places that list gives, ahead of whoever asks, until ctx ends.
func (n *Names) Run(ctx context.Context, list func() []chat.Place) error {
	warm := func(ctx context.Context, _ time.Time) {
		for _, p := range list() { // one after the other: answers to people come first
			if ctx.Err() != nil {
				return
			}
			n.Learn(ctx, p)
		}
	}
	schedule.Every(ctx, warmEvery, warm)
	return nil
}
