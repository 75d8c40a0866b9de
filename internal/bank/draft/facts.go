package draft

import (
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"

	"lectern/internal/doc"
)

// pronoun matches a sentence whose subject stands in the one before it.
var pronoun = pattern(`^(It|They|He|She|This (?:theory|view|perspective|approach|school|doctrine))((?:, [^,]{3,80},)? (?:` + reporting + `|` + doings + `)\b.*)$`)

// subjects puts the name in place of the pronoun with which a sentence begins, where the
// sentence before it in the paragraph is about that name.
func (m *matter) subjects() {
	para, subject, human := 0, "", false
	for i := range m.sentences {
		s := &m.sentences[i]
		if s.para != para {
			para, subject = s.para, ""
		}
		hit := pronoun().FindStringSubmatch(s.text)
		if hit == nil || subject == "" {
			subject, human = m.opens(s.text)
			continue
		}
		he := hit[1] == "He" || hit[1] == "She"
		many := sortOf(subject) == plural || sortOf(subject) == schools
		if he == human && (hit[1] == "They") == (many && !human) {
			s.text = subject + hit[2]
			if strings.HasSuffix(subject, "theory") {
				s.text = "The " + s.text
			}
		} else {
			subject = ""
		}
	}
}

// opens finds the term or the person with which a sentence begins.
func (m *matter) opens(text string) (name string, human bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "Overall, "), "The ")
	for _, t := range m.terms {
		for _, n := range append([]string{t.name}, t.aliases...) {
			if len(n) > len(name) && opensWith(text, n) {
				name = text[:len(n)]
			}
		}
	}
	if name != "" {
		return name, false
	}
	for _, p := range m.persons {
		if opensWith(text, p.name) || opensWith(text, p.name[strings.LastIndex(p.name, " ")+1:]) {
			return p.name, true
		}
	}
	return "", false
}

func opensWith(text, name string) bool {
	return len(text) > len(name) && strings.EqualFold(text[:len(name)], name) && strings.ContainsRune(" ,(", rune(text[len(name)]))
}

// facts gathers what the text says of each name: what disqualifies it as a wrong option, and
// what a reader is told who picks it.
func (m *matter) facts() {
	learn := func(name, text string) {
		if m.own[name] == nil {
			m.own[name] = map[string]bool{}
		}
		for _, w := range content(text) {
			m.own[name][w] = true
		}
	}
	for _, t := range m.terms {
		if strings.EqualFold(strings.Trim(t.unit.Title, "* "), t.name) || strings.HasPrefix(strings.ToLower(t.unit.Title), strings.ToLower(t.name)) {
			learn(t.name, doc.BlockText(t.unit.Text()))
		}
	}
	for _, e := range m.entries {
		learn(e.label, e.text)
		if all := sentences(ended(e.text)); len(all) > 0 {
			m.tell(e.label, strings.TrimSuffix(all[0], "."))
		}
	}
	for _, s := range m.sentences {
		for _, p := range m.named(s.text) {
			learn(p, s.text)
		}
		name, human := m.opens(s.text)
		if name == "" {
			continue
		}
		if !human {
			name, _ = m.siblings(name)
			learn(name, s.text)
		}
		if s.text == s.span && claims().MatchString(s.text) || s.text == s.span && human && persons().MatchString(s.text) {
			m.tell(name, s.text)
		}
	}
}

// longestTell is how long, in bytes, the statement may be that is quoted to whoever picked a
// wrong option.
const longestTell = 240

func (m *matter) tell(name, text string) {
	if name != "" && m.tells[name] == "" && len(text) <= longestTell && len(strings.Fields(text)) >= 7 && !anaphoric(text) {
		m.tells[name] = text
	}
}

func ended(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// content gives the stems of the words of a text that carry meaning.
func content(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(plainWords(text)) {
		if !small(w) {
			out = append(out, english.Stem(w, true))
		}
	}
	return out
}

// tooClose is the share of a statement's words from which on another name's own text speaks of
// the same, so that the statement may be true of that name too.
const tooClose = 0.65

// minCompared is how many words that carry meaning a statement needs to be compared.
const minCompared = 5

// nearness is the share of the given words (stems) of which the text speaks under a name.
func (m *matter) nearness(name string, words []string) float64 {
	own := m.own[name]
	if s, ok := strings.CutSuffix(name, "ists"); ok {
		own = m.own[s+"ism"]
	}
	if len(own) == 0 || len(words) == 0 {
		return 0
	}
	common := 0
	for _, w := range words {
		if own[w] {
			common++
		}
	}
	return float64(common) / float64(len(words))
}

// unsure drops the names of which a statement may be true.
func (m *matter) unsure(names []string, statement string) []string {
	words := content(statement)
	if len(words) < minCompared {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return m.nearness(n, words) >= tooClose })
}
