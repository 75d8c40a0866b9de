package slack

import (
	"context"
	"time"

	"lectern/internal/chat"
)

// Slash commands cannot be given in threads. Two shortcuts can: one on every message and one
// beside the box where messages are written. Both ask what is wanted, as /course does.

// shortcutID names both shortcuts and the form they open. No token of the bot looks like it.
const shortcutID = "/" + umbrella

const (
	maxShortcutName = 24 // Slack's manifest schema
	maxShortcutText = 150
)

// shortcutForm asks for what would stand after /course.
func shortcutForm(w *chat.Words) chat.Form {
	return chat.Form{
		Title: w.T("Ask Lectern"), Token: shortcutID, Words: w,
		Fields: []chat.Field{{Name: "text", Label: w.T("What would you like?"), Hint: w.T("section realism"), Max: maxInputHint}},
	}
}

// shortcut opens the form over whatever is on the screen.
func (a *Adapter) shortcut(ctx context.Context, h chat.Handler, in *interaction) {
	if in.CallbackID != shortcutID {
		return // of an older manifest
	}
	a.form(ctx, shortcutForm(h.Words(in.from(), in.at())), in.TriggerID, in)
}

// asks makes a command of what was written into that form.
func (in *interaction) asks(specs []chat.Spec, now time.Time) chat.Invocation {
	c := command{
		Command: shortcutID, Text: escape(in.submission(now, nil).Fields.Get("text")),
		Team: in.Team.ID, Channel: in.Channel.ID, User: in.User.ID, UserName: in.from().Name, TriggerID: in.TriggerID,
	}
	inv := c.invocation(specs, now)
	inv.At.Thread = in.Container.Thread
	return inv
}
