package bank

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"lectern/internal/course"
)

// Suffix ends the name of a file of questions: chapter6.quiz.yaml lies beside chapter6.md.
const Suffix = ".quiz.yaml"

// maxFile bounds a file of questions. 2,000 long questions take about 2 MB.
const maxFile = 4 << 20

// parsed is a question of a file with the line it begins on.
type parsed struct {
	Question

	line   int
	broken bool // it has a mistake that was reported
}

// reader reads one file of questions. Mistakes are collected, with the line and a caret; a
// question with a mistake is still read as far as it can be.
type reader struct {
	file     string
	lines    []string
	findings []course.Finding
	broken   bool // the question being read
}

// Parse reads the questions of a file. A file that is not YAML gives none.
func Parse(file string, data []byte) ([]Question, []course.Finding) {
	r := &reader{file: file}
	list := r.parse(data)
	out := make([]Question, 0, len(list))
	for _, p := range list {
		out = append(out, p.Question)
	}
	return out, r.findings
}

func (r *reader) parse(data []byte) []parsed {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	r.lines = strings.Split(string(data), "\n")
	switch {
	case len(data) > maxFile:
		r.report(1, 1, "quiz-too-large", fmt.Sprintf("This file of questions has %d MB; at most %d are read.", len(data)>>20, maxFile>>20), "Split it by chapter.")
		return nil
	case deep(data):
		r.report(1, 1, "quiz-yaml", "This file nests more deeply than questions ever do, so it is not read.", "Keep to one list of questions.")
		return nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil { // into a Node no alias is expanded
		r.syntax(err)
		return nil
	}
	if len(root.Content) == 0 {
		return nil
	}
	list := root.Content[0]
	if list.Kind == yaml.MappingNode {
		list = r.questions(list)
	}
	if list == nil {
		return nil
	}
	if list.Kind != yaml.SequenceNode {
		r.at(list, "quiz-yaml", "A list of questions is expected here.", "Begin each question with a dash: - id: ….")
		return nil
	}
	var out []parsed
	for _, n := range list.Content {
		r.broken = false
		q := r.question(n)
		out = append(out, parsed{Question: q, line: n.Line, broken: r.broken})
	}
	return out
}

// questions finds the list in a file of the form "questions: […]".
func (r *reader) questions(m *yaml.Node) *yaml.Node {
	var list *yaml.Node
	for i := 0; i+1 < len(m.Content); i += 2 {
		switch key := m.Content[i]; key.Value {
		case "questions":
			list = m.Content[i+1]
		case "version":
		default:
			r.unknown(key, []string{"questions", "version"})
		}
	}
	if list == nil {
		r.at(m, "quiz-yaml", "The file holds no list called questions.", "Write questions: and below it one entry per question.")
	}
	return list
}

// syntax reports what the YAML parser says, with the line it says it of.
func (r *reader) syntax(err error) {
	line := 1
	if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	why := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasPrefix(why, "line ") {
		if _, rest, ok := strings.Cut(why, ": "); ok {
			why = rest
		}
	}
	r.report(line, 0, "quiz-yaml", "The questions cannot be read as YAML: "+why+".", "Put a text between quotes when it holds a colon or begins with a sign, close every quote, and indent with spaces.")
}

// deep tells whether brackets nest as no question needs: some parsers take exponential time.
func deep(data []byte) bool {
	depth, most := 0, 0
	for _, c := range data {
		switch c {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		}
	}
	return most > 100
}

// report adds a finding with the line and a caret beneath the column (1-based; 0: the first
// character of the line).
func (r *reader) report(line, column int, code, message, remedy string) {
	r.broken = true
	r.findings = append(r.findings, course.Finding{
		File: r.file, Line: line, Severity: course.Error, Code: code, Message: message, Remedy: remedy, Excerpt: r.excerpt(line, column),
	})
}

func (r *reader) at(n *yaml.Node, code, message, remedy string) {
	r.report(n.Line, n.Column, code, message, remedy)
}

func (r *reader) excerpt(line, column int) string {
	if line < 1 || line > len(r.lines) {
		return ""
	}
	text := r.lines[line-1]
	if column == 0 {
		column = len(text) - len(strings.TrimLeft(text, " \t")) + 1
	}
	const width = 100 // a long line is cut so that the caret stays in sight
	text = strings.ReplaceAll(text, "\t", " ")
	start := 0
	if column > width {
		start = column - width/2
	}
	end := min(start+width, len(text))
	return fmt.Sprintf("> %4d | %s\n       | %s^", line, strings.ToValidUTF8(text[min(start, end):end], "?"), strings.Repeat(" ", max(column-1-start, 0)))
}
