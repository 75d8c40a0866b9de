package slack

import (
	"strings"

	"github.com/rivo/uniseg"

	"lectern/internal/doc"
)

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
