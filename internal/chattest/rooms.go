// Package chattest is a platform in memory, for tests of what the bot says of its own accord.
//
// It is as unkind as the real ones: it knows no key against repeats, and it shows a message in
// its list only a while after it took it.
package chattest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Platform is the platform's name.
const Platform chat.Platform = "test"

// Lag is how long after it was taken a message is found.
const Lag = 15 * time.Second

// Message is what a place shows.
type Message struct {
	At    chat.Ref
	View  chat.View
	Edits int

	taken time.Time
}

// Rooms is a chat.Adapter, Editor, Threader, Finder and Correspondent. The zero value is ready for use.
type Rooms struct {
	mu     sync.Mutex
	all    []Message
	refuse map[string]error
	lacks  map[string][]chat.Lack
	people map[string]chat.Person
	names  map[string]string
	left   map[string]bool // by tenant and id
	silent bool            // Know gives no answer
}

// Platform implements chat.Adapter.
func (r *Rooms) Platform() chat.Platform { return Platform }

// Run implements chat.Adapter.
func (r *Rooms) Run(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Refuse has posts to a channel fail; a nil error ends that.
func (r *Rooms) Refuse(channel string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse == nil {
		r.refuse = map[string]error{}
	}
	r.refuse[channel] = err
}

// Post implements chat.Adapter.
func (r *Rooms) Post(ctx context.Context, to chat.Place, v chat.View, _ string) (chat.Ref, error) {
	if err := ctx.Err(); err != nil { // no request is sent any more
		return chat.Ref{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.refuse[to.Channel]; err != nil {
		return chat.Ref{}, err
	}
	ref := chat.Ref{Place: to, Message: fmt.Sprintf("m%d", len(r.all)+1)}
	r.all = append(r.all, Message{At: ref, View: v, taken: time.Now()})
	return ref, nil
}

// Edit implements chat.Editor.
func (r *Rooms) Edit(_ context.Context, at chat.Ref, v chat.View) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.all {
		if r.all[i].At == at {
			r.all[i].View = v
			r.all[i].Edits++
			return nil
		}
	}
	return fault.New(fault.Missing, "The message is gone.", "")
}

// Thread implements chat.Threader.
func (r *Rooms) Thread(_ context.Context, at chat.Ref, _ string) (chat.Place, error) {
	p := at.Place
	p.Thread = at.Message
	return p, nil
}

// Find implements chat.Finder.
func (r *Rooms) Find(_ context.Context, in chat.Place, tokens []chat.Token) (chat.Ref, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.all {
		if m.At.Place == in && time.Since(m.taken) >= Lag && slices.ContainsFunc(chat.Tokens(m.View), func(t chat.Token) bool { return slices.Contains(tokens, t) }) {
			return m.At, true, nil
		}
	}
	return chat.Ref{}, false, nil
}

// Direct implements chat.Correspondent: the channel is named after the person.
func (r *Rooms) Direct(_ context.Context, to chat.Person) (chat.Place, error) {
	return chat.Place{Platform: Platform, Tenant: to.Tenant, Channel: "direct-" + to.ID}, nil
}

// Messages lists what is shown, the oldest first.
func (r *Rooms) Messages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
}

// Titles lists where each message stands and how it is titled: "a: Results", "a/m1: …" in a
// thread.
func (r *Rooms) Titles() []string {
	var out []string
	for _, m := range r.Messages() {
		where := m.At.Place.Channel
		if m.At.Place.Thread != "" {
			where += "/" + m.At.Place.Thread
		}
		out = append(out, where+": "+m.View.Card().Title)
	}
	return out
}
