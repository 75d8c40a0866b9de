package find

import (
	"math"
	"runtime"
	"slices"
)

// wordSets are the word lists a build consults, by language where it matters.
type wordSets struct {
	stop     []map[string]bool
	dull     map[string]bool
	articles map[string]bool
}

// field says where in an entry a word stands.
type field uint8

const (
	inTitle field = iota
	inLead
	inBody
	inPath
)

// occurrence is one word at one place of an entry.
type occurrence struct {
	word uint32
	pos  uint16
	in   field
	far  uint8 // path: how many levels up, from 1
}

// builder holds what is needed while an Index is built.
type builder struct {
	*Index
	sets    wordSets
	toks    tokens
	langOf  []int // by entry
	stream  []occurrence
	ends    []int // stream[:ends[i]] are the occurrences of entries 0 … i
	names   names
	run     []nameWord
	nameKey []byte
}

// New builds an Index. The list is kept and must not change afterwards.
func New(entries []Entry) *Index {
	ix := &Index{entries: entries, exact: make(map[string][]uint32), stop: make(map[string]bool)}
	ix.stemID = make(map[string]uint32)
	b := &builder{Index: ix, langOf: make([]int, len(entries)), ends: make([]int, len(entries))}
	b.sets.dull, b.sets.articles = wordSet(genericList), wordSet(articleList)
	ix.articles = b.sets.articles
	b.names, ix.called = make(names), make(map[string][]uint32)
	for i := range entries {
		l := langOf(entries[i].Lang)
		at := ix.language(l)
		b.langOf[i] = at
		if at == len(b.sets.stop) {
			set := wordSet(stopList(l))
			b.sets.stop = append(b.sets.stop, set)
			for w := range set {
				ix.stop[w] = true
			}
		}
	}
	ix.phrases = phrases()
	b.readTitles()
	b.findPlaces()
	b.findKinds()
	b.readBodies()
	b.keepInitials()
	b.listWords()
	b.splitCompounds()
	b.markInflected()
	b.addBareStems()
	b.order()
	b.fillPostings()
	b.weighTitles()
	ix.complete = newCompletion(entries)
	ix.spare = make(chan *scratch, runtime.GOMAXPROCS(0))
	return ix
}

// readTitles learns the words of all titles, which the paths of entries need.
func (b *builder) readTitles() {
	b.titles = make([]title, len(b.entries))
	for i := range b.entries {
		b.toks.reset()
		b.toks.add(b.entries[i].Title, true)
		e := &b.entries[i]
		from := uint32(len(b.terms))
		for at, k := range b.toks.list {
			id := b.learn(b.langOf[i], b.toks.text(k), k.kind, &b.sets)
			b.words[id].title = true
			term := titleTerm{word: id, pos: uint8(min(k.pos, 63)), span: 1, kind: k.kind}
			if k.kind == kindJoined {
				term.span = uint8(min(b.toks.list[at-1].pos-k.pos+1, 4))
			}
			b.terms = append(b.terms, term)
		}
		b.titles[i] = title{from: from, to: uint32(len(b.terms)), level: int8(min(max(e.Level, 0), 100)), empty: e.Empty}
		b.collect(i, e.Title, true)
		for _, key := range squeeze(&b.toks, b.sets.articles, b.entries[i].Title) {
			if list := b.exact[key]; len(list) == 0 || list[len(list)-1] != uint32(i) {
				b.exact[key] = append(list, uint32(i))
			}
		}
	}
}

// bodyAt is where the places of the lead and the body start, apart from those of the title.
const bodyAt = 64

// readBodies learns all other words and notes where they stand.
func (b *builder) readBodies() {
	for i := range b.entries {
		e := &b.entries[i]
		for _, term := range b.termsOf(i) {
			b.note(term.word, int32(term.pos), inTitle, 0)
		}
		far := uint8(1)
		for up := e.Parent; up >= 0 && up < len(b.entries) && far < maxPath; up = b.entries[up].Parent {
			for _, term := range b.termsOf(up) {
				b.note(term.word, 0, inPath, far)
			}
			far++
		}
		b.toks.reset()
		b.toks.pos = bodyAt
		b.read(i, e.Lead, inLead)
		if !e.Empty {
			b.toks.pos += 2
			b.read(i, e.Body, inBody)
		}
		b.readNames(i)
		b.ends[i] = len(b.stream)
	}
}

