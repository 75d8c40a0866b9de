package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lectern/internal/quiz"
	"lectern/internal/stats"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %.10f, want %.10f", what, got, want)
	}
}

// TestWorkedExample was reckoned by hand. Four students, marks 1 1 0 0 on a question, and
// 3 2 1 0 on all others: mean mark 1/2; C = 2/3, V(x) = 1/3, V(y) = 5/3; sorting changes
// nothing.
func TestWorkedExample(t *testing.T) {
	x, y := []float64{1, 1, 0, 0}, []float64{3, 2, 1, 0}
	near(t, "facility", stats.Facility(x, 1), 50)
	di, _ := stats.Discrimination(x, y)
	near(t, "discrimination", di, 100*(2.0/3)/math.Sqrt(5.0/9))
	de, _ := stats.Efficiency(x, y)
	near(t, "efficiency", de, 100)
	// 1 0 1 0 against 3 2 1 0: C = 1/3, and the best order has 2/3.
	de, _ = stats.Efficiency([]float64{1, 0, 1, 0}, y)
	near(t, "efficiency of another", de, 50)
	// Three questions with the covariances 1, 4 and 9 with the total: roots 1, 2, 3 of 6.
	w := stats.Weights([]float64{1, 4, 9})
	near(t, "weight", w[0], 100.0/6)
	near(t, "weight", w[2], 50)
	if w := stats.Weights([]float64{-1, 4}); !math.IsNaN(w[0]) || w[1] != 100 {
		t.Errorf("weights with a negative covariance: %v", w)
	}
	// Four questions, variances that sum to 0.8, a total's variance of 2: 4/3 · 0.6.
	near(t, "consistency", stats.Consistency(4, .8, 2), 80)
	near(t, "error ratio", stats.ErrorRatio(75), 50)
	low, high := stats.Wilson(.5, 10) // 0.2366 to 0.7634 in every textbook
	if math.Abs(low-.2366) > 5e-5 || math.Abs(high-.7634) > 5e-5 {
		t.Errorf("Wilson 5 of 10: %f to %f", low, high)
	}
	low, high = stats.FisherZ(.5, 28) // atanh ½ ± 1.96/5: 0.1554 to 0.7358
	if math.Abs(low-.1561) > 1e-3 || math.Abs(high-.7356) > 1e-3 {
		t.Errorf("Fisher's z of ½ with 28: %f to %f", low, high)
	}
	g, _, _, _ := stats.NormalisedGain(20, 8, 7, 1) // 40 % before, 70 % after: 30 of 60
	near(t, "gain", g, 50)
	if _, _, _, ok := stats.NormalisedGain(20, 20, 0, 3); ok {
		t.Error("a gain where nothing could be gained")
	}
}

// TestACompleteClassHasMoodlesFigures compares a report with the formulas applied to the raw
// totals, as Moodle does.
func TestACompleteClassHasMoodlesFigures(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		students, items := rapid.IntRange(15, 40).Draw(rt, "students"), rapid.IntRange(4, 9).Draw(rt, "items")
		marks := make([][]bool, students)
		for s := range marks {
			marks[s] = rapid.SliceOfN(rapid.Bool(), items, items).Draw(rt, "marks")
		}
		r := full(t, marks).report(later(), nil)
		total, with, parts, differ := make([]float64, students), make([]float64, items), 0.0, 0
		columns := make([][]float64, items)
		for i := range items {
			columns[i] = make([]float64, students)
			for s := range marks {
				if marks[s][i] {
					columns[i][s] = 1
					total[s]++
				}
			}
		}
		for i, x := range columns {
			q := question(t, r, fmt.Sprintf("q%02d", i))
			rest := make([]float64, students)
			for s := range rest {
				rest[s] = total[s] - x[s]
			}
			same(rt, "facility", q.Facility, stats.Facility(x, 1), true)
			di, ok := stats.Discrimination(x, rest)
			same(rt, "discrimination", q.Discrimination, di, ok)
			de, ok := stats.Efficiency(x, rest)
			same(rt, "efficiency", q.Efficiency, de, ok)
			with[i] = covariance(x, total)
			if v := covariance(x, x); v > 1e-9 {
				parts += v
				differ++
			}
		}
		v := covariance(total, total)
		if v < 1e-9 || differ < 3 {
			if r.Course.Consistency.Known {
				rt.Error("a consistency where hardly any question tells a difference")
			}
			return
		}
		cic := stats.Consistency(items, parts, v)
		same(rt, "consistency", r.Course.Consistency, cic, true)
		same(rt, "error", r.Course.Error, stats.ErrorRatio(cic)*math.Sqrt(v)/float64(items), true)
		for i, w := range stats.Weights(with) {
			if math.Abs(with[i]) > 1e-9 { // at zero, rounding decides the sign
				same(rt, "weight", question(t, r, fmt.Sprintf("q%02d", i)).Weight, w, !math.IsNaN(w))
			}
		}
	})
}

