package class_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/store/sqlite"
)

func answered(t *testing.T, s *sqlite.Store, prompt quiz.PromptID, student quiz.StudentID) {
	t.Helper()
	p := quiz.Prompt{ID: prompt, Class: "ir", Kind: quiz.Daily, Question: "q", Pinned: []byte("{}"), Opens: monday(), Boards: []quiz.Board{quiz.CourseBoard}}
	must(t, s.OpenPrompt(t.Context(), p))
	_, err := s.Answer(t.Context(), p, quiz.Answer{Prompt: prompt, Question: "q", Student: student, Pick: "a", Right: true, Points: 100, At: monday(), Key: string(student)})
	must(t, err)
}

func classes() []class.Class { return []class.Class{{ID: "ir"}, {ID: "is"}} }

// TestTwoAccountsBecomeOneStudent links a telephone's account, then one more to that.
func TestTwoAccountsBecomeOneStudent(t *testing.T) {
	s := newStore(t)
	l, err := class.NewLinks(t.Context(), s, classes, nil)
	must(t, err)
	answered(t, s, "p1", "desk")
	answered(t, s, "p2", "phone")
	answered(t, s, "p3", "tablet")
	must(t, l.Join(t.Context(), "ir", "tablet", "phone", monday()))
	must(t, l.Join(t.Context(), "ir", "phone", "desk", monday()))
	for _, account := range []quiz.StudentID{"desk", "phone", "tablet"} {
		if got := l.Of("ir", account); got != "desk" {
			t.Errorf("%s stands for %s", account, got)
		}
		if got := l.Of("is", account); got != account {
			t.Errorf("in another class, %s stands for %s", account, got)
		}
	}
	others := slices.Sorted(slices.Values(l.Accounts("ir", "desk")))
	if !slices.Equal(others, []quiz.StudentID{"phone", "tablet"}) || len(l.Accounts("ir", "phone")) != 0 {
		t.Errorf("the other accounts are %v", others)
	}
	list, err := s.AnswersOf(t.Context(), "ir", "desk", 10)
	must(t, err)
	if len(list) != 3 {
		t.Errorf("of three answers, %d are the student's", len(list))
	}
	for _, pair := range [][2]quiz.StudentID{{"phone", "desk"}, {"desk", "tablet"}, {"phone", "tablet"}, {"desk", "desk"}} {
		if err := l.Join(t.Context(), "ir", pair[0], pair[1], monday()); !fault.Is(err, fault.Conflict) {
			t.Errorf("linking %v again: %v", pair, err)
		}
	}
	replica, err := class.NewLinks(t.Context(), s, classes, nil)
	must(t, err)
	if replica.Of("ir", "tablet") != "desk" {
		t.Error("another replica knows nothing of it")
	}
	must(t, l.Join(t.Context(), "ir", "x", "y", monday()))
	must(t, l.Part(t.Context(), "ir", "desk"))
	if l.Of("ir", "phone") != "phone" || l.Of("ir", "tablet") != "tablet" || l.Of("ir", "x") != "y" {
		t.Error("taken apart are the accounts of one student, and all of them")
	}
	var none *class.Links
	if none.Of("ir", "a") != "a" || none.Accounts("ir", "a") != nil {
		t.Error("without links, an account stands for itself")
	}
}

// moves is a store in memory that notes what is moved.
type moves struct {
	record.Store

	data  map[string]record.Record
	moved []string
	clash int // how many of the next saves come too late
}

func (m *moves) Record(_ context.Context, c quiz.ClassID, k record.Kind, id string) (record.Record, error) {
	r, ok := m.data[string(c)+string(k)+id]
	if !ok {
		return r, fault.New(fault.Missing, "There is none.", "")
	}
	return r, nil
}

func (m *moves) SaveRecord(_ context.Context, r record.Record) error {
	if m.clash--; m.clash >= 0 {
		return fault.New(fault.Conflict, "Somebody was first.", "")
	}
	r.Revision++
	m.data[string(r.Class)+string(r.Kind)+r.ID] = r
	return nil
}

func (m *moves) MoveStudent(_ context.Context, c quiz.ClassID, from, to quiz.StudentID) error {
	m.moved = append(m.moved, fmt.Sprint(c, " ", from, " ", to))
	return nil
}

// TestAnswersThatArriveAfterALinkAreMovedToo: for a minute, another replica may not know of it.
func TestAnswersThatArriveAfterALinkAreMovedToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &moves{data: map[string]record.Record{}}
		l, err := class.NewLinks(t.Context(), s, classes, nil)
		must(t, err)
		must(t, l.Join(t.Context(), "ir", "phone", "desk", time.Now()))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		time.Sleep(59 * time.Second) // of the bubble's clock
		synctest.Wait()
		n := len(s.moved)
		if want := int(time.Minute / class.Refresh); n < want-1 || n > want+1 || s.moved[n-1] != "ir phone desk" {
			t.Errorf("within a minute, moved are %v", s.moved)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if extra := len(s.moved) - n; extra > 1 {
			t.Errorf("%d more were moved when it had settled", extra)
		}
		cancel()
		must(t, <-done)
	})
}

func TestLinkingGivesWayToOthersAFewTimes(t *testing.T) {
	for clash, busy := range map[int]bool{0: false, 4: false, 5: true} {
		s := &moves{data: map[string]record.Record{}, clash: clash}
		l, err := class.NewLinks(t.Context(), s, classes, nil)
		must(t, err)
		if err := l.Join(t.Context(), "ir", "phone", "desk", monday()); fault.Is(err, fault.Busy) != busy || !busy && err != nil {
			t.Errorf("after %d others: %v", clash, err)
		}
		if moved := len(s.moved) > 0; moved == busy {
			t.Errorf("after %d others, answers were moved: %v", clash, moved)
		}
	}
}
