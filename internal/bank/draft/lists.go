package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"lectern/internal/bank"
)

// enumeration is a list within a sentence: "such as A, B and C".
type enumeration struct {
	sentence

	start int      // where the list begins in the text
	parts []string // those whose ends are certain
}

var (
	listed = pattern(`\b(?:such as|like|including|includes?|namely) (?:a |an |the )?((?:[^,;:.()]+, )+)((?:[^,;:.()]+ )?(?:and|or) [^,;:.()]+)`)
	colon  = pattern(`\b(?:two|three|four|five|six|seven|eight|several) (?:[\w-]+ ){0,4}[\w-]+: ((?:[^,;:.()]+, )+)((?:[^,;:.()]+ )?(?:and|or) [^,;:.()]+)\.$`)
)

func (m *matter) enumerations() []enumeration {
	var out []enumeration
	for _, s := range m.sentences {
		for _, re := range []*regexp.Regexp{colon(), listed()} {
			at := re.FindStringSubmatchIndex(s.span)
			if at == nil {
				continue
			}
			e := enumeration{sentence: s, start: at[2]}
			for p := range strings.SplitSeq(strings.TrimSuffix(s.span[at[2]:at[3]], ", "), ", ") {
				if w := len(strings.Fields(p)); w > 1 && w <= 3 && !unlisted().MatchString(p) {
					e.parts = append(e.parts, p)
				}
			}
			// What follows the last "and" may go on with the sentence.
			if hit := lastTwo().FindStringSubmatch(s.span[at[4]:at[5]]); hit != nil && !unlisted().MatchString(hit[1]) {
				e.parts = append(e.parts, hit[1])
			}
			if len(e.parts) >= 2 {
				out = append(out, e)
				break
			}
		}
	}
	return out
}

// lastTwo matches "A and B" at the end of a list.
var lastTwo = pattern(`^(\S+ \S+) (?:and|or) `)

// unlisted matches what is no plain entry of a list.
var unlisted = pattern(`\b(?:is|are|was|were|that|which|who|their|its|it|they|and|or|has|have|not|a|an|the|if|when|by|to)\b|^(?:under|in|on|at|for|from|with|as|of|through|between|against|over|after|before|since|above|within|without|such|like|even|one|two)\b`)

// members asks which of the options belongs to a list; the wrong ones come from the chapter's
// other lists.
func (m *matter) members() []proposal {
	var out []proposal
	lists := m.enumerations()
	for i, l := range lists {
		text := strings.TrimSuffix(l.span, ".")
		if hit := linking().FindString(text); hit != "" {
			text, l.start = upperFirst(text[len(hit):]), l.start-len(hit)
		}
		best := proposal{}
		for _, part := range l.parts {
			at := strings.Index(text[l.start:], part)
			if at < 0 {
				continue
			}
			gap := text[:l.start+at] + "____" + text[l.start+at+len(part):]
			p := proposal{rule: Enumeration, unit: l.unit, kind: bank.Single, stem: "What is missing from this list: “" + gap + "”?", span: l.span, keys: []string{part}}
			p.wrong = m.strangers(lists, i, part)
			if len(p.wrong) > len(best.wrong) {
				best = p
			}
		}
		if best.stem != "" {
			best.whys = make([]string, len(best.wrong))
			out = append(out, best)
		}
	}
	return out
}

// strangers gives entries of other lists that look like one of this list and that the section
// does not speak of.
func (m *matter) strangers(lists []enumeration, i int, part string) []string {
	here := strings.Builder{}
	for _, s := range m.sentences {
		if lessonSame(s.unit, lists[i].unit) {
			here.WriteString(" " + plainWords(s.text))
		}
	}
	spoken := here.String()
	var out []string
	for j, o := range lists {
		if j == i || o.unit == lists[i].unit {
			continue
		}
		for _, c := range o.parts {
			if alike(part, c) && !slices.Contains(out, c) && !strings.Contains(spoken, plainWords(c)) {
				out = append(out, c)
			}
		}
	}
	return pick(part, lists[i].span, 3, out)
}

// alike tells whether two entries of lists look the same: number, capital, length.
func alike(a, b string) bool {
	many := func(s string) bool { return strings.HasSuffix(s, "s") && !strings.HasSuffix(s, "ss") }
	d := utf8.RuneCountInString(a) - utf8.RuneCountInString(b)
	return many(a) == many(b) && named(a) == named(b) && strings.HasSuffix(a, "ing") == strings.HasSuffix(b, "ing") && max(d, -d) <= 10
}
