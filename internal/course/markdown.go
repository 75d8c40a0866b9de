package course

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lectern/internal/doc"
)

// parsers are two parsers of CommonMark with GitHub's tables, strike-through, task lists and
// bare links, and with formulas between dollar signs. Looking for a bare link stops a parser
// at every word, so one of them does not: it takes the prose in which no link can be.
type parsers struct {
	bare    parser.Parser
	linking parser.Parser // nil until it is needed
}

func newParsers() *parsers { return &parsers{bare: newParser()} }

func newParser(more ...goldmark.Extender) parser.Parser {
	return goldmark.New(
		goldmark.WithExtensions(append(more, extension.Table, extension.Strikethrough, extension.TaskList)...),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(formulaParser{}, 90))),
	).Parser()
}

// parse reads a stretch of Markdown.
func (p *parsers) parse(source []byte) ast.Node {
	reader := text.NewReader(source)
	if !mayLink(source) {
		return p.bare.Parse(reader)
	}
	if p.linking == nil {
		p.linking = newParser(extension.Linkify)
	}
	return p.linking.Parse(reader)
}

// mayLink tells whether a bare link can be in a stretch: each holds one of these, by GitHub's
// rules for extended autolinks.
func mayLink(source []byte) bool {
	return bytes.Contains(source, []byte("://")) || bytes.Contains(source, []byte("www.")) || bytes.IndexByte(source, '@') >= 0
}

// prose turns one stretch of Markdown into blocks.
type prose struct {
	file    *fileReader
	base    int // line of the file on which the stretch begins
	source  []byte
	counted *Counts // headings and pictures are counted here; nil for decks

	at, line int // an offset of the source, and how many line ends stand before it
}

// blocks parses text, which begins on the given line of the file; lines tells on which line
// each block begins.
func (f *fileReader) blocks(txt []byte, line int, counted *Counts) (blocks []doc.Block, lines []int) {
	if len(bytes.TrimSpace(txt)) == 0 {
		return nil, nil
	}
	safe, changed := guard(unglue(txt))
	if changed {
		f.r.add(Warning, f.src.file, line, "too-complex", "This passage nests or repeats its markup more than any reader could follow; part of it is shown as plain text.",
			"Look for quotes, lists or brackets that go very deep.")
	}
	p := prose{file: f, base: line, source: safe, counted: counted}
	root := f.parsers.parse(safe)
	for c := root.FirstChild(); c != nil; c = c.NextSibling() {
		at := p.lineOf(c)
		for _, b := range p.block(c) {
			blocks, lines = append(blocks, b), append(lines, at)
		}
	}
	return blocks, lines
}

// lineOf gives the file's line of a position in the stretch.
func (p *prose) lineOf(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if n.Type() != ast.TypeInline && n.Lines() != nil && n.Lines().Len() > 0 {
			return p.base + p.lineEnds(n.Lines().At(0).Start)
		}
	}
	return p.base
}

// lineEnds counts those before an offset. Blocks are asked about in their order, so it goes on
// from where it last was.
func (p *prose) lineEnds(offset int) int {
	if offset < p.at {
		p.at, p.line = 0, 0
	}
	p.line += bytes.Count(p.source[p.at:offset], []byte("\n"))
	p.at = offset
	return p.line
}

func (p *prose) children(n ast.Node) []doc.Block {
	var out []doc.Block
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, p.block(c)...)
	}
	return out
}

func (p *prose) block(n ast.Node) []doc.Block {
	switch n := n.(type) {
	case *ast.Heading:
		if p.counted != nil {
			p.counted.Sections++
		}
		p.file.checkHeading(n, p)
		spans := p.inline(n)
		if figures := onlyImages(spans); figures != nil {
			return figures // a picture set as a heading titles nothing
		}
		return []doc.Block{doc.Heading{Level: n.Level, Spans: spans}}
	case *ast.Paragraph, *ast.TextBlock:
		return p.paragraph(p.inline(n), n)
	case *ast.List:
		l := doc.List{Ordered: n.IsOrdered(), Start: n.Start}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			it := doc.Item{Task: taskOf(c), Blocks: p.children(c)}
			l.Items = append(l.Items, it)
		}
		return []doc.Block{l}
	case *ast.Blockquote:
		if inner := p.children(n); len(inner) > 0 {
			return []doc.Block{doc.Quote{Blocks: inner}}
		}
		return nil
	case *ast.FencedCodeBlock:
		return []doc.Block{doc.Code{Lang: fenceLang(string(n.Language(p.source))), Text: p.raw(n)}}
	case *ast.CodeBlock:
		return []doc.Block{doc.Code{Text: p.raw(n)}}
	case *ast.ThematicBreak:
		return []doc.Block{doc.Rule{}}
	case *ast.HTMLBlock:
		raw := p.raw(n)
		if n.HasClosure() {
			raw += "\n" + string(n.ClosureLine.Value(p.source))
		}
		return p.html(raw, p.lineOf(n))
	case *east.Table:
		return []doc.Block{p.table(n)}
	}
	return p.children(n)
}

