package discord

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"lectern/adapters/wire"
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
		inv := in.invocation(now, a.rest.fetch)
		if instant := a.instant.Load(); instant != nil && (*instant)[inv.Command] {
			return outcome{reply: a.safely(h, in, func() chat.Reply { return h.Invoke(ctx, inv) })}
		}
		return a.promptly(h, in, func() chat.Reply { return h.Invoke(ctx, inv) })
	case typeComponent:
		press, ok := in.press(now)
		if !ok {
			return outcome{reply: notMine(h.Words(in.from(), in.at()))}
		}
		return a.promptly(h, in, func() chat.Reply { return h.Press(ctx, press) })
	case typeModal:
		s := in.submission(now, a.rest.fetch)
		return a.promptly(h, in, func() chat.Reply { return h.Submit(ctx, s) })
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

// safely has the bot answer, and apologizes when it broke.
func (a *Adapter) safely(h chat.Handler, in *interaction, f func() chat.Reply) (r chat.Reply) {
	broken := true
	defer func() {
		if broken {
			r = sorry(h.Words(in.from(), in.at()))
		}
	}()
	defer a.survive("answer")
	r = in.fit(f())
	broken = false
	return r
}

// sorry stands in for an answer that cannot be given.
func sorry(w *chat.Words) chat.Reply {
	return chat.Reply{View: chat.In(w, chat.Notice(chat.Problem, w.T("Something went wrong"), w.T("Sorry: an error on our side kept your request from being answered. It has been logged."), ""))}
}

// fit makes a reply one that the platform takes after this kind of event: only a component's
// message can be replaced, and no form opens another.
func (in *interaction) fit(r chat.Reply) chat.Reply {
	f, form := r.View.(chat.Form)
	if form && in.kind == typeModal {
		r.View = chat.In(f.Words, chat.Notice(chat.Warning, f.Title, f.Words.T("Discord opens no form after another."), f.Words.T("Press the button again.")))
	}
	r.Replace = r.Replace && in.message != ""
	return r
}

func (a *Adapter) promptly(h chat.Handler, in *interaction, f func() chat.Reply) outcome {
	a.running.Begin()
	reply, later := chat.Promptly(a.patience, func() chat.Reply {
		defer a.running.End()
		return a.safely(h, in, f)
	})
	if later != nil {
		// Privacy is chosen now and cannot be taken back: what the room may see is shown to
		// the asker alone when it comes late.
		b := append([]byte(`{"type":`), strconv.Itoa(answerDeferred)...)
		return outcome{body: append(b, `,"data":{"flags":64}}`...), later: later}
	}
	return outcome{reply: reply}
}

// appendReply writes the callback that carries a reply. What breaks a rule of the platform would
// be refused, and whoever asked would be told nothing at all. Prepared pages are not looked at
// again: they hold by the way they are made.
func (a *Adapter) appendReply(b []byte, r chat.Reply) []byte {
	start := len(b)
	ready := false
	if f, ok := r.View.(chat.Form); ok {
		b = a.render.appendForm(b, f)
	} else {
		m := a.message(r.View)
		m.private, m.edited = r.Audience == chat.Asker && !r.Replace, r.Replace
		b = m.callback(b, r.Replace)
		ready = len(m.embeds) > 0 && m.embeds[0].ready != nil
	}
	if ready {
		return b
	}
	if err := sound(LintCallback, b[start:]); err != nil {
		a.log.Error("an answer breaks Discord's rules", "error", err)
		m := a.message(sorry(wordsOf(r.View)).View)
		m.private = true
		return m.callback(b[:start], false)
	}
	return b
}

func wordsOf(v chat.View) *chat.Words {
	if v == nil {
		return nil
	}
	return v.Card().Words
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

// suggest has the bot complete an argument. Completion cannot be put off: what takes too long
// comes out empty, and so does what broke.
func (a *Adapter) suggest(ctx context.Context, h chat.Handler, inv chat.Invocation, arg, typed string) []chat.Choice {
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	done := make(chan []chat.Choice, 1)
	go func() {
		defer close(done)
		defer a.survive("completion")
		done <- h.Suggest(ctx, inv, arg, typed)
	}()
	select {
	case list := <-done:
		return list
	case <-ctx.Done():
		return nil
	}
}

// choices writes the completions of an argument.
func (a *Adapter) choices(ctx context.Context, h chat.Handler, in *interaction, now time.Time) []byte {
	list := a.suggest(ctx, h, in.invocation(now, a.rest.fetch), in.focused, in.typed)
	b := append(make([]byte, 0, 2048), `{"type":8,"data":{"choices":[`...)
	n := 0
	for _, c := range list {
		label, value := wire.Cut(plain(c.Label), maxChoiceText), c.Value
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
		b = wire.AppendString(b, label)
		b = append(b, `,"value":`...)
		b = wire.AppendString(b, value)
		b = append(b, '}')
		n++
	}
	return append(b, `]}}`...)
}

// tokenLife is how long an interaction's answer can be changed (Receiving and Responding).
const tokenLife = 15 * time.Minute

// An answer to Discord's request may be overtaken by the change to it.
const (
	earlyTries = 4
	earlyWait  = 250 * time.Millisecond
)

// followUp waits for a late reply and puts it in place of the acknowledgement.
func (a *Adapter) followUp(ctx context.Context, in interaction, later <-chan chat.Reply) {
	a.running.Begin()
	go func() {
		defer a.running.End()
		defer a.survive("late answer")
		v := (<-later).View
		if f, ok := v.(chat.Form); ok {
			v = tooLate(f)
		}
		m := a.message(v)
		m.edited = true
		err := a.withFiles(v, m, func(m *message) error { return a.replaceOriginal(ctx, &in, m) })
		if hopeful(err) {
			a.log.Error("Discord refused a late answer", "interaction", in.id, "error", err)
			m := a.message(sorry(wordsOf(v)).View)
			m.edited = true
			err = a.replaceOriginal(ctx, &in, &m)
		}
		if err != nil {
			a.log.Warn("late answer not delivered", "interaction", in.id, "error", err)
		}
	}()
}

// hopeful tells whether another answer may be taken where this one was refused.
func hopeful(err error) bool {
	return errors.Is(err, errRefused) && !errors.Is(err, errLate) && !errors.Is(err, errEarly)
}

// replaceOriginal puts a message in place of what an interaction was answered with.
func (a *Adapter) replaceOriginal(ctx context.Context, in *interaction, m *message) error {
	for try := 1; ; try++ {
		if time.Since(in.received) > a.tokenLife {
			return errLate
		}
		err := a.rest.editOriginal(ctx, a.appOf(*in), in.token, m)
		if !errors.Is(err, errEarly) || try == earlyTries {
			return err
		}
		if err := sleep(ctx, earlyWait); err != nil {
			return err
		}
	}
}

func (a *Adapter) appOf(in interaction) string {
	if in.appID != "" {
		return in.appID
	}
	return *a.app.Load()
}
