package slack_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// numbers is a card with a picture and a table.
func numbers() chat.Card {
	return chat.Card{Title: "Numbers", Body: []doc.Block{doc.Para("See below.")}, Files: []chat.File{
		{Name: "chart.png", Type: "image/png", Data: []byte("picture"), Alt: "Ada: 12; Sam & Kim: 9"},
		{Name: "grades.csv", Type: "text/csv", Data: []byte("a,b\n")},
	}}
}

func told(t *testing.T, body json.RawMessage) string {
	t.Helper()
	m := parse(t, body)
	var b strings.Builder
	m.walk(func(o map[string]any) {
		if s, ok := o["text"].(string); ok {
			b.WriteString(s)
		}
		if s, ok := o["alt_text"].(string); ok {
			b.WriteString(s)
		}
	})
	return b.String()
}

var room = chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1"}

// message gives the one message in a channel that is no file.
func message(t *testing.T, f *slackfake.Server, channel string) slackfake.Message {
	t.Helper()
	var found []slackfake.Message
	for _, m := range f.Messages(channel) {
		if m.File == nil {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d messages stand in %s", len(found), channel)
	}
	return found[0]
}

func TestAPostShowsItsPictureAndSharesTheRestInItsThread(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	ref, err := b.adapter.Post(t.Context(), room, numbers(), "k")
	if err != nil {
		t.Fatal(err)
	}
	m := message(t, b.fake, "C1")
	if text := told(t, m.Body); !strings.Contains(string(m.Body), `"slack_file"`) || !strings.Contains(text, "grades.csv (4 bytes) is in the thread of this message.") || !strings.Contains(text, "Ada: 12") {
		t.Errorf("it says %q", text)
	}
	shared := b.fake.Shared("C1")
	if len(shared) != 1 || shared[0].Thread != ref.Message || !bytes.Equal(shared[0].File.Data, []byte("a,b\n")) {
		t.Errorf("shared: %+v", shared)
	}
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, chat.Notice(chat.Good, "Over", "Nothing to see.", "")); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.fake, "C1"); strings.Contains(string(m.Body), "slack_file") {
		t.Error("an edit without files keeps the picture")
	}
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, numbers()); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.fake, "C1"); !strings.Contains(string(m.Body), "slack_file") || m.Edits != 2 {
		t.Error("an edit with a picture does not show it")
	}
	inThread := room
	inThread.Thread = "1600000000.000001"
	if _, err := b.adapter.Post(t.Context(), inThread, numbers(), "k2"); err != nil {
		t.Fatal(err)
	}
	if shared := b.fake.Shared("C1"); shared[len(shared)-1].Thread != inThread.Thread {
		t.Errorf("a post in a thread shares its files in %q", shared[len(shared)-1].Thread)
	}
}

func TestADirectMessageCarriesFiles(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	if _, err := b.adapter.(chat.Messenger).Message(t.Context(), chat.Person{Platform: "slack", Tenant: "T1", ID: "U1"}, numbers(), "k"); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.fake, "D1"); !strings.Contains(string(m.Body), "slack_file") || len(b.fake.Shared("D1")) != 1 {
		t.Errorf("%s", m.Body)
	}
}

func TestAPictureThatTakesLongIsWaitedFor(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.SlowPictures(1200 * time.Millisecond)
	if _, err := b.adapter.Post(t.Context(), room, numbers(), "k"); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.fake, "C1"); !strings.Contains(string(m.Body), "slack_file") {
		t.Errorf("the picture is not shown: %s", m.Body)
	}
}

