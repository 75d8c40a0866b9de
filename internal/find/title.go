package find

import (
	"strings"
)

// title is an entry's title as scored.
type title struct {
	from, to uint32  // Index.terms[from:to] are its words
	total    float32 // sum of their weights
	level    int8    // of the entry
	empty    bool    // the entry is
	joined   bool    // has hyphenated words
}

func (ix *Index) termsOf(entry int) []titleTerm {
	t := &ix.titles[entry]
	return ix.terms[t.from:t.to]
}

// titleTerm is a word of a title.
type titleTerm struct {
	word   uint32
	stem   uint32
	weight float32 // share of the title's meaning; 0 for joined forms, whose parts have it
	pos    uint8
	span   uint8 // places a joined form covers
	kind   kind
}

// weighTitles gives every word of every title its weight: rare words count most, heading words
// and those shared with siblings or the title above count little.
func (b *builder) weighTitles() {
	children := make(map[int][]uint32, len(b.entries)/4)
	for i := range b.entries {
		p := b.entries[i].Parent
		children[p] = append(children[p], uint32(i))
	}
	shared := make(map[uint32]int)
	for parent, list := range children {
		clear(shared)
		for _, child := range list {
			b.countTerms(int(child), shared)
		}
		for _, child := range list {
			b.weighTitle(int(child), parent, shared, len(list))
		}
	}
}

func (b *builder) countTerms(entry int, shared map[uint32]int) {
	terms := b.termsOf(entry)
	for i, t := range terms {
		stem := b.words[t.word].stem
		repeated := false
		for _, before := range terms[:i] {
			repeated = repeated || b.words[before.word].stem == stem
		}
		if !repeated {
			shared[stem]++
		}
	}
}

func (b *builder) weighTitle(entry, parent int, shared map[uint32]int, siblings int) {
	t := &b.titles[entry]
	terms := b.termsOf(entry)
	for i := range terms {
		term := &terms[i]
		w := &b.words[term.word]
		term.stem = w.stem
		t.joined = t.joined || w.kind == kindJoined
		if w.kind == kindJoined || w.kind == kindChar && len(terms) > 1 {
			continue
		}
		term.weight = b.stems[w.stem].titleIDF
		switch {
		case b.sets.articles[w.text]:
			term.weight *= articleShare
		case w.stop:
			term.weight *= stopShare
		case w.dull || isLabel(w.text):
			term.weight *= dullShare
		}
		if n := shared[w.stem]; n >= 3 && 3*n >= siblings {
			term.weight *= siblingShare
		}
		if parent >= 0 && parent < len(b.titles) && b.inTitle(parent, w.stem) {
			term.weight *= parentShare
		}
		t.total += term.weight
	}
}

func (b *builder) inTitle(entry int, stem uint32) bool {
	for _, t := range b.termsOf(entry) {
		if b.words[t.word].stem == stem {
			return true
		}
	}
	return false
}

// isLabel tells the numbers of headings: "6" in "Chapter 6".
func isLabel(word string) bool {
	return len(word) <= 3 && word[0] >= '0' && word[0] <= '9'
}

// squeeze gives the keys under which a title is found exactly: its words run together, so that
// "Neo-Realism", "Neorealism" and "neo realism" are one. The second key and those after it are
// other names of the title: without what is in brackets, what is in brackets, and what follows
// a label with a colon.
func squeeze(t *tokens, articles map[string]bool, text string) []string {
	keys := appendKey(nil, squeezed(nil, t, articles))
	if at := strings.IndexAny(text, ":："); at >= 0 {
		_, after, _ := strings.Cut(strings.Replace(text, "：", ":", 1), ":")
		keys = appendKey(keys, squeezeText(after, articles))
	}
	if open, end := strings.IndexAny(text, "(（"), strings.IndexAny(text, ")）"); open >= 0 && end > open {
		keys = appendKey(keys, squeezeText(text[:open], articles))
		keys = appendKey(keys, squeezeText(text[open:end], articles))
	}
	return keys
}

func appendKey(keys []string, key []byte) []string {
	if len(key) == 0 {
		return keys
	}
	return append(keys, string(key))
}

func squeezeText(text string, articles map[string]bool) []byte {
	var t tokens
	t.add(text, false)
	return squeezed(nil, &t, articles)
}

// squeezed appends the words of t, without articles unless there is nothing else.
func squeezed(dst []byte, t *tokens, articles map[string]bool) []byte {
	from := len(dst)
	for _, k := range t.list {
		if (k.kind == kindWord || k.kind == kindChar) && !articles[string(t.text(k))] {
			dst = append(dst, t.text(k)...)
		}
	}
	if len(dst) == from {
		for _, k := range t.list {
			if k.kind == kindWord || k.kind == kindChar {
				dst = append(dst, t.text(k)...)
			}
		}
	}
	return dst
}
