package practice_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/practice"
	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

const chapter = "---\ntitle: 'Chapter 1: Security'\n---\n\n<exercise id=\"1\" title=\"Realism\">\n\nStates arm.\n\n</exercise>\n"

func questions(t testing.TB) *bank.Bank {
	t.Helper()
	yaml := "questions:\n"
	for i := range 4 {
		yaml += fmt.Sprintf("- {id: q%d, kind: bool, stem: 'Is it %d?', answer: true, state: approved, objective: o%d}\n", i, i, i%2)
	}
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}, "chapters/chapter1.quiz.yaml": {Data: []byte(yaml)}}
	c, _, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// day gives noon of a date of November 2026, a Sunday being the first.
func day(n int) time.Time { return time.Date(2026, 11, n, 12, 0, 0, 0, time.UTC) }

func date(n int) schedule.Date { return schedule.DateOf(day(n), time.UTC) }

func answered(question string, on int, right bool) quiz.Answer {
	return quiz.Answer{Question: question, At: day(on), Right: right}
}

func none(string) bool { return false }

func TestRankedAsksWhatIsDueThenWrongThenNew(t *testing.T) {
	items := questions(t).Askable()
	h := practice.Read([]quiz.Answer{
		answered("q0", 23, true),  // known yesterday: not due for days
		answered("q1", 20, false), // wrong the last time
		answered("q2", 2, true),   // known weeks ago: due
	}, time.UTC)
	var got []string
	for _, c := range h.Ranked(items, date(24), none) {
		got = append(got, c.Item.ID+" "+string(c.Why))
	}
	if want := "[q2 due q1 wrong q3 new q0 again]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	due, wrong := h.Waiting(items, date(24))
	if due != 1 || wrong != 1 {
		t.Errorf("%d due and %d wrong", due, wrong)
	}
}

func TestWhatWasAnsweredTodayIsLeftAlone(t *testing.T) {
	h := practice.Read([]quiz.Answer{answered("q0", 24, false), answered("q1", 24, true)}, time.UTC)
	if got := h.Ranked(questions(t).Askable(), date(24), func(id string) bool { return id == "q2" }); len(got) != 1 || got[0].Item.ID != "q3" {
		t.Errorf("got %v", got)
	}
}