// TestPicturesThatMayNotBeShownGoAsFiles: into the direct messages of who asked, or the thread.
func TestPicturesThatMayNotBeShownGoAsFiles(t *testing.T) {
	t.Parallel()
	b := startBot(t, "socket", adaptertest.Script())
	b.fake.HidePictures()
	m, _ := b.say(t, true, "/files", "")
	text := m.Text
	if strings.Contains(string(mustJSON(t, m.Blocks)), "slack_file") || !strings.Contains(text, "board.png (83 bytes) is in your direct messages with this app. It shows: Bar chart") {
		t.Errorf("said %q", text)
	}
	if shared := b.fake.Shared("D1"); len(shared) != 2 {
		t.Errorf("%d files in the direct messages", len(shared))
	}
	ref, err := b.adapter.Post(t.Context(), room, numbers(), "k")
	if err != nil {
		t.Fatal(err)
	}
	shared := b.fake.Shared("C1")
	if len(shared) != 2 || shared[0].Thread != ref.Message || shared[1].Thread != ref.Message {
		t.Errorf("in the thread: %+v", shared)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestARoomWithoutTheAppGetsNoFile: who asked gets it then, and the message says so.
func TestARoomWithoutTheAppGetsNoFile(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.Leave("C1")
	m, _ := b.say(t, false, "/room-files", "")
	if !strings.Contains(m.Text, "grades.csv (33 bytes) is in your direct messages with this app.") || len(b.fake.Shared("D1")) != 1 {
		t.Errorf("said %q; %d files in direct messages", m.Text, len(b.fake.Shared("D1")))
	}
}

// TestWhatSlackRefusesIsToldInWords: at each of the steps, and nothing is lost.
func TestWhatSlackRefusesIsToldInWords(t *testing.T) {
	t.Parallel()
	refuse := func(code string) string { return `{"ok":false,"error":"` + code + `"}` }
	for _, tt := range []struct {
		name, want string
		faults     []slackfake.Fault
	}{
		{"no scope", "install it anew with its present manifest", []slackfake.Fault{{Path: "getUploadURL", Status: 200, Body: refuse("missing_scope")}}},
		{"no room", "has no room for more files", []slackfake.Fault{{Path: "getUploadURL", Status: 200, Body: refuse("storage_limit_reached")}}},
		{"not allowed", "does not allow it", []slackfake.Fault{{Path: "completeUpload", Status: 200, Body: refuse("file_uploads_disabled")}}},
		{"the bytes are refused", "Slack did not take it", []slackfake.Fault{{Path: "/upload/", Status: 500, Body: "oops"}}},
		{"an address elsewhere", "Slack did not take it", []slackfake.Fault{{Path: "getUploadURL", Status: 200, Body: `{"ok":true,"upload_url":"https://evil.example/x","file_id":"F00000001"}`}}},
		{"no file at all", "Slack did not take it", []slackfake.Fault{{Path: "getUploadURL", Status: 200, Body: `{"ok":true,"upload_url":"https://files.slack.com/x","file_id":"x"}`}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "http", adaptertest.Script())
			b.fake.Fail(tt.faults...)
			c := numbers()
			c.Files = c.Files[:1]
			if _, err := b.adapter.Post(t.Context(), room, c, "k"); err != nil {
				t.Fatal(err)
			}
			text := told(t, message(t, b.fake, "C1").Body)
			for _, want := range []string{"chart.png (7 bytes) could not be sent", tt.want, "Ada: 12; Sam & Kim: 9", "See below."} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not said in %q", want, text)
				}
			}
		})
	}
}

// TestAFileThatCannotBeSharedAfterThePostIsToldByAnEdit: the post stands by then.
func TestAFileThatCannotBeSharedAfterThePostIsToldByAnEdit(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	c := numbers()
	c.Files = c.Files[1:]
	b.fake.Fail(slackfake.Fault{Path: "completeUpload", Status: 200, Body: `{"ok":false,"error":"blocked_file_type"}`})
	if _, err := b.adapter.Post(t.Context(), room, c, "k"); err != nil {
		t.Fatal(err)
	}
	if m := message(t, b.fake, "C1"); m.Edits != 1 || !strings.Contains(told(t, m.Body), "could not be sent: The workspace does not allow it.") {
		t.Errorf("%d edits: %s", m.Edits, m.Body)
	}
}

func TestUploadsWaitWhereSlackAsksTo(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	slow := slackfake.Fault{Status: 429, Header: map[string]string{"Retry-After": "1"}}
	for _, path := range []string{"getUploadURL", "/upload/", "completeUpload"} {
		slow.Path = path
		b.fake.Fail(slow)
	}
	began := time.Now()
	if _, err := b.adapter.Post(t.Context(), room, numbers(), "k"); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 2*time.Second {
		t.Errorf("it took %v", took)
	}
	if m := message(t, b.fake, "C1"); !strings.Contains(string(m.Body), "slack_file") {
		t.Errorf("%s", m.Body)
	}
}

func TestFilesThatCannotBeSentAreToldOf(t *testing.T) {
	c := chat.Card{Title: "Many"}
	for i := range 11 {
		c.Files = append(c.Files, chat.File{Name: "a" + strconv.Itoa(i) + ".png", Type: "image/png", Data: []byte("x"), Alt: strings.Repeat("long & wide ", 300)})
	}
	c.Files[0].Data = nil
	body, err := slack.Payload(chat.Reply{View: c}, "")
	if err != nil {
		t.Fatal(err)
	}
	if p := slack.Lint(slack.SurfaceMessage, body); len(p) > 0 {
		t.Errorf("%v", p)
	}
	text := told(t, body)
	if !strings.Contains(text, "It is empty.") || !strings.Contains(text, "Only 10 files go with one message.") || strings.Count(string(body), "slack_file") != 9 {
		t.Errorf("said %q", text)
	}
}

