package doc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// atom stands for a span that cannot be cut (a picture, a moment, a break) while the text
// of a line is searched for places to cut.
const atom = "\ufffc"

// splitSpans cuts a line so that head costs at most limit: after a sentence when that
// leaves the page at least half full, else between words, else between characters.
func splitSpans(spans []Span, limit int, cost func([]Span) int) (head, rest []Span) {
	if limit <= 0 {
		return nil, spans
	}
	var b strings.Builder
	// No measure counts less than one per four bytes of UTF-8, so nothing beyond this
	// window can belong to the page.
	leafText(&b, spans, 4*limit+utf8.UTFMax)
	text := b.String()
	fits := func(cuts []int) int {
		k := most(len(cuts), func(k int) bool {
			h, _ := cutSpans(spans, cuts[k-1])
			return cost(h) <= limit
		})
		if k == 0 {
			return 0
		}
		return cuts[k-1]
	}
	at := fits(sentenceCuts(text))
	if words := fits(wordCuts(text)); at < words/2 {
		at = words
	}
	if at == 0 {
		at = fits(characterCuts(text))
	}
	if at == 0 {
		return nil, spans
	}
	head, rest = cutSpans(spans, at)
	return trimRight(head), trimLeft(rest)
}

// sentenceCuts lists the byte offsets after the blanks that follow a sentence.
func sentenceCuts(text string) []int {
	var cuts []int
	for i, r := range text {
		switch r {
		case '.', '!', '?', '…':
			if j := skipClosers(text, i+utf8.RuneLen(r)); j < len(text) && isBlank(text[j]) {
				cuts = append(cuts, j+1)
			}
		case '。', '！', '？':
			if j := skipClosers(text, i+utf8.RuneLen(r)); j < len(text) {
				cuts = append(cuts, j)
			}
		}
	}
	return cuts
}

func skipClosers(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.In(r, unicode.Pe, unicode.Pf) && r != '"' && r != '\'' {
			break
		}
		i += n
	}
	return i
}

// wordCuts lists the byte offsets after blanks and atoms, and between two characters of a
// script that is written without blanks.
func wordCuts(text string) []int {
	var cuts []int
	prev := rune(0)
	for i, r := range text {
		if i > 0 && (unicode.IsSpace(prev) && !unicode.IsSpace(r) || string(prev) == atom || string(r) == atom ||
			unspaced(prev) && unspaced(r)) {
			cuts = append(cuts, i)
		}
		prev = r
	}
	return cuts
}

// unspaced tells whether words of r's script stand without blanks between them.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// characterCuts lists the byte offsets between characters as a reader sees them. It follows
// the rules of Unicode Standard Annex 29 that matter in prose (marks, joiners, variation
// selectors, flags, skin tones), and cuts too rarely rather than too often.
func characterCuts(text string) []int {
	var cuts []int
	prev, flags := rune(0), 0
	for i, r := range text {
		if i > 0 && !joins(prev, r, flags) {
			cuts = append(cuts, i)
		}
		if isFlag(r) {
			flags++
		} else {
			flags = 0
		}
		prev = r
	}
	return cuts
}

const (
	zeroWidthJoiner = '\u200d'
	firstSkinTone   = '\U0001f3fb'
	lastSkinTone    = '\U0001f3ff'
	firstTag        = '\U000e0020'
	lastTag         = '\U000e007f'
)

func joins(prev, r rune, flagsBefore int) bool {
	switch {
	case unicode.In(r, unicode.M), r == zeroWidthJoiner, prev == zeroWidthJoiner:
		return true
	case r >= firstSkinTone && r <= lastSkinTone, r >= firstTag && r <= lastTag:
		return true
	case unicode.Is(unicode.Hangul, prev) && isJamo(prev) && isJamo(r):
		return true
	case prev == '\r' && r == '\n':
		return true
	}
	return isFlag(r) && flagsBefore%2 == 1
}

func isFlag(r rune) bool { return r >= '\U0001f1e6' && r <= '\U0001f1ff' }

