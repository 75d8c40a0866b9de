package find

import (
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// lang is the primary subtag of a BCP 47 tag: "pt" for "pt-BR". Empty stands for English.
type lang string

func langOf(tag string) lang {
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	tag = strings.ToLower(tag)
	switch tag {
	case "", "und":
		return "en"
	case "nb", "nn":
		return "no"
	}
	return lang(tag)
}

// stem gives the form that a folded word's inflections share. The stemmer is chosen by the
// word's script first, so that an English word in an Arabic course is stemmed as English. Words
// in -ism, -ist and -istic share a stem of their own in the European languages.
func (l lang) stem(word string) string {
	if len(word) <= 2 || word[0] >= '0' && word[0] <= '9' {
		return word
	}
	if r, _ := utf8.DecodeRuneInString(word); r >= 0x0250 {
		return l.stemOther(r, word)
	}
	if root := ismRoot(word); root != "" {
		return root + "ism"
	}
	if len(word) > maxStemmed {
		return word
	}
	switch l {
	case "de":
		return stemGerman(word)
	case "fr":
		return french.Stem(word, true)
	case "es":
		return spanish.Stem(word, true)
	case "sv":
		return swedish.Stem(word, true)
	case "no":
		return norwegian.Stem(word, true)
	case "da":
		return norwegian.Stem(word, true) // the written languages inflect nearly alike
	case "hu":
		return hungarian.Stem(word, true)
	case "pt", "it", "ca", "gl":
		return stemRomance(word)
	case "nl", "af":
		return stemDutch(word)
	case "en", "ar", "he", "ja", "ko", "zh", "ru", "th", "hi", "fa", "el", "uk", "bg":
		return stemEnglish(word)
	}
	return word
}

// maxStemmed bounds the words stemmed, in bytes: longer ones are data, not prose, and the
// stemmers' time grows with the square of the length.
const maxStemmed = 48

func (l lang) stemOther(r rune, word string) string {
	switch {
	case r >= 0x0400 && r < 0x0530:
		if l == "uk" || l == "bg" || l == "sr" || l == "mk" || len(word) > 2*maxStemmed {
			return word
		}
		return russian.Stem(word, true)
	case r >= 0x05d0 && r <= 0x05ea:
		return stemHebrew(word)
	case r >= 0x0600 && r < 0x0700:
		if l == "fa" || l == "ur" {
			return word
		}
		return stemArabic(word)
	}
	return word
}

// ismRoot gives the root of a word about a doctrine or its adherents: "real" for realism,
// realist, realistic, réalisme, Realismus. Verbs in -sist and other words too short are left.
func ismRoot(word string) string {
	if len(word) < 6 || strings.HasPrefix(word, "enlist") || strings.HasPrefix(word, "coexist") {
		return ""
	}
	for _, suffix := range [...]string{
		"istically", "istischen", "istischer", "istisches", "istische", "istisch", "istiques", "istique", "istics", "istic",
		"isticos", "isticas", "istico", "istica", "ismus", "ismes", "isme", "ismos", "ismo", "isms", "ism",
		"isten", "istes", "iste", "istas", "ista", "ists", "ist",
	} {
		if root, ok := strings.CutSuffix(word, suffix); ok {
			if len(root) < 3 || strings.HasSuffix(root, "s") && len(root) < 6 {
				return ""
			}
			return root
		}
	}
	return ""
}

// stemGerman is a light stemmer for nouns and adjectives: it takes off endings of number, case
// and gender and the plural's vowel change is already gone with the accents.
func stemGerman(word string) string {
	for range 2 {
		switch {
		case len(word) > 6 && strings.HasSuffix(word, "ern"):
			word = word[:len(word)-3]
		case len(word) > 5 && hasAny(word, "em", "en", "er", "es"):
			word = word[:len(word)-2]
		case len(word) > 4 && strings.HasSuffix(word, "e"):
			word = word[:len(word)-1]
		case len(word) > 4 && hasAny(word, "bs", "ds", "fs", "gs", "hs", "ks", "ls", "ms", "ns", "rs", "ts"):
			word = word[:len(word)-1]
		default:
			return word
		}
	}
	return word
}

// stemRomance is a light stemmer for Portuguese, Italian, Catalan and Galician: number and the
// final vowel of gender.
func stemRomance(word string) string {
	switch {
	case len(word) > 5 && hasAny(word, "oes", "aes", "aos"): // ações, ação
		return word[:len(word)-3] + "a"
	case len(word) > 5 && strings.HasSuffix(word, "ao"):
		return word[:len(word)-2] + "a"
	case len(word) > 5 && hasAny(word, "ais", "eis"): // nacionais, nacional
		return word[:len(word)-2] + "l"
	}
	if len(word) > 4 && strings.HasSuffix(word, "s") {
		word = word[:len(word)-1]
	}
	if len(word) > 4 && hasAny(word, "a", "e", "i", "o") {
		word = word[:len(word)-1]
	}
	if len(word) > 4 && strings.HasSuffix(word, "h") { // Italian: politiche, politica
		word = word[:len(word)-1]
	}
	return word
}

func stemDutch(word string) string {
	switch {
	case len(word) > 6 && strings.HasSuffix(word, "heden"):
		return word[:len(word)-4] + "eid"
	case len(word) > 5 && strings.HasSuffix(word, "en"):
		word = word[:len(word)-2]
	case len(word) > 4 && hasAny(word, "s", "e"):
		word = word[:len(word)-1]
	}
	if n := len(word); n > 4 && word[n-1] == word[n-2] { // bommen, bom
		word = word[:n-1]
	}
	return word
}

// stemArabic takes off the article with what is written onto it, and the endings of number,
// gender and possession, leaving at least three letters (two bytes each).
func stemArabic(word string) string {
	const letter = 2
	for _, prefix := range [...]string{"وال", "بال", "كال", "فال", "ال", "لل"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok && len(rest) >= 3*letter {
			word = rest
			break
		}
	}
	for _, suffix := range [...]string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"} {
		if rest, ok := strings.CutSuffix(word, suffix); ok && len(rest) >= 3*letter {
			return rest
		}
	}
	return word
}

