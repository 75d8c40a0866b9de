package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"lectern/internal/chat"
)

// event is what Slack tells of its own accord, over either way in.
type event struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	ID        string `json:"event_id"`
	At        int64  `json:"event_time"` // Unix seconds
	Team      string `json:"team_id"`
	Event     struct {
		Type   string `json:"type"`
		User   string `json:"user"`
		Tab    string `json:"tab"` // of app_home_opened
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"`
	} `json:"event"`
}

// events answers Slack's check of the address and what it tells. What was signed and cannot be
// read is confirmed all the same: it would only come again, and Slack stops telling anything
// to an address that confirms too little.
func (a *Adapter) events(h chat.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := a.authentic(w, r, nil, maxRequestBytes)
		if !ok {
			return
		}
		if !json.Valid(body) {
			http.Error(w, "this is not an event", http.StatusBadRequest)
			return
		}
		e := a.readEvent(body)
		if e.Type == "url_verification" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(w, e.Challenge)
			return
		}
		if err := a.happened(context.WithoutCancel(r.Context()), h, e); err != nil {
			a.log.Warn("an event comes again", "error", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}

func (a *Adapter) readEvent(body []byte) (e event) {
	if err := json.Unmarshal(body, &e); err != nil {
		a.log.Warn("an event could not be read", "error", err)
		return event{}
	}
	return e
}

// happened takes note of an event, once however often it is told. After an error it has to be
// told again.
func (a *Adapter) happened(ctx context.Context, h chat.Handler, e event) error {
	var err error
	_, first := a.seen.once(e.ID, func() outcome {
		err = a.take(ctx, h, e)
		return outcome{late: true}
	})
	if first && err != nil {
		a.seen.forget(e.ID)
	}
	return err
}

// take acts on an event, or passes over it.
func (a *Adapter) take(ctx context.Context, h chat.Handler, e event) error {
	switch e.Event.Type {
	case "app_home_opened":
		a.work(func() { a.meet(ctx, h, e.Team, e.Event.User) })
		if e.Event.Tab == "home" {
			a.work(func() { a.home(ctx, h, e.Team, e.Event.User) })
		}
		return nil
	case "app_uninstalled":
		return a.left(ctx, e)
	case "tokens_revoked":
		if len(e.Event.Tokens.Bot) > 0 { // persons' own tokens, which the app never asks for, may go without
			return a.left(ctx, e)
		}
	}
	return nil
}

// left notes that a workspace took the bot's token back.
func (a *Adapter) left(ctx context.Context, e event) error {
	at := time.Unix(e.At, 0)
	if e.At == 0 {
		at = time.Now()
	}
	if err := a.installs.remove(ctx, e.Team, at); err != nil {
		return fmt.Errorf("%s: %w", e.Event.Type, err)
	}
	a.log.Info("a Slack workspace has taken the app out")
	return nil
}
