package discord

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lectern/internal/chat"
)

// lookBack is how many messages one request lists at most (Get Channel Messages).
const lookBack = "100"

// listed is a message as the channel's list has it. An application sees the components of its
// own messages without the message content intent.
type listed struct {
	ID     string `json:"id"`
	App    string `json:"application_id"`
	Author struct {
		ID  string `json:"id"`
		Bot bool   `json:"bot"`
	} `json:"author"`
	Components []component `json:"components"`
}

type component struct {
	CustomID   string      `json:"custom_id"`
	Options    []choice    `json:"options"`
	Components []component `json:"components"`
}

type choice struct {
	Value string `json:"value"`
}

// Find implements chat.Finder. It needs the permission Read Message History.
func (a *Adapter) Find(ctx context.Context, in chat.Place, tokens []chat.Token) (chat.Ref, bool, error) {
	channel := in.Channel
	if in.Thread != "" {
		channel = in.Thread
	}
	app, err := a.self(ctx)
	if err != nil {
		return chat.Ref{}, false, err
	}
	var list []listed
	rq := request{method: http.MethodGet, path: "/channels/" + url.PathEscape(channel) + "/messages?limit=" + lookBack, route: "list", major: channel, safe: true}
	if err := a.rest.do(ctx, rq, &list); err != nil {
		return chat.Ref{}, false, err
	}
	for _, m := range list { // the newest first
		own := m.App == app || m.App == "" && m.Author.Bot && m.Author.ID == app
		if own && slices.ContainsFunc(m.Components, func(c component) bool { return c.holds(tokens) }) {
			return chat.Ref{Place: in, Message: m.ID}, true, nil
		}
	}
	return chat.Ref{}, false, nil
}

// self is the application's id: as configured, else asked for once.
func (a *Adapter) self(ctx context.Context) (string, error) {
	if id := *a.app.Load(); id != "" {
		return id, nil
	}
	app, err := a.rest.application(ctx)
	if err != nil {
		return "", err
	}
	a.app.Store(&app.ID)
	return app.ID, nil
}

// holds tells whether a component or one inside it carries one of the tokens.
func (c component) holds(tokens []chat.Token) bool {
	has := func(id string) bool {
		raw, _, _ := strings.Cut(id, "|")
		return slices.Contains(tokens, chat.Token(raw))
	}
	return c.CustomID != "" && has(c.CustomID) ||
		slices.ContainsFunc(c.Options, func(o choice) bool { return has(o.Value) }) ||
		slices.ContainsFunc(c.Components, func(in component) bool { return in.holds(tokens) })
}
