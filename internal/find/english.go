package find

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// stemEnglish takes off inflections only: plurals, -ed, -ing and a silent e, by the rules of
// steps 1 and 5 of the Snowball English stemmer. Its other steps join words of different meaning
// (nations and national, politics and political); such kinship is left to family, where it
// counts less.
func stemEnglish(word string) string {
	word = british(word)
	if len(word) < 4 || strings.IndexByte(word, '_') >= 0 {
		return word
	}
	word = withoutPlural(word)
	word = withoutTense(word)
	n := len(word)
	switch {
	case n > 3 && word[n-1] == 'y' && !isVowel(word, n-2):
		word = word[:n-1] + "i"
	case n > 3 && word[n-1] == 'e' && !endsShort(word[:n-1]):
		word = word[:n-1]
	}
	return word
}

// familyEnglish reduces a word to what its derivations share.
func familyEnglish(word string) string {
	if root := ismRoot(word); root != "" {
		word = root
	}
	return family(english.Stem(british(word), true))
}

// british gives one spelling to what British and American write differently: realise,
// behaviour, defence.
func british(word string) string {
	if at := strings.LastIndex(word, "is"); at >= 4 {
		switch word[at+2:] {
		case "e", "ed", "es", "er", "ers", "ing", "ation", "ations":
			return word[:at] + "iz" + word[at+2:]
		}
	}
	if at := strings.LastIndex(word, "our"); at >= 3 {
		return word[:at] + "or" + word[at+3:]
	}
	if at := strings.LastIndex(word, "fence"); at > 0 {
		return word[:at] + "fense" + word[at+5:]
	}
	return word
}

func withoutPlural(word string) string {
	n := len(word)
	switch {
	case !strings.HasSuffix(word, "s") || hasAny(word, "ss", "us", "is"):
		return word
	case strings.HasSuffix(word, "ies"):
		return word[:n-2] // democraci; y becomes i as well
	case hasAny(word, "sses", "xes", "ches", "shes", "zes", "oes"):
		return word[:n-2]
	}
	return word[:n-1]
}

func withoutTense(word string) string {
	root, ok := strings.CutSuffix(word, "ing")
	if !ok {
		root, ok = strings.CutSuffix(word, "ed")
	}
	if !ok || len(root) < 2 || !hasVowel(root) || strings.HasSuffix(word, "eed") {
		return word
	}
	n := len(root)
	switch {
	case hasAny(root, "at", "bl", "iz"):
		return root + "e"
	case n > 2 && root[n-1] == root[n-2] && strings.IndexByte("bdfgmnprt", root[n-1]) >= 0:
		return root[:n-1]
	case endsShort(root):
		return root + "e"
	}
	return root
}

func isVowel(word string, i int) bool {
	switch word[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	case 'y':
		return i > 0 && !isVowel(word, i-1)
	}
	return false
}

func hasVowel(word string) bool {
	for i := range len(word) {
		if isVowel(word, i) {
			return true
		}
	}
	return false
}

// endsShort tells a short word, as "trad" of trading: one vowel only, between consonants.
func endsShort(word string) bool {
	n := len(word)
	if n < 2 {
		return false
	}
	for i := range n - 2 {
		if isVowel(word, i) {
			return false
		}
	}
	if n == 2 {
		return isVowel(word, 0) && !isVowel(word, 1)
	}
	return isVowel(word, n-2) && !isVowel(word, n-1) && strings.IndexByte("wxy", word[n-1]) < 0
}
