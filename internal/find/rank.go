package find

import (
	"cmp"
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
	doc   uint32
	score float32 // the sum of all parts
	text  float32 // relevance of all fields, 0 … 1
	fit   float32 // how well title and query name each other, 0 … 1
	asked float32 // share of the query that the title names, 0 … 1
	cover float32 // share of the query found and understood, 0 … 1
	exact bool    // the query is the title
}

// rank fills s.top with the best candidates, best first.
func (ix *Index) rank(s *scratch) {
	ix.gather(s)
	ix.pick(s)
	s.key = squeezed(s.key[:0], &s.toks, ix.stop)
	for _, doc := range ix.exact[string(s.key)] {
		if len(s.top) == 2*maxRerank {
			break
		}
		s.include(doc)
	}
	for i := range s.top {
		ix.judge(s, &s.top[i])
	}
	for _, doc := range s.touched {
		s.cells[doc] = cell{}
	}
	s.touched = s.touched[:0]
	slices.SortFunc(s.top, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	})
}

// gather adds up the postings of all words.
func (ix *Index) gather(s *scratch) {
	for i := range s.groups {
		g := &s.groups[i]
		bit := uint32(1) << i
		for _, a := range s.alts[g.lo:g.hi] {
			lo, hi := ix.of(a.stem)
			for at := lo; at < hi; at++ {
				doc, impact := ix.docs[at], ix.impact[at]*a.weight
				c := &s.cells[doc]
				if impact < 0 {
					impact = -impact
					c.title |= bit
				}
				switch {
				case c.groups&bit == 0:
					if c.groups == 0 {
						s.touched = append(s.touched, doc)
					}
					c.groups |= bit
					c.best = impact
					c.score += g.rarity * impact
				case impact > c.best:
					c.score += g.rarity * (impact - c.best)
					c.best = impact
				}
			}
		}
	}
}

// pick keeps the most promising entries for a closer look.
func (ix *Index) pick(s *scratch) {
	s.top = s.top[:0]
	lowest := float32(0)
	for _, doc := range s.touched {
		c := &s.cells[doc]
		rough := c.score
		if c.title != 0 {
			rough += s.total * float32(bits.OnesCount32(c.title)) / float32(len(s.groups))
		}
		if len(s.top) == maxRerank {
			if rough <= lowest {
				continue
			}
			s.siftDown(candidate{doc: doc, score: rough})
			lowest = s.top[0].score
			continue
		}
		s.top = append(s.top, candidate{doc: doc, score: rough})
		if len(s.top) == maxRerank {
			slices.SortFunc(s.top, func(a, b candidate) int { return cmp.Compare(a.score, b.score) })
			lowest = s.top[0].score
		}
	}
}

// siftDown replaces the lowest candidate of the heap.
func (s *scratch) siftDown(c candidate) {
	i, n := 0, len(s.top)
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if child+1 < n && s.top[child+1].score < s.top[child].score {
			child++
		}
		if s.top[child].score >= c.score {
			break
		}
		s.top[i] = s.top[child]
		i = child
	}
	s.top[i] = c
}

// include adds an entry whose title is the query.
func (s *scratch) include(doc uint32) {
	for i := range s.top {
		if s.top[i].doc == doc {
			s.top[i].exact = true
			return
		}
	}
	s.top = append(s.top, candidate{doc: doc, exact: true})
}

// judge gives a candidate its final score.
func (ix *Index) judge(s *scratch, c *candidate) {
	seen := s.cells[c.doc]
	e := &ix.entries[c.doc]
	var found float32
	for i := range s.groups {
		if seen.groups&(1<<i) != 0 {
			found += s.groups[i].rarity * s.groups[i].sure
		}
	}
	c.text, c.cover = seen.score/s.total, found/s.total
	ix.fitTitle(s, c, seen)
	c.score = c.text + titleShare*c.fit
	if len(s.groups) > 1 {
		c.score += adjacentShare * ix.adjacency(s, c.doc, seen.groups)
	}
	if c.exact {
		c.cover = 1
		c.score += ix.exactness(s, c.doc)
	}
	c.score += priorOf(e.Level) * c.fit * c.fit
	if e.Empty {
		c.score -= emptyPenalty
	}
}

// exactness tells a title from its other names.
func (ix *Index) exactness(s *scratch, doc uint32) float32 {
	terms := ix.titles[doc].terms
	n := 0
	for _, t := range terms {
		if w := &ix.words[t.word]; (t.kind == kindWord || t.kind == kindChar) && !w.stop {
			n += len(w.text)
		}
	}
	if n > len(s.key) {
		return aliasBonus
	}
	return exactBonus
}

func priorOf(level int) float32 {
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
	var places uint64
	var named float32
	for pass := range 2 { // joined forms first: they name their parts
		for i := range t.terms {
			term := &t.terms[i]
			if (term.kind == kindJoined) != (pass == 0) {
				continue
			}
			w := s.weightOf(term.stem, seen.title)
			if term.kind == kindJoined {
				if w > 0 {
					places |= (1<<term.span - 1) << term.pos
				}
				continue
			}
			if places&(1<<term.pos) != 0 {
				w = 1
			}
			named += term.weight * w
		}
	}
	var asked float32
	for i := range s.groups {
		if seen.title&(1<<i) != 0 {
			asked += s.groups[i].rarity * s.groups[i].sure
		}
	}
	named, asked = named/t.total, asked/s.total
	c.asked = asked
	if sum := named + asked; sum > 0 {
		c.fit = 2 * named * asked / sum
	}
}

// weightOf says how surely one of the query's words, of those in mask, means the stem.
func (s *scratch) weightOf(stem uint32, mask uint32) float32 {
	var best float32
	for mask != 0 {
		i := bits.TrailingZeros32(mask)
		mask &= mask - 1
		g := &s.groups[i]
		for _, a := range s.alts[g.lo:g.hi] {
			if a.stem == stem {
				best = max(best, a.weight)
			}
		}
	}
	return best
}

// adjacency is the share of neighbours in the query that are neighbours in the entry too; those
// in the other order count half.
func (ix *Index) adjacency(s *scratch, doc uint32, found uint32) float32 {
	var sum, all float32
	for i := range len(s.groups) - 1 {
		a, b := &s.groups[i], &s.groups[i+1]
		weight := a.rarity + b.rarity
		all += weight
		if found&(3<<i) != 3<<i {
			continue
		}
		sum += weight * ix.neighbours(s, a, b, doc)
	}
	return sum / all
}

func (ix *Index) neighbours(s *scratch, a, b *group, doc uint32) float32 {
	gap := max(int(b.pos-a.pos), 1)
	var best float32
	for _, x := range s.alts[a.lo:min(a.hi, a.lo+3)] {
		p := ix.at(x.stem, doc)
		if p < 0 {
			continue
		}
		for _, y := range s.alts[b.lo:min(b.hi, b.lo+3)] {
			if x.stem == y.stem {
				best = max(best, x.weight*y.weight)
				continue
			}
			if q := ix.at(y.stem, doc); q >= 0 {
				best = max(best, x.weight*y.weight*near(ix.places(p), ix.places(q), gap))
			}
		}
	}
	return best
}

// near says whether some place in b follows one in a at the given gap or right away (1), or
// stands right before it (½).
func near(a, b []uint16, gap int) float32 {
	var best float32
	for i, j := 0, 0; i < len(a) && j < len(b); {
		d := int(b[j]) - int(a[i])
		switch {
		case d >= 1 && d <= gap:
			return 1
		case d == -1:
			best = 0.5
			j++
		case d < 0:
			j++
		default:
			i++
		}
	}
	return best
}
