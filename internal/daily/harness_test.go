package daily_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/daily"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

const chapter = "---\ntitle: 'Chapter 1: Security'\n---\n\n<exercise id=\"1\" title=\"Realism\">\n\nStates arm.\n\n</exercise>\n"

// questionsOf makes a bank with n approved questions.
func questionsOf(t testing.TB, n int) *bank.Bank {
	t.Helper()
	var y strings.Builder
	y.WriteString("questions:\n")
	for i := range n {
		fmt.Fprintf(&y, "- {id: q%02d, kind: single, stem: 'Question %d?', state: approved, objective: o%d, options: [{text: Yes, correct: true, why: Because.}, {text: No}, {text: Perhaps}]}\n", i, i, i%3)
	}
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}, "chapters/chapter1.quiz.yaml": {Data: []byte(y.String())}}
	c, _, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(b.Askable()); got != n {
		t.Fatalf("%d questions are askable, want %d: %v", got, n, b.Findings)
	}
	return b
}

func openStore(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// twoPlaces is a class with a channel on each of two servers.
func twoPlaces() class.Class {
	return class.Class{
		ID: "c1", Name: "Security 101",
		Places:   []chat.Place{{Platform: "test", Tenant: "t1", Channel: "a"}, {Platform: "test", Tenant: "t2", Channel: "b"}},
		Schedule: schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00", Closes: "18:00", Questions: 1},
		Daily:    class.Daily{On: true},
	}
}

// posted is a message that a place shows.
type posted struct {
	at    chat.Ref
	view  chat.View
	edits int
}

// rooms is a platform in memory. Like Slack it knows no key against repeats, and like Slack
// it shows a message in its list a while after it took it.
type rooms struct {
	mu   sync.Mutex
	all  []posted
	when []time.Time
	gone map[string]error // by channel: what posting there gives
}

const lag = 15 * time.Second

func (r *rooms) Platform() chat.Platform                 { return "test" }
func (r *rooms) Run(context.Context, chat.Handler) error { return nil }

func (r *rooms) Post(_ context.Context, to chat.Place, v chat.View, _ string) (chat.Ref, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.gone[to.Channel]; err != nil {
		return chat.Ref{}, err
	}
	ref := chat.Ref{Place: to, Message: fmt.Sprintf("m%d", len(r.all)+1)}
	r.all = append(r.all, posted{at: ref, view: v})
	r.when = append(r.when, time.Now())
	return ref, nil
}

func (r *rooms) Edit(_ context.Context, at chat.Ref, v chat.View) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.all {
		if r.all[i].at == at {
			r.all[i].view = v
			r.all[i].edits++
			return nil
		}
	}
	return fault.New(fault.Missing, "The message is gone.", "")
}

func (r *rooms) Thread(_ context.Context, at chat.Ref, _ string) (chat.Place, error) {
	p := at.Place
	p.Thread = at.Message
	return p, nil
}

func (r *rooms) Find(_ context.Context, in chat.Place, tokens []chat.Token) (chat.Ref, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, p := range r.all {
		if p.at.Place == in && time.Since(r.when[i]) >= lag && slices.ContainsFunc(chat.Tokens(p.view), func(t chat.Token) bool { return slices.Contains(tokens, t) }) {
			return p.at, true, nil
		}
	}
	return chat.Ref{}, false, nil
}

// titles lists what the messages of a platform say, in order.
func (r *rooms) titles() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, p := range r.all {
		where := p.at.Place.Channel
		if p.at.Place.Thread != "" {
			where += "/" + p.at.Place.Thread
		}
		out = append(out, where+": "+p.view.Card().Title)
	}
	return out
}

// plainViews shows prompts as plainly as possible.
type plainViews struct{}

func marked(title string, a *quiz.Asked) chat.Card {
	return chat.Card{Title: title, Body: a.Q.Stem, Controls: []chat.Control{chat.Button{Label: "x", Token: chat.Token(title + "~" + string(a.ID))}}}
}

func (plainViews) Prompt(_ class.Class, a *quiz.Asked) chat.View { return marked("open", a) }

func (plainViews) Closed(_ class.Class, a *quiz.Asked, _ quiz.Tally) chat.View {
	return marked("closed", a)
}

func (plainViews) Results(_ class.Class, a *quiz.Asked, t quiz.Tally) chat.View {
	card := marked("results", a)
	card.Body = []doc.Block{doc.Para(fmt.Sprintf("%d of %d", t.Right, t.Answers))}
	return card
}

// replica is a running Lectern of the tests.
type replica struct {
	*daily.Runner

	quiz *quiz.Service
}

type stores interface {
	quiz.Store
	ledger.Store
}

func newReplica(name string, s stores, a chat.Adapter, b *bank.Bank, cs ...class.Class) replica {
	adapters := func(p chat.Platform) chat.Adapter {
		if p == "test" {
			return a
		}
		return nil
	}
	q := quiz.NewService(s)
	return replica{daily.New(daily.Options{
		Classes: func() []class.Class { return cs }, Bank: func() *bank.Bank { return b }, Quiz: q, Store: s,
		Poster: ledger.NewPoster(s, adapters, name), Adapters: adapters, Views: plainViews{}, Secret: []byte("secret"),
	}), q}
}

// runFor lets replicas run side by side for a time, each looking around every few minutes:
// Run does so more often, which would only take the tests longer.
func runFor(t testing.TB, d time.Duration, rs ...replica) {
	t.Helper()
	for end := time.Now().Add(d); ; {
		var wg sync.WaitGroup
		for _, r := range rs {
			wg.Go(func() { r.Tick(t.Context(), time.Now()) })
		}
		wg.Wait()
		left := time.Until(end)
		if left <= 0 {
			return
		}
		time.Sleep(min(left, 10*time.Minute))
	}
}

func promptID(d schedule.Date) quiz.PromptID { return daily.PromptID("c1", d, 0) }
