package slack

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// maxTables is how many table blocks a message holds; those after it are set in columns.
const maxTables = 1

// maxTableJSON is how much of a page a table block may take, as JSON. A larger table needs less
// room in columns, and is shortened less where there is no next page.
const maxTableJSON = 2200

// tableBlock writes a table as a block of its own, which a screen reader reads cell by cell. ok
// is false where it cannot be one: in a form, when it is empty, or too large.
func (p *prose) tableBlock(t doc.Table) (b []byte, ok bool) {
	columns := len(t.Header)
	for _, r := range t.Rows {
		columns = max(columns, len(r))
	}
	if p.form || columns == 0 || columns > maxTableColumns || len(t.Rows) == 0 || len(t.Rows) >= maxTableRows {
		return nil, false
	}
	b = append(b, `{"type":"table","column_settings":[`...)
	for i := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"is_wrapped":true`...)
		if i < len(t.Align) {
			switch t.Align[i] {
			case doc.AlignRight:
				b = append(b, `,"align":"right"`...)
			case doc.AlignCenter:
				b = append(b, `,"align":"center"`...)
			case doc.AlignNone, doc.AlignLeft:
			}
		}
		b = append(b, '}')
	}
	b = append(b, `],"rows":[`...)
	b = p.tableRow(b, t.Header, columns)
	for _, r := range t.Rows {
		b = p.tableRow(append(b, ','), r, columns)
		if len(b) > 4*maxTableJSON { // however many bytes a character has
			return nil, false
		}
	}
	b = append(b, `]}`...)
	return b, utf8.RuneCount(b) <= maxTableJSON
}

// tableRow writes the cells of a row, those that are missing as blanks. Only what has a style
// or a link is rich text, because that takes three times the room; Slack shows the first row as
// the heading by itself.
func (p *prose) tableRow(b []byte, cells []doc.Cell, columns int) []byte {
	b = append(b, '[')
	for i := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		var c doc.Cell
		if i < len(cells) {
			c = cells[i]
		}
		if text, flat := flatCell(c); flat {
			if text == "" {
				text = " "
			}
			b = append(wire.AppendString(append(b, `{"type":"raw_text","text":`...), text), '}')
			continue
		}
		inner := prose{media: p.media}
		s := inner.spans()
		s.all(c, style{})
		s.done()
		b = append(b, `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[`...)
		b = append(append(b, inner.b...), `]}]}`...)
	}
	return append(b, ']')
}

// flatCell gives the text of a cell that is nothing but text.
func flatCell(c doc.Cell) (text string, ok bool) {
	var b strings.Builder
	for _, s := range c {
		t, plain := s.(doc.Text)
		if !plain {
			return "", false
		}
		b.WriteString(chat.Printable(t.Value))
	}
	return strings.TrimSpace(b.String()), true
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
