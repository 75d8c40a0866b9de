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

// Add takes an answer. One to a prompt that is not there, or that cannot be an answer to it, is
// passed over. Each student has at most one per prompt, as the store sees to.
func (d *Data) Add(a quiz.Answer) {
	on := d.byID[a.Prompt]
	if on == nil {
		return
	}
	pick, ok := on.known[a.Pick]
	if !ok {
		if len(on.picks) == maxPicks || on.q.Check(a.Pick) != nil {
			return
		}
		pick = uint16(len(on.picks)) //nolint:gosec // below maxPicks
		text := strings.Clone(a.Pick)
		on.picks = append(on.picks, picked{text, on.q.Mark(text)})
		on.known[text] = pick
	}
	who, ok := d.index[a.Student]
	if !ok {
		who = int32(len(d.students)) //nolint:gosec // no class has two billion students
		d.students = append(d.students, a.Student)
		d.index[a.Student] = who
	}
	sure := a.Confidence
	switch sure { // constants, so that no answer holds on to a string of its own
	case quiz.Guess:
		sure = quiz.Guess
	case quiz.Likely:
		sure = quiz.Likely
	case quiz.Sure:
		sure = quiz.Sure
	case quiz.NotAsked:
	default:
		sure = quiz.NotAsked
	}
	on.given = append(on.given, given{who, pick, sure})
}

// Students lists who has answered, in the order of their ids.
func (d *Data) Students() []quiz.StudentID { return slices.Sorted(slices.Values(d.students)) }

// settle brings students and answers into an order that does not depend on that of adding.
func (d *Data) settle() {
	sorted := d.Students()
	at := make(map[quiz.StudentID]int32, len(sorted))
	for i, s := range sorted {
		at[s] = int32(i) //nolint:gosec // see Add
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
		slices.SortFunc(a.given, func(x, y given) int { return cmp.Compare(x.who, y.who) })
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
