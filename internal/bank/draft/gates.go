package draft

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"

	"lectern/internal/bank"
)

// Limits of a draft's stem, in words. A shorter one asks nothing definite, a longer one is not
// read to its end.
const (
	minWords  = 4
	minChoice = 8 // for a question that names nothing but its options
	maxWords  = 35
	minWrong  = 2
	maxOption = 80 // characters: what a button shows whole on every platform
)

// refuse applies the gates to a proposal and says which one it fails; empty when none.
func refuse(p proposal) string {
	words := len(strings.Fields(p.stem))
	switch {
	case words < minWords || words > maxWords:
		return "length"
	case words < minChoice && strings.HasPrefix(p.stem, "Which of these"):
		return "length"
	case anaphoric(p.stem):
		return "anaphora"
	case p.kind == bank.Single && len(p.wrong) < minWrong:
		return "distractors"
	case p.kind == bank.Single && len(p.keys) != 1:
		return "keys"
	case frames().MatchString(p.stem) || frames().MatchString(quoted(p.stem)) || empty(p):
		return "frame"
	case p.kind == bank.Single && unequal(p):
		return "options"
	case negated(p.stem):
		return "negation"
	case p.kind == bank.Single && leaks(p):
		return "leak"
	}
	for _, o := range slices.Concat(p.keys, p.wrong) {
		if utf8.RuneCountInString(o) > maxOption {
			return "option length"
		}
	}
	return ""
}

// back finds words that point to an earlier sentence.
var back = pattern(`(?i)\b(this|these|he|she|his|her|him|such|the former|the latter|above|following|next section|the lesson|however|also|instead|another|therefore|thus|their own theory|both|the (?:other|same|first|second|third|idea|argument|answer|finding|point|two|three|four|school|approach|classic))\b`)

var (
	many = pattern(`(?i)\b(?:they|them|their|those)\b`)
	one  = pattern(`(?i)\b(?:it|its)\b`)
)

// anaphoric tells whether a statement needs a sentence that is not there. What refers to a
// word within it needs none.
func anaphoric(s string) bool {
	s = stemFrame().ReplaceAllString(s, "")
	s = allowed().ReplaceAllString(s, " ")
	if back().MatchString(s) || pointsAtThing(s) {
		return true
	}
	if at := many().FindStringIndex(s); at != nil && !severalBefore().MatchString(verbS().ReplaceAllString(s[:at[0]], " ")) {
		return true
	}
	at := one().FindStringIndex(s)
	return at != nil && !oneBefore().MatchString(s[:at[0]])
}

// definite matches a thing that an earlier sentence named, unless what follows says which.
var definite = pattern(`(?i)\bthe (?:process|method|effect|problem|phenomenon|event|procedure|discovery|experiment|longer \w+)\b( (?:of|that|which|by|to|called)\b)?|\b(?:decade|year|centur(?:y|ie)|day|month|week)s? (later|earlier)\b`)

func pointsAtThing(s string) bool {
	for _, hit := range definite().FindAllStringSubmatch(s, -1) {
		if hit[1] == "" {
			return true
		}
	}
	return false
}

var (
	stemFrame     = pattern(`^(?:Which of these(?: means| is| are)?|What is missing from this list)`)
	allowed       = pattern(`(?i)\b(?:those who|those whose|it is (?:possible|\w+ to)|as it|each other's|one another|such as|both \w+ and|the same (?:\w+ )?(?:time|as)|the first time)\b`)
	severalBefore = pattern(`(?i)\b(?:\w{3,}[^s\W]s|people|who|women|men|children|\w+ and \w+)\b`)
	verbS         = pattern(`(?i)\b(?:it|that|which|who|what|and|or) \w+s\b`) // may be a verb
	oneBefore     = pattern(`(?i)\b(?:an?|one|each|every|the|no|another|any) [\w-]+`)
)

// frames matches what introduces, exemplifies or praises rather than says something that a
// student could know.
var frames = pattern(`(?i)\bfor (?:two|three|four|several|many) reasons\b|^The (?:\w+ )?(?:assumption|lesson|complaint|regularity|contrast|record|relation|ban|result|difference|theory|view|claim|concept|scheme|measure|curse|finding|approach|explanation|prize)\b|^That |\b(?:is|are|was) the (?:\w{3,}est|most|best)\b|\b(?:is|are|was) (?:an? )?(?:\w+ )?(?:example|case|question|matter|problem|component|part|one|controversy)\b|\bis (?:one of|among) |\bof the matter\b|\b(?:explains? why|stands? for very|adds? that)\b|\bfavourite\b|^Which of these (?:means?|meant) that\b`)

// unequal tells whether an option begins or ends unlike the others, which gives it away.
func unequal(p proposal) bool {
	for _, w := range p.wrong {
		if named(w) != named(p.keys[0]) || misfit(p.keys[0], w) {
			return true
		}
	}
	return false
}

// quoted is the statement within a stem.
func quoted(stem string) string {
	_, s, _ := strings.Cut(stem, "“")
	return s
}

// minContent is how many words that carry meaning a stem needs.
const minContent = 3

var vague = pattern(`(?i)\b(?:something|anything|attempt|say|says|means|means|way|thing|things)\b`)

func empty(p proposal) bool {
	return (p.rule == Claim || p.rule == Definition) && len(content(vague().ReplaceAllString(p.stem, ""))) < minContent
}

var negation = pattern(`(?i)^(which of these|who|what) (is|are|was|does|do|did) (not|no longer)\b`)

func negated(stem string) bool { return negation().MatchString(stem) }

// leakedBy tells whether a stem holds a word of a name.
func leakedBy(name, stem string) bool { return leaks(proposal{keys: []string{name}, stem: stem}) }

// leaks tells whether the stem holds a word of the key: the same to the stemmer, or with the
// same first five letters. Words that every option has give nothing away.
func leaks(p proposal) bool {
	stem := strings.Fields(plainWords(p.stem))
	for _, key := range p.keys {
		for k := range strings.FieldsSeq(plainWords(key)) {
			if small(k) || shared(k, p.wrong) {
				continue
			}
			if slices.ContainsFunc(stem, func(w string) bool { return !small(w) && sameStem(k, w) }) {
				return true
			}
		}
	}
	return false
}

func shared(word string, options []string) bool {
	for _, o := range options {
		if !slices.Contains(strings.Fields(plainWords(o)), word) {
			return false
		}
	}
	return len(options) > 0
}

func sameStem(a, b string) bool {
	if english.Stem(a, true) == english.Stem(b, true) {
		return true
	}
	// "Statism" and "states" share four letters and a stem that the stemmer does not see.
	n := 5
	if strings.HasSuffix(a, "ism") || strings.HasSuffix(a, "ist") {
		n = 4
	}
	return len(a) >= n && len(b) >= n && a[:n] == b[:n]
}

// small tells whether a word carries no meaning of its own.
func small(w string) bool { return len(w) < 3 || english.IsStopWord(w) }

// plainWords gives the words of a text in small letters, separated by single blanks.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
