package review

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/doc"
)

// show reads a draft out: where it is, what it asks, what is right, why, and what it rests on.
func (r *Review) show(at int) {
	e := r.queue[at]
	q := e.now
	r.say("\nQuestion %d of %d: %s, in %s", at+1, len(r.queue), clean(q.ID), clean(e.File))
	if q.Origin != "author" {
		r.say(", made by %s", clean(q.Origin))
	}
	r.say(".\n")
	switch q.State {
	case bank.Approved:
		r.say("You have accepted it.\n")
	case bank.Rejected:
		r.say("You have rejected it: %s\n", clean(q.Reason))
	case bank.Draft, bank.Retired:
	}
	if e.Unit != nil {
		r.say("About: %s\n", clean(titles(e.Unit)))
	}
	r.say("\n%s\n", clean(q.Stem))
	for i, o := range q.Options {
		r.say("  %s. %s\n", letter(i), clean(o.Text))
	}
	r.say("\n%s\n", clean(right(q)))
	if q.Why != "" {
		r.say("Why: %s\n", clean(q.Why))
	}
	for i, o := range q.Options {
		if o.Why != "" {
			r.say("Told to whoever chooses %s: %s\n", letter(i), clean(o.Why))
		}
	}
	r.source(e)
}

// right says in words what the right answer is.
func right(q bank.Question) string {
	switch q.Kind {
	case bank.Single, bank.Multi:
		var keys []string
		for i, o := range q.Options {
			if o.Correct {
				keys = append(keys, letter(i)+", "+o.Text)
			}
		}
		switch len(keys) {
		case 0:
			return "No option is marked as right."
		case 1:
			return "Right is " + keys[0] + "."
		}
		return "Right are " + strings.Join(keys, "; ") + "."
	case bank.Match:
		pairs := make([]string, 0, len(q.Options))
		for i, o := range q.Options {
			pairs = append(pairs, "To "+letter(i)+" belongs "+o.Match+".")
		}
		return "Right is: " + strings.Join(pairs, " ")
	case bank.Order:
		return "Right is the order in which they stand here."
	case bank.Bool, bank.Short, bank.Numeric:
	}
	text := "Right is " + strings.Join(q.Accept, ", or ")
	if q.Tolerance != 0 {
		text += ", give or take " + strconv.FormatFloat(q.Tolerance, 'g', -1, 64)
	}
	return text + "."
}

func letter(i int) string { return string(rune('A' + i%26)) }

func titles(u *course.Unit) string {
	path := u.Title
	for u = u.Parent; u != nil; u = u.Parent {
		path = u.Title + " › " + path
	}
	return path
}

// source tells the passage a draft rests on and the line where it begins.
func (r *Review) source(e *entry) {
	switch span := e.now.Source.Span; {
	case e.Unit == nil:
		r.say("Source: it names no section of the course.\n")
	case span == "":
		const most = 300 // characters, about what is read out in twenty seconds
		text := []rune(strings.Join(strings.Fields(doc.BlockText(e.Unit.Text())), " "))
		r.say("Source: none is quoted. The section, %s:%d, begins: %s\n", clean(e.Unit.File), e.Unit.Line, clean(string(text[:min(most, len(text))])))
	case e.Stale:
		r.say("Source: “%s”\nThese words are no longer in the text, so the question would not be asked even when accepted.\n", clean(span))
	default:
		r.say("Source, %s:%d: “%s”\n", clean(e.Unit.File), r.line(e.Unit, span), clean(span))
	}
}

// line is the line of the unit's file on which a passage begins (1-based); where its unit begins
// when the markup hides it.
func (r *Review) line(u *course.Unit, span string) int {
	data, err := fs.ReadFile(r.files, u.File)
	if err != nil {
		return u.Line
	}
	want := bare(span)
	var text strings.Builder
	var starts []int // where each line begins in text
	lines := strings.Split(string(data), "\n")
	lines = lines[min(max(u.Line-1, 0), len(lines)):]
	for _, l := range lines {
		starts = append(starts, text.Len())
		text.WriteString(bare(l))
	}
	// A link's address or a footnote within the passage is no part of its plain text: then its
	// beginning has to do.
	const least = 20 // letters; fewer may stand anywhere
	for n := len(want); n > 0 && (n >= least || n == len(want)); n /= 2 {
		at := strings.Index(text.String(), want[:n])
		if at < 0 {
			continue
		}
		for i, start := range slices.Backward(starts) {
			if start <= at {
				return max(u.Line, 1) + i
			}
		}
	}
	return u.Line
}

// bare keeps the ASCII letters and digits of a text: neither markup nor layout counts.
func bare(s string) string {
	return strings.Map(func(c rune) rune {
		if c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// clean takes out what would steer a terminal: control characters and marks that turn the
// direction of writing. Line ends stay.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)) {
			return -1
		}
		return c
	}, s)
}
