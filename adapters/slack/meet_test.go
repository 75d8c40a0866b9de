package slack_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

// once greets a workspace once, as the bot does.
type once struct {
	greeter

	refuse bool
}

func (o *once) Arrive(ctx context.Context, a chat.Arrival) (chat.Reply, bool) {
	r, _ := o.greeter.Arrive(ctx, a)
	defer func() { o.refuse = true }()
	return r, !o.refuse
}

// TestTheFirstOwnerWhoLooksInIsGreeted: an app with a token of the settings is told by nobody who
// installed it. Whoever owns nothing is not greeted, nobody twice, and nothing is public.
func TestTheFirstOwnerWhoLooksInIsGreeted(t *testing.T) {
	t.Parallel()
	for _, ingress := range []string{"http", "socket"} {
		for _, tab := range []string{"home", "messages"} {
			t.Run(ingress+", "+tab, func(t *testing.T) {
				t.Parallel()
				g := &once{greeter: newGreeter()}
				b := startBot(t, ingress, g)
				b.fake.Member("U2", map[string]any{"is_owner": true})
				b.fake.Member("U3", map[string]any{"is_owner": true, "team_id": "T2", "is_stranger": true}) // at home elsewhere
				b.fake.Member("U4", map[string]any{"is_admin": true})
				open := func(user string) { b.tell(t, ingress == "socket", b.fake.HomeOpened(user, tab)) }
				open("U1")
				open("U3")
				time.Sleep(200 * time.Millisecond) // the answer to who they are is there by then
				if n := len(g.came); n != 0 {
					t.Fatalf("%d who own nothing here count as arrivals", n)
				}
				open("U2")
				select {
				case came := <-g.said:
					if came.Tenant != "T1" || came.From.ID != "U2" || !came.From.Admin || !came.Late {
						t.Errorf("greeted %+v", came)
					}
				case <-time.After(10 * time.Second):
					t.Fatal("the owner was not greeted")
				}
				open("U4")
				waits(t, func() bool { return len(g.came) == 2 }) // asked, and told that it was said
				if err := b.stop(); err != nil {
					t.Error(err)
				}
				if n := len(b.fake.Messages("D1")); n != 1 {
					t.Errorf("%d private messages", n)
				}
				if m := b.fake.Messages("D1"); len(m) > 0 && !strings.Contains(string(m[0].Body), "I am here.") {
					t.Errorf("the owner reads %s", m[0].Body)
				}
				if n := len(b.fake.Messages("C1")); n != 0 {
					t.Errorf("%d messages in a channel", n)
				}
			})
		}
	}
}

// TestAGreetingThatSlackRefusesIsNotNotedAsSaid.
func TestAGreetingThatSlackRefusesIsNotNotedAsSaid(t *testing.T) {
	t.Parallel()
	g := &once{greeter: newGreeter()}
	b := startBot(t, "http", g)
	b.fake.Member("U2", map[string]any{"is_owner": true})
	b.fake.Archive("D1")
	b.tell(t, false, b.fake.HomeOpened("U2", "home"))
	waits(t, func() bool { return len(g.came) == 1 })
	if err := b.stop(); err != nil {
		t.Error(err)
	}
	if n := len(g.said); n != 0 {
		t.Error("it counts as said")
	}
}

// TestAnOwnersHomePageIsAnOwnersAtOnce: the first time already it shows what staff may do.
func TestAnOwnersHomePageIsAnOwnersAtOnce(t *testing.T) {
	t.Parallel()
	h := newHost()
	b := startBot(t, "http", h)
	b.fake.Member("U2", map[string]any{"is_primary_owner": true})
	b.tell(t, false, b.fake.HomeOpened("U2", "home"))
	select {
	case in := <-h.asked:
		if !in.From.Admin {
			t.Errorf("asked for by %+v, want an owner", in.From)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was asked for the page")
	}
}
