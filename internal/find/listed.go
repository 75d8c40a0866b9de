package find

import "strings"

// listed says which of the word lists have a word; a query looks each of its words up once.
type listed uint8

const (
	isStop    listed = 1 << iota // says nothing, in a language of the course
	isArticle                    // a title is the same without
	isForeign                    // says nothing in another language, and the course does not have it as a word
	isDull                       // names a kind of passage
	isChapter                    // a chapter's number is put to it
	isLesson                     // a lesson's number is
	isName                       // initials of a name
)

// listWords joins the word lists, once all words of the course are known.
func (b *builder) listWords() {
	b.listed = make(map[string]listed)
	put := func(words map[string]bool, as listed) {
		for w := range words {
			b.listed[w] |= as
		}
	}
	for w := range foreignWords() {
		if b.initials[w] == nil && !b.has([]byte(w)) {
			b.listed[w] |= isForeign
		}
	}
	for _, set := range b.sets.stop {
		put(set, isStop)
	}
	put(b.sets.articles, isArticle)
	put(b.sets.dull, isDull)
	put(wordSet(chapterLabels), isChapter)
	put(wordSet(lessonLabels), isLesson)
	for w := range b.initials {
		b.listed[w] |= isName
	}
}

// foreignWords are the stop words of all languages: a class of an English course asks "was ist"
// or "qué es" as well.
func foreignWords() map[string]bool {
	set := make(map[string]bool)
	for _, l := range [...]lang{"en", "de", "fr", "es", "pt", "it", "nl", "sv", "no", "hu", "ru", "ar", "he"} {
		for w := range strings.FieldsSeq(stopList(l)) {
			set[w] = true
		}
	}
	return set
}

// look looks the words of the query up in the lists.
func (ix *Index) look(s *scratch) {
	s.listed = s.listed[:0]
	for _, k := range s.toks.list {
		var as listed
		if k.kind == kindWord {
			text := s.toks.text(k)
			if as = ix.listed[string(text)]; isLabel(string(text)) {
				as |= isDull
			}
		}
		s.listed = append(s.listed, as)
	}
}

// squeezed writes the query as titles are found by: its words run together, without those that
// are listed so, unless there is nothing else.
func (s *scratch) squeezed(without listed) []byte {
	s.key = s.key[:0]
	for range 2 {
		for i, k := range s.toks.list {
			if (k.kind == kindWord || k.kind == kindChar) && s.listed[i]&without == 0 {
				s.key = append(s.key, s.toks.text(k)...)
			}
		}
		if len(s.key) > 0 {
			break
		}
		without = 0
	}
	return s.key
}
