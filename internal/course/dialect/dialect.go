// Package dialect turns the Markdown of site generators into plain CommonMark: notes, tabs and
// containers become quotes and bold lines, directives become pictures, code or prose, and
// template tags, components and attributes go, with the words inside them kept. It goes over
// the text once, line by line, and remembers which line of the source each line came from.
package dialect

import (
	"bytes"
	"regexp"
	"strings"
)

// Dialect says which constructs a text may hold beyond CommonMark.
type Dialect struct {
	Liquid     bool // {% tag %} and {{ value }}: Jekyll, GitBook
	Shortcodes bool // {{< name >}} and {{% name %}}: Hugo, Quarto
	Divs       bool // ::: containers: Pandoc, Docusaurus, MyST
	Indented   bool // !!! notes and === tabs with indented text: MkDocs
	Directives bool // fences whose language is {name}, and {role}`text`: MyST
	JSX        bool // import, export, components and {/* comments */}: MDX
	Handlebars bool // {{#include file}}: mdBook
	Attributes bool // {#id .class} after a heading or a span, and {: .class} lines
	Snippets   bool // --8<-- "file": MkDocs
	Bookdown   bool // (PART) headings and \@ref(label)
}

// Result is a text in CommonMark.
type Result struct {
	Text    []byte
	Lines   []int  // for each line of Text, the line of the source it came from, from 1
	Quizzes []Mark // files of questions that the text asks for
	Missing []Mark // files that the text includes and that are not there
	Open    []Mark // containers that are never closed
}

// Mark is a name at a line of the source.
type Mark struct {
	Name string
	Line int
}

// Include gives a file that a text includes, by the name it uses for it.
type Include func(name string) ([]byte, bool)

// Limits that no author reaches: of containers in each other, and of what is included in all.
const (
	maxDepth    = 12
	maxIncludes = 200
	maxIncluded = 2 << 20 // bytes
)

// Clean rewrites a text. first is the source's line on which the text begins.
func Clean(text []byte, first int, d Dialect, include Include) Result {
	c := &cleaner{d: d, include: include, rules: newRules(), at: first}
	for line := range bytes.Lines(text) {
		c.line(strings.TrimRight(string(line), "\n"))
		c.at++
	}
	for _, b := range c.stack {
		if b.indent == 0 {
			c.res.Open = append(c.res.Open, Mark{b.name, b.line})
		}
	}
	c.res.Text = c.out.Bytes()
	return c.res
}

// box is a container that is open.
type box struct {
	name   string
	line   int
	mark   byte // ':' or '`' or '~' of what closes it; 0 for an indented one
	count  int  // of the marks
	indent int  // of an indented one
	quote  bool // its text is quoted
	tabs   bool // headings in it name tabs
	drop   bool // nothing in it is shown
	fresh  bool // no text yet: options may come
	yaml   bool // the options are YAML between lines of dashes, and the second is still to come
	note   bool // its first heading is its title
	image  *picture
}

// picture is one that a directive shows, and where it was written: its words may come after it.
type picture struct {
	src         string
	from, lines int
}

type cleaner struct {
	d        Dialect
	include  Include
	rules    rules
	at       int
	out      bytes.Buffer
	res      Result
	stack    []box
	fence    byte // of the code that is open, or 0
	fenceLen int
	verbatim string // the Liquid tag that ends a stretch left as it is, or out
	dropping bool
	included int
	bytes    int
}

func (c *cleaner) emit(line string) {
	quotes := 0
	for _, b := range c.stack {
		if b.drop {
			return
		}
		if b.quote {
			quotes++
		}
	}
	c.out.WriteString(strings.TrimRight(strings.Repeat("> ", quotes)+line, " "))
	if strings.HasSuffix(line, "  ") {
		c.out.WriteString("  ")
	}
	c.out.WriteByte('\n')
	c.res.Lines = append(c.res.Lines, c.at)
}

// line takes one line of the source.
func (c *cleaner) line(line string) {
	if line = c.dedent(line); c.inFence(line) || c.inVerbatim(line) {
		return
	}
	trimmed := strings.TrimSpace(line)
	if c.option(trimmed) || c.closes(trimmed) || c.opens(line, trimmed) || c.dropped(trimmed) || c.brings(line, trimmed) {
		return
	}
	if n := len(c.stack); n > 0 && trimmed != "" {
		top := &c.stack[n-1]
		top.fresh = false
		if title, ok := headingText(trimmed); ok && (top.tabs || top.note) {
			if top.note {
				// The title of a note may be written as its first heading.
				c.out.Truncate(c.lastTitle())
				c.res.Lines = c.res.Lines[:bytes.Count(c.out.Bytes(), []byte("\n"))]
			}
			top.note = false
			c.emit("**" + c.rules.heading.ReplaceAllString(title, "") + "**")
			c.emit("")
			return
		}
		top.note = false
	}
	c.emit(c.inline(line))
}

// lastTitle is where the title that was written last begins.
func (c *cleaner) lastTitle() int {
	out := bytes.TrimRight(c.out.Bytes(), "> \n")
	return bytes.LastIndexByte(out, '\n') + 1
}

// dedent takes the indentation of open notes away, and closes those whose text has ended.
func (c *cleaner) dedent(line string) string {
	blank := strings.TrimSpace(line) == ""
	for i := 0; i < len(c.stack); i++ {
		n := c.stack[i].indent
		if n == 0 || blank {
			continue
		}
		rest := strings.ReplaceAll(line, "\t", "    ")
		if len(rest)-len(strings.TrimLeft(rest, " ")) < n {
			c.stack = c.stack[:i]
			c.fence = 0
			c.emit("")
			return line
		}
		line = rest[n:]
	}
	return line
}

