package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"lectern/internal/chat"
)

// freshlyJoined is how long ago the bot may have been added for an arrival to count: at every
// connect the gateway lists all servers, also those the bot has been on for years.
const freshlyJoined = 10 * time.Minute

// arrived takes the gateway's news that the bot is on a server. Who clicked the install link is
// not told there, so its owner is greeted.
func (a *Adapter) arrived(ctx context.Context, h chat.Handler, raw []byte) {
	var guild struct {
		ID       string    `json:"id"`
		Owner    string    `json:"owner_id"`
		JoinedAt time.Time `json:"joined_at"`
		Locale   string    `json:"preferred_locale"`
	}
	if err := json.Unmarshal(raw, &guild); err != nil || guild.Owner == "" || time.Since(guild.JoinedAt) > freshlyJoined {
		return
	}
	a.greet(ctx, h, chat.Person{Platform: Platform, Tenant: guild.ID, ID: guild.Owner, Locale: guild.Locale, Admin: true})
}

// greet tells the bot that it was added to a server, and writes what it answers to one person
// alone. Whoever accepts no direct messages gets none: nothing is posted elsewhere.
func (a *Adapter) greet(ctx context.Context, h chat.Handler, who chat.Person) {
	g, ok := h.(chat.Greeter)
	if !ok {
		return
	}
	came := chat.Arrival{Tenant: who.Tenant, From: who}
	reply, greet := g.Arrive(ctx, came)
	if !greet {
		return
	}
	if _, err := a.Message(ctx, who, reply.View, "welcome-"+who.Tenant); err != nil && ctx.Err() == nil {
		a.log.Info("who added the bot to a server could not be greeted in private", "error", err)
	} else if err == nil {
		g.Greeted(context.WithoutCancel(ctx), came)
	}
}

// The kinds of a webhook event (Webhook Events).
const eventNews = 1

// webhookEvent is what Discord posts to an application's address for events.
type webhookEvent struct {
	Type  int `json:"type"` // 0 only asks whether anybody is there
	Event struct {
		Type string `json:"type"`
		Data struct {
			Installs *int `json:"integration_type"`
			User     struct {
				ID     string `json:"id"`
				Locale string `json:"locale"`
			} `json:"user"`
			Guild struct {
				ID     string `json:"id"`
				Locale string `json:"preferred_locale"`
			} `json:"guild"`
		} `json:"data"`
	} `json:"event"`
}

// events takes the platform's webhook events, which tell a bot without the gateway that it was
// added to a server, and by whom. They are signed like interactions and answered at once.
func (a *Adapter) events(h chat.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := a.authentic(w, r, &buffers{})
		if !ok {
			return
		}
		var e webhookEvent
		if err := json.Unmarshal(body, &e); err != nil {
			http.Error(w, "this is not an event", http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		d := e.Event.Data
		if e.Type != eventNews || e.Event.Type != "APPLICATION_AUTHORIZED" || d.Installs == nil || *d.Installs != forServer || d.Guild.ID == "" || d.User.ID == "" {
			return
		}
		who := chat.Person{Platform: Platform, Tenant: d.Guild.ID, ID: d.User.ID, Locale: d.User.Locale, Admin: true}
		if who.Locale == "" {
			who.Locale = d.Guild.Locale
		}
		ctx := context.WithoutCancel(r.Context())
		a.running.Begin()
		go func() {
			defer a.running.End()
			defer a.survive("arrival")
			a.greet(ctx, h, who)
		}()
	})
}
