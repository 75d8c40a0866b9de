package find

import (
	"math"
	"math/bits"
	"slices"
)

// cell gathers what a lookup finds out about one entry.
type cell struct {
	score  float32 // sum of rarity × impact over the words found
	best   float32 // of the word being looked at, its surest alternative
	groups uint32  // bit per word of the query found
	title  uint32  // bit per word found in the title
}

// candidate is an entry that may be the answer.
type candidate struct {
	doc    uint32
	score  float32 // the sum of all parts
	text   float32 // relevance of all fields, 0 … 1
	fit    float32 // how well title and query name each other, 0 … 1
	named  float32 // share of the title that the query names, 0 … 1
	own    uint32  // bit per word of the query that the title itself has
	asked  float32 // the same, counting the titles above too
	cover  float32 // share of the query found and understood, 0 … 1
	exact  bool    // the query is the title
	called bool    // the passage calls something by the words of the query
}

// rank fills s.top with the best candidates, best first.
func (ix *Index) rank(s *scratch) {
	ix.gather(s)
	ix.pick(s)
	ix.callNames(s)
	for _, doc := range ix.titled(s) {
		if len(s.top) == 2*maxRerank {
			break
		}
		s.top[s.include(doc)].exact = true
	}
	for i := range s.top {
		ix.judge(s, &s.top[i])
	}
	for i := range s.top {
		ix.broaden(s, i)
	}
	for _, doc := range s.touched {
		s.cells[doc] = cell{}
	}
	s.touched = s.touched[:0]
	s.sort()
}

// titled gives the entries whose title is the query, or failing that, what the query asks about:
// "what is a pie chart" names "Pie Chart".
func (ix *Index) titled(s *scratch) []uint32 {
	if list := ix.exact[string(s.squeezed(isArticle))]; len(list) > 0 || s.onlyStops {
		return list
	}
	if !slices.ContainsFunc(s.listed, func(as listed) bool { return as&isStop != 0 }) {
		return nil
	}
	return ix.exact[string(s.squeezed(isStop))]
}

// sort brings the candidates into order: sound ones first, then by score, then by place in the
// course. All of it fits one number, which sorts much faster than the candidates themselves.
func (s *scratch) sort() {
	s.keys = s.keys[:0]
	for i := range s.top {
		c := &s.top[i]
		key := uint64(math.Float32bits(max(c.score, 0)))<<32 | uint64(^c.doc)
		if c.sound() {
			key |= 1 << 63
		}
		s.keys = append(s.keys, key)
	}
	slices.Sort(s.keys)
	s.sorted = s.sorted[:0]
	for _, key := range slices.Backward(s.keys) {
		doc := ^uint32(key)
		for i := range s.top {
			if s.top[i].doc == doc {
				s.sorted = append(s.sorted, s.top[i])
				break
			}
		}
	}
	s.top, s.sorted = s.sorted, s.top
}

// sound says whether enough of the query was found in the entry to call it an answer.
func (c *candidate) sound() bool {
	return c.cover >= minUnderstood || c.cover >= titledUnderstood && c.named >= mostOfTitle
}

// broaden lifts a lesson over those of its sections that the query names no better: who asks
// for "realism" means the lesson, not its introduction.
func (ix *Index) broaden(s *scratch, i int) {
	c := &s.top[i]
	if t := &ix.titles[c.doc]; t.level != 1 || c.fit == 0 || t.empty {
		return
	}
	for j := range s.top {
		part := &s.top[j]
		if part.score >= c.score && !part.exact && part.own != 0 && part.own&^c.own == 0 &&
			part.cover <= c.cover+0.01 &&
			c.fit >= broaderFit*part.fit && ix.above(c.doc, part.doc) {
			c.score = part.score + 0.01
		}
	}
}

// gather adds up the postings of all words, the rarest first. Once enough entries are found, a
// word that a great many have only ranks them: by itself it would not bring another one near
// the top.
func (ix *Index) gather(s *scratch) {
	s.order = s.order[:0]
	for i := range s.groups {
		s.order = append(s.order, uint8(i))
		for j := i; j > 0 && s.groups[s.order[j]].rarity > s.groups[s.order[j-1]].rarity; j-- {
			s.order[j], s.order[j-1] = s.order[j-1], s.order[j]
		}
	}
	for _, i := range s.order {
		g := &s.groups[i]
		add := len(s.touched) < enoughFound
		for _, a := range s.alts[g.lo:g.hi] {
			lo, hi := ix.of(a.stem)
			switch {
			case add || hi-lo < commonWord:
				ix.addAll(s, g, a, i)
			case int(hi-lo) > seekFrom*len(s.touched):
				ix.seek(s, g, a, i)
			default:
				ix.addFound(s, g, a, i)
			}
		}
	}
}

