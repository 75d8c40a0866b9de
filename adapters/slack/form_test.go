package slack_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// asker answers every press and command with a form and tells what was sent in.
type asker struct {
	chat.Handler

	form chat.Form
	wait time.Duration
	got  chan chat.Submission
}

func newAsker() *asker {
	return &asker{Handler: adaptertest.Script(), got: make(chan chat.Submission, 4), form: chat.Form{
		Title: "How you appear to your class", Token: "qf.class.prompt", Lead: []doc.Block{doc.Para("Who wrote <!channel> it?")},
		Fields: []chat.Field{{Name: "answer", Label: "Answer", Hint: "A name", Max: 100}, {Name: "note", Label: "Note", Long: true, Optional: true, Value: "so far"}},
	}}
}

func (a *asker) reply() chat.Reply {
	time.Sleep(a.wait)
	return chat.Reply{View: a.form}
}

func (a *asker) Press(context.Context, chat.Press) chat.Reply       { return a.reply() }
func (a *asker) Invoke(context.Context, chat.Invocation) chat.Reply { return a.reply() }

func (*asker) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (a *asker) Submit(_ context.Context, s chat.Submission) chat.Reply {
	a.got <- s
	return chat.Reply{View: chat.Notice(chat.Good, "Thank you", "You wrote “"+s.Fields.Get("answer")+"”.", "")}
}

// deliver sends an interaction by either way in.
func (b *bot) deliver(t *testing.T, socket bool, payload map[string]any) {
	t.Helper()
	if socket {
		if _, ok := b.fake.Push("interactive", payload); !ok {
			t.Error("not acknowledged within three seconds")
		}
		return
	}
	if status, got := b.fake.Send(t, b.base+"/slack/interactions", slackfake.Payload(payload)); status != http.StatusOK || len(got) > 0 {
		t.Fatalf("status %d: %s", status, got)
	}
}

// opened waits for the form that stands open.
func (b *bot) opened(t *testing.T) json.RawMessage {
	t.Helper()
	for range 400 {
		if o := b.fake.Opened(); len(o) > 0 {
			return o[len(o)-1]
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("no form was opened")
	return nil
}

func TestAFormIsOpenedAndSentIn(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "socket"} {
		for _, from := range []string{"press", "command"} {
			t.Run(ingress+" "+from, func(t *testing.T) {
				t.Parallel()
				h := newAsker()
				b := startBot(t, ingress, h)
				socket := ingress == "socket"
				resp := b.fake.NewResponse()
				if from == "press" {
					b.deliver(t, socket, b.fake.Action("button", "b0", "pick.a", resp))
				} else if socket {
					b.fake.Push("slash_commands", b.fake.Command("/card", "", resp))
				} else if status, got := b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/card", "", resp))); status != http.StatusOK || len(got) > 0 {
					t.Fatalf("status %d: %s", status, got)
				}
				view := b.opened(t)
				if strings.Contains(string(view), "<!channel>") && strings.Contains(string(view), "mrkdwn") || !strings.Contains(string(view), `"How you appear to your…"`) {
					t.Errorf("the form: %s", view)
				}
				b.deliver(t, socket, b.fake.Submission(view, map[string]string{"answer": "Kenneth <!here> Waltz", "note": ""}))
				s := <-h.got
				if s.Token != "qf.class.prompt" || s.Fields.Get("answer") != "Kenneth <!here> Waltz" || s.From.ID != "U1" || s.At.Channel != "C1" || s.At.Tenant != "T1" || s.ID == "" {
					t.Errorf("sent in: %+v", s)
				}
				if m := parse(t, resp.Wait(10*time.Second)); m.ResponseType != "ephemeral" {
					t.Errorf("the reply is for %q", m.ResponseType)
				}
			})
		}
	}
}

func TestAFormThatComesTooLateSaysSo(t *testing.T) {
	t.Parallel()
	h := newAsker()
	h.wait = slackfake.TriggerLife + 200*time.Millisecond
	b := startBot(t, "http", h)
	resp := b.fake.NewResponse()
	b.deliver(t, false, b.fake.Action("button", "b0", "pick.a", resp))
	if got := resp.Wait(10 * time.Second); !strings.Contains(string(got), "Press the button again.") {
		t.Errorf("what came: %s", got)
	}
}

// TestAFormSentLateIsAnsweredAnotherWay: half an hour after the press its response address is
// gone.
func TestAFormSentLateIsAnsweredAnotherWay(t *testing.T) {
	t.Parallel()
	h := newAsker()
	b := startBot(t, "http", h)
	resp := b.fake.NewResponse()
	b.deliver(t, false, b.fake.Action("button", "b0", "pick.a", resp))
	var view map[string]any
	if err := json.Unmarshal(b.opened(t), &view); err != nil {
		t.Fatal(err)
	}
	var from map[string]any
	if err := json.Unmarshal([]byte(view["private_metadata"].(string)), &from); err != nil {
		t.Fatal(err)
	}
	from["at"] = time.Now().Add(-31 * time.Minute).Unix()
	private, _ := json.Marshal(from)
	view["private_metadata"] = string(private)
	late, _ := json.Marshal(view)
	b.fake.Expire(resp)
	b.deliver(t, false, b.fake.Submission(late, map[string]string{"answer": "Waltz"}))
	<-h.got
	waits(t, func() bool { return len(b.fake.Messages("C1")) > 0 })
	if m := b.fake.Messages("C1")[0]; m.User != "U1" {
		t.Errorf("answered to %q", m.User)
	}
}

func TestLintNamesTheBrokenRuleOfAForm(t *testing.T) {
	const input = `{"type":"input","block_id":"a","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"a","max_length":100}}`
	modal := func(title, blocks string) string {
		return `{"type":"modal","callback_id":"c","title":{"type":"plain_text","text":"` + title + `"},"submit":{"type":"plain_text","text":"Send"},"blocks":[` + blocks + `]}`
	}

	if p := slack.Lint(slack.SurfaceModal, []byte(modal("T", input))); len(p) > 0 {
		t.Fatalf("a good form: %v", p)
	}
	for _, tt := range []struct{ name, body, path string }{
		{"a long title", modal(long(25), input), "title"},
		{"no submit", strings.Replace(modal("T", input), `"submit":{"type":"plain_text","text":"Send"},`, "", 1), "submit"},
		{"no title", strings.Replace(modal("T", input), `"title":{"type":"plain_text","text":"T"},`, "", 1), "title"},
		{"a long callback", strings.Replace(modal("T", input), `"callback_id":"c"`, `"callback_id":"`+long(256)+`"`, 1), "callback_id"},
		{"long metadata", strings.Replace(modal("T", input), `"callback_id":"c"`, `"callback_id":"c","private_metadata":"`+long(3001)+`"`, 1), "private_metadata"},
		{"a long label", modal("T", strings.Replace(input, `"L"`, `"`+long(2001)+`"`, 1)), "label"},
	} {
		p := slack.Lint(slack.SurfaceModal, []byte(tt.body))
		if len(p) == 0 || !strings.Contains(p[0].Path, tt.path) {
			t.Errorf("%s: %v, want a problem at %s", tt.name, p, tt.path)
		}
	}
}
