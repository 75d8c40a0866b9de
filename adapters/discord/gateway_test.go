package discord_test

import (
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
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d pages were compared", n)
	}
}
