package discord_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

// sessions waits until clients identified and resumed that often, all in all.
func (b *bot) sessions(t *testing.T, identified, resumed int) {
	t.Helper()
	var ids, res int
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if ids, res = b.fake.Sessions(); ids >= identified && res >= resumed {
			return
		}
	}
	t.Fatalf("%d sessions and %d resumed, want %d and %d", ids, res, identified, resumed)
}

// answers holds that the bot answers what comes over the gateway; an event that came while
// nobody was connected is tried again, as a student would.
func (b *bot) answers(t *testing.T) {
	t.Helper()
	for range 5 {
		in, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
		b.fake.Push(body)
		if answer := in.Callback(); answer != nil {
			return
		}
	}
	t.Error("the bot answers no more")
}

// TestTheGatewayIsHeldThroughAllItSays plays what Discord may say at any time, the sequences
// included in which discordgo's session hangs for good with its lock held (its issue 513).
func TestTheGatewayIsHeldThroughAllItSays(t *testing.T) {
	for _, tt := range []struct {
		name                string
		play                func(f *discordfake.Server)
		identified, resumed int // at least, in the end
	}{
		{"reconnect", func(f *discordfake.Server) { f.Reconnect() }, 1, 1},
		{"the session is over", func(f *discordfake.Server) { f.Invalidate(false) }, 2, 0},
		{"the session may be resumed", func(f *discordfake.Server) { f.Invalidate(true) }, 1, 0},
		{"cut off", func(f *discordfake.Server) { f.Drop() }, 1, 1},
		{"resuming is answered by: reconnect", func(f *discordfake.Server) { f.AnswerResume(true); f.Drop() }, 2, 1},
		{"resuming is answered by: the session is over", func(f *discordfake.Server) { f.AnswerResume(false); f.Drop() }, 2, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBotWith(t, "gateway", handlerOf(t), func(_ *discordfake.Server, a chat.Adapter) { discord.Hurry(a, 2*time.Second) })
			b.answers(t)
			tt.play(b.fake)
			b.sessions(t, tt.identified, tt.resumed)
			b.answers(t)
		})
	}
}

func TestHeartbeatsThatAreNotAcknowledgedEndTheConnection(t *testing.T) {
	t.Parallel()
	b := startBotWith(t, "gateway", handlerOf(t), func(f *discordfake.Server, _ chat.Adapter) { f.Heartbeats(50, false) })
	b.fake.Heartbeats(0, true) // for the next connection
	b.sessions(t, 1, 1)
	b.answers(t)
}

func TestAGatewayThatSaysNothingIsLeft(t *testing.T) {
	t.Parallel()
	b := startBotWith(t, "gateway", handlerOf(t), func(f *discordfake.Server, a chat.Adapter) {
		f.Mute(1)
		discord.Hurry(a, time.Second)
	})
	b.sessions(t, 2, 0)
	b.answers(t)
}

// TestALeftSessionDoesNotComeBack: what hung is cut, or two sessions would hear every event.
func TestALeftSessionDoesNotComeBack(t *testing.T) {
	t.Parallel()
	b := startBotWith(t, "gateway", handlerOf(t), func(f *discordfake.Server, a chat.Adapter) {
		f.Mute(2)
		discord.Hurry(a, time.Second)
	})
	b.sessions(t, 3, 0)
	eventually(t, "one connection", func() bool { return b.fake.Connections() == 1 })
	b.answers(t)
}

// eventually waits for what goes on elsewhere.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Errorf("there is never %s", what)
}

func TestWhatCameWhileTheConnectionWasLostIsHeardOnce(t *testing.T) {
	t.Parallel()
	h := &counting{Handler: handlerOf(t)}
	b := startBot(t, "gateway", h)
	b.answers(t)
	before := h.n.Load()
	b.fake.Drop()
	_, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
	b.fake.Push(body)
	b.sessions(t, 1, 1)
	eventually(t, "an event that was missed", func() bool { return h.n.Load() > before })
	b.answers(t)
	if n := h.n.Load() - before; n != 2 {
		t.Errorf("two events were heard as %d", n)
	}
}

// TestSessionsAreNotBegunWithoutEnd: each is one of a thousand a day, after which Discord resets
// the token.
func TestSessionsAreNotBegunWithoutEnd(t *testing.T) {
	t.Parallel()
	run := func(t *testing.T, f *discordfake.Server) {
		t.Helper()
		a, err := discord.Setup(chat.Setup{Getenv: settings(f, "gateway")})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, handlerOf(t)) }()
		t.Cleanup(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("when each is over at once", func(t *testing.T) {
		t.Parallel()
		f := discordfake.New(t)
		most := f.Disown()
		run(t, f)
		eventually(t, "a second connection", func() bool { n, _ := f.Sessions(); return n > most() })
		if n := most(); n > 12 {
			t.Errorf("%d sessions were begun on one connection", n)
		}
	})
	t.Run("when few are left today", func(t *testing.T) {
		t.Parallel()
		f := discordfake.New(t)
		f.SessionsLeft(3)
		run(t, f)
		eventually(t, "a question how many are left", func() bool { return slices.Contains(f.Requests(), "GET /api/v10/gateway/bot") })
		if n, _ := f.Sessions(); n > 0 {
			t.Errorf("%d were begun all the same", n)
		}
	})
}

