package dialect

import (
	"bytes"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// opens begins a container or a fence of code.
func (c *cleaner) opens(line, trimmed string) bool {
	switch {
	case c.d.Divs && strings.HasPrefix(trimmed, ":::"):
		m := c.rules.div.FindStringSubmatch(trimmed)
		if m[2] != "" {
			c.div(m[1], m[2])
		}
		return true // a closing line without an opening one goes too
	case c.d.Indented && c.rules.indented.MatchString(trimmed):
		m := c.rules.indented.FindStringSubmatch(trimmed)
		c.indented(m[1], m[2], len(line)-len(strings.TrimLeft(line, " \t")))
		return true
	case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
		return c.opensFence(line, trimmed)
	}
	if m := c.rules.alert.FindStringSubmatch(trimmed); m != nil {
		c.emit("> **" + capital(strings.ToLower(m[1])) + "**")
		c.emit(">")
		return true
	}
	return false
}

// opensFence tells code from a directive that is written as code.
func (c *cleaner) opensFence(line, trimmed string) bool {
	n := run(trimmed, trimmed[0])
	info := strings.TrimSpace(trimmed[n:])
	if trimmed[0] == '`' && strings.Contains(info, "`") {
		return false
	}
	name, arg, ok := directive(info)
	if !c.d.Directives || !ok || isCode(name) {
		c.fence, c.fenceLen = trimmed[0], n
		if ok && c.d.Directives && name != "r" && name != "python" { // {code-block} python
			line = strings.Repeat(trimmed[:1], n) + strings.TrimSpace(arg)
		}
		if c.d.Directives && name == "math" {
			line = strings.Repeat(trimmed[:1], n) + "latex"
		}
		c.emit(line)
		return true
	}
	c.directive(box{name: name, mark: trimmed[0], count: n}, arg)
	return true
}

// directive reads "{name} argument".
func directive(info string) (name, arg string, ok bool) {
	if !strings.HasPrefix(info, "{") {
		return "", "", false
	}
	name, arg, ok = strings.Cut(info[1:], "}")
	return strings.TrimSpace(name), strings.TrimSpace(arg), ok && name != ""
}

func isCode(name string) bool {
	switch first, _, _ := strings.Cut(name, " "); first {
	case "code", "code-block", "code-cell", "sourcecode", "math", "r", "python", "literalinclude":
		return true
	}
	return false
}

// directive begins what a directive of MyST stands for.
func (c *cleaner) directive(b box, arg string) {
	switch b.name {
	case "toctree", "tableofcontents", "bibliography", "raw", "index", "contents":
		b.drop = true
		c.push(b)
	case "figure", "image":
		c.emit("")
		b.image = &picture{src: arg, from: c.out.Len(), lines: len(c.res.Lines)}
		c.image(strings.TrimSuffix(path.Base(arg), path.Ext(arg)), arg)
		c.push(b)
	case "include":
		c.push(b)
		c.bring(arg)
	case "tab-item", "tab", "dropdown", "card", "grid-item-card":
		c.push(b)
		c.tab(arg)
	default:
		if title, ok := noteTitle(b.name, arg); ok {
			c.note(b, title)
			return
		}
		c.push(b)
		if arg != "" && b.name != "div" && !strings.HasPrefix(b.name, "tab-set") && !strings.HasPrefix(b.name, "grid") {
			c.emit(arg)
		}
	}
}

// noteTitle gives the title of a note; ok is false for what is none.
func noteTitle(name, title string) (string, bool) {
	switch name = strings.ToLower(name); name {
	case "note", "tip", "warning", "important", "caution", "danger", "info", "hint", "attention", "error", "seealso", "success", "abstract", "summary",
		"question", "quote", "example", "bug", "failure", "todo", "secondary", "exercise", "solution", "definition", "theorem", "proof":
		if title == "" {
			title = capital(name)
		}
		return title, true
	case "admonition", "topic":
		if title == "" {
			title = "Note"
		}
		return title, true
	}
	return "", false
}

func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}

// div begins a ::: container, in the spelling of Pandoc, of MyST or of Docusaurus.
func (c *cleaner) div(marks, rest string) {
	b := box{mark: ':', count: len(marks)}
	rest = strings.TrimRight(rest, ": ")
	if name, arg, ok := directive(rest); ok && c.d.Directives {
		b.name = name
		c.directive(b, arg)
		return
	}
	if strings.HasPrefix(rest, "{") {
		c.pandoc(b, strings.Trim(rest, "{}"))
		return
	}
	name, title, _ := strings.Cut(rest, " ")
	if n, t, ok := strings.Cut(rest, "["); ok {
		name, title = n, strings.TrimRight(t, "]")
	}
	b.name = strings.TrimSpace(name)
	if title, ok := noteTitle(b.name, unquote(strings.TrimSpace(title))); ok {
		c.note(b, title)
		return
	}
	c.emit("")
	c.push(b)
}

// pandoc begins a container with attributes: {.callout-note title="…"}.
func (c *cleaner) pandoc(b box, attrs string) {
	title := ""
	if _, after, ok := strings.Cut(attrs, `title="`); ok {
		title, _, _ = strings.Cut(after, `"`)
	}
	for f := range strings.FieldsSeq(attrs) {
		b.name = strings.TrimPrefix(f, ".")
		if kind, ok := strings.CutPrefix(b.name, "callout-"); ok {
			b.note = title == ""
			if title, ok = noteTitle(kind, title); ok {
				c.note(b, title)
				return
			}
		}
		switch b.name {
		case "panel-tabset", "tabset":
			b.tabs = true
		case "hidden", "content-hidden":
			b.drop = true
		}
	}
	c.emit("")
	c.push(b)
}

