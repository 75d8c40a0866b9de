package live_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/live"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
)

const chapter = "---\ntitle: 'Chapter 1: Security'\n---\n\n<exercise id=\"1\" title=\"Realism\">\n\nStates arm.\n\n</exercise>\n"

// hall is a class with a round to lead, and the replicas that may lead it.
type hall struct {
	t       *testing.T
	store   store.Store
	bank    *bank.Bank
	class   class.Class
	channel *chattest.Rooms
	presses int
}

func newHall(t *testing.T, questions int) *hall {
	t.Helper()
	var y strings.Builder
	y.WriteString("questions:\n")
	for i := range questions {
		fmt.Fprintf(&y, "- {id: q%d, kind: single, stem: 'Question %d?', state: approved, options: [{text: Yes, correct: true}, {text: No}, {text: Perhaps}]}\n", i, i)
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
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	return &hall{t: t, store: s, bank: b, class: class.Default(class.Tenant{Platform: chattest.Platform, ID: "t1"}), channel: &chattest.Rooms{}}
}

// replica is a Lectern that leads rounds, with nothing in memory.
func (h *hall) replica(name string) (*live.Service, *quiz.Service) {
	adapters := func(p chat.Platform) chat.Adapter {
		if p == chattest.Platform {
			return h.channel
		}
		return nil
	}
	q := quiz.NewService(h.store)
	return live.New(live.Options{
		Classes: func() []class.Class { return []class.Class{h.class} }, Bank: func() *bank.Bank { return h.bank }, Quiz: q, Store: h.store,
		Poster: ledger.NewPoster(h.store, adapters, name), Adapters: adapters, Views: plainViews{}, Secret: []byte("secret"),
	}), q
}

func (h *hall) begin(s *live.Service, w live.Wish) quiz.Round {
	h.t.Helper()
	w.Place, w.Key = chat.Place{Platform: chattest.Platform, Tenant: "t1", Channel: "hall"}, "event-1"
	for i := range h.bank.Items {
		w.Questions = append(w.Questions, h.bank.Items[i].ID)
	}
	r, err := s.Begin(h.t.Context(), h.class, w, time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *hall) lead(s *live.Service, id quiz.RoundID, step live.Step) quiz.Round {
	h.t.Helper()
	r, err := s.Lead(h.t.Context(), h.class, id, step, time.Now())
	if err != nil {
		h.t.Fatalf("%s: %v", step, err)
	}
	return r
}

// answer has a student pick the right option, or a wrong one.
func (h *hall) answer(s *live.Service, q *quiz.Service, r quiz.Round, student string, right bool) quiz.Verdict {
	h.t.Helper()
	a, err := q.Asked(h.t.Context(), h.class.ID, r.Prompt)
	if err != nil {
		h.t.Fatal(err)
	}
	pick := a.Q.Key()
	if !right {
		pick = string("abc"[(strings.Index("abc", pick)+1)%3])
	}
	round, err := s.RoundOf(h.t.Context(), a.Prompt)
	if err != nil {
		h.t.Fatal(err)
	}
	h.presses++
	now := time.Now()
	v, err := q.Answer(h.t.Context(), a, quiz.Given{
		Student: quiz.StudentID(student), Pick: pick, At: now, From: chattest.Platform, Key: fmt.Sprintf("e%d", h.presses), Factor: live.Factor(round, now),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// shown is what the round's one message says.
func (h *hall) shown() string {
	h.t.Helper()
	ms := h.channel.Messages()
	if len(ms) != 1 {
		h.t.Fatalf("%d messages, want the one of the round: %v", len(ms), h.channel.Titles())
	}
	c := ms[0].View.Card()
	return c.Title + " " + doc.BlockText(c.Body)
}

// plainViews tells phase, question, answers, and the head of the board.
type plainViews struct{}

func (plainViews) Round(s live.State) chat.View {
	c := chat.Card{Title: string(s.Round.Phase), Controls: []chat.Control{chat.Button{Label: "x", Token: chat.Token("r~" + string(s.Round.ID))}}}
	text := fmt.Sprintf("q%d, %d answers, %d right", s.Round.At, s.Tally.Answers, s.Tally.Right)
	for _, row := range s.Board.Top {
		text += fmt.Sprintf(", %d %s %d", row.Rank, row.Student, row.Points)
	}
	if gain, ok := live.Gain(s.Before, s.Tally); ok {
		text += fmt.Sprintf(", gain %d", gain)
	}
	c.Body = []doc.Block{doc.Para(text)}
	return c
}

func story(t *testing.T, questions int, tell func(t *testing.T, h *hall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, questions)
		defer func() { _ = h.store.Close() }()
		tell(t, h)
	})
}

func TestARoundFromLobbyToPodium(t *testing.T) {
	story(t, 2, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{})
		if again := h.begin(s, live.Wish{}); again.ID != r.ID { // the command was delivered twice
			t.Errorf("a second round %s beside %s", again.ID, r.ID)
		}
		r = h.lead(s, r.ID, live.Next)
		h.answer(s, q, r, "ann", false)
		h.answer(s, q, r, "bob", true)
		if v := h.answer(s, q, r, "ann", true); v.Outcome != quiz.Changed {
			t.Errorf("a change of answer: %s", v.Outcome)
		}
		if v := h.answer(s, q, r, "ann", false); v.Outcome != quiz.Kept {
			t.Errorf("a second change: %s", v.Outcome)
		}
		time.Sleep(3 * time.Second)
		s.Tick(t.Context(), time.Now(), false)
		if got := h.shown(); got != "asking q0, 2 answers, 2 right" {
			t.Errorf("while it is open: %s", got)
		}
		h.lead(s, r.ID, live.Reveal)
		if got := h.shown(); got != "revealed q0, 2 answers, 2 right, 1 ann 100, 1 bob 100" {
			t.Errorf("revealed: %s", got)
		}
		if v := h.answer(s, q, r, "cat", true); v.Outcome != quiz.Late {
			t.Errorf("after it was revealed: %s", v.Outcome)
		}
		r = h.lead(s, r.ID, live.Next)
		h.answer(s, q, r, "bob", true)
		h.lead(s, r.ID, live.Reveal)
		h.lead(s, r.ID, live.Stop)
		if got := h.shown(); got != "over q1, 1 answers, 1 right, 1 bob 200, 2 ann 100" {
			t.Errorf("the podium: %s", got)
		}
		if open, err := h.store.OpenRounds(t.Context(), h.class.ID); err != nil || len(open) != 0 {
			t.Errorf("still open: %v, %v", open, err)
		}
	})
}

func TestAnotherReplicaGoesOn(t *testing.T) {
	story(t, 2, func(t *testing.T, h *hall) {
		first, q := h.replica("a")
		r := h.begin(first, live.Wish{})
		r = h.lead(first, r.ID, live.Next)
		h.answer(first, q, r, "ann", true)
		// The first replica is gone; the second has nothing in memory.
		second, q2 := h.replica("b")
		second.Tick(t.Context(), time.Now(), true)
		if got := h.shown(); got != "asking q0, 1 answers, 1 right" {
			t.Errorf("after the change of replicas: %s", got)
		}
		h.answer(second, q2, r, "bob", true)
		h.lead(second, r.ID, live.Reveal)
		if got := h.shown(); got != "revealed q0, 2 answers, 2 right, 1 ann 100, 1 bob 100" {
			t.Errorf("revealed by the second: %s", got)
		}
	})
}

// broken is a context in which nothing can be done any more.
func broken(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestAStepThatWasSavedAndNotFollowedIsFollowedLater(t *testing.T) {
	story(t, 1, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{})
		next, err := live.Take(r, live.Next, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := h.store.SaveRound(t.Context(), next); err != nil { // and here the replica dies
			t.Fatal(err)
		}
		if _, err := s.Lead(broken(t), h.class, r.ID, live.Reveal, time.Now()); err == nil {
			t.Fatal("a step was taken in a context that had ended")
		}
		other, _ := h.replica("b")
		other.Tick(t.Context(), time.Now(), true)
		if got := h.shown(); got != "asking q0, 0 answers, 0 right" {
			t.Errorf("shown: %s", got)
		}
		h.answer(s, q, next, "ann", true)
	})
}

func TestTwoStaffAtOnceLeadOneStep(t *testing.T) {
	story(t, 3, func(t *testing.T, h *hall) {
		s, _ := h.replica("a")
		r := h.begin(s, live.Wish{})
		h.lead(s, r.ID, live.Next)
		_, err := s.Lead(t.Context(), h.class, r.ID, live.Next, time.Now())
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the same step again: %v, want a conflict", err)
		}
	})
}

