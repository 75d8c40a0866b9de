package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable gives text without the characters that change how other text is read or hide in
// it: control characters, overrides of the writing direction, and characters of no width
// except the joiners that scripts and emoji need. Line ends stay. Renderers pass every text
// of a person or a course through it once.
func Printable(s string) string {
	if printable(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, s)
}

// printable tells whether nothing in s is hidden. Nearly every text is, so this looks at bytes
// as long as it can.
func printable(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return !strings.ContainsFunc(s[i:], hidden)
		}
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	switch {
	case r < 0x80:
		return r < ' ' && r != '\n' && r != '\t' || r == 0x7f
	case r == 0x00ad, r == 0x200b, r == 0x2060, r == 0xfeff, r == 0x061c, r == 0x200e, r == 0x200f:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f, r >= 0xfff9 && r <= 0xfffb:
		return true
	case r >= 0xe0000 && r <= 0xe0fff:
		return r < 0xe0020 || r > 0xe007f // tag characters make flags
	}
	return unicode.Is(unicode.Cc, r)
}

// OneLine gives text for places that know no markup and no line ends, such as labels: what
// Printable gives, with single blanks.
func OneLine(s string) string {
	s = Printable(s)
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c == '\n' || c == '\t' || c == ' ' && last == ' ' {
			return strings.Join(strings.Fields(s), " ")
		}
		last = c
	}
	if s != "" && last == ' ' {
		return s[:len(s)-1]
	}
	return s
}