// inFence passes code through.
func (c *cleaner) inFence(line string) bool {
	if c.fence == 0 {
		return false
	}
	trimmed := strings.TrimSpace(line)
	switch n := run(trimmed, c.fence); {
	case n >= c.fenceLen && n == len(trimmed):
		c.fence = 0
	case strings.HasPrefix(trimmed, "#| "):
		return true // an option of the cell
	case c.d.Handlebars && c.brings(line, trimmed):
		return true
	}
	c.emit(line)
	return true
}

// option skips the settings at the start of a directive, ":name: value" line by line or YAML
// between lines of dashes; the words of a figure are kept.
func (c *cleaner) option(trimmed string) bool {
	n := len(c.stack)
	if n == 0 || !c.stack[n-1].fresh || !c.d.Directives {
		return false
	}
	top := &c.stack[n-1]
	if top.yaml && c.closes(trimmed) { // the second line of dashes is missing
		return true
	}
	if top.image != nil {
		alt, ok := strings.CutPrefix(trimmed, ":alt:")
		if top.yaml {
			alt, ok = strings.CutPrefix(trimmed, "alt:")
		}
		if ok {
			c.out.Truncate(top.image.from)
			c.res.Lines = c.res.Lines[:top.image.lines]
			c.image(unquote(strings.TrimSpace(alt)), top.image.src)
			return true
		}
	}
	if trimmed == "---" {
		top.yaml, top.fresh = !top.yaml, !top.yaml
		return true
	}
	return top.yaml || strings.HasPrefix(trimmed, ":") && strings.IndexByte(trimmed[1:], ':') > 0
}

// closes ends the container that a line of marks closes.
func (c *cleaner) closes(trimmed string) bool {
	n := len(c.stack)
	if n == 0 || len(trimmed) < 3 || c.stack[n-1].mark == 0 {
		return false
	}
	top := c.stack[n-1]
	if k := run(trimmed, top.mark); k != len(trimmed) || k < top.count && top.mark != ':' {
		return false
	}
	c.stack = c.stack[:n-1]
	if !top.drop {
		c.emit("")
	}
	return true
}

func (c *cleaner) push(b box) {
	b.line, b.fresh = c.at, true
	if len(c.stack) < maxDepth {
		c.stack = append(c.stack, b)
	}
}

// note opens a quoted container under its title.
func (c *cleaner) note(b box, title string) {
	c.emit("")
	b.quote = true
	c.push(b)
	c.emit("**" + title + "**")
	c.emit("")
}

// image shows a picture on a line of its own.
func (c *cleaner) image(alt, src string) {
	c.emit("![" + strings.NewReplacer("[", "(", "]", ")").Replace(alt) + "](" + src + ")")
	c.emit("")
}

// run counts the marks at the start of a line.
func run(s string, mark byte) int {
	n := 0
	for n < len(s) && s[n] == mark {
		n++
	}
	return n
}

func headingText(trimmed string) (string, bool) {
	n := run(trimmed, '#')
	if n == 0 || n > 6 || n >= len(trimmed) || trimmed[n] != ' ' {
		return "", false
	}
	return strings.TrimSpace(strings.TrimRight(trimmed[n:], "# ")), true
}

type rules struct {
	liquid, value, shortcode, role, attributes, heading, relative, span, attrLine, component, comment, expression, reference, indented, div, include, snippet, alert *regexp.Regexp
}

func newRules() rules {
	re := regexp.MustCompile
	return rules{
		liquid:     re(`\{%-?\s*(/?\w*)\s*(.*?)-?%\}`),
		value:      re(`\{\{.*?\}\}`),
		shortcode:  re(`\{\{[<%]\s*(/?)\s*([\w/-]*)\s*(.*?)\s*[>%]\}\}`),
		role:       re("\\{([\\w:.+-]+)\\}`([^`]*)`"),
		attributes: re("([)*_`])\\{:?\\s*(?:[.#][\\w-]|[\\w-]+=)[^{}]*\\}"),
		heading:    re(`\s*\{:?\s*(?:[#.][^{}]*|-|[\w-]+=[^{}]*)\}\s*$`),
		span:       re(`\[([^\[\]]*)\]\{:?\s*(?:[.#][\w-]|[\w-]+=)[^{}]*\}`),
		relative:   re(`['"]([^'"]*)['"]\s*\|\s*(?:relative_url|absolute_url)`),
		attrLine:   re(`^\{:.*\}$`),
		component:  re(`</?[A-Z][\w.]*(?:\s[^<>]*)?/?>|</?>`),
		comment:    re(`\{/\*.*?\*/\}`),
		expression: re(`\{(?:props|frontMatter|useBaseUrl|require)\b[^{}]*\}`),
		reference:  re(`\\@ref\([^()]*\)`),
		indented:   re(`^(!!!|\?\?\?\+?|===[!+]?)\s+(.*)$`),
		div:        re(`^(:{3,})\s*(.*)$`),
		include:    re(`\{\{\s*#(\w+)\s+([^{}]*?)\s*\}\}`),
		snippet:    re(`^-{1,}8<-{1,}\s+"([^"]+)"$`),
		alert:      re(`^>\s*\[!(\w+)\]\s*$`),
	}
}
