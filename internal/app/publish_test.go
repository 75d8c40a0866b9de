package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

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
	var sent json.RawMessage
	for range 500 {
		var times int
		if times, sent = fake.Published(); times > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatalf("Run: %v", err)
	}
	var list []published
	if err := json.Unmarshal(sent, &list); err != nil || len(list) != len(core.Bot.Specs()) {
		t.Fatalf("%d commands were published, %v", len(list), err)
	}
	for _, locale := range []string{"", "de", "es-ES", "es-419"} {
		for _, wrong := range misnamed(locale, "", list) {
			t.Errorf("%s: %s", locale, wrong)
		}
		for _, c := range list {
			if n := c.size(locale); n > 8000 {
				t.Errorf("%s: /%s has %d characters, and Discord takes 8000", locale, c.Name, n)
			}
		}
	}
}

// published is a command, a sub-command or an option as it was sent.
type published struct {
	Name         string            `json:"name"`
	Description  string            `json:"description"`
	Names        map[string]string `json:"name_localizations"`
	Descriptions map[string]string `json:"description_localizations"`
	Options      []published       `json:"options"`
	Choices      []published       `json:"choices"`
	Value        string            `json:"value"`
}

// said is what somebody of a locale sees; the empty locale is who has no other.
func (p published) said(locale string) (name, description string, translated bool) {
	if locale == "" {
		return p.Name, p.Description, true
	}
	return p.Names[locale], p.Descriptions[locale], p.Names[locale] != ""
}

// size counts as Discord does: names, descriptions and values of a command and all in it.
func (p published) size(locale string) int {
	name, description, _ := p.said(locale)
	n := utf8.RuneCountInString(name + description + p.Value)
	for _, x := range slices.Concat(p.Options, p.Choices) {
		n += x.size(locale)
	}
	return n
}

// misnamed lists what Discord would refuse, or somebody of a locale could not tell apart, among
// the siblings in list. The pattern and the lengths are of its page Application Commands.
func misnamed(locale, above string, list []published) []string {
	pattern := regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	var wrong []string
	seen := map[string]bool{}
	for _, p := range list {
		at := above + "/" + p.Name
		name, description, translated := p.said(locale)
		if !translated {
			wrong = append(wrong, at+" has no name")
			continue
		}
		if !pattern.MatchString(name) || strings.ToLower(name) != name {
			wrong = append(wrong, at+" is called “"+name+"”, which Discord refuses")
		}
		if n := utf8.RuneCountInString(description); n < 1 || n > 100 {
			wrong = append(wrong, fmt.Sprintf("%s is described in %d characters", at, n))
		}
		if seen[name] {
			wrong = append(wrong, at+" is called “"+name+"”, as another is")
		}
		seen[name] = true
		labels := map[string]bool{}
		for _, c := range p.Choices {
			label, _, _ := c.said(locale)
			if n := utf8.RuneCountInString(label); n < 1 || n > 100 || labels[label] {
				wrong = append(wrong, at+" has the choice “"+label+"”")
			}
			labels[label] = true
		}
		wrong = append(wrong, misnamed(locale, at, p.Options)...)
	}
	return wrong
}

func TestMisnamedCommandsAreNoticed(t *testing.T) {
	name := func(de string) map[string]string { return map[string]string{"de": de} }
	list := []published{
		{Name: "one", Description: "x", Names: name("kapitel"), Descriptions: name("x")},
		{Name: "two", Description: "x", Names: name("kapitel"), Descriptions: name("x")},
		{Name: "three", Description: "x", Names: name("Groß"), Descriptions: name(strings.Repeat("x", 101))},
		{Name: "four", Description: "x", Names: name("zwei wörter"), Descriptions: name("x"), Options: []published{{Name: "five"}}},
		{Name: "six", Description: "x", Names: name("sechs"), Descriptions: name("x"), Choices: []published{{Name: "a", Names: name("a")}, {Name: "b", Names: name("a")}}},
	}
	if got := misnamed("de", "", list); len(got) != 6 { // twice, a capital, too long, a blank, none, a choice twice
		t.Errorf("noticed %q", got)
	}
}
