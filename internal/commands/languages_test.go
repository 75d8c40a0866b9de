package commands_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

var update = flag.Bool("update", false, "write the goldens anew") //nolint:gochecknoglobals // a flag

// TestEveryCommandAnswersInThreeLanguages shows one answer of each command as its reader sees
// it. Look at a changed golden as a reader of that language would.
func TestEveryCommandAnswersInThreeLanguages(t *testing.T) {
	for _, line := range []string{
		"/section anarchy", "/chapter", "/search states", "/quiz", "/review", "/leaderboard", "/me", "/settings", "/privacy", "/link", "/ask question:Why?",
		"/daily show", "/live panel", "/announce list", "/class show", "/stats overview", "/export policy", "/help", "/nothing",
	} {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, language := range []string{"en", "de", "es"} {
				r := newRoom(t)
				who := teacher()
				who.Locale = language
				v := r.say(who, line).View
				b.WriteString("── " + language + " ──\n" + strings.TrimSpace(saying(v)) + "\n" + labels(v) + "\n")
			}
			golden(t, name, b.String())
		})
	}
}

// labels lists what can be pressed, a line each.
func labels(v chat.View) string {
	var b strings.Builder
	for _, c := range v.Card().Controls {
		switch c := c.(type) {
		case chat.Button:
			b.WriteString("[" + c.Label + "] " + c.Hint + "\n")
		case chat.LinkButton:
			b.WriteString("[" + c.Label + " ↗]\n")
		case chat.Menu:
			b.WriteString("[" + c.Label + " ▾]\n")
			for _, o := range c.Options {
				b.WriteString("  " + o.Label + " – " + o.Description + "\n")
			}
		}
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	got = regexp.MustCompile(`code:[a-z0-9]+`).ReplaceAllString(got, "code:xxxx") // random
	path := filepath.Join("testdata", "languages", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as in %s; look at it and run again with -update:\n%s", name, path, got)
	}
}

// TestAClassIsAskedInItsLanguage follows a question of the day in a class that speaks German:
// what all read is German, what one reads alone is in that person's language.
func TestAClassIsAskedInItsLanguage(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class set language:de zone:Europe/Berlin")
	r.say(teacher(), "/daily here")
	r.say(teacher(), "/daily set time:11:00 closes:12:00")
	r.run(t.Context(), time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC))
	posts := r.channel.Messages()
	if len(posts) == 0 {
		t.Fatal("nothing was posted")
	}
	v := posts[len(posts)-1].View
	r.wants(v, "Frage des Tages", "Antworten sind privat, und die erste zählt.")
	if c := v.Card(); c.Words.Language() != "de" {
		t.Errorf("an adapter would add words in %s", c.Words.Language())
	}
	for _, who := range []struct{ locale, want string }{{"", "Deine Antwort"}, {"es-419", "Tu respuesta"}, {"en-US", "Your answer"}, {"ja", "Deine Antwort"}} {
		p := student("s-" + who.locale)
		p.Locale = who.locale
		first := v.Card().Controls[0].(chat.Button) //nolint:forcetypeassert // every question begins with a button
		reply := r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: first.Token, From: p, At: hall(), Received: r.now})
		if _, isForm := reply.View.(chat.Form); isForm {
			t.Skip("the question is answered in a form")
		}
		r.wants(reply.View, who.want)
	}
}
