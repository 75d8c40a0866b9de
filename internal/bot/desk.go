package bot

import (
	"context"

	"lectern/internal/chat"
)

// Desk finds out which class a direct message is about, where the platform does not say.
type Desk interface {
	// Sit gives the place in which what somebody does in a direct message counts, because they
	// have chosen it and still belong there; false, and the place itself, when there is none.
	Sit(ctx context.Context, r Request) (chat.Place, bool)
	// Offer is asked when an error may say that it is not clear which class is meant. It gives
	// the only place there is, or the choice among several; false when the error says something
	// else, or there is nothing to choose.
	Offer(ctx context.Context, r Request, err error) (at chat.Place, choice chat.View, ok bool)
	// Mark adds to an answer which class it is about, and how to choose another.
	Mark(r Request, v chat.View) chat.View
}

// sit seats a request in the class that its direct message is about.
func (b *Bot) sit(ctx context.Context, r *Request) {
	if b.desk != nil {
		r.At, r.Seated = b.desk.Sit(ctx, *r)
	}
}

// answer runs a request. Where it is not clear which class a direct message is about, it runs
// again in the only one there can be, or offers the choice: until it is clear, nothing is done.
func (b *Bot) answer(ctx context.Context, r *Request, run func(context.Context, *Request) (chat.Reply, error)) (chat.Reply, error) {
	reply, err := b.once(ctx, r, run)
	if b.desk == nil || err == nil || r.Seated {
		return reply, err
	}
	at, choice, ok := b.desk.Offer(ctx, *r, err)
	switch {
	case !ok:
		return reply, err
	case choice != nil:
		return chat.Reply{View: choice}, nil
	}
	r.At, r.Seated = at, true
	return b.once(ctx, r, run)
}

func (b *Bot) once(ctx context.Context, r *Request, run func(context.Context, *Request) (chat.Reply, error)) (reply chat.Reply, err error) {
	if r.Role, err = b.access(ctx, r.From, r.At); err != nil {
		return chat.Reply{}, err
	}
	return run(ctx, r)
}
