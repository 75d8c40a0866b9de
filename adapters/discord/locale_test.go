package discord_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

// TestTranslatedCommandsArePublishedOnce starts the bot twice: Discord lets a bot change its
// commands a few times a day, so translations must not look like a change.
func TestTranslatedCommandsArePublishedOnce(t *testing.T) {
	fake := discordfake.New(t)
	for range 2 {
		var logged bytes.Buffer
		a, err := discord.Setup(chat.Setup{Getenv: settings(fake, "http"), Log: slog.New(slog.NewTextHandler(&logged, nil))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if err := a.Run(ctx, adaptertest.Script()); err != nil {
			t.Fatal(err)
		}
		cancel()
		if !strings.Contains(logged.String(), "commands=") {
			t.Errorf("the commands were neither published nor found: %s", &logged)
		}
	}
	times, body := fake.Published()
	if times != 1 {
		t.Errorf("the commands were published %d times", times)
	}
	var list []struct {
		Names map[string]string `json:"name_localizations"`
		Texts map[string]string `json:"description_localizations"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		t.Fatal(err)
	}
	if n := list[0].Names; n["de"] != "feindlich" || n["es-ES"] != "hostil" || n["es-419"] != "hostil" || list[0].Texts["de"] == "" {
		t.Errorf("the first command is called %v", n)
	}
}

// TestCommandsCanBeBroughtAlong: where the application's settings let persons install it, what is
// not for staff comes with them.
func TestCommandsCanBeBroughtAlong(t *testing.T) {
	for _, brought := range []bool{false, true} {
		b := startBotWith(t, "gateway", manned{adaptertest.Script()}, func(f *discordfake.Server, _ chat.Adapter) {
			if brought {
				f.Bring()
			}
		})
		_, body := b.fake.Published()
		var list []struct {
			Name     string `json:"name"`
			Installs []int  `json:"integration_types"`
		}
		if err := json.Unmarshal(body, &list); err != nil || len(list) < 2 {
			t.Fatalf("%v: %s", err, body)
		}
		for _, c := range list {
			want := 1
			if brought && c.Name != "manage" {
				want = 2
			}
			if len(c.Installs) != want {
				t.Errorf("brought %v: /%s is installed for %v", brought, c.Name, c.Installs)
			}
		}
	}
}

// manned is a bot with a command for staff.
type manned struct{ chat.Handler }

func (m manned) Specs() []chat.Spec {
	return append(m.Handler.Specs(), chat.Spec{Name: "manage", Description: "For staff", Staff: true})
}
