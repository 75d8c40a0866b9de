package slack_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// counting is a bot that tells how often it was reached, and with what.
type counting struct {
	chat.Handler
	n    atomic.Int32
	last atomic.Pointer[chat.Invocation]
}

func (c *counting) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	c.n.Add(1)
	c.last.Store(&in)
	return c.Handler.Invoke(ctx, in)
}

func newCounting() *counting { return &counting{Handler: adaptertest.Script()} }

func TestOnlyFreshSignedRequestsReachTheBot(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "http", h)
	body := slackfake.Form(b.fake.Command("/card", "", b.fake.NewResponse()))
	now := time.Now()
	sig, ts := slackfake.Sign(slackfake.Secret, now, body)
	old, oldTS := slackfake.Sign(slackfake.Secret, now.Add(-6*time.Minute), body)
	early, earlyTS := slackfake.Sign(slackfake.Secret, now.Add(6*time.Minute), body)
	wrong, wrongTS := slackfake.Sign("another secret", now, body)
	for _, tt := range []struct {
		name, sig, ts string
		body          []byte
		query         string
		want          int
	}{
		{"signed", sig, ts, body, "", 200},
		{"tampered body", sig, ts, append([]byte("x"), body...), "", 401},
		{"wrong secret", wrong, wrongTS, body, "", 401},
		{"six minutes old", old, oldTS, body, "", 401},
		{"six minutes early", early, earlyTS, body, "", 401},
		{"no headers", "", "", body, "", 401},
		{"no v0=", sig[3:], ts, body, "", 401},
		{"upper case", "v0=" + strings.ToUpper(sig[3:]), ts, body, "", 401},
		{"not a time", sig, "yesterday!", body, "", 401},
		{"payload in the query", sig, ts, body, "?payload=%7B%7D", 400},
		{"too large", sig, ts, []byte(strings.Repeat("x", 70<<10)), "", 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := h.n.Load()
			headers := map[string]string{}
			if tt.sig != "" {
				headers["X-Slack-Signature"], headers["X-Slack-Request-Timestamp"] = tt.sig, tt.ts
			}
			status, answer := slackfake.Post(t, b.base+"/slack/commands"+tt.query, headers, tt.body)
			if status != tt.want {
				t.Errorf("status %d, want %d", status, tt.want)
			}
			if tt.want != 200 && h.n.Load() != before {
				t.Error("it reached the bot")
			}
			if strings.Contains(string(answer), sig[3:]) {
				t.Error("the answer repeats a valid signature")
			}
		})
	}
}

func TestTheOldSecretHoldsWhileItIsReplaced(t *testing.T) {
	t.Parallel()
	f := slackfake.New(t)
	for _, tt := range []struct {
		configured, used string
		want             int
	}{
		{"new, " + slackfake.Secret, "new", 200},
		{"new, " + slackfake.Secret, slackfake.Secret, 200},
		{"new", slackfake.Secret, 401},
		{"new", "", 401},
	} {
		h := newCounting()
		base, logged := serve(t, f, h, tt.configured)
		body := slackfake.Form(f.Command("/card", "", f.NewResponse()))
		sig, ts := slackfake.Sign(tt.used, time.Now(), body)
		status, answer := slackfake.Post(t, base+"/slack/commands", map[string]string{"X-Slack-Signature": sig, "X-Slack-Request-Timestamp": ts}, body)
		if status != tt.want || (h.n.Load() == 1) != (tt.want == 200) {
			t.Errorf("configured %q, signed with %q: status %d, reached %d times", tt.configured, tt.used, status, h.n.Load())
		}
		// The right signature is as good as the secret for five minutes: it must not be told.
		right, _ := slackfake.Sign("new", time.Now(), body)
		if all := string(answer) + logged.String(); strings.Contains(all, right[3:]) || strings.Contains(all, sig[3:]) {
			t.Errorf("a signature is told: %s", all)
		}
	}
}

// serve mounts an adapter of its own, with a log to look at.
func serve(t *testing.T, f *slackfake.Server, h chat.Handler, secret string) (base string, logged *strings.Builder) {
	t.Helper()
	env := settings(f, "http")
	env["LECTERN_SLACK_SIGNING_SECRET"] = secret
	logged = &strings.Builder{}
	a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }, Log: slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.(chat.Ingress).Mount(mux, h)
	return newServer(t, mux), logged
}

