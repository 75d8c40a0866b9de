package dialect

import "strings"

// inline takes template tags, components, roles and attributes from a line, outside code.
func (c *cleaner) inline(line string) string {
	if c.d.Directives && strings.Contains(line, "}`") {
		line = c.rules.role.ReplaceAllStringFunc(line, c.role)
	}
	if !strings.ContainsAny(line, "{<\\@") {
		return line
	}
	if !strings.Contains(line, "`") {
		return c.tags(line)
	}
	var b strings.Builder
	at := 0
	for _, r := range tickRuns(line) {
		if r.from < at { // inside code
			continue
		}
		b.WriteString(c.tags(line[at:r.from]))
		end := r.from + r.length
		if r.later >= r.length { // it is known to be there, so that no search goes to the end in vain
			end += strings.Index(line[end:], line[r.from:end]) + r.length
		}
		if c.verbatim == "" || !c.dropping {
			b.WriteString(line[r.from:end])
		}
		at = end
	}
	b.WriteString(c.tags(line[at:]))
	return b.String()
}

// tickRun is a run of back-ticks, and how long the longest one after it is.
type tickRun struct{ from, length, later int }

func tickRuns(line string) []tickRun {
	var list []tickRun
	for i := 0; i < len(line); {
		if line[i] != '`' {
			i++
			continue
		}
		n := run(line[i:], '`')
		list = append(list, tickRun{from: i, length: n})
		i += n
	}
	longest := 0
	for i := len(list) - 1; i >= 0; i-- {
		list[i].later = longest
		longest = max(longest, list[i].length)
	}
	return list
}

// role gives the words of {role}`words <target>`.
func (c *cleaner) role(s string) string {
	m := c.rules.role.FindStringSubmatch(s)
	switch m[1] {
	case "math":
		return "$" + m[2] + "$"
	case "code", "kbd", "samp", "file", "command":
		return "`" + m[2] + "`"
	}
	text, target, titled := strings.Cut(m[2], " <")
	if titled && strings.HasSuffix(target, ">") {
		return text
	}
	return m[2]
}

func (c *cleaner) tags(s string) string {
	if c.d.Shortcodes {
		s = c.rules.shortcode.ReplaceAllString(s, "")
	}
	if c.d.Liquid {
		s = c.liquids(s)
	}
	if c.d.JSX {
		s = c.rules.comment.ReplaceAllString(s, "")
		s = c.rules.component.ReplaceAllStringFunc(s, c.component)
		s = c.rules.expression.ReplaceAllString(s, "")
	}
	if c.d.Bookdown {
		s = c.rules.reference.ReplaceAllString(s, "")
	}
	if c.d.Attributes {
		s = c.rules.span.ReplaceAllString(s, "$1")
		s = c.rules.attributes.ReplaceAllString(s, "$1")
		if strings.HasPrefix(s, "#") {
			s = c.rules.heading.ReplaceAllString(s, "")
		}
	}
	return s
}

// component takes a component's tag away; the label of a tab stays.
func (c *cleaner) component(s string) string {
	if !strings.HasPrefix(s, "<TabItem") {
		return ""
	}
	for _, name := range []string{`label="`, `value="`} {
		if _, after, ok := strings.Cut(s, name); ok {
			label, _, _ := strings.Cut(after, `"`)
			return "**" + label + "**"
		}
	}
	return ""
}
