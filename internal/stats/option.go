package stats

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/doc"
	"lectern/internal/say"
)

// maxTyped is how many wrong answers in words are told.
const maxTyped = 5

// options fills in how often each option was chosen, or what was typed instead.
func (t *table) options(q *Question, it *item) {
	switch q.Kind {
	case bank.Single, bank.Bool, bank.Multi:
		t.distractors(q, it)
	case bank.Short, bank.Numeric:
		q.Typed = typed(it)
	case bank.Match, bank.Order: // every arrangement is an answer of its own
	}
}

// tally is what became of an option.
type tally struct {
	Option

	at       int // where its author put it
	rest     float64
	restedBy int
}

// distractors counts by the options' texts, because each time a question is asked its options
// stand in another order.
func (t *table) distractors(q *Question, it *item) {
	byText := map[string]*tally{}
	var list []*tally
	named := map[*ask][]*tally{}
	for _, on := range slices.Backward(it.asks) { // the newest has the say on what is right
		for i, o := range on.q.Options {
			text := doc.SpanText(o.Text)
			x := byText[text]
			if x == nil {
				x = &tally{Option: Option{Text: text, Correct: o.Correct}, at: o.Right}
				if q.Kind == bank.Bool {
					x.at = i
				}
				byText[text] = x
				list = append(list, x)
			}
			named[on] = append(named[on], x)
		}
	}
	for _, a := range it.attempts {
		rest, ok := t.rest(it, a.who)
		for _, letter := range []byte(a.mark().text) {
			x := named[a.on][letter-'a']
			x.Picked++
			if ok {
				x.rest += rest
				x.restedBy++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *tally) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.Text, b.Text)) })
	key := restOfKey(list)
	for _, x := range list {
		x.finish(q.Students, key)
		q.Options = append(q.Options, x.Option)
	}
}

// restOfKey is the mean rest score of those who chose a right option; NaN when too few did.
func restOfKey(list []*tally) float64 {
	sum, n := 0.0, 0
	for _, x := range list {
		if x.Correct {
			sum, n = sum+x.rest, n+x.restedBy
		}
	}
	if n < minPickers {
		return math.NaN()
	}
	return sum / float64(n)
}

func (x *tally) finish(students int, key float64) {
	if x.Share = unknown(students, tooFew(students)); students >= MinShare {
		x.Share = shareFigure(float64(x.Picked)/float64(students), students)
		x.Share.Text = pickedText(x.Picked, students)
	}
	if x.Rest = unknown(x.restedBy, tooFew(x.restedBy)); x.restedBy >= minPickers {
		x.Rest = Figure{Value: 100 * x.rest / float64(x.restedBy), N: x.restedBy, Known: true}
		x.Rest.Text = restText(x.Rest.Value)
	}
	switch {
	case x.Correct:
	case x.Rest.Known && x.Rest.Value > 100*key && students >= MinCorrelation: // never when key is NaN
		x.Remark = drawsTheStrong()
	case students >= minRare && 20*x.Picked < students:
		x.Remark = idle()
	}
}

// typed lists the wrong answers in words.
func typed(it *item) []Typed {
	counts := map[string]int{}
	for _, a := range it.attempts {
		if p := a.mark(); !p.mark.Right {
			counts[strings.ToLower(strings.Join(strings.Fields(p.text), " "))]++
		}
	}
	var list []Typed
	for text, n := range counts {
		list = append(list, Typed{text, n})
	}
	slices.SortFunc(list, func(a, b Typed) int { return cmp.Or(cmp.Compare(b.Picked, a.Picked), cmp.Compare(a.Text, b.Text)) })
	return list[:min(len(list), maxTyped)]
}

// guess is what pressing at random gives: of one option in k a k-th, of several the mean mark
// over all that could be chosen. What is typed or put in order cannot be guessed so.
func guess(q bank.Pinned) Figure {
	k := len(q.Options)
	switch {
	case k == 0 || q.Typed() || q.Kind == bank.Match || q.Kind == bank.Order:
		return unknown(0, noGuess())
	case q.Kind == bank.Multi:
		sum := 0
		for set := 1; set < 1<<k; set++ {
			pick := make([]byte, 0, k)
			for i := range k {
				if set&(1<<i) != 0 {
					pick = append(pick, byte('a'+i))
				}
			}
			sum += q.Mark(string(pick)).Share
		}
		return guessed(float64(sum) / float64(int(1)<<k-1))
	}
	return guessed(100 / float64(k))
}

func guessed(v float64) Figure {
	return Figure{Value: v, Known: true, Text: guessText(v)}
}

// remark says what is worth a look, and whether the question led the class astray.
func (q *Question) remark() {
	add := func(misled bool, text say.Text) {
		q.Remarks = append(q.Remarks, text)
		q.Misled = q.Misled || misled
	}
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right = max(right, o.Picked)
		}
	}
	enough := q.Students >= MinShare
	for _, o := range q.Options {
		if enough && !o.Correct && o.Picked > right {
			add(true, preferred(o.Text, o.Picked, right))
		}
	}
	if q.Facility.Known && q.Guess.Known && q.Facility.Value <= q.Guess.Value {
		add(true, likeGuessing())
	}
	if q.SureWrong.Known && q.Wrong >= 3 && 3*q.Wrong >= q.Sure {
		add(true, confidentlyWrong(q.Wrong, q.Sure))
	}
	if q.Discrimination.Known && q.Discrimination.Value < 0 {
		add(true, strongFail())
	} else if q.Discrimination.Known && q.Discrimination.Value < 20 && q.Facility.Value > 5 && q.Facility.Value < 95 {
		add(false, weakQuestion())
	}
	if q.Facility.Known && q.Facility.Value >= 95 {
		add(false, tooEasy())
	}
}
