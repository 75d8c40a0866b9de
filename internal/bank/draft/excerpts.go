package draft

import (
	"slices"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/course"
)

const (
	perSection = 2  // excerpts of one section that are asked about
	minExcerpt = 10 // words
	maxExcerpt = 26
)

// aside matches sentences that say nothing of the subject itself: examples, criticism, history.
var aside = pattern(`(?i)\b(?:example|instance|critics?|critici[sz]\w+|object|sceptics?|supporters|scholars|literature|studies|later|early|emerged|century|some|others|many|argument|influential|\d+)\b|\d{4}`)

// excerpts asks which of several schools a statement from the section about one belongs to.
func (m *matter) excerpts() []proposal {
	var out []proposal
	asked := map[*course.Unit]int{}
	for _, s := range m.sentences {
		i, ok := m.termOfUnit(s.unit)
		if !ok || m.terms[i].like != school || asked[s.unit] >= perSection {
			continue
		}
		body := strings.TrimSuffix(s.span, ".")
		body = upperFirst(body[len(linking().FindString(body)):])
		words := len(strings.Fields(body))
		subject, _ := m.opens(s.text)
		switch {
		case words < minExcerpt || words > maxExcerpt || subject != "" || s.text != s.span:
		case anaphoric(body) || aside().MatchString(body) || strings.HasSuffix(body, "?") || len(m.named(body)) > 0 || m.speaksOf(body):
		default:
			p := m.single(Excerpt, s, "Which of these does the statement “"+body+"” belong to?", m.terms[i].name, m.kin(i, body))
			if refuse(p) == "" {
				asked[s.unit]++
			}
			out = append(out, p)
		}
	}
	return out
}

// linking matches what ties a sentence to the one before without changing what it says.
var linking = pattern(`^(?:As a result|Rather|Thus|Hence|For example|In addition|Moreover|Furthermore|Additionally|Specifically|Overall|In general|In short), `)

// closeKin is the share of an excerpt's words from which on a sibling's section speaks of the
// same. It is lower than tooClose, since nothing in an excerpt names its subject.
const closeKin = 0.5

// kin gives the schools of the same set to which the statement does not belong too; none when
// it may belong to several.
func (m *matter) kin(i int, statement string) []string {
	var out []string
	near := 0
	words := content(statement)
	for j, o := range m.terms {
		switch {
		case j == i || o.set != m.terms[i].set || o.like != school:
		case m.nearness(o.name, words) >= closeKin:
			near++
		default:
			out = append(out, o.name)
		}
	}
	if near > 1 {
		return nil
	}
	return out
}

// speaksOf tells whether a text names a school or those who belong to it.
func (m *matter) speaksOf(text string) bool {
	low := strings.ToLower(text)
	for _, t := range m.terms {
		if t.like == school && (strings.Contains(low, strings.ToLower(t.name)) || strings.HasSuffix(t.name, "ism") && strings.Contains(low, strings.ToLower(strings.TrimSuffix(t.name, "ism"))+"ist")) {
			return true
		}
	}
	return doctrineWord().MatchString(low)
}

var doctrineWord = pattern(`\b(?:neo)?(?:real|liberal|constructiv)ists?\b`)

// truths makes true-or-false questions of statements that give their own subject away as the
// question of which it is, and of contrasts, turned round.
func (m *matter) truths(given []proposal) []proposal {
	var out []proposal
	for _, p := range given {
		if p.kind != bank.Single || p.claim == "" {
			continue
		}
		if p.rule == Contrast {
			if swapped := m.swap(p.claim); swapped != "" {
				out = append(out, truth(p, swapped, "false"))
			}
		}
		if (p.rule == Claim || p.rule == Definition) && refuse(p) == "leak" {
			out = append(out, m.trueOrFalse(p))
		}
	}
	return out
}

// farOff is the share of a statement's words up to which a sibling's own text shares them, for
// the statement to be surely false of the sibling.
const farOff = 0.34

// trueOrFalse gives every second statement to a sibling of which the text says nothing like it.
func (m *matter) trueOrFalse(p proposal) proposal {
	key, others := m.siblings(p.keys[0])
	hit := claims().FindStringSubmatch(p.claim)
	if hit == nil || p.id()[len(p.id())-1]%2 == 0 {
		return truth(p, p.claim, "true")
	}
	words := content(p.stem)
	for _, o := range pick(key, p.stem, len(others), others) {
		if !leakedBy(o, p.stem) && len(m.own[o]) > 0 && m.nearness(o, words) <= farOff && !m.sharesName(o, key, words) {
			return truth(p, sentenceCase(o)+" "+hit[3]+".", "false")
		}
	}
	return truth(p, p.claim, "true")
}

// sharesName tells whether the text speaks, under another name, of what gives the key its name:
// of institutions under a school that is not called after them.
func (m *matter) sharesName(other, key string, words []string) bool {
	for _, k := range content(key) {
		if slices.ContainsFunc(words, func(w string) bool { return sameStem(k, w) && m.own[other][w] }) {
			return true
		}
	}
	return false
}

func truth(p proposal, text, answer string) proposal {
	return proposal{rule: Truth, unit: p.unit, kind: bank.Bool, stem: "True or false? “" + strings.TrimPrefix(text, "Overall, ") + "”", span: p.span, keys: []string{answer}}
}

var apart = pattern(`^(?:Overall, )?([\w-]+(?: [\w-]+){0,4}?) (diverges?|differs?|departs?) from ([\w-]+(?: [\w-]+){0,3}?) ((?:in|by) .+)$`)

// swap exchanges the two sides of a contrast, which makes it false.
func (m *matter) swap(text string) string {
	hit := apart().FindStringSubmatch(text)
	if hit == nil {
		return ""
	}
	a, _ := m.siblings(hit[1])
	b, _ := m.siblings(hit[3])
	if a == "" || b == "" {
		return ""
	}
	return upperFirst(hit[3]) + " " + hit[2] + " from " + strings.ToLower(hit[1]) + " " + hit[4]
}
