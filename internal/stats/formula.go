package stats

import (
	"math"
	"slices"
)

// The formulas are those of Moodle's statistics report. x are marks on a question, y the rest
// scores of the same students; covariances and variances divide by n−1.

// Facility is the mean mark in percent of the highest mark.
func Facility(x []float64, most float64) float64 { return 100 * mean(x) / most }

// Discrimination is the correlation of mark and rest score in percent; not ok when all marks or
// all rest scores are equal.
func Discrimination(x, y []float64) (percent float64, ok bool) {
	vx, vy := covariance(x, x), covariance(y, y)
	if len(x) < 2 || flat(vx, x) || flat(vy, y) {
		return 0, false
	}
	return 100 * bounded(covariance(x, y)/math.Sqrt(vx*vy)), true
}

// Efficiency is the covariance of mark and rest score in percent of the highest that these marks
// and rest scores could have: the one after sorting both. It is at most 100.
func Efficiency(x, y []float64) (percent float64, ok bool) {
	if _, ok := Discrimination(x, y); !ok {
		return 0, false
	}
	a, b := slices.Clone(x), slices.Clone(y)
	slices.Sort(a)
	slices.Sort(b)
	best := covariance(a, b)
	if best <= 0 {
		return 0, false
	}
	return math.Min(100*covariance(x, y)/best, 100), true
}

// Weights are the effective weights in percent of questions whose marks have the covariances c
// with the total. That of a negative covariance is NaN: it is undefined.
func Weights(c []float64) []float64 {
	sum := 0.0
	for _, v := range c {
		sum += math.Sqrt(math.Max(v, 0))
	}
	out := make([]float64, len(c))
	for i, v := range c {
		if v < 0 || sum == 0 {
			out[i] = math.NaN()
			continue
		}
		out[i] = 100 * math.Sqrt(v) / sum
	}
	return out
}

// Consistency is Cronbach's α in percent of so many questions whose marks have the variances
// parts, summed, and whose total has the variance total.
func Consistency(questions int, parts, total float64) float64 {
	p := float64(questions)
	return 100 * p / (p - 1) * (1 - parts/total)
}

// ErrorRatio is how much of the spread of scores is chance, in percent, at a consistency.
func ErrorRatio(consistency float64) float64 {
	return 100 * math.Sqrt(math.Max(0, 1-consistency/100))
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func covariance(x, y []float64) float64 {
	mx, my, sum := mean(x), mean(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)-1)
}

// flat tells whether a variance is none but for rounding.
func flat(v float64, x []float64) bool {
	m := mean(x)
	return v <= 1e-18*(1+m*m)
}

func bounded(r float64) float64 { return math.Max(-1, math.Min(1, r)) }

// z95 is the normal quantile that leaves 2.5 in 100 above it.
const z95 = 1.959963984540054

// Wilson is the score interval of a share between 0 and 1 that n students give (Wilson 1927).
// Of partial marks it is a little too wide, for they spread less than right and wrong do.
func Wilson(share float64, n int) (low, high float64) {
	k := float64(n)
	mid := (share + z95*z95/(2*k)) / (1 + z95*z95/k)
	half := z95 / (1 + z95*z95/k) * math.Sqrt(share*(1-share)/k+z95*z95/(4*k*k))
	return math.Max(0, mid-half), math.Min(1, mid+half)
}

// FisherZ is the interval of a correlation between −1 and 1 of n students (Fisher 1921).
func FisherZ(r float64, n int) (low, high float64) {
	r = math.Max(-1+1e-12, math.Min(1-1e-12, r))
	half := z95 / math.Sqrt(float64(n-3))
	return math.Tanh(math.Atanh(r) - half), math.Tanh(math.Atanh(r) + half)
}

// Bonett is the interval of a consistency below 1 of so many questions and students (Bonett
// 2002).
func Bonett(alpha float64, questions, students int) (low, high float64) {
	p, n := float64(questions), float64(students)
	l := math.Log(math.Max(1-alpha, 1e-12))
	half := z95 * math.Sqrt(2*p/((p-1)*(n-2)))
	return 1 - math.Exp(l+half), 1 - math.Exp(l-half)
}

// NormalisedGain is the share of what could be gained that was gained, in percent
// (Crouch and Mazur 2001), of n students of whom some became right and some wrong; its interval
// is that of the difference of paired shares with half a student added to each case (Agresti and
// Min 2005). Not ok when everybody was right before.
func NormalisedGain(n, before, becameRight, becameWrong int) (gain, low, high float64, ok bool) {
	if n == 0 || before == n {
		return 0, 0, 0, false
	}
	k, b, c := float64(n)+2, float64(becameRight)+.5, float64(becameWrong)+.5
	d := (b - c) / k
	half := z95 * math.Sqrt((b+c)-(b-c)*(b-c)/k) / k
	room := 1 - float64(before)/float64(n)
	gain = math.Min(100, 100*float64(becameRight-becameWrong)/float64(n)/room)
	low, high = 100*(d-half)/room, 100*(d+half)/room
	return gain, math.Min(low, gain), math.Min(100, math.Max(high, gain)), true
}
