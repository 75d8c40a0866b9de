package find

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// completion finds titles while they are typed: by the beginnings of their words, and by
// letter triples where a beginning has a typing error.
type completion struct {
	words  []string // of all titles, sorted; runs without blanks also from their inside
	where  []uint32 // spots[where[w]:where[w+1]] are the places of word w
	spots  []spot
	grams  map[uint64][]uint32 // letter triple → words
	length []uint8             // words of each title
	start  []int               // what is offered before anything is typed
}

// spot is a place of a word in a title.
type spot struct {
	title uint32
	pos   uint8
}

// completionCounts is the memory of one completion.
type completionCounts struct {
	marks   []mark // by title
	touched []uint32
	shared  []uint8 // by word: triples in common
	words   []uint32
	best    []offer
}

// mark gathers how well a title continues what was typed.
type mark struct {
	score float32
	seen  uint32 // bit per typed word
	last  float32
}

type offer struct {
	title uint32
	words int8 // of those typed
	score float32
}

const (
	maxTypedWords = 12
	maxInside     = 12 // characters of a run without blanks from which it is found by its inside
)

func newCompletion(entries []Entry) completion {
	c := completion{grams: make(map[uint64][]uint32), length: make([]uint8, len(entries))}
	places := make(map[string][]spot)
	var toks tokens
	for i := range entries {
		toks.reset()
		toks.add(entries[i].Title, true)
		c.length[i] = uint8(min(len(toks.list), 255))
		for at, k := range toks.list {
			text := toks.text(k)
			switch k.kind {
			case kindPair:
				continue
			case kindChar:
				text = toks.rest(at)
			case kindWord, kindJoined:
			}
			places[string(text)] = append(places[string(text)], spot{uint32(i), uint8(min(k.pos, 255))})
		}
	}
	for w := range places {
		c.words = append(c.words, w)
	}
	slices.Sort(c.words)
	var triples []uint64
	for i, w := range c.words {
		c.where = append(c.where, uint32(len(c.spots)))
		c.spots = append(c.spots, places[w]...)
		triples = appendTriples(triples[:0], w, true)
		for _, g := range triples {
			if list := c.grams[g]; len(list) == 0 || list[len(list)-1] != uint32(i) {
				c.grams[g] = append(list, uint32(i))
			}
		}
	}
	c.where = append(c.where, uint32(len(c.spots)))
	c.start = startOf(entries)
	return c
}

// rest gives the run of characters that goes on at a lone character, up to maxInside of them.
func (t *tokens) rest(at int) []byte {
	first := t.list[at]
	end, n := first.end, 1
	for _, k := range t.list[at+1:] {
		if k.kind == kindChar && k.start == end && n < maxInside {
			end = k.end
			n++
		} else if k.kind != kindPair {
			break
		}
	}
	return t.buf[first.start:end]
}

// startOf lists chapters and lessons in order, then everything else.
func startOf(entries []Entry) []int {
	var broad, deep, empty []int
	for i := range entries {
		switch {
		case entries[i].Title == "":
		case entries[i].Empty:
			empty = append(empty, i)
		case entries[i].Level <= 1:
			broad = append(broad, i)
		default:
			deep = append(deep, i)
		}
	}
	return slices.Concat(broad, deep, empty)
}

// appendTriples appends a word's letter triples, its start marked; the end too when it is whole.
func appendTriples[T string | []byte](dst []uint64, word T, whole bool) []uint64 {
	a, b := rune(0), rune('^')
	n := 0
	for _, r := range string(word) {
		if n++; n > maxWord {
			break
		}
		if a != 0 {
			dst = append(dst, uint64(a)<<42|uint64(b)<<21|uint64(r))
		}
		a, b = b, r
	}
	if whole && n > 1 {
		dst = append(dst, uint64(a)<<42|uint64(b)<<21|'$')
	}
	return dst
}

// Complete gives the entries whose titles continue what was typed, best first. With nothing
// typed it gives the chapters and lessons in order.
func (ix *Index) Complete(typed string, limit int) []int {
	if limit <= 0 || len(ix.entries) == 0 {
		return nil
	}
	s := ix.borrow()
	defer ix.giveBack(s)
	s.toks.reset()
	if len(typed) > 4*maxQueryRunes {
		return nil
	}
	s.toks.add(typed, false)
	c := &s.counts
	if len(s.toks.list) == 0 {
		if strings.TrimSpace(typed) != "" {
			return nil
		}
		return slices.Clone(ix.complete.start[:min(limit, len(ix.complete.start))])
	}
	c.ready(ix)
	n := ix.countTyped(s)
	ix.offer(c, n, limit)
	if len(c.best) == 0 {
		return nil
	}
	out := make([]int, len(c.best))
	for i, o := range c.best {
		out[i] = int(o.title)
	}
	return out
}

