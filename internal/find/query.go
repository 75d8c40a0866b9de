package find

import (
	"strings"
	"unicode/utf8"
)

// group is one word of the query with everything it may stand for.
type group struct {
	lo, hi    int     // scratch.alts[lo:hi], the surest first
	rarity    float32 // idf: what understanding this word is worth
	sure      float32 // weight of the surest alternative, 0 when the word is unknown
	pos       int32   // place in the query
	token     int     // in scratch.toks.list
	corrected int32   // the word it was taken for, or -1
	dull      bool
	stop      bool // a stop word that some title has
	inflected bool // the spelling asked for is not the shortest of its stem
}

// alt is a stem a word of the query may stand for, and how likely.
type alt struct {
	stem   uint32
	weight float32
}

// scratch is the memory of one lookup, kept for the next.
type scratch struct {
	toks      tokens
	groups    []group
	alts      []alt
	typed     string   // the query, as far as it is looked at
	listed    []listed // by token
	parts     []part   // further parts of the word just taken apart
	near      []nearWord
	query     []rune
	other     []rune
	rows      [3][maxWord + 1]uint8
	total     float32 // sum of the rarities
	stops     int     // groups that are stop words
	onlyStops bool    // the query has nothing else
	key       []byte
	inTitle   [maxGroups]float32 // by word of the query: how surely a title has it
	cells     []cell
	touched   []uint32
	top       []candidate
	sorted    []candidate
	keys      []uint64
	order     []uint8 // groups, the rarest first
	lead      float32 // the best score so far
	counts    completionCounts
}

// borrow gives the memory for one lookup, as far as possible that of an earlier one.
func (ix *Index) borrow() *scratch {
	select {
	case s := <-ix.spare:
		return s
	default:
		return &scratch{cells: make([]cell, len(ix.entries))}
	}
}

func (ix *Index) giveBack(s *scratch) {
	select {
	case ix.spare <- s:
	default:
	}
}

// understand reads the query into s.groups. It reports false for what is no query: nothing but
// punctuation, or far longer than any title or question.
func (ix *Index) understand(s *scratch, query string) bool {
	s.groups, s.alts, s.total = s.groups[:0], s.alts[:0], 0
	s.stops = 0
	s.toks.reset()
	if len(query) > 4*maxQueryRunes*utf8.UTFMax {
		return false
	}
	query = ix.clean(s, query)
	if utf8.RuneCountInString(query) > maxQueryRunes {
		return false
	}
	s.typed = query
	s.toks.add(query, false)
	ix.look(s)
	ix.groupTokens(s, false)
	s.onlyStops = len(s.groups) == s.stops
	if s.onlyStops {
		s.groups, s.alts = s.groups[:0], s.alts[:0]
		ix.groupTokens(s, true)
	}
	for i := range s.groups {
		ix.join(s, i)
	}
	ix.weighGroups(s)
	return len(s.groups) > 0
}

// clean takes out what platforms read as mentions, and the question words of the scripts
// without blanks. It returns the query itself when there is nothing to do.
func (ix *Index) clean(s *scratch, query string) string {
	query = strings.TrimSpace(query)
	if strings.ContainsAny(query, "@<") {
		query = withoutMentions(query)
	}
	for i := range len(query) {
		if query[i] >= utf8.RuneSelf {
			return ix.withoutPhrases(s, query)
		}
	}
	return query
}

func withoutMentions(query string) string {
	for _, m := range [...]string{"@everyone", "@here", "@channel"} {
		query = strings.ReplaceAll(query, m, " ")
	}
	for from := 0; ; {
		at := strings.IndexByte(query[from:], '<')
		if at < 0 {
			return query
		}
		at += from
		end := strings.IndexByte(query[at:], '>')
		if end > 1 && strings.IndexByte("@#!", query[at+1]) >= 0 {
			query = query[:at] + " " + query[at+end+1:]
		}
		from = at + 1
	}
}

func (ix *Index) withoutPhrases(s *scratch, query string) string {
	cut := query
	for _, p := range ix.phrases {
		if strings.Contains(cut, p) {
			cut = strings.ReplaceAll(cut, p, " ")
		}
	}
	if cut == query || strings.TrimSpace(cut) == "" {
		return query
	}
	s.toks.add(query, false)
	s.key = squeezed(s.key[:0], &s.toks, ix.articles)
	s.toks.reset()
	if len(ix.exact[string(s.key)]) > 0 {
		return query // a title asked for as it is: "what is a map"
	}
	return cut
}

