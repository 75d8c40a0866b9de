// Package draft proposes questions about a chapter from its prose, by rules and without chance:
// the same chapter always gives the same drafts.
//
// Each rule looks for one way in which textbooks state facts ("X refers to …", "developed by
// X", "**X**: …", "A, B and C") and turns the sentence around. Wrong options are the
// key's siblings: titles of the same level, labels of the same list, other persons, other
// years. Every proposal passes the gates (see refuse) or is dropped. What is left is a draft: its state
// keeps it from being asked until a teacher has approved it.
package draft

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// Rule names a way in which a question was drafted.
type Rule string

// The rules.
const (
	Label       Rule = "label"       // an entry of a list that begins with its name
	Attribution Rule = "attribution" // who developed, wrote or founded something
	Claim       Rule = "claim"       // what a person or a school holds
	Definition  Rule = "definition"  // what a term is or refers to
	Contrast    Rule = "contrast"    // how one differs from another
	Enumeration Rule = "enumeration" // "A, B and C" within a sentence
	Date        Rule = "date"        // when something happened
)

// Rules lists every Rule.
func Rules() []Rule {
	return []Rule{Label, Attribution, Claim, Definition, Contrast, Enumeration, Date}
}

// Draft is a proposed question.
type Draft struct {
	bank.Question

	Rule Rule
	Unit *course.Unit // whose prose it rests on
}

// Yield says how many questions a rule proposed and how many passed the gates.
type Yield struct {
	Rule           Rule
	Proposed, Kept int
}

// Chapter drafts questions about a chapter, in the order of its prose, and tells what each rule
// yielded.
func Chapter(ch *course.Unit) ([]Draft, []Yield) {
	m := survey(ch)
	var out []Draft
	counts := map[Rule]*Yield{}
	for _, r := range Rules() {
		counts[r] = &Yield{Rule: r}
	}
	seen := map[string]bool{}
	for _, p := range m.proposals() {
		counts[p.rule].Proposed++
		key := plainWords(p.stem)
		if seen[key] || refuse(p) != "" {
			continue
		}
		seen[key] = true
		counts[p.rule].Kept++
		out = append(out, p.draft())
	}
	yields := make([]Yield, 0, len(counts))
	for _, r := range Rules() {
		yields = append(yields, *counts[r])
	}
	return out, yields
}

// proposal is a question before the gates.
type proposal struct {
	rule  Rule
	unit  *course.Unit
	kind  bank.Kind
	stem  string
	span  string   // the sentence it rests on, verbatim
	keys  []string // right options; the answer of a numeric question
	wrong []string
}

func (p proposal) draft() Draft {
	q := bank.Question{
		ID: p.id(), Kind: p.kind, Section: p.unit.ID, Stem: p.stem, State: bank.Draft, Origin: "rule:" + string(p.rule),
		Source: bank.Source{Span: p.span, Hash: bank.TextHash(p.unit)},
	}
	why := "The text says: “" + p.span + "”"
	if p.kind == bank.Numeric {
		q.Accept, q.Why = p.keys, why
		return Draft{Question: q, Rule: p.rule, Unit: p.unit}
	}
	for _, k := range p.keys {
		q.Options = append(q.Options, bank.Option{Text: k, Correct: true, Why: why})
	}
	for _, w := range p.wrong {
		q.Options = append(q.Options, bank.Option{Text: w})
	}
	if p.kind == bank.Multi {
		q.Why = why
		for i := range q.Options {
			q.Options[i].Why = ""
		}
	}
	return Draft{Question: q, Rule: p.rule, Unit: p.unit}
}

// id follows from what is asked, so that a draft keeps it for as long as its sentence stands.
func (p proposal) id() string {
	sum := sha256.Sum256([]byte(string(p.rule) + "\x00" + p.unit.ID + "\x00" + p.span + "\x00" + p.stem))
	return "draft-" + string(p.rule) + "-" + hex.EncodeToString(sum[:5])
}

// pick takes up to n of the candidates, those as long as the key first and in an order that
// follows from the sentence.
func pick(key, span string, n int, candidates []string) []string {
	rank := func(s string) string {
		sum := sha256.Sum256([]byte(span + "\x00" + s))
		return hex.EncodeToString(sum[:])
	}
	list := slices.Clone(candidates)
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(misfit(key, a), misfit(key, b)), cmp.Compare(rank(a), rank(b)))
	})
	var out []string
	for _, c := range list {
		if len(out) < n && rivals(key, c, span) && !slices.ContainsFunc(out, func(o string) bool { return akin(o, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// misfit is 0 when two options are about equally long (within a half), 1 otherwise.
func misfit(key, s string) int {
	if 2*len(s) > 3*len(key) || 2*len(s) < len(key) {
		return 1
	}
	return 0
}

// rivals tells whether c may stand beside key as a wrong option: it is no narrower or wider
// name of the key, and the sentence does not speak of it.
func rivals(key, c, span string) bool {
	return !akin(key, c) && !strings.Contains(strings.ToLower(span), strings.ToLower(c))
}

// akin tells whether the words of one name are among those of the other: Realism and
// Classical realism, Waltz and Kenneth Waltz.
func akin(a, b string) bool {
	x, y := strings.Fields(plainWords(a)), strings.Fields(plainWords(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	for _, w := range x {
		if !slices.Contains(y, w) {
			return false
		}
	}
	return true
}