// ready makes the tables on their first use.
func (m *completionCounts) ready(ix *Index) {
	if m.marks == nil {
		m.marks = make([]mark, len(ix.entries))
		m.shared = make([]uint8, len(ix.complete.words))
	}
}

// countTyped marks the titles for every word typed and returns how many words that were.
func (ix *Index) countTyped(s *scratch) int {
	list, n := s.toks.list, 0
	for i := 0; i < len(list) && n < maxTypedWords; i++ {
		k := list[i]
		text := s.toks.text(k)
		switch k.kind {
		case kindPair:
			continue
		case kindChar:
			text = s.toks.rest(i)
			for i+1 < len(list) && list[i+1].kind != kindWord && list[i+1].end <= k.start+int32(len(text)) {
				i++
			}
		case kindWord:
			if ix.stop[string(text)] && i+1 < len(list) {
				continue
			}
		case kindJoined:
		}
		ix.complete.count(&s.counts, text, uint32(1)<<n, n == 0)
		n++
	}
	return n
}

// count marks the titles that have a word beginning with text, or else one much like it.
func (c *completion) count(m *completionCounts, text []byte, bit uint32, first bool) {
	lo, _ := slices.BinarySearchFunc(c.words, text, compareBytes)
	hi := lo
	for ; hi < len(c.words) && len(c.words[hi]) >= len(text) && c.words[hi][:len(text)] == string(text); hi++ {
		m.give(c, uint32(hi), 0.7+0.3*float32(len(text))/float32(len(c.words[hi])), bit, first)
	}
	if hi == lo && len(text) > 2 {
		c.countAlike(m, text, bit, first)
	}
}

// give adds the score of one word to the titles that have it.
func (m *completionCounts) give(c *completion, word uint32, score float32, bit uint32, first bool) {
	for _, at := range c.spots[c.where[word]:c.where[word+1]] {
		worth := score
		if first && at.pos == 0 {
			worth += 0.2
		}
		k := &m.marks[at.title]
		switch {
		case k.seen&bit == 0:
			if k.seen == 0 {
				m.touched = append(m.touched, at.title)
			}
			k.seen |= bit
			k.last = worth
			k.score += worth
		case worth > k.last:
			k.score += worth - k.last
			k.last = worth
		}
	}
}

// countAlike marks the titles with words that share at least a third of the letter triples.
func (c *completion) countAlike(m *completionCounts, text []byte, bit uint32, first bool) {
	var room [maxWord + 1]uint64
	triples := appendTriples(room[:0], text, false)
	for _, g := range triples {
		for _, w := range c.grams[g] {
			if m.shared[w] == 0 {
				m.words = append(m.words, w)
			}
			m.shared[w]++
		}
	}
	n := utf8.RuneCount(text)
	for _, w := range m.words {
		share := float32(m.shared[w]) / float32(len(triples))
		if longer := utf8.RuneCountInString(c.words[w]) - n; longer < 0 {
			share += 0.05 * float32(longer)
		}
		if m.shared[w] > 1 && share >= 0.33 {
			m.give(c, w, 0.6*share, bit, first)
		}
		m.shared[w] = 0
	}
	m.words = m.words[:0]
}

// offer keeps the best titles in m.best.
func (ix *Index) offer(m *completionCounts, typed, limit int) {
	m.best = m.best[:0]
	lowest := float32(0)
	for _, t := range m.touched {
		k := &m.marks[t]
		score, words := k.score/float32(typed), int8(bits.OnesCount32(k.seen))
		*k = mark{}
		e := &ix.entries[t]
		score += 0.2 * float32(typed) / float32(max(int(ix.complete.length[t]), typed))
		switch {
		case e.Empty:
			score -= 0.1
		case e.Level == 1:
			score += 0.06
		case e.Level <= 0:
			score += 0.04
		}
		if len(m.best) == limit && score <= lowest {
			continue
		}
		m.insert(offer{t, words, score}, limit)
		lowest = m.best[len(m.best)-1].score
	}
	m.touched = m.touched[:0]
	n := len(m.best)
	for n > 0 && m.best[n-1].score < 0.5*m.best[0].score {
		n--
	}
	m.best = slices.DeleteFunc(m.best[:n], func(o offer) bool { return o.words < m.best[0].words })
}

// insert puts an offer in its place among the best.
func (m *completionCounts) insert(o offer, limit int) {
	if len(m.best) < limit {
		m.best = append(m.best, o)
	} else {
		m.best[len(m.best)-1] = o
	}
	for i := len(m.best) - 1; i > 0; i-- {
		if before := m.best[i-1]; cmp.Or(cmp.Compare(m.best[i].score, before.score), cmp.Compare(before.title, m.best[i].title)) <= 0 {
			return
		}
		m.best[i-1], m.best[i] = m.best[i], m.best[i-1]
	}
}
