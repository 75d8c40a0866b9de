package terminal

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// painter sets views as lines of text of a certain width. Its only escape sequences are its
// own: text of others loses its control characters first.
type painter struct {
	width int
	color bool
	saves bool // files can be saved
	words *chat.Words
}

// control is something numbered that can be chosen.
type control struct {
	label string
	token chat.Token
	file  *chat.File // saved when it is chosen
}

// pageSize is how much of a passage is shown at once, in characters: about forty lines.
const pageSize = 2600

// The styles, as Select Graphic Rendition parameters (ECMA-48).
const (
	bold      = "1"
	dim       = "2"
	italic    = "3"
	underline = "4"
	struck    = "9"
)

// reply sets a reply and numbers what can be chosen.
func (p painter) reply(r chat.Reply) (string, []control) {
	var b strings.Builder
	var controls []chat.Control
	switch v := r.View.(type) {
	case chat.Excerpt:
		controls = p.excerpt(&b, v)
	case nil:
		controls = p.card(&b, chat.Card{})
	default:
		controls = p.card(&b, v.Card())
	}
	list := p.saving(&b, p.controls(&b, controls), chat.Files(r.View))
	b.WriteString("\n")
	return b.String(), list
}

func (p painter) excerpt(b *strings.Builder, e chat.Excerpt) []chat.Control {
	pages := doc.Fit(e.Body, pageSize, func(bl doc.Block) int {
		return utf8.RuneCountInString(painter{width: p.width}.block(bl, "")) + 2
	})
	if len(pages) == 0 {
		pages = [][]doc.Block{nil}
	}
	i := min(max(e.Page, 0), len(pages)-1)
	where := strings.Join(e.Crumbs, chat.Separator)
	if len(pages) > 1 {
		where += " · " + e.Words.T("page {{.Page}} of {{.Pages}}", chat.Arg{Name: "Page", Value: strconv.Itoa(i + 1)}, chat.Arg{Name: "Pages", Value: strconv.Itoa(len(pages))})
	}
	if e.Note != "" {
		b.WriteString(p.paragraphText(e.Note) + "\n")
	}
	p.title(b, e.Title, where)
	b.WriteString(p.blocks(pages[i]))
	var cs []chat.Control
	if e.Turn != nil && i < len(pages)-1 {
		cs = append(cs, chat.Button{Label: strconv.Itoa(i+2) + "/" + strconv.Itoa(len(pages)) + " ▶", Token: e.Turn(i + 1)})
	}
	if e.Turn != nil && i > 0 {
		cs = append(cs, chat.Button{Label: "◀ " + strconv.Itoa(i) + "/" + strconv.Itoa(len(pages)), Token: e.Turn(i - 1)})
	}
	cs = append(cs, e.Neighbours()...)
	if len(e.Parts) > 0 {
		cs = append(cs, chat.Menu{Label: e.Words.T("Sections"), Options: e.Parts})
	}
	if len(e.Others) > 0 {
		cs = append(cs, chat.Menu{Label: e.Words.T("Other matches"), Options: e.Others})
	}
	if e.Link != "" {
		cs = append(cs, chat.LinkButton{Label: e.Words.T("Page"), URL: e.Link})
	}
	return cs
}

func (p painter) title(b *strings.Builder, title, where string) {
	if title = oneLine(title); title != "" {
		b.WriteString(p.wrap([]piece{{text: title, style: bold}}, "", "") + "\n")
	}
	if where = oneLine(where); where != "" {
		b.WriteString(p.wrap([]piece{{text: where, style: dim}}, "", "") + "\n")
	}
	b.WriteString("\n")
}

func (p painter) card(b *strings.Builder, c chat.Card) []chat.Control {
	mark := map[chat.Tone]string{chat.Good: "✓ ", chat.Warning: "! ", chat.Problem: "✗ "}[c.Tone]
	p.title(b, mark+c.Title, "")
	b.WriteString(p.blocks(c.Body))
	p.files(b, c.Files)
	for _, f := range c.Facts {
		b.WriteString(p.wrap([]piece{{text: oneLine(f.Label) + ": ", style: bold}, {text: oneLine(f.Value)}}, "", "  ") + "\n")
	}
	if f := oneLine(c.Footer); f != "" {
		b.WriteString(p.wrap([]piece{{text: f, style: dim}}, "", "") + "\n")
	}
	return c.Controls
}

// controls lists what can be chosen, by number.
func (p painter) controls(b *strings.Builder, controls []chat.Control) []control {
	var list []control
	add := func(label string, token chat.Token) {
		list = append(list, control{label: label, token: token})
		b.WriteString(p.wrap([]piece{{text: fmt.Sprintf("[%d] ", len(list)), style: bold}, {text: oneLine(label)}}, "", "    ") + "\n")
	}
	for _, c := range controls {
		switch c := c.(type) {
		case chat.Button:
			label := c.Label
			if c.Hint != "" && c.Hint != c.Label && !strings.Contains(c.Hint, strings.Trim(c.Label, "◀▶ ")) {
				label += " (" + c.Hint + ")"
			}
			if c.Disabled {
				b.WriteString(p.wrap([]piece{{text: "[-] " + oneLine(label) + " " + p.words.T("(not now)"), style: dim}}, "", "    ") + "\n")
				continue
			}
			add(label, c.Token)
		case chat.LinkButton:
			b.WriteString(p.wrap([]piece{{text: oneLine(c.Label) + ": " + oneLine(c.URL)}}, "", "  ") + "\n")
		case chat.Menu:
			b.WriteString(oneLine(c.Label) + ":\n")
			for _, o := range c.Options {
				label := o.Label
				if o.Description != "" {
					label += " – " + o.Description
				}
				add(label, o.Token)
			}
		}
	}
	return list
}

