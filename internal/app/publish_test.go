package app_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/store/sqlite"
)

// TestDiscordTakesTheRealCommandsInEveryLanguage publishes what the program really has: names
// that clash or that the platform refuses, in whatever language, would keep it from starting.
func TestDiscordTakesTheRealCommandsInEveryLanguage(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	cfg, err := config.Load(config.Sources{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	core, err := app.NewCore(t.Context(), app.CoreOptions{Config: cfg, Log: slog.New(slog.DiscardHandler), Store: s})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = core.Library.Close() }()
	fake := discordfake.New(t)
	env := map[string]string{
		"LECTERN_DISCORD_TOKEN": discordfake.Token, "LECTERN_DISCORD_APP_ID": discordfake.AppID, "LECTERN_DISCORD_PUBLIC_KEY": fake.Key(),
		"LECTERN_DISCORD_INGRESS": "http", "LECTERN_DISCORD_API_URL": fake.API(),
	}
	a, err := discord.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, core.Bot) }()
	var published json.RawMessage
	for range 500 {
		var times int
		if times, published = fake.Published(); times > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatalf("Run: %v", err)
	}
	var list []struct {
		Name  string            `json:"name"`
		Local map[string]string `json:"name_localizations"`
	}
	if err := json.Unmarshal(published, &list); err != nil || len(list) != len(core.Bot.Specs()) {
		t.Fatalf("%d commands were published, %v", len(list), err)
	}
	for _, c := range list {
		for _, tag := range []string{"de", "es-ES", "es-419"} {
			if c.Local[tag] == "" {
				t.Errorf("/%s has no name in %s", c.Name, tag)
			}
		}
	}
}
