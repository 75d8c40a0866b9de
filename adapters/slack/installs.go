package slack

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// install is a workspace that installed the app by itself.
type install struct {
	Token   string    `json:"token"`
	Refresh string    `json:"refresh,omitempty"` // with token rotation
	Expires time.Time `json:"expires,omitzero"`  // of Token, with token rotation
	At      time.Time `json:"at"`

	tried time.Time // when an exchange failed last
}

// renewBefore is how long before its end a token is exchanged for the next; it lives twelve
// hours (Using token rotation).
const renewBefore = time.Hour

// renewAgain is how long is waited after an exchange that failed.
const renewAgain = time.Minute

// due tells whether the token has to be exchanged.
func (i install) due(now time.Time) bool {
	return i.Refresh != "" && now.After(i.Expires.Add(-renewBefore)) && now.Sub(i.tried) > renewAgain
}

// installs holds the bot tokens of workspaces that installed the app by themselves. They are
// kept in the vault, so that every replica has them and a restart loses none; without one they
// live in memory. The installations that were begun are always in memory.
type installs struct {
	vault    chat.Vault
	log      *slog.Logger
	exchange func(ctx context.Context, refresh string) (*slackgo.OAuthV2Response, error)

	mu       sync.Mutex
	known    map[string]install
	states   map[string]time.Time
	renewing sync.Mutex // held while a token is exchanged, which is good once
}

func newInstalls(set settings, vault chat.Vault, log *slog.Logger) *installs {
	i := &installs{vault: vault, log: log, known: make(map[string]install), states: make(map[string]time.Time)}
	if set.clientID == "" {
		i.vault = nil // nobody can install it: there is nothing to look for
	}
	i.exchange = func(ctx context.Context, refresh string) (*slackgo.OAuthV2Response, error) {
		return slackgo.RefreshOAuthV2TokenContext(ctx, &http.Client{Timeout: requestTimeout}, set.clientID, set.clientSecret, refresh, slackgo.OAuthOptionAPIURL(set.api))
	}
	return i
}

// token gives the token of a workspace; empty when it has not installed the app by itself.
func (i *installs) token(ctx context.Context, team string) string {
	in, ok := i.of(ctx, team)
	if ok && in.due(time.Now()) {
		in = i.renew(ctx, team)
	}
	return in.Token
}

func (i *installs) of(ctx context.Context, team string) (in install, ok bool) {
	i.mu.Lock()
	in, ok = i.known[team]
	i.mu.Unlock()
	if ok || i.vault == nil || !isID(team) {
		return in, ok
	}
	return i.read(ctx, team)
}

// read takes what is kept into memory.
func (i *installs) read(ctx context.Context, team string) (in install, ok bool) {
	data, err := i.vault.Kept(ctx, team)
	if err == nil {
		err = json.Unmarshal(data, &in)
	}
	if err != nil {
		if !fault.Is(err, fault.Missing) {
			i.log.Warn("the token of a workspace cannot be read; it has to install the app again", "error", err)
		}
		return install{}, false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.known[team] = in
	return in, true
}

// renew exchanges a token. Another replica may have done it already.
func (i *installs) renew(ctx context.Context, team string) install {
	i.renewing.Lock()
	defer i.renewing.Unlock()
	if i.vault != nil {
		i.forget(team)
	}
	in, ok := i.of(ctx, team)
	if !ok || !in.due(time.Now()) {
		return in
	}
	resp, err := i.exchange(ctx, in.Refresh)
	if err != nil {
		i.log.Warn("the token of a workspace could not be renewed", "error", redact(err))
		i.mu.Lock()
		defer i.mu.Unlock()
		in.tried = time.Now()
		i.known[team] = in
		return in
	}
	in.Token, in.Refresh, in.Expires = resp.AccessToken, resp.RefreshToken, expiry(resp)
	if err := i.keep(context.WithoutCancel(ctx), team, in); err != nil {
		i.log.Error("a renewed token could not be kept; the workspace has to install the app again after a restart", "error", err)
	}
	return in
}

func expiry(resp *slackgo.OAuthV2Response) time.Time {
	if resp.ExpiresIn == 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(resp.ExpiresIn) * time.Second).UTC().Truncate(time.Second)
}

func (i *installs) keep(ctx context.Context, team string, in install) error {
	i.mu.Lock()
	i.known[team] = in
	i.mu.Unlock()
	if i.vault == nil {
		return nil
	}
	data, err := json.Marshal(in)
	if err == nil {
		err = i.vault.Keep(ctx, team, data)
	}
	if err != nil {
		return fmt.Errorf("keep an installation: %w", err)
	}
	return nil
}

// forget takes a workspace out of memory, so that what is kept is read again.
func (i *installs) forget(team string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.vault != nil {
		delete(i.known, team)
	}
}

// remove ends an installation that was there at a time. One that was made since stays: Slack
// tells again, minutes later, what was not confirmed.
func (i *installs) remove(ctx context.Context, team string, at time.Time) error {
	if i.vault != nil {
		i.forget(team)
	}
	if in, ok := i.of(ctx, team); ok && in.At.After(at) {
		return nil
	}
	i.mu.Lock()
	delete(i.known, team)
	i.mu.Unlock()
	if i.vault == nil || !isID(team) {
		return nil
	}
	if err := i.vault.Keep(ctx, team, nil); err != nil {
		return fmt.Errorf("forget an installation: %w", err)
	}
	return nil
}

// stateTTL is how long somebody may take to confirm the installation.
const stateTTL = 10 * time.Minute

// maxStates bounds the installations begun and not finished.
const maxStates = 1000

func (i *installs) newState() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	for s, until := range i.states {
		if time.Now().After(until) || len(i.states) >= maxStates {
			delete(i.states, s)
		}
	}
	s := rand.Text()
	i.states[s] = time.Now().Add(stateTTL)
	return s
}

// spend takes a state, which is good once.
func (i *installs) spend(s string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	until, ok := i.states[s]
	delete(i.states, s)
	return ok && time.Now().Before(until)
}
