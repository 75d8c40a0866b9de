package memory

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Never says that an item has not been posted.
const Never = -1

// Enough is the number of answers in a class from which its memory is modelled; with fewer,
// Leitner gaps decide. Our own choice: about a week of daily questions to twenty students.
// Before that, the few who answered first would decide what everybody is asked.
const Enough = 100

// What may speak for an item, in billionths of one student's certain answer, per student of the
// class. All are our own choice, within the range of what forgetting amounts to: of a question
// that everybody answered rightly once, a class has lost 0.13 per student after ten days and
// 0.23 after four weeks; where four in ten were wrong it is nearly twice as much. The values were
// tried on a played term (see the tests): with less for new questions, those that the class
// finds hard keep the others away, and it ends up knowing less than by lot; with more, nothing
// is repeated until all has been asked.
const (
	unit     = 1_000_000_000
	newWorth = unit * 35 / 100 // never posted
	coverage = unit / 20       // its objective has never been asked; half of it when asked once, …
	exposure = unit / 25       // taken off for every post
	mostSeen = 10              // posts that count as exposure: no item is barred for good
	notDue   = -2 * unit       // by Leitner: only when nothing else is left
)

// Item is a question that may be asked. The caller has left out those that are not released or
// approved, and those posted too lately.
type Item struct {
	ID         string
	Chapter    string
	Objective  string
	Order      int        // place in reading order, over all chapters
	LastPosted int        // class days since it was posted last, or Never
	Posted     int        // how often it has been posted
	Box        Box        // by the class's answers to its posts: BoxOf with GradeOfClass
	Forgetting Forgetting // over the students who have answered it
}

// Forgetting sums up what the students of a class have forgotten of an item.
type Forgetting struct {
	Students  int   // how many were added
	shortfall int64 // Σ (Retention − R)+ in billionths: whole numbers add up the same in any order
}

// Add counts a student who recalls the item with the probability r.
func (f *Forgetting) Add(r float64) {
	f.Students++
	if short := Retention - max(r, 0); short > 0 {
		f.shortfall += int64(math.Round(short * unit))
	}
}

// Shortfall is Σ (Retention − R)+: how many right answers the class has lost.
func (f *Forgetting) Shortfall() float64 { return float64(f.shortfall) / unit }

// Wish says what to choose.
type Wish struct {
	N        int            // how many items
	Seed     uint64         // see Seed
	Students int            // how many students the class has; at least those who answered counts
	Answers  int            // how many answers the class has given so far
	Asked    map[string]int // how often each objective has been asked
}

// Seed makes the seed for a class on a date.
func Seed(class, date string) uint64 { return mix(mix(fnvOffset, class), date) }

// Choose picks the N items that help the class most, the best first; fewer only when there are
// fewer. The same items in any order give the same choice.
//
// What an item is worth:
//   - Posted before: what the class has forgotten of it, Σ (0.9 − R)+ over the students who
//     answered, per student of the class. While the class has given fewer than Enough answers,
//     instead: newWorth when its Leitner gap is just over, more the longer it is over, and less
//     than any other as long as it is not.
//   - Never posted: newWorth. In each chapter only the first in reading order is in question, so
//     that a chapter is asked in the order in which it is read.
//   - More when its objective was seldom asked; less for every time it was posted.
//
// Of items that are worth the same, new ones come first, in reading order, then as a hash of
// class, date and id has it. With N > 1 the chapters take turns.
func Choose(items []Item, w Wish) []Item {
	left := distinct(items)
	students := w.Students
	for _, it := range left {
		students = max(students, it.Forgetting.Students)
	}
	asked := map[string]int{}
	maps.Copy(asked, w.Asked)
	c := chooser{seed: w.Seed, students: int64(max(students, 1)), thin: w.Answers < Enough, asked: asked, turns: map[string]int{}}
	var out []Item
	for len(out) < w.N && len(left) > 0 {
		i := c.best(left)
		it := left[i]
		left = slices.Delete(left, i, i+1)
		c.asked[it.Objective]++
		c.turns[it.Chapter]++
		out = append(out, it)
	}
	return out
}