func phrases() []string { return strings.Fields(gramPhrases) }

// groupTokens makes a group of every token that asks for something: stop words only when there
// is nothing else, lone characters only when they stand alone.
func (ix *Index) groupTokens(s *scratch, stops bool) {
	list := s.toks.list
	for i, k := range list {
		if len(s.groups) == maxGroups {
			return
		}
		text := s.toks.text(k)
		switch k.kind {
		case kindChar:
			before := i > 0 && list[i-1].kind == kindPair && list[i-1].end == k.end
			after := i+1 < len(list) && list[i+1].kind == kindPair && list[i+1].start == k.start
			if before || after {
				continue
			}
		case kindWord:
			if as := s.listed[i]; as&isForeign != 0 {
				continue // "was ist" of an English course
			} else if !stops && as&isStop != 0 && (as&isName == 0 || !s.shouted(i)) {
				ix.mention(s, text, i)
				continue
			}
		case kindPair, kindJoined:
		}
		g := group{lo: len(s.alts), pos: k.pos, token: i, corrected: -1, dull: s.listed[i]&isDull != 0}
		if k.kind == kindWord && !stops {
			ix.expand(s, &g, text)
		} else {
			ix.exactly(s, &g, text)
		}
		g.hi = len(s.alts)
		s.groups = append(s.groups, g)
		s.addParts(g)
	}
}

// addParts makes a word of its own of every further part of a word taken apart.
func (s *scratch) addParts(g group) {
	for _, p := range s.parts {
		if len(s.groups) == maxGroups {
			break
		}
		at := len(s.alts)
		s.alts = append(s.alts, alt{p.stem, s.alts[g.lo].weight})
		s.groups = append(s.groups, group{lo: at, hi: at + 1, pos: g.pos + p.off, token: g.token, corrected: -1})
	}
	s.parts = s.parts[:0]
}

// mention notes a stop word that some title has: it can tell "For Loops" from "While Loops".
func (ix *Index) mention(s *scratch, text []byte, token int) {
	if s.listed[token]&isArticle != 0 {
		return
	}
	g := group{lo: len(s.alts), pos: s.toks.list[token].pos, token: token, corrected: -1, stop: true}
	if found, _ := ix.exactly(s, &g, text); found {
		g.hi = len(s.alts)
		s.groups = append(s.groups, g)
		s.stops++
	}
}

// may adds an alternative, once.
func (s *scratch) may(g *group, stem uint32, weight float32) {
	for i := g.lo; i < len(s.alts); i++ {
		if s.alts[i].stem == stem {
			s.alts[i].weight = max(s.alts[i].weight, weight)
			return
		}
	}
	if len(s.alts)-g.lo < maxAlts {
		s.alts = append(s.alts, alt{stem, weight})
	}
}

// exactly adds the spelling itself, in every language that has it.
func (ix *Index) exactly(s *scratch, g *group, text []byte) (found, title bool) {
	for _, lex := range ix.lex {
		if id, ok := lex[string(text)]; ok {
			w := &ix.words[id]
			s.may(g, w.stem, exactWord)
			g.dull = g.dull || w.dull
			g.inflected = w.inflected
			found = true
			title = title || ix.stems[w.stem].titles > 0
		}
	}
	return found, title
}

// expand adds what a word may stand for: itself, its inflections and derivations, what begins
// with it, and for words the course does not know, what was probably meant.
func (ix *Index) expand(s *scratch, g *group, text []byte) {
	found, inTitle := ix.exactly(s, g, text)
	if !found {
		found, inTitle = ix.inflected(s, g, text)
	}
	known := found
	if !found {
		if found = ix.derived(s, g, text); found {
			ix.correct(s, g, text, utf8.RuneCount(text), true) // rather a word nearly spelled so than one merely derived
		}
	}
	for i := g.lo; i < len(s.alts) && i < g.lo+2; i++ {
		st := &ix.stems[s.alts[i].stem]
		for _, m := range ix.members[st.famLo:st.famHi] {
			if known && !inTitle && ix.stems[m].titles > 0 {
				s.may(g, m, kinInTitle)
			} else {
				s.may(g, m, kinWord)
			}
		}
	}
	switch {
	case found && !inTitle && len(text) >= 3:
		for _, w := range ix.prefixed(ix.heads, text) {
			s.may(g, ix.words[w].stem, headPrefix)
		}
	case found, g.dull: // a heading word is no other word mistyped
	case ix.abbreviated(s, g, text):
	case len(text) == 2 && g.token == len(s.toks.list)-1 && g.token > 0:
		for _, w := range ix.prefixed(ix.heads, text) { // still being typed
			s.may(g, ix.words[w].stem, prefixLow)
		}
	default:
		ix.guess(s, g, text)
	}
}

