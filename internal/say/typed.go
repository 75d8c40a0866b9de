package say

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// What is typed as a value is English in the program: "week", "now", "monday". Its key is the
// word after an equals sign, and its translation lists the spellings that are taken for it,
// with bars between: {"id":"=now","other":"jetzt|sofort"}.

// Meant gives the English word for what somebody typed in the speaker's language. What is none
// of the words, in English among others, is given back as it is. Case and accents do not count.
func (s *Speaker) Meant(typed string, words ...string) string {
	return s.meant(typed, words, func(spelling, typed string) bool { return spelling == typed })
}

// Shortly is Meant for words that may be cut down to two letters.
func (s *Speaker) Shortly(typed string, words ...string) string {
	return s.meant(typed, words, func(spelling, typed string) bool {
		return len([]rune(typed)) >= 2 && strings.HasPrefix(spelling, typed)
	})
}

func (s *Speaker) meant(typed string, words []string, same func(spelling, typed string) bool) string {
	if s.English() {
		return typed
	}
	plain := unaccented(typed)
	for _, w := range words {
		for spelling := range strings.SplitSeq(s.plain["="+w], "|") {
			if spelling != "" && same(unaccented(spelling), plain) {
				return w
			}
		}
	}
	return typed
}

// unaccented makes "Sábado." the same as "sabado".
func unaccented(text string) string {
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		bare = text
	}
	return strings.ToLower(strings.TrimRight(strings.TrimSpace(bare), "."))
}
