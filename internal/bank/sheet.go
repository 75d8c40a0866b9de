package bank

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"lectern/internal/fault"
)

// sheet is a file of questions as lines that can be replaced, and what the lines mean.
type sheet struct {
	lines     []string // each with its own line end; the last one perhaps without
	eol       string
	root      *yaml.Node // nil when the file holds nothing but comments
	list      *yaml.Node // the questions; nil when there is no list yet
	questions []parsed
	mistakes  int
}

// open reads a file to edit it. A file that is not YAML cannot be edited.
func open(file string, data []byte) (*sheet, error) {
	r := &reader{file: file}
	s := &sheet{questions: r.parse(data), mistakes: len(r.findings), eol: "\n", lines: strings.SplitAfter(string(data), "\n")}
	if bytes.Contains(data, []byte("\r\n")) {
		s.eol = "\r\n"
	}
	if s.lines[len(s.lines)-1] == "" {
		s.lines = s.lines[:len(s.lines)-1]
	}
	if len(data) > maxFile || deep(data) {
		return nil, fault.New(fault.Invalid, "The file {{.File}} is too large or too deeply nested to be edited.", "Split it by chapter; lectern check shows what is wrong.").With("File", file)
	}
	var doc yaml.Node
	plain := bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	if err := yaml.Unmarshal(plain, &doc); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The file {{.File}} cannot be read as YAML.", "Correct it first; lectern check shows where.").With("File", file)
	}
	if len(doc.Content) > 0 {
		s.root = doc.Content[0]
		s.list = s.root
		if s.root.Kind == yaml.MappingNode {
			s.list = valueOf(s.root, "questions")
		}
	}
	if strings.ContainsAny(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r\u0085\u2028\u2029") || !s.within(s.root) {
		// They end a line for YAML and not for us, so that positions would be off.
		return nil, fault.New(fault.Invalid, "The file {{.File}} holds unusual line ends, so it cannot be edited in place.", "Save it with ordinary line ends.").With("File", file)
	}
	if s.list != nil && s.list.Tag == "!!null" { // "questions:" with nothing below it yet
		return s, nil
	}
	for _, f := range r.findings {
		if f.Code == "quiz-yaml" {
			return nil, fault.New(fault.Invalid, "The file {{.File}} cannot be edited: {{.Why}}", "Correct it first; lectern check shows where.").With("File", file).With("Why", f.Message)
		}
	}
	return s, nil
}

// within tells whether a node and all its parts stand where the file has lines.
func (s *sheet) within(n *yaml.Node) bool {
	if n == nil {
		return true
	}
	ok := n.Line >= 1 && n.Line <= len(s.lines) && n.Column >= 1 && n.Column-1 <= utf8.RuneCountInString(s.lines[n.Line-1])
	return ok && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !s.within(c) })
}

func (s *sheet) bytes() []byte { return []byte(strings.Join(s.lines, "")) }

// reads tells whether data means the questions wanted and has no mistakes that were not there.
func (s *sheet) reads(file string, data []byte, want []Question) bool {
	r := &reader{file: file}
	got := r.parse(data)
	return len(r.findings) <= s.mistakes && slices.EqualFunc(got, want, func(p parsed, q Question) bool {
		return coded(p.node()) == coded(q.node())
	})
}

// splice puts text, of lines that end in "\n", in the place of the lines from up to to (0-based).
func (s *sheet) splice(from, to int, text string) {
	var put []string
	for l := range strings.Lines(text) {
		put = append(put, strings.TrimSuffix(l, "\n")+s.eol)
	}
	if n := len(s.lines); n > 0 && from == n && len(put) > 0 && !strings.HasSuffix(s.lines[n-1], "\n") {
		s.lines[n-1] += s.eol
	}
	s.lines = slices.Replace(s.lines, from, to, put...)
}

// trim moves an end up over blank lines and over comments that stand no further right than
// column (0-based), which belong to what follows.
func (s *sheet) trim(from, end, column int) int {
	for end > from+1 {
		line := strings.TrimRight(s.lines[end-1], "\r\n")
		text := strings.TrimLeft(line, " \t")
		if text != "" && (text[0] != '#' || len(line)-len(text) > column) {
			break
		}
		end--
	}
	return end
}

// listEnd is the line behind the list (0-based): that of the next key, of a mark that ends
// the document, or the end of the file.
func (s *sheet) listEnd() int {
	begin := 0
	if s.list != nil {
		begin = s.list.Line
	}
	end := len(s.lines)
	if s.root != nil && s.root.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(s.root.Content); i += 2 {
			if k := s.root.Content[i]; s.root.Content[i+1] != s.list && k.Line > begin {
				end = min(end, k.Line-1)
			}
		}
	}
	for i := begin; i < end; i++ {
		if l := s.lines[i]; strings.HasPrefix(l, "---") || strings.HasPrefix(l, "...") {
			return i
		}
	}
	return end
}

