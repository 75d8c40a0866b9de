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

// TestWhatBreaksARuleIsNotSent: whoever asked is told that something went wrong, at once or late;
// a post names the rule. The fake fails the test when it gets to see such a body.
func TestWhatBreaksARuleIsNotSent(t *testing.T) {
	t.Parallel()
	broken := chat.Card{Title: "Broken", Controls: []chat.Control{chat.Button{Label: "x", Token: chat.Token(strings.Repeat("x", 101))}}}
	for _, ingress := range []string{"http", "gateway"} {
		b := startBot(t, ingress, fixed{handlerOf(t), chat.Reply{View: broken}})
		if _, m, _ := b.exchange(t, ingress == "gateway", 2, map[string]any{"name": "card", "type": 1}); !strings.Contains(m.text(), "went wrong") || m.Flags != 64 {
			t.Errorf("%s: %+v", ingress, m)
		}
	}
	b := startBot(t, "http", slowly{fixed{handlerOf(t), chat.Reply{View: broken}}})
	if _, m, deferred := b.exchange(t, false, 2, map[string]any{"name": "card", "type": 1}); !deferred || !strings.Contains(m.text(), "went wrong") {
		t.Errorf("late: %+v", m)
	}
	if _, err := b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: "1"}, broken, "k"); err == nil || !strings.Contains(err.Error(), "custom_id") {
		t.Errorf("posted: %v", err)
	}
}

// slowly is a bot that takes its time.
type slowly struct{ chat.Handler }

func (s slowly) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	<-time.After(chat.Patience + 100*time.Millisecond)
	return s.Handler.Invoke(ctx, in)
}

// TestAnAnswerThatDiscordRefusesIsNotTheLast: of an event that was not acknowledged another answer
// is taken.
func TestAnAnswerThatDiscordRefusesIsNotTheLast(t *testing.T) {
	t.Parallel()
	refusal := discordfake.Fault{Path: "/callback", Status: 400, Body: `{"code":50035,"message":"Invalid Form Body"}`}
	b := startBot(t, "gateway", handlerOf(t))
	b.fake.Fail(refusal)
	if _, m, _ := b.exchange(t, true, 2, map[string]any{"name": "card", "type": 1}); !strings.Contains(m.text(), "went wrong") {
		t.Errorf("%+v", m)
	}
	late := refusal
	late.Path = "@original"
	b.fake.Fail(late)
	if _, m, _ := b.exchange(t, true, 2, map[string]any{"name": "slow", "type": 1}); !strings.Contains(m.text(), "went wrong") {
		t.Errorf("late: %+v", m)
	}
	h := startBot(t, "http", handlerOf(t))
	h.fake.Fail(refusal, refusal) // with the files, and without
	if _, m, _ := h.exchange(t, false, 2, map[string]any{"name": "files", "type": 1}); !strings.Contains(m.text(), "went wrong") {
		t.Errorf("with files: %+v", m)
	}
}
