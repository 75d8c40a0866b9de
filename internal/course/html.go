package course

import (
	"strings"

	xhtml "golang.org/x/net/html"

	"lectern/internal/doc"
)

// html reduces a block of raw HTML to the prose in it: headings, paragraphs, lists, tables
// and pictures. The tokenizer is used rather than a tree: left-over HTML is rarely balanced.
func (p *prose) html(raw string, line int) []doc.Block {
	h := htmlBlocks{p: p, line: line}
	h.fresh()
	z := xhtml.NewTokenizer(strings.NewReader(raw))
	for {
		tt := z.Next()
		if tt == xhtml.ErrorToken {
			break
		}
		tok := z.Token()
		switch tt {
		case xhtml.TextToken:
			h.text(tok.Data)
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			h.open(tok, tt == xhtml.SelfClosingTagToken)
		case xhtml.EndTagToken:
			h.close(tok.Data)
		default:
		}
	}
	h.flush()
	h.endTable()
	h.endList()
	return h.out
}

type htmlBlocks struct {
	p     *prose
	line  int
	out   []doc.Block
	spans spanBuilder
	level int // of the heading that is open, or 0
	pre   bool
	list  *doc.List
	table *doc.Table
	row   []doc.Cell
	head  bool // the row holds header cells
}

func (h *htmlBlocks) fresh() {
	mute := h.spans.mute
	h.spans = spanBuilder{p: h.p, frames: []frame{{}}, line: h.line, mute: mute}
}

func (h *htmlBlocks) text(s string) {
	if h.pre {
		h.spans.add(doc.Text{Value: s})
		return
	}
	collapsed := strings.Join(strings.Fields(s), " ")
	if collapsed == "" {
		if s != "" {
			h.spans.add(doc.Text{Value: " "})
		}
		return
	}
	if s[0] == ' ' || s[0] == '\n' || s[0] == '\t' {
		collapsed = " " + collapsed
	}
	if last := s[len(s)-1]; last == ' ' || last == '\n' || last == '\t' {
		collapsed += " "
	}
	h.spans.add(doc.Text{Value: collapsed})
}

// flush ends the running paragraph and puts it where it belongs.
func (h *htmlBlocks) flush() {
	spans := h.spans.finish()
	level, pre := h.level, h.pre
	h.level, h.pre = 0, false
	h.fresh()
	var blocks []doc.Block
	switch {
	case pre:
		if t := strings.Trim(doc.SpanText(spans), "\n"); t != "" {
			blocks = []doc.Block{doc.Code{Text: t}}
		}
	case level > 0:
		if spans = trimSpans(spans); len(spans) > 0 {
			blocks = []doc.Block{doc.Heading{Level: level, Spans: spans}}
		}
	default:
		blocks = h.p.paragraph(spans, nil)
	}
	if len(blocks) == 0 {
		return
	}
	if h.list != nil && len(h.list.Items) > 0 {
		it := &h.list.Items[len(h.list.Items)-1]
		it.Blocks = append(it.Blocks, blocks...)
		return
	}
	h.out = append(h.out, blocks...)
}

func (h *htmlBlocks) open(tok xhtml.Token, closed bool) {
	switch tok.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		h.flush()
		h.level = int(tok.Data[1] - '0')
	case "p", "div", "center", "section", "article", "details", "blockquote", "figure", "figcaption", "header", "footer", "form", "main", "nav", "aside", "dl", "dt", "dd":
		h.flush()
	case "hr":
		h.flush()
		h.out = append(h.out, doc.Rule{})
	case "summary":
		h.flush()
		h.spans.frames = append(h.spans.frames, frame{tag: "strong"})
	case "pre":
		h.flush()
		h.pre = true
	case "ul", "ol":
		h.flush()
		if h.list == nil {
			h.list = &doc.List{Ordered: tok.Data == "ol", Start: 1}
		}
	case "li":
		h.flush()
		if h.list == nil {
			h.list = &doc.List{}
		}
		h.list.Items = append(h.list.Items, doc.Item{})
	case "table":
		h.flush()
		h.endTable()
		h.table = &doc.Table{}
	case "tr":
		h.endRow()
	case "td", "th":
		h.endCell()
		h.head = h.head || tok.Data == "th"
	default:
		h.spans.open(tok, closed)
	}
}

func (h *htmlBlocks) close(name string) {
	switch name {
	case "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "center", "section", "article", "details", "blockquote", "figure", "figcaption",
		"pre", "header", "footer", "form", "main", "nav", "aside", "dl", "dt", "dd":
		h.flush()
	case "summary":
		h.spans.close("strong")
		h.flush()
	case "li":
		h.flush()
	case "ul", "ol":
		h.flush()
		h.endList()
	case "td", "th":
		h.cell()
	case "tr":
		h.endRow()
	case "table":
		h.endTable()
	default:
		h.spans.close(name)
	}
}

func (h *htmlBlocks) endList() {
	if h.list != nil {
		var kept []doc.Item
		for _, it := range h.list.Items {
			if len(it.Blocks) > 0 {
				kept = append(kept, it)
			}
		}
		if h.list.Items = kept; len(kept) > 0 {
			h.out = append(h.out, *h.list)
		}
		h.list = nil
	}
}

// cell ends the running cell.
func (h *htmlBlocks) cell() {
	if h.table == nil {
		h.flush()
		return
	}
	h.row = append(h.row, trimSpans(h.spans.finish()))
	h.fresh()
}

// endCell drops the blanks between cells, or ends a cell that was left open.
func (h *htmlBlocks) endCell() {
	if h.table != nil && len(trimSpans(h.spans.finish())) > 0 {
		h.cell()
	}
	h.fresh()
}

func (h *htmlBlocks) endRow() {
	h.endCell()
	if h.table == nil || len(h.row) == 0 {
		return
	}
	if h.head && h.table.Header == nil && len(h.table.Rows) == 0 {
		h.table.Header = h.row
	} else {
		h.table.Rows = append(h.table.Rows, h.row)
	}
	h.row, h.head = nil, false
}

// endTable completes short rows, so that every row is as long as the longest.
func (h *htmlBlocks) endTable() {
	if h.table == nil {
		return
	}
	h.endRow()
	t := *h.table
	h.table = nil
	width := len(t.Header)
	for _, r := range t.Rows {
		width = max(width, len(r))
	}
	if width == 0 {
		return
	}
	width = min(width, maxColumns)
	pad := func(r []doc.Cell) []doc.Cell {
		for len(r) < width {
			r = append(r, nil)
		}
		return r[:width]
	}
	t.Header = pad(t.Header)
	for i := range t.Rows {
		t.Rows[i] = pad(t.Rows[i])
	}
	t.Align = make([]doc.Align, width)
	h.out = append(h.out, t)
}
