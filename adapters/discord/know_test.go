package discord_test

import (
	"slices"
	"testing"

	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestWhoSomebodyIsNow(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	const guild, owner, tutor, head, student = "70", "1", "2", "3", "4"
	b.fake.Join(discordfake.Guild{
		ID: guild, Owner: owner, Roles: map[string]string{guild: bits(view), "80": bits(send), "81": bits(1 << 5)},
		Members: map[string][]string{owner: nil, tutor: {"80"}, head: {"80", "81"}, student: nil},
	})
	for _, tt := range []struct {
		name, tenant, id string
		roles            []string
		admin, gone      bool
	}{
		{"the owner", guild, owner, nil, true, false},
		{"a role without rights over the server", guild, tutor, []string{"80"}, false, false},
		{"a role that manages it", guild, head, []string{"80", "81"}, true, false},
		{"a member", guild, student, nil, false, false},
		{"somebody who left", guild, "5", nil, false, true},
		{"another server", "71", owner, nil, false, true},
		{"a direct message, which is on no server", "", owner, nil, false, true},
		{"no id", guild, "../1", nil, false, true},
	} {
		who, err := b.adapter.(chat.Knower).Know(t.Context(), chat.Person{Platform: "discord", Tenant: tt.tenant, ID: tt.id})
		if fault.Is(err, fault.Missing) != tt.gone || err != nil && !tt.gone {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if who.Admin != tt.admin || !slices.Equal(who.Roles, tt.roles) {
			t.Errorf("%s: roles %v, admin %t", tt.name, who.Roles, who.Admin)
		}
	}
}
