package announce

import (
	"strings"
	"unicode/utf8"

	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/say"
)

// Parts of a composed text: enough to know what awaits the reader, short enough to be read in
// a channel.
const (
	maxOutline = 12  // entries of the list
	maxLead    = 400 // characters of the first lines
)

// Compose writes a first version from a unit in the language of its readers: its title, its description, what is in it and
// its first lines. Staff edit it before anybody sees it.
func Compose(u *course.Unit, to *say.Speaker) (title, text string) {
	name := say.Args{"Title": strings.TrimSpace(u.Title)}
	title, inside, readable := to.T("New lesson: {{.Title}}", name), to.T("In this lesson:"), to.T("The lesson can be read now.")
	if u.Kind == course.Chapter {
		title, inside, readable = to.T("New chapter: {{.Title}}", name), to.T("In this chapter:"), to.T("The chapter can be read now.")
	}
	title = cut(title, MaxTitle)
	var parts []string
	if u.Lead != "" {
		parts = append(parts, u.Lead)
	}
	var outline []string
	for _, ch := range u.Children {
		if len(outline) == maxOutline {
			outline = append(outline, "- "+to.T("and more"))
			break
		}
		line := "- " + ch.Title
		if ch.Planned {
			line = "- " + to.T("{{.Title}} (coming soon)", say.Args{"Title": ch.Title})
		}
		outline = append(outline, line)
	}
	if len(outline) > 0 {
		parts = append(parts, inside+"\n"+strings.Join(outline, "\n"))
	}
	if first := firstLines(u); first != "" && first != u.Lead {
		parts = append(parts, first)
	}
	if len(parts) == 0 {
		parts = append(parts, readable)
	}
	return title, cut(strings.Join(parts, "\n\n"), MaxText)
}

// firstLines is the first paragraph of a unit, or of the first part that has one.
func firstLines(u *course.Unit) string {
	for _, b := range u.Own {
		if p, ok := b.(doc.Paragraph); ok {
			if text := strings.Join(strings.Fields(doc.SpanText(p.Spans)), " "); text != "" {
				return cut(text, maxLead)
			}
		}
	}
	for _, ch := range u.Children {
		if text := firstLines(ch); text != "" {
			return text
		}
	}
	return ""
}

// abbreviated tells whether a full stop after the text ends a word rather than a sentence:
// after an initial or another word of one or two letters, as in "E. H. Carr" or in "pp. 12".
func abbreviated(text string) bool {
	word := text[strings.LastIndexAny(text, " .(\n")+1:]
	return utf8.RuneCountInString(word) <= 2 && strings.Trim(word, "0123456789") != ""
}

// cut shortens a text to n characters, at a sentence or a blank.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)[:n-1]
	short := string(r)
	for i := strings.LastIndex(short, ". "); i > len(short)/2; i = strings.LastIndex(short[:i], ". ") {
		if !abbreviated(short[:i]) {
			return short[:i+1]
		}
	}
	if i := strings.LastIndexAny(short, " \n"); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-\n") + "…"
}
