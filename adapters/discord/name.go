package discord

import (
	"context"
	"net/url"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// ChannelName implements chat.Namer. A thread has a title of its own, which no sign goes before.
func (a *Adapter) ChannelName(ctx context.Context, at chat.Place) (string, error) {
	id := at.Channel
	if at.Thread != "" {
		id = at.Thread
	}
	if !isID(id) {
		return "", fault.New(fault.Missing, "There is no channel of that id.", "")
	}
	var ch struct {
		channelInfo

		Name string `json:"name"`
	}
	if err := a.get(ctx, "/channels/"+url.PathEscape(id), "channel", id, &ch); err != nil {
		return "", err
	}
	if ch.Name == "" || ch.isThread() {
		return ch.Name, nil
	}
	return "#" + ch.Name, nil
}

// TenantName implements chat.Namer.
func (a *Adapter) TenantName(ctx context.Context, at chat.Place) (string, error) {
	if !isID(at.Tenant) {
		return "", fault.New(fault.Missing, "There is no server of that id.", "")
	}
	var guild struct {
		Name string `json:"name"`
	}
	err := a.get(ctx, "/guilds/"+url.PathEscape(at.Tenant), "guild", at.Tenant, &guild)
	return guild.Name, err
}
