package storetest

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// modelPrompt is a prompt, where it stands and how it was answered.
type modelPrompt struct {
	quiz.Prompt

	placed []chat.Ref
	stands map[quiz.StudentID]*modelAnswer
}

// modelAnswer is an answer that stands, with the events that led to it and the boards that
// have its points now.
type modelAnswer struct {
	quiz.Answer

	events []string
	counts map[quiz.Board]bool
}

func (m *model) drawOpen(rt *rapid.T) call {
	p := prompt(string(promptID(rt)))
	p.Class, p.Kind = m.class, one(rt, "kind", quiz.Daily, quiz.Daily, quiz.Live, quiz.Practice)
	p.Changes = rapid.IntRange(0, 2).Draw(rt, "changes")
	p.Opens = t0.Add(-minute(rt).Sub(t0))
	p.Boards = []quiz.Board{"course", one[quiz.Board](rt, "board", "chapter:0", "chapter:1")}
	if p.Kind == quiz.Practice {
		p.Boards = nil
	}
	return func(rt *rapid.T) {
		was, want := m.prompts[p.ID], fault.Internal
		if was != nil {
			now := was.Prompt
			now.State = p.State
			if !cmp.Equal(now, p) {
				want = fault.Conflict
			}
		} else {
			m.prompts[p.ID] = &modelPrompt{Prompt: p, stands: map[quiz.StudentID]*modelAnswer{}}
		}
		agree(rt, "open "+string(p.ID), m.store.OpenPrompt(m.t.Context(), p), want)
		m.comparePrompt(rt, p.ID)
	}
}

// known is the error that a verb about a prompt gives.
func (m *model) known(id quiz.PromptID) fault.Kind {
	if m.prompts[id] == nil {
		return fault.Missing
	}
	return fault.Internal
}

func (m *model) drawPlaced(rt *rapid.T) call {
	id := promptID(rt)
	at := chat.Ref{Place: chat.Place{Platform: "slack", Tenant: "T", Channel: one(rt, "channel", "C1", "C2")}, Message: one(rt, "message", "1", "2")}
	return func(rt *rapid.T) {
		if p := m.prompts[id]; p != nil && !slices.Contains(p.placed, at) {
			p.placed = append(p.placed, at)
		}
		agree(rt, "place "+string(id), m.store.Placed(m.t.Context(), m.class, id, at), m.known(id))
		m.comparePrompt(rt, id)
	}
}

func (m *model) drawClose(rt *rapid.T) call {
	id := promptID(rt)
	return func(rt *rapid.T) {
		if p := m.prompts[id]; p != nil {
			p.State = quiz.Closed
		}
		agree(rt, "close "+string(id), m.store.ClosePrompt(m.t.Context(), m.class, id), m.known(id))
		m.comparePrompt(rt, id)
	}
}

func (m *model) drawAnswer(rt *rapid.T) call {
	id := promptID(rt)
	a := quiz.Answer{
		Prompt: id, Student: student(rt, "student"), Pick: one(rt, "pick", "a", "b", "c"), Points: 25 * rapid.IntRange(-1, 4).Draw(rt, "points"),
		At: minute(rt), From: "slack", Key: fmt.Sprintf("e%d", rapid.IntRange(0, 15).Draw(rt, "event")),
	}
	a.Right = a.Points == 100
	var here []quiz.Board
	if b := one[quiz.Board](rt, "here", "", "place:x", "place:y"); b != "" {
		here = append(here, b)
	}
	return func(rt *rapid.T) {
		p, given := m.prompts[id], a
		if p == nil {
			other := prompt(string(id))
			other.Class = m.class
			_, err := m.store.Answer(m.t.Context(), other, a)
			agree(rt, "answer", err, fault.Missing)
			return
		}
		given.Question = p.Question
		asked := p.Prompt
		if p.Changes == 0 && len(p.Boards) > 0 {
			asked.Boards = slices.Concat(p.Boards, here)
		}
		want := m.answer(p, given, asked.Boards)
		got, err := m.store.Answer(m.t.Context(), asked, given)
		agree(rt, "answer", err, fault.Internal)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("receipt of %+v (-want +got):\n%s", given, diff)
		}
		m.compareAnswers(rt, id)
		m.compareBoards(rt, asked.Boards...)
		m.compareStudent(rt, given.Student)
	}
}

