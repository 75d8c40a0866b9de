package stats

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lectern/internal/quiz"
	"lectern/internal/schedule"
)

// Report reckons everything. zone decides to which week a question belongs; seen tells when
// students last answered anything, practice too (quiz.Store's LastAnswers).
func (d *Data) Report(now time.Time, zone *time.Location, seen map[quiz.StudentID]time.Time) *Report {
	d.settle()
	t := d.table()
	r := &Report{At: now, Students: len(d.students)}
	for _, a := range d.asks {
		r.Answers += len(a.given)
		if a.first == nil {
			r.Asked++
		}
	}
	chapters := map[string][]int{} // places in t.items
	for i, it := range t.items {
		chapters[it.chapter()] = append(chapters[it.chapter()], i)
	}
	r.Questions, r.Chapters = make([]Question, len(t.items)), make([]Chapter, 0, len(chapters))
	for id := range chapters {
		r.Chapters = append(r.Chapters, Chapter{ID: id})
	}
	slices.SortFunc(r.Chapters, func(a, b Chapter) int { return cmp.Compare(a.ID, b.ID) })
	// Comparing every question with every other takes longest and goes first; parts meet nowhere.
	parts := []func(){func() { r.Course = t.chapter("", t.items, t.testOf(t.items)) }}
	for i := range r.Chapters {
		parts = append(parts, func() { t.inChapter(&r.Chapters[i], r.Questions, chapters[r.Chapters[i].ID]) })
	}
	concurrently(append(parts, func() {
		r.Weeks = d.weeks(now, zone)
		r.Silent = d.silent(now, seen)
		r.Revotes = d.revotes()
		r.Confidence = t.degrees()
	}))
	if len(r.Questions) == 0 {
		r.Questions = nil
	}
	return r
}

// inChapter fills in a chapter and its questions, which have these places.
func (t *table) inChapter(c *Chapter, questions []Question, places []int) {
	items := make([]*item, len(places))
	for i, at := range places {
		items[i] = t.items[at]
	}
	e := t.testOf(items)
	*c = t.chapter(c.ID, items, e)
	for i, at := range places {
		questions[at] = t.question(items[i], e)
	}
}

// concurrently runs parts that meet nowhere, in their order, on all processors. A mistake in
// one of them is the caller's, whom somebody guards.
func concurrently(parts []func()) {
	var next atomic.Int64
	var hands sync.WaitGroup
	broke := make([]any, min(runtime.GOMAXPROCS(0), len(parts)))
	for hand := range broke {
		hands.Go(func() {
			defer func() { broke[hand] = recover() }()
			for i := next.Add(1) - 1; i < int64(len(parts)); i = next.Add(1) - 1 {
				parts[i]()
			}
		})
	}
	hands.Wait()
	for _, b := range broke {
		if b != nil {
			panic(b)
		}
	}
}

func (t *table) chapter(id string, items []*item, e *test) Chapter {
	c := Chapter{ID: id, Questions: len(items)}
	got, of := 0.0, 0.0
	var there, answered int
	who := make([]bool, t.students)
	for _, it := range items {
		for _, a := range it.attempts {
			got += it.share[a.who] * it.most
			of += it.most
			who[a.who] = true
		}
		c.Answers += len(it.attempts)
		for _, on := range it.asks {
			there += on.former
			answered += len(on.given)
		}
	}
	for _, yes := range who {
		if yes {
			c.Students++
		}
	}
	// The answers of one student hang together, so the interval is that of the students.
	c.Facility = facility(got, of, c.Students)
	c.Reach = reach(answered, there, c.Students)
	c.Consistency, c.Error = e.consistency()
	return c
}

func (t *table) question(it *item, e *test) Question {
	on := it.newest()
	q := Question{
		ID: it.id, Kind: on.q.Kind, Chapter: on.q.Chapter, Unit: on.q.Unit, Stem: on.q.StemText(),
		Asked: len(it.asks), Last: on.opens, Students: len(it.attempts),
	}
	got := 0.0
	for _, a := range it.attempts {
		got += it.share[a.who]
		if a.mark().mark.Right {
			q.Right++
		}
		if a.sure == quiz.Sure {
			q.Sure++
			if !a.mark().mark.Right {
				q.Wrong++
			}
		}
	}
	q.Facility = facility(got, float64(q.Students), q.Students)
	q.Guess = guess(on.q)
	x, y := t.pairs(it)
	q.Discrimination, q.Efficiency = discrimination(x, y, q.Students)
	q.Weight = e.weight(it)
	q.Reach = reach(len(on.given), on.former, len(on.given))
	q.SureWrong = sureWrong(q.Wrong, q.Sure)
	t.options(&q, it)
	q.remark()
	return q
}

