package storetest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/standings"
)

// compare fails unless a store's reading is what the model has; an empty list is as good as
// none.
func compare(rt *rapid.T, what string, want, got any, err error) {
	if err != nil {
		rt.Fatalf("%s: %v", what, err)
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		rt.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func allBoards() []quiz.Board {
	return []quiz.Board{"course", "chapter:0", "chapter:1", "place:x", "place:y", "nothing:here"}
}

func (m *model) compareAll(rt *rapid.T) {
	for _, id := range []quiz.PromptID{"p0", "p1", "p2", "p3"} {
		m.comparePrompt(rt, id)
		m.compareAnswers(rt, id)
	}
	m.compareBoards(rt, allBoards()...)
	for _, who := range m.students() {
		m.compareStudent(rt, who)
	}
	m.compareStudents(rt)
	m.comparePrompts(rt)
	m.compareReadings(rt)
	m.compareJobs(rt)
	m.compareRounds(rt)
	m.compareRecords(rt, "note")
	m.compareRecords(rt, "code")
	m.compareClass(rt)
	list, err := m.store.Students(m.t.Context(), m.class)
	known := map[quiz.StudentID]bool{}
	for who := range m.profiles {
		known[who] = true
	}
	for _, p := range m.prompts {
		for who := range p.stands {
			known[who] = true
		}
	}
	compare(rt, "students", slices.Sorted(maps.Keys(known)), list, err)
}

func (m *model) comparePrompt(rt *rapid.T, id quiz.PromptID) {
	got, placed, err := m.store.Prompt(m.t.Context(), m.class, id)
	want := m.prompts[id]
	if want == nil {
		agree(rt, "read "+string(id), err, fault.Missing)
		return
	}
	compare(rt, "prompt "+string(id), want.Prompt, got, err)
	compare(rt, "places of "+string(id), want.placed, placed, nil)
}

// comparePrompts holds the two lists of prompts against the model.
func (m *model) comparePrompts(rt *rapid.T) {
	var all, open []quiz.Prompt
	for _, p := range m.prompts {
		if p.Kind == quiz.Practice {
			continue
		}
		all = append(all, p.Prompt)
		if p.State == quiz.Open {
			open = append(open, p.Prompt)
		}
	}
	byOpening := func(a, b quiz.Prompt) int {
		return cmp.Or(a.Opens.Compare(b.Opens), cmp.Compare(a.ID, b.ID))
	}
	slices.SortFunc(open, byOpening)
	slices.SortFunc(all, func(a, b quiz.Prompt) int { return byOpening(b, a) })
	got, err := m.store.OpenPrompts(m.t.Context(), m.class)
	compare(rt, "open prompts", open, got, err)
	got, err = m.store.Prompts(m.t.Context(), m.class, 2)
	compare(rt, "prompts", all[:min(2, len(all))], got, err)
}

// answers are the answers to a prompt by student.
func (p *modelPrompt) answers() (list []quiz.Answer) {
	for _, who := range slices.Sorted(maps.Keys(p.stands)) {
		list = append(list, p.stands[who].Answer)
	}
	return list
}

func (m *model) compareAnswers(rt *rapid.T, id quiz.PromptID) {
	got, err := m.store.Answers(m.t.Context(), m.class, id)
	if m.prompts[id] == nil {
		agree(rt, "answers to "+string(id), err, fault.Missing)
		return
	}
	compare(rt, "answers to "+string(id), m.prompts[id].answers(), got, err)
}

// compareReadings holds the verbs that read a whole class at once against the model.
func (m *model) compareReadings(rt *rapid.T) {
	ids := slices.Sorted(maps.Keys(m.prompts))
	var want, got []quiz.Answer
	wantPicks, gotPicks := map[quiz.PromptID][]quiz.Pick{}, map[quiz.PromptID][]quiz.Pick{}
	for _, id := range ids {
		for _, a := range m.prompts[id].answers() {
			want = append(want, a)
			wantPicks[id] = append(wantPicks[id], quiz.Pick{Student: a.Student, Pick: a.Pick, Confidence: a.Confidence})
		}
	}
	err := m.store.AnswersTo(m.t.Context(), m.class, ids, func(a quiz.Answer) error { got = append(got, a); return nil })
	compare(rt, "answers to all", want, got, err)
	err = m.store.Picks(m.t.Context(), m.class, ids, func(id quiz.PromptID, list []quiz.Pick) error {
		gotPicks[id] = byStudent(list)
		return nil
	})
	compare(rt, "picks", wantPicks, gotPicks, err)
	last := map[quiz.StudentID]time.Time{}
	for _, a := range want {
		if a.At.After(last[a.Student]) {
			last[a.Student] = a.At
		}
	}
	seen, err := m.store.LastAnswers(m.t.Context(), m.class, m.students())
	compare(rt, "last answers", last, seen, err)
}

func (m *model) compareStudent(rt *rapid.T, who quiz.StudentID) {
	var want []quiz.Answer
	for _, p := range m.prompts {
		if a := p.stands[who]; a != nil {
			want = append(want, a.Answer)
		}
	}
	slices.SortFunc(want, func(a, b quiz.Answer) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Prompt, a.Prompt)) })
	got, err := m.store.AnswersOf(m.t.Context(), m.class, who, 3)
	compare(rt, "answers of "+string(who), want[:min(3, len(want))], got, err)
}

