package discord_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// take gives the command that takes a file and tells what the answer says.
func (b *bot) take(t *testing.T, data map[string]any) string {
	t.Helper()
	data["name"], data["type"] = "take", 1
	_, m, _ := b.exchange(t, false, 2, data)
	return m.text()
}

func fileOption(a discordfake.Attachment) []map[string]any {
	return []map[string]any{{"name": "file", "type": 11, "value": a.ID}}
}

// TestAFileComesFromDiscordOrNotAtAll: the event is Discord's, and yet the address in it is looked
// at before anything is fetched from there.
func TestAFileComesFromDiscordOrNotAtAll(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 8)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	t.Cleanup(elsewhere.Close)
	b := startBot(t, "http", handlerOf(t))
	for _, address := range []string{
		elsewhere.URL + "/x", "http://cdn.discordapp.com/x", "https://cdn.discordapp.com.evil.example/x", "https://user@cdn.discordapp.com/x",
		"https://evil.example/cdn.discordapp.com", "file:///etc/passwd", "", "https://cdn.discordapp.com:8443/x", "https://169.254.169.254/latest",
	} {
		a := b.fake.Give("grades.csv", []byte("a,b\n"))
		a.URL = address
		if got := b.take(t, map[string]any{"options": fileOption(a), "resolved": discordfake.Resolved(a)}); !strings.Contains(got, "does not come from Discord") {
			t.Errorf("%q: %s", address, got)
		}
	}
	// A redirect on the way is not followed either.
	a := b.fake.Give("grades.csv", []byte("a,b\n"))
	b.fake.Fail(discordfake.Fault{Path: "/ephemeral-attachments/", Status: http.StatusFound, Header: map[string]string{"Location": elsewhere.URL + "/y"}})
	if got := b.take(t, map[string]any{"options": fileOption(a), "resolved": discordfake.Resolved(a)}); !strings.Contains(got, "does not hand the file over") {
		t.Errorf("after a redirect: %s", got)
	}
	select {
	case path := <-asked:
		t.Errorf("%s was fetched from elsewhere", path)
	default:
	}
}

func TestAFileThatCannotBeHadIsToldInASentence(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	gone := b.fake.Give("grades.csv", []byte("a,b\n"))
	b.fake.Remove(gone)
	if got := b.take(t, map[string]any{"options": fileOption(gone), "resolved": discordfake.Resolved(gone)}); !strings.Contains(got, "does not have this file any more") {
		t.Errorf("a file that is gone: %s", got)
	}
	altered := b.fake.Give("grades.csv", []byte("a,b\n"))
	altered.URL, _, _ = strings.Cut(altered.URL, "?")
	if got := b.take(t, map[string]any{"options": fileOption(altered), "resolved": discordfake.Resolved(altered)}); !strings.Contains(got, "does not have this file any more") {
		t.Errorf("an address without its signature: %s", got)
	}
	busy := b.fake.Give("grades.csv", []byte("a,b\n"))
	b.fake.Fail(discordfake.Fault{Path: "/ephemeral-attachments/", Status: http.StatusServiceUnavailable})
	if got := b.take(t, map[string]any{"options": fileOption(busy), "resolved": discordfake.Resolved(busy)}); !strings.Contains(got, "does not hand the file over") {
		t.Errorf("a network that is down: %s", got)
	}
	for _, r := range b.fake.Requests() {
		if strings.Contains(r, "ephemeral-attachments/"+discordfake.AppID+"/"+busy.ID) {
			return
		}
	}
	t.Error("the file was never asked for")
}

// TestAFileInAFormArrives: Discord's forms take files too, and bring them the same way.
func TestAFileInAFormArrives(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "gateway"} {
		b := startBot(t, ingress, handlerOf(t))
		body := string(b.raw(t, ingress == "gateway", 2, map[string]any{"name": "take", "type": 1})) // as a client of old would send it
		if !strings.Contains(body, `"component":{"type":19,"custom_id":"file","required":true}`) {
			t.Fatalf("the form: %s", body)
		}
		a := b.fake.Give("grades.csv", []byte("a;b\n"))
		_, m, _ := b.exchange(t, ingress == "gateway", 5, map[string]any{"custom_id": "take.file", "resolved": discordfake.Resolved(a), "components": []any{
			map[string]any{"id": 1, "component": map[string]any{"id": 2, "custom_id": "file", "values": []string{a.ID}, "type": 19}, "type": 18},
			map[string]any{"type": 18, "id": 3, "component": map[string]any{"type": 4, "custom_id": "note", "value": ""}},
		}})
		if !strings.Contains(m.text(), "grades.csv said to be 4, is 4") {
			t.Errorf("%s: %s", ingress, m.text())
		}
	}
}

