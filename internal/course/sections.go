package course

import (
	"strings"

	"lectern/internal/doc"
)

// A maxHeading is the longest bold line that may serve as a heading, in characters.
const maxHeading = 80

// split hangs the sections of a passage below parent: each heading begins one, and a deeper
// heading begins a part of the one before it. Levels are taken as they come, inverted or
// with gaps. A passage without headings is split at lines that are bold as a whole.
//
// lines tells where each block stands; a negative line marks what came from a slide, whose
// titles belong to the passage and begin no section.
func split(parent *Unit, blocks []doc.Block, lines []int, names namer) {
	if !hasHeading(blocks, lines) {
		blocks = promote(blocks, lines)
	}
	type open struct {
		unit  *Unit
		level int
	}
	stack := []open{{parent, 0}}
	for i, b := range blocks {
		h, ok := b.(doc.Heading)
		if !ok || lines[i] < 0 {
			top := stack[len(stack)-1].unit
			top.Own = append(top.Own, b)
			continue
		}
		for len(stack) > 1 && stack[len(stack)-1].level >= h.Level {
			stack = stack[:len(stack)-1]
		}
		above := stack[len(stack)-1].unit
		title := label(doc.SpanText(h.Spans))
		if title == "" {
			title = parent.Title
		}
		u := &Unit{Kind: Section, Title: title, Lang: parent.Lang, File: parent.File, Line: lines[i], Parent: above}
		s := slug(title)
		if s == "" {
			s = "section"
		}
		u.ID = names.unique(above.ID + "/" + s)
		above.Children = append(above.Children, u)
		stack = append(stack, open{u, h.Level})
	}
}

func hasHeading(blocks []doc.Block, lines []int) bool {
	for i, b := range blocks {
		if _, ok := b.(doc.Heading); ok && lines[i] >= 0 {
			return true
		}
	}
	return false
}

// promote turns whole bold lines into headings when there are at least two of them: a single
// one is emphasis.
func promote(blocks []doc.Block, lines []int) []doc.Block {
	n := 0
	for i, b := range blocks {
		if lines[i] >= 0 && boldLine(b) != "" {
			n++
		}
	}
	if n < 2 {
		return blocks
	}
	out := make([]doc.Block, len(blocks))
	for i, b := range blocks {
		out[i] = b
		if t := boldLine(b); t != "" && lines[i] >= 0 {
			out[i] = doc.Heading{Level: 3, Spans: []doc.Span{doc.Plain(strings.TrimSuffix(t, ":"))}}
		}
	}
	return out
}

// boldLine gives the words of a paragraph that is one bold span, short enough for a title.
func boldLine(b doc.Block) string {
	p, ok := b.(doc.Paragraph)
	if !ok || len(p.Spans) != 1 {
		return ""
	}
	s, ok := p.Spans[0].(doc.Strong)
	if !ok {
		return ""
	}
	t := strings.TrimSpace(doc.SpanText(s.Spans))
	if len([]rune(t)) > maxHeading || strings.ContainsAny(t, "\n") || strings.HasSuffix(t, ".") {
		return ""
	}
	return t
}
