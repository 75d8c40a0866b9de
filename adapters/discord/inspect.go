package discord

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"lectern/internal/chat"
)

// right is a permission and what it is needed for (Permissions, Bitwise Permission Flags).
// Names are those that server settings show.
type right struct {
	bit  uint64
	name string
	need chat.Need
}

const (
	bitAdministrator = 1 << 3
	bitViewChannel   = 1 << 10
)

func rights() []right {
	return []right{
		{bitViewChannel, "View Channel", chat.NeedSee},
		{1 << 11, "Send Messages", chat.NeedPost},
		{1 << 14, "Embed Links", chat.NeedEmbed},
		{1 << 15, "Attach Files", chat.NeedFiles},
		{1 << 16, "Read Message History", chat.NeedHistory},
		{1 << 35, "Create Public Threads", chat.NeedThread},
		{1 << 38, "Send Messages in Threads", chat.NeedReply},
	}
}

// overwrite changes permissions in one channel for a role or a member.
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // 0 a role, 1 a member
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

type channelInfo struct {
	Guild      string      `json:"guild_id"`
	Parent     string      `json:"parent_id"`
	Type       int         `json:"type"`
	Overwrites []overwrite `json:"permission_overwrites"`
}

type roleInfo struct {
	ID          string `json:"id"`
	Permissions string `json:"permissions"`
}

// isThread tells the channel types that take their permissions from the channel above
// (Channel Types 10, 11, 12).
func (c channelInfo) isThread() bool { return c.Type >= 10 && c.Type <= 12 }

// Inspect implements chat.Inspector.
func (a *Adapter) Inspect(ctx context.Context, at chat.Place) ([]chat.Lack, error) {
	var ch channelInfo
	if err := a.get(ctx, "/channels/"+url.PathEscape(at.Channel), "channel", at.Channel, &ch); err != nil {
		return nil, err
	}
	if ch.isThread() && ch.Parent != "" {
		if err := a.get(ctx, "/channels/"+url.PathEscape(ch.Parent), "channel", ch.Parent, &ch); err != nil {
			return nil, err
		}
	}
	if ch.Guild == "" {
		return nil, nil // a direct message has no permissions
	}
	var me struct {
		ID string `json:"id"`
	}
	if err := a.get(ctx, "/users/@me", "me", "", &me); err != nil {
		return nil, err
	}
	var member struct {
		Roles []string `json:"roles"`
	}
	if err := a.get(ctx, "/guilds/"+url.PathEscape(ch.Guild)+"/members/"+url.PathEscape(me.ID), "member", ch.Guild, &member); err != nil {
		return nil, err
	}
	var roles []roleInfo
	if err := a.get(ctx, "/guilds/"+url.PathEscape(ch.Guild)+"/roles", "roles", ch.Guild, &roles); err != nil {
		return nil, err
	}
	has, err := permissions(ch, roles, me.ID, member.Roles)
	if err != nil {
		return nil, err
	}
	var lacks []chat.Lack
	for _, r := range rights() {
		if has&r.bit == 0 {
			lacks = append(lacks, chat.Lack{Need: r.need, Name: r.name})
		}
	}
	return lacks, nil
}

func (a *Adapter) get(ctx context.Context, path, route, major string, v any) error {
	return a.rest.do(ctx, request{method: http.MethodGet, path: path, route: route, major: major, safe: true}, v)
}

// permissions are what a member may do in a channel: the roles' permissions together, then the
// channel's overwrites for everybody, for the roles taken together and for the member
// (Permissions, Permission Overwrites). The role of everybody has the server's own id.
func permissions(ch channelInfo, roles []roleInfo, member string, has []string) (uint64, error) {
	mine := map[string]bool{ch.Guild: true}
	for _, id := range has {
		mine[id] = true
	}
	var bits uint64
	for _, r := range roles {
		if !mine[r.ID] {
			continue
		}
		p, err := flags(r.Permissions)
		if err != nil {
			return 0, err
		}
		bits |= p
	}
	if bits&bitAdministrator != 0 {
		return ^uint64(0), nil
	}
	var allow, deny [3]uint64 // everybody, my roles, me
	for _, o := range ch.Overwrites {
		layer := 1
		switch {
		case o.Type == 1 && o.ID == member:
			layer = 2
		case o.Type == 1 || !mine[o.ID]:
			continue
		case o.ID == ch.Guild:
			layer = 0
		}
		yes, err := flags(o.Allow)
		if err != nil {
			return 0, err
		}
		no, err := flags(o.Deny)
		if err != nil {
			return 0, err
		}
		allow[layer], deny[layer] = allow[layer]|yes, deny[layer]|no
	}
	for layer := range allow {
		bits = bits&^deny[layer] | allow[layer]
	}
	if bits&bitViewChannel == 0 {
		return 0, nil // who cannot see a channel can do nothing in it
	}
	return bits, nil
}

func flags(s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	bits, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read permissions %q: %w", s, err)
	}
	return bits, nil
}
