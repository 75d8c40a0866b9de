package dialect

import "strings"

// inVerbatim skips what stands between {% comment %} and its end, and leaves {% raw %} and
// {% highlight %} alone, over any number of lines. What follows the end on its line is read on.
func (c *cleaner) inVerbatim(line string) bool {
	tag := c.verbatim
	if tag == "" {
		return false
	}
	before, after, ended := c.leave(line)
	if c.dropping {
		before = ""
	}
	switch {
	case !ended && !c.dropping:
		c.emit(line)
	case !ended:
	case tag == "endhighlight":
		if strings.TrimSpace(before) != "" {
			c.emit(before)
		}
		c.emit("```")
		before = ""
		fallthrough
	default:
		if text := before + c.inline(after); strings.TrimSpace(text) != "" {
			c.emit(text)
		}
	}
	return true
}

// leave finds the tag that ends the stretch left as it is, and parts the line there.
func (c *cleaner) leave(line string) (before, after string, ended bool) {
	for _, m := range c.rules.liquid.FindAllStringSubmatchIndex(line, -1) {
		if line[m[2]:m[3]] == c.verbatim {
			c.verbatim = ""
			return line[:m[0]], line[m[1]:], true
		}
	}
	return line, "", false
}

// liquids takes the tags and values of Liquid from a stretch of a line; a comment goes with what
// is inside it, and what is raw stays.
func (c *cleaner) liquids(s string) string {
	var b strings.Builder
	for s != "" {
		if c.verbatim != "" { // begun on this line
			before, after, _ := c.leave(s)
			if !c.dropping {
				b.WriteString(before)
			}
			s = after
			continue
		}
		m := c.rules.liquid.FindStringSubmatchIndex(s)
		if m == nil {
			break
		}
		b.WriteString(c.values(s[:m[0]]))
		name, rest := s[m[2]:m[3]], s[m[4]:m[5]]
		s = s[m[1]:]
		b.WriteString(c.liquid(name, rest, &s))
	}
	b.WriteString(c.values(s))
	return b.String()
}

// liquid gives what stands for a tag, and begins a stretch that is left as it is. A highlight that
// ends on its line is code within the line, and takes it from after.
func (c *cleaner) liquid(name, rest string, after *string) string {
	switch name {
	case "comment":
		c.verbatim, c.dropping = "endcomment", true
	case "raw":
		c.verbatim, c.dropping = "endraw", false
	case "highlight":
		c.verbatim, c.dropping = "endhighlight", false
		if code, behind, ended := c.leave(*after); ended {
			*after = behind
			return "`" + strings.TrimSpace(code) + "`"
		}
		lang, _, _ := strings.Cut(rest, " ")
		return "```" + lang
	case "tab":
		if _, label, ok := strings.Cut(rest, `title="`); ok {
			label, _, _ = strings.Cut(label, `"`)
			return "**" + label + "**"
		}
	}
	return ""
}

// values takes {{ values }} away; the address of a file of the course stays.
func (c *cleaner) values(s string) string {
	return c.rules.value.ReplaceAllStringFunc(s, func(v string) string {
		if m := c.rules.relative.FindStringSubmatch(v); m != nil {
			return m[1]
		}
		return ""
	})
}
