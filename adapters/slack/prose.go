package slack

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"

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

	known   map[blockKey]*piece // blocks rendered before, while a course is prepared; else nil
	scratch []byte
}

// cost is the measure for doc.Fit: the characters of the JSON a block becomes.
func (p *prose) cost(bl doc.Block) int {
	if pc, ok := p.piece(bl); ok {
		return pc.size + len(richText)
	}
	p.b, p.out = p.b[:0], p.out[:0]
	p.block(bl)
	return utf8.RuneCount(p.b) + utf8.RuneCount(p.out) + len(richText)
}

// richText is what stands around the elements of a block.
const richText = `{"type":"rich_text","elements":[]},`

// blocks renders a page as a list of blocks, without the brackets around it. The bytes are
// good until p renders again.
func (p *prose) blocks(blocks []doc.Block) []byte {
	p.b, p.out = p.b[:0], p.out[:0]
	for _, bl := range blocks {
		pc, ok := p.piece(bl)
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
		p.out = appendString(p.out, src)
		p.out = append(p.out, `,"alt_text":`...)
		p.out = appendString(p.out, cut(plain(alt), maxAltText))
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

// maxTableWidth is how many columns of fixed-width text a phone shows without breaking lines.
const maxTableWidth = 60

// table sets a narrow table in columns; a wide one becomes a list that says the heading of
// each cell.
func (p *prose) table(t doc.Table) {
	width, total := widths(t)
	if total <= maxTableWidth {
		var b strings.Builder
		writeRow(&b, t.Header, width, t.Align)
		for i, w := range width {
			if i > 0 {
				b.WriteString("─┼─")
			}
			b.WriteString(strings.Repeat("─", w))
		}
		b.WriteByte('\n')
		for _, r := range t.Rows {
			writeRow(&b, r, width, t.Align)
		}
		p.preformatted(strings.TrimRight(b.String(), "\n"))
		return
	}
	l := doc.List{}
	for _, r := range append([][]doc.Cell{}, t.Rows...) {
		var line []doc.Span
		for i, c := range r {
			if i > 0 {
				line = append(line, doc.Plain("; "))
			}
			if i < len(t.Header) && len(t.Header[i]) > 0 {
				line = append(line, doc.Strong{Spans: t.Header[i]}, doc.Plain(": "))
			}
			line = append(line, c...)
		}
		l.Items = append(l.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: line}}})
	}
	if len(l.Items) == 0 {
		for _, h := range t.Header {
			l.Items = append(l.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: h}}})
		}
	}
	p.list(l, 0)
}

func widths(t doc.Table) (width []int, total int) {
	width = make([]int, len(t.Header))
	for i := range t.Header {
		width[i] = uniseg.StringWidth(cellText(t.Header[i]))
		for _, r := range t.Rows {
			if i < len(r) {
				width[i] = max(width[i], uniseg.StringWidth(cellText(r[i])))
			}
		}
		total += width[i] + len(" | ")
	}
	return width, total
}

func cellText(c doc.Cell) string { return plain(doc.SpanText(c)) }