func (p *prose) raw(n ast.Node) string {
	var b strings.Builder
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		b.Write(seg.Value(p.source))
	}
	return strings.TrimRight(b.String(), "\n")
}

// fenceLang takes the language from an info string such as "python", "{r, echo=FALSE}" or
// "js{1,3}".
func fenceLang(info string) string {
	info = strings.TrimLeft(info, "{.")
	if i := strings.IndexAny(info, " ,{}"); i >= 0 {
		info = info[:i]
	}
	return strings.ToLower(info)
}

func taskOf(item ast.Node) doc.Task {
	if tb := item.FirstChild(); tb != nil {
		if box, ok := tb.FirstChild().(*east.TaskCheckBox); ok {
			if box.IsChecked {
				return doc.TaskDone
			}
			return doc.TaskOpen
		}
	}
	return doc.NoTask
}

func (p *prose) table(n *east.Table) doc.Table {
	var t doc.Table
	for _, a := range n.Alignments {
		switch a {
		case east.AlignLeft:
			t.Align = append(t.Align, doc.AlignLeft)
		case east.AlignCenter:
			t.Align = append(t.Align, doc.AlignCenter)
		case east.AlignRight:
			t.Align = append(t.Align, doc.AlignRight)
		default:
			t.Align = append(t.Align, doc.AlignNone)
		}
	}
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []doc.Cell
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, p.inline(c))
		}
		if _, head := r.(*east.TableHeader); head {
			t.Header = cells
		} else {
			t.Rows = append(t.Rows, cells)
		}
	}
	return t
}

// paragraph lifts what stands alone on its line to a block of its own: a picture, a formula.
func (p *prose) paragraph(spans []doc.Span, n ast.Node) []doc.Block {
	if f := soleFormula(n); f != nil {
		return []doc.Block{doc.Formula{TeX: f.tex}}
	}
	spans = trimSpans(spans)
	if len(spans) == 0 {
		return nil
	}
	if figures := onlyImages(spans); figures != nil {
		return figures
	}
	return []doc.Block{doc.Paragraph{Spans: spans}}
}

// onlyImages gives the pictures of a line that holds nothing else; nil for any other line.
func onlyImages(spans []doc.Span) []doc.Block {
	var figures []doc.Block
	for _, s := range spans {
		if im, ok := s.(doc.Image); ok {
			figures = append(figures, doc.Figure{Image: im})
		} else if !isBlankSpan(s) {
			return nil
		}
	}
	return figures
}

// soleFormula gives the displayed formula that is all a paragraph holds.
func soleFormula(n ast.Node) *formula {
	if n == nil {
		return nil
	}
	var sole *formula
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *formula:
			if sole != nil || !c.display {
				return nil
			}
			sole = c
		case *ast.Text:
			if c.Segment.Len() > 0 {
				return nil
			}
		default:
			return nil
		}
	}
	return sole
}

// trimSpans drops blanks at both ends of a line.
func trimSpans(spans []doc.Span) []doc.Span {
	for len(spans) > 0 && isBlankSpan(spans[0]) {
		spans = spans[1:]
	}
	for len(spans) > 0 && isBlankSpan(spans[len(spans)-1]) {
		spans = spans[:len(spans)-1]
	}
	if len(spans) == 0 {
		return nil
	}
	if t, ok := spans[0].(doc.Text); ok {
		spans[0] = doc.Text{Value: strings.TrimLeft(t.Value, " \t\n")}
	}
	if t, ok := spans[len(spans)-1].(doc.Text); ok {
		spans[len(spans)-1] = doc.Text{Value: strings.TrimRight(t.Value, " \t\n")}
	}
	return spans
}

func isBlankSpan(s doc.Span) bool {
	switch s := s.(type) {
	case doc.Text:
		return strings.TrimSpace(s.Value) == ""
	case doc.LineBreak:
		return true
	default:
		return false
	}
}
