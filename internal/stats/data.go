package stats

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lectern/internal/bank"
	"lectern/internal/quiz"
)

// Data gathers what was asked and answered, in a form that is quick to reckon with: some 40
// bytes an answer. Make one with NewData, Add the answers, and ask for the Report.
type Data struct {
	asks     []*ask // by opening, then id
	byID     map[quiz.PromptID]*ask
	index    map[quiz.StudentID]int32
	students []quiz.StudentID // by index
}

// ask is a prompt that is over.
type ask struct {
	id     quiz.PromptID
	q      bank.Pinned
	raw    string // the question as it was kept: equal ones have their options in the same order
	opens  time.Time
	order  int
	vote   string // the round whose first vote it is
	round  string // the round it counts in
	first  *ask   // of a second vote
	picks  []picked
	known  map[string]uint16 // index into picks
	given  []given
	former int // students the class had when it was asked, this one's included
}

// picked is an answer that was given, once for all who gave it.
type picked struct {
	text string
	mark bank.Mark
}

// given is an answer.
type given struct {
	who  int32
	pick uint16
	sure quiz.Confidence
}

// maxPicks bounds the different answers to one prompt that are told apart.
const maxPicks = 1<<16 - 1

// NewData takes the prompts of a class, in any order, as they stand at a time: those that are
// still open are left out, since not everybody has answered, and so is practice. One that
// cannot be read is left out too.
func NewData(prompts []quiz.Prompt, now time.Time) *Data {
	d := &Data{byID: make(map[quiz.PromptID]*ask, len(prompts)), index: map[quiz.StudentID]int32{}}
	for _, p := range prompts {
		over := p.State == quiz.Closed || !p.Closes.IsZero() && !now.Before(p.Closes)
		if _, twice := d.byID[p.ID]; twice || !over || p.Kind == quiz.Practice {
			continue
		}
		q, err := bank.Decode(p.Pinned)
		if err != nil {
			continue
		}
		a := &ask{id: p.ID, q: q, raw: string(p.Pinned), opens: p.Opens, known: map[string]uint16{}}
		for _, b := range p.Boards {
			if id, ok := strings.CutPrefix(string(b), "vote:"); ok {
				a.vote = id
			}
			if id, ok := strings.CutPrefix(string(b), "round:"); ok {
				a.round = id
			}
		}
		d.byID[p.ID], d.asks = a, append(d.asks, a)
	}
	slices.SortFunc(d.asks, func(a, b *ask) int { return cmp.Or(a.opens.Compare(b.opens), cmp.Compare(a.id, b.id)) })
	type vote struct{ round, raw string }
	votes := map[vote]*ask{}
	for i, a := range d.asks {
		a.order = i
		if a.vote != "" {
			votes[vote{a.vote, a.raw}] = a
		} else if a.round != "" {
			a.first = votes[vote{a.round, a.raw}]
		}
	}
	return d
}

// Prompts lists the prompts whose answers are to be added.
func (d *Data) Prompts() []quiz.PromptID {
	ids := make([]quiz.PromptID, len(d.asks))
	for i, a := range d.asks {
		ids[i] = a.id
	}
	return ids
}

// Add takes answers to a prompt. Those to a prompt that is not there, or that cannot be answers
// to it, are passed over. Each student has at most one per prompt, as the store sees to.
func (d *Data) Add(id quiz.PromptID, list ...quiz.Pick) {
	on := d.byID[id]
	if on == nil {
		return
	}
	on.given = slices.Grow(on.given, len(list))
	for _, p := range list {
		pick, ok := on.pick(p.Pick)
		if !ok {
			continue
		}
		who, ok := d.index[p.Student]
		if !ok {
			who = int32(len(d.students)) // no class has two billion students
			student := quiz.StudentID(strings.Clone(string(p.Student)))
			d.students = append(d.students, student)
			d.index[student] = who
		}
		on.given = append(on.given, given{who, pick, certainty(p.Confidence)})
	}
}

// pick finds what was chosen among what others chose before.
func (a *ask) pick(text string) (uint16, bool) {
	pick, ok := a.known[text]
	if ok {
		return pick, true
	}
	if len(a.picks) == maxPicks || a.q.Check(text) != nil {
		return 0, false
	}
	pick = uint16(len(a.picks)) // below maxPicks
	text = strings.Clone(text)
	a.picks = append(a.picks, picked{text, a.q.Mark(text)})
	a.known[text] = pick
	return pick, true
}

// certainty is one of the constants, so that no answer holds on to a text of its own.
func certainty(c quiz.Confidence) quiz.Confidence {
	switch c {
	case quiz.Guess:
		return quiz.Guess
	case quiz.Likely:
		return quiz.Likely
	case quiz.Sure:
		return quiz.Sure
	case quiz.NotAsked:
	}
	return quiz.NotAsked
}

// Students lists who has answered, in the order of their ids.
func (d *Data) Students() []quiz.StudentID { return slices.Sorted(slices.Values(d.students)) }

// settle brings students and answers into an order that does not depend on that of adding.
func (d *Data) settle() {
	sorted := d.Students()
	at := make(map[quiz.StudentID]int32, len(sorted))
	for i, s := range sorted {
		at[s] = int32(i)
	}
	move := make([]int32, len(d.students))
	for i, s := range d.students {
		move[i] = at[s]
	}
	d.students, d.index = sorted, at
	first := make([]int, len(sorted))
	for i := range first {
		first[i] = len(d.asks)
	}
	for _, a := range d.asks {
		for i := range a.given {
			a.given[i].who = move[a.given[i].who]
			first[a.given[i].who] = min(first[a.given[i].who], a.order)
		}
		a.given = byStudent(a.given, len(sorted))
	}
	began := make([]int, len(d.asks)+1)
	for _, f := range first {
		began[f]++
	}
	known := 0
	for i, a := range d.asks {
		known += began[i]
		a.former = known
	}
}

// byStudent brings answers into the order of their students, of whom each has at most one: a
// place for everybody is quicker than comparing.
func byStudent(list []given, students int) []given {
	if slices.IsSortedFunc(list, func(x, y given) int { return cmp.Compare(x.who, y.who) }) {
		return list
	}
	place := make([]int32, students) // in the list, from 1
	for i, g := range list {
		place[g.who] = int32(i) + 1 // no class has two billion students
	}
	out := make([]given, 0, len(list))
	for _, at := range place {
		if at > 0 {
			out = append(out, list[at-1])
		}
	}
	return out
}