func TestATimedQuestionRevealsItself(t *testing.T) {
	story(t, 1, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{Seconds: 20, Speed: true})
		r = h.lead(s, r.ID, live.Next)
		h.answer(s, q, r, "quick", true)
		time.Sleep(10 * time.Second)
		h.answer(s, q, r, "steady", true)
		h.lead(s, r.ID, live.Pause) // the clock stands still
		time.Sleep(time.Minute)
		s.Tick(t.Context(), time.Now(), true)
		if got := h.shown(); !strings.HasPrefix(got, "paused") {
			t.Errorf("after a minute of pause: %s", got)
		}
		h.lead(s, r.ID, live.Resume)
		time.Sleep(11 * time.Second)
		s.Tick(t.Context(), time.Now(), true)
		if got := h.shown(); got != "revealed q0, 2 answers, 2 right, 1 quick 100, 2 steady 75" {
			t.Errorf("after its time: %s", got)
		}
	})
}

func TestPeerInstructionVotesTwiceAndCountsTheSecond(t *testing.T) {
	story(t, 1, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{Peer: true})
		r = h.lead(s, r.ID, live.Next)
		for i, student := range []string{"ann", "bob", "cat", "dan"} {
			h.answer(s, q, r, student, i < 2)
		}
		before := r.Prompt
		r = h.lead(s, r.ID, live.Discuss)
		if r.Thread.Thread == "" {
			t.Error("no thread for the discussion")
		}
		r = h.lead(s, r.ID, live.Next)
		first, err := q.Asked(t.Context(), h.class.ID, before)
		if err != nil {
			t.Fatal(err)
		}
		second, err := q.Asked(t.Context(), h.class.ID, r.Prompt)
		if err != nil {
			t.Fatal(err)
		}
		if first.ID == second.ID || first.Q.Key() != second.Q.Key() {
			t.Errorf("the votes: %s with key %s, then %s with key %s", first.ID, first.Q.Key(), second.ID, second.Q.Key())
		}
		for i, student := range []string{"ann", "bob", "cat", "dan"} {
			h.answer(s, q, r, student, i < 3)
		}
		h.lead(s, r.ID, live.Reveal)
		if got := h.shown(); got != "revealed q0, 4 answers, 3 right, 1 ann 100, 1 bob 100, 1 cat 100, 4 dan 0, gain 50" {
			t.Errorf("revealed: %s", got)
		}
	})
}

