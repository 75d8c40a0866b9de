package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"lectern/internal/course"
)

// GIFT is Moodle's text format for questions (Moodle documentation, "GIFT format"). What it
// cannot say about a question (its state, its source) is left out; ids and tags travel in the
// comment before it, as Moodle itself writes them.

// ReadGIFT reads questions in GIFT. Findings tell what was left out and why.
func ReadGIFT(file string, data []byte) ([]Question, []course.Finding) {
	r := &reader{file: file}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	r.lines = strings.Split(text, "\n")
	g := giftReader{reader: r}
	var block []string
	start := 0
	flush := func() {
		g.block(strings.Join(block, "\n"), start)
		block = nil
	}
	for i, line := range r.lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" && !g.inBraces(block):
			flush()
		case strings.HasPrefix(trimmed, "//") && !g.inBraces(block):
			flush()
			g.comment(trimmed)
		case strings.HasPrefix(trimmed, "$CATEGORY:") && !g.inBraces(block):
			flush()
			g.category = strings.TrimSpace(strings.TrimPrefix(trimmed, "$CATEGORY:"))
		default:
			if len(block) == 0 {
				start = i + 1
			}
			block = append(block, line)
		}
	}
	flush()
	return g.questions, r.findings
}

type giftReader struct {
	*reader

	questions []Question
	id        string
	tags      []string
	category  string
}

// inBraces tells whether the answers of a block are not closed yet: blank lines and comments
// belong to them then.
func (g *giftReader) inBraces(block []string) bool {
	text := strings.Join(block, "\n")
	open := unescapedIndex(text, '{')
	return open >= 0 && unescapedIndex(text[open:], '}') < 0
}

func (g *giftReader) comment(line string) {
	for _, m := range regexp.MustCompile(`\[(id|tag):([^\]]*)\]`).FindAllStringSubmatch(line, -1) {
		if m[1] == "id" {
			g.id = strings.TrimSpace(m[2])
		} else {
			g.tags = append(g.tags, strings.TrimSpace(m[2]))
		}
	}
}

func (g *giftReader) block(text string, line int) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	q := Question{ID: g.id, Tags: g.tags, State: Draft, Origin: "import"}
	g.id, g.tags = "", nil
	title := ""
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		if before, after, ok := strings.Cut(rest, "::"); ok {
			title, text = giftText(before), strings.TrimSpace(after)
		}
	}
	text = format(text)
	open := unescapedIndex(text, '{')
	if open < 0 {
		g.skip(line, "it asks nothing: it has no answers between braces")
		return
	}
	end := unescapedIndex(text[open:], '}')
	if end < 0 {
		g.report(line, 1, "gift-unclosed", "The answers of this question are never closed.", "Add the missing brace: }.")
		return
	}
	end += open
	q.Stem = giftText(strings.TrimSpace(text[:open]))
	if after := strings.TrimSpace(text[end+1:]); after != "" {
		q.Stem = strings.TrimSpace(q.Stem + " _____ " + giftText(after)) // a missing word
	}
	if q.ID == "" {
		q.ID = giftID(title, q.Stem)
	}
	body, general := cutGeneral(text[open+1 : end])
	q.Why = giftText(general)
	if g.answers(&q, strings.TrimSpace(body), line) {
		g.questions = append(g.questions, q)
	}
}

func (g *giftReader) skip(line int, why string) {
	g.warn(line, "gift-skipped", "This question was left out: "+why+".", "Write it anew as a question of another kind.")
}

// warn tells what does not break the file.
func (g *giftReader) warn(line int, code, message, remedy string) {
	was := g.broken
	g.report(line, 1, code, message, remedy)
	g.findings[len(g.findings)-1].Severity = course.Warning
	g.broken = was
}

// giftID makes an id of a title, or of the question's first words.
func giftID(title, stem string) string {
	from := title
	if from == "" {
		from = stem
	}
	words := strings.Fields(normal(from))
	id := strings.Join(words[:min(len(words), 8)], "-")
	if id = strings.Trim(regexp.MustCompile(`[^a-z0-9-]+`).ReplaceAllString(id, ""), "-"); id != "" || from == "" {
		return id
	}
	sum := sha256.Sum256([]byte(from)) // in another script: no letters that an id may hold
	return "q-" + hex.EncodeToString(sum[:5])
}