func same(rt *rapid.T, what string, f stats.Figure, want float64, known bool) {
	if f.Known != known || known && math.Abs(f.Value-want) > 1e-6*math.Max(1, math.Abs(want)) {
		rt.Errorf("%s is %v (known: %v), want %v (%v)", what, f.Value, f.Known, want, known)
	}
	if f.Known && f.Range.Key != "" && (f.Low > f.Value+1e-9 || f.High < f.Value-1e-9) {
		rt.Errorf("%s %v lies outside %v to %v", what, f.Value, f.Low, f.High)
	}
	if f.Text.Key == "" {
		rt.Errorf("%s has no sentence", what)
	}
}

// covariance is written another way than the package's own.
func covariance(x, y []float64) float64 {
	var sx, sy, sxy float64
	for i := range x {
		sx, sy, sxy = sx+x[i], sy+y[i], sxy+x[i]*y[i]
	}
	n := float64(len(x))
	return (sxy - sx*sy/n) / (n - 1)
}

func TestFormulasStayInTheirRange(t *testing.T) {
	mark := rapid.Float64Range(0, 4)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(4, 30).Draw(rt, "n")
		x, y := rapid.SliceOfN(mark, n, n).Draw(rt, "x"), rapid.SliceOfN(mark, n, n).Draw(rt, "y")
		if f := stats.Facility(x, 4); f < 0 || f > 100 {
			rt.Errorf("facility %v", f)
		}
		di, ok := stats.Discrimination(x, y)
		de, _ := stats.Efficiency(x, y)
		if ok && (math.Abs(di) > 100 || de > 100 || di > 1 && de < di-1e-6) {
			rt.Errorf("discrimination %v, efficiency %v", di, de)
		}
		// The order of students and the scale of rest scores do not matter.
		by := rapid.Permutation(seq(n)).Draw(rt, "order")
		x2, y2 := make([]float64, n), make([]float64, n)
		for i, k := range by {
			x2[i], y2[i] = x[k], 3*y[k]+2
		}
		di2, ok2 := stats.Discrimination(x2, y2)
		de2, _ := stats.Efficiency(x2, y2)
		if ok && ok2 && (math.Abs(di-di2) > 1e-4 || math.Abs(de-de2) > 1e-4*math.Max(1, math.Abs(de))) {
			rt.Errorf("%v, %v became %v, %v", di, de, di2, de2)
		}
		k := rapid.IntRange(0, n).Draw(rt, "right")
		low, high := stats.Wilson(float64(k)/float64(n), n)
		if low < 0 || high > 1 || low > float64(k)/float64(n)+1e-12 || high < float64(k)/float64(n)-1e-12 {
			rt.Errorf("Wilson %d of %d: %v to %v", k, n, low, high)
		}
		up := rapid.IntRange(0, n-k).Draw(rt, "up")
		down := rapid.IntRange(0, k).Draw(rt, "down")
		if g, low, high, ok := stats.NormalisedGain(n, k, up, down); ok && (g > 100 || high > 100 || low > g || high < g) {
			rt.Errorf("gain %v in %v to %v", g, low, high)
		}
	})
}

