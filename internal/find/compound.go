package find

// Compounds: Sicherheitspolitik holds Sicherheit and Politik, if the course knows these words
// by themselves. No dictionary is needed, and nothing is split that the course does not use.

// minPart is the length of the shortest part, in bytes; shorter ones are mostly endings.
const minPart = 4

// links are the letters that German, Dutch and the Scandinavian languages put between parts.
func links() [6]string { return [6]string{"", "s", "es", "n", "en", "er"} }

// splitCompounds notes the parts of every long word, in the languages that write compounds as
// one word.
func (b *builder) splitCompounds() {
	if !b.compound {
		return
	}
	for language, lex := range b.lex {
		if !joinsWords(b.langs[language]) {
			continue
		}
		for text, id := range lex {
			w := &b.words[id]
			if w.kind == kindWord && !w.stop && len(text) >= 2*minPart {
				w.parts = b.split(language, text, 2)
				if w.parts == nil {
					w.parts = b.lastPart(language, text)
				}
			}
		}
	}
}

// split gives the stems of the parts of text, at most more+1 of them, or nil.
func (v *vocabulary) split(language int, text string, more int) []uint32 {
	for at := len(text) - minPart; at >= minPart; at-- {
		head, ok := v.known(language, text[:at])
		if !ok {
			continue
		}
		for _, link := range links() {
			if len(text)-at-len(link) < minPart || text[at:at+len(link)] != link {
				continue
			}
			rest := text[at+len(link):]
			if tail, ok := v.known(language, rest); ok {
				return []uint32{head, tail}
			}
			if more > 1 {
				if tails := v.split(language, rest, more-1); tails != nil {
					return append([]uint32{head}, tails...)
				}
			}
		}
	}
	return nil
}

// lastPart gives the stem of the longest known word that text ends in: the word that says what
// kind of thing a compound is.
func (v *vocabulary) lastPart(language int, text string) []uint32 {
	for at := minPart; at <= len(text)-minPart-1; at++ {
		if s, ok := v.known(language, text[at:]); ok {
			return []uint32{s}
		}
	}
	return nil
}

// partFrom is the length of the shortest part: where compounds are written apart, words run
// together are an exception, and chance would find too many.
func (v *vocabulary) partFrom(language int) int {
	if joinsWords(v.langs[language]) {
		return minPart
	}
	return minPart + 1
}

// known gives the stem of a part that is a word of the course by itself, in any inflection.
func (v *vocabulary) known(language int, part string) (uint32, bool) {
	if id, ok := v.lex[language][part]; ok {
		w := &v.words[id]
		return w.stem, !w.stop && w.kind == kindWord && len(part) >= v.partFrom(language)
	}
	if !joinsWords(v.langs[language]) {
		return 0, false
	}
	id, ok := v.stemID[v.langs[language].stem(part)]
	return id, ok
}
