package find

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a part of a snippet.
type Piece struct {
	Text string
	Hit  bool // a word of the query, to be shown emphasised
}

// maxScanned bounds the text looked through for a snippet, in bytes; the longest section found
// in public courses has 5,000 characters.
const maxScanned = 128 << 10

// Snippet gives the stretch of an entry's text that has most of the query's words, about width
// characters long, cut between words and marked "…" where it was cut. Without any of the words
// it is the beginning of the text.
func (ix *Index) Snippet(entry int, query string, width int) []Piece {
	if entry < 0 || entry >= len(ix.entries) || width <= 0 {
		return nil
	}
	e := &ix.entries[entry]
	text := e.Body
	if strings.TrimSpace(text) == "" {
		text = e.Lead
	}
	if len(text) > maxScanned {
		text = text[:cutRune(text, 0, maxScanned)]
	}
	s := ix.borrow()
	defer ix.giveBack(s)
	var found []span
	if ix.understand(s, query) {
		found = ix.spans(s, text, langOf(e.Lang))
	}
	from, to := window(text, found, width)
	return pieces(text, found, from, to)
}

// span is a word of the query found in a text.
type span struct {
	from, to         int // bytes
	fromRune, toRune int // characters
	group            int
}

// spans finds the words of the query in a text, in order and without overlap.
func (ix *Index) spans(s *scratch, text string, l lang) []span {
	language := slices.Index(ix.langs, l)
	if language < 0 {
		return nil
	}
	var toks tokens
	toks.add(text, true)
	var out []span
	for _, k := range toks.list {
		id, ok := ix.lex[language][string(toks.text(k))]
		if !ok {
			continue
		}
		g := s.groupOf(&ix.words[id])
		if g < 0 {
			continue
		}
		next := span{from: int(k.src), to: int(k.stop), group: g}
		if n := len(out); n > 0 && next.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, next.to)
			continue
		}
		out = append(out, next)
	}
	return out
}

// groupOf gives the word of the query that w stands for, or -1.
func (s *scratch) groupOf(w *word) int {
	for i := range s.groups {
		for _, a := range s.alts[s.groups[i].lo:s.groups[i].hi] {
			if a.weight >= headPrefix && (a.stem == w.stem || slices.Contains(w.parts, a.stem)) {
				return i
			}
		}
	}
	return -1
}

// newGroup is what a different word of the query counts beside a repeated one.
const newGroup = 10

// countRunes notes where the words found stand in characters.
func countRunes(text string, found []span) {
	at, runes := 0, 0
	for i := range found {
		f := &found[i]
		runes += utf8.RuneCountInString(text[at:f.from])
		f.fromRune = runes
		runes += utf8.RuneCountInString(text[f.from:f.to])
		f.toRune, at = runes, f.to
	}
}

// window chooses the stretch with the most different words of the query; of equal ones the
// first. It begins a little before the first word.
func window(text string, found []span, width int) (from, to int) {
	best, bestScore := 0, -1
	var counts [maxGroups]int
	score, end := 0, 0
	countRunes(text, found)
	for i := range found {
		for ; end < len(found) && found[end].toRune-found[i].fromRune <= width; end++ {
			score++
			if counts[found[end].group]++; counts[found[end].group] == 1 {
				score += newGroup
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
		if end == i { // a word wider than the window
			end++
			continue
		}
		score--
		if counts[found[i].group]--; counts[found[i].group] == 0 {
			score -= newGroup
		}
	}
	if bestScore >= 0 {
		from = back(text, found[best].from, width/4)
	}
	for from < len(text) {
		r, size := utf8.DecodeRuneInString(text[from:])
		if !unicode.IsSpace(r) {
			break
		}
		from += size
	}
	return from, ahead(text, from, width)
}

// back moves a cut up to n characters back, to the start of the sentence or of a word.
func back(text string, at, n int) int {
	word, i := at, at
	for ; n > 0 && i > 0; n-- {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if i != at && strings.ContainsRune(".!?。！？\n", r) && startsSentence(text[i:]) {
			return i
		}
		if cutsBefore(text, i) {
			word = i
		}
		i -= size
	}
	if i == 0 {
		return 0
	}
	return word
}

// startsSentence says whether what follows a full stop is not just more of a number or a name.
func startsSentence(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r) || isGram(r)
}

// ahead moves a cut n characters on, to the end of a word.
func ahead(text string, at, n int) int {
	i, word := at, -1
	for ; n > 0 && i < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if i == len(text) || cutsBefore(text, i) {
			word = i
		}
	}
	if i == len(text) || word < 0 {
		return i // the end, or one endless word, which is cut between characters
	}
	return word
}

// cutsBefore says whether text may be cut at i: before a blank, after one, or between characters
// of a script without blanks; never before a mark that belongs to the character before it.
func cutsBefore(text string, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(text[i:])
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	if unicode.IsSpace(next) {
		return true
	}
	if unicode.IsSpace(before) {
		return !unicode.IsMark(next)
	}
	return isGram(next) && isGram(before) && !isHangul(next) && !unicode.IsMark(next)
}

// pieces cuts text[from:to] at the words found.
func pieces(text string, found []span, from, to int) []Piece {
	var out []Piece
	add := func(s string, hit bool) {
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Hit == hit {
			out[n-1].Text += s
			return
		}
		out = append(out, Piece{s, hit})
	}
	if strings.TrimSpace(text[:from]) != "" {
		add("…", false)
	}
	end := from + len(strings.TrimRightFunc(text[from:to], unicode.IsSpace))
	at := from
	for _, f := range found {
		if f.from < at || f.to > end {
			continue
		}
		add(oneLine(text[at:f.from]), false)
		add(text[f.from:f.to], true)
		at = f.to
	}
	add(oneLine(text[at:end]), false)
	if strings.TrimSpace(text[to:]) != "" {
		add("…", false)
	}
	return out
}

// oneLine makes every run of blanks one space.
func oneLine(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}
