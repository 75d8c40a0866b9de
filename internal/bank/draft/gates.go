package draft

import (
	"regexp"
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
	case p.kind != bank.Numeric && len(p.wrong) < minWrong:
		return "distractors"
	case p.kind == bank.Single && len(p.keys) != 1:
		return "keys"
	case negated(p.stem):
		return "negation"
	case leaks(p):
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
var back = regexp.MustCompile(`(?i)\b(this|these|those|it|he|she|his|her|such an?|the former|the latter|above|following|next section|this chapter|however|also|instead|another|their own theory)\b`)

// anaphoric tells whether a stem needs a sentence that is not there. The opening of the
// question itself ("Which of these") points at the options.
func anaphoric(stem string) bool {
	stem = strings.TrimPrefix(stem, "Which of these")
	// "it" as the subject of an impersonal clause and "those who" need nothing before them.
	stem = strings.NewReplacer("those who", "", "Whose view is it that", "", "it is possible", "").Replace(stem)
	return back.MatchString(stem)
}

var negation = regexp.MustCompile(`(?i)^(which of these|who|what) (is|are|was|does|do|did) (not|no longer)\b`)

func negated(stem string) bool { return negation.MatchString(stem) }

// leaks tells whether the stem holds a word of the key: the same to the stemmer, or with the
// same first five letters. Words that every option has give nothing away.
func leaks(p proposal) bool {
	stem := strings.Fields(plainWords(p.stem))
	for _, key := range p.keys {
		for _, k := range strings.Fields(plainWords(key)) {
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
