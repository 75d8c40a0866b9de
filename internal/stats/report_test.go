package stats_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/bank"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/stats"
)

func texts(q stats.Question) string {
	var all []string
	for _, r := range q.Remarks {
		all = append(all, r.String())
	}
	return strings.Join(all, " ")
}

func TestOptionsAreCountedWhateverTheirOrder(t *testing.T) {
	w := &world{t: t}
	q := single("q", "ch", 3)
	first, second := w.ask(0, q), w.ask(7, turned(q, 1)) // B C A
	for s := range 6 {
		w.answer(first, fmt.Sprintf("s%d", s), "b", quiz.Sure) // B
	}
	for s := range 10 { // six answer for the second time, which does not count any more
		w.answer(second, fmt.Sprintf("s%d", s), "c", quiz.Likely) // A, which is right
	}
	got := question(t, w.report(later(), nil), "q")
	if got.Students != 10 || got.Right != 4 || got.Asked != 2 {
		t.Errorf("%d students, %d right, asked %d times", got.Students, got.Right, got.Asked)
	}
	for i, want := range []int{4, 6, 0} {
		if o := got.Options[i]; o.Text != bank.Letter(i) || o.Picked != want || o.Correct != (i == 0) {
			t.Errorf("option %d: %+v", i, o)
		}
	}
	if !got.Misled || !strings.Contains(texts(got), "More students chose “B” (6) than the right answer (4)") || !strings.Contains(texts(got), "Confidently wrong: 6 of 6") {
		t.Errorf("remarks: %s", texts(got))
	}
	if f := got.SureWrong; !f.Known || f.Value != 100 || f.N != 6 {
		t.Errorf("sure and wrong: %+v", f)
	}
	if got.Discrimination.Known || !strings.Contains(got.Discrimination.Text.String(), "0 students answered this and enough other questions, and 15 are needed") {
		t.Errorf("discrimination: %+v", got.Discrimination)
	}
}

func TestAnOptionThatDrawsTheStrong(t *testing.T) {
	w := &world{t: t}
	var ids []quiz.PromptID
	for i := range 5 {
		ids = append(ids, w.ask(i, single(fmt.Sprintf("q%d", i), "ch", 4)))
	}
	for s := range 24 {
		strong := s < 6
		for i, id := range ids {
			pick := "b"
			switch {
			case i == 0 && strong:
				pick = "c" // the strong fall for C
			case i == 0, strong, s%5 == i:
				pick = "a"
			}
			w.answer(id, fmt.Sprintf("s%02d", s), pick, quiz.NotAsked)
		}
	}
	q := question(t, w.report(later(), nil), "q0")
	if q.Discrimination.Value >= 0 || !q.Misled {
		t.Errorf("discrimination %v, misled %v", q.Discrimination.Value, q.Misled)
	}
	if got := q.Options[2].Remark.String(); !strings.Contains(got, "do better elsewhere") {
		t.Errorf("remark on C: %q", got)
	}
	if got := q.Options[3].Remark.String(); !strings.Contains(got, "could be left out") {
		t.Errorf("remark on D: %q", got)
	}
	if q.Options[0].Remark.Key != "" {
		t.Errorf("remark on the right answer: %q", q.Options[0].Remark)
	}
}

func TestGuessing(t *testing.T) {
	options := func(right ...bool) (out []bank.PinnedOption) {
		for i, r := range right {
			out = append(out, bank.PinnedOption{Text: []doc.Span{doc.Plain(bank.Letter(i))}, Correct: r, Right: i})
		}
		return out
	}
	for _, tt := range []struct {
		kind    bank.Kind
		options []bank.PinnedOption
		want    float64
		known   bool
	}{
		{bank.Single, options(true, false, false, false), 25, true},
		{bank.Bool, options(true, false), 50, true},
		// Of seven choices two hold both right options alone or half of them: A 50, B 50, AB 100,
		// C 0, AC 0, BC 0, ABC 50.
		{bank.Multi, options(true, true, false), 250.0 / 7, true},
		{bank.Short, nil, 0, false},
		{bank.Order, options(false, false), 0, false},
	} {
		w := &world{t: t}
		w.ask(0, bank.Pinned{ID: "q", Kind: tt.kind, Options: tt.options, Accept: []string{"x"}, Points: 100})
		f := question(t, w.report(later(), nil), "q").Guess
		if f.Known != tt.known || f.Value < tt.want-1e-9 || f.Value > tt.want+1e-9 {
			t.Errorf("%s: %+v, want %v", tt.kind, f, tt.want)
		}
	}
}