func TestARoundNobodyLeadsEnds(t *testing.T) {
	story(t, 2, func(t *testing.T, h *hall) {
		s, _ := h.replica("a")
		r := h.begin(s, live.Wish{})
		h.lead(s, r.ID, live.Next)
		time.Sleep(31 * time.Minute)
		s.Tick(t.Context(), time.Now(), true)
		if got := h.shown(); !strings.HasPrefix(got, "over") {
			t.Errorf("after half an hour: %s", got)
		}
	})
}

func TestOneMessageIsEditedSlowly(t *testing.T) {
	story(t, 1, func(t *testing.T, h *hall) {
		s, q := h.replica("a")
		r := h.begin(s, live.Wish{})
		r = h.lead(s, r.ID, live.Next)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		go func() { _ = s.Run(ctx) }()
		before := h.channel.Messages()[0].Edits
		for i := range 100 {
			h.answer(s, q, r, fmt.Sprintf("s%d", i), true)
			time.Sleep(100 * time.Millisecond)
		}
		<-ctx.Done()
		if n := h.channel.Messages()[0].Edits - before; n > 10 {
			t.Errorf("%d edits in twenty seconds", n)
		}
		if got := h.shown(); got != "asking q0, 100 answers, 100 right" {
			t.Errorf("in the end: %s", got)
		}
	})
}

func TestStepsAreThoseThatLeadSomewhere(t *testing.T) {
	all := []live.Step{live.Next, live.Pause, live.Resume, live.Discuss, live.Reveal, live.Stop}
	r := quiz.Round{ID: "r", Phase: quiz.Lobby, At: -1, Questions: []string{"a", "b"}}
	for range 200 { // a walk through the phases, each time by the first step that is allowed
		for _, step := range all {
			next, err := live.Take(r, step, time.Now())
			if allowed := slices.Contains(live.Steps(r), step); allowed != (err == nil) {
				t.Fatalf("%s in phase %s: allowed %v, but %v", step, r.Phase, allowed, err)
			}
			if err == nil && step != live.Stop && step != live.Pause {
				r = next
				break
			}
		}
	}
	if r.Phase != quiz.Revealed || r.At != 1 || len(r.Asked) != 2 {
		t.Errorf("the walk ended in %+v", r)
	}
}
