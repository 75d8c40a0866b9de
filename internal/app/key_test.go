package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/internal/app"
	"lectern/internal/bank"
	"lectern/internal/chat"
)

// A question of every kind, alike in each of a row but for which answers are right.
func twins() map[bank.Kind][]string {
	return map[bank.Kind][]string{
		bank.Single:  {"options: [{text: Alpha, correct: true}, {text: Beta}, {text: Gamma}]", "options: [{text: Alpha}, {text: Beta, correct: true}, {text: Gamma}]", "options: [{text: Alpha}, {text: Beta}, {text: Gamma, correct: true}]"},
		bank.Multi:   {"options: [{text: Alpha, correct: true}, {text: Beta, correct: true}, {text: Gamma}]", "options: [{text: Alpha}, {text: Beta, correct: true}, {text: Gamma, correct: true}]"},
		bank.Bool:    {"answer: true", "answer: false"},
		bank.Short:   {"accept: [Alpha]", "accept: [Beta, 'another one']"},
		bank.Numeric: {"answer: 1949", "answer: 3, tolerance: 1"},
		bank.Match:   {"options: [{text: Waltz, match: Alpha}, {text: Keohane, match: Beta}, {text: Wendt, match: Gamma}]", "options: [{text: Waltz, match: Gamma}, {text: Keohane, match: Alpha}, {text: Wendt, match: Beta}]"},
		bank.Order:   {"options: [Alpha, Beta, Gamma]", "options: [Gamma, Alpha, Beta]"},
	}
}

