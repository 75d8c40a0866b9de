package commands

import (
	"strings"

	"lectern/internal/doc"
)

// A sentence may hold what is not text: a moment, which every reader sees in their own time
// zone, or words in bold. Languages put them into different places, so the sentence is said
// with a slot for each and the slots are filled afterwards.

// slots are what is put into a sentence by name.
type slots map[string]doc.Span

// slotMark stands on both sides of a slot's name; no text that people write holds it.
const slotMark = "\x00"

// slot is the value that keeps a place free in a text.
func slot(name string) string { return slotMark + name + slotMark }

// woven fills the slots of a sentence.
func woven(said string, with slots) doc.Paragraph {
	var p doc.Paragraph
	for i, part := range strings.Split(said, slotMark) {
		span, ok := with[part]
		switch {
		case i%2 == 1 && ok:
			p.Spans = append(p.Spans, span)
		case part != "":
			p.Spans = append(p.Spans, doc.Plain(part))
		}
	}
	return p
}
