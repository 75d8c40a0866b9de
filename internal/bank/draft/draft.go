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
	"unicode/utf8"

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
	Excerpt     Rule = "excerpt"     // which school a statement belongs to
	Truth       Rule = "truth"       // true or false
)

// Rules lists every Rule.
func Rules() []Rule {
	return []Rule{Label, Attribution, Claim, Definition, Contrast, Enumeration, Date, Excerpt, Truth}
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
	seen, spans := map[string]bool{}, map[string]int{}
	for _, p := range m.proposals() {
		counts[p.rule].Proposed++
		key, about := plainWords(p.stem), p.span+"\x00"+strings.Join(p.keys, "\x00")
		if seen[key] || seen[about] && p.rule != Label || spans[p.span] >= perSpan || refuse(p) != "" {
			continue
		}
		seen[key], seen[about] = true, true
		spans[p.span]++
		counts[p.rule].Kept++
		out = append(out, p.draft())
	}
	yields := make([]Yield, 0, len(counts))
	for _, r := range Rules() {
		yields = append(yields, *counts[r])
	}
	return out, yields
}

// perSpan is how many questions rest on one sentence at most.
const perSpan = 2

// proposal is a question before the gates.
type proposal struct {
	rule   Rule
	unit   *course.Unit
	kind   bank.Kind
	stem   string
	span   string   // the sentence it rests on, verbatim
	claim  string   // the same with its subject named
	keys   []string // right options; the answer of a numeric question
	wrong  []string
	proper bool     // options are names of persons, places or organisations
	whys   []string // why each of wrong is wrong; empty where the text does not tell
}

func (p proposal) draft() Draft {
	q := bank.Question{
		ID: p.id(), Kind: p.kind, Section: p.unit.ID, Stem: p.stem, State: bank.Draft, Origin: "rule:" + string(p.rule),
		Source: bank.Source{Span: p.span, Hash: bank.TextHash(p.unit)},
	}
	why := "The text says: “" + p.span + "”"
	if p.kind == bank.Numeric || p.kind == bank.Bool {
		q.Accept, q.Why = p.keys, why
		return Draft{Question: q, Rule: p.rule, Unit: p.unit}
	}
	for _, k := range p.keys {
		q.Options = append(q.Options, bank.Option{Text: k, Correct: true, Why: why})
	}
	for i, w := range p.wrong {
		q.Options = append(q.Options, bank.Option{Text: w, Why: p.whys[i]})
	}
	return Draft{Question: q, Rule: p.rule, Unit: p.unit}
}

// id follows from what is asked, so that a draft keeps it for as long as its sentence stands.
func (p proposal) id() string {
	sum := sha256.Sum256([]byte(string(p.rule) + "\x00" + p.unit.ID + "\x00" + p.span + "\x00" + p.stem))
	return "draft-" + string(p.rule) + "-" + hex.EncodeToString(sum[:5])
}

// evenCase writes all options as within a sentence where only some have capitals inside, as
// titles and terms from the prose do.
func (p proposal) evenCase() {
	all := append(slices.Clone(p.keys), p.wrong...)
	titled, plain := 0, 0
	for _, o := range all {
		for _, w := range strings.Fields(o)[1:] {
			if named(w) {
				titled++
			} else if !small(w) {
				plain++
			}
		}
	}
	if titled == 0 || plain == 0 || p.proper {
		return
	}
	for i, k := range p.keys {
		p.keys[i] = sentenceCase(k)
	}
	for i, w := range p.wrong {
		p.wrong[i] = sentenceCase(w)
	}
}

// sentenceCase writes a title as at the beginning of a sentence. Acronyms stay.
func sentenceCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i > 0 && strings.ToUpper(w) != w {
			words[i] = strings.ToLower(w)
		}
	}
	return strings.Join(words, " ")
}

// pick takes up to n of the candidates that are about as long as the key, the nearest first:
// candidates come in that order, and of the first tier an order that follows from the sentence
// keeps the same names from standing beside every key.
func pick(key, span string, n int, candidates []string) []string {
	rank := func(s string) string {
		sum := sha256.Sum256([]byte(span + "\x00" + s))
		return hex.EncodeToString(sum[:])
	}
	tier := slices.Clone(candidates[:min(2*n, len(candidates))])
	slices.SortFunc(tier, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	var out []string
	for _, c := range slices.Concat(tier, candidates[len(tier):]) {
		if len(out) < n && rivals(key, c, span) && !misfit(key, c) && !slices.ContainsFunc(out, func(o string) bool { return akin(o, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// slack is by how many characters names may differ in length that are not within a half of
// each other: of short ones nobody tells the key by its length.
const slack = 8

// misfit tells whether two options are so different in length that it gives the key away.
func misfit(key, s string) bool {
	a, b := utf8.RuneCountInString(key), utf8.RuneCountInString(s)
	return (2*b > 3*a || 2*b < a) && max(a-b, b-a) > slack
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