func seq(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestTheOrderOfReadingDoesNotMatter, nor does what the students are called.
func TestTheOrderOfReadingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := ragged(t, rt)
		now := later()
		want := fmt.Sprintf("%+v", w.report(now, nil))
		w.answers = rapid.Permutation(w.answers).Draw(rt, "answers")
		w.prompts = rapid.Permutation(w.prompts).Draw(rt, "prompts")
		if got := fmt.Sprintf("%+v", w.report(now, nil)); got != want {
			rt.Errorf("in another order:\n%s\nwant\n%s", got, want)
		}
	})
}

// TestFiguresOfAnyClassAreSane has classes in which most have answered something only.
func TestFiguresOfAnyClassAreSane(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := ragged(t, rt).report(later(), nil)
		check := func(what string, f stats.Figure, low, high float64) {
			if f.Text.Key == "" {
				rt.Errorf("%s has no sentence", what)
			}
			if f.Known && (math.IsNaN(f.Value) || f.Value < low-1e-9 || f.Value > high+1e-9) {
				rt.Errorf("%s is %v", what, f.Value)
			}
			if f.Known && f.Range.Key != "" && (f.Low > f.Value+1e-9 || f.High < f.Value-1e-9) {
				rt.Errorf("%s %v lies outside %v to %v", what, f.Value, f.Low, f.High)
			}
		}
		for _, c := range append(slices.Clone(r.Chapters), r.Course) {
			check("facility", c.Facility, 0, 100)
			check("reach", c.Reach, 0, 100)
			check("consistency", c.Consistency, math.Inf(-1), 100)
			check("error", c.Error, 0, math.Inf(1))
		}
		for _, q := range r.Questions {
			check("facility", q.Facility, 0, 100)
			check("discrimination", q.Discrimination, -100, 100)
			check("efficiency", q.Efficiency, math.Inf(-1), 100)
			check("weight", q.Weight, 0, 100)
			check("reach", q.Reach, 0, 100)
			check("sure and wrong", q.SureWrong, 0, 100)
			picked := 0
			for _, o := range q.Options {
				picked += o.Picked
				check("share", o.Share, 0, 100)
				check("rest", o.Rest, 0, 100)
			}
			if picked != q.Students || q.Right > q.Students || q.Wrong > q.Sure {
				rt.Errorf("%d picks of %d students", picked, q.Students)
			}
		}
		for _, week := range r.Weeks {
			if week.Active > week.Known || week.Share() > 100 {
				rt.Errorf("a week with %d of %d", week.Active, week.Known)
			}
		}
	})
}

// ragged is a class in which not everybody answers.
func ragged(t testing.TB, rt *rapid.T) *world {
	w := &world{t: t}
	students := rapid.IntRange(1, 25).Draw(rt, "students")
	eager := rapid.IntRange(1, 10).Draw(rt, "eager")
	for i := range rapid.IntRange(1, 12).Draw(rt, "asked") {
		q := single(fmt.Sprintf("q%d", i%7), fmt.Sprintf("ch%d", i%7%2), 3+i%7%2)
		id := w.ask(i*2, turned(q, i%3))
		for s := range students {
			if n := rapid.IntRange(0, 9).Draw(rt, "answers"); n < eager {
				pick := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "pick")
				w.answer(id, fmt.Sprintf("s%02d", s), pick, rapid.SampledFrom([]quiz.Confidence{quiz.NotAsked, quiz.Guess, quiz.Likely, quiz.Sure}).Draw(rt, "sure"))
			}
		}
	}
	return w
}

func TestAReportOfNothing(t *testing.T) {
	r := (&world{t: t}).report(time.Now(), nil)
	if r.Students != 0 || len(r.Questions) != 0 || r.Course.Facility.Known || r.Course.Consistency.Known {
		t.Errorf("%+v", r)
	}
}
