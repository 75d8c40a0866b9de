package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// TestAConnectionThatWillNeverBeMadeIsSaid: the library tries for ever after most refusals.
func TestAConnectionThatWillNeverBeMadeIsSaid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code     string
		hopeless bool
	}{
		{"invalid_auth", true},
		{"account_inactive", true},
		{"token_revoked", true},
		{"not_allowed_token_type", true},
		{"missing_scope", true},
		{"internal_error", false},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			f := slackfake.New(t)
			for range 2 {
				f.Fail(slackfake.Fault{Path: "apps.connections.open", Status: 200, Body: `{"ok":false,"error":"` + tt.code + `"}`})
			}
			env := settings(f, "socket")
			a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error, 1)
			go func() { done <- a.Run(ctx, adaptertest.Script()) }()
			if !tt.hopeless {
				if !connected(f, 2) {
					t.Error("no socket is open after a refusal that passes")
				}
				cancel()
			}
			if err := <-done; fault.Is(err, fault.Forbidden) != tt.hopeless || tt.hopeless && !strings.Contains(err.Error(), tt.code) {
				t.Errorf("Run ends with %v", err)
			}
		})
	}
}

// connected waits until so many sockets are open.
func connected(f *slackfake.Server, n int) bool {
	for range 1000 {
		if now, _ := f.Connected(); now >= n {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

func TestWhateverReasonSlackClosesForAnotherSocketIsOpened(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"warning", "refresh_requested", "link_disabled"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			b := startBot(t, "socket", newCounting())
			_, before := b.fake.Connected()
			b.fake.Disconnect(reason)
			for range 1000 {
				if _, ever := b.fake.Connected(); ever > before {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
			if !connected(b.fake, 2) {
				t.Error("no other socket was opened")
			}
		})
	}
}

// TestASocketTooManyIsNotTriedWithoutPause: Slack holds ten for an app and closes the
// eleventh, upon which the library opens the next.
func TestASocketTooManyIsNotTriedWithoutPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int32
		by := slack.Opening(roundTrip(func(*http.Request) (*http.Response, error) {
			n.Add(1)
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
		}))
		began := time.Now()
		for range 12 {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://slack.com/api/apps.connections.open", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := by.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
		}
		if took := time.Since(began); n.Load() != 12 || took < 50*time.Second {
			t.Errorf("%d sockets were asked for within %v", n.Load(), took)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestAnAnswerWhoseAcknowledgementWasLostComesWithTheNext: Slack delivers the command again
// over any socket, and has shown nothing so far.
func TestAnAnswerWhoseAcknowledgementWasLostComesWithTheNext(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "socket", h)
	fields := b.fake.Command("/card", "", b.fake.NewResponse())
	b.fake.Deafen(1)
	if _, ok := b.fake.Deliver("env-x", "slash_commands", fields, 0); ok {
		t.Fatal("the fake did not lose the acknowledgement")
	}
	ack, ok := b.fake.Deliver("env-x", "slash_commands", fields, 1)
	if !ok || !strings.Contains(string(ack), `"blocks"`) || h.n.Load() != 1 {
		t.Errorf("delivered again: %v %s; the bot was reached %d times", ok, ack, h.n.Load())
	}
}

// TestWhatTheLibraryCannotReadIsAcknowledgedAllTheSame: it takes payloads apart that are of no
// use to us, and drops those that it does not understand.
func TestWhatTheLibraryCannotReadIsAcknowledgedAllTheSame(t *testing.T) {
	t.Parallel()
	h := newDoorkeeper()
	b := startBot(t, "socket", h)
	odd := json.RawMessage(`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","blocks":[{"type":7}]}}`)
	if _, ok := b.fake.Push("events_api", odd); !ok {
		t.Error("an event with an odd block is not acknowledged")
	}
	press := b.fake.Action("button", "b0", "pick.a", b.fake.NewResponse())
	press["message"] = map[string]any{"blocks": []any{map[string]any{"type": "section", "text": 7}}}
	b.deliver(t, true, press)
	if who := <-h.came; who.ID != "U1" {
		t.Errorf("came %+v", who)
	}
	if _, ok := b.fake.Push("novelty", map[string]any{}); ok {
		t.Error("an unknown envelope was acknowledged: Slack would not tell anybody else")
	}
	if _, ok := b.fake.Push("slash_commands", b.fake.Command("/card", "", b.fake.NewResponse())); !ok {
		t.Error("nothing is answered after an unknown envelope")
	}
}

func TestAWorkspaceThatLeavesTellsOverASocketToo(t *testing.T) {
	t.Parallel()
	b := startBot(t, "socket", newCounting())
	for attempt := range 3 {
		event := map[string]any{"type": "event_callback", "event_id": "Ev1", "event_time": 1_700_000_000, "team_id": "T1", "event": map[string]any{"type": "app_uninstalled"}}
		if _, ok := b.fake.Deliver("env-e", "events_api", event, attempt); !ok {
			t.Error("not acknowledged")
		}
	}
}

// TestAClassThatComesInAtOnceIsAcknowledged gives 300 commands at the same time, more than are
// handled at once, and delivers again what a busy machine was late for.
func TestAClassThatComesInAtOnceIsAcknowledged(t *testing.T) {
	t.Parallel()
	h := newCounting()
	b := startBot(t, "socket", h)
	var wg sync.WaitGroup
	var lost atomic.Int32
	for i := range 300 {
		wg.Go(func() {
			fields := b.fake.Command("/card", "", b.fake.NewResponse())
			for attempt := range 4 {
				if _, ok := b.fake.Deliver(fmt.Sprintf("env-c%d", i), "slash_commands", fields, attempt); ok {
					return
				}
			}
			lost.Add(1)
		})
	}
	wg.Wait()
	if lost.Load() > 0 || h.n.Load() != 300 {
		t.Errorf("%d were never acknowledged; the bot saw %d", lost.Load(), h.n.Load())
	}
}

// clumsy breaks at every press.
type clumsy struct{ chat.Handler }

func (clumsy) Press(context.Context, chat.Press) chat.Reply { panic("a mistake") }

func TestAMistakeTakesNothingElseDown(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "socket"} {
		b := startBot(t, ingress, clumsy{adaptertest.Script()})
		b.deliver(t, ingress == "socket", b.fake.Action("button", "b0", "pick.a", b.fake.NewResponse()))
		b.say(t, ingress == "socket", "/card", "")
		if err := b.stop(); err != nil {
			t.Error(err)
		}
	}
}
