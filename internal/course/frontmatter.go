package course

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// frontMatter is the block of settings at the top of a file, as far as it can be read.
type frontMatter struct {
	values map[string]string // scalars by lower-case key
	lines  map[string]int    // where each key stands
	body   int               // offset of the text after it
	has    bool
}

// maxFrontMatter bounds the block: no real one has more than a kilobyte, and a parser of
// YAML should never see megabytes.
const maxFrontMatter = 64 << 10

// readFrontMatter splits the settings off and reads them leniently: what is not YAML is
// reported with the line it is on, and single "key: value" lines are still taken.
func readFrontMatter(s source, r *report) frontMatter {
	fm := frontMatter{values: map[string]string{}, lines: map[string]int{}}
	fence := firstLine(s.text)
	if fence != "---" && fence != "+++" {
		return fm
	}
	start := len(s.text)
	if i := bytes.IndexByte(s.text, '\n'); i >= 0 {
		start = i + 1
	}
	end, after, closed := closingFence(s.text, start, fence)
	if !closed {
		r.add(Warning, s.file, 1, "front-matter-unclosed", "The settings at the top of the file are never closed.", "Add a line of three dashes (---) after them.")
		end, after = paragraphEnd(s.text, start)
	}
	fm.has, fm.body = true, after
	block := s.text[start:end]
	if len(block) > maxFrontMatter {
		r.add(Warning, s.file, 1, "front-matter-too-large", "The settings at the top of the file are too long to be read.", "Keep title, description, type, id, prev and next only.")
		return fm
	}
	if fence == "+++" {
		fm.parseTOML(block, s, r)
		return fm
	}
	fm.parse(block, s, r)
	return fm
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return string(bytes.TrimRight(line, " \t"))
}

// closingFence finds the line that ends the block.
func closingFence(text []byte, from int, fence string) (end, after int, ok bool) {
	for i := from; i < len(text); {
		j := bytes.IndexByte(text[i:], '\n')
		next := len(text)
		if j >= 0 {
			next = i + j + 1
		}
		if strings.TrimRight(string(text[i:next]), " \t\n") == fence {
			return i, next, true
		}
		i = next
	}
	return 0, 0, false
}

// paragraphEnd is where an unclosed block ends: at the first blank line.
func paragraphEnd(text []byte, from int) (end, after int) {
	if i := bytes.Index(text[from:], []byte("\n\n")); i >= 0 {
		return from + i + 1, from + i + 2
	}
	return len(text), len(text)
}

func (fm *frontMatter) parse(block []byte, s source, r *report) {
	var root yaml.Node
	if bomb(block) {
		r.add(Warning, s.file, 1, "front-matter-yaml", "The settings nest too deeply to be read.", "Keep to simple lines of the form key: value.")
		fm.salvage(block)
		return
	}
	// Into a Node nothing is expanded: an alias stays a reference.
	if err := yaml.Unmarshal(block, &root); err != nil {
		fm.yamlFinding(err, block, s, r)
		fm.salvage(block)
		return
	}
	if len(root.Content) == 0 {
		return
	}
	m := root.Content[0]
	if m.Kind != yaml.MappingNode {
		r.add(Warning, s.file, m.Line+1, "front-matter-not-a-map", "The settings are not of the form key: value.", "Write one setting per line, such as title: The start.")
		return
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key := strings.ToLower(m.Content[i].Value)
		line := m.Content[i].Line + 1
		if _, twice := fm.lines[key]; twice {
			f := Finding{File: s.file, Line: line, Severity: Warning, Code: "front-matter-yaml", Message: fmt.Sprintf("The setting %q stands here a second time; the first one counts.", key), Remedy: "Delete one of them."}
			f.Excerpt = excerpt(block, line-1, m.Content[i].Column)
			r.findings = append(r.findings, f)
			continue
		}
		fm.lines[key] = line
		if v := m.Content[i+1]; v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
			fm.values[key] = v.Value
		}
	}
}

// bomb tells whether brackets nest deeper than any real setting's.
func bomb(block []byte) bool {
	depth, most := 0, 0
	for _, c := range block {
		switch c {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		}
	}
	return most > 50
}

func (fm *frontMatter) yamlFinding(err error, block []byte, s source, r *report) {
	line := 1
	if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	why := strings.TrimPrefix(err.Error(), "yaml: ")
	if _, rest, ok := strings.Cut(why, ": "); ok && strings.HasPrefix(why, "line ") {
		why = rest
	}
	column := 0
	if at, quote := openQuote(block); at > 0 && at <= line {
		// The parser gives up where it missed the end; the author looks for the beginning.
		line, column, why = at, quote, "the quote that begins here is never closed"
	}
	n := bytes.Count(block, []byte("\n")) + 1
	line = min(max(line, 1), n)
	f := Finding{
		File: s.file, Line: line + 1, Severity: Warning, Code: "front-matter-yaml",
		Message: "The settings at the top of the file cannot be read as YAML: " + why + ".",
		Remedy:  "Put the value between quotes when it holds a colon, close every quote, and indent with spaces.",
		Excerpt: excerpt(block, line, column),
	}
	r.findings = append(r.findings, f)
}

// openQuote finds a value that opens a quote and is followed by another setting, or by nothing,
// before the quote is closed. Line and column count from 1; line is 0 where there is none.
func openQuote(block []byte) (line, column int) {
	setting := regexp.MustCompile(`^[A-Za-z_-]+:`)
	lines := strings.Split(string(block), "\n")
	for i, l := range lines {
		value := strings.TrimLeft(setting.ReplaceAllString(l, ""), " \t")
		if !setting.MatchString(l) || value == "" || value[0] != '"' && value[0] != '\'' || strings.Contains(value[1:], value[:1]) {
			continue
		}
		for _, next := range lines[i+1:] {
			if setting.MatchString(next) {
				return i + 1, len(l) - len(value) + 1
			}
			if strings.Contains(next, value[:1]) {
				break
			}
		}
	}
	return 0, 0
}

// excerpt shows a line of the block with the one before it, its file line number and a caret
// under the column (1-based), or under the line's first character when the column is unknown.
func excerpt(block []byte, line, column int) string {
	lines := strings.Split(string(block), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	var b strings.Builder
	for n := max(1, line-1); n <= line; n++ {
		mark := " "
		if n == line {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %4d | %s\n", mark, n+1, lines[n-1])
	}
	if column == 0 {
		text := lines[line-1]
		column = len(text) - len(strings.TrimLeft(text, " \t")) + 1
	}
	b.WriteString("       | " + strings.Repeat(" ", column-1) + "^")
	return b.String()
}

// salvage takes the lines that are plainly "key: value" from a block that is not YAML.
func (fm *frontMatter) salvage(block []byte) {
	n := 1
	for line := range strings.Lines(string(block)) {
		n++
		key, value, ok := strings.Cut(strings.TrimRight(line, "\n"), ":")
		if !ok || key == "" || strings.ContainsAny(key, " \t#-") {
			continue
		}
		key = strings.ToLower(key)
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		if _, twice := fm.lines[key]; twice || value == "null" || strings.HasPrefix(value, "&") || strings.HasPrefix(value, "[") {
			continue
		}
		fm.lines[key], fm.values[key] = n, value
	}
}
