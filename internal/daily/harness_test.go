package daily_test

import (
	"fmt"
	"path/filepath"
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
	b := bankOf(t, y.String())
	if got := len(b.Askable()); got != n {
		t.Fatalf("%d questions are askable, want %d: %v", got, n, b.Findings)
	}
	return b
}

// bankOf reads a bank from its file.
func bankOf(t testing.TB, yaml string) *bank.Bank {
	t.Helper()
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}, "chapters/chapter1.quiz.yaml": {Data: []byte(yaml)}}
	c, _, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
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
