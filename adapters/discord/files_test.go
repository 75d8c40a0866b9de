package discord_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// holding is a card with files of so many bytes.
func holding(sizes ...int) chat.Card {
	c := chat.Card{Title: "Numbers", Body: []doc.Block{doc.Para("See below.")}}
	for i, n := range sizes {
		c.Files = append(c.Files, chat.File{Name: fmt.Sprintf("part%d.png", i), Type: "image/png", Data: bytes.Repeat([]byte("x"), n), Alt: fmt.Sprintf("Chart number %d", i)})
	}
	return c
}

// fixed is a bot that always gives the same reply, whatever is done.
type fixed struct {
	chat.Handler
	reply chat.Reply
}

func (f fixed) Invoke(context.Context, chat.Invocation) chat.Reply { return f.reply }
func (f fixed) Press(context.Context, chat.Press) chat.Reply       { return f.reply }

func TestPostsCarryFilesAndEditsReplaceThem(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	b.fake.Check(schema(t))
	ref, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1"}, holding(500, 600), "k")
	if err != nil {
		t.Fatal(err)
	}
	m := b.fake.Messages("1")[0]
	if len(m.Files) != 2 || len(m.Files[1].Data) != 600 || m.Files[1].Description != "Chart number 1" || !strings.Contains(string(m.Body), `"image":{"url":"attachment://part0.png"`) {
		t.Errorf("posted: %+v %s", m.Files, m.Body)
	}
	edit := func(v chat.View) []discord.Upload {
		t.Helper()
		if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, v); err != nil {
			t.Fatal(err)
		}
		return b.fake.Messages("1")[0].Files
	}
	if files := edit(holding(700)); len(files) != 1 || len(files[0].Data) != 700 {
		t.Errorf("after an edit with another file: %d files", len(files))
	}
	if files := edit(chat.Notice(chat.Good, "Over", "Nothing to see.", "")); len(files) != 0 {
		t.Errorf("an edit without files keeps %d", len(files))
	}
}

func TestUploadsAreRepeatedWholeAfterALimit(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	b.fake.Fail(discordfake.Fault{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.3"}, Body: `{"retry_after":0.3}`},
		discordfake.Fault{Path: "/messages", Status: http.StatusBadGateway, After: true})
	began := time.Now()
	if _, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1"}, holding(5000), "k"); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("the limit was not waited for: %v", took)
	}
	if list := b.fake.Messages("1"); len(list) != 1 || len(list[0].Files) != 1 || len(list[0].Files[0].Data) != 5000 {
		t.Errorf("%d messages stand there", len(list))
	}
}

// TestWhatDiscordRefusesIsToldInWords: the message goes without its files, and says so.
func TestWhatDiscordRefusesIsToldInWords(t *testing.T) {
	t.Parallel()
	check := schema(t)
	for _, tt := range []struct {
		name, want string
		prepare    func(*discordfake.Server)
	}{
		{"too large for this server", "It is larger than this server takes.", func(f *discordfake.Server) { f.LimitUploads(1000) }},
		{"forbidden", "The bot needs the permission Attach Files here.", func(f *discordfake.Server) {
			f.Fail(discordfake.Fault{Path: "/messages", Status: 403, Body: `{"code":50013,"message":"Missing Permissions"}`})
		}},
		{"refused by what stands in front", "It is larger than this server takes.", func(f *discordfake.Server) {
			f.Fail(discordfake.Fault{Path: "/messages", Status: 413, Body: `<html>413</html>`})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "http", handlerOf(t))
			b.fake.Check(check)
			tt.prepare(b.fake)
			if _, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1"}, holding(2000), "k"); err != nil {
				t.Fatal(err)
			}
			list := b.fake.Messages("1")
			if len(list) != 1 || len(list[0].Files) != 0 {
				t.Fatalf("%+v", list)
			}
			for _, want := range []string{"part0\\\\.png", tt.want, "Chart number 0", "See below."} {
				if !strings.Contains(strings.ReplaceAll(string(list[0].Body), `\\`, ``), strings.ReplaceAll(want, `\\`, ``)) {
					t.Errorf("%q is not said in %s", want, list[0].Body)
				}
			}
		})
	}
}

