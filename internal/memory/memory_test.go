package memory_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/memory"
)

// TestTheCheckVector is the series of FSRS-6 on which independent implementations agree, each
// answer coming when the one before made it due.
func TestTheCheckVector(t *testing.T) {
	var s memory.State
	on := memory.Day(20000)
	for i, c := range []struct {
		grade     memory.Grade
		stability float64
		gap       int
	}{
		{memory.Good, 2.3065, 3}, {memory.Good, 13.8269, 14}, {memory.Again, 1.7264, 2}, {memory.Good, 5.1238, 5}, {memory.Easy, 19.1317, 19},
	} {
		s = s.Answered(on, c.grade)
		if math.Abs(s.Stability-c.stability) > 5e-5 || s.Gap != c.gap || s.Last != on {
			t.Errorf("answer %d: %+v, want stability %v and %d days", i+1, s, c.stability, c.gap)
		}
		if s.Due(on+memory.Day(s.Gap)-1) || !s.Due(on+memory.Day(s.Gap)) {
			t.Errorf("answer %d is not due exactly after %d days", i+1, s.Gap)
		}
		on += memory.Day(s.Gap)
	}
}

// TestSeriesOfAnswers compares with values worked out by a separate program from the same
// formulas: answers of one day, early and late ones, the bounds of difficulty.
func TestSeriesOfAnswers(t *testing.T) {
	type review struct {
		after      int
		grade      memory.Grade
		stability  float64
		difficulty float64
	}
	for name, reviews := range map[string][]review{
		"check vector": {{0, 3, 2.3065, 2.118104}, {3, 3, 13.826904, 2.111214}, {14, 1, 1.726362, 7.392238}, {2, 3, 5.123764, 7.380074}, {5, 4, 19.131678, 6.489846}},
		"one day":      {{0, 1, 0.212, 6.4133}, {0, 3, 0.246689, 6.402115}, {0, 2, 0.246689, 7.596785}, {1, 1, 0.112183, 9.195308}, {0, 4, 0.23417, 8.911646}},
		"long gaps":    {{0, 2, 1.2931, 5.112171}, {10, 2, 8.475674, 6.74046}, {0, 1, 2.614436, 8.91384}, {30, 4, 19.060032, 8.536124}, {365, 1, 2.865799, 9.504062}},
		"bounded":      {{0, 4, 8.2956, 1}, {0, 1, 2.562508, 7.02699}, {0, 1, 0.855171, 9.00802}},
	} {
		t.Run(name, func(t *testing.T) {
			var s memory.State
			var answers []memory.Answer
			on := memory.Day(0)
			for i, r := range reviews {
				s = memory.Review(s, r.after, r.grade)
				on += memory.Day(r.after)
				answers = append(answers, memory.Answer{On: on, Grade: r.grade})
				if math.Abs(s.Stability-r.stability) > 1e-6 || math.Abs(s.Difficulty-r.difficulty) > 1e-6 || s.Last != on {
					t.Errorf("review %d: %+v, want %v and %v on day %d", i+1, s, r.stability, r.difficulty, on)
				}
			}
			if d := cmp.Diff(s, memory.Of(answers)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestGradesOfAnswers(t *testing.T) {
	for _, c := range []struct {
		right, guessed bool
		want           memory.Grade
	}{{false, false, memory.Again}, {false, true, memory.Again}, {true, true, memory.Hard}, {true, false, memory.Good}} {
		if got := memory.GradeOf(c.right, c.guessed); got != c.want {
			t.Errorf("right %v, guessed %v: %d, want %d", c.right, c.guessed, got, c.want)
		}
	}
}

// TestGapsAreKeptApart is the rule without which the first gap would be 2 days instead of 3.
func TestGapsAreKeptApart(t *testing.T) {
	if got, want := memory.Gaps(memory.State{}, 0), [4]int{1, 2, 3, 8}; got != want {
		t.Errorf("the first gaps are %v, want %v", got, want)
	}
}

func TestANewStateHasNothingToForget(t *testing.T) {
	for _, s := range []memory.State{{}, {Stability: -1, Difficulty: 5}, {Stability: math.NaN(), Difficulty: 5}, {Stability: math.Inf(1), Difficulty: 5}, {Stability: 1, Difficulty: math.NaN()}} {
		if !s.New() || s.Due(1e6) || memory.Retrievability(s, 0) != 0 || memory.Interval(s, 0.9) != 0 {
			t.Errorf("%+v is not new", s)
		}
		if got := s.Answered(7, memory.Good); got.Stability != 2.3065 || got.Last != 7 || got.Gap != 3 {
			t.Errorf("%+v is answered to %+v", s, got)
		}
	}
}

func grades() *rapid.Generator[memory.Grade] {
	return rapid.SampledFrom([]memory.Grade{memory.Again, memory.Hard, memory.Good, memory.Easy})
}

func histories() *rapid.Generator[[]memory.Answer] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) memory.Answer {
		return memory.Answer{On: memory.Day(rapid.IntRange(0, 4000).Draw(t, "on")), Grade: grades().Draw(t, "grade")}
	}), 1, 60)
}

// TestStatesStayWithinBounds holds after any history, and for the next answer to it.
func TestStatesStayWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memory.Of(histories().Draw(t, "answers"))
		elapsed := rapid.IntRange(-3, 100000).Draw(t, "elapsed")
		var before memory.State
		for g := memory.Again; g <= memory.Easy; g++ {
			next := memory.Review(s, elapsed, g)
			if next.New() || next.Stability <= 0 || next.Stability > 36500 || next.Difficulty < 1 || next.Difficulty > 10 || next.Gap < 1 {
				t.Fatalf("%+v after %d days, grade %d: %+v", s, elapsed, g, next)
			}
			if g > memory.Again && (next.Stability < before.Stability || next.Gap < before.Gap || next.Difficulty > before.Difficulty) {
				t.Fatalf("%+v after %d days: grade %d gives %+v, a worse one %+v", s, elapsed, g, next, before)
			}
			if elapsed > 0 && g == memory.Again && next.Stability > s.Stability {
				t.Fatalf("forgetting %+v makes it %+v", s, next)
			}
			before = next
		}
	})
}