func TestAFileIsDecodedBesideTheOtherArguments(t *testing.T) {
	body := []byte(`{"type":2,"data":{"name":"export","resolved":{"attachments":{"9":{"id":"9","filename":"a.csv","size":12,"url":"https://cdn.discordapp.com/a.csv","content_type":null,"flags":{"x":[1]}}}},
		"options":[{"name":"fill","type":1,"options":[{"name":"column","type":3,"value":"9"},{"name":"file","type":11,"value":"9"},{"name":"other","type":11,"value":"10"}]}]}}`)
	sub, args, err := discord.Arguments(body)
	if err != nil || sub != "fill" || !slices.Equal(args, chat.Args{{Name: "column", Value: "9"}}) {
		t.Errorf("%s %v %v", sub, args, err)
	}
	files := discord.Files(body)
	if f, ok := files.Get("file"); len(files) != 1 || !ok || f.Name != "a.csv" || f.Size != 12 {
		t.Errorf("%+v", files)
	}
	if _, ok := files.Get("other"); ok {
		t.Error("a file that was not sent along is there")
	}
}

// TestDiscordItselfStandsForNoFiles: where no other server stands in for it, its own interface is
// no place for files.
func TestDiscordItselfStandsForNoFiles(t *testing.T) {
	a, err := discord.Setup(chat.Setup{Getenv: func(k string) string { return map[string]string{"LECTERN_DISCORD_TOKEN": "x"}[k] }})
	if err != nil {
		t.Fatal(err)
	}
	if err := discord.MayFetch(a, "https://discord.com/api/v10/users/@me"); !fault.Is(err, fault.Forbidden) {
		t.Error(err)
	}
	for _, address := range []string{"https://cdn.discordapp.com/ephemeral-attachments/1/2/a.csv?ex=1", "https://media.discordapp.net/attachments/1/2/a.csv"} {
		if err := discord.MayFetch(a, address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestNothingIsFetchedUnasked: whoever may not have a file used has none fetched.
func TestNothingIsFetchedUnasked(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", deaf{handlerOf(t)})
	a := b.fake.Give("grades.csv", []byte("a,b\n"))
	if got := b.take(t, map[string]any{"options": fileOption(a), "resolved": discordfake.Resolved(a)}); !strings.Contains(got, "Not for you") {
		t.Error(got)
	}
	for _, r := range b.fake.Requests() {
		if strings.Contains(r, "ephemeral-attachments") {
			t.Errorf("%s was asked for", r)
		}
	}
}

// deaf is a bot that refuses everything.
type deaf struct{ chat.Handler }

func (deaf) Invoke(context.Context, chat.Invocation) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Warning, "Not for you", "", "")}
}

func TestLintKnowsWhereFilesMayBeAskedFor(t *testing.T) {
	option := func(more string) string {
		return `[{"name":"a","description":"x","options":[{"type":11,"name":"file","description":"y"` + more + `}]}]`
	}
	input := func(more string) string {
		return `{"type":9,"data":{"custom_id":"c","title":"T","components":[{"type":18,"label":"L","component":{"type":19,"custom_id":"f"` + more + `}}]}}`
	}
	for _, tt := range []struct {
		kind       discord.Kind
		body, path string
	}{
		{discord.LintCommands, option(""), ""},
		{discord.LintCommands, option(`,"autocomplete":true`), "options[0]"},
		{discord.LintCommands, option(`,"choices":[{"name":"n","value":"v"}]`), "options[0]"},
		{discord.LintCommands, strings.Replace(option(""), "11", "12", 1), "type"},
		{discord.LintCallback, input(`,"required":true,"min_values":1,"max_values":10`), ""},
		{discord.LintCallback, input(`,"max_values":11`), "max_values"},
		{discord.LintCallback, input(`,"min_values":2`), "min_values"},
		{discord.LintCallback, input(`,"style":1`), "component"},
		{discord.LintCallback, input(`,"placeholder":"x"`), "component"},
	} {
		p := discord.Lint(tt.kind, []byte(tt.body))
		if tt.path == "" && len(p) > 0 || tt.path != "" && !slices.ContainsFunc(p, func(p discord.Problem) bool { return strings.Contains(p.Path, tt.path) }) {
			t.Errorf("%s: %v, want a problem at %q", tt.body, p, tt.path)
		}
	}
}
