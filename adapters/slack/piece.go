package slack

import (
	"bytes"
	"unicode/utf8"

	"lectern/internal/doc"
)

// piece is a block of prose in Block Kit.
type piece struct {
	json []byte // elements of a rich_text block, without a comma before them
	size int    // of json, in code points
}

// piece renders a block; ok is false for one that is no element of a rich_text block, such as a
// picture or a table.
func (p *prose) piece(bl doc.Block) (pc piece, ok bool) {
	p.b, p.out = p.b[:0], p.out[:0]
	p.block(bl)
	if len(p.out) > 0 || len(p.b) == 0 {
		return piece{}, false
	}
	return piece{json: bytes.Clone(p.b), size: utf8.RuneCount(p.b)}, true
}
