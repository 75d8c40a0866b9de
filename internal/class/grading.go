package class

import (
	"slices"

	"lectern/internal/fault"
)

// Grading is how a class makes a grade of the questions it was asked. The zero Grading adds up
// points.
//
// What a student has on a question is, in parts of its points, (100 − Participation) per cent
// of what was earned and Participation per cent for having answered at all. Then the questions
// that bring a student least are left out: all but the Best, or the Drop lowest. Which ones
// those are is reckoned exactly, so that what is left is the highest share there is; hence a
// better answer never lowers a grade, and leaving one more out never does either.
type Grading struct {
	Best          int `json:"best,omitempty"`          // count only so many questions; 0: all
	Drop          int `json:"drop,omitempty"`          // leave out so many, at least one is kept; 0: none
	Participation int `json:"participation,omitempty"` // per cent of the points for answering at all
	Total         int `json:"total,omitempty"`         // points the whole is worth; 0: what the questions that count are worth
}

// Limits of a Grading: more questions than a course asks, and more points than a gradebook has.
const (
	maxCounted = 10_000
	maxTotal   = 10_000
)

// Check tells what is wrong with a Grading.
func (g Grading) Check() error {
	switch {
	case g.Best < 0 || g.Best > maxCounted || g.Drop < 0 || g.Drop > maxCounted:
		return fault.New(fault.Invalid, "That is not a number of questions.", "Give a number from 0 to 10000; 0 counts all questions.")
	case g.Best > 0 && g.Drop > 0:
		return fault.New(fault.Invalid, "A grade counts the best questions or leaves the lowest out, not both.", "Set one of the two to 0.")
	case g.Participation < 0 || g.Participation > 100:
		return fault.New(fault.Invalid, "Participation is a share of the points.", "Give per cent from 0 to 100.")
	case g.Total < 0 || g.Total > maxTotal:
		return fault.New(fault.Invalid, "That is not what a grade can be worth.", "Give points from 1 to 10000, or 0 for what the questions are worth.")
	}
	return nil
}

// Score is what one student has on one question, in hundredths of a point.
type Score struct {
	Points   int // what was earned; what lies outside 0 to Of counts as the nearer of the two
	Of       int // what the question is worth
	Answered bool
}

// Grade is a student's grade, in hundredths of a point.
type Grade struct {
	Points  int
	Of      int // the same for everybody who was asked the same questions
	Counted int // how many questions count
}

// Scaled gives the grade's points where the whole is worth of, rounded; 0 when nothing was asked.
func (g Grade) Scaled(of int) int {
	if g.Of == 0 {
		return 0
	}
	return (2*g.Points*of + g.Of) / (2 * g.Of)
}

// part is what a question brings: have hundredths of a hundredth of a point, of 100 · of.
type part struct{ have, of int }

// Grade reckons a grade from all the questions that a student could have answered.
func (g Grading) Grade(scores []Score) Grade {
	parts := make([]part, 0, len(scores))
	all := 0
	for _, s := range scores {
		if s.Of <= 0 {
			continue
		}
		p := part{have: (100 - g.Participation) * min(max(s.Points, 0), s.Of), of: s.Of}
		if s.Answered {
			p.have += g.Participation * s.Of
		}
		parts, all = append(parts, p), all+s.Of
	}
	n := len(parts)
	if n == 0 {
		return Grade{Of: 100 * g.Total}
	}
	keep := n
	if g.Best > 0 {
		keep = min(g.Best, n)
	}
	keep = max(keep-g.Drop, 1)
	have, of := highest(parts, keep)
	out := Grade{Of: (2*all*keep + n) / (2 * n), Counted: keep}
	if g.Total > 0 {
		out.Of = 100 * g.Total
	}
	out.Points = (have*out.Of + 50*of) / (100 * of)
	return out
}

// highest gives the sums of those keep parts whose shared ratio is the highest (Dinkelbach's
// method: with the ratio so far, take the parts that exceed it most, until it grows no more;
// all in whole numbers).
func highest(parts []part, keep int) (have, of int) {
	sum := func(ps []part) (have, of int) {
		for _, p := range ps {
			have, of = have+p.have, of+p.of
		}
		return have, of
	}
	have, of = sum(parts)
	if keep == len(parts) {
		return have, of
	}
	for {
		slices.SortFunc(parts, func(a, b part) int { return (b.have*of - have*b.of) - (a.have*of - have*a.of) })
		h, o := sum(parts[:keep])
		if h*of <= have*o {
			// The ratio of all is never above that of the best: only the first round can end
			// here with a set that is too large.
			return h, o
		}
		have, of = h, o
	}
}
