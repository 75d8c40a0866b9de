package slack

import (
	"context"
	"time"

	"lectern/internal/chat"
)

// answerCommand has the bot answer a command. What is not ready within chat.Patience is late
// and follows through the response_url.
func (a *Adapter) answerCommand(ctx context.Context, h chat.Handler, c *command, now time.Time) outcome {
	in := c.invocation(a.known(), now)
	by := asked{in.From, in.At}
	invoke := func() chat.Reply {
		in.From = a.describe(ctx, in.From, a.needs(in))
		return h.Invoke(ctx, in)
	}
	if instant := a.instant.Load(); instant != nil && (*instant)[in.Command] {
		return outcome{reply: invoke()}
	}
	a.running.Begin()
	reply, later := chat.Promptly(a.patience, func() chat.Reply {
		defer a.running.End()
		return invoke()
	})
	if later == nil {
		if f, ok := reply.View.(chat.Form); ok {
			a.work(func() { a.form(ctx, f, c.TriggerID, c.origin()) })
			return outcome{late: true}
		}
		if len(chat.Files(reply.View)) > 0 { // uploading takes a while
			a.work(func() { a.follow(ctx, c.ResponseURL, reply, by) })
			return outcome{late: true}
		}
		return outcome{reply: reply}
	}
	a.work(func() {
		r := <-later
		if f, ok := r.View.(chat.Form); ok {
			a.form(ctx, f, c.TriggerID, c.origin())
			return
		}
		a.follow(ctx, c.ResponseURL, r, by)
	})
	return outcome{late: true}
}

// append writes the body that carries a reply.
func (a *Adapter) append(b []byte, r chat.Reply) []byte {
	m := a.message(r.View)
	return m.append(b, r)
}

// follow sends a reply to the address that came with the event.
func (a *Adapter) follow(ctx context.Context, responseURL string, r chat.Reply, by asked) {
	a.tell(ctx, r, by, func(m *message) error { return a.web.respond(ctx, responseURL, m.append(nil, r)) })
}

// tell gives an answer, with its files where it has any.
func (a *Adapter) tell(ctx context.Context, r chat.Reply, by asked, send func(*message) error) {
	var err error
	if len(chat.Files(r.View)) > 0 {
		err = a.answerWithFiles(ctx, r, by, send)
	} else {
		m := a.message(r.View)
		err = send(&m)
	}
	if err != nil {
		a.log.Warn("answer not delivered", "error", err)
	}
}

// answerInteraction has the bot answer a press or a form. Slack takes no message as the
// answer to a press, so it always goes to the response_url.
func (a *Adapter) answerInteraction(ctx context.Context, h chat.Handler, in *interaction, now time.Time) {
	a.work(func() {
		var r chat.Reply
		switch in.Type {
		case "block_actions":
			press, ok := in.press(now)
			if !ok {
				return // a link, or an element of another app: there is nothing to say
			}
			press.From = a.describe(ctx, press.From, toPress)
			r = h.Press(ctx, press)
		case "shortcut", "message_action":
			a.shortcut(ctx, h, in)
			return
		case "view_submission":
			in.opened(now)
			if in.View.CallbackID == shortcutID {
				asks := in.asks(a.known(), now)
				asks.From = a.describe(ctx, asks.From, max(a.needs(asks), toPress))
				r = h.Invoke(ctx, asks)
				break
			}
			sent := in.submission(now, a.web.fetch)
			sent.From = a.describe(ctx, sent.From, toPress)
			r = h.Submit(ctx, sent)
		default:
			return
		}
		a.deliver(ctx, in, r)
	})
}

// deliver gives the answer to an interaction. What was asked on no channel, such as on the
// app's own page, is answered in the direct messages.
func (a *Adapter) deliver(ctx context.Context, in *interaction, r chat.Reply) {
	if f, ok := r.View.(chat.Form); ok {
		a.form(ctx, f, in.TriggerID, in)
		return
	}
	by := asked{chat.Person{Platform: Platform, Tenant: in.Team.ID, ID: in.User.ID}, in.at()}
	switch {
	case in.ResponseURL != "":
		a.tell(ctx, r, by, func(m *message) error {
			return a.web.respond(ctx, in.ResponseURL, m.appendIn(nil, r, by.at.Thread))
		})
	case by.at.Channel != "":
		a.tell(ctx, r, by, func(m *message) error { return a.web.ephemeral(ctx, by.at, in.User.ID, m) })
	default:
		at, err := a.Direct(ctx, by.who)
		if err != nil {
			a.log.Warn("answer not delivered", "error", err)
			return
		}
		by.at = at
		a.tell(ctx, r, by, func(m *message) error {
			_, err := a.web.post(ctx, at, m)
			return err
		})
	}
}

// needs tells what has to be known of whoever gives a command.
func (a *Adapter) needs(in chat.Invocation) need {
	for _, s := range a.known() {
		if s.Name != in.Command {
			continue
		}
		for _, sub := range s.Subs {
			if sub.Name == in.Sub && sub.Staff {
				return toLead
			}
		}
		if s.Staff {
			return toLead
		}
	}
	return toRead
}