// addAll adds the postings of one alternative.
func (ix *Index) addAll(s *scratch, g *group, a alt, i uint8) {
	lo, hi := ix.of(a.stem)
	docs, impacts := ix.docs[lo:hi], ix.impact[lo:hi]
	for at, doc := range docs {
		c := &s.cells[doc]
		if c.groups == 0 {
			s.touched = append(s.touched, doc)
		}
		c.add(g.rarity, impacts[at]*a.weight, 1<<i)
	}
}

// addFound adds them to entries found before.
func (ix *Index) addFound(s *scratch, g *group, a alt, i uint8) {
	lo, hi := ix.of(a.stem)
	docs, impacts := ix.docs[lo:hi], ix.impact[lo:hi]
	for at, doc := range docs {
		if c := &s.cells[doc]; c.groups != 0 {
			c.add(g.rarity, impacts[at]*a.weight, 1<<i)
		}
	}
}

// seek does the same, looking each of the entries up in a list much longer than theirs.
func (ix *Index) seek(s *scratch, g *group, a alt, i uint8) {
	for _, doc := range s.touched {
		if at := ix.at(a.stem, doc); at >= 0 {
			s.cells[doc].add(g.rarity, ix.impact[at]*a.weight, 1<<i)
		}
	}
}

// add notes a word found with the given impact, below 0 when it is in the title. Of several
// alternatives of the same word the best counts.
func (c *cell) add(rarity, impact float32, bit uint32) {
	if impact < 0 {
		impact = -impact
		c.title |= bit
	}
	switch {
	case c.groups&bit == 0:
		c.groups |= bit
		c.best = impact
		c.score += rarity * impact
	case impact > c.best:
		c.score += rarity * (impact - c.best)
		c.best = impact
	}
}

// pick keeps the most promising entries for a closer look: a heap of the best, each its rough
// score and its number in one.
func (ix *Index) pick(s *scratch) {
	s.keys = s.keys[:0]
	perWord, lowest := s.total/float32(len(s.groups)), float32(0)
	for _, doc := range s.touched {
		c := &s.cells[doc]
		rough := c.score
		if c.title != 0 {
			rough += perWord * float32(bits.OnesCount32(c.title))
		}
		if rough <= lowest {
			continue
		}
		key := uint64(math.Float32bits(rough))<<32 | uint64(^doc)
		if len(s.keys) < maxRerank {
			s.keys = append(s.keys, key)
			if len(s.keys) < maxRerank {
				continue
			}
			slices.Sort(s.keys) // a sorted list is a heap
		} else {
			siftDown(s.keys, key)
		}
		lowest = math.Float32frombits(uint32(s.keys[0] >> 32))
	}
	slices.Sort(s.keys)
	s.top, s.lead = s.top[:0], 0
	for _, key := range slices.Backward(s.keys) {
		s.top = append(s.top, candidate{doc: ^uint32(key)})
	}
}

// siftDown replaces the lowest key of the heap.
func siftDown(heap []uint64, key uint64) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1] < heap[child] {
			child++
		}
		if heap[child] >= key {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	heap[i] = key
}

// include adds an entry to the candidates, once, and says where it stands.
func (s *scratch) include(doc uint32) int {
	for i := range s.top {
		if s.top[i].doc == doc {
			return i
		}
	}
	s.top = append(s.top, candidate{doc: doc})
	return len(s.top) - 1
}

// judge gives a candidate its final score.
func (ix *Index) judge(s *scratch, c *candidate) {
	seen := s.cells[c.doc]
	e := &ix.titles[c.doc]
	var found float32
	for i := range s.groups {
		if seen.groups&(1<<i) != 0 {
			found += s.groups[i].rarity * s.groups[i].sure
		}
	}
	c.text, c.cover = seen.score/s.total, found/s.total
	if c.exact {
		c.cover = 1
	}
	ix.fitTitle(s, c, seen)
	c.score = (c.text + titleShare*c.fit) * (1 - coverShare + coverShare*min(c.cover, 1))
	if c.exact {
		c.score += ix.exactness(s, c.doc)
	}
	c.score += priorOf(e.level) * c.fit * c.fit
	if e.empty {
		c.score -= emptyPenalty
	}
	if c.called {
		c.score += nameBonus * float32(min(len(s.groups)-s.stops, 2))
	}
	if ix.listing[c.doc] && !c.exact && !s.asksKind(c.own) {
		c.score -= listPenalty
	}
	if len(s.groups) > 1 && c.score+adjacentShare*(1+phraseBonus) > s.lead-adjacentMargin {
		c.score += adjacentShare * ix.adjacency(s, c.doc, seen.groups)
	}
	s.lead = max(s.lead, c.score)
}