func TestTheFirstVoteIsTheAttemptAndTheSecondTheGain(t *testing.T) {
	w := &world{t: t}
	q := single("q", "ch", 3)
	w.ask(0, single("other", "ch", 3))
	before := w.ask(1, q, "vote:r1")
	after := w.ask(1, q, "course", "round:r1")
	for s := range 10 {
		name := fmt.Sprintf("s%d", s)
		pick := map[bool]string{true: "a", false: "b"}
		w.answer(before, name, pick[s < 4], quiz.NotAsked)
		if s != 9 {
			w.answer(after, name, pick[s < 7], quiz.NotAsked)
		}
	}
	r := w.report(later(), nil)
	if got := question(t, r, "q"); got.Right != 4 || got.Asked != 1 || got.Facility.Value != 40 {
		t.Errorf("right %d, asked %d, facility %v", got.Right, got.Asked, got.Facility.Value)
	}
	if r.Asked != 2 || len(r.Revotes) != 1 {
		t.Fatalf("asked %d, revotes %+v", r.Asked, r.Revotes)
	}
	v := r.Revotes[0]
	if v.Students != 9 || v.Before != 4 || v.After != 7 || v.Gain.Value < 59.99 || v.Gain.Value > 60.01 {
		t.Errorf("%+v", v)
	}
	if got := v.Gain.Text.String(); got != "Of 9 who voted twice, 4 were right before the discussion and 7 after it." {
		t.Errorf("text %q", got)
	}
}

func TestWhoWentSilent(t *testing.T) {
	w := &world{t: t}
	for i := range 30 {
		id := w.ask(i, single(fmt.Sprintf("q%02d", i), "ch", 3))
		if i < 10 {
			w.answer(id, "gone", "a", quiz.NotAsked)
			w.answer(id, "practises", "a", quiz.NotAsked)
		}
		if i < 2 {
			w.answer(id, "passer-by", "a", quiz.NotAsked)
		}
		if i < 9 {
			w.answer(id, "earlier", "a", quiz.NotAsked)
		}
		w.answer(id, "faithful", "a", quiz.NotAsked)
	}
	now := began().AddDate(0, 0, 30)
	r := w.report(now, map[quiz.StudentID]time.Time{"practises": now.AddDate(0, 0, -1)})
	var names []string
	for _, s := range r.Silent {
		names = append(names, fmt.Sprintf("%s %d %d", s.Student, s.Answers, s.Missed))
	}
	if want := []string{"gone 10 20", "earlier 9 21"}; !slices.Equal(names, want) {
		t.Errorf("silent: %q, want %q", names, want)
	}
	if early := w.report(began().AddDate(0, 0, 20), nil); len(early.Silent) != 0 {
		t.Errorf("silent after eleven days: %+v", early.Silent)
	}
}

func TestParticipationByWeek(t *testing.T) {
	w := &world{t: t}
	for _, day := range []int{0, 1, 7, 21} { // the third week has none
		id := w.ask(day, single(fmt.Sprint("q", day), "ch", 3))
		w.answer(id, "ann", "a", quiz.NotAsked)
		if day == 7 {
			w.answer(id, "bob", "a", quiz.NotAsked)
		}
	}
	open := w.ask(22, single("open", "ch", 3))
	w.prompts[len(w.prompts)-1].State = quiz.Open
	w.answer(open, "cat", "a", quiz.NotAsked)
	r := w.report(began().AddDate(0, 0, 22), nil)
	var got []string
	for _, k := range r.Weeks {
		got = append(got, fmt.Sprintf("%s %d asked %d of %d", k.Monday, k.Asked, k.Active, k.Known))
	}
	want := []string{"2026-09-07 2 asked 1 of 1", "2026-09-14 1 asked 2 of 2", "2026-09-21 0 asked 0 of 2", "2026-09-28 1 asked 1 of 2"}
	if !slices.Equal(got, want) {
		t.Errorf("weeks %q, want %q", got, want)
	}
	if r.Students != 2 || r.Answers != 5 || r.Asked != 4 {
		t.Errorf("the open question counts: %+v", r)
	}
}

func TestSmallClassesGetNoFigure(t *testing.T) {
	marks := make([][]bool, 4)
	for s := range marks {
		marks[s] = []bool{true, s%2 == 0, s == 0, false, true}
	}
	r := full(t, marks).report(later(), nil)
	for _, q := range r.Questions {
		for what, f := range map[string]stats.Figure{"facility": q.Facility, "discrimination": q.Discrimination, "efficiency": q.Efficiency, "weight": q.Weight} {
			if f.Known || f.Text.Key == "" || f.Value != 0 {
				t.Errorf("%s of four students: %+v", what, f)
			}
		}
		if len(q.Remarks) > 0 {
			t.Errorf("remarks on four answers: %s", texts(q))
		}
	}
	if r.Course.Consistency.Known || r.Course.Facility.Known {
		t.Errorf("figures of the course: %+v", r.Course)
	}
}

func TestWrongAnswersInWords(t *testing.T) {
	w := &world{t: t}
	id := w.ask(0, bank.Pinned{ID: "q", Kind: bank.Short, Accept: []string{"Waltz"}, Rivals: []string{"walt"}, Points: 100})
	for i, pick := range []string{"Walt", "walt ", "Waltz", "Morgenthau"} {
		w.answer(id, fmt.Sprint("s", i), pick, quiz.NotAsked)
	}
	q := question(t, w.report(later(), nil), "q")
	if got := fmt.Sprint(q.Typed); got != "[{walt 2} {morgenthau 1}]" {
		t.Errorf("typed %s", got)
	}
}