func TestAMissingChannelIsNotTriedTwice(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	b.fake.Fail(discordfake.Fault{Path: "/messages", Status: 404, Body: `{"code":10003,"message":"Unknown Channel"}`})
	if _, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1"}, holding(10), "k"); err == nil {
		t.Error("it was posted")
	}
	if n := len(b.fake.Messages("1")); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestFilesBeyondTheLimitsAreToldOf(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sizes []int
		sent  int
		want  string
	}{
		{"one byte too many", []int{10<<20 + 1, 5}, 1, "Discord takes files of up to 10.5 MB"},
		{"eleven", []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 10, "Discord takes 10 files"},
		{"too many together", []int{9 << 20, 9 << 20, 9 << 20}, 2, "Discord takes 10 files and 26.2 MB"},
		{"empty", []int{0}, 0, "It is empty"},
	} {
		body, err := discord.Payload(chat.Reply{View: holding(tt.sizes...), Audience: chat.Room}, "")
		if err != nil {
			t.Fatal(err)
		}
		if p := discord.Lint(discord.LintMessage, body); len(p) > 0 {
			t.Errorf("%s: %v", tt.name, p)
		}
		plain := strings.ReplaceAll(string(body), `\\`, "")
		if n := strings.Count(plain, `"filename"`); n != tt.sent || !strings.Contains(plain, tt.want) || !strings.Contains(plain, "Chart number") {
			t.Errorf("%s: %d files in %s", tt.name, n, plain)
		}
	}
}

// TestLargeFilesAreAnnouncedFirst: an upload may take longer than an interaction waits.
func TestLargeFilesAreAnnouncedFirst(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		reply   chat.Reply
		ingress string
		kind    int
		private bool
	}{
		{"for the asker by HTTP", chat.Reply{View: holding(700_000)}, "http", 5, true},
		{"for the room by gateway", chat.Reply{View: holding(700_000), Audience: chat.Room}, "gateway", 5, false},
		{"in place of a message", chat.Reply{View: holding(700_000), Replace: true}, "gateway", 6, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, tt.ingress, fixed{handlerOf(t), tt.reply})
			b.fake.Check(schema(t))
			in, body := b.fake.Event(3, map[string]any{"custom_id": "x", "component_type": 2})
			if tt.ingress == "http" {
				if status, _ := b.fake.Send(t, b.endpoint, body); status != http.StatusAccepted {
					t.Fatalf("status %d", status)
				}
			} else {
				b.fake.Push(body)
			}
			first := string(in.Callback())
			if !strings.HasPrefix(first, fmt.Sprintf(`{"type":%d`, tt.kind)) || strings.Contains(first, `"flags":64`) != tt.private {
				t.Errorf("told first: %s", first)
			}
			if edit := in.Edit(); edit == nil {
				t.Error("nothing followed")
			}
			if files := b.fake.Files(in); len(files) != 1 || len(files[0].Data) != 700_000 {
				t.Errorf("%d files", len(files))
			}
		})
	}
}

// TestTheSameEventTwiceUploadsOnce: a signed request may be delivered again.
func TestTheSameEventTwiceUploadsOnce(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	_, body := b.fake.Event(2, map[string]any{"name": "files", "type": 1})
	for range 2 {
		if status, answer := b.fake.Send(t, b.endpoint, body); status != http.StatusAccepted || len(answer) > 0 {
			t.Errorf("status %d: %s", status, answer)
		}
	}
	n := 0
	for _, r := range b.fake.Requests() {
		if strings.HasSuffix(r, "/callback") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it was answered %d times", n)
	}
}

// TestAnInteractionWhoseFilesAreRefusedIsAnsweredAllTheSame: nothing was acknowledged yet.
func TestAnInteractionWhoseFilesAreRefusedIsAnsweredAllTheSame(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"files", "slow-files"} {
		b := startBot(t, "http", handlerOf(t))
		b.fake.LimitUploads(10)
		_, m, _ := b.exchange(t, false, 2, map[string]any{"name": command, "type": 1})
		if !strings.Contains(m.Content, "board") || !strings.Contains(m.Content, "Ada: 12") || len(m.files) > 0 {
			t.Errorf("/%s: %q, %d files", command, m.Content, len(m.files))
		}
	}
}