func writeRow(b *strings.Builder, cells []doc.Cell, width []int, align []doc.Align) {
	var line strings.Builder
	for i, w := range width {
		if i > 0 {
			line.WriteString(" │ ")
		}
		text := ""
		if i < len(cells) {
			text = cellText(cells[i])
		}
		pad := strings.Repeat(" ", w-uniseg.StringWidth(text))
		if i < len(align) && align[i] == doc.AlignRight {
			line.WriteString(pad + text)
		} else {
			line.WriteString(text + pad)
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// style is what can be said of a piece of text.
type style struct{ bold, italic, strike, code bool }

// spans writes the elements of one line.
type spans struct {
	p     *prose
	first bool
	held  []byte // text not yet written, all in the style last
	last  style
}

func (p *prose) spans() *spans { return &spans{p: p, first: true} }

// done writes what is held; a line without any element gets a blank, because Slack refuses
// an empty list.
func (s *spans) done() {
	s.release()
	if s.first {
		s.write(" ", style{})
	}
}

func (s *spans) text(t string, st style) {
	if t == "" {
		return
	}
	if st != s.last {
		s.release()
		s.last = st
	}
	s.held = append(s.held, t...)
}

func (s *spans) release() {
	if len(s.held) > 0 {
		s.write(string(s.held), s.last)
		s.held = s.held[:0]
	}
}

func (s *spans) begin(kind string) {
	if !s.first {
		s.p.b = append(s.p.b, ',')
	}
	s.first = false
	s.p.b = append(s.p.b, `{"type":"`...)
	s.p.b = append(s.p.b, kind...)
	s.p.b = append(s.p.b, '"')
}

func (s *spans) write(t string, st style) {
	s.begin("text")
	s.p.b = append(s.p.b, `,"text":`...)
	s.p.b = appendString(s.p.b, t)
	s.styled(st)
	s.p.b = append(s.p.b, '}')
}

func (s *spans) styled(st style) {
	if st == (style{}) {
		return
	}
	b := s.p.b
	b = append(b, `,"style":{`...)
	n := len(b)
	for _, f := range []struct {
		on   bool
		name string
	}{{st.bold, "bold"}, {st.italic, "italic"}, {st.strike, "strike"}, {st.code, "code"}} {
		if !f.on {
			continue
		}
		if len(b) > n {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.name...)
		b = append(b, `":true`...)
	}
	b = append(b, '}')
	s.p.b = b
}

func (s *spans) all(list []doc.Span, st style) {
	for _, sp := range list {
		s.span(sp, st)
	}
}

func (s *spans) span(sp doc.Span, st style) {
	switch sp := sp.(type) {
	case doc.Text:
		s.text(chat.Printable(sp.Value), st)
	case doc.Emphasis:
		st.italic = true
		s.all(sp.Spans, st)
	case doc.Strong:
		st.bold = true
		s.all(sp.Spans, st)
	case doc.Strike:
		st.strike = true
		s.all(sp.Spans, st)
	case doc.CodeSpan:
		st.code = true
		s.text(chat.Printable(sp.Text), st)
	case doc.FormulaSpan:
		st.code = true
		s.text(chat.Printable(sp.TeX), st)
	case doc.Link:
		s.link(sp, st)
	case doc.Image:
		s.text("[Picture: "+chat.Printable(sp.Alt)+"]", st)
	case doc.LineBreak:
		s.text("\n", st)
	case doc.Moment:
		s.moment(sp)
	}
}

// link shows where a link leads when its words suggest an address.
func (s *spans) link(l doc.Link, st style) {
	to := address(l.URL)
	label := plain(doc.SpanText(l.Spans))
	if to == "" {
		s.all(l.Spans, st)
		return
	}
	if label == "" || looksLikeAddress(label) {
		label = to
	}
	s.release()
	s.begin("link")
	s.p.b = append(s.p.b, `,"url":`...)
	s.p.b = appendString(s.p.b, to)
	s.p.b = append(s.p.b, `,"text":`...)
	s.p.b = appendString(s.p.b, label)
	s.styled(st)
	s.p.b = append(s.p.b, '}')
}

func (s *spans) moment(m doc.Moment) {
	format := [...]string{"{date_short_pretty} {time}", "{date_short_pretty}", "{time}", "{ago}"}[m.Style]
	s.release()
	s.begin("date")
	s.p.b = append(s.p.b, `,"timestamp":`...)
	s.p.b = strconv.AppendInt(s.p.b, m.At.Unix(), 10)
	s.p.b = append(s.p.b, `,"format":`...)
	s.p.b = appendString(s.p.b, format)
	s.p.b = append(s.p.b, `,"fallback":`...)
	s.p.b = appendString(s.p.b, m.At.UTC().Format(time.RFC1123))
	s.p.b = append(s.p.b, '}')
}

// flat writes blocks on one line, parted by line breaks: what stands in a quote or an entry.
func (s *spans) flat(blocks []doc.Block) {
	for i, bl := range blocks {
		if i > 0 {
			s.text("\n", style{})
		}
		switch bl := bl.(type) {
		case doc.Paragraph:
			s.all(bl.Spans, style{})
		case doc.Heading:
			s.all(bl.Spans, style{bold: true})
		case doc.Quote:
			s.text("“", style{})
			s.flat(bl.Blocks)
			s.text("”", style{})
		case doc.List:
			for j, it := range bl.Items {
				if j > 0 {
					s.text("\n", style{})
				}
				mark := "• "
				if bl.Ordered {
					mark = strconv.Itoa(bl.Start+j) + ". "
				}
				s.text(mark, style{})
				s.flat(it.Blocks)
			}
		case doc.Code, doc.Formula, doc.Table, doc.Figure, doc.Rule:
			s.text(chat.Printable(doc.BlockText([]doc.Block{bl})), style{})
		}
	}
}
