package course

import (
	"fmt"
	"strings"
	"unicode"

	"lectern/internal/doc"
)

// announced is a number of things that a text promises or lists: "three key assumptions:".
type announced struct {
	unit   *Unit
	word   string // "three"; empty where the text gives no number
	said   int    // 3; 0 where the text gives no number
	follow int    // how many list items or parts come after it
	text   string // the sentence before the colon, lower case
	thing  string // "key assumptions"; empty where the words after the number are no such phrase
}

// checkNumbers holds the numbers that a chapter announces against what follows them, and
// against the other places of the same lesson that list the same things.
func (f *fileReader) checkNumbers(chapter *Unit) {
	for _, top := range chapter.Children {
		var all []announced
		var walk func(u *Unit)
		walk = func(u *Unit) {
			all = append(all, announcements(u)...)
			for _, ch := range u.Children {
				walk(ch)
			}
		}
		walk(top)
		for _, a := range all {
			f.checkAnnounced(a, all)
		}
	}
}

// checkAnnounced remarks on one announcement, at most once.
func (f *fileReader) checkAnnounced(a announced, all []announced) {
	if a.said == 0 {
		return
	}
	if a.said != a.follow {
		f.r.add(Warning, a.unit.File, a.unit.Line, "announced-count", fmt.Sprintf("Under “%s” the text announces %s, but %d follow.", a.unit.Title, a.word, a.follow),
			"Correct the number, or what follows.")
		return
	}
	for _, b := range all {
		if a.thing != "" && b.said == 0 && b.follow != a.said && strings.Contains(b.text, a.thing) {
			f.r.add(Warning, a.unit.File, a.unit.Line, "counts-disagree", fmt.Sprintf("“%s” speaks of %s %s, but “%s” (line %d) lists %d.", a.unit.Title, a.word, a.thing, b.unit.Title, b.unit.Line, b.follow),
				"Let both places name the same things, or say in which way they differ.")
			return
		}
	}
}

// announcements finds the sentences of a unit that end in a colon before a list, or before
// the unit's parts.
func announcements(u *Unit) []announced {
	var out []announced
	for i, b := range u.Own {
		p, ok := b.(doc.Paragraph)
		if !ok {
			continue
		}
		var follow int
		if i+1 < len(u.Own) {
			l, isList := u.Own[i+1].(doc.List)
			if !isList {
				continue
			}
			follow = len(l.Items)
		} else {
			follow = len(u.Children)
		}
		if a, ok := announcement(p); ok && follow > 0 {
			a.unit, a.follow = u, follow
			out = append(out, a)
		}
	}
	return out
}

// announcement reads the last sentence of a paragraph that ends in a colon.
func announcement(p doc.Paragraph) (a announced, ok bool) {
	text := strings.TrimSpace(doc.SpanText(p.Spans))
	text, ok = strings.CutSuffix(text, ":")
	if !ok {
		return a, false
	}
	if i := strings.LastIndexAny(text, ".!?"); i >= 0 {
		text = text[i+1:]
	}
	words := strings.Fields(strings.ToLower(text))
	a.text = strings.Join(words, " ")
	for i, w := range words {
		if a.said = numberWord(w); a.said == 0 || i+1 == len(words) {
			a.said = 0
			continue
		}
		a.word = w
		if i+2 < len(words) && isWord(words[i+1]) && isWord(words[i+2]) && strings.HasSuffix(words[i+2], "s") {
			a.thing = words[i+1] + " " + words[i+2]
		}
		break
	}
	return a, true
}

func isWord(w string) bool {
	return len(w) > 2 && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

func numberWord(w string) int {
	for i, n := range []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"} {
		if w == n {
			return i + 2
		}
	}
	return 0
}
