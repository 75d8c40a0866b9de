package discord

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lectern/internal/chat"
)

// The types of an answer to an interaction (Receiving and Responding).
const (
	answerPong          = 1
	answerMessage       = 4
	answerDeferred      = 5
	answerDeferredPress = 6
	answerUpdate        = 7
	answerChoices       = 8
)

// outcome is what to tell the platform now, and how to follow up when the answer is late.
type outcome struct {
	body  []byte     // the whole answer, or nil
	reply chat.Reply // the answer when body is nil
	later <-chan chat.Reply
	sent  bool // the answer was delivered by a request of our own
}

// append writes what is told now.
func (a *Adapter) append(b []byte, out outcome) []byte {
	if out.body != nil {
		return append(b, out.body...)
	}
	return a.appendReply(b, out.reply)
}

// respond has the bot answer an interaction. What takes longer than chat.Patience is
// acknowledged first; completion cannot be, so it comes out empty then.
func (a *Adapter) respond(ctx context.Context, h chat.Handler, in *interaction, now time.Time) outcome {
	switch in.kind {
	case typePing:
		return outcome{body: []byte(`{"type":1}`)}
	case typeAutocomplete:
		return outcome{body: a.choices(ctx, h, in, now)}
	case typeCommand:
		inv := in.invocation(now)
		if instant := a.instant.Load(); instant != nil && (*instant)[inv.Command] {
			return outcome{reply: h.Invoke(ctx, inv)}
		}
		return a.promptly(answerDeferred, func() chat.Reply { return h.Invoke(ctx, inv) })
	case typeComponent:
		press, ok := in.press(now)
		if !ok {
			return outcome{reply: notMine(h.Words(in.from(), in.at()))}
		}
		return a.promptly(answerDeferred, func() chat.Reply { return h.Press(ctx, press) })
	case typeModal:
		s := in.submission(now)
		return a.promptly(answerDeferred, func() chat.Reply { return h.Submit(ctx, s) })
	}
	return outcome{reply: unknown(h.Words(in.from(), in.at()))}
}

// notMine answers a control that no version of the bot has made.
func notMine(w *chat.Words) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Warning, w.T("That button is not mine"), w.T("It was made by another bot or an older version."), w.T("Give the command again."))}
}

func unknown(w *chat.Words) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Warning, w.T("That cannot be answered"), w.T("This version of the bot does not know that kind of event."), w.T("Use a slash command, such as /help."))}
}

func (a *Adapter) promptly(deferred int, f func() chat.Reply) outcome {
	a.running.begin()
	reply, later := chat.Promptly(a.patience, func() chat.Reply {
		defer a.running.end()
		return f()
	})
	if later != nil {
		// Privacy is chosen now and cannot be taken back: what the room may see is shown to
		// the asker alone when it comes late.
		b := append([]byte(`{"type":`), strconv.Itoa(deferred)...)
		return outcome{body: append(b, `,"data":{"flags":64}}`...), later: later}
	}
	return outcome{reply: reply}
}

// appendReply writes the callback that carries a reply.
func (a *Adapter) appendReply(b []byte, r chat.Reply) []byte {
	if f, ok := r.View.(chat.Form); ok {
		return a.render.appendForm(b, f)
	}
	m := a.message(r.View)
	m.private, m.edited = r.Audience == chat.Asker && !r.Replace, r.Replace
	return m.callback(b, r.Replace)
}

// callback writes the answer that carries a message, a new one or one in place of another.
func (m *message) callback(b []byte, replace bool) []byte {
	kind := answerMessage
	if replace {
		kind = answerUpdate
	}
	b = append(slices.Grow(b, m.room()), `{"type":`...)
	b = strconv.AppendInt(b, int64(kind), 10)
	b = append(b, `,"data":{`...)
	b = m.appendFields(b)
	return append(b, '}', '}')
}

// choices completes an argument.
func (a *Adapter) choices(ctx context.Context, h chat.Handler, in *interaction, now time.Time) []byte {
	list := h.Suggest(ctx, in.invocation(now), in.focused, in.typed)
	b := append(make([]byte, 0, 2048), `{"type":8,"data":{"choices":[`...)
	n := 0
	for _, c := range list {
		label, value := cut(plain(c.Label), maxChoiceText), c.Value
		if n == maxChoices {
			break
		}
		if label == "" || value == "" || len([]rune(value)) > maxChoiceText {
			continue
		}
		if n > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"name":`...)
		b = appendString(b, label)
		b = append(b, `,"value":`...)
		b = appendString(b, value)
		b = append(b, '}')
		n++
	}
	return append(b, `]}}`...)
}

// followUp waits for a late reply and puts it in place of the acknowledgement.
func (a *Adapter) followUp(ctx context.Context, in interaction, later <-chan chat.Reply) {
	a.running.begin()
	go func() {
		defer a.running.end()
		v := (<-later).View
		if f, ok := v.(chat.Form); ok {
			v = tooLate(f)
		}
		m := a.message(v)
		m.edited = true
		err := a.withFiles(v, m, func(m *message) error { return a.rest.editOriginal(ctx, a.appOf(in), in.token, m) })
		if err != nil {
			a.log.Warn("late answer not delivered", "interaction", in.id, "error", err)
		}
	}()
}

func (a *Adapter) appOf(in interaction) string {
	if in.appID != "" {
		return in.appID
	}
	return *a.app.Load()
}
