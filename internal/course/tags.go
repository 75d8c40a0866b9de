package course

import (
	"bytes"
	"html"
	"strings"
)

// tag is one of the five elements of the format, opened or closed, as it stands in the text.
type tag struct {
	name       string // lower case
	closing    bool
	selfClosed bool
	attrs      map[string]string
	start, end int // offsets in the source, end after the '>'
}

// tagNames are the elements of the format.
func isTagName(name string) bool {
	switch name {
	case "exercise", "choice", "opt", "slides", "codeblock":
		return true
	}
	return false
}

// scanner finds the tags of a chapter in its source: outside fences, inline code and
// comments, by HTML's rules for attributes, at any indentation. It goes over the text once.
type tagScanner struct {
	src  source
	text []byte
	r    *report
	tags []tag

	para     int         // start of the paragraph whose code spans are known
	paraEnd  int         // and its end
	runs     map[int]int // length of a run of back-ticks → position of the last one in the paragraph
	fenceAt  int         // offset of the fence that is open, or -1
	fence    byte
	fenceLen int
}

// scanTags finds all tags from offset on.
func scanTags(s source, from int, r *report) []tag {
	sc := &tagScanner{src: s, text: s.text, r: r, fenceAt: -1, para: -1}
	for i := from; i < len(sc.text); {
		i = sc.line(i)
	}
	if sc.fenceAt >= 0 {
		r.add(Warning, s.file, s.line(sc.fenceAt), "unclosed-fence", "The code that begins here is never closed, so everything after it counts as code.", "Close it with a line of the same marks.")
	}
	return sc.tags
}

// line reads from offset i, the start of a line, and returns where the next line starts.
func (sc *tagScanner) line(i int) int {
	end := sc.lineEnd(i)
	if mark, n, rest := fenceMark(sc.text[i:end]); n > 0 {
		switch {
		case sc.fenceAt < 0 && (mark != '`' || bytes.IndexByte(rest, '`') < 0):
			sc.fenceAt, sc.fence, sc.fenceLen = i, mark, n
			return end + 1
		case sc.fenceAt >= 0 && mark == sc.fence && n >= sc.fenceLen && len(bytes.TrimSpace(rest)) == 0:
			sc.fenceAt = -1
			return end + 1
		}
	}
	if sc.fenceAt >= 0 {
		return end + 1
	}
	if line := sc.text[i:end]; bytes.IndexByte(line, '<') < 0 && bytes.IndexByte(line, '`') < 0 {
		return end + 1 // most lines: no tag, and no code that could hide one
	}
	for i < end {
		switch sc.text[i] {
		case '\\':
			i += 2
		case '`':
			i = sc.codeSpan(i)
		case '<':
			i = sc.angle(i)
		default:
			i++
			continue
		}
		if i > end { // a construct went on over the line's end
			end = sc.lineEnd(min(i, len(sc.text)))
		}
	}
	return end + 1
}

func (sc *tagScanner) lineEnd(i int) int {
	if i > 0 && i <= len(sc.text) && sc.text[i-1] == '\n' && i == len(sc.text) {
		return i
	}
	if j := bytes.IndexByte(sc.text[i:], '\n'); j >= 0 {
		return i + j
	}
	return len(sc.text)
}

// fenceMark recognises a line that opens or closes a fence, at any indentation and inside
// lists and quotes; n is the number of marks.
func fenceMark(line []byte) (mark byte, n int, rest []byte) {
	t := bytes.TrimLeft(line, " \t>")
	if u := afterListMarker(t); u != nil {
		t = bytes.TrimLeft(u, " \t>")
	}
	if len(t) < 3 || t[0] != '`' && t[0] != '~' {
		return 0, 0, nil
	}
	for n < len(t) && t[n] == t[0] {
		n++
	}
	if n < 3 {
		return 0, 0, nil
	}
	return t[0], n, t[n:]
}

// afterListMarker gives what follows "- ", "* ", "+ ", "1. " or "1) "; nil when there is none.
func afterListMarker(t []byte) []byte {
	if len(t) > 1 && (t[0] == '-' || t[0] == '*' || t[0] == '+') && t[1] == ' ' {
		return t[2:]
	}
	n := 0
	for n < len(t) && n < 9 && t[n] >= '0' && t[n] <= '9' {
		n++
	}
	if n > 0 && n+1 < len(t) && (t[n] == '.' || t[n] == ')') && t[n+1] == ' ' {
		return t[n+2:]
	}
	return nil
}

// codeSpan skips inline code that starts at i, when it ends in the same paragraph; a lone
// run of back-ticks is text.
func (sc *tagScanner) codeSpan(i int) int {
	n := runLength(sc.text, i)
	if i >= sc.paraEnd {
		sc.learn(i)
	}
	if sc.runs[n] <= i {
		return i + n
	}
	for j := i + n; j < sc.paraEnd; {
		if sc.text[j] != '`' {
			j++
			continue
		}
		m := runLength(sc.text, j)
		if m == n {
			return j + m
		}
		j += m
	}
	return i + n
}

// learn notes the last run of each length in the paragraph from i on, so that a run without
// a partner costs nothing.
func (sc *tagScanner) learn(i int) {
	sc.paraEnd = len(sc.text)
	if j := bytes.Index(sc.text[i:], []byte("\n\n")); j >= 0 {
		sc.paraEnd = i + j
	}
	sc.runs = make(map[int]int)
	for j := i; j < sc.paraEnd; {
		if sc.text[j] != '`' {
			j++
			continue
		}
		n := runLength(sc.text, j)
		sc.runs[n] = j
		j += n
	}
}

func runLength(text []byte, i int) int {
	n := 1
	for i+n < len(text) && text[i+n] == text[i] {
		n++
	}
	return n
}

