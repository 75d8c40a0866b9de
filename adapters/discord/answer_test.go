package discord_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

// stuck is a bot whose completion never comes.
type stuck struct{ chat.Handler }

func (stuck) Suggest(ctx context.Context, _ chat.Invocation, _, _ string) []chat.Choice {
	<-ctx.Done()
	return []chat.Choice{{Label: "late", Value: "late"}}
}

func TestCompletionThatTakesTooLongComesOutEmpty(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "gateway"} {
		t.Run(ingress, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, ingress, stuck{handlerOf(t)})
			body := b.raw(t, ingress == "gateway", 4, map[string]any{"name": "hostile", "type": 1, "options": []map[string]any{{"name": "text", "type": 3, "value": "rea", "focused": true}}})
			if string(body) != `{"type":8,"data":{"choices":[]}}` {
				t.Errorf("completed: %s", body)
			}
		})
	}
}

// TestALateAnswerWaitsForTheAcknowledgement: by HTTP the change can overtake what it changes.
func TestALateAnswerWaitsForTheAcknowledgement(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	early := discordfake.Fault{Path: "@original", Status: 404, Body: `{"code":10015,"message":"Unknown Webhook"}`}
	b.fake.Fail(early, early)
	_, m, deferred := b.exchange(t, false, 2, map[string]any{"name": "slow", "type": 1})
	if !deferred || !strings.Contains(m.text(), "worth the wait") {
		t.Errorf("deferred %v: %s", deferred, m.text())
	}
}

// TestNothingIsSentToATokenThatHasExpired: each such request counts towards a ban.
func TestNothingIsSentToATokenThatHasExpired(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	discord.ForgetTokens(b.adapter, time.Second)
	in, body := b.fake.Event(2, map[string]any{"name": "slow", "type": 1})
	b.fake.Push(body)
	if in.Callback() == nil {
		t.Fatal("no acknowledgement")
	}
	if err := b.stop(); err != nil { // waits for what is on its way
		t.Error(err)
	}
	if n := b.asked("@original"); n > 0 {
		t.Errorf("%d requests with a token that is no more", n)
	}
}

// TestAReplyFitsTheEvent: the platform takes a replacement only of a component's message, and no
// form from a form. The fake refuses both.
func TestAReplyFitsTheEvent(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", fixed{handlerOf(t), chat.Reply{View: chat.Notice(chat.Good, "Done", "It is done.", ""), Replace: true}})
	if c, m, _ := b.exchange(t, false, 2, map[string]any{"name": "card", "type": 1}); c.Type != 4 || m.Flags != 64 {
		t.Errorf("a command that replaces: type %d, flags %d", c.Type, m.Flags)
	}
	if c, _, _ := b.exchange(t, false, 3, map[string]any{"custom_id": "x.y", "component_type": 2}); c.Type != 7 {
		t.Errorf("a press that replaces: type %d", c.Type)
	}
	again := startBot(t, "http", reopening{newAsker()})
	body := string(again.raw(t, false, 5, map[string]any{"custom_id": "qf.class.prompt", "components": []any{}}))
	if !strings.HasPrefix(body, `{"type":4`) || !strings.Contains(body, "Press the button again") {
		t.Errorf("a form sent in that opens another: %s", body)
	}
}

// reopening answers a form with a form.
type reopening struct{ *asker }

func (r reopening) Submit(context.Context, chat.Submission) chat.Reply {
	return chat.Reply{View: r.form}
}
