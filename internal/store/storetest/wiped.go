package storetest

import (
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store"
)

// Wipeable is a store that can be wiped by others while it is open.
type Wipeable struct {
	Open   func(t *testing.T) (store.Store, error) // at the same place each time
	Wipe   func(t *testing.T)
	Accept func(t *testing.T) error
}

// Wiped checks what becomes of a store that somebody wipes (F8). at gives a new, empty place for
// one each time.
func Wiped(t *testing.T, at func(t *testing.T) Wipeable) {
	t.Helper()
	for name, rule := range map[string]func(*testing.T, Wipeable){
		"a new store has lost nothing":                        newStore,
		"an answer is refused rather than counted from zero":  wipedMidway,
		"no verb writes or reads, and none undoes the loss":   wipedVerbs,
		"a loss lasts over restarts until it is accepted":     wipedAndAccepted,
		"one caller at a time tells of a loss, until one did": wipedTelling,
	} {
		t.Run(name, func(t *testing.T) { rule(t, at(t)) })
	}
}

// begun opens a store in which ann has answered a question.
func begun(t *testing.T, w Wipeable) (store.Store, quiz.Prompt) {
	t.Helper()
	s, err := w.Open(t)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	p := opened(t, s, prompt("p1"))
	must(t, s.SaveClass(t.Context(), class.Class{ID: ofClass, Name: "Security"}))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	return s, p
}

func holds(t *testing.T, s store.Store) {
	t.Helper()
	if l, err := s.Lost(t.Context()); l != nil || err != nil {
		t.Errorf("lost: %+v, %v, want nothing", l, err)
	}
}

func newStore(t *testing.T, w Wipeable) {
	if err := w.Accept(t); !fault.Is(err, fault.Missing) {
		t.Errorf("accepting before the first start: %v, want missing", err)
	}
	s, err := w.Open(t)
	must(t, err)
	holds(t, s)
	must(t, s.Close())
	s, _ = begun(t, w) // a second start, still with nothing in it, and the first answer
	holds(t, s)
	must(t, s.Close())
	s, err = w.Open(t)
	must(t, err)
	holds(t, s)
	if points(t, s, "course") != 100 {
		t.Error("the points are gone after a restart")
	}
	if mine, err := s.ClaimTelling(t.Context(), t0, time.Minute); mine || err != nil {
		t.Errorf("there is nothing to tell: %v, %v", mine, err)
	}
	must(t, s.Close())
	if err := w.Accept(t); !fault.Is(err, fault.Missing) {
		t.Errorf("accepting what was not lost: %v, want missing", err)
	}
}

// wipedMidway presses in the moment after: nothing has looked yet.
func wipedMidway(t *testing.T, w Wipeable) {
	s, p := begun(t, w)
	w.Wipe(t)
	if r, err := s.Answer(t.Context(), p, answer(p, "bob", 100, "e2")); !fault.Is(err, fault.Busy) || r.Outcome != "" {
		t.Errorf("an answer: %+v, %v, want busy", r, err)
	}
	practised := prompt("practice")
	practised.Kind = quiz.Practice
	if err := s.OpenPrompt(t.Context(), practised); !fault.Is(err, fault.Busy) {
		t.Errorf("a question of practice, which would begin from zero: %v, want busy", err)
	}
	l, err := s.Lost(t.Context())
	if l == nil || err != nil || time.Since(l.Noticed).Abs() > time.Minute {
		t.Errorf("lost: %+v, %v", l, err)
	}
}

