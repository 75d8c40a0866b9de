package export

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Defuse puts an apostrophe before a text that a spreadsheet would run as a formula: one that
// begins, after blanks, with = + - @ or one of their full-width forms, with a tab, a line break
// or a NUL (OWASP, CSV Injection). The apostrophe makes Excel and LibreOffice take the rest as
// text. A plain negative number stays one.
func Defuse(s string) string {
	if runs(s) {
		return "'" + s
	}
	return s
}

func runs(s string) bool {
	if s == "" {
		return false
	}
	if c := s[0]; c > ' ' && c < utf8.RuneSelf && c != '=' && c != '+' && c != '-' && c != '@' {
		return false // nearly every text
	}
	for _, r := range s {
		switch {
		case strings.ContainsRune("\t\r\n\x00", r):
			return true
		case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
			continue
		case strings.ContainsRune("=+@＝＋－＠−", r):
			return true
		case r == '-':
			return !number(s)
		}
		return false
	}
	return false
}

// number tells whether s is a decimal number and nothing else.
func number(s string) bool {
	digits, point := 0, false
	for i, r := range s {
		switch {
		case r == '-' && i == 0:
		case r >= '0' && r <= '9':
			digits++
		case r == '.' && !point && digits > 0:
			point = true
		default:
			return false
		}
	}
	return digits > 0
}

// Cell is what stands in one field of a table.
type Cell struct {
	Text   string
	Number bool // Text is a decimal number with a point
}

// text makes a Cell of words.
func text(s string) Cell { return Cell{Text: s} }

// points makes a Cell of hundredths.
func points(hundredths int) Cell { return Cell{Text: Decimal(hundredths, '.'), Number: true} }

func whole(n int) Cell { return Cell{Text: strconv.Itoa(n), Number: true} }

// Decimal writes hundredths with as many digits as it takes: 1, 1.5, 1.25.
func Decimal(hundredths int, point byte) string {
	var room [24]byte
	b := room[:0]
	if hundredths < 0 {
		b, hundredths = append(b, '-'), -hundredths
	}
	b = strconv.AppendInt(b, int64(hundredths/100), 10)
	if rest := hundredths % 100; rest != 0 {
		b = append(b, point, byte('0'+rest/10))
		if rest%10 != 0 {
			b = append(b, byte('0'+rest%10))
		}
	}
	return string(b)
}
