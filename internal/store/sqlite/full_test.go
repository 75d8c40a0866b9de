package sqlite_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store/sqlite"
)

// TestAFullDiskIsNeverTakenForAnAnswer (F23) answers until there is no room: whoever is told
// "recorded" is, whoever is told of trouble is not, and room again is all that is needed.
func TestAFullDiskIsNeverTakenForAnAnswer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lectern.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "week:1"}}
	if err := s.OpenPrompt(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	give := func(i int) error {
		a := quiz.Answer{Prompt: "p1", Student: quiz.StudentID(fmt.Sprintf("s%03d", i)), Pick: strings.Repeat("a", 1000), Points: 100, At: time.UnixMilli(2), Key: fmt.Sprint("e", i)}
		r, err := s.Answer(t.Context(), p, a)
		if err == nil && r.Outcome != quiz.Recorded {
			t.Errorf("answer %d: %s", i, r.Outcome)
		}
		return err
	}
	const most = 200
	if err := s.Limit(t.Context(), 60); err != nil {
		t.Fatal(err)
	}
	told := 0
	for ; told < most; told++ {
		if err := give(told); err != nil {
			if !fault.Is(err, fault.Busy) {
				t.Errorf("on a full disk: %v, want busy", err)
			}
			break
		}
	}
	if told == 0 || told == most {
		t.Fatalf("%d answers fitted: nothing was tried", told)
	}
	if err := s.Check(t.Context()); err != nil && !fault.Is(err, fault.Busy) {
		t.Errorf("Check on a full disk: %v", err)
	}
	held(t, s, told)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = sqlite.Open(t.Context(), path); err != nil { // without the limit
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	held(t, s, told)
	if err := give(told); err != nil {
		t.Errorf("with room again: %v", err)
	}
	held(t, s, told+1)
}

// held checks that so many answers are there, and that the boards agree.
func held(t *testing.T, s *sqlite.Store, want int) {
	t.Helper()
	list, err := s.Answers(t.Context(), "c", "p1")
	if err != nil || len(list) != want {
		t.Errorf("%d answers, want %d: %v", len(list), want, err)
	}
	for _, b := range []quiz.Board{"course", "week:1"} {
		page, err := s.Standings(t.Context(), "c", b, want+1, "")
		sum := 0
		for _, r := range page.Top {
			sum += r.Points
		}
		if err != nil || page.Total != want || sum != 100*want {
			t.Errorf("board %s: %d students with %d points, want %d: %v", b, page.Total, sum, want, err)
		}
	}
}
