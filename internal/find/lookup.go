package find

import "slices"

// Lookup finds the passage a query names, or says that several or none fit.
func (ix *Index) Lookup(query string) Result {
	s := ix.borrow()
	defer ix.giveBack(s)
	if len(ix.entries) == 0 || !ix.understand(s, query) {
		return ix.lost()
	}
	if p, ok := ix.place(s); ok && len(ix.titled(s)) == 0 {
		if r, ok := ix.atPlace(p); ok {
			return r
		}
	}
	ix.rank(s)
	ix.lift(s)
	if len(s.top) == 0 || !s.top[0].sound() || !ix.asks(s) && !s.top[0].exact {
		return ix.nothing(s)
	}
	if n := ix.twins(s); n > 1 {
		return Result{Outcome: Ambiguous, Others: hits(s.top[:min(n, maxCandidates)]), Corrected: ix.corrected(s)}
	}
	best := s.top[0]
	n := 1
	for n < len(s.top) && n <= maxOthers && s.top[n].score >= nearShare*best.score && s.top[n].sound() {
		n++
	}
	return Result{
		Outcome:   Found,
		Best:      Hit{int(best.doc), float64(best.score)},
		Others:    hits(s.top[1:n]),
		Corrected: ix.corrected(s),
	}
}

// asks says whether the query has a word with a subject. Without one only an exact title is an
// answer, or the choice of all passages of that kind.
func (ix *Index) asks(s *scratch) bool {
	if s.onlyStops {
		return false
	}
	for i := range s.groups {
		if g := &s.groups[i]; !g.stop && (g.hi > g.lo || !g.dull) {
			return true
		}
	}
	return false
}

// Search ranks all passages that have words of the query, best first: those with most of the query
// before those with some of it, each by their score.
func (ix *Index) Search(query string, limit int) []Hit {
	s := ix.borrow()
	defer ix.giveBack(s)
	if len(ix.entries) == 0 || limit <= 0 || !ix.understand(s, query) {
		return nil
	}
	ix.rank(s)
	n := 0
	for n < len(s.top) && n < limit && s.top[n].cover >= searchUnderstood {
		n++
	}
	return hits(s.top[:n])
}

func hits(list []candidate) []Hit {
	if len(list) == 0 {
		return nil
	}
	out := make([]Hit, len(list))
	for i, c := range list {
		out[i] = Hit{int(c.doc), float64(c.score)}
	}
	return out
}

// twins moves the candidates that fit as well as the first to the front and counts them: other
// passages of the same title, named as well as the first; and all passages with a heading word
// in their title when the query has nothing but heading words.
func (ix *Index) twins(s *scratch) int {
	best := s.top[0]
	dull := true
	for i := range s.groups {
		dull = dull && (s.groups[i].dull || s.groups[i].stop)
	}
	n := 1
	for i := 1; i < len(s.top); i++ {
		c := s.top[i]
		if ix.titles[c.doc].empty && !ix.titles[best.doc].empty || c.asked < best.asked-0.01 || c.score < best.score-twinMargin {
			continue
		}
		same := c.exact && best.exact || c.exact == best.exact && best.fit > 0.5 && ix.sameTitle(best.doc, c.doc)
		if same && !ix.above(best.doc, c.doc) || dull && !best.exact && c.fit > 0 {
			s.top[n], s.top[i] = s.top[i], s.top[n]
			n++
		}
	}
	if n == 1 {
		return ix.series(s)
	}
	return n
}

// series moves the titles of a series to the front and counts them: "Hands on - CNNs" and "Hands
// on - YOLO" both begin with "hands on", which chooses neither. Two of a kind are no series.
func (ix *Index) series(s *scratch) int {
	best := s.top[0]
	if best.exact || best.asked < wholeQuery || !ix.begins(s, best.doc) {
		return 1
	}
	level, n := ix.titles[best.doc].level, 0
	for i := range s.top {
		c := &s.top[i]
		if c.own != best.own || c.asked < wholeQuery {
			continue
		}
		if t := &ix.titles[c.doc]; t.level == level && !t.empty && ix.begins(s, c.doc) {
			like := *c
			copy(s.top[n+1:i+1], s.top[n:i])
			s.top[n] = like
			n++
		}
	}
	if n < minSeries {
		return 1
	}
	return n
}

// begins says whether a title begins with the words of the query and goes on.
func (ix *Index) begins(s *scratch, doc uint32) bool {
	next := 0
	for _, term := range ix.termsOf(int(doc)) {
		w := &ix.words[term.word]
		switch {
		case term.kind != kindWord:
		case next < len(s.groups) && ix.means(s, &s.groups[next], term.stem):
			next++
		case next == len(s.groups) && !ix.articles[w.text]:
			return true
		case !w.stop && !ix.articles[w.text]:
			return false
		}
	}
	return false
}

// means says whether a word of the query is most surely the stem.
func (ix *Index) means(s *scratch, g *group, stem uint32) bool {
	return g.lo < g.hi && s.alts[g.lo].stem == stem && s.alts[g.lo].weight >= oneEdit
}

func (ix *Index) sameTitle(a, b uint32) bool {
	x, y := ix.termsOf(int(a)), ix.termsOf(int(b))
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].stem != y[i].stem {
			return false
		}
	}
	return true
}

// above says whether a is one of the entries that b is part of.
func (ix *Index) above(a, b uint32) bool {
	at := ix.entries[b].Parent
	for range maxPath {
		if at < 0 || at >= len(ix.entries) {
			return false
		}
		if at == int(a) {
			return true
		}
		at = ix.entries[at].Parent
	}
	return false
}

// corrected spells the query as it was understood, or gives "" when it was taken as typed.
func (ix *Index) corrected(s *scratch) string {
	changed := false
	for i := range s.groups {
		changed = changed || s.groups[i].corrected >= 0
	}
	if !changed {
		return ""
	}
	var out []byte
	next := 0
	for i, k := range s.toks.list {
		for next < len(s.groups) && s.groups[next].token < i {
			next++
		}
		if k.kind != kindWord {
			continue
		}
		if len(out) > 0 {
			out = append(out, ' ')
		}
		if next < len(s.groups) && s.groups[next].token == i && s.groups[next].corrected >= 0 {
			w := &ix.words[s.groups[next].corrected]
			if w.bare {
				w = &ix.words[ix.stems[w.stem].shortest]
			}
			out = append(out, w.text...)
		} else {
			out = append(out, s.toks.text(k)...)
		}
	}
	return string(out)
}

// nothing answers a query that fits nowhere: with the titles that share something with it, then
// with those spelled alike, and failing both with where the course begins.
func (ix *Index) nothing(s *scratch) Result {
	var out []string
	for _, c := range s.top {
		if len(out) < maxSuggested && c.fit > 0 {
			out = appendOnce(out, ix.entries[c.doc].Title)
		}
	}
	if len(out) < maxSuggested {
		s.counts.ready(ix)
		ix.offer(&s.counts, ix.countTyped(s), maxSuggested)
		for _, o := range s.counts.best {
			if len(out) < maxSuggested {
				out = appendOnce(out, ix.entries[o.title].Title)
			}
		}
	}
	if len(out) == 0 {
		return ix.lost()
	}
	return Result{Suggestions: out}
}

// lost answers what cannot be read as a question about the course.
func (ix *Index) lost() Result {
	var out []string
	for _, at := range ix.complete.start {
		if e := &ix.entries[at]; len(out) < maxSuggested && e.Level <= 1 && !e.Empty {
			out = appendOnce(out, e.Title)
		}
	}
	return Result{Suggestions: out, Unlike: true}
}

func appendOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
