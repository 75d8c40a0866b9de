package bank

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"lectern/internal/edit"
)

// normal brings a typed answer to the form in which answers are compared: compatibility
// forms, case, accents, punctuation and articles do not count.
func normal(s string) string {
	words := strings.Fields(folded(s))
	for len(words) > 1 && slices.Contains([]string{"the", "a", "an", "der", "die", "das", "el", "la", "los", "las", "le", "les"}, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// folded is normal with the articles left in.
func folded(s string) string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s)))
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case isAccent(r):
		case r == '\'' || r == '’' || r == '.': // A.F.K. is AFK, O'Neill is ONeill
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		default:
			space = true
		}
	}
	return norm.NFC.String(b.String())
}

// isAccent tells whether a mark may be left out when somebody types: accents of Latin, Greek and
// Cyrillic letters, points of Hebrew and signs of Arabic. The marks of other scripts are vowels, or
// make another letter, as ka and ga in Japanese.
func isAccent(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36f, r >= 0x591 && r <= 0x5c7, r >= 0x610 && r <= 0x61a, r >= 0x64b && r <= 0x65f, r == 0x670, r >= 0x6d6 && r <= 0x6ed:
		return unicode.Is(unicode.Mn, r)
	}
	return false
}

// slips is how many typing errors a normalised answer may hold: none in up to four letters,
// one in five to eight, two beyond.
func slips(s string) int {
	switch n := utf8.RuneCountInString(s); {
	case n <= 4:
		return 0
	case n <= 8:
		return 1
	}
	return 2
}

// matches tells whether a typed answer is one of the accepted ones. A typing error is forgiven
// only when no rival, an answer that is known to be something else, is as near: "Walt" is not
// a misspelt "Waltz" where both are known.
func matches(typed string, accept, rivals []string) bool {
	t := normal(typed)
	if t == "" {
		return false
	}
	best := -1
	for _, a := range accept {
		a = normal(a)
		d := edit.Distance(t, a)
		if d == 0 {
			return true
		}
		if hasDigit(a) || hasDigit(t) { // 1949 is not a misspelt 1948
			continue
		}
		if d <= slips(a) && (best < 0 || d < best) {
			best = d
		}
	}
	if best < 0 {
		return false
	}
	for _, r := range rivals {
		if edit.Distance(t, r) <= best {
			return false
		}
	}
	return true
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// rivals picks from all known answers those that a misspelt right answer could be taken for:
// within the greatest tolerated distance on both sides.
func rivals(accept, known []string) []string {
	var out []string
	own := make([]string, len(accept))
	for i, a := range accept {
		own[i] = normal(a)
	}
	for _, k := range known {
		if slices.Contains(own, k) {
			continue
		}
		for _, a := range own {
			if edit.Distance(a, k) <= 2*slips(a) {
				out = append(out, k)
				break
			}
		}
	}
	return out
}