// weight is the effective weight of a question in a test.
func (e *test) weight(it *item) Figure {
	i := slices.Index(e.items, it)
	if e.why != "" || i < 0 {
		return unknown(len(it.attempts), noWeight(e.why))
	}
	w := Weights(e.with)[i]
	if math.IsNaN(w) {
		return unknown(len(it.attempts), againstTheRest())
	}
	return weight(w, 100*it.most/e.most, len(it.attempts))
}

// consistency is Cronbach's α of a test, and what a score is good for.
func (e *test) consistency() (alpha, off Figure) {
	if e.why != "" {
		return unknown(e.common, noTest(e.why)), unknown(e.common, noError())
	}
	n := len(e.items)
	v := Consistency(n, e.parts, e.total)
	if v > 100 { // only where students have answered different questions
		return unknown(e.common, noTest(fewStudents)), unknown(e.common, noError())
	}
	low, high := Bonett(v/100, n, e.common)
	alpha = Figure{Value: v, Low: 100 * low, High: math.Min(100*high, 100), N: e.common, Known: true}
	alpha.Text, alpha.Range = consistencyText(v), figureRange(alpha)
	off = Figure{Value: ErrorRatio(v) / 100 * math.Sqrt(e.total) / e.most * 100, N: e.common, Known: true}
	off.Text = errorText(off.Value)
	return alpha, off
}

func facility(got, of float64, n int) Figure {
	if n < MinShare {
		return unknown(n, tooFew(n))
	}
	share := math.Min(got/of, 1)
	f := shareFigure(share, n)
	f.Text = facilityText(f.Value)
	return f
}

// shareFigure is a share between 0 and 1 with its interval, without a text.
func shareFigure(share float64, n int) Figure {
	low, high := Wilson(share, n)
	f := Figure{Value: 100 * share, Low: 100 * math.Min(low, share), High: 100 * math.Max(high, share), N: n, Known: true}
	f.Range = figureRange(f)
	return f
}

// reach is how many of those who could answered; the interval would say nothing, for it is
// about the very students who were there.
func reach(answered, there, n int) Figure {
	if there < MinShare {
		return unknown(n, tooFewStudents(there))
	}
	f := Figure{Value: 100 * float64(answered) / float64(there), N: there, Known: true}
	f.Text = reachText(f.Value)
	return f
}

func discrimination(x, y []float64, n int) (index, efficiency Figure) {
	if len(x) < MinCorrelation {
		text := fewPairs(len(x))
		return unknown(len(x), text), unknown(len(x), text)
	}
	di, ok := Discrimination(x, y)
	if !ok {
		return unknown(n, allAlike()), unknown(n, allAlike())
	}
	low, high := FisherZ(di/100, len(x))
	index = Figure{Value: di, Low: 100 * low, High: 100 * high, N: len(x), Known: true}
	index.Text, index.Range = discriminationText(di), figureRange(index)
	de, ok := Efficiency(x, y)
	if !ok {
		return index, unknown(n, allAlike())
	}
	efficiency = Figure{Value: de, N: len(x), Known: true, Text: efficiencyText(de)}
	if di != 0 { // both have the covariance above the line
		efficiency.Low, efficiency.High = de/di*index.Low, math.Min(de/di*index.High, 100)
		efficiency.Range = figureRange(efficiency)
	}
	return index, efficiency
}

func sureWrong(wrong, sure int) Figure {
	if sure < MinShare {
		return unknown(sure, fewSure(sure))
	}
	f := shareFigure(float64(wrong)/float64(sure), sure)
	f.Text = sureWrongText(wrong, sure)
	return f
}

