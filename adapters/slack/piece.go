package slack

import (
	"unicode/utf8"

	"lectern/internal/doc"
)

// While a course is prepared each block is rendered once, although it is shown by its section,
// by its lesson and sometimes by its chapter, and is measured before it is shown.

// piece is a block of prose in Block Kit, and in words for the fallback text.
type piece struct {
	json   []byte // elements of a rich_text block, without a comma before them
	size   int    // of json, in code points
	words  string // escaped, with the line end that parts it from the next block
	spoken int    // code points of words
	quoted []byte // words inside a JSON string
}

// blockKey tells blocks apart by where their content lies. Trees never change, so what lies
// at one address with one length is one content; the key keeps it from being collected.
type blockKey struct {
	spans  *doc.Span
	items  *doc.Item
	blocks *doc.Block
	cells  *doc.Cell
	code   string
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
		return blockKey{code: bl.Text}, true
	default: // the others are few or short
	}
	return k, false
}

// piece renders a block, or remembers it; ok is false for blocks that are no elements of a
// rich_text block, and outside of a preparation.
func (p *prose) piece(bl doc.Block) (pc *piece, ok bool) {
	if p.known == nil {
		return nil, false
	}
	key, keep := keyOf(bl)
	if !keep {
		return nil, false
	}
	if pc, done := p.known[key]; done {
		return pc, pc.json != nil
	}
	elements, finished := p.b, p.out
	p.b, p.out = p.scratch[:0], nil
	p.block(bl)
	pc = &piece{}
	if len(p.out) == 0 && len(p.b) > 0 {
		pc.json = append([]byte(nil), p.b...)
		pc.size = utf8.RuneCount(pc.json)
	}
	p.scratch = p.b
	p.b, p.out = elements, finished
	pc.words = spoken(bl)
	pc.spoken = utf8.RuneCountInString(pc.words)
	pc.quoted = appendQuoted(make([]byte, 0, len(pc.words)+len(pc.words)/32), pc.words)
	p.known[key] = pc
	return pc, pc.json != nil
}

// spoken is a block in words, with its line end.
func spoken(bl doc.Block) string {
	if t := doc.BlockText([]doc.Block{bl}); t != "" {
		return escape(t) + "\n"
	}
	return ""
}

// say gives the fallback text of a page, as it is and as JSON: everything in words.
func (p *prose) say(title, where string, blocks []doc.Block) (text string, quoted []byte) {
	if p.known == nil {
		text = fallback(title, where, blocks)
		return text, appendString(nil, text)
	}
	head := title
	if where != "" {
		head += " (" + where + ")"
	}
	if len(blocks) > 0 {
		head += "\n"
	}
	head = escape(head)
	size := utf8.RuneCountInString(head)
	pieces := make([]piece, 0, len(blocks))
	room := len(head) + 16
	for _, bl := range blocks {
		var pc piece
		if known, ok := p.piece(bl); known != nil && (ok || known.words != "") {
			pc = *known
		} else {
			pc.words = spoken(bl)
			pc.spoken = utf8.RuneCountInString(pc.words)
			pc.quoted = appendQuoted(nil, pc.words)
		}
		size += pc.spoken
		room += len(pc.quoted)
		pieces = append(pieces, pc)
	}
	if size > maxText-10 {
		text = fallback(title, where, blocks)
		return text, appendString(nil, text)
	}
	plain := append(make([]byte, 0, room), head...)
	quoted = appendQuoted(append(make([]byte, 0, room+room/16), '"'), head)
	for _, pc := range pieces {
		plain = append(plain, pc.words...)
		quoted = append(quoted, pc.quoted...)
	}
	if n := len(plain); len(pieces) > 0 && plain[n-1] == '\n' { // the last line end parts nothing
		plain, quoted = plain[:n-1], quoted[:len(quoted)-len(`\n`)]
	}
	return string(plain), append(quoted, '"')
}
