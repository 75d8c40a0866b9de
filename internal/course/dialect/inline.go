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
	for line != "" {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			b.WriteString(c.tags(line))
			break
		}
		n := run(line[i:], '`')
		b.WriteString(c.tags(line[:i]))
		end := strings.Index(line[i+n:], line[i:i+n])
		if end < 0 {
			b.WriteString(line[i : i+n])
			line = line[i+n:]
			continue
		}
		end += i + 2*n
		b.WriteString(line[i:end])
		line = line[end:]
	}
	return b.String()
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
		s = c.rules.liquid.ReplaceAllStringFunc(s, c.liquid)
		s = c.rules.value.ReplaceAllStringFunc(s, func(v string) string {
			if m := c.rules.relative.FindStringSubmatch(v); m != nil {
				return m[1] // the address of a file of the course
			}
			return ""
		})
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

// liquid takes a tag away; a comment goes with what is inside it, and what is raw stays.
func (c *cleaner) liquid(s string) string {
	m := c.rules.liquid.FindStringSubmatch(s)
	switch m[1] {
	case "comment":
		c.verbatim, c.dropping = "endcomment", true
	case "raw":
		c.verbatim, c.dropping = "endraw", false
	case "highlight":
		lang, _, _ := strings.Cut(m[2], " ")
		c.verbatim, c.dropping = "endhighlight", false
		return "```" + lang
	case "tab":
		if _, after, ok := strings.Cut(m[2], `title="`); ok {
			label, _, _ := strings.Cut(after, `"`)
			return "**" + label + "**"
		}
	}
	return ""
}

// component takes a component's tag away; the label of a tab stays.
func (c *cleaner) component(s string) string {
	if !strings.HasPrefix(s, "<TabItem") {
		return ""
	}
	for _, name := range []string{`label="`, `value="`} {
		if _, after, ok := strings.Cut(s, name); ok {
			label, _, _ := strings.Cut(after, `"`)
			c.res.Labels = append(c.res.Labels, label)
			return "**" + label + "**"
		}
	}
	return ""
}