// has says whether the course has the spelling.
func (ix *Index) has(text []byte) bool {
	for _, lex := range ix.lex {
		if _, ok := lex[string(text)]; ok {
			return true
		}
	}
	return false
}

// inflected adds the stems of an unknown spelling that other spellings share.
func (ix *Index) inflected(s *scratch, g *group, text []byte) (found, title bool) {
	word := string(text)
	for _, l := range ix.langs {
		if id, ok := ix.stemID[l.stem(word)]; ok {
			s.may(g, id, stemmedWord)
			found, title = true, title || ix.stems[id].titles > 0
		}
	}
	return found, title
}

// derived adds the words an unknown one is derived from, or they from it.
func (ix *Index) derived(s *scratch, g *group, text []byte) bool {
	for _, l := range ix.langs {
		if root := l.family(string(text)); root != "" {
			for _, m := range ix.families[root] {
				s.may(g, m, familyWord)
			}
		}
	}
	return len(s.alts) > g.lo
}

// join lets two neighbouring words stand for the word they make together: "neo realism".
func (ix *Index) join(s *scratch, i int) {
	if i+1 >= len(s.groups) {
		return
	}
	a, b := &s.groups[i], &s.groups[i+1]
	first, second := s.toks.list[a.token], s.toks.list[b.token]
	if b.token != a.token+1 || first.kind != kindWord || second.kind != kindWord {
		return
	}
	s.key = append(append(s.key[:0], s.toks.text(first)...), s.toks.text(second)...)
	for _, lex := range ix.lex {
		if id, ok := lex[string(s.key)]; ok {
			s.insert(i, ix.words[id].stem, joinedWord)
			s.insert(i+1, ix.words[id].stem, joinedWord)
			a.corrected, b.corrected = -1, -1
		}
	}
}

// insert adds an alternative to a group that has been read, moving those of later groups.
func (s *scratch) insert(i int, stem uint32, weight float32) {
	g := &s.groups[i]
	for at := g.lo; at < g.hi; at++ {
		if s.alts[at].stem == stem {
			s.alts[at].weight = max(s.alts[at].weight, weight)
			return
		}
	}
	s.alts = append(s.alts, alt{})
	copy(s.alts[g.hi+1:], s.alts[g.hi:])
	s.alts[g.hi] = alt{stem, weight}
	g.hi++
	for j := i + 1; j < len(s.groups); j++ {
		s.groups[j].lo++
		s.groups[j].hi++
	}
}

// weighGroups says what each word of the query is worth.
func (ix *Index) weighGroups(s *scratch) {
	rarest := ix.rarest()
	dull := 0
	for i := range s.groups {
		g := &s.groups[i]
		best := -1
		for at := g.lo; at < g.hi; at++ {
			if g.sure < s.alts[at].weight {
				g.sure, best = s.alts[at].weight, at
			}
		}
		if best < 0 {
			g.rarity = rarest * unknownShare
			if s.toks.list[g.token].kind == kindPair {
				g.rarity /= 2 // may straddle two words
			}
			if g.dull {
				g.rarity *= dullQuery
			}
			continue
		}
		s.alts[g.lo], s.alts[best] = s.alts[best], s.alts[g.lo]
		g.rarity = max(ix.stems[s.alts[g.lo].stem].idf, leastRarity)
		if g.dull {
			dull++
		}
	}
	for i := range s.groups {
		if g := &s.groups[i]; g.stop {
			g.rarity = min(g.rarity, stopRarity)
		} else if g.dull && dull < len(s.groups)-s.stops {
			g.rarity *= dullQuery
		}
		s.total += s.groups[i].rarity
	}
}
