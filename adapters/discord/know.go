package discord

import (
	"context"
	"net/url"
	"slices"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Know implements chat.Knower. What a member may do follows from the roles of the server, of
// which everybody has the one with the server's own id (Permissions, Permission Hierarchy).
func (a *Adapter) Know(ctx context.Context, who chat.Person) (chat.Person, error) {
	if !isID(who.Tenant) || !isID(who.ID) {
		return who, fault.New(fault.Missing, "Nobody of that name is on a server.", "")
	}
	path := "/guilds/" + url.PathEscape(who.Tenant)
	var member struct {
		Roles []string `json:"roles"`
	}
	if err := a.get(ctx, path+"/members/"+url.PathEscape(who.ID), "member", who.Tenant, &member); err != nil {
		return who, err
	}
	var guild struct {
		Owner string     `json:"owner_id"`
		Roles []roleInfo `json:"roles"`
	}
	if err := a.get(ctx, path, "guild", who.Tenant, &guild); err != nil {
		return who, err
	}
	who.Roles, who.Admin = member.Roles, guild.Owner == who.ID
	for _, r := range guild.Roles {
		if r.ID != who.Tenant && !slices.Contains(member.Roles, r.ID) {
			continue
		}
		bits, err := flags(r.Permissions)
		if err != nil {
			return who, err
		}
		who.Admin = who.Admin || bits&(administrator|manageGuild) != 0
	}
	return who, nil
}