func (m *model) compareBoards(rt *rapid.T, boards ...quiz.Board) {
	for _, b := range boards {
		rows := rank(m.boards[b])
		want := standings.Page{Top: rows[:min(2, len(rows))], Total: len(rows)}
		if i := slices.IndexFunc(rows, func(r standings.Row) bool { return r.Student == "ann" }); i >= 0 {
			want.Own = &rows[i]
		}
		got, err := m.store.Standings(m.t.Context(), m.class, b, 2, "ann")
		compare(rt, "board "+string(b), want, got, err)
	}
}

func rank(points map[quiz.StudentID]int) []standings.Row {
	var rows []standings.Row
	for s, p := range points {
		rows = append(rows, standings.Row{Student: s, Points: p})
	}
	slices.SortFunc(rows, func(a, b standings.Row) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), strings.Compare(string(a.Student), string(b.Student)))
	})
	for i := range rows {
		rows[i].Rank = i + 1
		if i > 0 && rows[i].Points == rows[i-1].Points {
			rows[i].Rank = rows[i-1].Rank
		}
	}
	return rows
}

func (m *model) compareStudents(rt *rapid.T) {
	got, err := m.store.Profiles(m.t.Context(), m.class, m.students())
	compare(rt, "profiles", m.profiles, got, err)
}

func (m *model) compareJobs(rt *rapid.T) {
	var want []ledger.Entry
	for _, e := range m.jobs {
		if e.Stage != ledger.Confirmed {
			want = append(want, e)
		}
	}
	slices.SortFunc(want, func(a, b ledger.Entry) int { return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Key, b.Key)) })
	got, err := m.store.Unfinished(m.t.Context(), m.class)
	compare(rt, "unfinished jobs", want, got, err)
}

func (m *model) compareRounds(rt *rapid.T) {
	var open []quiz.Round
	for _, id := range []quiz.RoundID{"r0", "r1"} {
		want, ok := m.rounds[id]
		got, err := m.store.Round(m.t.Context(), m.class, id)
		if !ok {
			agree(rt, "read round "+string(id), err, fault.Missing)
			continue
		}
		compare(rt, "round "+string(id), want, got, err)
		if want.Phase != quiz.Over {
			open = append(open, want)
		}
	}
	got, err := m.store.OpenRounds(m.t.Context(), m.class)
	compare(rt, "open rounds", open, got, err)
}

func (m *model) compareRecords(rt *rapid.T, kind record.Kind) {
	var want []record.Record
	for _, key := range slices.Sorted(maps.Keys(m.records)) {
		if r := m.records[key]; r.Kind == kind {
			want = append(want, r)
		}
	}
	got, err := m.store.Records(m.t.Context(), m.class, kind)
	compare(rt, "records "+string(kind), want, got, err)
}

func (m *model) compareClass(rt *rapid.T) {
	all, err := m.store.Classes(m.t.Context())
	i := slices.IndexFunc(all, func(c class.Class) bool { return c.ID == m.class })
	switch {
	case err != nil || m.settings.Revision == 0:
		agree(rt, "read the classes", err, fault.Internal)
		if i >= 0 {
			rt.Fatalf("a class that nobody saved is there: %+v", all[i])
		}
	case i < 0:
		rt.Fatal("the class is not there")
	default:
		compare(rt, "class", m.settings, all[i], nil)
	}
}
