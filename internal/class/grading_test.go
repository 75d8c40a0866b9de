package class_test

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/class"
	"lectern/internal/fault"
)

func TestGrades(t *testing.T) {
	full, half, none, absent := class.Score{Points: 100, Of: 100, Answered: true}, class.Score{Points: 50, Of: 100, Answered: true}, class.Score{Of: 100, Answered: true}, class.Score{Of: 100}
	for _, c := range []struct {
		name   string
		g      class.Grading
		scores []class.Score
		want   class.Grade
	}{
		{"nothing asked", class.Grading{}, nil, class.Grade{}},
		{"nothing asked, a fixed total", class.Grading{Total: 20}, nil, class.Grade{Of: 2000}},
		{"points", class.Grading{}, []class.Score{full, half, none, absent}, class.Grade{Points: 150, Of: 400, Counted: 4}},
		{"points out of twenty", class.Grading{Total: 20}, []class.Score{full, half, none, absent}, class.Grade{Points: 750, Of: 2000, Counted: 4}},
		{"best two", class.Grading{Best: 2}, []class.Score{none, full, half, absent}, class.Grade{Points: 150, Of: 200, Counted: 2}},
		{"best of fewer", class.Grading{Best: 9}, []class.Score{full, half}, class.Grade{Points: 150, Of: 200, Counted: 2}},
		{"drop one", class.Grading{Drop: 1}, []class.Score{none, full, half}, class.Grade{Points: 150, Of: 200, Counted: 2}},
		{"drop all but one", class.Grading{Drop: 7}, []class.Score{none, full, half}, class.Grade{Points: 100, Of: 100, Counted: 1}},
		{"participation alone", class.Grading{Participation: 100}, []class.Score{none, full, absent}, class.Grade{Points: 200, Of: 300, Counted: 3}},
		{"participation by a fifth", class.Grading{Participation: 20}, []class.Score{none, full, absent}, class.Grade{Points: 120, Of: 300, Counted: 3}},
		// Leaving out the lowest share (a half of 10) would leave 11 of 20; the large one brings less.
		{"unequal points", class.Grading{Drop: 1}, []class.Score{{Points: 500, Of: 1000, Answered: true}, {Points: 51, Of: 100, Answered: true}, {Points: 100, Of: 100, Answered: true}}, class.Grade{Points: 604, Of: 800, Counted: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.g.Grade(c.scores); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func scores(t *rapid.T) []class.Score {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) class.Score {
		s := class.Score{Of: rapid.IntRange(1, 2000).Draw(t, "of"), Answered: rapid.Bool().Draw(t, "answered")}
		if s.Answered {
			s.Points = rapid.IntRange(0, s.Of).Draw(t, "points")
		}
		return s
	}), 1, 12).Draw(t, "scores")
}

func policy(t *rapid.T) class.Grading {
	g := class.Grading{Participation: rapid.IntRange(0, 100).Draw(t, "participation"), Total: 10_000}
	if rapid.Bool().Draw(t, "best") {
		g.Best = rapid.IntRange(0, 12).Draw(t, "n")
	} else {
		g.Drop = rapid.IntRange(0, 12).Draw(t, "n")
	}
	return g
}

func TestWhatHoldsOfEveryGrade(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, list := policy(t), scores(t)
		got := g.Grade(list)
		if got.Points < 0 || got.Points > got.Of {
			t.Fatalf("%+v lies outside its bounds", got)
		}
		mixed := append([]class.Score(nil), list...)
		rand.New(rand.NewPCG(uint64(len(list)), 3)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if again := g.Grade(mixed); again != got {
			t.Fatalf("in another order %+v, before %+v", again, got)
		}
		if own, best := bruteForce(g, list), got.Points; own != best {
			t.Fatalf("trying every choice gives %d, Grade %d", own, best)
		}
		i := rapid.IntRange(0, len(list)-1).Draw(t, "which")
		better := append([]class.Score(nil), list...)
		better[i].Answered, better[i].Points = true, rapid.IntRange(list[i].Points, list[i].Of).Draw(t, "better")
		if up := g.Grade(better); up.Points < got.Points {
			t.Fatalf("a better answer lowers %d to %d", got.Points, up.Points)
		}
		if g.Best == 0 {
			more := g
			more.Drop++
			if up := more.Grade(list); up.Points < got.Points {
				t.Fatalf("leaving one more out lowers %d to %d", got.Points, up.Points)
			}
			if n := len(list) - g.Drop; n > 0 {
				if same := (class.Grading{Best: n, Participation: g.Participation, Total: g.Total}).Grade(list); same != got {
					t.Fatalf("the best %d give %+v, dropping %d gives %+v", n, same, g.Drop, got)
				}
			}
		}
		for i := range better {
			better[i].Points, better[i].Answered = better[i].Of, true
		}
		if full := g.Grade(better); full.Points != full.Of {
			t.Fatalf("everything right gives %+v", full)
		}
	})
}