// indented begins a note or a tab of MkDocs.
func (c *cleaner) indented(mark, rest string, at int) {
	b := box{name: mark, indent: at + 4}
	kind, title, _ := strings.Cut(rest, " ")
	if strings.HasPrefix(rest, `"`) {
		kind, title = "note", rest
	}
	if strings.HasPrefix(mark, "===") {
		c.push(b)
		c.tab(unquote(rest))
		return
	}
	if i := strings.IndexByte(title, '"'); i >= 0 {
		title = title[i:]
	}
	title = unquote(strings.TrimSpace(title))
	if t, ok := noteTitle(kind, title); ok {
		title = t
	} else if title == "" {
		title = capital(kind)
	}
	c.note(b, title)
}

// tab sets the label of a tab above its text.
func (c *cleaner) tab(label string) {
	c.emit("")
	if label != "" {
		c.emit("**" + label + "**")
		c.emit("")
	}
}

func unquote(s string) string {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// dropped tells whether a line is none of the reader's business.
func (c *cleaner) dropped(trimmed string) bool {
	switch {
	case c.d.JSX && (strings.HasPrefix(trimmed, "import ") && (strings.Contains(trimmed, " from ") || strings.ContainsAny(trimmed, `'"`)) || strings.HasPrefix(trimmed, "export ")):
	case c.d.Attributes && c.rules.attrLine.MatchString(trimmed):
	case c.d.Indented && (trimmed == "[TOC]" || trimmed == "[[_TOC_]]"):
	case c.d.Directives && (strings.HasPrefix(trimmed, "% ") || trimmed == "+++" || strings.HasPrefix(trimmed, "+++ {")):
	case c.d.Directives && strings.HasPrefix(trimmed, "(") && strings.HasSuffix(trimmed, ")=") && !strings.Contains(trimmed, " "):
	case c.d.Bookdown && strings.HasPrefix(trimmed, "# (PART"), c.d.Bookdown && strings.HasPrefix(trimmed, "# (APPENDIX"):
	default:
		return false
	}
	c.emit("") // it parted paragraphs
	return true
}

// brings takes in what a line includes.
func (c *cleaner) brings(line, trimmed string) bool {
	switch {
	case c.d.Handlebars && strings.Contains(line, "{{#"):
		m := c.rules.include.FindStringSubmatchIndex(line)
		if m == nil || m[0] > 0 && line[m[0]-1] == '\\' {
			return false
		}
		switch name, file := line[m[2]:m[3]], line[m[4]:m[5]]; name {
		case "include", "rustdoc_include", "playground", "playpen":
			c.bring(file)
		case "quiz":
			c.res.Quizzes = append(c.res.Quizzes, Mark{file, c.at})
		case "title":
		default:
			return false
		}
		return true
	case c.d.Snippets:
		if m := c.rules.snippet.FindStringSubmatch(trimmed); m != nil {
			c.bring(m[1])
			return true
		}
	case c.d.Shortcodes && strings.HasPrefix(trimmed, "{{< include "):
		m := c.rules.shortcode.FindStringSubmatch(trimmed)
		if m != nil {
			c.bring(strings.Trim(m[3], `"'`))
			return true
		}
	}
	return false
}

// bring puts an included file in the place of the line. What it includes in turn is left out.
func (c *cleaner) bring(spec string) {
	words := strings.Fields(spec)
	if len(words) == 0 {
		c.res.Missing = append(c.res.Missing, Mark{spec, c.at})
		return
	}
	file, part, _ := strings.Cut(words[0], ":")
	c.included++
	if c.include == nil || c.included > maxIncludes {
		return
	}
	text, ok := c.include(file)
	if !ok {
		c.res.Missing = append(c.res.Missing, Mark{file, c.at})
		return
	}
	if c.bytes += len(text); c.bytes > maxIncluded {
		return
	}
	for line := range bytes.Lines(cut(text, part)) {
		c.emit(strings.TrimRight(string(line), "\r\n"))
	}
}

// cut takes lines "2:5" or the part between ANCHOR: name and ANCHOR_END: name.
func cut(text []byte, part string) []byte {
	if part == "" {
		return text
	}
	a, b, ranged := strings.Cut(part, ":")
	from, errA := strconv.Atoi(a)
	to, errB := strconv.Atoi(b)
	if a == "" {
		from, errA = 1, nil
	}
	if b == "" {
		to, errB = 1<<30, nil
	}
	byLine := errA == nil && errB == nil
	if byLine && !ranged {
		to = from
	}
	var out bytes.Buffer
	inside, n := false, 0
	for line := range bytes.Lines(text) {
		n++
		s := string(line)
		switch {
		case byLine:
			if n >= from && n <= to {
				out.Write(line)
			}
		case strings.Contains(s, "ANCHOR_END: "):
			if strings.HasSuffix(strings.TrimSpace(s), "ANCHOR_END: "+part) {
				inside = false
			}
		case strings.Contains(s, "ANCHOR: "):
			inside = inside || strings.HasSuffix(strings.TrimSpace(s), "ANCHOR: "+part)
		case inside:
			out.Write(line)
		}
	}
	return out.Bytes()
}