func TestTheGatewaysAddressIsAskedForWithinTheLimits(t *testing.T) {
	t.Parallel()
	b := startBotWith(t, "gateway", handlerOf(t), func(f *discordfake.Server, _ chat.Adapter) {
		f.Fail(discordfake.Fault{Path: "/gateway", Status: 429, Header: map[string]string{"Retry-After": "0.2"}, Body: "<html>1015</html>"},
			discordfake.Fault{Path: "/gateway", Status: 502, Body: "<html>bad gateway</html>"}, discordfake.Fault{Path: "/gateway", Status: 403, Body: "<html>forbidden</html>"})
	})
	b.answers(t)
}

func TestAnUnknownKindOfComponentDoesNotSpoilAnEvent(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	in, body := b.fake.Event(3, map[string]any{"custom_id": "x.y", "component_type": 2})
	body = bytes.Replace(body, []byte(`"version":1`), []byte(`"version":1,"message":{"id":"5","flags":64,"components":[{"type":99,"components":[{"type":18,"component":{"type":21}}]}]}`), 1)
	b.fake.Push(body)
	if answer := in.Callback(); !strings.Contains(string(answer), "You chose y") {
		t.Errorf("the answer: %s", answer)
	}
}

// panicker is a bot that breaks at one command.
type panicker struct{ chat.Handler }

func (p panicker) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	if in.Command == "boom" {
		panic("boom")
	}
	return p.Handler.Invoke(ctx, in)
}

func (panicker) Suggest(context.Context, chat.Invocation, string, string) []chat.Choice {
	panic("boom")
}

func TestAPanicEndsOneAnswerAndNotTheBot(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "gateway"} {
		b := startBot(t, ingress, panicker{handlerOf(t)})
		for _, kind := range []int{2, 4} {
			c, m, _ := b.exchange(t, ingress == "gateway", kind, map[string]any{"name": "boom", "type": 1, "options": []map[string]any{{"name": "text", "type": 3, "value": "x", "focused": true}}})
			if kind == 2 && (m.Flags != 64 || !strings.Contains(m.text(), "went wrong")) || kind == 4 && c.Type != 8 {
				t.Errorf("%s, type %d: %+v", ingress, kind, c)
			}
		}
		if _, m, _ := b.exchange(t, ingress == "gateway", 2, map[string]any{"name": "card", "type": 1}); len(m.Embeds) != 1 {
			t.Errorf("%s: no answer after the panic", ingress)
		}
	}
}

func TestCloseCodesThatCannotPassStopTheBotWithAReason(t *testing.T) {
	for code, why := range map[int]string{4004: "token", 4012: "version", 4013: "events", 4014: "events", 4011: "servers"} {
		f := discordfake.New(t)
		f.RefuseIdentify(code)
		a, err := discord.Setup(chat.Setup{Getenv: settings(f, "gateway")})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Run(t.Context(), handlerOf(t)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%d: %v, which does not speak of the %s", code, err, why)
		}
		if ids, _ := f.Sessions(); ids != 1 {
			t.Errorf("%d: tried %d times", code, ids)
		}
	}
}

func TestALateAnswerIsRefusedAndTheNextIsNot(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	in, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
	b.fake.Age(in, discordfake.AckWithin)
	b.fake.Push(body)
	if got := in.Callback(); got != nil {
		t.Errorf("the fake took an answer after three seconds: %s", got)
	}
	b.answers(t)
}

// TestManyLateAnswersDoNotWaitForEachOther: a client that shares one lock for all follow-ups
// needs as long as all of them together.
func TestManyLateAnswersDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	const students = 12
	b := startBot(t, "gateway", handlerOf(t))
	for range students {
		b.fake.Fail(discordfake.Fault{Path: "@original", Status: 200, Delay: 300 * time.Millisecond, After: true, Body: "{}"})
	}
	events := make([]*discordfake.Interaction, students)
	for i := range events {
		var body []byte
		events[i], body = b.fake.Event(2, map[string]any{"name": "slow", "type": 1})
		b.fake.Push(body)
	}
	for _, in := range events {
		if in.Callback() == nil {
			t.Fatal("no acknowledgement")
		}
	}
	began := time.Now()
	for _, in := range events {
		if in.Edit() == nil {
			t.Fatal("no late answer")
		}
	}
	if took := time.Since(began); took > chat.Patience+students*300*time.Millisecond/2 {
		t.Errorf("%d late answers took %v", students, took)
	}
}

// TestPreparedPagesAreTheRenderedOnes holds every page that was prepared, in the company of
// passages that share its blocks, against the same page rendered by itself.
func TestPreparedPagesAreTheRenderedOnes(t *testing.T) {
	f := discordfake.New(t)
	set := chat.Setup{Getenv: settings(f, "http"), PublicURL: "https://bot.example"}
	prepared, err := discord.Setup(set)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := discord.Setup(set)
	if err != nil {
		t.Fatal(err)
	}
	passages := adaptertest.Passages()
	if err := prepared.(chat.Preparer).Prepare(t.Context(), adaptertest.Prose(passages)); err != nil {
		t.Fatal(err)
	}
	n := 0
	for e := range passages {
		for i := range 8 {
			e.Page = i % 4 // the second time from what was kept
			n++
			if got, want := string(discord.Message(prepared, e)), string(discord.Message(fresh, e)); got != want {
				t.Errorf("%s, page %d:\n got %s\nwant %s", e.Key, e.Page, got, want)
			} else if p := discord.Lint(discord.LintMessage, []byte(got)); len(p) > 0 { // nobody looks at it again before it is sent
				t.Errorf("%s, page %d breaks the platform's rules: %v", e.Key, e.Page, p)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d pages were compared", n)
	}
}
