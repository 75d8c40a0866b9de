package slack_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// host has two commands for the home page, and tells what it was asked.
type host struct {
	chat.Handler

	asked chan chat.Invocation
}

func newHost() host { return host{adaptertest.Script(), make(chan chat.Invocation, 16)} }

func (host) Specs() []chat.Spec {
	return []chat.Spec{
		{Name: "me", Description: "Progress", Home: true},
		{Name: "section", Description: "A passage", Args: []chat.Param{{Name: "topic", Description: "Topic", Rest: true}}},
		{Name: "help", Description: "Help", Home: true, Instant: true},
	}
}

func (host) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (h host) Invoke(_ context.Context, in chat.Invocation) chat.Reply {
	h.asked <- in
	return chat.Reply{View: chat.Card{
		Title: "About " + in.Command, Body: []doc.Block{doc.Para("Words on " + in.Command + " <!channel>.")},
		Facts: []chat.Fact{{Label: "Fact", Value: in.Command}}, Controls: []chat.Control{chat.Button{Label: "Go", Token: chat.Token("go." + in.Command)}},
	}}
}

func (h host) Press(_ context.Context, p chat.Press) chat.Reply {
	return chat.Reply{View: chat.Notice(chat.Good, "Pressed "+string(p.Token), "", "")}
}

// tell sends an event by either way in.
func (b *bot) tell(t *testing.T, socket bool, event map[string]any) {
	t.Helper()
	if socket {
		if _, ok := b.fake.Push("events_api", event); !ok {
			t.Error("not acknowledged within three seconds")
		}
		return
	}
	body, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := b.fake.Send(t, b.base+"/slack/events", body); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}

// waits until something is there.
func waits(t *testing.T, there func() bool) {
	t.Helper()
	for range 500 {
		if there() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it does not come")
}

func TestTheHomePageShowsWhatIsMarkedForIt(t *testing.T) {
	t.Parallel()
	for _, socket := range []bool{false, true} {
		b := startBot(t, map[bool]string{false: "http", true: "socket"}[socket], newHost())
		b.tell(t, socket, b.fake.HomeOpened("U1", "messages"))
		for range 3 { // opened, left and opened again
			b.tell(t, socket, b.fake.HomeOpened("U1", "home"))
		}
		waits(t, func() bool { return len(b.fake.Homes("U1")) > 0 })
		view := string(b.fake.Homes("U1")[0])
		for _, want := range []string{"About me", "Words on me", "About help", "Words on help", "go.me", "go.help"} {
			if !strings.Contains(view, want) {
				t.Errorf("it says nothing of %q: %s", want, view)
			}
		}
		b.deliver(t, socket, slackfake.AtHome(b.fake.Action("button", "b0", "go.me", b.fake.NewResponse())))
		waits(t, func() bool { return len(b.fake.Messages("D1")) > 0 })
		if m := b.fake.Messages("D1")[0]; !strings.Contains(string(m.Body), "Pressed go.me") {
			t.Errorf("what came of a press: %s", m.Body)
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		if n := len(b.fake.Homes("U1")); n > 2 {
			t.Errorf("it was drawn %d times within a moment", n)
		}
	}
}

// TestInAThreadAShortcutDoesWhatCommandsCannot, and on no message the answer is a direct one.
func TestInAThreadAShortcutDoesWhatCommandsCannot(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		on     *slackfake.Message
		socket bool
		thread string
	}{
		{"on a message", &slackfake.Message{Channel: "C1", TS: "1.5"}, false, ""},
		{"on the first message of a thread", &slackfake.Message{Channel: "C1", TS: "1.5", Thread: "1.5"}, false, ""},
		{"in a thread", &slackfake.Message{Channel: "C1", TS: "1.6", Thread: "1.5"}, false, "1.5"},
		{"in a thread, over a socket", &slackfake.Message{Channel: "C1", TS: "1.6", Thread: "1.5"}, true, "1.5"},
		{"on no message", nil, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost()
			b := startBot(t, map[bool]string{false: "http", true: "socket"}[tt.socket], h)
			resp := b.fake.NewResponse()
			b.deliver(t, tt.socket, b.fake.Shortcut("/course", tt.on, resp))
			b.deliver(t, tt.socket, b.fake.Submission(b.opened(t), map[string]string{"text": "section power & <politics>"}))
			in := <-h.asked
			if in.Command != "section" || in.Args.Get("topic") != "power & <politics>" || in.From.ID != "U1" || in.At.Tenant != "T1" || in.At.Thread != tt.thread {
				t.Errorf("asked %+v", in)
			}
			if tt.on == nil {
				waits(t, func() bool { return len(b.fake.Messages("D1")) > 0 })
				return
			}
			var got struct {
				Type   string `json:"response_type"`
				Thread string `json:"thread_ts"`
			}
			if err := json.Unmarshal(resp.Wait(10*time.Second), &got); err != nil || got.Type != "ephemeral" || got.Thread != tt.thread {
				t.Errorf("answered %+v, %v", got, err)
			}
		})
	}
}

func TestAShortcutOfAnotherManifestIsPassedOver(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", newHost())
	b.deliver(t, false, b.fake.Shortcut("somebody-elses", nil, nil))
	if err := b.stop(); err != nil || len(b.fake.Opened()) > 0 {
		t.Errorf("%v; %d forms", err, len(b.fake.Opened()))
	}
}
