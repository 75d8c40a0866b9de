package find

import "slices"

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
	if sum == all && len(s.groups) > 2 && ix.phrase(s, doc) {
		return 1 + phraseBonus
	}
	return sum / all
}

// phrase says whether the entry has all words of the query in a row, as a quotation would.
func (ix *Index) phrase(s *scratch, doc uint32) bool {
	first := &s.groups[0]
	p := ix.at(s.alts[first.lo].stem, doc)
	if p < 0 {
		return false
	}
	for _, start := range ix.places(p) {
		n := 1
		for ; n < len(s.groups); n++ {
			g := &s.groups[n]
			q := ix.at(s.alts[g.lo].stem, doc)
			if q < 0 || !has(ix.places(q), int(start>>1)+int(g.pos-first.pos)) {
				break
			}
		}
		if n == len(s.groups) {
			return true
		}
	}
	return false
}

// has says whether one of the places is the given one.
func has(list []place, at int) bool {
	_, found := slices.BinarySearchFunc(list, at, func(p place, at int) int { return int(p>>1) - at })
	return found
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
				as := place(boolBit(a.inflected)<<1 | boolBit(b.inflected))
				best = max(best, x.weight*y.weight*near(ix.places(p), ix.places(q), gap, as))
			}
		}
	}
	return best
}

func boolBit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// near says whether some place in b follows one in a at the given gap or right away (1, or
// otherInflection when the words do not have the forms asked for), or stands right before it
// (½). The forms asked for are two bits, a's and b's.
func near(a, b []place, gap int, forms place) float32 {
	var best float32
	for i, j := 0, 0; i < len(a) && j < len(b); {
		d := int(b[j]>>1) - int(a[i]>>1)
		switch {
		case d >= 1 && d <= gap:
			if a[i]&1 == forms>>1 && b[j]&1 == forms&1 {
				return 1
			}
			best = otherInflection
			i++
		case d == -1:
			best = max(best, 0.5)
			j++
		case d < 0:
			j++
		default:
			i++
		}
	}
	return best
}
