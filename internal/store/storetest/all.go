package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/quiz"
	"lectern/internal/store"
)

// readAll reads the answers of a whole class.
func readAll(t *testing.T, s store.Store) {
	p1, p2, other := opened(t, s, prompt("p1")), opened(t, s, prompt("p2")), opened(t, s, prompt("p3"))
	b1, a1, a2 := answer(p1, "bob", 0, "e1"), answer(p1, "ann", 100, "e2"), answer(p2, "ann", 50, "e3")
	give(t, s, p1, b1)
	give(t, s, p1, a1)
	give(t, s, p2, a2)
	give(t, s, other, answer(other, "cat", 50, "e4"))
	var got []quiz.Answer
	must(t, s.AnswersTo(t.Context(), ofClass, []quiz.PromptID{"p2", "none", "p1", "p2"}, func(a quiz.Answer) error {
		got = append(got, a)
		return nil
	}))
	if diff := cmp.Diff([]quiz.Answer{a1, b1, a2}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	enough, n := errors.New("enough"), 0
	err := s.AnswersTo(t.Context(), ofClass, []quiz.PromptID{"p1", "p2"}, func(quiz.Answer) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("after %d answers: %v, want to stop at the first", n, err)
	}
	must(t, s.AnswersTo(t.Context(), ofClass, nil, func(quiz.Answer) error { return enough }))
}

// lastSeen counts what was practised too.
func lastSeen(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	give(t, s, p, answer(p, "bob", 100, "e2"))
	practice := prompt("p2")
	practice.Kind, practice.Boards, practice.Closes = quiz.Practice, nil, time.Time{}
	opened(t, s, practice)
	later := answer(practice, "bob", 100, "e3")
	later.At = t0.Add(48 * time.Hour)
	give(t, s, practice, later)
	got, err := s.LastAnswers(t.Context(), ofClass, []quiz.StudentID{"bob", "ann", "nobody"})
	must(t, err)
	if diff := cmp.Diff(map[quiz.StudentID]time.Time{"ann": t0.Add(time.Minute), "bob": later.At}, got); diff != "" {
		t.Errorf("last answers (-want +got):\n%s", diff)
	}
	none, err := s.LastAnswers(t.Context(), ofClass, nil)
	if err != nil || len(none) > 0 {
		t.Errorf("of nobody: %v, %v", none, err)
	}
}