func TestStreakCountsClassDays(t *testing.T) {
	weekdays := schedule.Calendar{Zone: time.UTC, Days: schedule.Weekdays}
	for _, tt := range []struct {
		name  string
		days  []int
		today int
		want  int
	}{
		{"nothing yet", nil, 24, 0},
		{"today", []int{24}, 24, 1},
		{"today is not over", []int{23}, 24, 1},
		{"over a weekend", []int{19, 20, 23}, 24, 3},
		{"a weekend adds nothing", []int{20, 21, 22, 23}, 23, 2},
		{"a day was left out", []int{18, 20, 23}, 23, 2},
		{"on a Sunday", []int{19, 20}, 22, 2},
		{"yesterday was left out", []int{20, 24}, 24, 1},
	} {
		var as []quiz.Answer
		for _, d := range tt.days {
			as = append(as, answered("q0", d, true))
		}
		if got := practice.Read(as, time.UTC).Streak(weekdays, date(tt.today)); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestALuckyGuessIsAskedAgainSooner(t *testing.T) {
	gap := func(c quiz.Confidence) int {
		a := answered("q0", 20, true)
		a.Confidence = c
		return practice.Read([]quiz.Answer{a}, time.UTC).State("q0").Gap
	}
	if guess, sure := gap(quiz.Guess), gap(quiz.Sure); guess >= sure || gap(quiz.NotAsked) != sure {
		t.Errorf("after a guess in %d days, when sure in %d, when not asked in %d", guess, sure, gap(quiz.NotAsked))
	}
}

func TestADayIsTheClassesOwn(t *testing.T) {
	late := time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC) // half past midnight in Berlin
	berlin, err := schedule.ParseZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	h := practice.Read([]quiz.Answer{{Question: "q0", At: late, Right: true}}, berlin)
	if got := h.State("q0").Last; int(got) != date(25).Number() {
		t.Errorf("the answer counts for day %d, want %d", got, date(25).Number())
	}
}

func TestAChapterIsKnownAsFarAsTheLastAnswersWereRight(t *testing.T) {
	items := questions(t).Askable()
	for _, tt := range []struct {
		answers         []quiz.Answer
		answered, known int
	}{
		{nil, 0, 0},
		{[]quiz.Answer{answered("q0", 20, true), answered("q1", 20, true), answered("q2", 20, false)}, 3, 2},
		{[]quiz.Answer{answered("q0", 20, false), answered("q0", 21, true)}, 1, 1},
		{[]quiz.Answer{answered("q0", 21, true), answered("q0", 20, false)}, 1, 1}, // in any order
		{[]quiz.Answer{answered("q0", 20, true), answered("q0", 21, false)}, 1, 0},
	} {
		p := practice.Read(tt.answers, time.UTC).Progress(append(slices.Clip(items), &bank.Item{Question: bank.Question{ID: "q9"}}))
		if len(p) != 1 || p[0].Unit != items[0].Chapter || p[0].Of != 4 || p[0].Answered != tt.answered || p[0].Known != tt.known {
			t.Errorf("after %+v the chapter is %+v", tt.answers, p)
		}
	}
}

func TestChaptersAndObjectivesAreKeptApart(t *testing.T) {
	item := func(id string, chapter *course.Unit, objective string) *bank.Item {
		return &bank.Item{Question: bank.Question{ID: id, Objective: objective}, Chapter: chapter}
	}
	one, two := &course.Unit{ID: "one"}, &course.Unit{ID: "two"}
	items := []*bank.Item{item("a", one, "x"), item("b", two, "y"), item("c", one, "y"), item("d", two, "z")}
	given := []quiz.Answer{answered("d", 22, true), answered("c", 21, false), answered("a", 2, true), answered("b", 20, false)}
	h := practice.Read(given, time.UTC)
	if given[0].Question != "d" || given[3].Question != "b" {
		t.Errorf("the caller's answers were put into another order: %v", given)
	}
	want := []practice.Chapter{{Unit: one, Of: 2, Answered: 2, Known: 1}, {Unit: two, Of: 2, Answered: 2, Known: 1}}
	if got := h.Progress(items); !slices.Equal(got, want) {
		t.Errorf("the chapters are %+v, want %+v", got, want)
	}
	var got []string
	for _, o := range h.Strengths(items, date(24)) {
		got = append(got, fmt.Sprint(o.Name, o.Answered))
	}
	if want := "[y2 x1 z1]"; fmt.Sprint(got) != want { // the weakest first
		t.Errorf("the objectives are %v, want %v", got, want)
	}
}

// TestAnObjectiveIsKnownAsWellAsItsQuestionsOnAverage: q0 and q2 ask for the same.
func TestAnObjectiveIsKnownAsWellAsItsQuestionsOnAverage(t *testing.T) {
	items := append(questions(t).Items, &bank.Item{Question: bank.Question{ID: "aimless"}})
	recall := func(answers ...quiz.Answer) practice.Objective {
		s := practice.Read(append(answers, answered("aimless", 20, true)), time.UTC).Strengths(items, date(24)) // what asks for nothing in particular is no objective
		if len(s) != 1 || s[0].Name != "o0" {
			t.Fatalf("the objectives are %+v", s)
		}
		return s[0]
	}
	fresh, old := recall(answered("q0", 23, true)), recall(answered("q2", 3, true))
	if fresh.Answered != 1 || fresh.Recall <= old.Recall || fresh.Recall > 1 || old.Recall <= 0 {
		t.Errorf("yesterday's answer is remembered with %v, that of three weeks ago with %v", fresh.Recall, old.Recall)
	}
	both := recall(answered("q0", 23, true), answered("q2", 3, true))
	if want := (fresh.Recall + old.Recall) / 2; both.Answered != 2 || math.Abs(both.Recall-want) > 1e-12 {
		t.Errorf("both together are %+v, want the mean %v", both, want)
	}
	half := recall(answered("q0", 23, true), answered("q2", 3, false))
	if half.Answered != 2 || half.Recall != fresh.Recall/2 {
		t.Errorf("one of them wrong: %+v", half)
	}
}

// TestUrgencyIsToldByTime asks first for what is overdue longest, was wrong longest ago, or was
// last seen longest ago, whatever the order of the bank.
func TestUrgencyIsToldByTime(t *testing.T) {
	items := questions(t).Askable()
	for _, tt := range []struct {
		name    string
		answers []quiz.Answer
		want    string
	}{
		{"due", []quiz.Answer{answered("q0", 3, true), answered("q1", 1, true), answered("q2", 2, true)}, "[q1 due q2 due q0 due q3 new]"},
		{"due the longest, though seen later", []quiz.Answer{answered("q0", 1, true), answered("q0", 5, true), answered("q1", 6, true)}, "[q1 due q0 due q2 new q3 new]"},
		{"wrong", []quiz.Answer{answered("q0", 23, false), answered("q1", 21, false), answered("q2", 22, false)}, "[q1 wrong q2 wrong q0 wrong q3 new]"},
		{"not due", []quiz.Answer{answered("q0", 23, true), answered("q3", 22, true)}, "[q1 new q2 new q3 again q0 again]"},
	} {
		var got []string
		for _, c := range practice.Read(tt.answers, time.UTC).Ranked(items, date(24), none) {
			got = append(got, c.Item.ID+" "+string(c.Why))
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestProgressAndStrengths(t *testing.T) {
	b := questions(t)
	h := practice.Read([]quiz.Answer{answered("q0", 20, true), answered("q1", 21, true), answered("q1", 22, false), answered("gone", 22, true)}, time.UTC)
	p := h.Progress(b.Askable())
	if len(p) != 1 || p[0].Of != 4 || p[0].Answered != 2 || p[0].Known != 1 {
		t.Errorf("progress %+v", p)
	}
	s := h.Strengths(b.Items, date(24))
	if len(s) != 2 || s[0].Name != "o1" || s[0].Recall != 0 || s[1].Recall <= 0 || s[1].Recall >= 1 {
		t.Errorf("strengths %+v", s)
	}
}

func TestRankedHoldsForAnyHistory(t *testing.T) {
	items := questions(t).Askable()
	rapid.Check(t, func(rt *rapid.T) {
		var as []quiz.Answer
		for range rapid.IntRange(0, 30).Draw(rt, "answers") {
			as = append(as, answered(fmt.Sprintf("q%d", rapid.IntRange(0, 5).Draw(rt, "question")), rapid.IntRange(1, 24).Draw(rt, "day"), rapid.Bool().Draw(rt, "right")))
		}
		h := practice.Read(as, time.UTC)
		order := map[practice.Why]int{practice.Due: 0, practice.Wrong: 1, practice.New: 2, practice.Again: 3}
		seen, last := map[string]bool{}, 0
		for _, c := range h.Ranked(items, date(24), none) {
			if seen[c.Item.ID] || order[c.Why] < last {
				rt.Fatalf("%s comes again, or %s after what is less urgent", c.Item.ID, c.Why)
			}
			seen[c.Item.ID], last = true, order[c.Why]
			if int(h.State(c.Item.ID).Last) == date(24).Number() {
				rt.Fatalf("%s was answered today", c.Item.ID)
			}
		}
	})
}
