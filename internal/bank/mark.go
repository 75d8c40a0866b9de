package bank

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// A pick is an answer in the form that is kept: for Single and Bool a letter in lower case
// ("b"), for Multi the letters chosen in alphabetical order ("ac"), for Order all letters in
// the order given ("cab"), for Match the letter of the right side for each left side in turn
// ("bca"), for Short and Numeric what was typed.

// MaxTyped is how many characters of a typed answer are kept.
const MaxTyped = 100

// Mark is what an answer is worth.
type Mark struct {
	Right bool // wholly
	Share int  // hundredths of the question's points
}

// Worth gives the hundredths of a point that a mark is worth in this question.
func (p Pinned) Worth(m Mark) int { return (p.Points*m.Share + 50) / 100 }

// Typed tells whether the question is answered in words rather than by pressing.
func (p Pinned) Typed() bool { return p.Kind == Short || p.Kind == Numeric }

// Read brings an answer in words, as from a form or a terminal, to a pick: "B", "a and c",
// "2 1 3" by the letters or numbers shown, or the text itself. Errors are of kind
// fault.Invalid and say what is expected.
func (p Pinned) Read(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", fault.New(fault.Invalid, "No answer was given.", "{{.Expected}}").With("Expected", p.expected())
	}
	if p.Typed() {
		if utf8.RuneCountInString(typed) > MaxTyped {
			return "", fault.New(fault.Invalid, "The answer is longer than {{.Most}} characters.", "{{.Expected}}").With("Expected", p.expected()).With("Most", MaxTyped)
		}
		if _, ok := Number(typed); p.Kind == Numeric && !ok {
			return "", fault.New(fault.Invalid, "“{{.Typed}}” is not a number.", "{{.Expected}}").With("Expected", p.expected()).With("Typed", typed)
		}
		return typed, nil
	}
	pick, ok := p.letters(typed)
	if !ok {
		return "", fault.New(fault.Invalid, "“{{.Typed}}” does not name any of the options.", "{{.Expected}}").With("Expected", p.expected()).With("Typed", typed)
	}
	if p.Kind == Multi {
		pick = sorted(pick)
	}
	if err := p.Check(pick); err != nil {
		return "", err
	}
	return pick, nil
}

// letters reads letters or numbers between blanks, commas and the like; True and False of a
// Bool by their words.
func (p Pinned) letters(typed string) (string, bool) {
	if p.Kind == Bool {
		switch truth(typed) {
		case 1:
			return "a", true
		case 0:
			return "b", true
		}
	}
	var pick strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return strings.ContainsRune(" ,;.)(-–>+&/\t\n", r) }) {
		switch {
		case w == "and" || w == "then":
		case len(w) == 1 && w[0] >= 'a' && w[0] <= 'z':
			pick.WriteString(w)
		case len(w) == 1 && w[0] >= '1' && w[0] <= '9':
			pick.WriteByte('a' + w[0] - '1')
		case p.Kind != Single && p.Kind != Bool && isLetters(w): // "cab"
			pick.WriteString(w)
		case p.Kind == Match && len(w) == 2 && w[0] >= '1' && w[0] <= '9' && isLetters(w[1:]): // "1b"
			pick.WriteByte(w[1])
		default:
			return "", false
		}
	}
	return pick.String(), pick.Len() > 0
}

func isLetters(w string) bool {
	return w != "" && len(w) <= MaxOptions && strings.Trim(w, "abcdefghij") == ""
}

// expected tells what an answer to the question looks like.
func (p Pinned) expected() say.Text {
	last := say.Args{"Last": Letter(max(len(p.Options)-1, 0))}
	switch p.Kind {
	case Single, Bool:
		return say.T("Give one letter from A to {{.Last}}.", last)
	case Multi:
		return say.T("Give the letters of all right options, such as A C.")
	case Order:
		return say.T("Give the letters from A to {{.Last}} in the right order, each once.", last)
	case Match:
		return say.T("Give for each of the {{.Lines}} lines in turn the letter that belongs to it, such as B A C.", say.Args{"Lines": len(p.Options)})
	case Numeric:
		return say.T("Give a number, such as 1949 or 0.5.")
	case Short:
	}
	return say.T("Give a word or a name.")
}

