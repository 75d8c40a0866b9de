package slack_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func TestARefusalSaysWhatCanBeDone(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.Archive("C0ARCHIVED")
	b.fake.Leave("C0LEFT")
	for _, tt := range []struct {
		code, channel string
		kind          fault.Kind
		says          string
	}{
		{"", "C0ARCHIVED", fault.Missing, "archived"},
		{"", "C0LEFT", fault.Forbidden, "/invite"},
		{"channel_not_found", "C1", fault.Missing, "not there any more"},
		{"user_not_found", "C1", fault.Missing, "another one"},
		{"restricted_action", "C1", fault.Forbidden, "administers"},
		{"restricted_action_read_only_channel", "C1", fault.Forbidden, "administers"},
		{"missing_scope", "C1", fault.Forbidden, "manifest"},
		{"cant_update_message", "C1", fault.Forbidden, "changed"},
		{"edit_window_closed", "C1", fault.Forbidden, "changed"},
		{"team_access_not_granted", "C1", fault.Forbidden, "organisation"},
		{"account_inactive", "C1", fault.Forbidden, "token"},
		{"token_revoked", "C1", fault.Forbidden, "token"},
		{"ratelimited", "C1", fault.Busy, "slow down"},
		{"internal_error", "C1", fault.Internal, "internal_error"},
		{"msg_blocks_too_long", "C1", fault.Internal, "must be fewer"},
	} {
		if tt.code != "" {
			b.fake.Fail(slackfake.Fault{Path: "chat.postMessage", Status: 200, Body: `{"ok":false,"error":"` + tt.code + `","response_metadata":{"messages":["[ERROR] must be fewer [json-pointer:/blocks]"]}}`})
		}
		_, err := b.adapter.Post(t.Context(), chat.Place{Platform: "slack", Tenant: "T1", Channel: tt.channel}, chat.Notice(chat.Neutral, "Hello", "", ""), "k")
		text := ""
		if err != nil {
			text = err.Error()
		}
		if f, ok := errors.AsType[*fault.Fault](err); ok {
			sentence, remedy := f.English()
			text = sentence + " " + remedy
		}
		if fault.KindOf(err) != tt.kind || !strings.Contains(text, tt.says) {
			t.Errorf("%s%s: %v says %q", tt.code, tt.channel, fault.KindOf(err), text)
		}
	}
}

func TestWhatOnePersonSawCannotBeChanged(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	resp := b.fake.NewResponse()
	payload := b.fake.Action("button", "b0", "pick.b", resp)
	delete(payload, "response_url")
	b.deliver(t, false, payload)
	if err := b.stop(); err != nil {
		t.Fatal(err)
	}
	m := b.fake.Messages("C1")
	if len(m) != 1 || m[0].User != "U1" {
		t.Fatalf("what was shown to one person: %+v", m)
	}
	err := b.adapter.(chat.Editor).Edit(t.Context(), chat.Ref{Place: room, Message: m[0].TS}, chat.Notice(chat.Neutral, "Changed", "", ""))
	if !fault.Is(err, fault.Missing) {
		t.Errorf("changed: %v", err)
	}
}

func TestAResponseAddressThatAsksToWaitIsWaitedFor(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", adaptertest.Script())
	b.fake.Fail(slackfake.Fault{Path: "/response/", Status: 429, Header: map[string]string{"Retry-After": "1"}})
	if m := b.press(t, false, "button", "b0", "pick.b"); len(m.Blocks) == 0 {
		t.Error("no answer came")
	}
}

// TestNoMethodIsAskedMoreThanItsTierAllows sends as fast as it may for five minutes.
func TestNoMethodIsAskedMoreThanItsTierAllows(t *testing.T) {
	for method, most := range map[string]int{
		"usergroups.list": 20, "chat.update": 50, "conversations.history": 50, "conversations.open": 50,
		"users.info": 100, "chat.postEphemeral": 100, "views.open": 100, "chat.postMessage": 300,
	} {
		t.Run(method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := slack.NewGate(method)
				var at []time.Time
				for began := time.Now(); time.Since(began) < 5*time.Minute; at = append(at, time.Now()) {
					if err := g.Wait(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				for i := range at {
					n := 0
					for _, x := range at[i:] {
						if x.Sub(at[i]) < time.Minute {
							n++
						}
					}
					if n > most {
						t.Fatalf("%d within a minute, %d are allowed", n, most)
					}
				}
				if len(at) < 3*most {
					t.Errorf("%d in five minutes: it waits for nothing", len(at))
				}
			})
		})
	}
}

// TestAllOfAKindWaitWhereSlackAsksTo: and what cannot wait that long is told so at once.
func TestAllOfAKindWaitWhereSlackAsksTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := slack.NewGate("chat.update")
		began := time.Now()
		g.Hold(30 * time.Second)
		g.Hold(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := g.Wait(ctx); !fault.Is(err, fault.Busy) || time.Since(began) > 0 {
			t.Errorf("in a hurry: %v after %v", err, time.Since(began))
		}
		if err := g.Wait(t.Context()); err != nil || time.Since(began) < 30*time.Second {
			t.Errorf("in no hurry: %v after %v", err, time.Since(began))
		}
	})
}
