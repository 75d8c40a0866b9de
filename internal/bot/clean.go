package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lectern/internal/chat"
)

// MaxArgument is how many characters of an argument are used. The longest heading met in
// fifty public courses has 118; a question in a full sentence fits as well.
const MaxArgument = 200

// zwnj and zwj join and part letters in Persian and the scripts of India: they are spelling.
const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// Clean makes one line of what a person typed: control and format characters (direction
// overrides, zero-width blanks, tags) are dropped, blanks run together, and what exceeds
// MaxArgument characters is left out, which cut tells.
func Clean(s string) (text string, cut bool) {
	if isClean(s) {
		return s, false
	}
	var b strings.Builder
	b.Grow(min(len(s), 4*MaxArgument))
	n, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = n > 0
			continue
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != zwnj && r != zwj:
			continue
		}
		if gap {
			if n++; n <= MaxArgument {
				b.WriteByte(' ')
			}
			gap = false
		}
		if n++; n > MaxArgument {
			return strings.TrimRight(b.String(), " "), true
		}
		b.WriteRune(r)
	}
	return b.String(), false
}

// isClean is the quick way for what most people type.
func isClean(s string) bool {
	if len(s) > MaxArgument || s != "" && (s[0] == ' ' || s[len(s)-1] == ' ') {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && s[i-1] == ' ' {
			return false
		}
	}
	return true
}

// cleanArgs cleans every value; args is copied only when something changes.
func cleanArgs(args chat.Args) (clean chat.Args, cut bool) {
	clean = args
	for i, a := range args {
		v, short := Clean(a.Value)
		cut = cut || short
		if v == a.Value {
			continue
		}
		if &clean[0] == &args[0] {
			clean = append(chat.Args(nil), args...)
		}
		clean[i].Value = v
	}
	return clean, cut
}