func TestLintNamesTheBrokenRuleOfFiles(t *testing.T) {
	msg := func(rest string) string { return `{"content":"x","allowed_mentions":{"parse":[]},` + rest + `}` }
	for _, tt := range []struct{ name, body, path string }{
		{"eleven files", msg(`"attachments":[` + strings.TrimSuffix(strings.Repeat(`{"id":"123456"},`, 11), ",") + `]`), "attachments"},
		{"no id", msg(`"attachments":[{"filename":"a.png"}]`), "id"},
		{"an id twice", msg(`"attachments":[{"id":"0","filename":"a.png"},{"id":"0","filename":"b.png"}]`), "id"},
		{"no name", msg(`"attachments":[{"id":"0"}]`), "filename"},
		{"a name with a space", msg(`"attachments":[{"id":"0","filename":"a b.png"}]`), "filename"},
		{"a name twice", msg(`"attachments":[{"id":"0","filename":"a.png"},{"id":"1","filename":"a.png"}]`), "filename"},
		{"a long name", msg(`"attachments":[{"id":"0","filename":"` + strings.Repeat("x", 101) + `"}]`), "filename"},
		{"long words", msg(`"attachments":[{"id":"0","filename":"a.png","description":"` + strings.Repeat("x", 1025) + `"}]`), "description"},
		{"a picture that is not sent", msg(`"attachments":[{"id":"0","filename":"a.png"}],"embeds":[{"image":{"url":"attachment://b.png"}}]`), "image"},
	} {
		found := false
		problems := discord.Lint(discord.LintMessage, []byte(tt.body))
		for _, p := range problems {
			found = found || strings.Contains(p.Path, tt.path)
		}
		if !found {
			t.Errorf("%s: no problem at %s: %v", tt.name, tt.path, problems)
		}
	}
	if p := discord.Lint(discord.LintMessage, []byte(msg(`"attachments":[{"id":"0","filename":"a.png","description":"A map"},{"id":"998877665544332211"}],"embeds":[{"image":{"url":"attachment://a.png"}}]`))); len(p) > 0 {
		t.Errorf("a right list: %v", p)
	}
}

// part is a piece of a form for the linter to look at.
func part(header, body string) string {
	return "--B\r\n" + header + "\r\n\r\n" + body + "\r\n"
}

func TestLintNamesTheBrokenRuleOfUploads(t *testing.T) {
	payload := func(list string) string {
		return part(`Content-Disposition: form-data; name="payload_json"`, `{"content":"x","allowed_mentions":{"parse":[]},"attachments":[`+list+`]}`)
	}
	file := func(n int, name, kind, data string) string {
		return part(fmt.Sprintf("Content-Disposition: form-data; name=\"files[%d]\"; filename=%q\r\nContent-Type: %s", n, name, kind), data)
	}
	one := `{"id":"0","filename":"a.png"}`
	good := payload(one) + file(0, "a.png", "image/png", "x")
	const form = `multipart/form-data; boundary=B`
	for _, tt := range []struct{ name, kind, body, path string }{
		{"another kind of body", "text/plain", good, "Content-Type"},
		{"no payload", form, file(0, "a.png", "image/png", "x"), "payload_json"},
		{"two payloads", form, payload(one) + good, "payload_json"},
		{"cut off", form, good[:len(good)-20], "$"},
		{"a part of another name", form, payload(one) + strings.Replace(file(0, "a.png", "image/png", "x"), "files[0]", "file", 1), "file"},
		{"the eleventh part", form, payload(`{"id":"10","filename":"a.png"}`) + file(10, "a.png", "image/png", "x"), "files[10]"},
		{"no file name", form, payload(one) + part("Content-Disposition: form-data; name=\"files[0]\"\r\nContent-Type: image/png", "x"), "files[0]"},
		{"no media type", form, payload(one) + part(`Content-Disposition: form-data; name="files[0]"; filename="a.png"`, "x"), "files[0]"},
		{"nothing in it", form, payload(one) + file(0, "a.png", "image/png", ""), "files[0]"},
		{"too large", form, payload(one) + file(0, "a.png", "image/png", strings.Repeat("x", 10<<20+1)), "files[0]"},
		{"too large together", form, payload(one) + strings.Repeat(file(0, "a.png", "image/png", strings.Repeat("x", 9<<20)), 3), "$"},
		{"a part twice", form, good + file(0, "a.png", "image/png", "x"), "files[0]"},
		{"not listed", form, payload("") + file(0, "a.png", "image/png", "x"), "files[0]"},
		{"listed under another name", form, payload(`{"id":"0","filename":"b.png"}`) + file(0, "a.png", "image/png", "x"), "files[0]"},
		{"listed and not sent", form, payload(one+`,{"id":"1","filename":"b.png"}`) + file(0, "a.png", "image/png", "x"), "attachments"},
		{"listed without any part", "application/json", `{"content":"x","attachments":[` + one + `]}`, "attachments"},
	} {
		body := tt.body
		if strings.HasPrefix(body, "--B") && tt.name != "cut off" {
			body += "--B--\r\n"
		}
		_, _, problems := discord.LintUpload(discord.LintMessage, tt.kind, []byte(body))
		found := false
		for _, p := range problems {
			found = found || strings.Contains(p.Path, tt.path)
		}
		if !found {
			t.Errorf("%s: no problem at %s: %v", tt.name, tt.path, problems)
		}
	}
	got, files, problems := discord.LintUpload(discord.LintMessage, form, []byte(good+"--B--\r\n"))
	if len(problems) > 0 || len(files) != 1 || files[0].Type != "image/png" || !strings.Contains(string(got), `"attachments"`) {
		t.Errorf("a right upload: %v %+v %s", problems, files, got)
	}
}
