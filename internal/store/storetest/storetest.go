// Package storetest is the contract of a store in executable form: Run checks the rules one
// by one, Model plays random operations against a simple model of them. Both run on SQLite,
// on an in-memory Redis, on a real Redis and on a Redis Cluster.
package storetest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store"
)

// Run checks a store against the contract. open gives a new, empty store each time.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	rules := []struct {
		name string
		rule func(*testing.T, store.Store)
	}{
		{"a prompt is kept as it was opened", promptIsKept},
		{"opening twice changes nothing, another prompt of that id conflicts", openTwice},
		{"a prompt nobody opened is missing", missingPrompt},
		{"the first pick stays and its points count once", firstPick},
		{"the same event twice is one answer", sameEvent},
		{"an answer may be changed as often as permitted", changes},
		{"an answer at or after closing is not kept", late},
		{"open prompts are listed in order", openPrompts},
		{"all prompts are listed, newest first", listedPrompts},
		{"practice is asked and answered without being listed", practice},
		{"a board of the caller's own counts too", ownBoard},
		{"answers are listed", answerLists},
		{"the answers of a whole class are read at once", readAll},
		{"what a whole class has picked is read at once", readPicks},
		{"no answer passes as that of another", marksAreNoBorders},
		{"a store knows when a student last answered anything", lastSeen},
		{"classes do not see each other", tenants},
		{"ten thousand clicks of a thousand students are a thousand answers", stampede},
		{"equal points share a rank", ties},
		{"a board can be emptied", resetBoard},
		{"an emptied board loses nothing of what it has since", emptiedBoard},
		{"a job is claimed once", claimOnce},
		{"a claim that ran out can be taken over", claimRunsOut},
		{"a lost reply does not orphan a claim", claimRepeated},
		{"a posted job is nobody's to claim", postedJob},
		{"a released job can be claimed at once", releasedJob},
		{"unfinished jobs are listed until confirmed", unfinished},
		{"a class is saved by whoever read it last", saveClass},
		{"profiles are kept until they say nothing", profiles},
		{"a round is led on by whoever read it last", saveRound},
		{"a record is changed by whoever read it last, and removed", records},
		{"two accounts become one student, and no point counts twice", moveStudent},
		{"two accounts that answered in one place count once there", moveHere},
		{"a student is erased, and everybody else stays", eraseStudent},
		{"a store tells whether it can be written to", check},
		{"an ended context ends a call", cancelled},
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			r.rule(t, s)
		})
	}
}

// t0 is the moment the stories begin.
var t0 = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant in all but kind

const ofClass quiz.ClassID = "security-2026"

func prompt(id string) quiz.Prompt {
	return quiz.Prompt{
		ID: quiz.PromptID(id), Class: ofClass, Kind: quiz.Daily, Question: "realism-01", Pinned: []byte(`{"stem":"Who?"}`),
		Opens: t0, Closes: t0.Add(8 * time.Hour), Boards: []quiz.Board{"course", "chapter:chapter1"}, State: quiz.Open,
	}
}

