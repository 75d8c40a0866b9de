package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/quiz"
	"lectern/internal/store"
)

// readPicks reads what a whole class has answered.
func readPicks(t *testing.T, s store.Store) {
	p1, p2, other := opened(t, s, prompt("p1")), prompt("p2"), opened(t, s, prompt("p3"))
	p2.Changes = 1
	opened(t, s, p2)
	opened(t, s, prompt("p4"))
	b1, a1, a2 := answer(p1, "bob", 0, "e1"), answer(p1, "ann", 100, "e2"), answer(p2, "ann", 50, "e3")
	b1.Pick, b1.Confidence = "a \"quoted\",\"pick\":\"b\\ / wörd\"", quiz.NotAsked
	give(t, s, p1, b1)
	give(t, s, p1, a1)
	give(t, s, p2, a2)
	a2.Pick, a2.Key = "c/d", "e5"
	give(t, s, p2, a2) // a change
	give(t, s, other, answer(other, "cat", 50, "e4"))
	type picks struct {
		ID   quiz.PromptID
		List []quiz.Pick
	}
	var got []picks
	must(t, s.Picks(t.Context(), ofClass, []quiz.PromptID{"p2", "none", "p4", "p1", "p2"}, func(id quiz.PromptID, list []quiz.Pick) error {
		got = append(got, picks{id, byStudent(list)})
		return nil
	}))
	want := []picks{
		{"p1", []quiz.Pick{{Student: "ann", Pick: "a", Confidence: quiz.Sure}, {Student: "bob", Pick: b1.Pick}}},
		{"p2", []quiz.Pick{{Student: "ann", Pick: "c/d", Confidence: quiz.Sure}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("picks (-want +got):\n%s", diff)
	}
	enough, n := errors.New("enough"), 0
	err := s.Picks(t.Context(), ofClass, []quiz.PromptID{"p1", "p2"}, func(quiz.PromptID, []quiz.Pick) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("after %d prompts: %v, want to stop at the first", n, err)
	}
	must(t, s.Picks(t.Context(), ofClass, nil, func(quiz.PromptID, []quiz.Pick) error { return enough }))
}

// byStudent is a list of its own in the order of the students.
func byStudent(list []quiz.Pick) []quiz.Pick {
	return slices.SortedFunc(slices.Values(list), func(a, b quiz.Pick) int { return strings.Compare(string(a.Student), string(b.Student)) })
}

// marksAreNoBorders keeps what somebody typed from passing as the answer of another.
func marksAreNoBorders(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	forged := answer(p, "ann", 0, "e1")
	forged.Pick = "x\x1ebob\x1fsure\x1fa"
	give(t, s, p, forged)
	must(t, s.Picks(t.Context(), ofClass, []quiz.PromptID{"p1"}, func(_ quiz.PromptID, list []quiz.Pick) error {
		if len(list) != 1 || list[0].Student != "ann" || list[0].Confidence != quiz.Sure || list[0].Pick != forged.Pick {
			t.Errorf("ann's answer became %+v", list)
		}
		return nil
	}))
	counted := answer(p, "bob", 50, "e 2 3 4")
	counted.Pick = "3 3 1 4 5 6 1 100 0 0 wééß\n\x1e " // as a text of answers might go on
	give(t, s, p, counted)
	var got []quiz.Answer
	must(t, s.AnswersTo(t.Context(), ofClass, []quiz.PromptID{"p1"}, func(a quiz.Answer) error { got = append(got, a); return nil }))
	if diff := cmp.Diff([]quiz.Answer{forged, counted}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

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
