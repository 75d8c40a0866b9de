package course

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// formula is TeX between dollar signs.
type formula struct {
	ast.BaseInline
	tex     string
	display bool
}

// Kind implements ast.Node.
func (*formula) Kind() ast.NodeKind { return ast.KindRawHTML }

// Dump implements ast.Node.
func (f *formula) Dump(source []byte, level int) {
	ast.DumpHelper(f, source, level, map[string]string{"TeX": f.tex}, nil)
}

// formulaParser reads $…$ and $$…$$. As in Pandoc, an opening dollar has no blank after it,
// a closing one no blank before it and no digit after it, so that "$5 and $10" stays text.
type formulaParser struct{}

// Trigger implements parser.InlineParser.
func (formulaParser) Trigger() []byte { return []byte{'$'} }

// maxFormula bounds how far a closing dollar is looked for, in bytes.
const maxFormula = 2000

// Parse implements parser.InlineParser.
func (formulaParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if bytes.HasPrefix(line, []byte("$$")) {
		return displayed(block)
	}
	line = line[1:min(len(line), maxFormula)]
	if len(line) == 0 || line[0] == ' ' || line[0] == '\t' || line[0] == '\n' {
		return nil
	}
	for i := 1; i < len(line); i++ {
		if line[i] == '\\' {
			i++
			continue
		}
		if line[i] != '$' {
			continue
		}
		if line[i-1] == ' ' || i+1 < len(line) && (line[i+1] >= '0' && line[i+1] <= '9' || line[i+1] == '$') {
			return nil
		}
		block.Advance(i + 2)
		return &formula{tex: string(line[:i])}
	}
	return nil
}

// displayed reads $$…$$, which may go over several lines of a paragraph.
func displayed(block text.Reader) ast.Node {
	savedLine, savedPos := block.Position()
	block.Advance(2)
	var b strings.Builder
	for b.Len() < maxFormula {
		line, _ := block.PeekLine()
		if line == nil {
			break
		}
		if i := bytes.Index(line, []byte("$$")); i >= 0 {
			b.Write(line[:i])
			block.Advance(i + 2)
			if tex := strings.TrimSpace(b.String()); tex != "" {
				return &formula{tex: tex, display: true}
			}
			break
		}
		b.Write(line)
		block.AdvanceLine()
	}
	block.SetPosition(savedLine, savedPos)
	return nil
}