// TestTheFreshnessWindowEndsWhereSlackSays holds both ends of the five minutes.
func TestTheFreshnessWindowEndsWhereSlackSays(t *testing.T) {
	t.Parallel()
	f := slackfake.New(t)
	base, _ := serve(t, f, newCounting(), slackfake.Secret)
	for age, want := range map[time.Duration]int{290 * time.Second: 200, 302 * time.Second: 401, -290 * time.Second: 200, -302 * time.Second: 401} {
		body := slackfake.Form(f.Command("/card", "", f.NewResponse()))
		sig, ts := slackfake.Sign(slackfake.Secret, time.Now().Add(-age), body)
		if status, _ := slackfake.Post(t, base+"/slack/commands", map[string]string{"X-Slack-Signature": sig, "X-Slack-Request-Timestamp": ts}, body); status != want {
			t.Errorf("%v old: %d, want %d", age, status, want)
		}
	}
}

func TestTheSamePressTwiceHasOneEffect(t *testing.T) {
	t.Parallel()
	for _, socket := range []bool{false, true} {
		h := &presses{Handler: adaptertest.Script()}
		ingress := map[bool]string{false: "http", true: "socket"}[socket]
		b := startBot(t, ingress, h)
		payload := b.fake.Action("button", "b0", "pick.b", b.fake.NewResponse())
		for range 3 {
			if socket {
				b.fake.Push("interactive", payload)
				continue
			}
			b.fake.Send(t, b.base+"/slack/interactions", slackfake.Payload(payload))
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		if n := h.n.Load(); n != 1 {
			t.Errorf("%s: pressed %d times", ingress, n)
		}
	}
}

// presses counts what is pressed.
type presses struct {
	chat.Handler
	n atomic.Int32
}

func (p *presses) Press(ctx context.Context, in chat.Press) chat.Reply {
	p.n.Add(1)
	return p.Handler.Press(ctx, in)
}

func TestSignedNonsenseIsRefusedOrConfirmedInSilence(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "http", h)
	for path, bodies := range map[string][]string{
		"/slack/commands":     {"", "%zz", "text=realism", "command=&text=x"},
		"/slack/interactions": {"", "payload=", "payload=%7B", "payload=%5B%5D", `{"type":"block_actions"}`, "payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D"},
		"/slack/events":       {"", "{", "[]", `{"type":"event_callback"}`, `{"type":"event_callback","event":{"type":"message","blocks":[{"type":7}]}}`},
	} {
		for _, body := range bodies {
			if status, _ := b.fake.Send(t, b.base+path, []byte(body)); status >= 500 {
				t.Errorf("%s %q: status %d", path, body, status)
			}
		}
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}

func TestSocketsThatBreakAreOpenedAgain(t *testing.T) {
	t.Parallel()
	b := startBot(t, "socket", newCounting())
	_, before := b.fake.Connected()
	b.fake.Drop()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if now, ever := b.fake.Connected(); now >= 2 && ever >= before+2 {
			break
		}
	}
	if now, ever := b.fake.Connected(); now < 2 {
		t.Fatalf("%d sockets are open, %d ever", now, ever)
	}
	if _, ok := b.fake.Push("slash_commands", b.fake.Command("/card", "", b.fake.NewResponse())); !ok {
		t.Error("no answer after both sockets broke")
	}
}

// TestAResponseAddressIsUsedOnce: it takes five messages in thirty minutes, and an answer is
// one of them.
func TestAResponseAddressIsUsedOnce(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	resp := b.fake.NewResponse()
	b.fake.Send(t, b.base+"/slack/commands", slackfake.Form(b.fake.Command("/slow", "", resp)))
	if resp.Wait(10*time.Second) == nil {
		t.Fatal("no late answer")
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
	if again := resp.Wait(50 * time.Millisecond); again != nil {
		t.Errorf("a second message: %s", again)
	}
}

func TestTheSameEventTwiceHasOneEffect(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "http", h)
	body := slackfake.Form(b.fake.Command("/card", "", b.fake.NewResponse()))
	_, first := b.fake.Send(t, b.base+"/slack/commands", body)
	_, second := b.fake.Send(t, b.base+"/slack/commands", body)
	if h.n.Load() != 1 || string(first) != string(second) {
		t.Errorf("reached %d times; same answer: %v", h.n.Load(), string(first) == string(second))
	}
}