// cutGeneral takes the feedback for everybody off the end of the answers.
func cutGeneral(body string) (answers, general string) {
	for i := 0; i+4 <= len(body); i++ {
		if body[i] == '\\' {
			i++
			continue
		}
		if body[i:i+4] == "####" {
			return body[:i], body[i+4:]
		}
	}
	return body, ""
}

// answers reads what stands between the braces.
func (g *giftReader) answers(q *Question, body string, line int) bool {
	switch upper := strings.ToUpper(strings.TrimSpace(firstPart(body, "#"))); {
	case body == "":
		g.skip(line, "it is an essay, which nobody can mark at once")
		return false
	case upper == "T" || upper == "TRUE" || upper == "F" || upper == "FALSE":
		q.Kind, q.Accept = Bool, []string{map[bool]string{true: "true", false: "false"}[upper[0] == 'T']}
		if q.Why == "" {
			if parts := splitUnescaped(body, '#'); len(parts) > 1 {
				q.Why = giftText(parts[1])
			}
		}
		return true
	case strings.HasPrefix(body, "#"):
		return g.numeric(q, body[1:], line)
	}
	return g.choices(q, body, line)
}

// choices reads options: = right, ~ wrong, with weights and feedback, or pairs. As Moodle has it,
// one with ~ is one of options; where = marks the right one, weights of others are what a wrong
// choice costs or consoles with, and where nothing does, whatever brings marks is right.
func (g *giftReader) choices(q *Question, body string, line int) bool {
	var right, pairs, partial, tildes int
	var bringing []int // options with ~ and a positive weight
	for i, part := range splitOptions(body) {
		mark, rest := part[0], part[1:]
		weight, rest := weightOf(strings.TrimSpace(rest))
		answer, why := cutUnescaped(rest, '#')
		o := Option{Text: giftText(answer), Why: giftText(why)}
		if left, match, ok := strings.Cut(answer, "->"); ok && mark == '=' {
			o.Text, o.Match = giftText(left), giftText(match)
			pairs++
		}
		switch {
		case mark == '~':
			tildes++
			if weight != nil && *weight > 0 {
				bringing = append(bringing, i)
			}
		case weight != nil && *weight < 100:
			partial++
		default:
			right++
			o.Correct = true
		}
		q.Options = append(q.Options, o)
	}
	switch {
	case len(q.Options) == 0:
		g.skip(line, "none of its answers begins with = or ~")
		return false
	case pairs > 0:
		q.Kind = Match
		q.Options = matched(q.Options)
	case tildes > 0:
		if right > 0 {
			partial += len(bringing)
			bringing = nil
		}
		chosen(q, bringing)
	case right == 0:
		g.skip(line, "none of its answers brings all the marks")
		return false
	default: // only right ones: a short answer
		typed(q)
	}
	if partial > 0 {
		g.warn(line, "gift-partial", "This question gives a part of its marks for some answers, which cannot be kept: they count as wrong.", "Look whether they should count as right.")
	}
	return true
}

// chosen makes a question one of options; those that bring marks are right too.
func chosen(q *Question, bringing []int) {
	for _, i := range bringing {
		q.Options[i].Correct = true
	}
	q.Kind = Single
	if countRight(q.Options) > 1 {
		q.Kind = Multi
	}
}

// typed makes a question one that is answered in words.
func typed(q *Question) {
	q.Kind = Short
	for _, o := range q.Options {
		if !o.Correct {
			continue
		}
		q.Accept = append(q.Accept, o.Text)
		if q.Why == "" {
			q.Why = o.Why
		}
	}
	q.Options = nil
}

func countRight(options []Option) (n int) {
	for _, o := range options {
		if o.Correct {
			n++
		}
	}
	return n
}

// matched keeps the pairs; a right side without a left one has no place in our form.
func matched(options []Option) []Option {
	var out []Option
	for _, o := range options {
		if o.Text != "" && o.Match != "" {
			o.Correct = false
			out = append(out, o)
		}
	}
	return out
}

