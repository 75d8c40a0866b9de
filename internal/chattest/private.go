package chattest

import (
	"context"

	"lectern/internal/chat"
)

// Message implements chat.Messenger: what is written to a person stands in a channel named
// after them, "@" and the id.
func (r *Rooms) Message(ctx context.Context, to chat.Person, v chat.View, key string) (chat.Ref, error) {
	return r.Post(ctx, chat.Place{Platform: Platform, Tenant: to.Tenant, Channel: "@" + to.ID}, v, key)
}

// Lacks has Inspect find rights missing in a channel.
func (r *Rooms) Lacks(channel string, lacks ...chat.Lack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lacks == nil {
		r.lacks = map[string][]chat.Lack{}
	}
	r.lacks[channel] = lacks
}

// Inspect implements chat.Inspector.
func (r *Rooms) Inspect(_ context.Context, at chat.Place) ([]chat.Lack, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lacks[at.Channel], r.refuse[at.Channel]
}
