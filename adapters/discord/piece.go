package discord

import (
	"bytes"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/doc"
)

// piece is a block in Discord's Markdown, as it stands inside a JSON string.
type piece struct {
	quoted []byte
	size   int    // before it was quoted, in code points
	image  string // the first picture with an address
}

// piece gives a block as it was prepared, or renders it.
func (p *prose) piece(bl doc.Block) piece {
	if pc, ok := p.known.Block(bl); ok {
		return pc
	}
	return p.render(bl)
}

func (p *prose) render(bl doc.Block) piece {
	before := p.image
	p.image, p.b = "", p.b[:0]
	p.block(bl, "")
	text := bytes.TrimRight(p.b, "\n")
	p.quoted = wire.AppendQuoted(p.quoted[:0], text)
	pc := piece{quoted: bytes.Clone(p.quoted), size: utf8.RuneCount(text), image: p.image}
	p.image = before
	return pc
}

// cost is the measure for doc.Fit: code points of the block and of the blank line after it.
func (p *prose) cost(bl doc.Block) int {
	pc, ok := p.known.Block(bl)
	if !ok {
		pc.size = utf8.RuneCountInString(p.blockText(bl))
	}
	return pc.size + len("\n\n")
}

// body renders a page for an embed, as the inside of a JSON string.
func (p *prose) body(blocks []doc.Block) embed {
	size, room := 0, 0
	pieces := make([]piece, len(blocks))
	for i, bl := range blocks {
		pieces[i] = p.piece(bl)
		size += pieces[i].size + len(gap(blocks, i))
		room += len(pieces[i].quoted) + 2*len("\n\n")
	}
	if size > maxDescription || size == 0 {
		return embed{description: clip(p.text(blocks), maxDescription)}
	}
	quoted := make([]byte, 0, room)
	for i, pc := range pieces {
		quoted = wire.AppendQuoted(quoted, gap(blocks, i))
		quoted = append(quoted, pc.quoted...)
		if p.image == "" {
			p.image = pc.image
		}
	}
	return embed{quoted: quoted, quotedSize: size}
}
