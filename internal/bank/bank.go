// Package bank holds a course's questions: where they come from, what keeps them from being
// asked, and how an answer is marked.
//
// Questions are written in chapterN.quiz.yaml beside a chapter, which is the canonical form,
// and in the <choice> groups of the chapter itself. Load reads both, strictly, and says what
// is wrong where. Only approved questions whose source text still stands are ever asked; what
// is wrong with the others is a course.Finding.
//
// A question that is asked is pinned first (Pin): its options get the order in which they are
// shown, and everything needed to show and mark it goes into one value that is kept with the
// prompt. An edit of the bank afterwards changes neither.
package bank

import (
	"slices"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// Kind says how a question is answered.
type Kind string

// The kinds of question.
const (
	Single  Kind = "single"  // one of several options
	Multi   Kind = "multi"   // every right option, and no other
	Bool    Kind = "bool"    // true or false
	Short   Kind = "short"   // a word or a name
	Numeric Kind = "numeric" // a number
	Match   Kind = "match"   // to each left side its right side
	Order   Kind = "order"   // the options in their right order
)

// Kinds lists every Kind.
func Kinds() []Kind { return []Kind{Single, Multi, Bool, Short, Numeric, Match, Order} }

// State says whether a question may be asked.
type State string

// The states of a question.
const (
	Draft    State = "draft"    // nobody has approved it yet
	Approved State = "approved" // may be asked
	Retired  State = "retired"  // was asked once, and shall not be any more
	Rejected State = "rejected" // a draft that nobody wanted; kept so that it is not proposed again
)

// Question is a question as its author writes it. Texts are Markdown.
type Question struct {
	ID        string   `json:"id"`
	Kind      Kind     `json:"kind"`
	Section   string   `json:"section,omitempty"` // a heading of the chapter, or a unit's id
	Stem      string   `json:"stem"`
	Options   []Option `json:"options,omitempty"`
	Accept    []string `json:"accept,omitempty"`    // short and numeric: the right answers
	Tolerance float64  `json:"tolerance,omitempty"` // numeric: how far off still counts
	Why       string   `json:"why,omitempty"`       // told to everybody who has answered
	Objective string   `json:"objective,omitempty"` // what a student can do who can answer this
	Bloom     string   `json:"bloom,omitempty"`     // remember, understand, apply, analyse, evaluate or create
	Level     string   `json:"level,omitempty"`     // easy, medium or hard
	Points    float64  `json:"points,omitempty"`    // 1 when absent
	Tags      []string `json:"tags,omitempty"`
	State     State    `json:"state,omitempty"`  // Draft when absent
	Reason    string   `json:"reason,omitempty"` // why it was rejected or retired
	Origin    string   `json:"origin,omitempty"` // author, rule:X, llm:X or import; author when absent
	Source    Source   `json:"source,omitzero"`
	Fixed     bool     `json:"fixed,omitempty"` // options keep the order in which they are written
}

// Option is an answer on offer.
type Option struct {
	Text    string `json:"text"`
	Correct bool   `json:"correct,omitempty"`
	Match   string `json:"match,omitempty"` // of a Match question: the right side that belongs to Text
	Why     string `json:"why,omitempty"`   // why it is right or wrong
}

// Source is the passage that a question rests on.
type Source struct {
	Span string `json:"span,omitempty"` // words of the section, verbatim
	Hash string `json:"hash,omitempty"` // of the section's text when the question was written; see TextHash
}

// Item is a Question at its place in a course, read and checked.
type Item struct {
	Question

	Chapter *course.Unit
	Unit    *course.Unit // what it is about; the chapter when it names no section
	File    string
	Line    int
	Stale   bool // the text it rests on has changed since

	stem    []doc.Block
	options []optionProse
	why     []doc.Block
	refused string // why it may not be asked, apart from its state; empty when it may
}

type optionProse struct {
	text, match []doc.Span
	why         []doc.Block
}

// Askable tells whether a question may be posted: approved, without mistakes and not stale.
func (it *Item) Askable() bool { return it.State == Approved && it.refused == "" && !it.Stale }

// Bank is the questions of a course at one time. It is immutable and safe for concurrent use.
type Bank struct {
	Items    []*Item // in the order of the chapters and their files
	Findings []course.Finding

	course *course.Course
	byID   map[string]*Item
	known  []string // what answers of all questions name, normalised; see rivals
}

// ByID finds a question; nil when there is none.
func (b *Bank) ByID(id string) *Item { return b.byID[id] }

// Course is the course that the questions are about.
func (b *Bank) Course() *course.Course { return b.course }

// Askable lists the questions that may be asked about the given units (chapters, lessons or
// sections, each with all its parts), in the bank's order; about everything when units is
// empty.
func (b *Bank) Askable(units ...*course.Unit) []*Item {
	var out []*Item
	for _, it := range b.Items {
		if it.Askable() && (len(units) == 0 || within(it.Unit, units)) {
			out = append(out, it)
		}
	}
	return out
}

func within(u *course.Unit, units []*course.Unit) bool {
	for ; u != nil; u = u.Parent {
		if slices.Contains(units, u) {
			return true
		}
	}
	return false
}
