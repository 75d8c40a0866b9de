package chat

import "strings"

// Parse cuts free text into a command's sub-command and arguments, for platforms where
// commands are typed as a line. An argument is given by its place (one word each, or what
// stands between quotes; one that asks for the Rest takes it, and so does the last) or by its
// name, "zone:Europe/Berlin": what is named runs up to the next name. A command with a single
// argument takes the text as it is.
func (s Spec) Parse(text string) (sub string, args Args) {
	text = strings.TrimSpace(text)
	params := s.Args
	if len(s.Subs) > 0 {
		sub, text, _ = strings.Cut(text, " ")
		sub, text = strings.ToLower(sub), strings.TrimSpace(text)
		for _, x := range s.Subs {
			if x.Name == sub {
				params = x.Args
			}
		}
	}
	if len(params) == 1 {
		if _, value, ok := cutName(params, text); ok {
			text = value
		}
		if text != "" {
			args = Args{{Name: params[0].Name, Value: text}}
		}
		return sub, args
	}
	placed, named := splitNamed(params, text)
	for i, p := range params {
		if placed == "" {
			break
		}
		value := placed
		if !p.Rest && i < len(params)-1 {
			value, placed = word(placed)
		} else {
			placed = ""
		}
		args = append(args, Arg{Name: p.Name, Value: value})
	}
	return sub, append(args, named...)
}

// Named takes the value of a person or role apart; id is empty when somebody typed a name
// that the platform did not know.
func Named(value string) (id, name string) {
	id, name, ok := strings.Cut(value, "|")
	if !ok {
		return "", strings.TrimPrefix(value, "@")
	}
	return id, strings.TrimPrefix(name, "@")
}

// splitNamed separates what is given by place from what is given by name.
func splitNamed(params []Param, text string) (placed string, named Args) {
	var before []string
	for text != "" {
		if name, rest, ok := cutName(params, text); ok {
			if strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "“") {
				value, after := word(rest)
				named = append(named, Arg{Name: name, Value: value})
				text = after
				continue
			}
			named = append(named, Arg{Name: name})
			text = rest
			continue
		}
		first, rest, _ := strings.Cut(text, " ")
		if len(named) == 0 {
			before = append(before, first)
		} else {
			last := &named[len(named)-1]
			last.Value = strings.TrimSpace(last.Value + " " + first)
		}
		text = strings.TrimSpace(rest)
	}
	return strings.Join(before, " "), named
}

// cutName takes a parameter's name and its colon off the beginning of a text.
func cutName(params []Param, text string) (name, rest string, ok bool) {
	for _, p := range params {
		if len(text) > len(p.Name) && strings.EqualFold(text[:len(p.Name)], p.Name) && (text[len(p.Name)] == ':' || text[len(p.Name)] == '=') {
			return p.Name, strings.TrimSpace(text[len(p.Name)+1:]), true
		}
	}
	return "", text, false
}

// word takes the first word, or what stands between quotes, off the beginning of a text.
func word(text string) (first, rest string) {
	if trimmed := strings.TrimLeft(text, `"“`); trimmed != text {
		if i := strings.IndexAny(trimmed, `"”`); i >= 0 {
			return trimmed[:i], strings.TrimSpace(strings.TrimLeft(trimmed[i:], `"”`))
		}
	}
	first, rest, _ = strings.Cut(text, " ")
	return first, strings.TrimSpace(rest)
}
