package find

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class says what a rune is to the tokeniser.
type class uint8

const (
	classBreak  class = iota // ends a word
	classLetter              // part of a word in a script that puts blanks between words
	classGram                // part of a run that is cut into pairs: scripts without blanks, and Hangul
	classNone                // not there at all: zero-width, bidirectional and other format characters
)

func classOf(r rune) class {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return classLetter
		}
		return classBreak
	case r < 0x0e00: // Latin to the Indic scripts
		return classOfWordScript(r)
	case isGram(r):
		return classGram
	}
	return classOfWordScript(r)
}

func classOfWordScript(r rune) class {
	switch {
	case r == 0x00ad, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r == 0xfeff, r >= 0xfe00 && r <= 0xfe0f, r == 0x061c, r >= 0xe0000 && r <= 0xe0fff:
		return classNone
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r):
		return classLetter
	}
	return classBreak
}

// isGram tells the scripts whose running text has no blanks between words (Han, Kana, Thai,
// Lao, Myanmar, Khmer) and Hangul, whose words carry endings that no short list removes.
func isGram(r rune) bool {
	switch {
	case r >= 0x0e01 && r <= 0x0e4e, r >= 0x0e81 && r <= 0x0ece: // Thai, Lao
	case r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17d3: // Myanmar, Khmer
	case r >= 0x1100 && r <= 0x11ff, r >= 0xac00 && r <= 0xd7fb, r >= 0x3131 && r <= 0x318e: // Hangul
	case r == 0x3005, r == 0x3006, r >= 0x3041 && r <= 0x309f, r >= 0x30a1 && r <= 0x30ff && r != 0x30fb: // Kana
	case r >= 0x31f0 && r <= 0x31ff, r >= 0xff66 && r <= 0xffdc: // small and half-width Kana, half-width Hangul
	case r >= 0x3400 && r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff, r >= 0x20000 && r <= 0x323af: // Han
	default:
		return false
	}
	return true
}

func isHangul(r rune) bool {
	return r >= 0xac00 && r <= 0xd7fb || r >= 0x1100 && r <= 0x11ff || r >= 0x3131 && r <= 0x318e
}

// fold appends the spelling that all spellings of a word share: compatibility forms composed
// (NFKC), lower case, Latin and Greek accents off, vowel marks of Arabic and Hebrew off, their
// letter variants joined. The input is one word; marks that carry meaning elsewhere stay.
func fold(dst []byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return foldRunes(dst[:len(dst)-i], word)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func foldRunes(dst []byte, word string) []byte {
	if !norm.NFKC.IsNormalString(word) {
		word = norm.NFKC.String(word)
	}
	for _, r := range word {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			dst = append(dst, byte(r))
		case r == 0x00ad: // soft hyphen
		case r < 0x0250, r >= 0x0370 && r < 0x0400, r >= 0x1e00 && r < 0x2000:
			dst = appendBase(dst, r)
		case r >= 0x0300 && r < 0x0370: // combining accents left over
		default:
			if r = foldRune(r); r != 0 {
				dst = utf8.AppendRune(dst, r)
			}
		}
	}
	return dst
}

// appendBase appends a Latin or Greek letter without its accent.
func appendBase(dst []byte, r rune) []byte {
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'þ':
		return append(dst, "th"...)
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'đ', 'ð':
		return append(dst, 'd')
	case 'ı':
		return append(dst, 'i')
	case 'ς':
		return append(dst, "σ"...)
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if d := norm.NFD.Properties(buf[:n]).Decomposition(); len(d) > 0 {
		base, _ := utf8.DecodeRune(d)
		return utf8.AppendRune(dst, unicode.ToLower(base))
	}
	return append(dst, buf[:n]...)
}

// foldRune joins the variants of a letter in the other scripts; 0 leaves the rune out.
func foldRune(r rune) rune {
	switch {
	case classOf(r) == classNone:
		return 0
	case r >= 0x0400 && r < 0x0530: // Cyrillic: й stays a letter of its own, ё is written е
		if r = unicode.ToLower(r); r == 'ё' {
			r = 'е'
		}
		return r
	case r >= 0x0591 && r <= 0x05c7: // Hebrew points
		return 0
	case r >= 0x05d0 && r <= 0x05ea:
		return foldHebrew(r)
	case r >= 0x0610 && r <= 0x06ff:
		return foldArabic(r)
	}
	return unicode.ToLower(r)
}

// foldHebrew writes a letter's final form as its common one.
func foldHebrew(r rune) rune {
	switch r {
	case 'ך':
		return 'כ'
	case 'ם':
		return 'מ'
	case 'ן':
		return 'נ'
	case 'ף':
		return 'פ'
	case 'ץ':
		return 'צ'
	}
	return r
}

func foldArabic(r rune) rune {
	switch {
	case r >= 0x064b && r <= 0x065f, r == 0x0640, r == 0x0670, r >= 0x0610 && r <= 0x061a, r >= 0x06d6 && r <= 0x06ed:
		return 0 // vowel marks and the lengthening stroke
	case r >= 0x0660 && r <= 0x0669:
		return r - 0x0660 + '0'
	case r >= 0x06f0 && r <= 0x06f9:
		return r - 0x06f0 + '0'
	}
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ئ':
		return 'ي'
	case 'ؤ':
		return 'و'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	}
	return r
}
