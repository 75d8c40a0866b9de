package slack

import (
	"strconv"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// Prose becomes rich_text, not mrkdwn: its elements are a tree like ours, nested lists and
// all, and text in them is shown letter by letter, so nothing in it can become markup, a
// mention or a link.

// prose writes a doc tree as Block Kit.
type prose struct {
	media func(src string) string // the address of a picture of the course, or empty
	b     []byte                  // elements of the rich_text block that is open
	out   []byte                  // finished blocks
	known *prepared               // blocks rendered when the course was loaded, or nil
	form  bool                    // in a form, where no table block may stand
}

// cost is the measure for doc.Fit: the characters of the JSON a block becomes.
func (p *prose) cost(bl doc.Block) int {
	size := p.apart(bl)
	if pc, ok := p.known.Block(bl); ok {
		return max(size, pc.size+len(richText))
	}
	p.b, p.out = p.b[:0], p.out[:0]
	p.block(bl)
	return max(size, utf8.RuneCount(p.b)+utf8.RuneCount(p.out)+len(richText))
}

// apart is what a block costs as a table block; 0 when it does not become one.
func (p *prose) apart(bl doc.Block) int {
	t, ok := bl.(doc.Table)
	if !ok {
		return 0
	}
	b, ok := p.tableBlock(t)
	if !ok {
		return 0
	}
	return utf8.RuneCount(b) + len(richText)
}

// richText is what stands around the elements of a block.
const richText = `{"type":"rich_text","elements":[]},`

// blocks renders a page as a list of blocks, without the brackets around it. The bytes are
// good until p renders again.
func (p *prose) blocks(blocks []doc.Block) []byte {
	p.b, p.out = p.b[:0], p.out[:0]
	tables := 0
	for _, bl := range blocks {
		if t, ok := bl.(doc.Table); ok && tables < maxTables {
			if b, ok := p.tableBlock(t); ok {
				p.flush()
				p.comma()
				p.out = append(p.out, b...)
				tables++
				continue
			}
		}
		pc, ok := p.known.Block(bl)
		if !ok {
			p.block(bl)
			continue
		}
		if len(p.b) > 0 {
			p.b = append(p.b, ',')
		}
		p.b = append(p.b, pc.json...)
	}
	p.flush()
	return p.out
}

// flush ends the open rich_text block.
func (p *prose) flush() {
	if len(p.b) == 0 {
		return
	}
	p.comma()
	p.out = append(p.out, `{"type":"rich_text","elements":[`...)
	p.out = append(p.out, p.b...)
	p.out = append(p.out, `]}`...)
	p.b = p.b[:0]
}

func (p *prose) comma() {
	if len(p.out) > 0 {
		p.out = append(p.out, ',')
	}
}

// element begins an element of the open rich_text block.
func (p *prose) element(kind string) {
	if len(p.b) > 0 {
		p.b = append(p.b, ',')
	}
	p.b = append(p.b, `{"type":"`...)
	p.b = append(p.b, kind...)
	p.b = append(p.b, `","elements":[`...)
}

func (p *prose) end() { p.b = append(p.b, `]}`...) }

func (p *prose) block(bl doc.Block) {
	switch bl := bl.(type) {
	case doc.Heading:
		p.section(func(s *spans) { s.all(bl.Spans, style{bold: true}); s.text("\n", style{}) })
	case doc.Paragraph:
		p.section(func(s *spans) { s.all(bl.Spans, style{}); s.text("\n", style{}) })
	case doc.List:
		p.list(bl, 0)
	case doc.Quote:
		p.element("rich_text_quote")
		s := p.spans()
		s.flat(bl.Blocks)
		s.done()
		p.end()
	case doc.Code:
		p.preformatted(bl.Text)
	case doc.Formula:
		p.preformatted(bl.TeX)
	case doc.Table:
		p.table(bl)
	case doc.Figure:
		p.figure(bl.Image)
	case doc.Rule:
		p.flush()
		p.comma()
		p.out = append(p.out, `{"type":"divider"}`...)
	}
}

func (p *prose) section(write func(*spans)) {
	p.element("rich_text_section")
	s := p.spans()
	write(s)
	s.done()
	p.end()
}

func (p *prose) preformatted(text string) {
	p.element("rich_text_preformatted")
	s := p.spans()
	s.text(chat.Printable(text), style{})
	s.done()
	p.end()
}

// figure is an image block where the picture has an address, else its description.
func (p *prose) figure(im doc.Image) {
	alt := im.Alt
	if alt == "" {
		alt = "Picture without a description"
	}
	if src := p.media(im.Src); address(src) != "" {
		p.flush()
		p.comma()
		p.out = append(p.out, `{"type":"image","image_url":`...)
		p.out = wire.AppendString(p.out, src)
		p.out = append(p.out, `,"alt_text":`...)
		p.out = wire.AppendString(p.out, wire.Cut(plain(alt), maxAltText))
		p.out = append(p.out, '}')
		return
	}
	p.section(func(s *spans) { s.text("Picture: "+chat.Printable(alt)+"\n", style{italic: true}) })
}

// list writes entries as list elements; Slack nests by indentation, so a list inside an
// entry ends the outer one, which goes on after it with its numbers.
func (p *prose) list(l doc.List, indent int) {
	open := false
	closeList := func() {
		if open {
			p.end()
			open = false
		}
	}
	for i, it := range l.Items {
		lead, rest := leading(it.Blocks)
		switch {
		case it.Continued:
			closeList()
			p.section(func(s *spans) { s.flat(lead); s.text("\n", style{}) })
		default:
			if !open {
				p.openList(l, i, indent)
				open = true
			} else {
				p.b = append(p.b, ',')
			}
			p.b = append(p.b, `{"type":"rich_text_section","elements":[`...)
			s := p.spans()
			s.text(map[doc.Task]string{doc.TaskDone: "☑ ", doc.TaskOpen: "☐ "}[it.Task], style{})
			s.flat(lead)
			s.done()
			p.end()
		}
		for _, bl := range rest {
			closeList()
			if inner, ok := bl.(doc.List); ok {
				p.list(inner, min(indent+1, maxIndent))
			} else {
				p.block(bl)
			}
		}
	}
	closeList()
}

// maxIndent is how deep Slack indents a list.
const maxIndent = 8

func (p *prose) openList(l doc.List, at, indent int) {
	if len(p.b) > 0 {
		p.b = append(p.b, ',')
	}
	p.b = append(p.b, `{"type":"rich_text_list","style":"`...)
	if l.Ordered {
		p.b = append(p.b, `ordered"`...)
		if n := l.Start + at - 1; n > 0 {
			p.b = append(p.b, `,"offset":`...)
			p.b = strconv.AppendInt(p.b, int64(n), 10)
		}
	} else {
		p.b = append(p.b, `bullet"`...)
	}
	if indent > 0 {
		p.b = append(p.b, `,"indent":`...)
		p.b = strconv.AppendInt(p.b, int64(indent), 10)
	}
	p.b = append(p.b, `,"elements":[`...)
}

// leading parts the paragraphs an entry begins with from what cannot stand on its line.
func leading(blocks []doc.Block) (lead, rest []doc.Block) {
	for i, bl := range blocks {
		switch bl.(type) {
		case doc.Paragraph, doc.Heading:
		default:
			return blocks[:i], blocks[i:]
		}
	}
	return blocks, nil
}