// answer is the rule as written in quiz.Store.
func (m *model) answer(p *modelPrompt, a quiz.Answer, on []quiz.Board) quiz.Receipt {
	was := p.stands[a.Student]
	var stands quiz.Answer
	if was != nil {
		stands = was.Answer
	}
	switch {
	case was != nil && slices.Contains(was.events, a.Key):
		return quiz.Receipt{Outcome: quiz.Repeated, Stands: stands}
	case p.State == quiz.Closed || !a.At.Before(p.Closes):
		return quiz.Receipt{Outcome: quiz.Late, Stands: stands}
	case was != nil && was.Revision >= p.Changes:
		return quiz.Receipt{Outcome: quiz.Kept, Stands: stands}
	}
	outcome, next := quiz.Recorded, &modelAnswer{Answer: a, counts: map[quiz.Board]bool{}}
	if was != nil {
		outcome, next.Revision, next.events = quiz.Changed, was.Revision+1, was.events
	}
	next.events = append(slices.Clone(next.events), a.Key)
	for _, b := range on {
		if was != nil && was.counts[b] {
			m.add(b, a.Student, -was.Points)
		}
		m.add(b, a.Student, a.Points)
		next.counts[b] = true
	}
	p.stands[a.Student] = next
	return quiz.Receipt{Outcome: outcome, Stands: next.Answer}
}

func (m *model) add(b quiz.Board, who quiz.StudentID, points int) {
	if m.boards[b] == nil {
		m.boards[b] = map[quiz.StudentID]int{}
	}
	m.boards[b][who] += points
}

func (m *model) drawReset(rt *rapid.T) call {
	b := one[quiz.Board](rt, "board", "course", "chapter:0", "place:x", "nothing:here")
	return func(rt *rapid.T) {
		delete(m.boards, b)
		for _, p := range m.prompts {
			for _, a := range p.stands {
				delete(a.counts, b)
			}
		}
		agree(rt, "reset", m.store.ResetBoard(m.t.Context(), m.class, b), fault.Internal)
		m.compareBoards(rt, b)
	}
}

func (m *model) drawMove(rt *rapid.T) call {
	from, to := student(rt, "from"), one[quiz.StudentID](rt, "to", "", "ann", "bob", "cat")
	return func(rt *rapid.T) {
		m.move(from, to)
		agree(rt, fmt.Sprintf("move %s to %q", from, to), m.store.MoveStudent(m.t.Context(), m.class, from, to), fault.Internal)
		m.compareStudents(rt)
		for id := range m.prompts {
			m.compareAnswers(rt, id)
		}
		m.compareBoards(rt, allBoards()...)
		for _, who := range m.students() {
			m.compareStudent(rt, who)
		}
	}
}

// move is the rule: all that is from's becomes to's, and an answer that to gave too is dropped
// with its points.
func (m *model) move(from, to quiz.StudentID) {
	if from == to {
		return
	}
	for _, p := range m.prompts {
		a := p.stands[from]
		delete(p.stands, from)
		if a == nil || to == "" || p.stands[to] != nil {
			continue
		}
		a.Student = to
		p.stands[to] = a
		for b := range a.counts {
			m.add(b, to, a.Points)
		}
	}
	for _, points := range m.boards {
		delete(points, from)
	}
	if p, ok := m.profiles[from]; ok && to != "" {
		if _, has := m.profiles[to]; !has {
			p.Student = to
			m.profiles[to] = p
		}
	}
	delete(m.profiles, from)
}