func TestLintNamesTheBrokenRuleOfFiles(t *testing.T) {
	image := func(fields string) string {
		return `{"text":"x","unfurl_links":false,"unfurl_media":false,"blocks":[{"type":"image",` + fields + `}]}`
	}
	for _, tt := range []struct{ name, body, path string }{
		{"an id that is none", image(`"slack_file":{"id":"F1"},"alt_text":"x"`), "slack_file.id"},
		{"an address as id", image(`"slack_file":{"id":"https://files.slack.com/x"},"alt_text":"x"`), "slack_file.id"},
		{"id and url", image(`"slack_file":{"id":"F00000001","url":"https://files.slack.com/x"},"alt_text":"x"`), "slack_file"},
		{"a url that is none", image(`"slack_file":{"url":"x"},"alt_text":"x"`), "slack_file.url"},
		{"two sources", image(`"slack_file":{"id":"F00000001"},"image_url":"https://x.example/a.png","alt_text":"x"`), "image_url"},
		{"no words", image(`"slack_file":{"id":"F00000001"}`), "alt_text"},
	} {
		found := false
		problems := slack.Lint(slack.SurfaceMessage, []byte(tt.body))
		for _, p := range problems {
			found = found || strings.Contains(p.Path, tt.path)
		}
		if !found {
			t.Errorf("%s: no problem at %s: %v", tt.name, tt.path, problems)
		}
	}
	if p := slack.Lint(slack.SurfaceMessage, []byte(image(`"slack_file":{"id":"F00000001"},"alt_text":"A map"`))); len(p) > 0 {
		t.Errorf("a right block: %v", p)
	}
}

func TestLintNamesTheBrokenRuleOfUploads(t *testing.T) {
	args := func(name, length, alt string) url.Values {
		return url.Values{"filename": {name}, "length": {length}, "alt_txt": {alt}}
	}
	for _, tt := range []struct {
		name string
		args url.Values
		path string
	}{
		{"no name", args("", "1", ""), "filename"},
		{"a long name", args(strings.Repeat("x", 256), "1", ""), "filename"},
		{"a path", args("../a.png", "1", ""), "filename"},
		{"no length", args("a.png", "", ""), "length"},
		{"nothing", args("a.png", "0", ""), "length"},
		{"more than a gigabyte", args("a.png", strconv.Itoa(1<<30+1), ""), "length"},
		{"long words", args("a.png", "1", strings.Repeat("x", 1001)), "alt_txt"},
	} {
		if p := slack.LintUpload(tt.args); len(p) != 1 || p[0].Path != tt.path {
			t.Errorf("%s: %v", tt.name, p)
		}
	}
	for _, tt := range []struct{ name, body, path string }{
		{"not JSON", `{`, "$"},
		{"no files", `{"files":[]}`, "$.files"},
		{"an id that is none", `{"files":[{"id":"x"}]}`, "$.files[0].id"},
		{"a long title", `{"files":[{"id":"F00000001","title":"` + strings.Repeat("x", 256) + `"}]}`, "$.files[0].title"},
		{"a channel's name", `{"files":[{"id":"F00000001"}],"channel_id":"#general"}`, "$.channel_id"},
		{"a thread of no channel", `{"files":[{"id":"F00000001"}],"thread_ts":"1.2"}`, "$.thread_ts"},
	} {
		if p := slack.LintComplete([]byte(tt.body)); len(p) != 1 || p[0].Path != tt.path {
			t.Errorf("%s: %v", tt.name, p)
		}
	}
	if p := append(slack.LintUpload(args("a.png", "1", "x")), slack.LintComplete([]byte(`{"files":[{"id":"F00000001","title":"a.png"}],"channel_id":"C1","thread_ts":"1.2"}`))...); len(p) > 0 {
		t.Errorf("right ones: %v", p)
	}
}

// TestTheFakeRefusesWhatSlackRefuses: the three steps, each out of order.
func TestTheFakeRefusesWhatSlackRefuses(t *testing.T) {
	t.Parallel()
	f := slackfake.New(t)
	post := func(to, kind, body string) string {
		t.Helper()
		_, answer := slackfake.Post(t, to, map[string]string{"Authorization": "Bearer " + slackfake.BotToken, "Content-Type": kind}, []byte(body))
		return string(answer)
	}
	begin := func(n int) (address, id string) {
		var made struct {
			URL string `json:"upload_url"`
			ID  string `json:"file_id"`
		}
		if err := json.Unmarshal([]byte(post(f.API()+"files.getUploadURLExternal", "application/x-www-form-urlencoded", "filename=a.png&length="+strconv.Itoa(n))), &made); err != nil {
			t.Fatal(err)
		}
		return made.URL, made.ID
	}
	upload := func(to, data string) int {
		status, _ := slackfake.Post(t, to, nil, []byte(data))
		return status
	}
	complete := func(id string) string {
		return post(f.API()+"files.completeUploadExternal", "application/json", `{"files":[{"id":"`+id+`"}]}`)
	}
	to, id := begin(3)
	if got := complete(id); !strings.Contains(got, "file_not_found") {
		t.Errorf("completed before it was uploaded: %s", got)
	}
	if upload(to, "four") != http.StatusBadRequest || upload(to, "abc") != http.StatusOK || upload(to, "abc") != http.StatusBadRequest {
		t.Error("the length, or a second upload, is not minded")
	}
	if got := complete(id); !strings.Contains(got, `"ok":true`) {
		t.Errorf("a right upload: %s", got)
	}
	if got := complete(id); !strings.Contains(got, "file_not_found") {
		t.Errorf("completed twice: %s", got)
	}
}
