package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// The times of a post. Whoever holds a claim tries to post for at most postingTime; then
// settleTime passes, in which a message that was accepted becomes visible to whoever looks;
// then the claim runs out. Platforms' lists of messages were seen to lag by seconds.
const (
	postingTime = 40 * time.Second
	settleTime  = 30 * time.Second
	// Lease is how long a claim lasts.
	Lease = postingTime + settleTime
)

// Adapters finds the adapter of a platform; nil when it is not configured.
type Adapters func(chat.Platform) chat.Adapter

// Poster posts each job once. It is safe for concurrent use, by any number of replicas.
type Poster struct {
	store    Store
	adapters Adapters
	replica  string
	calls    atomic.Uint64
}

// NewPoster makes a Poster. replica is a random name of this process.
func NewPoster(s Store, adapters Adapters, replica string) *Poster {
	return &Poster{store: s, adapters: adapters, replica: replica}
}

// Held is returned for a job that somebody else is posting, or may have posted before dying:
// it is tried again once the claim has run out.
type Held struct{ Until time.Time }

// Error implements error.
func (h Held) Error() string { return "held by another until " + h.Until.Format(time.RFC3339) }

// Post posts a view as the job key unless that has happened, and tells where the message is.
// An error of kind fault.Missing or fault.Forbidden means that the place cannot be posted to
// and nothing was; after fault.Busy it can be tried again at once; after Held and any other
// error, when the claim has run out. The view must hold a control whose token is its own, so
// that the message can be found again.
func (p *Poster) Post(ctx context.Context, class quiz.ClassID, key Key, to chat.Place, v chat.View) (chat.Ref, error) {
	a := p.adapters(to.Platform)
	if a == nil {
		return chat.Ref{}, fault.New(fault.Missing, "The platform {{.Platform}} is not configured.", "Configure it, or take the place out of the class.").With("Platform", to.Platform)
	}
	owner := p.replica + "-" + strconv.FormatUint(p.calls.Add(1), 36)
	began := time.Now()
	claim, err := p.store.Claim(ctx, class, key, owner, began, Lease)
	switch {
	case err != nil:
		return chat.Ref{}, fmt.Errorf("claim %s: %w", key, err)
	case !claim.Mine && claim.Entry.Stage == Claimed:
		return chat.Ref{}, Held{claim.Entry.Until}
	case !claim.Mine:
		return claim.Entry.Ref, nil
	}
	ref, err := p.send(ctx, a, claim.Entry, key, to, v)
	if err != nil {
		if _, certain := errors.AsType[*fault.Fault](err); certain {
			// Nothing was posted: whoever comes next need not look.
			return chat.Ref{}, errors.Join(err, p.store.Release(context.WithoutCancel(ctx), class, key, owner))
		}
		return chat.Ref{}, fmt.Errorf("post %s: %w", key, err)
	}
	// The message is there: noting it must not fail for want of time.
	noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	e, err := p.store.Post(noting, class, key, owner, ref)
	if err != nil {
		return ref, fmt.Errorf("note that %s was posted: %w", key, err)
	}
	return e.Ref, nil
}

// Message posts a view to a person alone, as Post does to a place. An error of kind
// fault.Missing also means that the platform cannot write to persons.
func (p *Poster) Message(ctx context.Context, class quiz.ClassID, key Key, to chat.Person, v chat.View) (chat.Ref, error) {
	c, ok := p.adapters(to.Platform).(chat.Correspondent)
	if !ok {
		return chat.Ref{}, fault.New(fault.Missing, "Nobody can be written to in private on this platform.", "")
	}
	place, err := c.Direct(ctx, to)
	if err != nil {
		return chat.Ref{}, fmt.Errorf("open a private channel: %w", err)
	}
	return p.Post(ctx, class, key, place, v)
}

// send looks for the message when somebody may have posted it before, and posts it when it is
// not there.
func (p *Poster) send(ctx context.Context, a chat.Adapter, e Entry, key Key, to chat.Place, v chat.View) (chat.Ref, error) {
	ctx, cancel := context.WithTimeout(ctx, postingTime)
	defer cancel()
	if f, ok := a.(chat.Finder); ok && e.Attempts > 1 {
		ref, found, err := f.Find(ctx, to, chat.Tokens(v))
		switch {
		case fault.Is(err, fault.Forbidden):
			// Not permitted to look: better twice than never.
		case err != nil:
			return chat.Ref{}, fmt.Errorf("look for an earlier post: %w", err)
		case found:
			return ref, nil
		}
	}
	return a.Post(ctx, to, v, string(key))
}

// Confirm ends a job when everything that follows from it has been done.
func (p *Poster) Confirm(ctx context.Context, class quiz.ClassID, key Key) error {
	if err := p.store.Confirm(ctx, class, key); err != nil {
		return fmt.Errorf("confirm %s: %w", key, err)
	}
	return nil
}
