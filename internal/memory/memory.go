// Package memory models what students remember, and chooses what to ask a class next.
//
// # The model
//
// A student's memory of a question is a State: its stability S (the days after which nine in
// ten such memories are still there) and its difficulty D (1 to 10). Review moves the state on
// with every answer; Retrievability tells the probability R of a right answer after some days.
// The formulas and weights are those of FSRS-6, the free spaced repetition scheduler as its
// authors describe it in public (open-spaced-repetition on GitHub, wiki page "The Algorithm"):
//
//	R(t)      = (1 + f·t/S)^decay         decay = -w20,  f = 0.9^(1/decay) - 1
//	first     : S = w[G-1]                D = w4 - e^(w5·(G-1)) + 1
//	D'        = w7·D0(4) + (1-w7)·(D - w6·(G-3)·(10-D)/9)
//	recalled  : S' = S·(1 + e^w8·(11-D)·S^-w9·(e^(w10·(1-R)) - 1)·h·b)
//	forgotten : S' = min(w11·D^-w12·((S+1)^w13 - 1)·e^(w14·(1-R)), S/e^(w17·w18))
//	same day  : S' = S·e^(w17·(G-3+w18))·S^-w19, not less than S unless forgotten
//
// The choice of a scheduler matters less than that there is one: spaced retrieval beats massed
// by g = 0.74, expanding gaps beat uniform ones by g = 0.03 (Latimier, Peyre and Ramus 2021).
// That is why no weights are fitted to a class, and why a plain Leitner box does while a class
// has answered little (see Choose).
//
// # Days
//
// Memories fade on holidays too, so the model counts days of the calendar. Gaps between posts
// to a class count class days, since nobody is asked on others.
//
// All functions are pure and read no clock.
package memory

import "math"

// Grade says how well an answer was known.
type Grade int

// The grades of FSRS. A click is never Easy: a right answer among given options proves no more
// than Good.
const (
	Again Grade = 1 + iota
	Hard
	Good
	Easy
)

// GradeOf grades an answer: wrong is Again, right by a guess Hard, right Good.
func GradeOf(right, guessed bool) Grade {
	switch {
	case !right:
		return Again
	case guessed:
		return Hard
	}
	return Good
}

// bounded keeps a grade within the four there are.
func (g Grade) bounded() Grade { return min(max(g, Again), Easy) }

// Day is a date as the number of days since 1 January 1970, in the class's time zone.
type Day int

// State is what a student remembers of one question. The zero State has never been asked.
type State struct {
	Stability  float64 // days until the probability of recall has fallen to Retention
	Difficulty float64 // 1 (easy) to 10 (hard)
	Last       Day     // the day of the last answer
	Gap        int     // days from Last until the question is due again, at least 1
}

// New tells whether the question has never been asked. A state that no answer can lead to,
// as from a damaged store, counts as new too.
func (s State) New() bool {
	return !(s.Stability > 0) || math.IsInf(s.Stability, 1) || math.IsNaN(s.Difficulty)
}

// Due tells whether the question should be asked again on the day.
func (s State) Due(on Day) bool { return !s.New() && on >= s.Last+Day(max(s.Gap, 1)) }

// Answered is the state after an answer on a day. An answer that comes before the last one,
// from a clock that was wrong, counts as one on the same day.
func (s State) Answered(on Day, g Grade) State {
	if s.New() {
		s = Review(State{}, 0, g)
		s.Last = on
		return s
	}
	return Review(s, int(on-s.Last), g)
}

// Review is the state after an answer that came elapsed days after the last one. For a new
// state elapsed does not matter, and Last stays zero: see Answered.
func Review(s State, elapsed int, g Grade) State {
	g = g.bounded()
	gaps := Gaps(s, elapsed)
	next := step(s, elapsed, g)
	next.Gap = gaps[g-1]
	return next
}

// step applies the formulas for one grade. It leaves Gap to the caller.
func step(s State, elapsed int, g Grade) State {
	if s.New() {
		return State{Stability: weights[g-1], Difficulty: bound(firstDifficulty(g), 1, 10)}
	}
	elapsed = max(elapsed, 0)
	s.Difficulty = bound(s.Difficulty, 1, 10)
	next := State{Difficulty: nextDifficulty(s.Difficulty, g), Last: s.Last + Day(elapsed)}
	r := Retrievability(s, float64(elapsed))
	switch {
	case elapsed == 0:
		next.Stability = sameDay(s.Stability, g)
	case g == Again:
		next.Stability = forgotten(s.Stability, s.Difficulty, r)
	default:
		next.Stability = recalled(s.Stability, s.Difficulty, r, g)
	}
	next.Stability = bound(next.Stability, leastStability, mostStability)
	return next
}

// Retrievability is the probability that the student knows the answer some days after the last
// one. It is 1 at first and falls with time; for a question never asked it is 0.
func Retrievability(s State, days float64) float64 {
	if s.New() {
		return 0
	}
	return math.Pow(1+curve*max(days, 0)/s.Stability, -weights[20])
}

// Interval is the number of days after which the retrievability has fallen to the given
// probability. At Retention it is the stability itself.
func Interval(s State, retention float64) float64 {
	if s.New() || !(retention > 0) {
		return 0
	}
	return max(0, s.Stability/curve*(math.Pow(min(retention, 1), -1/weights[20])-1))
}

// Gaps are the days until the question is due again, after each of the four grades in order.
// They are rounded, at least 1, and kept apart: a better grade from Hard on always waits at
// least a day longer.
func Gaps(s State, elapsed int) [4]int {
	var days [4]int
	for i := range days {
		days[i] = max(1, int(math.Round(Interval(step(s, elapsed, Grade(i+1)), Retention))))
	}
	days[0] = min(days[0], days[1])
	for i := 1; i < len(days); i++ {
		days[i] = max(days[i], days[i-1]+1)
	}
	return days
}

func firstDifficulty(g Grade) float64 {
	return weights[4] - math.Exp(weights[5]*float64(g-1)) + 1
}

// nextDifficulty moves the difficulty, less the nearer it is to 10, and back towards the
// difficulty of an easy question by a thousandth.
func nextDifficulty(d float64, g Grade) float64 {
	moved := d - weights[6]*float64(g-3)*(10-d)/9
	return bound(weights[7]*firstDifficulty(Easy)+(1-weights[7])*moved, 1, 10)
}

func recalled(s, d, r float64, g Grade) float64 {
	bonus := 1.0
	switch g {
	case Hard:
		bonus = weights[15]
	case Easy:
		bonus = weights[16]
	case Again, Good:
	}
	return s * (1 + math.Exp(weights[8])*(11-d)*math.Pow(s, -weights[9])*(math.Exp(weights[10]*(1-r))-1)*bonus)
}

func forgotten(s, d, r float64) float64 {
	long := weights[11] * math.Pow(d, -weights[12]) * (math.Pow(s+1, weights[13]) - 1) * math.Exp(weights[14]*(1-r))
	return min(long, s/math.Exp(weights[17]*weights[18]))
}

func sameDay(s float64, g Grade) float64 {
	next := s * math.Exp(weights[17]*(float64(g-3)+weights[18])) * math.Pow(s, -weights[19])
	if g >= Hard {
		return max(next, s)
	}
	return next
}

func bound(x, least, most float64) float64 { return min(max(x, least), most) }
