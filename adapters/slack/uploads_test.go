package slack_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

// taken opens the form of the command that takes a file, puts one in, and gives what is answered.
func (b *bot) taken(t *testing.T, g slackfake.Given) string {
	t.Helper()
	resp := b.fake.NewResponse()
	before := len(b.fake.Opened())
	if status, got := b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/take", "", resp))); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, got)
	}
	waits(t, func() bool { return len(b.fake.Opened()) > before })
	b.deliver(t, false, b.fake.SubmissionWith(b.fake.Opened()[before], map[string]string{"note": ""}, map[string][]slackfake.Given{"file": {g}}))
	return string(resp.Wait(10 * time.Second))
}

func TestTheFormAsksForOneFile(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	if got := b.taken(t, b.fake.Give("Noten Übung.csv", []byte("a;b\n"))); !strings.Contains(got, "Noten Übung.csv said to be 4, is 4") {
		t.Errorf("answered: %s", got)
	}
	if view := string(b.opened(t)); !strings.Contains(view, `"element":{"type":"file_input","action_id":"file","max_files":1}`) {
		t.Errorf("the form: %s", view)
	}
}

// TestAWorkspaceWithoutTheScopeIsToldSo: one that installed the app before files could be given.
func TestAWorkspaceWithoutTheScopeIsToldSo(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	const before = "commands,chat:write,im:write,users:read,usergroups:read,channels:history,groups:history,files:write"
	b.fake.Grant(before)
	resp := b.fake.NewResponse()
	b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/take", "", resp)))
	if got := string(resp.Wait(10 * time.Second)); !strings.Contains(got, "may not read files") || !strings.Contains(got, "files:read") {
		t.Errorf("instead of the form: %s", got)
	}
	b.fake.Grant(before + ",files:read")
	resp = b.fake.NewResponse()
	b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/take", "", resp)))
	view := b.opened(t)
	g := b.fake.Give("grades.csv", []byte("a,b\n"))
	b.fake.Grant(before) // taken back while the form stood open
	b.deliver(t, false, b.fake.SubmissionWith(view, nil, map[string][]slackfake.Given{"file": {g}}))
	if got := string(resp.Wait(10 * time.Second)); !strings.Contains(got, "may not read files") {
		t.Errorf("after the form: %s", got)
	}
}

func TestAFileThatCannotBeHadIsToldInASentence(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 8)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Header.Get("Authorization") }))
	t.Cleanup(elsewhere.Close)
	b := startBot(t, "http", adaptertest.Script())
	give := func() slackfake.Given { return b.fake.Give("grades.csv", []byte("a,b\n")) }
	gone := give()
	b.fake.Remove(gone)
	if got := b.taken(t, gone); !strings.Contains(got, "does not have this file any more") {
		t.Errorf("a file that is not there: %s", got)
	}
	b.fake.Fail(slackfake.Fault{Path: "files.info", Status: http.StatusOK, Body: `{"ok":false,"error":"file_deleted"}`})
	if got := b.taken(t, gone); !strings.Contains(got, "does not have this file any more") {
		t.Errorf("a file that is gone: %s", got)
	}
	b.fake.Fail(slackfake.Fault{Path: "/files-pri/", Status: http.StatusFound, Header: map[string]string{"Location": elsewhere.URL}})
	if got := b.taken(t, give()); !strings.Contains(got, "does not hand the file over") {
		t.Errorf("sent to sign in: %s", got)
	}
	for address, want := range map[string]string{
		elsewhere.URL + "/x": "does not come from Slack", "http://files.slack.com/x": "does not come from Slack", "https://files.slack.com.evil.example/x": "does not come from Slack",
		"": "does not lie on Slack",
	} {
		b.fake.Elsewhere(address)
		if got := b.taken(t, give()); !strings.Contains(got, want) {
			t.Errorf("%q: %s", address, got)
		}
	}
	select {
	case token := <-asked:
		t.Errorf("another server was asked, with %q", token)
	default:
	}
}

// TestWhatIsTypedIsNoFile: a command is a line of text on Slack, so the first words belong to the
// first parameter that is text.
func TestWhatIsTypedIsNoFile(t *testing.T) {
	spec := chat.Spec{Name: "export", Subs: []chat.Spec{{Name: "fill", Args: []chat.Param{
		{Name: "file", Kind: chat.FileParam, Required: true}, {Name: "column", Rest: true}, {Name: "key"},
	}}}}
	sub, args := spec.Typed().Parse("fill Quiz total (Real) key:ID number")
	if want := (chat.Args{{Name: "column", Value: "Quiz total (Real)"}, {Name: "key", Value: "ID number"}}); sub != "fill" || !slices.Equal(args, want) {
		t.Errorf("%s %v", sub, args)
	}
	if len(spec.Subs[0].Args) != 3 {
		t.Error("the command itself lost its file")
	}
}

func TestLintKnowsWhereFilesMayBeAskedFor(t *testing.T) {
	block := func(element string) string {
		return `{"type":"input","block_id":"a","label":{"type":"plain_text","text":"L"},"element":{"type":"file_input","action_id":"a"` + element + `}}`
	}
	modal := func(blocks string) string {
		return `{"type":"modal","callback_id":"c","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"Send"},"blocks":[` + blocks + `]}`
	}
	for _, tt := range []struct {
		surface    slack.Surface
		body, path string
	}{
		{slack.SurfaceModal, modal(block(`,"max_files":1,"filetypes":["csv"]`)), ""},
		{slack.SurfaceModal, modal(block(`,"max_files":0`)), "max_files"},
		{slack.SurfaceModal, modal(block(`,"max_files":11`)), "max_files"},
		{slack.SurfaceModal, modal(block(`,"filetypes":[]`)), "filetypes"},
		{slack.SurfaceModal, modal(block(`,"placeholder":{"type":"plain_text","text":"x"}`)), "placeholder"},
		{slack.SurfaceModal, modal(`{"type":"actions","elements":[{"type":"file_input","action_id":"a"}]}`), "type"},
		{slack.SurfaceHome, `{"type":"home","blocks":[` + block("") + `]}`, "element"},
		{slack.SurfaceMessage, `{"text":"x","blocks":[` + block("") + `]}`, "element"},
	} {
		p := slack.Lint(tt.surface, []byte(tt.body))
		if tt.path == "" && len(p) > 0 || tt.path != "" && !slices.ContainsFunc(p, func(p slack.Problem) bool { return strings.Contains(p.Path, tt.path) }) {
			t.Errorf("%s: %v, want a problem at %q", tt.body, p, tt.path)
		}
	}
}
