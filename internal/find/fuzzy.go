package find

import (
	"unicode/utf8"
)

// nearWord is a word of the course within a few typing errors of a word asked for.
type nearWord struct {
	word  uint32
	edits int
}

// near appends the words within the given number of edits, all with the fewest edits found.
// Words are compared only where length and letters leave a chance.
func (v *vocabulary) near(dst []nearWord, s *scratch, text []byte, edits int) []nearWord {
	s.query = appendRunes(s.query[:0], text)
	n, marks, from := len(s.query), signature(text), len(dst)
	for size := max(1, n-edits); size <= min(n+edits, maxWord); size++ {
		for i := v.lenAt[size]; i < v.lenAt[size+1]; i++ {
			if !mayBeNear(marks, v.letters[i], edits) {
				continue
			}
			w := v.byLen[i]
			d := s.distance(v.words[w].text, edits)
			if d > edits {
				continue
			}
			if d < edits {
				dst, edits = dst[:from], d
			}
			if len(dst)-from < maxAlts {
				dst = append(dst, nearWord{w, d})
			}
		}
	}
	return dst
}

func appendRunes[T string | []byte](dst []rune, text T) []rune {
	for _, r := range string(text) {
		dst = append(dst, r)
	}
	return dst
}

// distance counts the edits (a letter more, less, other, or two swapped) between s.query and
// word, giving up beyond limit with a larger number. Swapped letters are never edited again
// ("optimal string alignment").
func (s *scratch) distance(word string, limit int) int {
	s.other = appendRunes(s.other[:0], word)
	a, b := s.query, s.other
	if len(a) > maxWord || len(b) > maxWord {
		return limit + 1
	}
	two, one, now := &s.rows[0], &s.rows[1], &s.rows[2]
	for j := range len(b) + 1 {
		one[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		now[0] = uint8(i)
		best := now[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(one[j]+1, now[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, two[j-2]+1)
			}
			now[j] = d
			best = min(best, d)
		}
		if int(best) > limit {
			return limit + 1
		}
		two, one, now = one, now, two
	}
	return int(one[len(b)])
}

// editsFor says how many typing errors are assumed at the most in a word of n letters.
func editsFor(n int) int {
	switch {
	case n < 3:
		return 0
	case n < 6:
		return 1
	case n < 12:
		return 2
	}
	return 3
}

// editWeight says how sure a correction is; 0 when it is more likely another word. Short words,
// and those with many errors, must begin alike, and unless a title has them they are no answer
// by themselves.
func (v *vocabulary) editWeight(text []byte, n int, near nearWord) float32 {
	w := &v.words[near.word]
	start, title := soundsAlike(text, w.text), v.stems[w.stem].titles > 0
	switch {
	case n == 3:
		if start && title && utf8.RuneCountInString(w.text) == 4 {
			return shortEdit
		}
		return 0
	case n == 4 && utf8.RuneCountInString(w.text) == n && !swapped(text, w.text):
		return 0 // one letter for another makes a different short word too easily
	case n <= 5, near.edits > 1 && n < 8:
		if !start {
			return 0
		}
		if title {
			return shortEdit
		}
		return weakEdit
	case near.edits == 1:
		return oneEdit
	case !start:
		return 0
	case near.edits == 2 && n < 10 && !title && v.stems[w.stem].df > 2:
		return weakEdit // a common word, while people misspell rare ones
	case near.edits == 2:
		return twoEdits
	}
	return threeEdits
}

// swapped says whether two spellings have the same letters.
func swapped(a []byte, b string) bool { return signature(a) == signature(b) }

// soundsAlike says whether two words begin with the same letter or the same sound.
func soundsAlike(a []byte, b string) bool {
	x, n := utf8.DecodeRune(a)
	y, m := utf8.DecodeRuneInString(b)
	if x == y {
		return true
	}
	switch {
	case x == 'f':
		return y == 'v' || y == 'p' && len(b) > m && b[m] == 'h'
	case y == 'f':
		return x == 'v' || x == 'p' && len(a) > n && a[n] == 'h'
	}
	return hardC(x) && hardC(y) || x == 's' && y == 'c' || x == 'c' && y == 's' || x == 'c' && y == 'z' || x == 'z' && y == 'c'
}

func hardC(r rune) bool { return r == 'c' || r == 'k' || r == 'q' }