func wipedVerbs(t *testing.T, w Wipeable) {
	s, p := begun(t, w)
	w.Wipe(t)
	if l, err := s.Lost(t.Context()); l == nil || err != nil { // as the watch does every few seconds
		t.Fatalf("lost: %+v, %v", l, err)
	}
	ctx := t.Context()
	for name, do := range map[string]func() error{
		"OpenPrompt":  func() error { return s.OpenPrompt(ctx, prompt("p2")) },
		"Placed":      func() error { return s.Placed(ctx, ofClass, p.ID, chat.Ref{Message: "m"}) },
		"ClosePrompt": func() error { return s.ClosePrompt(ctx, ofClass, p.ID) },
		"Answer":      func() error { _, err := s.Answer(ctx, p, answer(p, "bob", 1, "e9")); return err },
		"Claim":       func() error { _, err := s.Claim(ctx, ofClass, "j", "me", t0, time.Hour); return err },
		"Post":        func() error { _, err := s.Post(ctx, ofClass, "j", "me", chat.Ref{Message: "m"}); return err },
		"Confirm":     func() error { return s.Confirm(ctx, ofClass, ledger.Key("j")) },
		"Release":     func() error { return s.Release(ctx, ofClass, "j", "me") },
		"SaveClass":   func() error { return s.SaveClass(ctx, class.Class{ID: "other"}) },
		"SaveProfile": func() error {
			return s.SaveProfile(ctx, ofClass, class.Profile{Student: "ann", Name: "Ann"})
		},
		"SaveRound": func() error { return s.SaveRound(ctx, quiz.Round{ID: "r", Class: ofClass, Phase: quiz.Lobby}) },
		"SaveRecord": func() error {
			return s.SaveRecord(ctx, record.Record{Class: ofClass, Kind: "k", ID: "i", Data: []byte("{}")})
		},
		"ResetBoard":  func() error { return s.ResetBoard(ctx, ofClass, "course") },
		"MoveStudent": func() error { return s.MoveStudent(ctx, ofClass, "ann", "bob") },
		"Prompt":      func() error { _, _, err := s.Prompt(ctx, ofClass, p.ID); return err },
		"Prompts":     func() error { _, err := s.Prompts(ctx, ofClass, 9); return err },
		"OpenPrompts": func() error { _, err := s.OpenPrompts(ctx, ofClass); return err },
		"Answers":     func() error { _, err := s.Answers(ctx, ofClass, p.ID); return err },
		"AnswersOf":   func() error { _, err := s.AnswersOf(ctx, ofClass, "ann", 9); return err },
		"Standings":   func() error { _, err := s.Standings(ctx, ofClass, "course", 9, "ann"); return err },
		"Classes":     func() error { _, err := s.Classes(ctx); return err },
		"Round":       func() error { _, err := s.Round(ctx, ofClass, "r"); return err },
		"OpenRounds":  func() error { _, err := s.OpenRounds(ctx, ofClass); return err },
		"Records":     func() error { _, err := s.Records(ctx, ofClass, "k"); return err },
		"Unfinished":  func() error { _, err := s.Unfinished(ctx, ofClass); return err },
		"Students":    func() error { _, err := s.Students(ctx, ofClass); return err },
		"LastAnswers": func() error { _, err := s.LastAnswers(ctx, ofClass, []quiz.StudentID{"ann"}); return err },
	} {
		if err := do(); !fault.Is(err, fault.Busy) {
			t.Errorf("%s: %v, want busy", name, err)
		}
	}
	if l, err := s.Lost(ctx); l == nil || err != nil {
		t.Errorf("afterwards lost: %+v, %v", l, err)
	}
}

func wipedAndAccepted(t *testing.T, w Wipeable) {
	s, p := begun(t, w)
	w.Wipe(t)
	if l, err := s.Lost(t.Context()); l == nil || err != nil {
		t.Fatalf("lost: %+v, %v", l, err)
	}
	must(t, s.Close())
	for range 2 { // a restart changes nothing
		if s, err := w.Open(t); !fault.Is(err, fault.Invalid) {
			if err == nil {
				_ = s.Close()
			}
			t.Fatalf("opening a store that was wiped: %v, want invalid", err)
		}
	}
	must(t, w.Accept(t))
	if err := w.Accept(t); !fault.Is(err, fault.Missing) {
		t.Errorf("accepting twice: %v, want missing", err)
	}
	s, err := w.Open(t)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	holds(t, s)
	if got := points(t, s, "course"); got != -1 {
		t.Errorf("after a loss was accepted, ann has %d points", got)
	}
	opened(t, s, p)
	if r := give(t, s, p, answer(p, "ann", 50, "e1")); r.Outcome != quiz.Recorded {
		t.Errorf("the first answer of the new beginning: %q", r.Outcome)
	}
	if got := points(t, s, "course"); got != 50 {
		t.Errorf("%d points, want 50", got)
	}
	holds(t, s)
}

func wipedTelling(t *testing.T, w Wipeable) {
	s, _ := begun(t, w)
	w.Wipe(t)
	if l, err := s.Lost(t.Context()); l == nil || err != nil {
		t.Fatalf("lost: %+v, %v", l, err)
	}
	claim := func(at time.Time) bool {
		mine, err := s.ClaimTelling(t.Context(), at, time.Minute)
		must(t, err)
		return mine
	}
	if !claim(t0) || claim(t0.Add(time.Second)) {
		t.Error("not exactly one may tell")
	}
	if !claim(t0.Add(2 * time.Minute)) {
		t.Error("whoever took over from one that died may not tell")
	}
	must(t, s.Told(t.Context()))
	if claim(t0.Add(time.Hour)) {
		t.Error("it would be told twice")
	}
}
