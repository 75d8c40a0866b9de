package draft

import (
	"strings"
	"unicode"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// sentence is a sentence of a unit's own prose.
type sentence struct {
	unit *course.Unit
	text string   // with its subject, when that stands in the sentence before
	span string   // as it is written
	para int      // sentences of one paragraph share it
	bold []string // what it sets in bold
	ital []string // what it sets in italics
}

// entry is an entry of a list that begins with its name in bold.
type entry struct {
	unit        *course.Unit
	list        int // entries of one list share it
	label, text string
}

// abbreviation matches what ends in a full stop without ending a sentence.
var abbreviation = pattern(`(?:\b[A-Z]|\b(?:e\.g|i\.e|etc|vs|cf|al|Dr|Mr|Mrs|Ms|Prof|St|No|pp?|Vol|Fig|ed|eds))\.$`)

// sentences cuts a paragraph into sentences. A full stop after an initial or an abbreviation
// ends none.
func sentences(text string) []string {
	var out []string
	words := strings.Fields(text)
	start := 0
	for i, w := range words {
		bare := strings.TrimRight(w, `"”’')`)
		end := strings.HasSuffix(bare, ".") || strings.HasSuffix(bare, "?") || strings.HasSuffix(bare, "!")
		if !end || abbreviation().MatchString(bare) {
			continue
		}
		if i+1 < len(words) {
			if next := []rune(strings.TrimLeft(words[i+1], `"“‘'(`)); len(next) == 0 || unicode.IsLower(next[0]) {
				continue
			}
		}
		out = append(out, strings.Join(words[start:i+1], " "))
		start = i + 1
	}
	return out
}

// prose gathers the sentences and labelled entries of a unit and of all its parts.
func (m *matter) prose(u *course.Unit) {
	for _, b := range u.Own {
		m.block(u, b)
	}
	for _, c := range u.Children {
		m.prose(c)
	}
}

func (m *matter) block(u *course.Unit, b doc.Block) {
	switch b := b.(type) {
	case doc.Paragraph:
		m.paragraph(u, b)
	case doc.List:
		m.lists++
		id := m.lists
		for _, it := range b.Items {
			m.item(u, id, it)
		}
	case doc.Quote, doc.Heading, doc.Code, doc.Formula, doc.Table, doc.Figure, doc.Rule:
		// What is quoted is not the course's own statement; the others hold no sentences.
	}
}

func (m *matter) paragraph(u *course.Unit, p doc.Paragraph) {
	m.paras++
	var bold, ital []string
	for _, sp := range p.Spans {
		switch sp := sp.(type) {
		case doc.Strong:
			bold = append(bold, strings.Trim(doc.SpanText(sp.Spans), " .:,"))
		case doc.Emphasis:
			ital = append(ital, strings.Trim(doc.SpanText(sp.Spans), " .:,"))
		default:
		}
	}
	for _, text := range sentences(doc.SpanText(p.Spans)) {
		in := func(marked []string) (out []string) {
			for _, s := range marked {
				if strings.Contains(text, s) {
					out = append(out, s)
				}
			}
			return out
		}
		m.sentences = append(m.sentences, sentence{unit: u, text: text, span: text, para: m.paras, bold: in(bold), ital: in(ital)})
	}
}

func (m *matter) item(u *course.Unit, list int, it doc.Item) {
	for i, b := range it.Blocks {
		p, ok := b.(doc.Paragraph)
		if ok && i == 0 && len(p.Spans) > 1 {
			if s, ok := p.Spans[0].(doc.Strong); ok {
				m.entry(u, list, doc.SpanText(s.Spans), doc.SpanText(p.Spans[1:]))
				continue
			}
		}
		if ok && i == 0 {
			if hit := plainLabel().FindStringSubmatch(doc.SpanText(p.Spans)); hit != nil {
				m.entry(u, list, hit[1], ": "+hit[2])
				continue
			}
		}
		m.block(u, b)
	}
}

// plainLabel matches an entry whose name is not set in bold: "Egoism - states further …".
var plainLabel = pattern(`^([A-Z][\w’'-]*(?: [\w’'-]+){0,3}?)(?: [-–—]|:) ([^ ].{20,})$`)

func (m *matter) entry(u *course.Unit, list int, label, text string) {
	rest := strings.TrimLeft(text, " :–—-.")
	if rest == strings.TrimLeft(text, " ") && !strings.HasSuffix(strings.TrimSpace(label), ":") && !strings.HasSuffix(strings.TrimSpace(label), ".") || rest == "" {
		return // the bold words are part of a sentence
	}
	label = strings.Trim(label, " :.–—-")
	if label == "" || len(strings.Fields(label)) > 5 {
		return
	}
	m.entries = append(m.entries, entry{u, list, label, strings.Join(strings.Fields(rest), " ")})
}

// lessonSame tells whether two units belong to one lesson.
func lessonSame(a, b *course.Unit) bool { return lessonOf(a) == lessonOf(b) }
