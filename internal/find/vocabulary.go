package find

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// vocabulary holds every word of the entries by its spelling, and what the spellings share.
type vocabulary struct {
	langs  []lang
	lex    []map[string]uint32 // by language: folded spelling → word
	words  []word
	stemID map[string]uint32
	stems  []stem

	sorted  []uint32 // words by spelling, for prefixes; no grams and no stop words
	heads   []uint32 // the same, words of titles only
	byLen   []uint32 // words by length in runes, for typing errors
	lenAt   []uint32 // byLen[lenAt[n]:lenAt[n+1]] have n runes
	letters []uint64 // of byLen[i], see signature

	sounds map[string][]uint32 // words of titles by their sound

	members  []uint32            // stems by family
	families map[string][]uint32 // family → stems, parts of members
	compound bool                // a language that writes compounds as one word is among langs
}

// word is one spelling in one language.
type word struct {
	text  string
	stem  uint32
	parts []uint32 // stems of the parts of a compound
	kind  kind
	title bool // occurs in a title
	stop  bool // says nothing
	dull  bool // a heading word like "introduction"

	bare      bool // no spelling that occurs, only what some have in common
	inflected bool // not the shortest spelling of its stem
}

// stem is what the inflections of a word share.
type stem struct {
	df, titles uint32  // entries, and titles, that have it
	idf        float32 // of the entries
	titleIDF   float32
	famLo      uint32 // members[famLo:famHi] are the stems of its family, itself included
	famHi      uint32
	family     string
	shortest   uint32 // its shortest spelling
}

func (v *vocabulary) language(l lang) int {
	at := slices.Index(v.langs, l)
	if at < 0 {
		at = len(v.langs)
		v.langs = append(v.langs, l)
		v.lex = append(v.lex, make(map[string]uint32))
		v.compound = v.compound || joinsWords(l)
	}
	return at
}

// joinsWords tells the languages whose compounds are one word.
func joinsWords(l lang) bool {
	switch l {
	case "de", "nl", "sv", "no", "da", "hu", "fi", "is":
		return true
	}
	return false
}

// learn gives the number of a spelling, adding it when it is new.
func (v *vocabulary) learn(language int, text []byte, k kind, sets *wordSets) uint32 {
	if id, ok := v.lex[language][string(text)]; ok {
		return id
	}
	w := word{text: string(text), kind: k}
	name := w.text
	if k == kindWord || k == kindJoined {
		name = v.langs[language].stem(w.text)
		w.stop = sets.stop[language][w.text]
		w.dull = sets.dull[w.text]
	}
	w.stem = v.stemOf(name)
	if s := &v.stems[w.stem]; s.family == "" && !w.stop && k == kindWord {
		s.family = v.langs[language].family(w.text)
	}
	id := uint32(len(v.words))
	v.words = append(v.words, w)
	v.lex[language][w.text] = id
	return id
}

func (v *vocabulary) stemOf(name string) uint32 {
	id, ok := v.stemID[name]
	if !ok {
		id = uint32(len(v.stems))
		v.stems = append(v.stems, stem{})
		v.stemID[name] = id
	}
	return id
}

// markInflected tells the inflected spellings of every stem from its shortest one.
func (v *vocabulary) markInflected() {
	seen := make([]bool, len(v.stems))
	for i, w := range v.words {
		if s := &v.stems[w.stem]; !seen[w.stem] || len(w.text) < len(v.words[s.shortest].text) {
			seen[w.stem], s.shortest = true, uint32(i)
		}
	}
	for i := range v.words {
		v.words[i].inflected = len(v.words[i].text) > len(v.words[v.stems[v.words[i].stem].shortest].text)
	}
}

// addBareStems adds stems that no spelling equals to the words compared for typing errors: in
// languages rich in endings the word meant may be there only in a form much longer.
func (v *vocabulary) addBareStems() {
	for language, lex := range v.lex {
		have := len(v.words)
		for i := range have {
			w := v.words[i]
			if w.stop || w.kind != kindWord || lex[w.text] != uint32(i) || len(w.text) > maxWord/2 {
				continue
			}
			name := v.langs[language].stem(w.text)
			if _, ok := lex[name]; ok || len(name) < 4 {
				continue
			}
			lex[name] = uint32(len(v.words))
			v.words = append(v.words, word{text: name, stem: w.stem, title: w.title, bare: true})
		}
	}
}

