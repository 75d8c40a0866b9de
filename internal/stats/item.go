package stats

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// item is a question with the first attempts of all students.
type item struct {
	id       string
	asks     []*ask // without second votes, the oldest first
	attempts []attempt
	share    []float64 // by student, 0 to 1; NaN where there is no attempt
	most     float64   // its points
}

// attempt is a student's first answer.
type attempt struct {
	given

	on *ask
}

func (a attempt) mark() picked   { return a.on.picks[a.pick] }
func (it *item) newest() *ask    { return it.asks[len(it.asks)-1] }
func (it *item) chapter() string { return it.newest().q.Chapter }

// table is questions by students.
type table struct {
	items    []*item // by id
	students int
	got, of  []float64 // by student: points earned, and that could be earned
	answered []int     // by student: questions
}

func (d *Data) table() *table {
	t := &table{students: len(d.students)}
	t.got, t.of, t.answered = make([]float64, t.students), make([]float64, t.students), make([]int, t.students)
	byID := map[string]*item{}
	for _, a := range d.asks {
		if a.first != nil {
			continue
		}
		it := byID[a.q.ID]
		if it == nil {
			it = &item{id: a.q.ID, share: make([]float64, t.students)}
			for i := range it.share {
				it.share[i] = math.NaN()
			}
			byID[a.q.ID] = it
			t.items = append(t.items, it)
		}
		it.asks = append(it.asks, a)
		if it.attempts == nil {
			it.attempts = make([]attempt, 0, len(a.given))
		}
		for _, g := range a.given {
			if math.IsNaN(it.share[g.who]) {
				it.share[g.who] = float64(a.picks[g.pick].mark.Share) / 100
				it.attempts = append(it.attempts, attempt{g, a})
			}
		}
	}
	slices.SortFunc(t.items, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	for _, it := range t.items {
		it.most = math.Max(float64(it.newest().q.Points), 1) / 100
		if len(it.asks) > 1 { // those to one of them are in order
			slices.SortFunc(it.attempts, func(a, b attempt) int { return cmp.Compare(a.who, b.who) })
		}
		for _, a := range it.attempts {
			t.got[a.who] += it.share[a.who] * it.most
			t.of[a.who] += it.most
			t.answered[a.who]++
		}
	}
	return t
}

// rest is a student's share of what the other questions could bring; not ok when there are too
// few of them.
func (t *table) rest(it *item, who int32) (share float64, ok bool) {
	if t.answered[who]-1 < minRest {
		return 0, false
	}
	of := t.of[who] - it.most
	return math.Max(0, (t.got[who]-it.share[who]*it.most)/of), true
}

// pairs gives marks and rest scores of those who have both.
func (t *table) pairs(it *item) (x, y []float64) {
	for _, a := range it.attempts {
		if r, ok := t.rest(it, a.who); ok {
			x, y = append(x, it.share[a.who]*it.most), append(y, r)
		}
	}
	return x, y
}

// test is the questions of a scope taken as one test.
type test struct {
	items  []*item
	common int       // students that two of its questions have in common, as a harmonic mean
	least  int       // and of the two that have the fewest
	with   []float64 // by item: covariance with the total
	parts  float64   // the items' own variances, summed
	spread int       // items in which students differ
	total  float64   // variance of the total
	most   float64   // points of all items
	why    string    // why it is none, as a key of noTest; empty when it is one
}

// Why questions do not make a test.
const (
	fewQuestions = "questions"
	fewStudents  = "students"
	noSpread     = "spread"
)

// testOf takes together the questions that at least half of those answered who answered any.
// Covariances are taken over those who answered both questions; with a complete class their sum
// is the total's own.
func (t *table) testOf(items []*item) *test {
	some := 0
	for s := range t.students {
		if slices.ContainsFunc(items, func(it *item) bool { return !math.IsNaN(it.share[s]) }) {
			some++
		}
	}
	e := &test{}
	few := 0
	for _, it := range items {
		switch n := len(it.attempts); {
		case n < MinCorrelation:
			few++
		case 2*n >= some:
			e.items = append(e.items, it)
			e.most += it.most
		}
	}
	switch {
	case len(e.items) < minTest && few > 0:
		e.why = fewStudents
		return e
	case len(e.items) < minTest:
		e.why = fewQuestions
		return e
	}
	e.covary(t.students)
	switch {
	case e.common < MinCorrelation || e.least < MinShare:
		e.why = fewStudents
	case e.spread < minTest || e.total <= 1e-12:
		e.why = noSpread
	}
	return e
}

// covary fills in the covariances.
func (e *test) covary(students int) {
	words := (students + 63) / 64
	n := len(e.items)
	marks, here := make([][]float64, n), make([][]uint64, n)
	for i, it := range e.items {
		m, h := make([]float64, students), make([]uint64, words)
		sum := 0.0
		for _, a := range it.attempts {
			sum += it.share[a.who]
		}
		mid := sum / float64(len(it.attempts))
		for _, a := range it.attempts {
			m[a.who] = (it.share[a.who] - mid) * it.most
			h[a.who/64] |= 1 << (a.who % 64)
		}
		marks[i], here[i] = m, h
	}
	e.with, e.least = make([]float64, n), students
	inverse := 0.0
	for i := range n {
		for j := i; j < n; j++ {
			both := 0
			for w := range words {
				both += bits.OnesCount64(here[i][w] & here[j][w])
			}
			e.least = min(e.least, both)
			if both < 2 {
				continue
			}
			c := dot(marks[i], marks[j]) / float64(both-1)
			e.with[i] += c
			if i == j {
				e.parts += c
				if c > 1e-12 {
					e.spread++
				}
				continue
			}
			e.with[j] += c
			inverse += 1 / float64(both)
		}
	}
	if e.least >= 2 {
		e.common = int(float64(n*(n-1)/2)/inverse + 1e-9)
	}
	for _, c := range e.with {
		e.total += c
	}
}

// dot is the inner product, in four sums at once because the processor can.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
