package discord_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func post(t *testing.T, b *bot, channel, key string) (chat.Ref, error) {
	t.Helper()
	return b.adapter.Post(t.Context(), chat.Place{Platform: "discord", Channel: channel}, chat.Notice(chat.Good, "Hello", "This is a post.", ""), key)
}

func TestAPostIsRepeatedHarmlessly(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	// The first reply is lost after the message was taken; the repeat gives the same message.
	b.fake.Fail(discordfake.Fault{Path: "/messages", Status: http.StatusBadGateway, After: true})
	ref, err := post(t, b, "1", "prompt/2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	again, err := post(t, b, "1", "prompt/2026-11-24")
	if err != nil || again != ref {
		t.Errorf("the same key again: %+v, %v; first %+v", again, err, ref)
	}
	if n := len(b.fake.Messages("1")); n != 1 {
		t.Errorf("%d messages stand in the channel", n)
	}
}

func TestRateLimitsAreObeyed(t *testing.T) {
	t.Parallel()
	for _, f := range []discordfake.Fault{
		{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.3", "Content-Type": "application/json"}, Body: `{"retry_after":0.3,"global":false}`},
		{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.3", "X-RateLimit-Global": "true"}, Body: `{"retry_after":0.3,"global":true}`},
		{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "0.3", "Content-Type": "text/html"}, Body: `<html>rate limited</html>`},
	} {
		b := startBot(t, "http", handlerOf(t))
		b.fake.Fail(f)
		start := time.Now()
		if _, err := post(t, b, "1", "k"); err != nil {
			t.Errorf("%s: %v", f.Body, err)
		}
		if took := time.Since(start); took < 300*time.Millisecond {
			t.Errorf("%s: repeated after %v", f.Body, took)
		}
	}
}

// TestLimitsHoldWhatTheyName: a limit of one route holds that route, a global one everything
// but answers to interactions, which are exempt (Rate Limits).
func TestLimitsHoldWhatTheyName(t *testing.T) {
	const wait = 400 * time.Millisecond
	for _, tt := range []struct {
		name       string
		header     map[string]string
		body       string
		otherWaits bool
	}{
		{"of a route", map[string]string{"Retry-After": "0.4"}, `{"retry_after":0.4}`, false},
		{"shared with others", map[string]string{"Retry-After": "0.4", "X-RateLimit-Scope": "shared"}, `{"retry_after":0.4}`, false},
		{"of everything", map[string]string{"Retry-After": "0.4", "X-RateLimit-Global": "true"}, `{"retry_after":0.4,"global":true}`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "gateway", handlerOf(t))
			b.fake.Fail(discordfake.Fault{Path: "/channels/1/messages", Status: 429, Header: tt.header, Body: tt.body})
			limited := make(chan struct{})
			go func() {
				defer close(limited)
				if _, err := post(t, b, "1", "k"); err != nil {
					t.Error(err)
				}
			}()
			time.Sleep(100 * time.Millisecond)
			began := time.Now()
			in, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
			b.fake.Push(body)
			if in.Callback() == nil || time.Since(began) > wait/2 {
				t.Errorf("the answer to a student took %v", time.Since(began))
			}
			if _, err := post(t, b, "2", "k"); err != nil {
				t.Error(err)
			}
			if waited := time.Since(began) > wait/2; waited != tt.otherWaits {
				t.Errorf("another channel waited: %v, after %v", waited, time.Since(began))
			}
			<-limited
		})
	}
}

func TestALongWaitIsHandedToTheCaller(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	b.fake.Fail(discordfake.Fault{Path: "/messages", Status: 429, Header: map[string]string{"Retry-After": "3600"}, Body: `{"retry_after":3600}`})
	began := time.Now()
	if _, err := post(t, b, "1", "k"); fault.KindOf(err) != fault.Busy || time.Since(began) > 2*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	// Meanwhile the bot publishes its commands, which the limit of a channel does not hold up.
	asked := func() (n int) {
		for _, r := range b.fake.Requests() {
			if strings.HasSuffix(r, "/messages") {
				n++
			}
		}
		return n
	}
	n := asked()
	if _, err := post(t, b, "1", "k"); fault.KindOf(err) != fault.Busy || asked() != n {
		t.Errorf("asked again within the hour: %v", err)
	}
}

func TestRefusalsHaveAKind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		want   fault.Kind
	}{
		{404, `{"code":10003,"message":"Unknown Channel"}`, fault.Missing},
		{403, `{"code":50013,"message":"Missing Permissions"}`, fault.Forbidden},
		{401, `{"code":0,"message":"401: Unauthorized"}`, fault.Forbidden},
		{400, `{"code":50035,"message":"Invalid Form Body"}`, fault.Internal},
	} {
		b := startBot(t, "http", handlerOf(t))
		b.fake.Fail(discordfake.Fault{Path: "/messages", Status: tt.status, Body: tt.body})
		_, err := post(t, b, "1", "k")
		if err == nil || fault.KindOf(err) != tt.want {
			t.Errorf("%d: %v, want kind %v", tt.status, err, tt.want)
		}
	}
}

func TestARefusedTokenStopsEverything(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	time.Sleep(100 * time.Millisecond)
	b.fake.Fail(discordfake.Fault{Path: "/messages", Status: 401, Body: `{}`})
	for range 5 {
		if _, err := post(t, b, "1", "k"); err == nil {
			t.Error("a post went through")
		}
	}
	n := 0
	for _, r := range b.fake.Requests() {
		if strings.HasSuffix(r, "/messages") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d requests with a refused token", n)
	}
}

func TestErrorsDoNotTellTheInteractionToken(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	b.fake.CloseClientConnections()
	b.fake.Close()
	_, err := post(t, b, "1", "k")
	if err == nil || strings.Contains(err.Error(), b.fake.URL) {
		t.Errorf("error: %v", err)
	}
}

func TestEditThreadAndDirectMessage(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	ref, err := post(t, b, "1", "k")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.adapter.(chat.Editor).Edit(t.Context(), ref, chat.Notice(chat.Good, "Changed", "This is new.", "")); err != nil {
		t.Error(err)
	}
	if m := b.fake.Messages("1"); len(m) != 1 || m[0].Edits != 1 || !strings.Contains(string(m[0].Body), "This is new.") {
		t.Errorf("after editing: %+v", m)
	}
	place, err := b.adapter.(chat.Threader).Thread(t.Context(), ref, "Discussion")
	if err != nil || place.Thread == "" {
		t.Errorf("thread: %+v, %v", place, err)
	}
	if _, err := b.adapter.(chat.Messenger).Message(t.Context(), chat.Person{ID: "99"}, chat.Notice(chat.Good, "Psst", "Only you.", ""), "dm"); err != nil {
		t.Error(err)
	}
}