// order prepares the tables for prefixes, typing errors and families, once all words are known.
func (v *vocabulary) order() {
	for i, w := range v.words {
		if w.kind != kindWord && w.kind != kindJoined || w.stop {
			continue
		}
		v.sorted = append(v.sorted, uint32(i))
		if w.title && !w.bare {
			v.heads = append(v.heads, uint32(i))
		}
	}
	bySpelling := func(a, b uint32) int { return strings.Compare(v.words[a].text, v.words[b].text) }
	slices.SortFunc(v.sorted, bySpelling)
	slices.SortFunc(v.heads, bySpelling)
	v.orderByLength()
	v.orderFamilies()
	v.orderSounds()
}

func (v *vocabulary) orderByLength() {
	count := make([]uint32, maxWord+2)
	lengths := make([]uint8, len(v.sorted))
	for i, w := range v.sorted {
		n := min(utf8.RuneCountInString(v.words[w].text), maxWord)
		lengths[i] = uint8(n)
		count[n+1]++
	}
	for n := 1; n < len(count); n++ {
		count[n] += count[n-1]
	}
	v.lenAt = slices.Clone(count)
	v.byLen = make([]uint32, len(v.sorted))
	v.letters = make([]uint64, len(v.sorted))
	for i, w := range v.sorted {
		at := count[lengths[i]]
		count[lengths[i]]++
		v.byLen[at] = w
		v.letters[at] = signature(v.words[w].text)
	}
}

func (v *vocabulary) orderFamilies() {
	type member struct {
		name string
		stem uint32
	}
	list := make([]member, 0, len(v.stems))
	for id := range v.stems {
		if f := v.stems[id].family; f != "" {
			list = append(list, member{f, uint32(id)})
		}
	}
	slices.SortFunc(list, func(a, b member) int {
		return cmp.Or(strings.Compare(a.name, b.name), cmp.Compare(a.stem, b.stem))
	})
	v.members = make([]uint32, len(list))
	v.families = make(map[string][]uint32, len(list)/2)
	for lo := 0; lo < len(list); {
		hi := lo
		for hi < len(list) && list[hi].name == list[lo].name {
			v.members[hi] = list[hi].stem
			hi++
		}
		for _, m := range list[lo:hi] {
			v.stems[m.stem].famLo, v.stems[m.stem].famHi = uint32(lo), uint32(hi)
		}
		v.families[list[lo].name] = v.members[lo:hi:hi]
		lo = hi
	}
}

// prefixed gives the range of list whose words begin with prefix.
func (v *vocabulary) prefixed(list []uint32, prefix []byte) []uint32 {
	lo, _ := slices.BinarySearchFunc(list, prefix, func(w uint32, p []byte) int {
		return compareBytes(v.words[w].text, p)
	})
	hi := lo
	for hi < len(list) && len(v.words[list[hi]].text) >= len(prefix) && v.words[list[hi]].text[:len(prefix)] == string(prefix) {
		hi++
	}
	return list[lo:hi]
}

func compareBytes(s string, b []byte) int {
	for i := range min(len(s), len(b)) {
		if s[i] != b[i] {
			return cmp.Compare(s[i], b[i])
		}
	}
	return cmp.Compare(len(s), len(b))
}

// signature marks the letters of a word, and apart from that its second ones of a kind. One
// edit takes off one mark and adds one at the most, so words whose signatures differ by more
// than d marks either way are more than d edits apart.
func signature[T string | []byte](text T) uint64 {
	var once, twice uint64
	for _, r := range string(text) {
		bit := uint64(1) << (uint32(r) % 32)
		twice |= once & bit
		once |= bit
	}
	return once | twice<<32
}

// mayBeNear is the quick test before counting edits.
func mayBeNear(a, b uint64, edits int) bool {
	return bits.OnesCount64(a&^b) <= edits && bits.OnesCount64(b&^a) <= edits
}