// distinct sorts the items in reading order and drops what has the same id. The order is total,
// so that the order of the input leaves no trace.
func distinct(items []Item) []Item {
	out := slices.Clone(items)
	slices.SortFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Chapter, b.Chapter), cmp.Compare(a.Objective, b.Objective),
			cmp.Compare(a.LastPosted, b.LastPosted), cmp.Compare(a.Posted, b.Posted), cmp.Compare(a.Box, b.Box),
			cmp.Compare(a.Forgetting.shortfall, b.Forgetting.shortfall), cmp.Compare(a.Forgetting.Students, b.Forgetting.Students))
	})
	out = slices.CompactFunc(out, func(a, b Item) bool { return a.ID == b.ID })
	slices.SortStableFunc(out, func(a, b Item) int { return cmp.Compare(a.Order, b.Order) })
	return out
}

// chooser is the state of one choice.
type chooser struct {
	seed     uint64
	students int64
	thin     bool
	asked    map[string]int // per objective
	turns    map[string]int // per chapter
}

// best finds the place of the best item among those left, which are in reading order.
func (c *chooser) best(left []Item) int {
	fewest := math.MaxInt
	for _, it := range left {
		fewest = min(fewest, c.turns[it.Chapter])
	}
	met := map[string]bool{} // chapters whose first new item has been seen
	best, at := rank{}, -1
	for i, it := range left {
		if c.turns[it.Chapter] != fewest {
			continue
		}
		if it.fresh() {
			if met[it.Chapter] {
				continue
			}
			met[it.Chapter] = true
		}
		if r := c.rank(it); at < 0 || r.compare(best) < 0 {
			best, at = r, i
		}
	}
	return at
}

// fresh tells whether the class has never been asked the item.
func (it Item) fresh() bool { return it.LastPosted < 0 && it.Posted <= 0 }

// rank is what items are compared by.
type rank struct {
	worth int64
	fresh bool
	order int // of fresh items only
	hash  uint64
	id    string
}

// compare is negative when r comes before other.
func (r rank) compare(other rank) int {
	switch {
	case r.worth != other.worth:
		return cmp.Compare(other.worth, r.worth)
	case r.fresh != other.fresh:
		if r.fresh {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(r.order, other.order), cmp.Compare(r.hash, other.hash), cmp.Compare(r.id, other.id))
}

func (c *chooser) rank(it Item) rank {
	r := rank{fresh: it.fresh(), hash: mix(c.seed, it.ID), id: it.ID}
	switch {
	case r.fresh:
		r.worth, r.order = newWorth, it.Order
	case c.thin:
		r.worth = overdue(max(it.LastPosted, 0), it.Box.Gap())
	default:
		r.worth = it.Forgetting.shortfall / c.students
	}
	r.worth += coverage / int64(1+max(c.asked[it.Objective], 0))
	r.worth -= exposure * int64(min(max(it.Posted, 0), mostSeen))
	return r
}

// overdue is the worth of an item by its Leitner gap, at most three times that of a new one.
func overdue(since, gap int) int64 {
	worth := int64(newWorth) * int64(min(since, 3*gap)) / int64(gap)
	if since < gap {
		worth += notDue
	}
	return worth
}

// The hash is FNV-1a with 64 bits (RFC 9923). It stands here because the same class, date and id
// must give the same on every machine and in every version.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// mix hashes a text and its end into h. FNV alone leaves like ids in order, so the bits are
// stirred at the end (xor and multiply, with the constants of MurmurHash3's 64-bit finaliser).
func mix(h uint64, text string) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * fnvPrime
	}
	h = (h ^ 0xff) * fnvPrime // no text in UTF-8 holds this byte
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