func TestCommandsAreReadFromFreeText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ command, text, want, arg string }{
		{"/hostile", "power politics", "hostile", "power politics"},
		{"/course", "hostile power politics", "hostile", "power politics"},
		{"/course", "", "help", ""},
		{"/course", "CARD", "card", ""},
		{"/hostile", "ask <@U1|sam> &amp; <#C1|general> about <https://x.example|this>", "hostile", "ask @sam & #general about this"},
		{"/course", "unheard of words", "unheard", "of words"},
	} {
		h := newCounting()
		b := startBot(t, "http", h)
		b.say(t, false, tt.command, tt.text)
		in := h.last.Load()
		if in == nil || in.Command != tt.want || in.Args.Get("text") != tt.arg || in.From.ID != "U1" || in.At.Channel != "C1" {
			t.Errorf("%s %s: %+v", tt.command, tt.text, in)
		}
	}
}

func TestEventsAreConfirmed(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	status, answer := b.fake.Send(t, b.base+"/slack/events", []byte(`{"type":"url_verification","challenge":"abc"}`))
	if status != http.StatusOK || string(answer) != "abc" {
		t.Errorf("%d %s", status, answer)
	}
	if status, _ := b.fake.Send(t, b.base+"/slack/events", []byte(`{"type":"event_callback","event":{"type":"app_uninstalled"},"team_id":"T1"}`)); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
}

func TestNoCommandIsLostWhileASocketIsReplaced(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "socket", h)
	var wg sync.WaitGroup
	const commands = 40
	var failed atomic.Int32
	for i := range commands {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * 25 * time.Millisecond)
			if _, ok := b.fake.Push("slash_commands", b.fake.Command("/card", "", b.fake.NewResponse())); !ok {
				failed.Add(1)
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	b.fake.Disconnect("refresh_requested")
	wg.Wait()
	if failed.Load() > 0 || h.n.Load() != commands {
		t.Errorf("%d of %d commands were not acknowledged; the bot saw %d", failed.Load(), commands, h.n.Load())
	}
}

func TestADuplicateOverTheSocketIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "socket", h)
	fields := b.fake.Command("/card", "", b.fake.NewResponse())
	for range 3 {
		if _, ok := b.fake.Push("slash_commands", fields); !ok {
			t.Error("not acknowledged")
		}
	}
	if h.n.Load() != 1 {
		t.Errorf("the bot was reached %d times", h.n.Load())
	}
}

func TestPostEditThreadAndDirectMessage(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	view := chat.Notice(chat.Good, "Hello", "This is a post.", "")
	place := chat.Place{Platform: "slack", Tenant: "T1", Channel: "C7"}
	b.fake.Fail(slackfake.Fault{Path: "chat.postMessage", Status: 429, Header: map[string]string{"Retry-After": "1"}})
	start := time.Now()
	ref, err := b.adapter.Post(t.Context(), place, view, "k")
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < time.Second {
		t.Errorf("Retry-After was not obeyed: %v", took)
	}
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, chat.Notice(chat.Good, "Changed", "This is new.", "")); err != nil {
		t.Error(err)
	}
	if m := b.fake.Messages("C7"); len(m) != 1 || m[0].Edits != 1 || !strings.Contains(string(m[0].Body), "This is new.") {
		t.Errorf("after editing: %+v", m)
	}
	thread, err := b.adapter.(chat.Threader).Thread(t.Context(), ref, "Discussion")
	if err != nil || thread.Thread != ref.Message {
		t.Errorf("thread %+v, %v", thread, err)
	}
	if _, err := b.adapter.(chat.Messenger).Message(t.Context(), chat.Person{ID: "U1"}, view, "dm"); err != nil || len(b.fake.Messages("D1")) != 1 {
		t.Errorf("direct message: %v", err)
	}
	b.fake.Fail(slackfake.Fault{Path: "chat.postMessage", Status: 200, Body: `{"ok":false,"error":"channel_not_found"}`})
	if _, err := b.adapter.Post(t.Context(), place, view, "k2"); !fault.Is(err, fault.Missing) {
		t.Errorf("a lost channel: %v", err)
	}
	b.fake.Fail(slackfake.Fault{Path: "chat.postMessage", Status: 500})
	before := len(b.fake.Messages("C7"))
	if _, err := b.adapter.Post(t.Context(), place, view, "k3"); err == nil || fault.KindOf(err) != fault.Internal || len(b.fake.Messages("C7")) != before {
		t.Errorf("an unknown outcome must not be tried again blindly: %v", err)
	}
}

func TestAResponseAddressMustBeSlacksOwn(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	payload := b.fake.Action("button", "b0", "pick.b", &slackfake.Response{URL: "http://127.0.0.1:1/steal"})
	if status, _ := b.fake.Send(t, b.base+"/slack/interactions", slackfake.Payload(payload)); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}
