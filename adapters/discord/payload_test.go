package discord_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

func TestGoldens(t *testing.T) {
	for _, v := range adaptertest.Views() {
		t.Run(v.Name, func(t *testing.T) {
			body, err := discord.Payload(v.Reply, "https://bot.example")
			if err != nil {
				t.Fatal(err)
			}
			if p := discord.Lint(discord.LintMessage, body); len(p) > 0 {
				t.Errorf("breaks the platform's rules: %v", p)
			}
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, body, "", "  "); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			pretty.WriteByte('\n')
			adaptertest.Golden(t, v.Name+".json", pretty.Bytes())
		})
	}
}

func TestPreparedBytesAreTheSameAsFreshOnes(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	_, fresh, _ := b.exchange(t, false, 2, map[string]any{"name": "excerpt", "type": 1})
	var passages []chat.Excerpt
	for _, v := range adaptertest.Views() {
		if e, ok := v.Reply.View.(chat.Excerpt); ok {
			e.Others, e.Note = nil, ""
			passages = append(passages, e)
		}
	}
	if err := b.adapter.(chat.Preparer).Prepare(t.Context(), adaptertest.Prose(slices.Values(passages[:1]))); err != nil {
		t.Fatal(err)
	}
	_, ready, _ := b.exchange(t, false, 2, map[string]any{"name": "excerpt", "type": 1})
	x, _ := json.Marshal(fresh)
	y, _ := json.Marshal(ready)
	if !bytes.Equal(x, y) {
		t.Errorf("prepared\n%s\nfresh\n%s", y, x)
	}
}

func TestWhatIsKeptOfACardIsTheCard(t *testing.T) {
	a, err := discord.Setup(chat.Setup{Getenv: settings(discordfake.New(t), "http"), PublicURL: "https://bot.example"})
	if err != nil {
		t.Fatal(err)
	}
	adaptertest.KeptCards(t, func(v chat.View) []byte { return discord.Message(a, v) })
}

func TestPressesFindsTheTokenBehindAComponent(t *testing.T) {
	for _, tt := range []struct {
		id     string
		values []string
		want   chat.Token
		ok     bool
	}{
		{"open.abc~mac", nil, "open.abc~mac", true},
		{"open.abc~mac|2", nil, "open.abc~mac", true},
		{"menu:parts", []string{"open.x"}, "open.x", true},
		{"menu:parts", nil, "", false},
		{"menu:parts", []string{"a", "b"}, "", false},
		{"", nil, "", false},
		{strings.Repeat("x", 100), nil, "", false},
	} {
		got, ok := discord.Presses(tt.id, tt.values)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("Presses(%q, %q) = %q, %v", tt.id, tt.values, got, ok)
		}
	}
}