// degrees tells how often those were right who were so sure.
func (t *table) degrees() []Degree {
	var list []Degree
	for _, sure := range []quiz.Confidence{quiz.Guess, quiz.Likely, quiz.Sure} {
		dg := Degree{Confidence: sure}
		right := 0
		who := make([]bool, t.students)
		students := 0
		for _, it := range t.items {
			for _, a := range it.attempts {
				if a.sure != sure {
					continue
				}
				dg.Answers++
				if a.mark().mark.Right {
					right++
				}
				if !who[a.who] {
					who[a.who] = true
					students++
				}
			}
		}
		if dg.Right = unknown(students, tooFew(students)); students >= MinShare {
			dg.Right = shareFigure(float64(right)/float64(dg.Answers), students)
			dg.Right.Text = degreeText(sure, dg.Right.Value)
		}
		list = append(list, dg)
	}
	if list[0].Answers+list[1].Answers+list[2].Answers == 0 {
		return nil
	}
	return list
}

func (d *Data) revotes() []Revote {
	var list []Revote
	for _, a := range d.asks {
		if a.first == nil {
			continue
		}
		r := Revote{Question: a.q.ID, Stem: a.q.StemText(), At: a.opens}
		before := make(map[int32]bool, len(a.first.given))
		for _, g := range a.first.given {
			before[g.who] = a.first.picks[g.pick].mark.Right
		}
		up, down := 0, 0
		for _, g := range a.given {
			was, voted := before[g.who]
			if !voted {
				continue
			}
			is := a.picks[g.pick].mark.Right
			r.Students++
			switch {
			case is && !was:
				up++
			case was && !is:
				down++
			}
			if was {
				r.Before++
			}
			if is {
				r.After++
			}
		}
		r.Gain = gain(r, up, down)
		list = append(list, r)
	}
	slices.Reverse(list)
	return list
}

func gain(r Revote, up, down int) Figure {
	if r.Students < MinShare {
		return unknown(r.Students, fewVoters(r.Students))
	}
	g, low, high, ok := NormalisedGain(r.Students, r.Before, up, down)
	if !ok {
		return unknown(r.Students, nothingToGain())
	}
	f := Figure{Value: g, Low: low, High: high, N: r.Students, Known: true, Text: gainText(r)}
	f.Range = figureRange(f)
	return f
}

// weeks tells the participation in the questions of each week.
func (d *Data) weeks(now time.Time, zone *time.Location) []Week {
	if len(d.asks) == 0 {
		return nil
	}
	monday := func(at time.Time) int {
		date := schedule.DateOf(at, zone)
		return date.Number() - (int(date.Weekday())+6)%7
	}
	start := monday(d.asks[0].opens)
	n := max((monday(now)-start)/7, (monday(d.asks[len(d.asks)-1].opens)-start)/7) + 1
	list := make([]Week, n)
	for i := range list {
		list[i].Monday = schedule.DateOfNumber(start + 7*i)
	}
	active := make([][]bool, n) // by student
	for _, a := range d.asks {
		i := (monday(a.opens) - start) / 7
		if active[i] == nil {
			active[i] = make([]bool, len(d.students))
		}
		if a.first == nil {
			list[i].Asked++
		}
		list[i].Answers += len(a.given)
		list[i].Known = a.former
		for _, g := range a.given {
			if !active[i][g.who] {
				active[i][g.who] = true
				list[i].Active++
			}
		}
	}
	for i := range list {
		if list[i].Known == 0 && i > 0 { // no question in that week
			list[i].Known = list[i-1].Known
		}
	}
	return list
}

// silent lists who took part and does not any more.
func (d *Data) silent(now time.Time, seen map[quiz.StudentID]time.Time) []Silent {
	answers := make([]int, len(d.students))
	last := make([]time.Time, len(d.students))
	for _, a := range d.asks {
		for _, g := range a.given {
			answers[g.who]++
			last[g.who] = a.opens // they come in this order
		}
	}
	var list []Silent
	for who, id := range d.students {
		s := Silent{Student: id, Last: last[who], Answers: answers[who]}
		if at, ok := seen[id]; ok {
			s.Last = at
		}
		for _, a := range d.asks {
			if a.first == nil && a.opens.After(s.Last) {
				s.Missed++
			}
		}
		if s.Answers >= silentBefore && s.Missed >= silentMissed && now.Sub(s.Last) >= SilentFor {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Silent) int { return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Student, b.Student)) })
	return list
}
