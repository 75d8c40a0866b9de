package find

import (
	"bytes"
	"unicode/utf8"
)

// kind says how a token came about.
type kind uint8

const (
	kindWord   kind = iota // a word between blanks
	kindJoined             // the parts of a hyphenated word written as one: "neorealism"
	kindPair               // two neighbouring characters of a script without blanks
	kindChar               // one such character
)

// token is a piece of text as the index sees it. Its folded form lies in tokens.buf.
type token struct {
	start, end int32 // in tokens.buf
	src, stop  int32 // in the text
	pos        int32 // counts words (or characters); joined forms share the place of their first part
	kind       kind
}

// tokens cuts text into words. It keeps its memory between texts.
type tokens struct {
	buf  []byte
	list []token
	pos  int32
}

func (t *tokens) text(k token) []byte { return t.buf[k.start:k.end] }

func (t *tokens) reset() {
	t.buf, t.list, t.pos = t.buf[:0], t.list[:0], 0
}

// add appends the tokens of text. Joined forms of hyphenated words are added where join is set;
// a query does without, as it joins its neighbours by the vocabulary.
func (t *tokens) add(text string, join bool) {
	chain := -1 // first token of a hyphenated word
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch classOf(r) {
		case classLetter:
			first := len(t.list)
			end := t.word(text, i)
			if chain < 0 {
				chain = first
			}
			i = end
			if next := chained(text, i, len(t.list) > first && t.list[first].end-t.list[first].start == 1); next > 0 {
				i = next
				continue
			}
			if join && len(t.list)-chain > 1 {
				t.joined(chain)
			}
			chain = -1
		case classGram:
			i = t.grams(text, i)
			chain = -1
		default:
			i += size
		}
	}
}

// chained says where the next part of a hyphenated word starts, when the text goes on so at i:
// after a hyphen or an underscore, and after a full stop when the part was a single letter
// (A.F.K.).
func chained(text string, i int, single bool) int {
	if i >= len(text) {
		return 0
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	switch {
	case r == '-' || r == '_' || r == 0x2010 || r == 0x2011:
	case r == '.' && single:
	default:
		return 0
	}
	next, _ := utf8.DecodeRuneInString(text[i+size:])
	if i+size < len(text) && classOf(next) == classLetter {
		return i + size
	}
	return 0
}

// joined adds the tokens from chain on, written as one word.
func (t *tokens) joined(chain int) {
	first, last := t.list[chain], t.list[len(t.list)-1]
	if last.end-first.start > maxWord || t.pos-first.pos > 4 {
		return
	}
	start := int32(len(t.buf))
	t.buf = append(t.buf, t.buf[first.start:last.end]...)
	t.list = append(t.list, token{start, int32(len(t.buf)), first.src, last.stop, first.pos, kindJoined})
}

// maxWord bounds a word in bytes; what is longer is cut. No dictionary word comes near it.
const maxWord = 96

// word adds the word that starts at i and returns where it ends.
func (t *tokens) word(text string, i int) int {
	j, apostrophe := i, false
	for j < len(text) {
		r, size := rune(text[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[j:])
		}
		switch classOf(r) {
		case classLetter, classNone:
			j += size
			continue
		case classBreak:
			if isApostrophe(r) && j > i && startsWithLetter(text[j+size:]) {
				apostrophe = true
				j += size
				continue
			}
		case classGram:
		}
		break
	}
	if j+1 < len(text) && text[j] == '+' && text[j+1] == '+' {
		j += 2 // C++
	} else if j < len(text) && text[j] == '#' && j == i+1 {
		j++ // C#
	}
	end := j
	if j-i > maxWord {
		end = cutRune(text, i, i+maxWord)
	}
	start := int32(len(t.buf))
	t.buf = fold(t.buf, text[i:end])
	if apostrophe {
		t.buf = unquote(t.buf, int(start))
	}
	if n := int32(len(t.buf)); n > start {
		t.list = append(t.list, token{start, n, int32(i), int32(j), t.pos, kindWord})
		t.pos++
	}
	return j
}

func isApostrophe(r rune) bool { return r == '\'' || r == 0x2019 || r == 0x02bc }

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && classOf(r) == classLetter
}

// cutRune moves a cut at end back to the start of a rune.
func cutRune(s string, start, end int) int {
	for end > start && !utf8.RuneStart(s[end]) {
		end--
	}
	return end
}

// unquote takes the apostrophe out of the folded word at start: Waltz's → waltz,
// l'état → etat, don't → dont.
func unquote(buf []byte, start int) []byte {
	word := bytes.ReplaceAll(buf[start:], []byte("’"), []byte("'"))
	if at := bytes.LastIndexByte(word, '\''); at > 0 && (string(word[at+1:]) == "s" || string(word[at+1:]) == "") {
		word = word[:at]
	}
	if at := bytes.IndexByte(word, '\''); at >= 0 && isElision(string(word[:at])) {
		word = word[at+1:]
	}
	word = bytes.ReplaceAll(word, []byte("'"), nil)
	return append(buf[:start], word...)
}

// isElision tells the short words that French and Italian glue to the next.
func isElision(s string) bool {
	switch s {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "un", "all", "dell", "nell", "sull", "dall":
		return true
	}
	return false
}

// grams adds the characters from i on, as long as they are of such scripts, one by one and in
// pairs. A lone character stands for itself.
func (t *tokens) grams(text string, i int) int {
	j := i
	first, _ := utf8.DecodeRuneInString(text[i:])
	for j < len(text) {
		r, size := utf8.DecodeRuneInString(text[j:])
		if c := classOf(r); c != classNone && (c != classGram || isHangul(r) != isHangul(first)) {
			break
		}
		j += size
	}
	start := int32(len(t.buf))
	t.buf = foldRunes(t.buf, text[i:j])
	run := t.buf[start:]
	exact := string(run) == text[i:j] // then offsets in the run are offsets in the text
	before := int32(-1)
	for at := 0; at < len(run); {
		_, size := utf8.DecodeRune(run[at:])
		from, to := int32(i+at), int32(i+at+size)
		if !exact {
			from, to = int32(i), int32(j)
		}
		k := token{start + int32(at), start + int32(at+size), from, to, t.pos, kindChar}
		if before >= 0 {
			pair := token{start + before, k.end, from - (int32(at) - before), to, t.pos - 1, kindPair}
			if !exact {
				pair.src = int32(i)
			}
			t.list = append(t.list, pair)
		}
		t.list = append(t.list, k)
		before = int32(at)
		at += size
		t.pos++
	}
	t.pos++ // a gap: the ends of two runs are no neighbours
	return j
}
