package discord

import (
	"strings"

	"github.com/rivo/uniseg"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// maxTableWidth is how many columns of fixed-width text a phone shows without breaking lines.
const maxTableWidth = 56

func printableCode(s string) string { return chat.Printable(s) }

// table sets a narrow table in columns; a wide one becomes a list with the headings said in
// each entry, which reads well on a phone and to a screen reader.
func (p *prose) table(t doc.Table) {
	width := make([]int, len(t.Header))
	total := 0
	for i := range t.Header {
		width[i] = uniseg.StringWidth(cellText(t.Header[i]))
		for _, r := range t.Rows {
			if i < len(r) {
				width[i] = max(width[i], uniseg.StringWidth(cellText(r[i])))
			}
		}
		total += width[i] + 3
	}
	if total > maxTableWidth {
		p.rows(t)
		return
	}
	p.put(p.b, "```\n")
	p.tableRow(t.Header, width, t.Align)
	for i, w := range width {
		if i > 0 {
			p.put(p.b, "─┼─")
		}
		p.put(p.b, strings.Repeat("─", w))
	}
	p.b = append(p.b, '\n')
	for _, r := range t.Rows {
		p.tableRow(r, width, t.Align)
	}
	p.put(p.b, "```")
}

func cellText(c doc.Cell) string {
	s := strings.Join(strings.Fields(chat.Printable(doc.SpanText(c))), " ")
	return strings.ReplaceAll(s, "```", "'''")
}

func (p *prose) tableRow(cells []doc.Cell, width []int, align []doc.Align) {
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
	p.put(p.b, strings.TrimRight(line.String(), " ")+"\n")
}

func (p *prose) rows(t doc.Table) {
	for i, r := range t.Rows {
		if i > 0 {
			p.b = append(p.b, '\n')
		}
		p.put(p.b, "- ")
		for j, c := range r {
			if j > 0 {
				p.put(p.b, "; ")
			}
			if j < len(t.Header) && len(t.Header[j]) > 0 {
				p.put(p.b, "**")
				p.b = appendEscaped(p.b, cellText(t.Header[j]), false)
				p.put(p.b, ":** ")
			}
			p.spans(c, false)
		}
	}
	if len(t.Rows) == 0 {
		for j, h := range t.Header {
			if j > 0 {
				p.put(p.b, ", ")
			}
			p.spans(h, j == 0)
		}
	}
}
