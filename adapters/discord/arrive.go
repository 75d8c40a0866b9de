package discord

import (
	"context"
	"encoding/json"
	"time"

	"lectern/internal/chat"
)

// freshlyJoined is how long ago the bot may have been added for an arrival to count: at every
// connect the gateway lists all servers, also those the bot has been on for years.
const freshlyJoined = 10 * time.Minute

// arrived tells the bot that it was added to a server, and writes what it answers to the
// server's owner alone. Who clicked the install link is not told to bots. Whoever accepts no
// direct messages gets none: nothing is posted elsewhere.
func (a *Adapter) arrived(ctx context.Context, h chat.Handler, raw []byte) {
	g, ok := h.(chat.Greeter)
	if !ok {
		return
	}
	var guild struct {
		ID       string    `json:"id"`
		Owner    string    `json:"owner_id"`
		JoinedAt time.Time `json:"joined_at"`
		Locale   string    `json:"preferred_locale"`
	}
	if err := json.Unmarshal(raw, &guild); err != nil || guild.Owner == "" || time.Since(guild.JoinedAt) > freshlyJoined {
		return
	}
	who := chat.Person{Platform: Platform, Tenant: guild.ID, ID: guild.Owner, Locale: guild.Locale, Admin: true}
	reply, greet := g.Arrive(ctx, chat.Arrival{Tenant: guild.ID, From: who})
	if !greet {
		return
	}
	if _, err := a.Message(ctx, who, reply.View, "welcome-"+guild.ID); err != nil && ctx.Err() == nil {
		a.log.Info("the owner of a server could not be greeted in private", "error", err)
	}
}