// Check tells whether a pick can be an answer to this question; a forged one cannot.
func (p Pinned) Check(pick string) error {
	bad := func() error {
		return fault.New(fault.Invalid, "“{{.Typed}}” cannot be an answer to this question.", "{{.Expected}}").With("Expected", p.expected()).With("Typed", strings.ToUpper(pick))
	}
	switch p.Kind {
	case Short, Numeric:
		if _, ok := Number(pick); pick == "" || utf8.RuneCountInString(pick) > MaxTyped || p.Kind == Numeric && !ok {
			return bad()
		}
		return nil
	case Single, Bool:
		if len(pick) != 1 {
			return bad()
		}
	case Multi:
		if pick == "" || pick != sorted(pick) || repeats(pick) {
			return bad()
		}
	case Order:
		if len(pick) != len(p.Options) || repeats(pick) {
			return bad()
		}
	case Match:
		if len(pick) != len(p.Options) {
			return bad()
		}
	}
	n := len(p.Options)
	if p.Kind == Match {
		n = len(p.Rights)
	}
	for i := range len(pick) {
		if pick[i] < 'a' || int(pick[i]-'a') >= n {
			return bad()
		}
	}
	return nil
}

func sorted(pick string) string {
	b := []byte(pick)
	slices.Sort(b)
	return string(slices.Compact(b))
}

func repeats(pick string) bool {
	for i := range len(pick) {
		if strings.IndexByte(pick[i+1:], pick[i]) >= 0 {
			return true
		}
	}
	return false
}

// Mark marks a pick that Check has let through. Multi gives a share for each right option and
// takes one for each wrong (never below nothing), so that choosing all is worth nothing; Match
// and Order give a share for each one in its place.
func (p Pinned) Mark(pick string) Mark {
	good, of := 0, 1
	switch p.Kind {
	case Single, Bool:
		if p.Options[pick[0]-'a'].Correct {
			good = 1
		}
	case Multi:
		good, of = p.markMulti(pick)
	case Order, Match:
		of = len(p.Options)
		for i := range len(pick) {
			if p.Kind == Match && p.Options[i].Right == int(pick[i]-'a') || p.Kind == Order && p.Options[pick[i]-'a'].Right == i {
				good++
			}
		}
	case Short:
		if matches(pick, p.Accept, p.Rivals) {
			good = 1
		}
	case Numeric:
		v, _ := Number(pick)
		for _, a := range p.Accept {
			// A ten-digit answer is not wrong for the last bit of its binary form.
			if want, _ := Number(a); math.Abs(v-want) <= p.Tolerance+1e-9*math.Max(1, math.Abs(want)) {
				good = 1
			}
		}
	}
	return Mark{Right: good == of, Share: (100*good + of/2) / of}
}

func (p Pinned) markMulti(pick string) (good, of int) {
	of = 0
	for i, o := range p.Options {
		chosen := strings.IndexByte(pick, byte('a'+i)) >= 0
		switch {
		case o.Correct && chosen:
			good++
			of++
		case o.Correct:
			of++
		case chosen:
			good--
		}
	}
	return max(good, 0), max(of, 1)
}

// Key gives the pick that is wholly right. Of a typed question it is the first accepted
// answer.
func (p Pinned) Key() string {
	key := make([]byte, 0, len(p.Options))
	switch p.Kind {
	case Short, Numeric:
		if len(p.Accept) == 0 {
			return ""
		}
		return p.Accept[0]
	case Single, Bool, Multi:
		for i, o := range p.Options {
			if o.Correct {
				key = append(key, byte('a'+i))
			}
		}
	case Match:
		for _, o := range p.Options {
			key = append(key, byte('a'+o.Right))
		}
	case Order:
		key = make([]byte, len(p.Options))
		for i, o := range p.Options {
			key[o.Right] = byte('a' + i)
		}
	}
	return string(key)
}

// Describe tells a pick in words: "B – Groupism".
func (p Pinned) Describe(pick string) string {
	if p.Typed() || p.Check(pick) != nil {
		return pick
	}
	var parts []string
	for i := range len(pick) {
		k := int(pick[i] - 'a')
		switch p.Kind {
		case Bool:
			parts = append(parts, doc.SpanText(p.Options[k].Text))
		case Match:
			parts = append(parts, doc.SpanText(p.Options[i].Text)+" → "+doc.SpanText(p.Rights[k]))
		case Single, Multi, Order, Short, Numeric:
			parts = append(parts, Letter(k)+" – "+doc.SpanText(p.Options[k].Text))
		}
	}
	return strings.Join(parts, "; ")
}

// Reasons gives what is to be said of a pick: why the chosen options are right or wrong, then
// the reason that holds for all.
func (p Pinned) Reasons(pick string) []doc.Block {
	var out []doc.Block
	if !p.Typed() && p.Kind != Match && p.Kind != Order {
		for i := range len(pick) {
			if k := int(pick[i]) - 'a'; k >= 0 && k < len(p.Options) {
				out = append(out, p.Options[k].Why...)
			}
		}
	}
	return append(out, p.Why...)
}
