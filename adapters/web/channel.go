package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// channel is the playground's one channel: what the bot posts there of its own accord stands
// in every browser that looks at the page, as it would in every member's window.
type channel struct {
	mu      sync.Mutex
	byKey   map[string]string // message by the key of the post
	recent  []entry           // the latest posts, for whoever comes later
	version int               // counts posts and edits
}

const (
	maxRecent = 10
	maxKeys   = 1000
)

var (
	_ chat.Editor   = (*Adapter)(nil)
	_ chat.Threader = (*Adapter)(nil)
)

// Post implements chat.Adapter: the message stands in the playground's channel until the
// program ends.
func (a *Adapter) Post(_ context.Context, to chat.Place, v chat.View, key string) (chat.Ref, error) {
	if to.Channel != place().Channel || to.Tenant != place().Tenant {
		return chat.Ref{}, fault.New(fault.Missing, "The playground has no channel of that name.", "Give the command in the playground.")
	}
	c := &a.channel
	c.mu.Lock()
	defer c.mu.Unlock()
	if id, ok := c.byKey[key]; ok && key != "" {
		return chat.Ref{Place: to, Message: id}, nil
	}
	c.version++
	id := "posted-" + strconv.Itoa(c.version)
	if c.byKey == nil || len(c.byKey) > maxKeys {
		c.byKey = map[string]string{}
	}
	c.byKey[key] = id
	e := a.entry(chat.Reply{View: v, Audience: chat.Room})
	e.Posted = id
	e.Deed = posted
	if to.Thread != "" {
		e.Deed = threaded
	}
	if c.recent = append(c.recent, e); len(c.recent) > maxRecent {
		c.recent = c.recent[1:]
	}
	a.sessions.each(func(s *session) { s.add(e, 0) })
	return chat.Ref{Place: to, Message: id}, nil
}

// Edit implements chat.Editor.
func (a *Adapter) Edit(_ context.Context, at chat.Ref, v chat.View) error {
	e := a.entry(chat.Reply{View: v, Audience: chat.Room})
	e.Posted = at.Message
	c := &a.channel
	c.mu.Lock()
	defer c.mu.Unlock()
	known := false
	for i, old := range c.recent {
		if old.Posted == at.Message {
			e.Deed, known = old.Deed, true
			c.recent[i] = e
		}
	}
	if !known {
		return fault.New(fault.Missing, "The message has scrolled out of the playground.", "")
	}
	c.version++
	a.sessions.each(func(s *session) { s.edit(e) })
	return nil
}

// Thread implements chat.Threader: a thread of the playground stands in its channel.
func (a *Adapter) Thread(_ context.Context, at chat.Ref, _ string) (chat.Place, error) {
	p := at.Place
	p.Thread = at.Message
	return p, nil
}

// entry draws a reply as both platforms would get it.
func (a *Adapter) entry(reply chat.Reply) entry {
	e := entry{Audience: reply.Audience, Files: keep(chat.Files(reply.View))}
	var err error
	if e.Discord, err = discord.Payload(reply, a.options.PublicURL); err != nil {
		a.options.Log.Warn("no Discord message", "error", err)
	}
	if e.Slack, err = slack.Payload(reply, a.options.PublicURL); err != nil {
		a.options.Log.Warn("no Slack message", "error", err)
	}
	return e
}

// news tells a page whether something was posted or edited since it was drawn.
func (a *Adapter) news() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(map[string]int{"version": a.version()}) // a page that is gone needs no answer
	})
}

func (a *Adapter) version() int {
	a.channel.mu.Lock()
	defer a.channel.mu.Unlock()
	return a.channel.version
}

// latest lists the posts a new session begins with.
func (c *channel) latest() []entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]entry(nil), c.recent...)
}
