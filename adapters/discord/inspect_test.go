package discord_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/discord/discordfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Bits of the permissions in the stories (Discord, Permissions).
const (
	view, send, embed, attach, history = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
	threads, replies, administrator    = 1 << 35, 1 << 38, 1 << 3
	all                                = view | send | embed | attach | history | threads | replies
)

func bits(n int) string { return strconv.Itoa(n) }

func TestWhatTheBotMayNotDoIsNamed(t *testing.T) {
	t.Parallel()
	b := startBot(t, "http", handlerOf(t))
	for _, tt := range []struct {
		name     string
		everyone int
		mine     int // of the bot's role
		over     []discordfake.Overwrite
		want     []string
	}{
		{"everything is granted by the role", 0, all, nil, nil},
		{"an administrator may do everything", 0, administrator, []discordfake.Overwrite{{ID: "g", Deny: bits(all)}}, nil},
		{"a right nobody gave", view, send | embed | history | threads | replies, nil, []string{"Attach Files"}},
		{"denied to everybody here, granted to the role", all, 0, []discordfake.Overwrite{{ID: "g", Deny: bits(send)}, {ID: "r", Allow: bits(send)}}, nil},
		{"denied to the role here", all, 0, []discordfake.Overwrite{{ID: "r", Deny: bits(threads | replies)}}, []string{"Create Public Threads", "Send Messages in Threads"}},
		{"denied to the role, granted to the bot itself", all, 0, []discordfake.Overwrite{{ID: "r", Deny: bits(embed)}, {ID: discordfake.AppID, Type: 1, Allow: bits(embed)}}, nil},
		{"another role's denial is not the bot's", all, 0, []discordfake.Overwrite{{ID: "other", Deny: bits(all)}, {ID: "somebody", Type: 1, Deny: bits(all)}}, nil},
		{"a channel it cannot see", all, 0, []discordfake.Overwrite{{ID: "g", Deny: bits(view)}}, []string{"View Channel", "Send Messages", "Embed Links", "Attach Files", "Read Message History", "Create Public Threads", "Send Messages in Threads"}},
	} {
		b.fake.Join(discordfake.Guild{ID: "g", Channel: "9", Thread: "10", Roles: map[string]string{"g": bits(tt.everyone), "r": bits(tt.mine), "other": bits(administrator)}, Mine: []string{"r"}, Overwrites: tt.over})
		for _, channel := range []string{"9", "10"} { // a thread has the rights of its channel
			lacks, err := b.adapter.(chat.Inspector).Inspect(t.Context(), chat.Place{Platform: "discord", Tenant: "g", Channel: channel})
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			var names []string
			for _, l := range lacks {
				names = append(names, l.Name)
			}
			if len(names) != len(tt.want) {
				t.Errorf("%s, channel %s: %q, want %q", tt.name, channel, names, tt.want)
				continue
			}
			for i := range names {
				if names[i] != tt.want[i] {
					t.Errorf("%s, channel %s: %q, want %q", tt.name, channel, names, tt.want)
				}
			}
		}
	}
	if _, err := b.adapter.(chat.Inspector).Inspect(t.Context(), chat.Place{Platform: "discord", Tenant: "g", Channel: "77"}); !fault.Is(err, fault.Missing) {
		t.Errorf("a channel that is gone: %v", err)
	}
}

// greeter is a bot that greets, and counts.
type greeter struct {
	chat.Handler

	mu   sync.Mutex
	came []chat.Arrival
	said int
}

func (g *greeter) Greeted(context.Context, chat.Arrival) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.said++
}

func (g *greeter) delivered() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.said
}

func (g *greeter) Arrive(_ context.Context, a chat.Arrival) (chat.Reply, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.came = append(g.came, a)
	return chat.Reply{View: chat.Notice(chat.Neutral, "Hello", "I am here.", "")}, true
}

func (g *greeter) arrivals() []chat.Arrival {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]chat.Arrival(nil), g.came...)
}

func TestTheOwnerIsGreetedInPrivateWhenTheBotIsAddedAndNotAtEveryConnect(t *testing.T) {
	t.Parallel()
	g := &greeter{Handler: handlerOf(t)}
	b := startBot(t, "gateway", g)
	for _, s := range []struct {
		guild string
		since time.Duration
	}{{"old", 400 * 24 * time.Hour}, {"new", time.Minute}} {
		if err := b.fake.Arrive(s.guild, "4711", time.Now().Add(-s.since)); err != nil {
			t.Fatal(err)
		}
	}
	posted := func() (n int) {
		for _, r := range b.fake.Requests() {
			if r == "POST /api/v10/users/@me/channels" {
				n++
			}
		}
		return n
	}
	for range 200 {
		if posted() > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	for range 200 {
		if g.delivered() > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := g.delivered(); n != 1 {
		t.Errorf("%d greetings were noted as delivered", n)
	}
	came := g.arrivals()
	if len(came) != 1 || came[0].Tenant != "new" || came[0].From.ID != "4711" || posted() != 1 {
		t.Errorf("arrivals %+v, %d direct messages", came, posted())
	}
}

// TestWhoAddsTheBotIsGreetedWithoutAGatewayToo: a webhook event tells who it was.
func TestWhoAddsTheBotIsGreetedWithoutAGatewayToo(t *testing.T) {
	t.Parallel()
	g := &greeter{Handler: handlerOf(t)}
	b := startBot(t, "http", g)
	endpoint := strings.Replace(b.endpoint, "/interactions", "/events", 1)
	event := func(kind int, name, data string) []byte {
		return fmt.Appendf(nil, `{"version":1,"application_id":"4242","type":%d,"event":{"type":%q,"timestamp":"2026-01-01T00:00:00Z","data":%s}}`, kind, name, data)
	}
	const added = `{"integration_type":0,"user":{"id":"4711","username":"ada"},"scopes":["bot"],"guild":{"id":"77","preferred_locale":"de"}}`
	for _, tt := range []struct {
		name   string
		body   []byte
		forged bool
		status int
	}{
		{"is anybody there", []byte(`{"version":1,"application_id":"4242","type":0}`), false, 204},
		{"forged", event(1, "APPLICATION_AUTHORIZED", added), true, 401},
		{"nonsense", []byte(`{`), false, 400},
		{"other news", event(1, "ENTITLEMENT_CREATE", added), false, 204},
		{"taken along by a person", event(1, "APPLICATION_AUTHORIZED", `{"integration_type":1,"user":{"id":"5"}}`), false, 204},
		{"added to a server", event(1, "APPLICATION_AUTHORIZED", added), false, 204},
	} {
		sig, ts := b.fake.Sign(time.Now(), tt.body)
		if tt.forged {
			sig = strings.Repeat("0", len(sig))
		}
		if status, _ := discordfake.Post(t, endpoint, sig, ts, tt.body); status != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, status, tt.status)
		}
	}
	eventually(t, "a direct message", func() bool { return b.asked("/users/@me/channels") > 0 })
	if came := g.arrivals(); len(came) != 1 || came[0].Tenant != "77" || came[0].From.ID != "4711" || came[0].From.Locale != "de" {
		t.Errorf("arrivals %+v", came)
	}
}
