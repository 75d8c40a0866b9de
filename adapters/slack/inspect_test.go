package slack_test

import (
	"context"
	"slices"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestWhatTheBotMayNotDoIsNamed(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	at := chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1"}
	if _, err := b.adapter.Post(t.Context(), at, chat.Notice(chat.Neutral, "Here", "", ""), "k"); err != nil {
		t.Fatal(err)
	}
	const every = "commands,chat:write,im:write,users:read,channels:history,groups:history,files:write,files:read"
	refused := func(code string) []slackfake.Fault {
		return []slackfake.Fault{{Path: "conversations.history", Status: 200, Body: `{"ok":false,"error":"` + code + `"}`}}
	}
	for _, tt := range []struct {
		name, scopes string
		faults       []slackfake.Fault
		want         []string
		gone         bool
	}{
		{"nothing is missing", every, nil, nil, false},
		{"scopes of an older installation", "commands,chat:write,channels:history,groups:history", nil, []string{"files:write", "files:read"}, false},
		{"scopes from before files could be given", "commands,chat:write,channels:history,groups:history,files:write", nil, []string{"files:read"}, false},
		{"not invited", every, refused("not_in_channel"), []string{"/invite"}, false},
		{"may not read", "commands,chat:write,files:write,files:read", refused("missing_scope"), []string{"channels:history, groups:history"}, false},
		{"the channel is gone", every, refused("channel_not_found"), nil, true},
	} {
		b.fake.Grant(tt.scopes)
		b.fake.Fail(tt.faults...)
		lacks, err := b.adapter.(chat.Inspector).Inspect(t.Context(), at)
		if fault.Is(err, fault.Missing) != tt.gone || err != nil && !tt.gone {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if !slices.EqualFunc(lacks, tt.want, func(l chat.Lack, name string) bool { return l.Name == name }) {
			t.Errorf("%s: %+v, want %q", tt.name, lacks, tt.want)
		}
	}
}

// greeter is a bot that greets once.
type greeter struct {
	chat.Handler

	came chan chat.Arrival
	said chan chat.Arrival
}

func newGreeter() greeter {
	return greeter{adaptertest.Script(), make(chan chat.Arrival, 9), make(chan chat.Arrival, 9)}
}

func (g greeter) Greeted(_ context.Context, a chat.Arrival) { g.said <- a }

func (g greeter) Arrive(_ context.Context, a chat.Arrival) (chat.Reply, bool) {
	g.came <- a
	return chat.Reply{View: chat.Notice(chat.Neutral, "Hello", "I am here.", "")}, true
}
