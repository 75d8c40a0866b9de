package bank

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"lectern/internal/doc"
)

// Pinned is a question as it is asked: its options in the order in which they are shown, and
// all that is needed to mark an answer. It is immutable. The right answer is in it, so it
// stays on the server.
type Pinned struct {
	ID        string
	Kind      Kind
	Chapter   string // id of the chapter's unit; empty when it belongs to none
	Unit      string // id of the unit it is about
	Stem      []doc.Block
	Options   []PinnedOption
	Rights    [][]doc.Span // of a Match: the right sides in the order in which they are shown
	Accept    []string
	Rivals    []string // known answers that a misspelt one could be taken for
	Tolerance float64
	Why       []doc.Block
	Objective string
	Tags      []string
	Points    int // hundredths of a point
}

// PinnedOption is an option of a Pinned question.
type PinnedOption struct {
	Text    []doc.Span
	Correct bool
	Right   int // of a Match: which of Rights belongs to it; of an Order: its right position from 0
	Why     []doc.Block
}

// Pin fixes how a question is asked. The order of the options follows from the seed alone: it
// must be one that nobody outside can work out, for authors like to write the right answer
// first. The options of a true/false question and of one that says so keep their order. What
// the author writes in the right order (the options of an Order, the right sides of a Match) is
// sorted before it is shuffled: what is shown then says nothing of the key even to somebody who
// knows the seed.
func (b *Bank) Pin(it *Item, seed []byte) Pinned {
	p := Pinned{
		ID: it.ID, Kind: it.Kind, Stem: it.stem, Why: it.why, Objective: it.Objective, Tags: it.Tags,
		Accept: it.Accept, Tolerance: it.Tolerance, Points: hundredths(it.Points),
	}
	if it.Chapter != nil {
		p.Chapter = it.Chapter.ID
	}
	if it.Unit != nil {
		p.Unit = it.Unit.ID
	}
	switch it.Kind {
	case Short:
		p.Rivals = rivals(it.Accept, b.known)
	case Bool:
		right := truth(it.Accept[0]) == 1
		p.Options = []PinnedOption{{Text: []doc.Span{doc.Plain("True")}, Correct: right}, {Text: []doc.Span{doc.Plain("False")}, Correct: !right}}
		p.Accept = nil
	case Single, Multi, Match, Order, Numeric:
	}
	sum := sha256.Sum256(seed)
	rng := rand.New(rand.NewChaCha8(sum)) //nolint:gosec // the seed is what is secret
	order := shuffled(rng, len(it.options), it.Fixed && it.Kind != Order)
	if it.Kind == Order {
		order = through(order, byText(len(it.options), func(i int) string { return squash(it.Options[i].Text) }))
	}
	for _, i := range order {
		o := it.options[i]
		p.Options = append(p.Options, PinnedOption{Text: o.text, Correct: it.Options[i].Correct, Why: o.why, Right: i})
	}
	if it.Kind == Match {
		p.Rights = pair(it, order, p.Options, rng)
	}
	return p
}

// pair shuffles the right sides of a Match, equal ones being one, and tells each option its own.
func pair(it *Item, order []int, options []PinnedOption, rng *rand.Rand) (shuffledRights [][]doc.Span) {
	var texts []string
	var rights [][]doc.Span
	at := make([]int, len(it.options))
	for i := range it.options {
		t := squash(it.Options[i].Match)
		k := slices.Index(texts, t)
		if k < 0 {
			k = len(texts)
			texts, rights = append(texts, t), append(rights, it.options[i].match)
		}
		at[i] = k
	}
	shown := make([]int, len(rights))
	for to, from := range through(shuffled(rng, len(rights), false), byText(len(rights), func(i int) string { return texts[i] })) {
		shuffledRights = append(shuffledRights, rights[from])
		shown[from] = to
	}
	for to, from := range order {
		options[to].Right = shown[at[from]]
	}
	return shuffledRights
}

// byText gives the indices of n texts in the order of the texts.
func byText(n int, text func(int) string) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(text(a), text(b)) })
	return order
}

// through applies an order to what another has put in order.
func through(order, other []int) []int {
	out := make([]int, len(order))
	for i, k := range order {
		out[i] = other[k]
	}
	return out
}

func shuffled(rng *rand.Rand, n int, fixed bool) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if !fixed {
		rng.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}

// hundredths gives points in the unit that stores and boards count in; one point when unset.
func hundredths(points float64) int {
	if points == 0 {
		return 100
	}
	return int(points*100 + 0.5)
}

