package find

import (
	"strings"
	"unicode/utf8"
)

// guess tries what an unknown word may be: the beginning of a word, a word with typing errors,
// a compound of words, the end of a compound.
func (ix *Index) guess(s *scratch, g *group, text []byte) {
	n := utf8.RuneCount(text)
	if n >= 3 {
		for _, w := range ix.prefixed(ix.sorted, text) {
			whole := float32(len(text)) / float32(len(ix.words[w].text))
			s.may(g, ix.words[w].stem, prefixLow+(prefixHigh-prefixLow)*whole)
		}
	}
	typed := len(s.alts) > g.lo
	ix.correct(s, g, text, n, typed)
	if len(s.alts) > g.lo {
		return
	}
	ix.takeApart(s, g, text)
	if len(s.alts) == g.lo && n >= 6 {
		ix.typedWrong(s, g, text, n)
	}
	if len(s.alts) == g.lo {
		ix.sounding(s, g, text)
	}
}

// correct adds the words within a few typing errors. When the word may be a beginning, only
// one error is looked for.
func (ix *Index) correct(s *scratch, g *group, text []byte, n int, typed bool) {
	edits := editsFor(n)
	if typed {
		edits = min(edits, 1)
	}
	for limit := min(1, edits); limit <= edits && limit > 0; limit++ {
		s.near = ix.near(s.near[:0], s, text, limit)
		for _, near := range s.near {
			sure := ix.editWeight(text, n, near)
			if sure == 0 {
				continue
			}
			s.may(g, ix.words[near.word].stem, sure)
			if g.corrected < 0 && !typed {
				g.corrected = int32(near.word)
			}
			limit = edits
		}
	}
}

// typedWrong looks for the beginning of a title's word with one typing error in it.
func (ix *Index) typedWrong(s *scratch, g *group, text []byte, n int) {
	s.query = appendRunes(s.query[:0], text)
	first, _ := utf8.DecodeRune(text)
	for _, w := range ix.heads {
		word := ix.words[w].text
		if other, _ := utf8.DecodeRuneInString(word); other != first || len(word) <= len(text) {
			continue
		}
		for size := n - 1; size <= n+1; size++ {
			if s.distance(firstRunes(word, size), 1) <= 1 {
				s.may(g, ix.words[w].stem, prefixLow)
				break
			}
		}
	}
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// takeApart reads an unknown word as words run together, or as the end of a compound.
func (ix *Index) takeApart(s *scratch, g *group, text []byte) {
	word := string(text)
	if len(word) < 2*minPart || len(word) > maxWord {
		word = ""
	}
	for language := range ix.langs {
		if word == "" {
			break
		}
		if parts := ix.split(language, word, 1); len(parts) > 0 {
			s.may(g, parts[0], splitWord)
			for i, stem := range parts[1:] {
				s.parts = append(s.parts, part{stem, int32(i) + 1})
			}
			break
		}
	}
	if len(s.alts) > g.lo || !ix.compound || len(text) < minPart+1 {
		return
	}
	for _, w := range ix.sorted {
		if long := ix.words[w].text; len(long) > len(text) && strings.HasSuffix(long, string(text)) {
			s.may(g, ix.words[w].stem, suffixWord)
		}
	}
}