func isJamo(r rune) bool { return r >= 0x1100 && r <= 0x11ff }

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// leafText writes the text of spans, atoms as one character, up to about max bytes.
func leafText(b *strings.Builder, spans []Span, limit int) {
	for _, s := range spans {
		if b.Len() >= limit {
			return
		}
		if inner, _, ok := nested(s); ok {
			leafText(b, inner, limit)
			continue
		}
		t, _ := leaf(s)
		b.WriteString(clip(t, limit-b.Len()))
	}
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// leaf gives the text of a span that holds no others, and how to make it anew with less.
func leaf(s Span) (text string, with func(string) Span) {
	switch s := s.(type) {
	case Text:
		return s.Value, func(t string) Span { return Text{Value: t} }
	case CodeSpan:
		return s.Text, func(t string) Span { return CodeSpan{Text: t} }
	case FormulaSpan:
		return s.TeX, func(t string) Span { return FormulaSpan{TeX: t} }
	case Image, LineBreak, Moment, Channel, Emphasis, Strong, Strike, Link:
	}
	return atom, nil
}

// nested gives the spans inside a span, and how to wrap others in the same way.
func nested(s Span) (inner []Span, wrap func([]Span) Span, ok bool) {
	switch s := s.(type) {
	case Emphasis:
		return s.Spans, func(in []Span) Span { return Emphasis{Spans: in} }, true
	case Strong:
		return s.Spans, func(in []Span) Span { return Strong{Spans: in} }, true
	case Strike:
		return s.Spans, func(in []Span) Span { return Strike{Spans: in} }, true
	case Link:
		return s.Spans, func(in []Span) Span { return Link{URL: s.URL, Spans: in} }, true
	case Text, CodeSpan, FormulaSpan, Image, LineBreak, Moment, Channel:
	}
	return nil, nil, false
}

// cutSpans parts spans after n bytes of their text, both parts keeping the styles.
func cutSpans(spans []Span, n int) (head, rest []Span) {
	head, rest, _ = cutAfter(spans, n)
	return head, rest
}

// cutAfter also tells how many of the n bytes lay beyond the end of spans.
func cutAfter(spans []Span, n int) (head, rest []Span, left int) {
	for i, s := range spans {
		if n <= 0 {
			return spans[:i:i], spans[i:], 0
		}
		inner, wrap, ok := nested(s)
		if ok {
			h, r, over := cutAfter(inner, n)
			if len(r) > 0 {
				head = spans[:i:i]
				if len(h) > 0 {
					head = append(head, wrap(h))
				}
				return head, append([]Span{wrap(r)}, spans[i+1:]...), 0
			}
			n = over
			continue
		}
		text, with := leaf(s)
		if n < len(text) && with != nil {
			return append(spans[:i:i], with(text[:n])), append([]Span{with(text[n:])}, spans[i+1:]...), 0
		}
		n = max(0, n-len(text))
	}
	return spans, nil, n
}

// trimRight drops blanks and breaks from the end of a line.
func trimRight(spans []Span) []Span {
	for len(spans) > 0 {
		switch s := spans[len(spans)-1].(type) {
		case LineBreak:
			spans = spans[:len(spans)-1]
			continue
		case Text:
			t := strings.TrimRight(s.Value, " \t\n")
			if t == "" {
				spans = spans[:len(spans)-1]
				continue
			}
			if t != s.Value {
				return append(spans[:len(spans)-1:len(spans)-1], Text{Value: t})
			}
		default:
		}
		break
	}
	return spans
}

// trimLeft drops blanks and breaks from the start of a line.
func trimLeft(spans []Span) []Span {
	for len(spans) > 0 {
		switch s := spans[0].(type) {
		case LineBreak:
			spans = spans[1:]
			continue
		case Text:
			t := strings.TrimLeft(s.Value, " \t\n")
			if t == "" {
				spans = spans[1:]
				continue
			}
			if t != s.Value {
				return append([]Span{Text{Value: t}}, spans[1:]...)
			}
		default:
		}
		break
	}
	return spans
}

// splitLines cuts a listing between lines, or inside a line that is dearer than a page.
func splitLines(text string, limit int, cost func(string) int) (head, rest string) {
	if limit <= 0 {
		return "", text
	}
	window := clip(text, 4*limit+utf8.UTFMax)
	var ends []int
	for i := range len(window) {
		if window[i] == '\n' {
			ends = append(ends, i)
		}
	}
	if len(window) == len(text) {
		ends = append(ends, len(text))
	}
	if k := most(len(ends), func(k int) bool { return cost(text[:ends[k-1]]) <= limit }); k > 0 && ends[k-1] > 0 {
		at := ends[k-1]
		return text[:at], strings.TrimPrefix(text[at:], "\n")
	}
	cuts := characterCuts(window)
	k := most(len(cuts), func(k int) bool { return cost(text[:cuts[k-1]]) <= limit })
	if k == 0 {
		return "", text
	}
	return text[:cuts[k-1]], text[cuts[k-1]:]
}
