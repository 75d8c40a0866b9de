package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/quiz"
	"lectern/internal/standings"
	"lectern/internal/store"
)

func tenants(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	other := p
	other.Class = "other-class"
	other.Question = "their-own"
	must(t, s.OpenPrompt(t.Context(), other))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	if r := give(t, s, other, answer(other, "ann", 25, "e1")); r.Outcome != quiz.Recorded {
		t.Errorf("the same event id in another class: %q", r.Outcome)
	}
	page, err := s.Standings(t.Context(), other.Class, "course", 10, "ann")
	must(t, err)
	if page.Own == nil || page.Own.Points != 25 || page.Total != 1 {
		t.Errorf("the other class's board: %+v", page)
	}
	list, err := s.AnswersOf(t.Context(), other.Class, "ann", 10)
	must(t, err)
	if len(list) != 1 || list[0].Points != 25 {
		t.Errorf("the other class's answers: %+v", list)
	}
}

func stampede(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	const students, clicks = 1000, 10
	var wg sync.WaitGroup
	errs := make(chan error, students*clicks)
	for w := range 32 {
		wg.Go(func() {
			for i := w; i < students*clicks; i += 32 {
				_, err := s.Answer(t.Context(), p, answer(p, fmt.Sprintf("s%04d", i%students), 100, "e"+strconv.Itoa(i)))
				if err != nil {
					errs <- err
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Fatal(err)
	}
	page, err := s.Standings(t.Context(), ofClass, "course", students, "")
	must(t, err)
	sum := 0
	for _, r := range page.Top {
		sum += r.Points
	}
	list, err := s.Answers(t.Context(), ofClass, p.ID)
	must(t, err)
	if page.Total != students || sum != 100*students || len(list) != students {
		t.Errorf("%d on the board with %d points, %d answers", page.Total, sum, len(list))
	}
}

func ties(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	for i, st := range []struct {
		id     string
		points int
	}{{"dan", 50}, {"bob", 75}, {"cat", 75}, {"ann", 100}, {"eve", 0}} {
		give(t, s, p, answer(p, st.id, st.points, "e"+strconv.Itoa(i)))
	}
	page, err := s.Standings(t.Context(), ofClass, "course", 3, "dan")
	must(t, err)
	want := standings.Page{
		Top: []standings.Row{{Rank: 1, Student: "ann", Points: 100}, {Rank: 2, Student: "bob", Points: 75}, {Rank: 2, Student: "cat", Points: 75}},
		Own: &standings.Row{Rank: 4, Student: "dan", Points: 50}, Total: 5,
	}
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	page, err = s.Standings(t.Context(), ofClass, "course", 1, "nobody")
	must(t, err)
	if page.Own != nil {
		t.Errorf("a student without points has a row: %+v", page.Own)
	}
	page, err = s.Standings(t.Context(), ofClass, "no-such-board", 5, "ann")
	must(t, err)
	if page.Total != 0 || len(page.Top) != 0 || page.Own != nil {
		t.Errorf("an empty board shows %+v", page)
	}
}

func resetBoard(t *testing.T, s store.Store) {
	p := opened(t, s, prompt("p1"))
	give(t, s, p, answer(p, "ann", 100, "e1"))
	must(t, s.ResetBoard(t.Context(), ofClass, "course"))
	must(t, s.ResetBoard(t.Context(), ofClass, "course"))
	if got := points(t, s, "course"); got != -1 {
		t.Errorf("%d points after the reset", got)
	}
	if got := points(t, s, "chapter:chapter1"); got != 100 {
		t.Errorf("the other board has %d points", got)
	}
	if list, err := s.Answers(t.Context(), ofClass, p.ID); err != nil || len(list) != 1 {
		t.Errorf("answers after the reset: %v, %v", list, err)
	}
}

// emptiedBoard links accounts and changes an answer after the board was emptied: neither takes
// points from the board that went before.
func emptiedBoard(t *testing.T, s store.Store) {
	before, after, changed := opened(t, s, prompt("p1")), opened(t, s, prompt("p2")), prompt("p3")
	changed.Changes = 1
	opened(t, s, changed)
	give(t, s, before, answer(before, "ann", 100, "e1"))
	give(t, s, before, answer(before, "annie", 100, "e2"))
	give(t, s, changed, answer(changed, "ann", 100, "e3"))
	must(t, s.ResetBoard(t.Context(), ofClass, "course"))
	give(t, s, after, answer(after, "ann", 50, "e4"))
	give(t, s, after, answer(after, "annie", 25, "e5"))
	give(t, s, changed, answer(changed, "ann", 25, "e6"))
	if got := points(t, s, "course"); got != 75 {
		t.Errorf("%d points on the emptied board, want the 50 and the changed answer's 25", got)
	}
	must(t, s.MoveStudent(t.Context(), ofClass, "annie", "ann"))
	if got := points(t, s, "course"); got != 75 {
		t.Errorf("%d points on the emptied board after linking, want 75 as before", got)
	}
	if got := points(t, s, "chapter:chapter1"); got != 175 {
		t.Errorf("%d points on the other board after linking, want 100 + 50 + 25", got)
	}
}