// bruteForce tries every choice of questions.
func bruteForce(g class.Grading, list []class.Score) int {
	keep := len(list)
	if g.Best > 0 {
		keep = min(keep, g.Best)
	}
	keep = max(keep-g.Drop, 1)
	most := 0
	for set := range 1 << len(list) {
		var chosen []class.Score
		for i, s := range list {
			if set>>i&1 == 1 {
				chosen = append(chosen, s)
			}
		}
		if len(chosen) == keep {
			most = max(most, class.Grading{Participation: g.Participation, Total: g.Total}.Grade(chosen).Points)
		}
	}
	return most
}

func TestAGradingIsChecked(t *testing.T) {
	for _, g := range []class.Grading{{Best: -1}, {Drop: -1}, {Best: 1, Drop: 1}, {Participation: 101}, {Participation: -1}, {Total: -1}, {Total: 10_001}, {Best: 10_001}} {
		if err := g.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", g, err)
		}
	}
	if err := (class.Grading{Best: 10, Participation: 20, Total: 100}).Check(); err != nil {
		t.Error(err)
	}
	if got := (class.Grade{Points: 333, Of: 1000}).Scaled(2000); got != 666 {
		t.Errorf("scaled to %d", got)
	}
}

// TestAGradingHasBounds has, for every rule, what is just allowed and what is just not.
func TestAGradingHasBounds(t *testing.T) {
	for _, c := range []struct {
		good, bad class.Grading
	}{
		{class.Grading{}, class.Grading{Best: -1}},
		{class.Grading{Best: 10_000}, class.Grading{Best: 10_001}},
		{class.Grading{Drop: 10_000}, class.Grading{Drop: 10_001}},
		{class.Grading{Drop: 1}, class.Grading{Drop: -1}},
		{class.Grading{Best: 1}, class.Grading{Best: 1, Drop: 1}},
		{class.Grading{Participation: 100}, class.Grading{Participation: 101}},
		{class.Grading{Participation: 0}, class.Grading{Participation: -1}},
		{class.Grading{Total: 10_000}, class.Grading{Total: 10_001}},
		{class.Grading{Total: 1}, class.Grading{Total: -1}},
	} {
		if err := c.good.Check(); err != nil {
			t.Errorf("%+v is refused: %v", c.good, err)
		}
		if err := c.bad.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v is let through: %v", c.bad, err)
		}
	}
}

func TestAGradeIsScaledAndRounded(t *testing.T) {
	for _, c := range []struct {
		grade    class.Grade
		of, want int
	}{
		{class.Grade{Points: 150, Of: 200}, 2000, 1500},
		{class.Grade{Points: 1, Of: 3}, 100, 33},
		{class.Grade{Points: 2, Of: 3}, 100, 67},
		{class.Grade{Points: 1, Of: 8}, 100, 13}, // 12.5
		{class.Grade{}, 100, 0},
	} {
		if got := c.grade.Scaled(c.of); got != c.want {
			t.Errorf("%+v is %d of %d, want %d", c.grade, got, c.of, c.want)
		}
	}
}
