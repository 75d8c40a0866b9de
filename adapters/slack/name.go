package slack

import (
	"context"
	"net/url"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// ChannelName implements chat.Namer. A thread has no name: it is called after its channel. The
// method needs channels:read, and groups:read for private channels; an installation from before
// the app asked for them is refused, and its channels stay without a name.
func (a *Adapter) ChannelName(ctx context.Context, at chat.Place) (string, error) {
	if !isChannel(at.Channel) {
		return "", fault.New(fault.Missing, "There is no channel of that id.", "")
	}
	var answer struct {
		Channel struct {
			Name string `json:"name"`
		} `json:"channel"`
	}
	if err := a.web.read(ctx, at.Tenant, "conversations.info", url.Values{"channel": {at.Channel}}, &answer); err != nil {
		return "", err
	}
	if answer.Channel.Name == "" {
		return "", nil
	}
	return "#" + answer.Channel.Name, nil
}

// TenantName implements chat.Namer: auth.test tells the workspace's name without any scope.
func (a *Adapter) TenantName(ctx context.Context, at chat.Place) (string, error) {
	var self struct {
		Team string `json:"team"`
	}
	err := a.web.read(ctx, at.Tenant, "auth.test", nil, &self)
	return self.Team, err
}
