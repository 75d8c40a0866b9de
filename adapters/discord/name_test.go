package discord_test

import (
	"testing"

	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestChannelsThreadsAndServersHaveNames(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	b.fake.Join(discordfake.Guild{ID: "7", Name: "Security 101", Channel: "9", Thread: "10", Called: map[string]string{"9": "general", "10": "Week 3"}})
	namer, ok := b.adapter.(chat.Namer)
	if !ok {
		t.Fatal("the adapter knows no names")
	}
	for _, tt := range []struct {
		at   chat.Place
		want string
		gone bool
	}{
		{chat.Place{Tenant: "7", Channel: "9"}, "#general", false},
		{chat.Place{Tenant: "7", Channel: "9", Thread: "10"}, "Week 3", false},
		{chat.Place{Tenant: "7", Channel: "11"}, "", true},
		{chat.Place{Tenant: "7", Channel: "../../users/1"}, "", true},
	} {
		tt.at.Platform = "discord"
		got, err := namer.ChannelName(t.Context(), tt.at)
		if got != tt.want || fault.Is(err, fault.Missing) != tt.gone || err != nil && !tt.gone {
			t.Errorf("%+v is called %q, %v", tt.at, got, err)
		}
	}
	if got, err := namer.TenantName(t.Context(), chat.Place{Tenant: "7"}); got != "Security 101" || err != nil {
		t.Errorf("the server is called %q, %v", got, err)
	}
	for _, tenant := range []string{"8", "", "7/members"} {
		if got, err := namer.TenantName(t.Context(), chat.Place{Tenant: tenant}); got != "" || !fault.Is(err, fault.Missing) {
			t.Errorf("server %q is called %q, %v", tenant, got, err)
		}
	}
}
