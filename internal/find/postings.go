package find

// postings hold, by stem, the entries that have it. Lists are flat arrays: one lookup walks a
// few of them from end to end.
type postings struct {
	start  []uint32 // docs[start[s]:start[s+1]] belong to stem s, ascending
	docs   []uint32
	impact []float32 // the stem's weight in the entry, saturated, without rarity; below 0 in a title
	posAt  []uint32  // pos[posAt[i]:posAt[i]+posN[i]]: where in the entry, ascending
	posN   []uint16
	pos    []place
}

// place is where a word stands in an entry, times two; odd when the spelling is not the
// shortest of its stem (dilemmas).
type place uint16

// maxPlace bounds the places kept; later words of an entry have no neighbours.
const maxPlace = 1<<15 - 1

// rawPosting is a posting before lengths and averages are known.
type rawPosting struct {
	stem, doc, posAt        uint32
	posN                    uint16
	title, lead, body, path float32
}

// distribute sorts the raw postings by stem and weighs them.
func (p *postings) distribute(raw []rawPosting, lengths []float32, average float32, stems int) {
	p.start = make([]uint32, stems+2)
	for i := range raw {
		p.start[raw[i].stem+2]++
	}
	for s := 2; s < len(p.start); s++ {
		p.start[s] += p.start[s-1]
	}
	n := len(raw)
	p.docs, p.impact = make([]uint32, n), make([]float32, n)
	p.posAt, p.posN = make([]uint32, n), make([]uint16, n)
	for i := range raw {
		r := &raw[i]
		at := p.start[r.stem+1]
		p.start[r.stem+1]++
		p.docs[at], p.posAt[at], p.posN[at] = r.doc, r.posAt, r.posN
		p.impact[at] = r.weigh(lengths[r.doc] / average)
	}
	p.start = p.start[:stems+1]
}

// weigh is BM25F: the frequencies weighted by field, the body's by its length, then saturated.
func (r *rawPosting) weigh(length float32) float32 {
	tf := titleWeight*min(r.title, 1) + leadWeight*r.lead + r.path +
		bodyWeight*r.body/(1-lengthShare+lengthShare*length)
	w := tf / (saturation + tf)
	if r.title > 0 {
		return -w
	}
	return w
}

func (p *postings) of(stem uint32) (lo, hi uint32) { return p.start[stem], p.start[stem+1] }

// at finds the posting of a stem in an entry, or -1.
func (p *postings) at(stem, doc uint32) int {
	lo, hi := p.of(stem)
	for lo < hi {
		mid := (lo + hi) / 2
		switch d := p.docs[mid]; {
		case d == doc:
			return int(mid)
		case d < doc:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return -1
}

// places gives where in the entry the posting's stem stands.
func (p *postings) places(posting int) []place {
	at := p.posAt[posting]
	return p.pos[at : at+uint32(p.posN[posting])]
}
