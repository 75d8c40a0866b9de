package course

import (
	"io/fs"

	"lectern/internal/doc"
)

// Prose turns Markdown that is not part of a chapter, such as a question, into the same tree
// as a chapter's. It is not safe for concurrent use: parse at load, not in a request.
type Prose struct{ file fileReader }

// NewProse makes a Prose for the texts of a file of the course: pictures are looked for from
// there.
func NewProse(fsys fs.FS, file string) *Prose {
	return &Prose{file: fileReader{fsys: fsys, src: source{file: file}, parsers: newParsers(), r: &report{}, media: map[string]string{}}}
}

// Blocks parses a text of any number of paragraphs.
func (p *Prose) Blocks(markdown string) []doc.Block {
	blocks, _ := p.file.blocks([]byte(markdown), 1, nil)
	return blocks
}

// Line parses a text of one line. What is more than a line keeps its words.
func (p *Prose) Line(markdown string) []doc.Span {
	blocks := p.Blocks(markdown)
	if len(blocks) == 0 {
		return nil
	}
	if para, ok := blocks[0].(doc.Paragraph); ok && len(blocks) == 1 {
		return para.Spans
	}
	return []doc.Span{doc.Plain(doc.BlockText(blocks))}
}
