package doc

import (
	"math"
	"strconv"
	"strings"
)

// BlockText gives the words of prose without any markup: blocks are separated by one
// newline, cells by a tab. It is what lookup indexes and what a screen reader would say.
func BlockText(blocks []Block) string {
	room := math.MaxInt32 - roomForAll(blocks, math.MaxInt32) + len(blocks)
	return string(AppendText(make([]byte, 0, room), blocks))
}

// AppendText appends the words of prose to b, as BlockText gives them.
func AppendText(b []byte, blocks []Block) []byte {
	from := len(b)
	b = appendBlocks(b, blocks)
	for len(b) > from && b[len(b)-1] == '\n' {
		b = b[:len(b)-1]
	}
	return b
}

// SpanText gives the words of spans without any markup.
func SpanText(spans []Span) string {
	if len(spans) == 1 {
		if t, ok := spans[0].(Text); ok {
			return t.Value
		}
	}
	return string(AppendSpans(nil, spans))
}

func appendBlocks(b []byte, blocks []Block) []byte {
	for _, bl := range blocks {
		b = appendBlock(b, bl)
	}
	return b
}

func appendBlock(b []byte, bl Block) []byte {
	switch bl := bl.(type) {
	case Heading:
		return append(AppendSpans(b, bl.Spans), '\n')
	case Paragraph:
		return append(AppendSpans(b, bl.Spans), '\n')
	case List:
		for i, it := range bl.Items {
			if bl.Ordered && !it.Continued {
				b = append(strconv.AppendInt(b, int64(bl.Start+i), 10), ". "...)
			}
			b = appendBlocks(b, it.Blocks)
		}
	case Quote:
		return appendBlocks(b, bl.Blocks)
	case Code:
		return append(append(b, bl.Text...), '\n')
	case Formula:
		return append(append(b, bl.TeX...), '\n')
	case Table:
		b = appendRow(b, bl.Header)
		for _, r := range bl.Rows {
			b = appendRow(b, r)
		}
	case Figure:
		if bl.Image.Alt != "" {
			b = append(append(b, bl.Image.Alt...), '\n')
		}
	case Rule:
	}
	return b
}

func appendRow(b []byte, cells []Cell) []byte {
	for i, c := range cells {
		if i > 0 {
			b = append(b, '\t')
		}
		b = AppendSpans(b, c)
	}
	return append(b, '\n')
}

// AppendSpans appends the words of spans to b, as SpanText gives them.
func AppendSpans(b []byte, spans []Span) []byte {
	for _, s := range spans {
		switch s := s.(type) {
		case Text:
			b = append(b, s.Value...)
		case Emphasis:
			b = AppendSpans(b, s.Spans)
		case Strong:
			b = AppendSpans(b, s.Spans)
		case Strike:
			b = AppendSpans(b, s.Spans)
		case CodeSpan:
			b = append(b, s.Text...)
		case FormulaSpan:
			b = append(b, s.TeX...)
		case Link:
			b = AppendSpans(b, s.Spans)
		case Image:
			b = append(b, s.Alt...)
		case LineBreak:
			b = append(b, '\n')
		case Channel:
			b = append(b, s.Name...)
		case Moment:
			b = s.At.AppendFormat(b, clockTime)
		}
	}
	return b
}

// clockTime is how a moment is written where no platform shows it in the reader's own way: in
// figures, which are read alike in every language.
const clockTime = "2006-01-02 15:04 MST"

// Words counts the words of prose as a reader would: runs between blanks.
func Words(blocks []Block) int { return len(strings.Fields(BlockText(blocks))) }

// roomFor tells how many of n bytes remain after the text of b; it stops counting below zero.
func roomFor(b Block, n int) int {
	switch b := b.(type) {
	case Heading:
		return roomForSpans(b.Spans, n)
	case Paragraph:
		return roomForSpans(b.Spans, n)
	case List:
		for i := 0; i < len(b.Items) && n >= 0; i++ {
			n = roomForAll(b.Items[i].Blocks, n)
		}
	case Quote:
		return roomForAll(b.Blocks, n)
	case Code:
		return n - len(b.Text)
	case Formula:
		return n - len(b.TeX)
	case Table:
		for i := 0; i < len(b.Rows) && n >= 0; i++ {
			for _, c := range b.Rows[i] {
				n = roomForSpans(c, n)
			}
		}
	case Figure, Rule:
	}
	return n
}

func roomForAll(blocks []Block, n int) int {
	for i := 0; i < len(blocks) && n >= 0; i++ {
		n = roomFor(blocks[i], n)
	}
	return n
}

func roomForSpans(spans []Span, n int) int {
	for i := 0; i < len(spans) && n >= 0; i++ {
		if inner, _, ok := nested(spans[i]); ok {
			n = roomForSpans(inner, n)
			continue
		}
		text, _ := leaf(spans[i])
		n -= len(text)
	}
	return n
}