// The stored form of a Pinned question. Names once used keep their meaning.
type (
	wirePinned struct {
		ID        string            `json:"id"`
		Kind      Kind              `json:"kind"`
		Chapter   string            `json:"chapter,omitempty"`
		Unit      string            `json:"unit,omitempty"`
		Stem      json.RawMessage   `json:"stem,omitempty"`
		Options   []wireOption      `json:"options,omitempty"`
		Rights    []json.RawMessage `json:"rights,omitempty"`
		Accept    []string          `json:"accept,omitempty"`
		Rivals    []string          `json:"rivals,omitempty"`
		Tolerance float64           `json:"tolerance,omitempty"`
		Why       json.RawMessage   `json:"why,omitempty"`
		Objective string            `json:"objective,omitempty"`
		Tags      []string          `json:"tags,omitempty"`
		Points    int               `json:"points"`
	}
	wireOption struct {
		Text    json.RawMessage `json:"text"`
		Correct bool            `json:"correct,omitempty"`
		Right   int             `json:"right,omitempty"`
		Why     json.RawMessage `json:"why,omitempty"`
	}
)

// codec carries the first error through a row of encodings.
type codec struct{ err error }

func (c *codec) blocks(b []doc.Block) json.RawMessage {
	if len(b) == 0 || c.err != nil {
		return nil
	}
	var data []byte
	data, c.err = doc.EncodeBlocks(b)
	return data
}

func (c *codec) spans(s []doc.Span) json.RawMessage {
	if c.err != nil {
		return nil
	}
	var data []byte
	data, c.err = doc.EncodeSpans(s)
	return data
}

func (c *codec) readBlocks(data json.RawMessage) []doc.Block {
	if len(data) == 0 || c.err != nil {
		return nil
	}
	var b []doc.Block
	b, c.err = doc.DecodeBlocks(data)
	return b
}

func (c *codec) readSpans(data json.RawMessage) []doc.Span {
	if len(data) == 0 || c.err != nil {
		return nil
	}
	var s []doc.Span
	s, c.err = doc.DecodeSpans(data)
	return s
}

// Encode writes the question for a store.
func (p Pinned) Encode() ([]byte, error) {
	var c codec
	w := wirePinned{
		ID: p.ID, Kind: p.Kind, Chapter: p.Chapter, Unit: p.Unit, Stem: c.blocks(p.Stem), Accept: p.Accept, Rivals: p.Rivals,
		Tolerance: p.Tolerance, Why: c.blocks(p.Why), Objective: p.Objective, Tags: p.Tags, Points: p.Points,
	}
	for _, o := range p.Options {
		w.Options = append(w.Options, wireOption{Text: c.spans(o.Text), Correct: o.Correct, Right: o.Right, Why: c.blocks(o.Why)})
	}
	for _, r := range p.Rights {
		w.Rights = append(w.Rights, c.spans(r))
	}
	if c.err != nil {
		return nil, fmt.Errorf("pin question %s: %w", p.ID, c.err)
	}
	data, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("pin question %s: %w", p.ID, err)
	}
	return data, nil
}

// Decode reads what Encode wrote.
func Decode(data []byte) (Pinned, error) {
	var w wirePinned
	if err := json.Unmarshal(data, &w); err != nil {
		return Pinned{}, fmt.Errorf("read a pinned question: %w", err)
	}
	var c codec
	p := Pinned{
		ID: w.ID, Kind: w.Kind, Chapter: w.Chapter, Unit: w.Unit, Stem: c.readBlocks(w.Stem), Accept: w.Accept, Rivals: w.Rivals,
		Tolerance: w.Tolerance, Why: c.readBlocks(w.Why), Objective: w.Objective, Tags: w.Tags, Points: w.Points,
	}
	for _, o := range w.Options {
		p.Options = append(p.Options, PinnedOption{Text: c.readSpans(o.Text), Correct: o.Correct, Right: o.Right, Why: c.readBlocks(o.Why)})
	}
	for _, r := range w.Rights {
		p.Rights = append(p.Rights, c.readSpans(r))
	}
	if c.err != nil {
		return Pinned{}, fmt.Errorf("read the pinned question %s: %w", w.ID, c.err)
	}
	return p, nil
}

// Letter names the option at a position: A, B, C, ….
func Letter(i int) string { return string(rune('A' + i)) }

// StemText is the question in plain text, on one line.
func (p Pinned) StemText() string { return strings.Join(strings.Fields(doc.BlockText(p.Stem)), " ") }
