package commands

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/say"
)

// quotable cuts what somebody typed to what a title can hold.
func quotable(s string) string { return short(s, maxQuoted) }

// maxQuoted is how many characters of a query are repeated in an answer. Discord's embed
// titles hold 256 characters, Slack's headers 150.
const maxQuoted = 80

// short cuts a line to n characters, at a blank when there is one near the end.
func short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)[:n-1]
	for len(r) > 0 && (unicode.Is(unicode.Mn, r[len(r)-1]) || r[len(r)-1] == '\u200d') {
		r = r[:len(r)-1]
	}
	cut := string(r)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–—-") + "…"
}

// Reading speeds. 238 words a minute is the average silent reading of English non-fiction
// (Brysbaert 2019, “How many words do we read per minute?”); 255 characters a minute is
// Chinese, the slowest of the scripts without blanks in the IReST study (Trauzettel-Klosinski
// and Dietz 2012).
const (
	wordsPerMinute      = 238
	charactersPerMinute = 255
)

// minutes is how long a unit takes to read, at least one.
func minutes(u *course.Unit) int {
	words, characters := tally(u)
	return max(1, (words*charactersPerMinute+characters*wordsPerMinute+wordsPerMinute*charactersPerMinute/2)/(wordsPerMinute*charactersPerMinute))
}

// tally counts the words of a unit's whole text, and the characters of scripts that set no
// blanks between words.
func tally(u *course.Unit) (words, characters int) {
	words, characters = countText(doc.BlockText(u.Own))
	for _, part := range u.Children {
		if part.Planned {
			continue
		}
		titleWords, titleCharacters := countText(part.Title)
		partWords, partCharacters := tally(part)
		words, characters = words+titleWords+partWords, characters+titleCharacters+partCharacters
	}
	return words, characters
}

// countText counts words between blanks, and characters of Chinese and Japanese.
func countText(s string) (words, characters int) {
	in := false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			blank := r == ' ' || r >= '\t' && r <= '\r'
			if !blank && !in {
				words++
			}
			in = !blank
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			characters++
			in = false
		case unicode.IsSpace(r):
			in = false
		case !in:
			words++
			in = true
		}
	}
	return words, characters
}

// detail tells what awaits the reader of a unit: "3 lessons, 9 minutes".
func detail(u *course.Unit, to *say.Speaker) string {
	if u.Planned {
		return to.T("coming soon")
	}
	lessons, sections, soon := 0, 0, 0
	for _, part := range u.Children {
		switch {
		case part.Planned:
			soon++
		case part.Kind == course.Lesson:
			lessons++
		default:
			sections++
		}
	}
	var parts []string
	if lessons > 0 {
		parts = append(parts, to.N(lessons, "{{.Count}} lesson", "{{.Count}} lessons"))
	}
	if sections > 0 {
		parts = append(parts, to.N(sections, "{{.Count}} section", "{{.Count}} sections"))
	}
	if soon > 0 {
		parts = append(parts, to.N(soon, "{{.Count}} coming soon", "{{.Count}} coming soon"))
	}
	return strings.Join(append(parts, to.N(minutes(u), "{{.Count}} minute", "{{.Count}} minutes")), ", ")
}

func pathEscape(id string) string { return (&url.URL{Path: id}).EscapedPath() }