// TestNothingSentBeforeTheRevealDependsOnTheKey asks twins as the question of the day, for
// practice, in /review and in a live round, and compares every byte that leaves for Discord
// and Slack until the right answer is told: messages posted and edited, private answers,
// panels, forms, and the ids of all controls. Where they are equal, they tell nothing.
//
// A few are asked at once: most of the time the platforms' own pace is waited for.
func TestNothingSentBeforeTheRevealDependsOnTheKey(t *testing.T) {
	t.Parallel()
	type asked struct {
		kind bank.Kind
		at   chat.Platform
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	hands := make(chan struct{}, 4)
	sent := map[asked][][]string{}
	for kind, questions := range twins() {
		for _, at := range []chat.Place{
			{Platform: discord.Platform, Tenant: "500000000000000001", Channel: "700000000000000001"},
			{Platform: slack.Platform, Tenant: "T1", Channel: "C1"},
		} {
			for _, q := range questions {
				wg.Go(func() {
					hands <- struct{}{}
					defer func() { <-hands }()
					all := allSent(t, kind, q, at)
					mu.Lock()
					defer mu.Unlock()
					sent[asked{kind, at.Platform}] = append(sent[asked{kind, at.Platform}], all)
				})
			}
		}
	}
	wg.Wait()
	for of, twins := range sent {
		for _, other := range twins[1:] {
			if n := differ(twins[0], other); n >= 0 {
				t.Errorf("a %s question on %s depends on its key in message %d of %d and %d:\n%s\n%s", of.kind, of.at, n, len(twins[0]), len(other),
					strings.Join(twins[0][n:min(n+1, len(twins[0]))], ""), strings.Join(other[n:min(n+1, len(other))], ""))
			}
		}
	}
}

// differ finds the first of two lists' texts that differ; -1 when none does.
func differ(a, b []string) int {
	for n := range max(len(a), len(b)) {
		if n >= len(a) || n >= len(b) || a[n] != b[n] {
			return n
		}
	}
	return -1
}

// classroom is a class on one platform, before whose eyes a question is asked.
type classroom struct {
	t      *testing.T
	core   *app.Core
	at     chat.Place
	now    time.Time
	events int

	mu     sync.Mutex
	sent   []string
	posted chat.View // what the last post or edit shows
}

// allSent plays everything that comes before a reveal.
func allSent(t *testing.T, kind bank.Kind, question string, at chat.Place) []string {
	c := newClassroom(t, kind, question, at)
	c.now = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	ann, bob := c.person("1"), c.person("2")
	c.say(c.teacher(), "daily", "set time:08:00 closes:18:00 zone:UTC confidence:true")
	c.say(c.teacher(), "daily", "here")
	c.answer(ann, c.say(ann, "quiz", "").View, judged)
	c.now = c.now.Add(time.Hour)
	c.core.Room.Daily.Tick(t.Context(), c.now)
	c.answer(bob, c.posted, judged)
	for _, command := range []string{"quiz", "review", "me", "leaderboard"} {
		c.say(bob, command, "")
	}
	c.unseen(func() {
		c.now = c.now.Add(11 * time.Hour)
		c.core.Room.Daily.Tick(t.Context(), c.now)
	})
	c.answer(bob, c.say(bob, "review", "").View, judged)
	c.now = c.now.Add(24 * time.Hour)
	c.unseen(func() { c.say(c.teacher(), "daily", "set confidence:false") })
	c.round(ann, bob)
	if len(c.sent) < 20 {
		t.Errorf("only %d messages were sent: too little was tried", len(c.sent))
	}
	return c.sent
}

// round leads a live round with two votes up to where the answer would be told.
func (c *classroom) round(ann, bob chat.Person) {
	panel := c.say(c.teacher(), "live", "start questions:1 peer:true")
	step := func(label string) { panel = c.press(c.teacher(), panel.View, label) }
	step("Ask the first")
	c.answer(ann, c.posted, unjudged)
	look := func() {
		for _, command := range []string{"quiz", "review", "me", "leaderboard"} {
			c.say(ann, command, "")
		}
		c.core.Room.Live.Tick(c.t.Context(), c.now, true)
	}
	look()
	step("Pause")
	c.press(ann, c.posted, "My result")
	step("Resume")
	step("Show the vote")
	look()
	c.press(ann, c.posted, "My result")
	step("Vote again")
	c.answer(ann, c.posted, unjudged)
	c.answer(bob, c.posted, unjudged)
	look()
	step("Pause")
}

func newClassroom(t *testing.T, kind bank.Kind, question string, at chat.Place) *classroom {
	t.Helper()
	c := &classroom{t: t, at: at}
	api := httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(api.Close)
	env := map[string]string{
		"LECTERN_DISCORD_TOKEN": "x", "LECTERN_DISCORD_APP_ID": "900000000000000001", "LECTERN_DISCORD_API_URL": api.URL,
		"LECTERN_SLACK_BOT_TOKEN": "xoxb-1", "LECTERN_SLACK_APP_TOKEN": "xapp-1", "LECTERN_SLACK_API_URL": api.URL + "/",
	}
	setup := discord.Setup
	if at.Platform == slack.Platform {
		setup = slack.Setup
	}
	adapter, err := setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err != nil {
		t.Fatal(err)
	}
	cfg := settings(t, nil)
	s, err := app.OpenStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	yaml := fmt.Sprintf("questions:\n- {id: q, kind: %s, stem: 'Which is it?', state: approved, %s}\n", kind, question)
	c.core, err = app.NewCore(t.Context(), app.CoreOptions{
		Config: cfg, Store: s, Keys: [][]byte{[]byte(benchSecret)}, Adapters: func(p chat.Platform) chat.Adapter {
			if p == at.Platform {
				return watched{adapter, c}
			}
			return nil
		},
		Content: fstest.MapFS{
			"chapters/chapter1.md":        {Data: []byte("---\ntitle: 'Chapter 1: Security'\n---\n\n<exercise id=\"1\" title=\"Realism\">\n\nStates arm.\n\n</exercise>\n")},
			"chapters/chapter1.quiz.yaml": {Data: []byte(yaml)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.core.Library.Close() })
	if n := len(c.core.Room.Bank.Current().Askable()); n != 1 {
		t.Fatalf("%d questions can be asked: %v", n, c.core.Room.Bank.Current().Findings)
	}
	return c
}

// serve is as much of both platforms as posting needs; it keeps what it is sent.
func (c *classroom) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c.note(r.Method+" "+r.URL.Path, string(body))
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprint(w, `{"id":"800000000000000001","channel_id":"700000000000000001","type":0,"ok":true,"channel":"C1","ts":"1.1"}`)
}

func (c *classroom) note(what, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, what+"\n"+text)
}

// unseen does something whose messages may tell the key.
func (c *classroom) unseen(do func()) {
	n := len(c.sent)
	do()
	c.sent = c.sent[:n]
}

// watched is a platform's own adapter; the class notes what its messages show.
type watched struct {
	chat.Adapter

	class *classroom
}

// Post implements chat.Adapter.
func (w watched) Post(ctx context.Context, to chat.Place, v chat.View, key string) (chat.Ref, error) {
	w.class.posted = v
	return w.Adapter.Post(ctx, to, v, key)
}

// Edit implements chat.Editor. Slack's are noted as they would be sent: its pace, one a second,
// would be most of the test.
func (w watched) Edit(ctx context.Context, at chat.Ref, v chat.View) error {
	w.class.posted = v
	if w.Platform() == slack.Platform {
		w.class.told("the edit of "+at.Message, chat.Reply{View: v, Audience: chat.Room})
		return nil
	}
	return w.Adapter.(chat.Editor).Edit(ctx, at, v)
}

// Thread implements chat.Threader.
func (w watched) Thread(ctx context.Context, at chat.Ref, title string) (chat.Place, error) {
	return w.Adapter.(chat.Threader).Thread(ctx, at, title)
}

func (c *classroom) person(id string) chat.Person {
	return chat.Person{Platform: c.at.Platform, Tenant: c.at.Tenant, ID: id, Name: "Person " + id}
}

func (c *classroom) teacher() chat.Person {
	p := c.person("9")
	p.Admin = true
	return p
}

func (c *classroom) event() string {
	c.events++
	return fmt.Sprintf("event-%d", c.events)
}

// told keeps a private answer as the platform gets it.
func (c *classroom) told(what string, r chat.Reply) chat.Reply {
	c.t.Helper()
	payload := discord.Payload
	if c.at.Platform == slack.Platform {
		payload = slack.Payload
	}
	data, err := payload(r, "")
	if err != nil {
		c.t.Fatal(err)
	}
	c.note("answer to "+what, string(data))
	return r
}

func (c *classroom) say(who chat.Person, command, rest string) chat.Reply {
	c.t.Helper()
	in := chat.Invocation{ID: c.event(), Command: command, From: who, At: c.at, Received: c.now}
	for _, s := range c.core.Bot.Specs() {
		if s.Name == command {
			in.Sub, in.Args = s.Parse(rest)
		}
	}
	return c.told("/"+command+" "+rest, c.core.Bot.Invoke(c.t.Context(), in))
}

// press presses the button whose label begins so; the first one when label is empty.
func (c *classroom) press(who chat.Person, v chat.View, label string) chat.Reply {
	c.t.Helper()
	b, ok := button(v, label)
	if !ok {
		c.t.Fatalf("no button %q in %+v", label, v.Card())
	}
	return c.told("the button "+b.Label, c.core.Bot.Press(c.t.Context(), chat.Press{ID: c.event(), Token: b.Token, From: who, At: c.at, Received: c.now}))
}

func button(v chat.View, label string) (chat.Button, bool) {
	for _, control := range v.Card().Controls {
		if b, ok := control.(chat.Button); ok && strings.HasPrefix(b.Label, label) {
			return b, true
		}
	}
	return chat.Button{}, false
}

// Whether an answer in words is judged at once, or with all others later. Any other is asked
// how sure it is first.
const (
	judged   = true
	unjudged = false
)

// answer answers a question as far as it goes before a verdict: by the first option, by a panel
// put together from its first buttons, or in words.
func (c *classroom) answer(who chat.Person, question chat.View, verdict bool) {
	c.t.Helper()
	r := c.press(who, question, "")
	if f, ok := r.View.(chat.Form); ok {
		if verdict {
			return
		}
		c.told("the form", c.core.Bot.Submit(c.t.Context(), chat.Submission{ID: c.event(), Token: f.Token, Fields: chat.Args{{Name: f.Fields[0].Name, Value: "7"}}, From: who, At: c.at, Received: c.now}))
		return
	}
	for r.View.Card().Title == "Your answer" {
		if _, ready := button(r.View, "Send"); ready {
			c.press(who, r.View, "Send")
			return
		}
		r = c.press(who, r.View, "")
	}
}
