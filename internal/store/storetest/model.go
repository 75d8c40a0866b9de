package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/quiz"
	"lectern/internal/standings"
	"lectern/internal/store"
)

// Model plays random answers, changes, closings and repeats against a store and against a
// map in memory that follows the written rules, and compares every receipt and, at the end,
// every answer and every board. Each run uses a class of its own in the same store.
func Model(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	t.Run("random operations agree with the rules", func(t *testing.T) {
		s := open(t)
		t.Cleanup(func() { _ = s.Close() })
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			m := model{class: quiz.ClassID(fmt.Sprintf("model-%d-%d", time.Now().UnixNano(), run)), prompts: map[quiz.PromptID]*modelPrompt{}}
			m.play(rt, t, s)
		})
	})
}

type model struct {
	class   quiz.ClassID
	prompts map[quiz.PromptID]*modelPrompt
}

type modelPrompt struct {
	quiz.Prompt
	stands map[quiz.StudentID]quiz.Answer
	events map[quiz.StudentID][]string
}

func (m *model) play(rt *rapid.T, t *testing.T, s store.Store) {
	for i := range rapid.IntRange(1, 4).Draw(rt, "prompts") {
		p := prompt(fmt.Sprintf("p%d", i))
		p.Class, p.Changes = m.class, rapid.IntRange(0, 2).Draw(rt, "changes")
		p.Boards = []quiz.Board{"course", quiz.Board(fmt.Sprintf("chapter:%d", i%2))}
		if err := s.OpenPrompt(t.Context(), p); err != nil {
			rt.Fatal(err)
		}
		m.prompts[p.ID] = &modelPrompt{Prompt: p, stands: map[quiz.StudentID]quiz.Answer{}, events: map[quiz.StudentID][]string{}}
	}
	for range rapid.IntRange(1, 40).Draw(rt, "steps") {
		p := m.prompts[quiz.PromptID(fmt.Sprintf("p%d", rapid.IntRange(0, len(m.prompts)-1).Draw(rt, "prompt")))]
		if rapid.IntRange(0, 19).Draw(rt, "step") == 0 {
			p.State = quiz.Closed
			if err := s.ClosePrompt(t.Context(), m.class, p.ID); err != nil {
				rt.Fatal(err)
			}
			continue
		}
		a := quiz.Answer{
			Prompt: p.ID, Student: quiz.StudentID(rapid.SampledFrom([]string{"ann", "bob", "cat"}).Draw(rt, "student")),
			Pick: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "pick"), Points: 25 * rapid.IntRange(-1, 4).Draw(rt, "points"),
			At: t0.Add(time.Duration(rapid.IntRange(0, 600).Draw(rt, "minute")) * time.Minute), From: "slack",
			Key: fmt.Sprintf("e%d", rapid.IntRange(0, 15).Draw(rt, "event")),
		}
		want := p.answer(a)
		got, err := s.Answer(t.Context(), p.Prompt, a)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("receipt (-want +got):\n%s", diff)
		}
	}
	m.compare(rt, t, s)
}

// answer is the rule as written in quiz.Store.
func (p *modelPrompt) answer(a quiz.Answer) quiz.Receipt {
	was, present := p.stands[a.Student]
	switch {
	case slices.Contains(p.events[a.Student], a.Key):
		return quiz.Receipt{Outcome: quiz.Repeated, Stands: was}
	case p.State == quiz.Closed || !a.At.Before(p.Closes):
		return quiz.Receipt{Outcome: quiz.Late, Stands: was}
	case present && was.Revision >= p.Changes:
		return quiz.Receipt{Outcome: quiz.Kept, Stands: was}
	}
	outcome := quiz.Recorded
	if present {
		outcome, a.Revision = quiz.Changed, was.Revision+1
	}
	p.stands[a.Student] = a
	p.events[a.Student] = append(p.events[a.Student], a.Key)
	return quiz.Receipt{Outcome: outcome, Stands: a}
}

// compare recomputes every board from the answers: a board is never anything else.
func (m *model) compare(rt *rapid.T, t *testing.T, s store.Store) {
	boards := map[quiz.Board]map[quiz.StudentID]int{}
	for id, p := range m.prompts {
		got, err := s.Answers(t.Context(), m.class, id)
		if err != nil {
			rt.Fatal(err)
		}
		var want []quiz.Answer
		for _, a := range p.stands {
			want = append(want, a)
			for _, b := range p.Boards {
				if boards[b] == nil {
					boards[b] = map[quiz.StudentID]int{}
				}
				boards[b][a.Student] += a.Points
			}
		}
		slices.SortFunc(want, func(a, b quiz.Answer) int { return strings.Compare(string(a.Student), string(b.Student)) })
		if len(want)+len(got) > 0 && !cmp.Equal(want, got) {
			rt.Fatalf("answers to %s (-want +got):\n%s", id, cmp.Diff(want, got))
		}
	}
	for b, points := range boards {
		page, err := s.Standings(t.Context(), m.class, b, 10, "ann")
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(rank(points), page.Top); diff != "" {
			rt.Fatalf("board %s (-want +got):\n%s", b, diff)
		}
		for _, r := range page.Top {
			if r.Student == "ann" && (page.Own == nil || *page.Own != r) {
				rt.Fatalf("board %s: own row %+v, listed as %+v", b, page.Own, r)
			}
		}
	}
}

func rank(points map[quiz.StudentID]int) []standings.Row {
	var rows []standings.Row
	for s, p := range points {
		rows = append(rows, standings.Row{Student: s, Points: p})
	}
	slices.SortFunc(rows, func(a, b standings.Row) int {
		if a.Points != b.Points {
			return b.Points - a.Points
		}
		return strings.Compare(string(a.Student), string(b.Student))
	})
	for i := range rows {
		rows[i].Rank = i + 1
		if i > 0 && rows[i].Points == rows[i-1].Points {
			rows[i].Rank = rows[i-1].Rank
		}
	}
	return rows
}
