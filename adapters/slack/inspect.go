package slack

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Inspect implements chat.Inspector. What the token may do stands in the header of every
// answer (X-OAuth-Scopes); whether the bot is in the channel is seen by asking for its latest
// message, which needs no scope beyond those it has.
func (a *Adapter) Inspect(ctx context.Context, at chat.Place) ([]chat.Lack, error) {
	scopes, err := a.web.scopes(ctx, at.Tenant)
	if err != nil {
		return nil, err
	}
	var lacks []chat.Lack
	for _, s := range []struct {
		scope string
		need  chat.Need
	}{{"chat:write", chat.NeedPost}, {"files:write", chat.NeedFiles}, {scopeFiles, chat.NeedUploads}} {
		if !slices.Contains(scopes, s.scope) {
			lacks = append(lacks, chat.Lack{Need: s.need, Name: s.scope})
		}
	}
	err = a.web.read(ctx, at.Tenant, "conversations.history", url.Values{"channel": {at.Channel}, "limit": {"1"}}, nil)
	var said *apiError
	switch {
	case err == nil:
	case errors.As(err, &said) && said.code == "not_in_channel":
		lacks = append(lacks, chat.Lack{Need: chat.NeedSee, Name: "/invite"})
	case errors.As(err, &said) && said.code == "missing_scope":
		lacks = append(lacks, chat.Lack{Need: chat.NeedHistory, Name: "channels:history, groups:history"})
	default:
		return nil, err
	}
	return lacks, nil
}

// scopes are what the token of a workspace may do.
func (w *web) scopes(ctx context.Context, team string) ([]string, error) {
	_, header, answer, err := w.send(ctx, w.api+"auth.test", w.token(ctx, team), "application/x-www-form-urlencoded", nil)
	if err != nil {
		return nil, err
	}
	if err := understand("auth.test", answer, nil); err != nil {
		return nil, err
	}
	var list []string
	for s := range strings.SplitSeq(header.Get("X-OAuth-Scopes"), ",") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Busy, "Slack did not say what the bot's token may do.", "Try again in a minute.")
	}
	return list, nil
}
