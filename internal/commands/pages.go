package commands

import (
	"context"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
)

// The reading pages are open to whoever has their address, and a page does not know who reads it.
// So they show only what no class keeps back, unless the reader follows a link that the bot gave a
// class: it names, signed, the server or workspace it was given in, and the pages then show what
// the class of that place has open at this moment. The link is no more secret than the message it
// stands in, and shows nothing that could not be read there.

// actPages is what links to the reading pages carry; it is no action of a button.
const actPages = "rd"

// Public is the course as the reading pages show it to who follows a link with this reference of
// a class; empty, or one that was not made here, shows what no class keeps back.
func (s *Set) Public(reference string, at time.Time) *course.Snapshot {
	if s.room == nil {
		return s.library.Current()
	}
	if reference != "" {
		action, args, err := s.tokens.Open(chat.Token(reference))
		if err == nil && action == actPages && len(args) == 2 {
			return s.shelfAt(chat.Place{Platform: chat.Platform(args[0]), Tenant: args[1]}, at).snap
		}
	}
	return s.catalogueWithout(s.room.heldByAny(at)).snap
}

// reference is what a link carries that is given to a class in a tenant of it; empty where the
// pages show the class what they show everybody, or where it is not known who asks.
func (s *Set) reference(c class.Class, t class.Tenant) string {
	if s.room == nil || s.public == "" || !s.room.othersHold(c) || !bot.Sealable(actPages, string(t.Platform), t.ID) {
		return ""
	}
	return string(s.tokens.Seal(actPages, string(t.Platform), t.ID))
}

// postedReference is the reference in what is posted in all places of a class.
func (s *Set) postedReference(c class.Class) string {
	if len(c.Tenants) == 0 {
		return ""
	}
	return s.reference(c, c.Tenants[0])
}

// othersHold tells whether another class keeps something back, or has until it opened.
func (r *Classroom) othersHold(c class.Class) bool {
	list := r.Directory.List()
	for i := range list {
		if len(list[i].Holds) > 0 && list[i].ID != c.ID {
			return true
		}
	}
	return false
}

// addressed gives a link to a page the reference of a class.
func addressed(link, reference string) string {
	if link == "" || reference == "" {
		return link
	}
	return link + "?class=" + reference
}

// linked has the links of a command's answers open what the class may read that is answered.
func (s *Set) linked(c bot.Command) bot.Command {
	if run := c.Run; run != nil {
		c.Run = func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			reply, err := run(ctx, r)
			return s.linkedReply(r, reply), err
		}
	}
	actions := make([]bot.Action, len(c.Actions))
	for i, a := range c.Actions {
		if press := a.Press; press != nil {
			a.Press = func(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
				reply, err := press(ctx, r, args)
				return s.linkedReply(r, reply), err
			}
		}
		actions[i] = a
	}
	c.Actions = actions
	return c
}

func (s *Set) linkedReply(r bot.Request, reply chat.Reply) chat.Reply {
	if s.room == nil || s.public == "" {
		return reply
	}
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return reply
	}
	reference := s.reference(c, class.TenantOf(r.At))
	if reference == "" {
		return reply
	}
	switch v := reply.View.(type) {
	case chat.Excerpt:
		if v.Link != "" {
			v.Link, v.Key = addressed(v.Link, reference), v.Key+"@"+reference
		}
		reply.View = v
	case chat.Outline:
		v.Link = addressed(v.Link, reference)
		reply.View = v
	}
	return reply
}