func oneLine(s string) string { return strings.Join(strings.Fields(chat.Printable(s)), " ") }

func (p painter) paragraphText(s string) string {
	return p.wrap([]piece{{text: oneLine(s)}}, "", "") + "\n"
}

// blocks sets prose, a blank line after each block.
func (p painter) blocks(blocks []doc.Block) string {
	var b strings.Builder
	for _, bl := range blocks {
		if text := p.block(bl, ""); text != "" {
			b.WriteString(text + "\n\n")
		}
	}
	return b.String()
}

// block sets one block; indent stands before each of its lines.
func (p painter) block(bl doc.Block, indent string) string {
	switch bl := bl.(type) {
	case doc.Heading:
		return p.wrap(pieces(bl.Spans, bold), indent, indent)
	case doc.Paragraph:
		return p.wrap(pieces(bl.Spans, ""), indent, indent)
	case doc.List:
		return p.list(bl, indent)
	case doc.Quote:
		var parts []string
		for _, x := range bl.Blocks {
			parts = append(parts, p.block(x, indent+"│ "))
		}
		return strings.Join(parts, "\n"+indent+"│\n")
	case doc.Code:
		return prefixed(chat.Printable(bl.Text), indent+"    ")
	case doc.Formula:
		return prefixed(chat.Printable(bl.TeX), indent+"    ")
	case doc.Table:
		return p.table(bl, indent)
	case doc.Figure:
		return p.wrap([]piece{{text: "[" + p.words.T("Picture: {{.Alt}}", chat.Arg{Name: "Alt", Value: oneLine(bl.Image.Alt)}) + "]", style: italic}}, indent, indent)
	case doc.Rule:
		return indent + strings.Repeat("─", max(p.width-len(indent), 3)/2)
	}
	return ""
}

func prefixed(text, indent string) string {
	return indent + strings.ReplaceAll(strings.ReplaceAll(text, "\t", "    "), "\n", "\n"+indent)
}

func (p painter) list(l doc.List, indent string) string {
	var lines []string
	for i, it := range l.Items {
		mark := "• "
		if l.Ordered {
			mark = strconv.Itoa(l.Start+i) + ". "
		}
		mark += map[doc.Task]string{doc.TaskDone: "[x] ", doc.TaskOpen: "[ ] "}[it.Task]
		hang := indent + strings.Repeat(" ", uniseg.StringWidth(mark))
		if it.Continued {
			mark = strings.Repeat(" ", uniseg.StringWidth(mark))
		}
		for j, bl := range it.Blocks {
			first := hang
			if j == 0 {
				first = indent + mark
			}
			if para, ok := bl.(doc.Paragraph); ok {
				lines = append(lines, p.wrap(pieces(para.Spans, ""), first, hang))
				continue
			}
			if j == 0 {
				lines = append(lines, strings.TrimRight(first, " "))
			}
			lines = append(lines, p.block(bl, hang))
		}
	}
	return strings.Join(lines, "\n")
}

// table sets columns when they fit, else one line per cell with its heading.
func (p painter) table(t doc.Table, indent string) string {
	width := make([]int, len(t.Header))
	total := len(indent)
	for i := range t.Header {
		width[i] = uniseg.StringWidth(cell(t.Header[i]))
		for _, r := range t.Rows {
			if i < len(r) {
				width[i] = max(width[i], uniseg.StringWidth(cell(r[i])))
			}
		}
		total += width[i] + 3
	}
	if total > p.width {
		return p.narrow(t, indent)
	}
	var lines []string
	row := func(cells []doc.Cell) string {
		var out []string
		for i, w := range width {
			text := ""
			if i < len(cells) {
				text = cell(cells[i])
			}
			pad := strings.Repeat(" ", w-uniseg.StringWidth(text))
			if i < len(t.Align) && t.Align[i] == doc.AlignRight {
				text = pad + text
			} else {
				text += pad
			}
			out = append(out, text)
		}
		return indent + strings.TrimRight(strings.Join(out, " │ "), " ")
	}
	lines = append(lines, row(t.Header))
	var rule []string
	for _, w := range width {
		rule = append(rule, strings.Repeat("─", w))
	}
	lines = append(lines, indent+strings.Join(rule, "─┼─"))
	for _, r := range t.Rows {
		lines = append(lines, row(r))
	}
	return strings.Join(lines, "\n")
}

// narrow writes a table that is too wide as entries, each cell with the head of its column.
func (p painter) narrow(t doc.Table, indent string) string {
	var lines []string
	for _, r := range t.Rows {
		for i, c := range r {
			first := indent + "  "
			if i == 0 {
				first = indent + "• "
			}
			var head []piece
			if i < len(t.Header) && cell(t.Header[i]) != "" {
				head = []piece{{text: cell(t.Header[i]) + ": ", style: bold}}
			}
			lines = append(lines, p.wrap(append(head, pieces(c, "")...), first, indent+"  "))
		}
	}
	return strings.Join(lines, "\n")
}

// cell is the text of a cell on one line.
func cell(c doc.Cell) string { return oneLine(doc.SpanText(c)) }