// numeric reads 1822:5, 1..5 and several of them with weights.
func (g *giftReader) numeric(q *Question, body string, line int) bool {
	q.Kind = Numeric
	parts := splitOptions(body)
	if len(parts) == 0 {
		parts = []string{"=" + body}
	}
	for _, part := range parts {
		if part[0] == '~' { // what is wrong need not be listed
			continue
		}
		weight, rest := weightOf(strings.TrimSpace(part[1:]))
		value, why := cutUnescaped(rest, '#')
		if weight != nil && *weight < 100 {
			g.skip(line, "it gives partial marks for numbers, which cannot be kept")
			continue
		}
		answer, tolerance, ok := numberRange(strings.TrimSpace(value))
		if !ok {
			g.report(line, 1, "gift-number", "“"+strings.TrimSpace(value)+"” is not a number, a range or a number with a tolerance.", "Write 1822:5, or 1817..1827.")
			return false
		}
		q.Accept = append(q.Accept, answer)
		q.Tolerance = max(q.Tolerance, tolerance)
		if q.Why == "" {
			q.Why = giftText(why)
		}
	}
	if len(q.Accept) == 0 {
		g.skip(line, "no number is right")
		return false
	}
	return true
}

func numberRange(s string) (answer string, tolerance float64, ok bool) {
	if low, high, isRange := strings.Cut(s, ".."); isRange {
		a, okA := Number(low)
		b, okB := Number(high)
		// Twelve digits keep the middle of 3.141..3.142 from becoming 3.1414999999999997.
		middle := strconv.FormatFloat((a+b)/2, 'g', 12, 64)
		off, err := strconv.ParseFloat(strconv.FormatFloat((b-a)/2, 'g', 12, 64), 64)
		return middle, off, okA && okB && b >= a && err == nil
	}
	value, tol, has := strings.Cut(s, ":")
	v, ok := Number(value)
	if has {
		t, okT := Number(tol)
		return strconv.FormatFloat(v, 'g', -1, 64), t, ok && okT && t >= 0
	}
	return strconv.FormatFloat(v, 'g', -1, 64), 0, ok
}

// weightOf takes %50% off the beginning.
func weightOf(s string) (*float64, string) {
	m := regexp.MustCompile(`^%(-?[0-9.]+)%`).FindStringSubmatch(s)
	if m == nil {
		return nil, s
	}
	w, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return nil, s
	}
	return &w, strings.TrimSpace(s[len(m[0]):])
}

// format takes [markdown], [html] and the like off the beginning: texts are Markdown here.
func format(s string) string {
	for _, f := range []string{"[markdown]", "[html]", "[plain]", "[moodle]"} {
		if rest, ok := strings.CutPrefix(s, f); ok {
			return strings.TrimSpace(rest)
		}
	}
	return s
}

// giftText undoes GIFT's escapes.
func giftText(s string) string {
	s = format(strings.TrimSpace(s))
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			switch next := s[i+1]; next {
			case 'n':
				b.WriteByte('\n')
				i++
				continue
			case '~', '=', '#', '{', '}', ':', '\\':
				b.WriteByte(next)
				i++
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return strings.TrimSpace(b.String())
}

func unescapedIndex(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		if s[i] == c {
			return i
		}
	}
	return -1
}

func cutUnescaped(s string, c byte) (before, after string) {
	if i := unescapedIndex(s, c); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

func firstPart(s, sep string) string {
	before, _, _ := strings.Cut(s, sep)
	return before
}

func splitUnescaped(s string, c byte) []string {
	var out []string
	for {
		i := unescapedIndex(s, c)
		if i < 0 {
			return append(out, s)
		}
		out = append(out, s[:i])
		s = s[i+1:]
	}
}

// splitOptions cuts answers at = and ~; each part begins with its sign.
func splitOptions(body string) []string {
	var out []string
	start := -1
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '=', '~':
			if start >= 0 {
				out = append(out, body[start:i])
			}
			start = i
		}
	}
	if start >= 0 {
		out = append(out, body[start:])
	}
	return out
}
