package discord

import (
	"unicode/utf8"

	"lectern/internal/doc"
)

// While a course is prepared each block is rendered once, although it is shown by its section,
// by its lesson and sometimes by its chapter, and is measured before it is shown.

// piece is a block in Discord's Markdown.
type piece struct {
	text   string
	size   int    // of text, in code points
	quoted []byte // text inside a JSON string; set while a course is prepared
	image  string // the first picture with an address
}

// blockKey tells blocks apart by where their content lies. Trees never change, so what lies
// at one address with one length is one content; the key keeps it from being collected.
type blockKey struct {
	spans  *doc.Span
	items  *doc.Item
	blocks *doc.Block
	cells  *doc.Cell
	code   string
	lang   string
	n      int
}

func keyOf(bl doc.Block) (k blockKey, ok bool) {
	switch bl := bl.(type) {
	case doc.Paragraph:
		if len(bl.Spans) > 0 {
			return blockKey{spans: &bl.Spans[0], n: len(bl.Spans)}, true
		}
	case doc.List:
		if len(bl.Items) > 0 {
			return blockKey{items: &bl.Items[0], n: len(bl.Items)}, true
		}
	case doc.Quote:
		if len(bl.Blocks) > 0 {
			return blockKey{blocks: &bl.Blocks[0], n: len(bl.Blocks)}, true
		}
	case doc.Table:
		if len(bl.Rows) > 0 && len(bl.Rows[0]) > 0 {
			return blockKey{cells: &bl.Rows[0][0], n: len(bl.Rows)}, true
		}
	case doc.Heading:
		if len(bl.Spans) == 1 {
			if t, ok := bl.Spans[0].(doc.Text); ok {
				return blockKey{code: t.Value, n: -bl.Level}, true
			}
		}
	case doc.Code:
		return blockKey{code: bl.Text, lang: bl.Lang}, true
	default: // the others are few or short
	}
	return k, false
}

// piece renders a block, or remembers it.
func (p *prose) piece(bl doc.Block) piece {
	if p.known == nil {
		t := p.blockText(bl)
		return piece{text: t, size: utf8.RuneCountInString(t)}
	}
	key, keep := keyOf(bl)
	if pc, ok := p.known[key]; ok && keep {
		p.see(pc.image)
		return pc
	}
	before := p.image
	p.image = ""
	t := p.blockText(bl)
	pc := piece{text: t, size: utf8.RuneCountInString(t), quoted: appendQuoted(make([]byte, 0, len(t)+len(t)/32), t), image: p.image}
	p.image = before
	p.see(pc.image)
	if keep {
		p.known[key] = pc
	}
	return pc
}

// see remembers the first picture of a page.
func (p *prose) see(image string) {
	if p.image == "" {
		p.image = image
	}
}

// body renders a page for an embed: as the inside of a JSON string while a course is prepared,
// else as text.
func (p *prose) body(blocks []doc.Block) embed {
	if p.known == nil {
		return embed{description: clip(p.text(blocks), maxDescription)}
	}
	size, room := 0, 0
	for i, bl := range blocks {
		pc := p.piece(bl)
		size += pc.size + len(gap(blocks, i))
		room += len(pc.quoted) + 2*len("\n\n")
	}
	if size > maxDescription || size == 0 {
		return embed{description: clip(p.text(blocks), maxDescription)}
	}
	quoted := make([]byte, 0, room)
	for i, bl := range blocks {
		quoted = appendQuoted(quoted, gap(blocks, i))
		quoted = append(quoted, p.piece(bl).quoted...)
	}
	return embed{quoted: quoted, quotedSize: size}
}