// stemHebrew takes off the article and the plural, leaving at least three letters.
func stemHebrew(word string) string {
	const letter = 2
	if rest, ok := strings.CutPrefix(word, "ה"); ok && len(rest) >= 3*letter {
		word = rest
	}
	for _, suffix := range [...]string{"ימ", "ות"} { // final letters are folded
		if rest, ok := strings.CutSuffix(word, suffix); ok && len(rest) >= 3*letter {
			return rest
		}
	}
	return word
}

func hasAny(word string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(word, s) {
			return true
		}
	}
	return false
}

// family gives what the derivations of a word share, or "": institution, institutional and
// institutionalism; democracy and democratic; security and secure. It is coarse, so it only
// ever adds weaker evidence.
func (l lang) family(word string) string {
	if len(word) < 5 || len(word) > maxStemmed {
		return ""
	}
	if r, _ := utf8.DecodeRuneInString(word); r >= 0x0250 {
		return ""
	}
	switch l {
	case "fr", "es", "pt", "it", "ca", "gl", "de", "nl", "sv", "no", "da":
		if root := ismRoot(word); root != "" {
			word = root
		}
		return family(l.stem(word))
	}
	return familyEnglish(word)
}

// family takes endings off a stem as long as five letters are left.
func family(stem string) string {
	if len(stem) < 5 {
		return ""
	}
	for range 4 {
		short := stem
		for _, suffix := range [...]string{
			"ization", "ation", "ition", "ional", "ical", "isch", "itat", "ism", "ist", "ion", "ial", "iti", "ity", "ive", "iv", "ell", "al", "ic",
			"iz", "at", "or", "er", "aci", "cy", "ti", "i", "e",
		} {
			if root, ok := strings.CutSuffix(stem, suffix); ok && len(root) >= 5 {
				short = root
				break
			}
		}
		if short == stem {
			break
		}
		stem = short
	}
	return stem
}