// itemEnd is the line behind an entry of the list (0-based).
func (s *sheet) itemEnd(item *yaml.Node) int {
	for _, n := range s.list.Content {
		if n.Line > item.Line {
			return n.Line - 1
		}
	}
	return s.listEnd()
}

// change puts text in the place of lines, from one up to another (0-based).
type change struct {
	from, to int
	text     string
}

// editFields writes the fields that differ; false when the layout does not allow it.
func (s *sheet) editFields(item *yaml.Node, was, q Question) bool {
	if s.list.Style&yaml.FlowStyle != 0 || item.Kind != yaml.MappingNode || item.Style&yaml.FlowStyle != 0 {
		return false
	}
	before, after := was.node(), q.node()
	column, end := item.Column-1, s.itemEnd(item)
	behind := func(i int) int { // the line behind the field at i
		next := end
		if i+2 < len(item.Content) {
			next = item.Content[i+2].Line - 1
		}
		return s.trim(item.Content[i].Line-1, next, column)
	}
	var changes []change
	for i := 0; i+1 < len(item.Content); i += 2 {
		key := item.Content[i]
		was, now := valueOf(before, spellings(key.Value)...), valueOf(after, spellings(key.Value)...)
		if coded(was) == coded(now) {
			continue
		}
		from := key.Line - 1
		head := s.head(key)
		c := change{from: from, to: behind(i)}
		switch {
		case now != nil:
			name := *key
			name.HeadComment, name.FootComment = "", "" // they stay where they are
			c.text = head + indented(fieldText(&name, merged(item.Content[i+1], was, now)), column, false)
		case strings.TrimSpace(head) != "": // the dash would go with it
			return false
		}
		changes = append(changes, c)
	}
	if text := fresh(item, before, after, column); text != "" {
		at := field(item, "state")
		if at < 0 {
			at = len(item.Content) - 2
		}
		changes = append(changes, change{behind(at), behind(at), text})
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	for _, c := range slices.Backward(changes) {
		s.splice(c.from, c.to, c.text)
	}
	return true
}

// fresh writes the fields that an entry does not have yet and now needs.
func fresh(item, before, after *yaml.Node, column int) string {
	var b strings.Builder
	for i := 0; i+1 < len(after.Content); i += 2 {
		key, value := after.Content[i], after.Content[i+1]
		if field(item, spellings(key.Value)...) < 0 && coded(valueOf(before, key.Value)) != coded(value) {
			b.WriteString(indented(fieldText(key, value), column, true))
		}
	}
	return b.String()
}

// head is what stands before a node on its line: blanks, perhaps with a dash.
func (s *sheet) head(n *yaml.Node) string {
	line := []rune(s.lines[n.Line-1])
	if len(line) > 0 && line[0] == '\ufeff' {
		return string(line[:n.Column])
	}
	return string(line[:n.Column-1])
}

// editItem writes a whole entry anew.
func (s *sheet) editItem(item *yaml.Node, was, q Question) bool {
	if s.list.Style&yaml.FlowStyle != 0 || item.Kind != yaml.MappingNode {
		return false
	}
	from := item.Line - 1
	head := s.head(item)
	to := s.trim(from, s.itemEnd(item), s.list.Column-1)
	m := merged(item, was.node(), q.node())
	m.HeadComment, m.FootComment = "", ""
	s.splice(from, to, head+indented(coded(m), item.Column-1, false))
	return true
}

// appendList puts entries after those of the list; false when the layout does not allow it.
func (s *sheet) appendList(list *yaml.Node) bool {
	column := 2
	switch {
	case s.root == nil:
		s.splice(len(s.lines), len(s.lines), "questions:\n"+indented(coded(list), column, true))
		return true
	case s.list == nil:
		return false
	case s.list.Kind == yaml.SequenceNode && len(s.list.Content) > 0 && s.list.Style&yaml.FlowStyle == 0:
		column = s.list.Column - 1
		end := s.listEnd()
		if end < len(s.lines) {
			end = s.trim(s.list.Line-1, end, column)
		}
		s.splice(end, end, indented(coded(list), column, true))
		return true
	case len(s.list.Content) > 0 || s.list == s.root:
		return false
	}
	at := s.list.Line - 1
	s.lines[at] = strings.Replace(s.lines[at], "[]", "", 1)
	s.splice(at+1, at+1, indented(coded(list), column, true))
	return true
}

func fieldText(key, value *yaml.Node) string {
	return coded(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}})
}

// indented moves lines to the right, the first one only on request. Blank lines stay blank.
func indented(text string, by int, first bool) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		if (first || b.Len() > 0) && l != "\n" {
			b.WriteString(strings.Repeat(" ", by))
		}
		b.WriteString(l)
	}
	return b.String()
}
