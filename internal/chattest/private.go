package chattest

import (
	"context"

	"lectern/internal/chat"
	"lectern/internal/fault"
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

// Call has the platform call a channel, or the server when channel is empty, by a name.
func (r *Rooms) Call(channel, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = map[string]string{}
	}
	r.names[channel] = name
}

// ChannelName implements chat.Namer.
func (r *Rooms) ChannelName(_ context.Context, at chat.Place) (string, error) {
	return r.called(at.Channel)
}

// TenantName implements chat.Namer: there is one server.
func (r *Rooms) TenantName(context.Context, chat.Place) (string, error) { return r.called("") }

func (r *Rooms) called(channel string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name, ok := r.names[channel]
	if !ok {
		return "", fault.New(fault.Missing, "Nobody has said what it is called.", "")
	}
	return name, nil
}

// Meet has Know tell of a person who is not as they were at first: staff of the place.
func (r *Rooms) Meet(who chat.Person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.people == nil {
		r.people = map[string]chat.Person{}
	}
	r.people[who.ID] = who
}

// Leave has Know find nobody of an id on a server.
func (r *Rooms) Leave(tenant, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.left == nil {
		r.left = map[string]bool{}
	}
	r.left[tenant+"/"+id] = true
}

// Hush has Know give no answer, for as long as whoever asks waits.
func (r *Rooms) Hush(silent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.silent = silent
}

// Know implements chat.Knower: whom nobody has met anew manages the place.
func (r *Rooms) Know(ctx context.Context, who chat.Person) (chat.Person, error) {
	r.mu.Lock()
	silent := r.silent
	r.mu.Unlock()
	if silent {
		<-ctx.Done()
		return who, ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.left[who.Tenant+"/"+who.ID] {
		return who, fault.New(fault.Missing, "Nobody of that id is there.", "")
	}
	if known, ok := r.people[who.ID]; ok {
		return known, nil
	}
	who.Admin = true
	return who, nil
}
