package slack

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	slackgo "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"lectern/internal/chat"
)

// Arguments gives what a command was called with, as Slack escapes its text.
func Arguments(specs []chat.Spec, name, text string) (sub string, args chat.Args) {
	in := (&command{Command: "/" + name, Text: text}).invocation(specs, time.Time{})
	return in.Sub, in.Args
}

// Signed gives the check whether a request was signed with the secret.
func Signed(secret string) func(h http.Header, body []byte, now time.Time) bool {
	return newVerifier([]string{secret}).signed
}

// Message gives the bytes of a view, from prepared ones where there are any.
func Message(a chat.Adapter, v chat.View) []byte {
	m := a.(*Adapter).message(v) //nolint:forcetypeassert // tests make no other
	return m.append(nil, chat.Reply{View: v})
}

// Need is what somebody is looked up for.
type Need = need

// The needs.
const (
	ToRead  = toRead
	ToPress = toPress
	ToLead  = toLead
)

// Stale tells whether somebody of whom Slack told at a time is asked for again.
func Stale(n Need, privileged bool, told, now time.Time) bool {
	return (&known{admin: privileged, told: told}).stale(n, now)
}

// Opening paces the requests for sockets.
func Opening(next http.RoundTripper) http.RoundTripper {
	return &opening{next: next, turn: rate.NewLimiter(rate.Every(openEvery), opensAtOnce)}
}

// Tokens are the tokens of workspaces that installed the app.
type Tokens struct{ in *installs }

// NewTokens makes Tokens that are exchanged by renew.
func NewTokens(v chat.Vault, renew func(ctx context.Context, refresh string) (token, next string, life time.Duration, err error)) Tokens {
	in := newInstalls(settings{clientID: "1.2"}, v, slog.New(slog.DiscardHandler))
	in.exchange = func(ctx context.Context, refresh string) (*slackgo.OAuthV2Response, error) {
		token, next, life, err := renew(ctx, refresh)
		return &slackgo.OAuthV2Response{AccessToken: token, RefreshToken: next, ExpiresIn: int(life.Seconds())}, err
	}
	return Tokens{in}
}

// Of gives the token of a workspace.
func (t Tokens) Of(ctx context.Context, team string) string { return t.in.token(ctx, team) }

// Keep keeps one with what it is exchanged for.
func (t Tokens) Keep(ctx context.Context, team, token, refresh string, until time.Time) error {
	return t.in.keep(ctx, team, install{Token: token, Refresh: refresh, Expires: until})
}

// Gate lets requests pass in their turn.
type Gate struct{ g *gate }

// NewGate is the gate of a method.
func NewGate(method string) Gate { return Gate{methodGate(method)} }

// Wait returns when it is a request's turn.
func (g Gate) Wait(ctx context.Context) error { return g.g.wait(ctx) }

// Hold stops everything for a while.
func (g Gate) Hold(d time.Duration) { g.g.hold(d) }