// maxPath bounds the levels looked at above an entry, also where Parents form a ring.
const maxPath = 8

func (b *builder) read(entry int, text string, in field) {
	if text == "" {
		return
	}
	b.toks.buf, b.toks.list = b.toks.buf[:0], b.toks.list[:0]
	b.toks.add(text, true)
	language := b.langOf[entry]
	for _, k := range b.toks.list {
		word := b.toks.text(k)
		if k.kind == kindWord && b.sets.stop[language][string(word)] {
			continue
		}
		b.note(b.learn(language, word, k.kind, &b.sets), k.pos, in, 0)
	}
	b.collect(entry, text, false)
}

func (b *builder) note(word uint32, pos int32, in field, far uint8) {
	b.stream = append(b.stream, occurrence{word, uint16(min(pos, maxPlace)), in, far})
}

// fillPostings turns the occurrences into lists by stem.
func (b *builder) fillPostings() {
	var (
		raw     []rawPosting
		keys    []uint64
		from    int
		lengths = make([]float32, len(b.entries))
		total   float64
	)
	b.pos = make([]place, 0, len(b.stream))
	raw = make([]rawPosting, 0, len(b.stream)*3/4)
	for doc, end := range b.ends {
		keys = keys[:0]
		for _, o := range b.stream[from:end] {
			w := &b.words[o.word]
			if w.stop && o.in != inTitle {
				continue
			}
			if o.in == inBody && (w.kind == kindWord || w.kind == kindPair) {
				lengths[doc]++
			}
			rest := uint64(o.pos)<<17 | uint64(o.in)<<8 | uint64(o.far)
			if w.inflected {
				rest |= 1 << 16
			}
			keys = append(keys, uint64(w.stem)<<32|rest)
			for _, part := range w.parts {
				keys = append(keys, uint64(part)<<32|rest|partOfCompound)
			}
		}
		from = end
		total += float64(lengths[doc])
		slices.Sort(keys)
		raw = b.group(raw, uint32(doc), keys)
		if b.listing[doc] {
			for i := len(raw) - 1; i >= 0 && raw[i].doc == uint32(doc); i-- {
				raw[i].lead, raw[i].body = raw[i].lead*listShare, raw[i].body*listShare
			}
		}
	}
	average := float32(total/float64(max(len(b.entries), 1))) + 1
	b.stream = nil
	b.distribute(raw, lengths, average, len(b.stems))
	b.rarity()
}

// partOfCompound marks an occurrence inside a longer word.
const partOfCompound = 1 << 7

// group makes one rawPosting per stem from an entry's sorted keys.
func (b *builder) group(raw []rawPosting, doc uint32, keys []uint64) []rawPosting {
	for lo := 0; lo < len(keys); {
		p := rawPosting{stem: uint32(keys[lo] >> 32), doc: doc, posAt: uint32(len(b.pos))}
		hi := lo
		for ; hi < len(keys) && uint32(keys[hi]>>32) == p.stem; hi++ {
			k := keys[hi]
			weight := float32(1)
			if k&partOfCompound != 0 {
				weight = partWeight
			}
			switch field(k >> 8 & 0xff) {
			case inTitle:
				p.title += weight
			case inLead:
				p.lead += weight
			case inBody:
				p.body += weight
			case inPath:
				p.path = max(p.path, pathWeight(uint8(k)&^partOfCompound))
				continue
			}
			if at := place(k >> 16); at>>1 < maxPlace && p.posN < math.MaxUint16 {
				b.pos = append(b.pos, at)
				p.posN++
			}
		}
		raw = append(raw, p)
		if p.title+p.lead+p.body > 0 {
			b.stems[p.stem].df++
		}
		if p.title > 0 {
			b.stems[p.stem].titles++
		}
		lo = hi
	}
	return raw
}

func (b *builder) rarity() {
	n := float64(len(b.entries))
	for i := range b.stems {
		s := &b.stems[i]
		df, tf := float64(s.df), float64(s.titles)
		s.idf = float32(math.Log(1 + (n-df+0.5)/(df+0.5)))
		s.titleIDF = float32(math.Log(1 + n/(tf+0.5)))
	}
}

// rarest is the rarity of a word that one entry has.
func (ix *Index) rarest() float32 {
	n := float64(len(ix.entries))
	return float32(math.Log(1 + (n-0.5)/1.5))
}
