package slack_test

import (
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestChannelsAndWorkspacesHaveNames(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.Call("C1", "general")
	b.fake.Call("G1", "staff-only")
	namer, ok := b.adapter.(chat.Namer)
	if !ok {
		t.Fatal("the adapter knows no names")
	}
	name := func(channel string) (string, error) {
		return namer.ChannelName(t.Context(), chat.Place{Platform: "slack", Tenant: "T1", Channel: channel, Thread: "1.2"})
	}
	for channel, want := range map[string]string{"C1": "#general", "G1": "#staff-only"} {
		if got, err := name(channel); got != want || err != nil {
			t.Errorf("%s is called %q, %v", channel, got, err)
		}
	}
	for _, channel := range []string{"C2", "D1", "C1&token=x", ""} {
		if got, err := name(channel); got != "" || !fault.Is(err, fault.Missing) {
			t.Errorf("%q is called %q, %v", channel, got, err)
		}
	}
	b.fake.Grant("commands,chat:write,channels:read") // an installation from before the app asked for more
	if got, err := name("G1"); got != "" || err == nil {
		t.Errorf("without the scope it is called %q, %v", got, err)
	}
	if got, err := namer.TenantName(t.Context(), chat.Place{Platform: "slack", Tenant: "T1"}); got != slackfake.TeamName || err != nil {
		t.Errorf("the workspace is called %q, %v", got, err)
	}
}
