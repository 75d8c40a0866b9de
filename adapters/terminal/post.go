package terminal

import (
	"context"
	"slices"
	"strconv"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

var (
	_ chat.Editor   = (*Adapter)(nil)
	_ chat.Threader = (*Adapter)(nil)
)

// speak sets where what the bot says of its own accord is written.
func (a *Adapter) speak(says func(string)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.says = says
}

// Post implements chat.Adapter: the message is written into the conversation, and its controls
// are what the numbers stand for then.
func (a *Adapter) Post(_ context.Context, to chat.Place, v chat.View, key string) (chat.Ref, error) {
	a.mu.Lock()
	if i := slices.Index(a.posted, key); i >= 0 && key != "" {
		a.mu.Unlock()
		return chat.Ref{Place: to, Message: strconv.Itoa(i + 1)}, nil
	}
	if a.says == nil {
		a.mu.Unlock()
		return chat.Ref{}, fault.New(fault.Busy, "Nobody is at the terminal yet.", "It is tried again.")
	}
	a.posted = append(a.posted, key)
	ref := chat.Ref{Place: to, Message: strconv.Itoa(len(a.posted))}
	a.mu.Unlock()
	a.write(a.painter().words.T("posted here"), v)
	return ref, nil
}

// Edit implements chat.Editor: what was written stays, so the message is written again.
func (a *Adapter) Edit(_ context.Context, _ chat.Ref, v chat.View) error {
	a.write(a.painter().words.T("changed"), v)
	return nil
}

// Thread implements chat.Threader: a terminal has one place.
func (*Adapter) Thread(_ context.Context, at chat.Ref, _ string) (chat.Place, error) {
	return at.Place, nil
}

func (a *Adapter) write(what string, v chat.View) {
	text := a.show(chat.Reply{View: v, Audience: chat.Room})
	a.mu.Lock()
	says := a.says
	a.mu.Unlock()
	if says != nil {
		says(a.painter().paragraphText("— "+what+" —") + "\n" + text)
	}
}