// angle handles a '<' at i: a comment, one of our tags, or something else.
func (sc *tagScanner) angle(i int) int {
	rest := sc.text[i:]
	if bytes.HasPrefix(rest, []byte("<!--")) {
		if j := bytes.Index(rest[4:], []byte("-->")); j >= 0 {
			return i + 4 + j + 3
		}
		return len(sc.text)
	}
	j := 1
	closing := len(rest) > 1 && rest[1] == '/'
	if closing {
		j = 2
	}
	k := j
	for k < len(rest) && k < j+12 && isLetter(rest[k]) {
		k++
	}
	name := strings.ToLower(string(rest[j:k]))
	if !isTagName(name) || k < len(rest) && !strings.ContainsRune(" \t\n/>", rune(rest[k])) {
		return i + 1
	}
	t := tag{name: name, closing: closing, start: i, attrs: map[string]string{}}
	p := attrParser{text: sc.text, i: i + k, tag: &t}
	p.parse()
	t.end = p.i
	line := sc.src.line(i)
	if p.malformed != "" {
		sc.r.add(Warning, sc.src.file, line, "malformed-tag", "The tag <"+name+"> is malformed: "+p.malformed+".", `Write it as <`+name+` name="value"> with a blank between attributes.`)
	}
	if p.duplicate != "" {
		sc.r.add(Warning, sc.src.file, line, "duplicate-attribute", "The attribute "+p.duplicate+" stands twice in the tag; the first one counts.", "Delete one of them.")
	}
	sc.tags = append(sc.tags, t)
	return max(t.end, i+1)
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// attrParser reads attributes by HTML's rules, mending what authors get wrong: it never
// reads over a blank line, so a missing quote or bracket costs one tag and no more.
type attrParser struct {
	text      []byte
	i         int
	tag       *tag
	malformed string
	duplicate string
}

func (p *attrParser) parse() {
	glued := false
	for {
		blanks := p.skipBlanks()
		if p.i >= len(p.text) || p.blankLine() || p.text[p.i] == '<' {
			p.bad("its closing > is missing")
			return
		}
		switch c := p.text[p.i]; c {
		case '>':
			p.i++
			return
		case '/':
			p.i++
			p.tag.selfClosed = p.i < len(p.text) && p.text[p.i] == '>'
			continue
		case ',', '"', '\'':
			p.bad("there is a stray " + string(c) + " in it")
			p.i++
			glued = false
			continue
		}
		if glued && blanks == 0 {
			p.bad("there is no blank between two attributes")
		}
		glued = p.attribute()
	}
}

func (p *attrParser) bad(why string) {
	if p.malformed == "" {
		p.malformed = why
	}
}

func (p *attrParser) skipBlanks() int {
	n := 0
	for p.i < len(p.text) && (p.text[p.i] == ' ' || p.text[p.i] == '\t' || p.text[p.i] == '\n' && !p.blankLine()) {
		p.i++
		n++
	}
	return n
}

// blankLine tells whether the line end at i is followed by a blank line.
func (p *attrParser) blankLine() bool {
	if p.text[p.i] != '\n' {
		return false
	}
	for j := p.i + 1; j < len(p.text); j++ {
		switch p.text[j] {
		case ' ', '\t':
		case '\n':
			return true
		default:
			return false
		}
	}
	return true
}

// attribute reads one; it tells whether the value was quoted.
func (p *attrParser) attribute() (quoted bool) {
	start := p.i
	for p.i < len(p.text) && !strings.ContainsRune(" \t\n/>=\"',", rune(p.text[p.i])) {
		p.i++
	}
	name := strings.ToLower(string(p.text[start:p.i]))
	if p.i == start { // a lone '='
		p.i++
		p.bad("there is a stray = in it")
		return false
	}
	mark := p.i
	p.skipBlanks()
	if p.i >= len(p.text) || p.text[p.i] != '=' {
		p.i = mark
		p.set(name, "", true)
		return false
	}
	p.i++
	p.skipBlanks()
	if p.i < len(p.text) && (p.text[p.i] == '"' || p.text[p.i] == '\'') {
		p.set(name, p.quotedValue(p.text[p.i]), false)
		return true
	}
	start = p.i
	for p.i < len(p.text) && !strings.ContainsRune(" \t\n>", rune(p.text[p.i])) {
		p.i++
	}
	p.set(name, html.UnescapeString(string(p.text[start:p.i])), false)
	return false
}

// quotedValue reads up to the closing quote. When a blank line comes first, the quote is
// missing: the value then ends with its line, at the last '>'.
func (p *attrParser) quotedValue(quote byte) string {
	p.i++
	start := p.i
	for j := start; j < len(p.text); j++ {
		if p.text[j] == quote {
			p.i = j + 1
			return html.UnescapeString(string(p.text[start:j]))
		}
		if p.text[j] == '\n' {
			p.i = j
			if p.blankLine() {
				break
			}
		}
	}
	p.bad("a quote is never closed")
	end := start
	for end < len(p.text) && p.text[end] != '\n' {
		end++
	}
	if j := bytes.LastIndexByte(p.text[start:end], '>'); j >= 0 {
		end = start + j
	}
	p.i = end
	return html.UnescapeString(string(p.text[start:end]))
}

// bareValue marks an attribute that was written without a value.
const bareValue = "\x00bare"

func (p *attrParser) set(name, value string, bare bool) {
	if _, twice := p.tag.attrs[name]; twice {
		if p.duplicate == "" {
			p.duplicate = name
		}
		return
	}
	if bare {
		value = bareValue
	}
	p.tag.attrs[name] = value
}

// attr gives an attribute's value; a bare one reads as empty.
func (t *tag) attr(name string) string {
	if v := t.attrs[name]; v != bareValue {
		return v
	}
	return ""
}