// TestMemoryFades holds for any state: from 1 it falls, never to 0, and meets Retention after
// the interval.
func TestMemoryFades(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memory.Of(histories().Draw(t, "answers"))
		a := rapid.Float64Range(0, 5000).Draw(t, "a")
		b := a + rapid.Float64Range(0.01, 5000).Draw(t, "later")
		ra, rb := memory.Retrievability(s, a), memory.Retrievability(s, b)
		if memory.Retrievability(s, 0) != 1 || memory.Retrievability(s, -1) != 1 || ra > 1 || rb >= ra || rb <= 0 {
			t.Fatalf("%+v: %v after %v days, %v after %v", s, ra, a, rb, b)
		}
		r := rapid.Float64Range(0.3, 0.99).Draw(t, "retention")
		if got := memory.Retrievability(s, memory.Interval(s, r)); math.Abs(got-r) > 1e-9 {
			t.Fatalf("%+v: after the interval for %v it is %v", s, r, got)
		}
		if got := memory.Interval(s, memory.Retention); math.Abs(got/s.Stability-1) > 1e-9 {
			t.Fatalf("%+v: falls to 0.9 after %v days", s, got)
		}
	})
}

// TestReplayMindsDaysOnly holds for answers of different days in any order.
func TestReplayMindsDaysOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfNDistinct(rapid.IntRange(0, 500), 1, 12, rapid.ID).Draw(t, "days")
		var answers []memory.Answer
		for _, d := range days {
			answers = append(answers, memory.Answer{On: memory.Day(d), Grade: grades().Draw(t, "grade")})
		}
		given := slices.Clone(answers)
		shuffled := rapid.Permutation(answers).Draw(t, "order")
		if d := cmp.Diff(memory.Of(answers), memory.Of(shuffled)); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(given, answers); d != "" {
			t.Fatalf("the answers were changed: %s", d)
		}
	})
	if !memory.Of(nil).New() {
		t.Error("no answers make a state")
	}
	backwards := memory.State{}.Answered(10, memory.Good).Answered(7, memory.Good)
	if same := (memory.State{}).Answered(10, memory.Good).Answered(10, memory.Good); backwards != same {
		t.Errorf("an answer from the past makes %+v, want %+v", backwards, same)
	}
}

func TestBoxes(t *testing.T) {
	const a, h, g, e = memory.Again, memory.Hard, memory.Good, memory.Easy
	for _, c := range []struct {
		grades []memory.Grade
		box    memory.Box
		gap    int
	}{
		{nil, 0, 1},
		{[]memory.Grade{a}, 1, 1},
		{[]memory.Grade{h}, 1, 1},
		{[]memory.Grade{g}, 2, 3},
		{[]memory.Grade{g, g}, 3, 7},
		{[]memory.Grade{g, h, g}, 3, 7},
		{[]memory.Grade{g, g, e}, 4, 14},
		{[]memory.Grade{g, g, g, g}, 5, 30},
		{[]memory.Grade{g, g, g, g, g, g}, 5, 30},
		{[]memory.Grade{g, g, g, a}, 1, 1},
		{[]memory.Grade{g, g, a, g}, 2, 3},
	} {
		if b := memory.BoxOf(c.grades...); b != c.box || b.Gap() != c.gap {
			t.Errorf("%v: box %d with %d days, want %d with %d", c.grades, b, b.Gap(), c.box, c.gap)
		}
	}
	if memory.Box(-3).Gap() != 1 || memory.Box(99).Gap() != 30 {
		t.Error("boxes beyond the ends have no gap")
	}
	for right, want := range map[int]memory.Grade{0: a, 14: a, 15: h, 19: h, 20: g, 30: g} {
		if got := memory.GradeOfClass(right, 30); got != want {
			t.Errorf("%d of 30 right: %d, want %d", right, got, want)
		}
	}
	if memory.GradeOfClass(0, 0) != a {
		t.Error("no answers are a good grade")
	}
}
