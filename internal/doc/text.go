package doc

import (
	"math"
	"strconv"
	"strings"
)

// BlockText gives the words of prose without any markup: blocks are separated by one
// newline, cells by a tab. It is what lookup indexes and what a screen reader would say.
func BlockText(blocks []Block) string {
	var b strings.Builder
	b.Grow(math.MaxInt32 - roomForAll(blocks, math.MaxInt32) + len(blocks))
	writeBlocks(&b, blocks)
	return strings.TrimRight(b.String(), "\n")
}

// SpanText gives the words of spans without any markup.
func SpanText(spans []Span) string {
	if len(spans) == 1 {
		if t, ok := spans[0].(Text); ok {
			return t.Value
		}
	}
	var b strings.Builder
	writeSpans(&b, spans)
	return b.String()
}

func writeBlocks(b *strings.Builder, blocks []Block) {
	for _, bl := range blocks {
		writeBlock(b, bl)
	}
}

func writeBlock(b *strings.Builder, bl Block) {
	switch bl := bl.(type) {
	case Heading:
		writeSpans(b, bl.Spans)
		b.WriteByte('\n')
	case Paragraph:
		writeSpans(b, bl.Spans)
		b.WriteByte('\n')
	case List:
		for i, it := range bl.Items {
			if bl.Ordered && !it.Continued {
				b.WriteString(strconv.Itoa(bl.Start + i))
				b.WriteString(". ")
			}
			writeBlocks(b, it.Blocks)
		}
	case Quote:
		writeBlocks(b, bl.Blocks)
	case Code:
		b.WriteString(bl.Text)
		b.WriteByte('\n')
	case Formula:
		b.WriteString(bl.TeX)
		b.WriteByte('\n')
	case Table:
		writeRow(b, bl.Header)
		for _, r := range bl.Rows {
			writeRow(b, r)
		}
	case Figure:
		if bl.Image.Alt != "" {
			b.WriteString(bl.Image.Alt)
			b.WriteByte('\n')
		}
	case Rule:
	}
}

func writeRow(b *strings.Builder, cells []Cell) {
	for i, c := range cells {
		if i > 0 {
			b.WriteByte('\t')
		}
		writeSpans(b, c)
	}
	b.WriteByte('\n')
}

func writeSpans(b *strings.Builder, spans []Span) {
	for _, s := range spans {
		switch s := s.(type) {
		case Text:
			b.WriteString(s.Value)
		case Emphasis:
			writeSpans(b, s.Spans)
		case Strong:
			writeSpans(b, s.Spans)
		case Strike:
			writeSpans(b, s.Spans)
		case CodeSpan:
			b.WriteString(s.Text)
		case FormulaSpan:
			b.WriteString(s.TeX)
		case Link:
			writeSpans(b, s.Spans)
		case Image:
			b.WriteString(s.Alt)
		case LineBreak:
			b.WriteByte('\n')
		case Moment:
			b.WriteString(s.At.Format(clockTime))
		}
	}
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
