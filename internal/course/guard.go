package course

import (
	"bytes"
	"strings"
)

// A Markdown parser can be made to take quadratic time and deep recursion by input that no
// author writes: hundreds of nested quotes or lists, thousands of brackets in one paragraph,
// tens of thousands of link definitions, tables of hundreds of columns. guard looks at the
// text before the parser does and takes the offending marks out of play. The words stay.
const (
	maxQuoteDepth  = 12  // marks at the start of one line, of quotes and lists together
	maxIndent      = 48  // columns; a list nests by two to four each
	maxMarks       = 400 // brackets, stars, underscores, back-ticks or angles in one paragraph
	maxDefinitions = 500 // link definitions in one passage
	maxColumns     = 40  // of a table
)

// unglue sets a blank between the marks of a heading and a picture glued to them, which the
// format's own parser takes as a heading. "#Word" stays text, as CommonMark has it.
func unglue(txt []byte) []byte {
	if !bytes.Contains(txt, []byte("#![")) {
		return txt
	}
	var out bytes.Buffer
	fenced := false
	for line := range bytes.Lines(txt) {
		if _, n, _ := fenceMark(line); n > 0 {
			fenced = !fenced
		}
		if i := bytes.Index(line, []byte("#![")); !fenced && i >= 0 && len(bytes.Trim(line[:i], "#")) == 0 {
			out.Write(line[:i+1])
			out.WriteByte(' ')
			line = line[i+1:]
		}
		out.Write(line)
	}
	return out.Bytes()
}

// guard returns text with the same number of lines, and whether anything was changed. It
// looks first, and copies only the rare text that has to be changed.
func guard(text []byte) ([]byte, bool) {
	if look := (guarded{dry: true}); !look.pass(text) {
		return text, false
	}
	var g guarded
	g.pass(text)
	return g.out.Bytes(), true
}

func (g *guarded) pass(text []byte) (changed bool) {
	for i := 0; i < len(text) && (!g.dry || !g.changed); {
		end := len(text)
		if j := bytes.Index(text[i:], []byte("\n\n")); j >= 0 {
			end = i + j + 2
		}
		g.paragraph(text[i:end])
		i = end
	}
	return g.changed
}

func (g *guarded) write(b []byte) {
	if !g.dry {
		g.out.Write(b)
	}
}

type guarded struct {
	dry         bool // only look whether anything must be changed
	out         bytes.Buffer
	changed     bool
	definitions int
	fence       byte
	fenceLen    int
}

func (g *guarded) paragraph(p []byte) {
	escape := g.tooMany(p)
	for len(p) > 0 {
		line := p
		if j := bytes.IndexByte(p, '\n'); j >= 0 {
			line = p[:j+1]
		}
		p = p[len(line):]
		g.line(line, escape)
	}
}

// tooMany lists the marks of which the paragraph holds more than any author writes.
func (g *guarded) tooMany(p []byte) string {
	if len(p) <= maxMarks {
		return ""
	}
	var many []byte
	for _, c := range []byte("[]*_`<!~$") {
		if bytes.Count(p, []byte{c}) > maxMarks {
			many = append(many, c)
		}
	}
	return string(many)
}

func (g *guarded) line(line []byte, escape string) {
	if mark, n, rest := fenceMark(line); n > 0 && !strings.Contains(escape, string(mark)) {
		switch {
		case g.fenceLen == 0 && (mark != '`' || bytes.IndexByte(rest, '`') < 0):
			g.fence, g.fenceLen = mark, n
		case mark == g.fence && n >= g.fenceLen && len(bytes.TrimSpace(rest)) == 0:
			g.fenceLen = 0
		}
	} else if g.fenceLen > 0 {
		g.write(line)
		return
	}
	line = g.shallow(line)
	switch {
	case isDefinition(line):
		if g.definitions++; g.definitions > maxDefinitions {
			line = append([]byte{'\\'}, bytes.TrimLeft(line, " ")...)
			g.changed = true
		}
	case isDelimiterRow(line):
		line = append([]byte{'\\'}, bytes.TrimLeft(line, " ")...)
		g.changed = true
	}
	if escape == "" {
		g.write(line)
		return
	}
	g.changed = true
	if g.dry {
		return
	}
	for i := range line {
		if strings.IndexByte(escape, line[i]) >= 0 && (i == 0 || line[i-1] != '\\') {
			g.out.WriteByte('\\')
		}
		g.out.WriteByte(line[i])
	}
}

// shallow keeps the first marks of a line that nests too deeply and drops the others.
func (g *guarded) shallow(line []byte) []byte {
	depth, columns, i := 0, 0, 0
	for i < len(line) {
		switch c := line[i]; {
		case c == ' ':
			columns++
			i++
		case c == '\t':
			columns += 4
			i++
		case c == '>':
			depth++
			i++
		case afterListMarker(line[i:]) != nil:
			depth++
			i = len(line) - len(afterListMarker(line[i:]))
		default:
			if depth <= maxQuoteDepth && columns <= maxIndent {
				return line
			}
			g.changed = true
			return append(bytes.Repeat([]byte("> "), min(depth, 1)), line[i:]...)
		}
		if depth > maxQuoteDepth && len(line)-i < 2 {
			g.changed = true
			return []byte("\n")
		}
	}
	if depth > maxQuoteDepth {
		g.changed = true
		return []byte("\n")
	}
	return line
}

func isDefinition(line []byte) bool {
	t := bytes.TrimLeft(line, " ")
	return len(t) > 0 && t[0] == '[' && len(line)-len(t) < 4 && bytes.Contains(t, []byte("]:"))
}

// isDelimiterRow recognises the row of a table's head that sets more columns than it should.
func isDelimiterRow(line []byte) bool {
	return bytes.Count(line, []byte("|")) > maxColumns && len(bytes.Trim(line, "-|: \t\n>")) == 0
}
