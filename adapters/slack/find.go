package slack

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// lookBack is how many messages one request lists: what apps outside the Marketplace that are
// distributed get is cut to 15 by Slack itself (Rate limits, conversations.history).
const lookBack = "100"

// listed is a message as a channel's history has it.
type listed struct {
	TS     string  `json:"ts"`
	BotID  string  `json:"bot_id"`
	Blocks []holds `json:"blocks"`
}

// holds is any part of a message that may carry a control.
type holds struct {
	ActionID  string  `json:"action_id"`
	Value     string  `json:"value"`
	Elements  []holds `json:"elements"`
	Options   []holds `json:"options"`
	Accessory *holds  `json:"accessory"`
}

// Find implements chat.Finder. It needs the scope channels:history, in private channels
// groups:history.
func (a *Adapter) Find(ctx context.Context, in chat.Place, tokens []chat.Token) (chat.Ref, bool, error) {
	var self struct {
		BotID string `json:"bot_id"`
	}
	if err := a.web.read(ctx, in.Tenant, "auth.test", nil, &self); err != nil {
		return chat.Ref{}, false, err
	}
	method, args := "conversations.history", url.Values{"channel": {in.Channel}, "limit": {lookBack}}
	if in.Thread != "" {
		method = "conversations.replies"
		args.Set("ts", in.Thread)
	}
	var page struct {
		Messages []listed `json:"messages"`
	}
	err := a.web.read(ctx, in.Tenant, method, args, &page)
	if fault.Is(err, fault.Forbidden) {
		return chat.Ref{}, false, fault.Wrap(err, fault.Forbidden, "The bot may not read the channel's latest messages.", "Give it the scopes channels:history and groups:history, and install it again.")
	}
	if err != nil {
		return chat.Ref{}, false, err
	}
	slices.SortFunc(page.Messages, func(x, y listed) int { return strings.Compare(y.TS, x.TS) })
	for _, m := range page.Messages {
		if m.BotID != "" && m.BotID == self.BotID && slices.ContainsFunc(m.Blocks, func(h holds) bool { return h.any(tokens) }) {
			return chat.Ref{Place: in, Message: m.TS}, true, nil
		}
	}
	return chat.Ref{}, false, nil
}

// any tells whether a part or one inside it carries one of the tokens.
func (h holds) any(tokens []chat.Token) bool {
	has := func(id string) bool {
		raw, _, _ := strings.Cut(id, "|")
		return raw != "" && slices.Contains(tokens, chat.Token(raw))
	}
	inside := func(in holds) bool { return in.any(tokens) }
	return has(h.ActionID) || has(h.Value) || slices.ContainsFunc(h.Elements, inside) || slices.ContainsFunc(h.Options, inside) ||
		h.Accessory != nil && h.Accessory.any(tokens)
}