func answer(p quiz.Prompt, student string, points int, event string) quiz.Answer {
	return quiz.Answer{
		Prompt: p.ID, Question: p.Question, Student: quiz.StudentID(student), Pick: "a", Right: points > 0, Points: points, Confidence: quiz.Sure,
		At: t0.Add(time.Minute), From: "discord", Key: event,
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, s store.Store, p quiz.Prompt) quiz.Prompt {
	t.Helper()
	must(t, s.OpenPrompt(t.Context(), p))
	return p
}

func give(t *testing.T, s store.Store, p quiz.Prompt, a quiz.Answer) quiz.Receipt {
	t.Helper()
	r, err := s.Answer(t.Context(), p, a)
	must(t, err)
	return r
}

// points gives what ann has on a board, or -1.
func points(t *testing.T, s store.Store, board quiz.Board) int {
	t.Helper()
	page, err := s.Standings(t.Context(), ofClass, board, 0, "ann")
	must(t, err)
	if page.Own == nil {
		return -1
	}
	return page.Own.Points
}

func promptIsKept(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	refs := []chat.Ref{
		{Place: chat.Place{Platform: "discord", Tenant: "g1", Channel: "c1"}, Message: "m1"},
		{Place: chat.Place{Platform: "slack", Tenant: "T1", Channel: "C1", Thread: "1.2"}, Message: "1.3"},
	}
	for range 2 { // noting it twice changes nothing
		for _, r := range refs {
			must(t, s.Placed(t.Context(), ofClass, p.ID, r))
		}
	}
	got, at, err := s.Prompt(t.Context(), ofClass, p.ID)
	must(t, err)
	if diff := cmp.Diff(p, got); diff != "" {
		t.Errorf("prompt (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(refs, at); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func openTwice(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	must(t, s.OpenPrompt(t.Context(), p))
	other := p
	other.Question = "liberalism-02"
	if err := s.OpenPrompt(t.Context(), other); !fault.Is(err, fault.Conflict) {
		t.Errorf("another prompt of the same id: %v, want a conflict", err)
	}
	must(t, s.ClosePrompt(t.Context(), ofClass, p.ID))
	must(t, s.OpenPrompt(t.Context(), p)) // a late repeat does not open it again
	got, _, err := s.Prompt(t.Context(), ofClass, p.ID)
	must(t, err)
	if got.State != quiz.Closed {
		t.Errorf("state %q after closing and a repeated opening", got.State)
	}
}

func missingPrompt(t *testing.T, s store.Store) {
	p := prompt("nobody")
	_, _, err := s.Prompt(t.Context(), ofClass, p.ID)
	_, err2 := s.Answer(t.Context(), p, answer(p, "ann", 100, "e1"))
	_, err3 := s.Answers(t.Context(), ofClass, p.ID)
	for name, err := range map[string]error{
		"Prompt": err, "Answer": err2, "Answers": err3,
		"Placed":      s.Placed(t.Context(), ofClass, p.ID, chat.Ref{Message: "m"}),
		"ClosePrompt": s.ClosePrompt(t.Context(), ofClass, p.ID),
	} {
		if !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v, want missing", name, err)
		}
	}
	if got := points(t, s, "course"); got != -1 {
		t.Errorf("the answer to a missing prompt counted %d", got)
	}
}

func firstPick(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	first := answer(p, "ann", 100, "e1")
	if r := give(t, s, p, first); r.Outcome != quiz.Recorded {
		t.Fatalf("outcome %q", r.Outcome)
	}
	second := answer(p, "ann", 0, "e2")
	second.Pick = "b"
	r := give(t, s, p, second)
	if r.Outcome != quiz.Kept {
		t.Errorf("outcome of the second pick %q, want kept", r.Outcome)
	}
	if diff := cmp.Diff(first, r.Stands); diff != "" {
		t.Errorf("what stands (-want +got):\n%s", diff)
	}
	for _, b := range p.Boards {
		if got := points(t, s, b); got != 100 {
			t.Errorf("board %s has %d points, want 100", b, got)
		}
	}
}

func sameEvent(t *testing.T, s store.Store) {
	p := prompt("p1")
	p.Changes = 1
	opened(t, s, p)
	a1, a2 := answer(p, "ann", 100, "e1"), answer(p, "ann", 50, "e2")
	give(t, s, p, a1)
	if r := give(t, s, p, a1); r.Outcome != quiz.Repeated {
		t.Errorf("the same event again: %q", r.Outcome)
	}
	give(t, s, p, a2)
	r := give(t, s, p, a1)
	if r.Outcome != quiz.Repeated || r.Stands.Points != 50 {
		t.Errorf("an old event after a change: %q, %d points stand", r.Outcome, r.Stands.Points)
	}
	if got := points(t, s, "course"); got != 50 {
		t.Errorf("%d points, want 50", got)
	}
}

func changes(t *testing.T, s store.Store) {
	p := prompt("p1")
	p.Changes = 2
	opened(t, s, p)
	want := []struct {
		points  int
		outcome quiz.Outcome
		stands  int
	}{{100, quiz.Recorded, 100}, {0, quiz.Changed, 0}, {75, quiz.Changed, 75}, {100, quiz.Kept, 75}}
	for i, w := range want {
		r := give(t, s, p, answer(p, "ann", w.points, "e"+strconv.Itoa(i)))
		if r.Outcome != w.outcome || r.Stands.Points != w.stands {
			t.Errorf("pick %d: %q with %d points, want %q with %d", i, r.Outcome, r.Stands.Points, w.outcome, w.stands)
		}
		if got := points(t, s, "course"); got != w.stands {
			t.Errorf("pick %d: the board says %d, want %d", i, got, w.stands)
		}
	}
}

func late(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	tardy := answer(p, "bob", 100, "e2")
	tardy.At = p.Closes
	if r := give(t, s, p, tardy); r.Outcome != quiz.Late || r.Stands != (quiz.Answer{}) {
		t.Errorf("at the closing time: %+v", r)
	}
	intime := answer(p, "cat", 100, "e3")
	intime.At = p.Closes.Add(-time.Millisecond)
	if r := give(t, s, p, intime); r.Outcome != quiz.Recorded {
		t.Errorf("a millisecond before: %q", r.Outcome)
	}
	must(t, s.ClosePrompt(t.Context(), ofClass, p.ID))
	must(t, s.ClosePrompt(t.Context(), ofClass, p.ID))
	if r := give(t, s, p, answer(p, "dan", 100, "e4")); r.Outcome != quiz.Late {
		t.Errorf("after ClosePrompt: %q", r.Outcome)
	}
	if r := give(t, s, p, answer(p, "ann", 100, "e1")); r.Outcome != quiz.Repeated || r.Stands.Points != 100 {
		t.Errorf("a recorded event repeated after closing: %+v", r)
	}
	if r := give(t, s, p, answer(p, "ann", 0, "e5")); r.Outcome != quiz.Late || r.Stands.Points != 100 {
		t.Errorf("a new pick after closing: %+v", r)
	}
	page, err := s.Standings(t.Context(), ofClass, "course", 10, "")
	must(t, err)
	if page.Total != 2 {
		t.Errorf("%d students on the board, want 2", page.Total)
	}
}

func openPrompts(t *testing.T, s store.Store) {
	for i, id := range []string{"p3", "p1", "p2"} {
		p := prompt(id)
		p.Opens = t0.Add(time.Duration(-i) * time.Hour)
		opened(t, s, p)
	}
	must(t, s.ClosePrompt(t.Context(), ofClass, "p1"))
	list, err := s.OpenPrompts(t.Context(), ofClass)
	must(t, err)
	var ids []quiz.PromptID
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	if want := []quiz.PromptID{"p2", "p3"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func answerLists(t *testing.T, s store.Store) {
	p1, p2 := opened(t, s, prompt("p1")), opened(t, s, prompt("p2"))
	b1, a1, a2 := answer(p1, "bob", 0, "e1"), answer(p1, "ann", 100, "e2"), answer(p2, "ann", 50, "e3")
	a2.At = t0.Add(2 * time.Minute)
	for _, a := range []quiz.Answer{b1, a1} {
		give(t, s, p1, a)
	}
	give(t, s, p2, a2)
	got, err := s.Answers(t.Context(), ofClass, p1.ID)
	must(t, err)
	if diff := cmp.Diff([]quiz.Answer{a1, b1}, got); diff != "" {
		t.Errorf("answers to p1 (-want +got):\n%s", diff)
	}
	got, err = s.AnswersOf(t.Context(), ofClass, "ann", 10)
	must(t, err)
	if diff := cmp.Diff([]quiz.Answer{a2, a1}, got); diff != "" {
		t.Errorf("answers of ann (-want +got):\n%s", diff)
	}
	got, err = s.AnswersOf(t.Context(), ofClass, "ann", 1)
	must(t, err)
	if len(got) != 1 || got[0].Prompt != "p2" {
		t.Errorf("the newest answer: %+v", got)
	}
}

func check(t *testing.T, s store.Store) { must(t, s.Check(t.Context())) }

func cancelled(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Answer(ctx, p, answer(p, "ann", 100, "e1")); !errors.Is(err, context.Canceled) && !fault.Is(err, fault.Busy) {
		t.Errorf("Answer with an ended context: %v", err)
	}
}