// asksKind says whether one of the query's words in mask names a kind of passage: "reading".
func (s *scratch) asksKind(mask uint32) bool {
	for i := range s.groups {
		if mask&(1<<i) != 0 && s.groups[i].dull {
			return true
		}
	}
	return false
}

// exactness tells a title as it is from one with other articles, and from its other names.
func (ix *Index) exactness(s *scratch, doc uint32) float32 {
	all, named := 0, 0
	for _, t := range ix.termsOf(int(doc)) {
		if t.kind != kindWord && t.kind != kindChar {
			continue
		}
		text := ix.words[t.word].text
		all += len(text)
		if !ix.articles[text] {
			named += len(text)
		}
	}
	asked := 0
	for _, k := range s.toks.list {
		if k.kind == kindWord || k.kind == kindChar {
			asked += int(k.end - k.start)
		}
	}
	switch {
	case all == asked:
		return exactBonus + literalBonus
	case named > len(s.key):
		return aliasBonus
	}
	return exactBonus
}

func priorOf(level int8) float32 {
	switch {
	case level <= 0:
		return chapterPrior
	case level == 1:
		return lessonPrior
	}
	return -deepPenalty * float32(min(level-2, 3))
}

// fitTitle measures both ways: how much of the query the title names, and how much of the title
// the query names; their harmonic mean is the fit.
func (ix *Index) fitTitle(s *scratch, c *candidate, seen cell) {
	t := &ix.titles[c.doc]
	if t.total == 0 || seen.title == 0 && !c.exact {
		return
	}
	s.inTitle = [maxGroups]float32{}
	var places uint64
	terms := ix.terms[t.from:t.to]
	if t.joined { // joined forms first: they name their parts
		for i := range terms {
			if term := &terms[i]; term.kind == kindJoined && s.weightOf(term.stem, seen.title) > 0 {
				places |= (1<<term.span - 1) << term.pos
			}
		}
	}
	var named, asked float32
	for i := range terms {
		term := &terms[i]
		w := s.weightOf(term.stem, seen.title)
		if places&(1<<term.pos) != 0 {
			w = 1
		}
		named += term.weight * w
	}
	for i := range s.groups {
		if w := s.inTitle[i]; w > 0 {
			asked += s.groups[i].rarity * w
			c.own |= 1 << i
		} else if seen.groups&(1<<i) != 0 && len(s.groups) > 1 {
			asked += s.groups[i].rarity * pathShare * ix.inPath(s, c.doc, i)
		}
	}
	named, asked = named/t.total, asked/s.total
	c.asked, c.named = asked, named
	if sum := named + asked; sum > 0 {
		c.fit = 2 * named * asked / sum * sqrt(asked)
	}
}

// inPath says how surely a title above the entry has a word of the query: "introduction wages"
// means the introduction among those below Wages.
func (ix *Index) inPath(s *scratch, doc uint32, i int) float32 {
	g := &s.groups[i]
	up := ix.entries[doc].Parent
	for range maxPath {
		if up < 0 || up >= len(ix.entries) {
			break
		}
		for _, term := range ix.termsOf(up) {
			for _, a := range s.alts[g.lo:g.hi] {
				if a.stem == term.stem {
					return a.weight
				}
			}
		}
		up = ix.entries[up].Parent
	}
	return 0
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// weightOf says how surely one of the query's words, of those in mask, means the stem, and
// notes in s.inTitle that the title has these words.
func (s *scratch) weightOf(stem uint32, mask uint32) float32 {
	var best float32
	for mask != 0 {
		i := bits.TrailingZeros32(mask)
		mask &= mask - 1
		g := &s.groups[i]
		for _, a := range s.alts[g.lo:g.hi] {
			if a.stem == stem {
				best = max(best, a.weight)
				s.inTitle[i] = max(s.inTitle[i], a.weight)
			}
		}
	}
	return best
}
