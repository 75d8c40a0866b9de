package discord_test

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
)

// counting is a bot that tells how often it was reached.
type counting struct {
	chat.Handler
	n atomic.Int32
}

func (c *counting) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	c.n.Add(1)
	return c.Handler.Invoke(ctx, in)
}

func command(f *discordfake.Server, name string) []byte {
	_, body := f.Event(2, map[string]any{"name": name, "type": 1})
	return body
}

func TestOnlyFreshSignedRequestsReachTheBot(t *testing.T) {
	t.Parallel()
	h := &counting{Handler: handlerOf(t)}
	b := startBot(t, "http", h)
	body := command(b.fake, "card")
	now := time.Now()
	sig, ts := b.fake.Sign(now, body)
	flip := func(s string, i int) string {
		c := byte('0')
		if s[i] == '0' {
			c = '1'
		}
		return s[:i] + string(c) + s[i+1:]
	}
	old, oldTS := b.fake.Sign(now.Add(-6*time.Minute), body)
	early, earlyTS := b.fake.Sign(now.Add(6*time.Minute), body)
	moved := append([]byte(ts[9:]), body...)
	movedSig := sig
	bad := append([]byte(nil), body...)
	bad[len(bad)-2] ^= 1
	for _, tt := range []struct {
		name, sig, ts string
		body          []byte
		query         string
		want          int
	}{
		{"signed", sig, ts, body, "", 200},
		{"a bit of the signature", flip(sig, 5), ts, body, "", 401},
		{"a digit of the time", sig, flip(ts, 9), body, "", 401},
		{"a bit of the body", sig, ts, bad, "", 401},
		{"a digit moved from time to body", movedSig, ts[:9], moved, "", 401},
		{"no signature", "", ts, body, "", 401},
		{"no time", sig, "", body, "", 401},
		{"no body", sig, ts, nil, "", 401},
		{"not hexadecimal", strings.Repeat("z", 128), ts, body, "", 401},
		{"short signature", sig[:100], ts, body, "", 401},
		{"six minutes old", old, oldTS, body, "", 401},
		{"six minutes early", early, earlyTS, body, "", 401},
		{"a query", sig, ts, body, "?payload=evil", 400},
		{"too large", sig, ts, []byte("{" + strings.Repeat(" ", 70<<10) + "}"), "", 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := h.n.Load()
			status, answer := discordfake.Post(t, b.endpoint+tt.query, tt.sig, tt.ts, tt.body)
			if status != tt.want {
				t.Errorf("status %d, want %d", status, tt.want)
			}
			if tt.want != 200 && h.n.Load() != before {
				t.Error("it reached the bot")
			}
			if strings.Contains(string(answer), sig) {
				t.Error("the answer repeats a valid signature")
			}
		})
	}
}

func TestSignedNonsenseIsRefusedInWords(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	for _, body := range []string{`{`, `{}`, `{"type":2`, `{"type":"x"}`, `{"type":2}x`, `{"type":2,"data":` + strings.Repeat("[", 1000)} {
		sig, ts := b.fake.Sign(time.Now(), []byte(body))
		if status, _ := discordfake.Post(t, b.endpoint, sig, ts, []byte(body)); status != http.StatusBadRequest {
			t.Errorf("%.40s: status %d", body, status)
		}
	}
	if status, answer := b.fake.Send(t, b.endpoint, []byte(`{"id":"1","type":1}`)); status != 200 || string(answer) != `{"type":1}` {
		t.Errorf("ping: %d %s", status, answer)
	}
}

func TestTheSameEventTwiceHasOneEffect(t *testing.T) {
	t.Parallel()
	h := &counting{Handler: handlerOf(t)}
	b := startBot(t, "http", h)
	body := command(b.fake, "card")
	_, first := b.fake.Send(t, b.endpoint, body)
	_, second := b.fake.Send(t, b.endpoint, body)
	if h.n.Load() != 1 || string(first) != string(second) {
		t.Errorf("the bot was reached %d times; same answer: %v", h.n.Load(), string(first) == string(second))
	}
}

func TestDuplicateDeliveryOverTheGatewayIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	h := &counting{Handler: handlerOf(t)}
	b := startBot(t, "gateway", h)
	in, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
	b.fake.Push(body)
	b.fake.Push(body)
	if in.Callback() == nil {
		t.Fatal("no answer")
	}
	time.Sleep(100 * time.Millisecond)
	if h.n.Load() != 1 {
		t.Errorf("the bot was reached %d times", h.n.Load())
	}
}

func TestTheGatewayIsReachedAgainAfterACut(t *testing.T) {
	t.Parallel()
	b := startBot(t, "gateway", handlerOf(t))
	b.fake.Drop()
	deadline := time.Now().Add(15 * time.Second)
	for time.Now().Before(deadline) {
		if ids, resumed := b.fake.Sessions(); ids+resumed >= 2 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	// The new connection may be a moment younger than the session: an event that falls between
	// them is lost in the fake, as it is to a bot that has just identified.
	for range 4 {
		in, body := b.fake.Event(2, map[string]any{"name": "card", "type": 1})
		b.fake.Push(body)
		if in.Callback() != nil {
			return
		}
	}
	t.Error("no answer after the connection was cut")
}

func TestAWrongTokenStopsTheBotWithAReason(t *testing.T) {
	f := discordfake.New(t)
	env := settings(f, "gateway")
	a, err := discord.Setup(chat.Setup{Getenv: func(k string) string {
		if k == "LECTERN_DISCORD_TOKEN" {
			return "wrong"
		}
		return env(k)
	}})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Run(t.Context(), handlerOf(t))
	if err == nil || !strings.Contains(err.Error(), "token") {
		t.Errorf("Run: %v", err)
	}
}

// TestABotThatIsStoppedWhileItStartsEndsWell: a deployment may change its mind.
func TestABotThatIsStoppedWhileItStartsEndsWell(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/applications/@me", "/commands", "/gateway"} {
		f := discordfake.New(t)
		f.Fail(discordfake.Fault{Path: path, Status: 429, Header: map[string]string{"Retry-After": "30"}, Body: `{"retry_after":30}`})
		a, err := discord.Setup(chat.Setup{Getenv: settings(f, "gateway")})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, handlerOf(t)) }()
		eventually(t, "a request for "+path, func() bool {
			return slices.ContainsFunc(f.Requests(), func(r string) bool { return strings.Contains(r, path) })
		})
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stopped at %s: %v", path, err)
		}
	}
}

func TestSetupSaysEverythingThatIsWrong(t *testing.T) {
	env := map[string]string{"LECTERN_DISCORD_TOKEN": "x", "LECTERN_DISCORD_INGRESS": "carrier-pigeon", "LECTERN_DISCORD_PUBLIC_KEY": "abc", "LECTERN_DISCORD_APP_ID": "name"}
	_, err := discord.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"carrier-pigeon", "PUBLIC_KEY", "APP_ID"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in %v", want, err)
		}
	}
	if a, err := discord.Setup(chat.Setup{Getenv: func(string) string { return "" }}); a != nil || err != nil {
		t.Errorf("without settings: %v, %v", a, err)
	}
	short := map[string]string{"LECTERN_DISCORD_TOKEN": "x", "LECTERN_DISCORD_INGRESS": "http", "LECTERN_DISCORD_PUBLIC_KEY": hex.EncodeToString(make([]byte, 31))}
	if _, err := discord.Setup(chat.Setup{Getenv: func(k string) string { return short[k] }}); err == nil {
		t.Error("a key of 31 bytes was accepted")
	}
}
