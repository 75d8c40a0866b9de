package terminal

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// piece is text in one style; a line break is a piece of its own.
type piece struct {
	text, style string
	br          bool
}

// pieces flattens spans, adding style to what they say themselves.
func pieces(spans []doc.Span, style string) []piece {
	var out []piece
	for _, s := range spans {
		switch s := s.(type) {
		case doc.Text:
			out = append(out, piece{text: chat.Printable(s.Value), style: style})
		case doc.Emphasis:
			out = append(out, pieces(s.Spans, joined(style, italic))...)
		case doc.Strong:
			out = append(out, pieces(s.Spans, joined(style, bold))...)
		case doc.Strike:
			out = append(out, pieces(s.Spans, joined(style, struck))...)
		case doc.CodeSpan:
			out = append(out, piece{text: chat.Printable(s.Text), style: style})
		case doc.FormulaSpan:
			out = append(out, piece{text: chat.Printable(s.TeX), style: style})
		case doc.Link:
			out = append(out, pieces(s.Spans, joined(style, underline))...)
			if label := doc.SpanText(s.Spans); label != s.URL {
				out = append(out, piece{text: " <" + chat.Printable(s.URL) + ">", style: style})
			}
		case doc.Image:
			out = append(out, piece{text: "[Picture: " + chat.Printable(s.Alt) + "]", style: style})
		case doc.LineBreak:
			out = append(out, piece{br: true})
		case doc.Channel:
			out = append(out, piece{text: chat.Printable(s.Name), style: style})
		case doc.Moment:
			out = append(out, piece{text: s.At.Local().Format("2006-01-02 15:04 MST"), style: style})
		}
	}
	return out
}

func joined(a, b string) string {
	if a == "" || a == b {
		return b
	}
	return a + ";" + b
}

// wrap sets pieces in lines of the painter's width: first before the first line, rest before
// the others. A word that is wider than a line is broken between characters as people see
// them.
func (p painter) wrap(list []piece, first, rest string) string {
	w := wrapper{p: p, line: first, col: uniseg.StringWidth(first), rest: rest, fresh: true}
	for _, pc := range list {
		if pc.br {
			w.newline()
			continue
		}
		for i, field := range strings.FieldsFunc(pc.text, isBlank) {
			if i > 0 || strings.IndexFunc(pc.text, isBlank) == 0 {
				w.blank = true
			}
			w.word(field, pc.style)
		}
		if last, _ := utf8.DecodeLastRuneInString(pc.text); isBlank(last) {
			w.blank = true
		}
	}
	w.out.WriteString(strings.TrimRight(w.line, " "))
	return w.out.String()
}

func isBlank(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\u00a0' }

type wrapper struct {
	p     painter
	out   strings.Builder
	line  string
	col   int
	rest  string
	blank bool // a blank is due before the next word
	fresh bool // nothing but the indent is on the line
}

func (w *wrapper) newline() {
	w.out.WriteString(strings.TrimRight(w.line, " ") + "\n")
	w.line, w.col, w.blank, w.fresh = w.rest, uniseg.StringWidth(w.rest), false, true
}

func (w *wrapper) word(s, style string) {
	width := uniseg.StringWidth(s)
	gap := 0
	if w.blank && !w.fresh {
		gap = 1
	}
	if w.col+gap+width > w.p.width && !w.fresh && (gap == 1 || width > w.p.width/2) {
		w.newline()
		gap = 0
	}
	if gap == 1 {
		w.line += " "
		w.col++
	}
	w.blank = false
	for w.col+width > w.p.width && w.fresh && width > 1 {
		head := fitting(s, w.p.width-w.col)
		if head == "" {
			break
		}
		w.line += w.styled(head, style)
		w.newline()
		s = s[len(head):]
		width = uniseg.StringWidth(s)
	}
	w.line += w.styled(s, style)
	w.col += width
	w.fresh = false
}

// fitting gives as many characters of s as fit into n columns.
func fitting(s string, n int) string {
	end, col := 0, 0
	g := uniseg.NewGraphemes(s)
	for g.Next() {
		if col += g.Width(); col > n {
			break
		}
		_, end = g.Positions()
	}
	return s[:end]
}

func (w *wrapper) styled(s, style string) string {
	if !w.p.color || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}
