package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// reporting lists the verbs by which a school or a person is said to hold something.
const reporting = `posits?|asserts?|argue[sd]?|contend(?:s|ed)?|holds?|claim(?:s|ed)?|maintain(?:s|ed)?|propose[sd]?|suggest(?:s|ed)?|emphasi[sz]e[sd]?|believe[sd]?|stresse[sd]|stress|rejects?|views?|sees?|envisions?|advocate[sd]?|assumes?|challenge[sd]?|focus(?:es)?|treats?|expects?|explains?|asks?|warn(?:s|ed)?|insists?|insisted`

var (
	openers    = regexp.MustCompile(`^(?:The|A|An|There|Here|In|At|On|While|As|When|If|For|One|Some|Many|Most|What|Such|But|And|So|Each|Every|Both|All|Its?|Their|Another|Our|We|You|I)\b`)
	defines    = regexp.MustCompile(`^(?:The |An? )?([A-Z]?[\w’'-]+(?: [\w’'-]+){0,3}?) (refers to|is defined as|is an?|denotes) (.+)\.$`)
	claims     = regexp.MustCompile(`^(?:The |In general, |Overall, )?([A-Z][\w’'.-]*(?: [\w’'.-]+){0,4}?)(?: \([^)]*\))?((?:, [^,]{3,60})?,)? ((?:` + reporting + `|refers? to|is defined as|is (?:an?|the)|was (?:an?|the)) .+)\.$`)
	holds      = regexp.MustCompile(`^According to (?:the )?([A-Z]?[\w’'.-]+(?: [\w’'.-]+){0,3}?), (.+)\.$`)
	unlike     = regexp.MustCompile(`^(Unlike [^,]+), (?:the )?([\w’'-]+(?: [\w’'-]+){0,2}?) ((?:` + reporting + `|is|are) .+)\.$`)
	differs    = regexp.MustCompile(`^(?:Overall, )?([A-Z][\w’'-]*(?: [\w’'-]+){0,2}?) ((?:diverges?|differs?|departs?) from .+)\.$`)
	bySomeone  = regexp.MustCompile(`^(?:The )?([A-Z][\w’'“”"-]*(?: [\w’'“”"-]+){0,4}?)(?:, also known as [\w -]+)?,? (?:was |were |is |are )?(developed|represented|founded|coined|introduced|proposed|written|invented|formulated|created|released|published)\b[^.]*? by (` + capital + `)`)
	persons    = regexp.MustCompile(`^(` + capital + `|[A-Z][a-z]+)(?:, [^,]+,)? ((?:` + reporting + `|wrote|developed|coined|introduced|published|founded|defined|described|showed) .+)\.$`)
	book       = regexp.MustCompile(`(` + capital + `)(?:['’]s)?(?: \d{4})?(?: (?:in|and) (?:his|her|their))? (?:\d{4} )?book,? ["“]([^"”]+?),?["”]`)
	enumerates = regexp.MustCompile(`^(?:The |Some |Key |These )?((?:[\w’'-]+ ){0,5}[\w’'-]+s)(?: (?:are determined based on factors))? (?:include|such as|like|are) ((?:[^,.;:]+, ){2,}(?:and|or) [^,.;:]+)\.$`)
	dated      = regexp.MustCompile(`^(?:The |In general, )?([A-Z]\w+(?: (?:of|on|the|against|and|for|to|[A-Z][\w-]*))*) (was) (founded|established|created|signed|adopted|formed|published|launched|ratified)\b[^.]{0,60}? in (1[5-9]\d\d|20\d\d)\b`)
)

// proposals applies the rules in the order of the prose.
func (m *matter) proposals() []proposal {
	var out []proposal
	lists := m.enumerations()
	for _, s := range m.sentences {
		out = append(out, m.attribution(s)...)
		out = append(out, m.statement(s)...)
		out = append(out, m.persona(s)...)
		out = append(out, m.date(s)...)
	}
	for _, e := range m.entries {
		out = append(out, m.label(e)...)
	}
	return append(out, m.members(lists)...)
}

func (m *matter) single(r Rule, u *course.Unit, stem, span, key string, others []string) proposal {
	return proposal{rule: r, unit: u, kind: bank.Single, stem: stem, span: span, keys: []string{key}, wrong: pick(key, span, 3, others)}
}

// label asks for the label of an entry by each of its sentences that holds no part of it.
func (m *matter) label(e entry) []proposal {
	text := e.text
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	var group []string
	for _, o := range m.entries {
		if o.list == e.list && o.label != e.label {
			group = append(group, o.label)
		}
	}
	if len(group) < minWrong {
		for _, o := range m.entries {
			if o.unit.ChapterOf() == e.unit.ChapterOf() && o.label != e.label {
				group = append(group, o.label)
			}
		}
	}
	var out []proposal
	for _, s := range sentences(text) {
		body := strings.TrimSuffix(s, ".")
		p := m.single(Label, e.unit, "Which of these does the statement “"+strings.ToUpper(body[:1])+body[1:]+"” describe?", body, e.label, group)
		if len(strings.Fields(body)) >= 5 && !anaphoric(body) && refuse(p) == "" {
			return []proposal{p}
		}
		out = append(out, p)
	}
	return out[:min(1, len(out))]
}

// statement turns "X holds that …", "X is a …" and "Unlike Y, X …" around.
func (m *matter) statement(s sentence) []proposal {
	if hit := unlike.FindStringSubmatch(s.text); hit != nil {
		if key, others := m.siblings(hit[2]); key != "" {
			return []proposal{m.single(Contrast, s.unit, lowerFirst(hit[1], "Which of these, ", ", "+hit[3]+"?"), s.text, key, others)}
		}
	}
	if hit := differs.FindStringSubmatch(s.text); hit != nil {
		if key, others := m.siblings(hit[1]); key != "" {
			return []proposal{m.single(Contrast, s.unit, "Which of these "+hit[2]+"?", s.text, key, others)}
		}
	}
	if hit := holds.FindStringSubmatch(s.text); hit != nil {
		owner, _, _ := strings.Cut(strings.ReplaceAll(hit[1], "’", "'"), "'s ")
		if key, others := m.person(owner); key != "" {
			return []proposal{m.single(Claim, s.unit, "Who holds that "+lowered(hit[2])+"?", s.text, key, others)}
		}
		if key, others := m.siblings(strings.TrimSuffix(hit[1], "'s")); key != "" {
			verb := "holds"
			if strings.HasSuffix(key, "ists") {
				verb = "hold"
			}
			return []proposal{m.single(Claim, s.unit, "Which of these "+verb+" that "+lowered(hit[2])+"?", s.text, key, others)}
		}
	}
	hit := claims.FindStringSubmatch(s.text)
	if hit == nil {
		return nil
	}
	key, others := m.siblings(hit[1])
	if key == "" {
		return nil
	}
	r := Claim
	if strings.HasPrefix(hit[3], "is ") || strings.HasPrefix(hit[3], "refer") || strings.HasPrefix(hit[3], "was ") {
		r = Definition
	}
	return []proposal{m.single(r, s.unit, "Which of these "+hit[3]+"?", s.text, key, others)}
}

// persona asks who held or did something.
func (m *matter) persona(s sentence) []proposal {
	hit := persons.FindStringSubmatch(s.text)
	if hit == nil {
		return nil
	}
	key, others := m.person(hit[1])
	other := func(p string) bool { return p != key && strings.Contains(hit[2], p) }
	if key == "" || slices.ContainsFunc(m.persons, other) {
		return nil // of two persons in one sentence it does not say who holds what
	}
	return []proposal{m.single(Claim, s.unit, "Who "+hit[2]+"?", s.text, key, others)}
}

// attribution asks who made something, and whose book it is.
func (m *matter) attribution(s sentence) []proposal {
	var out []proposal
	if hit := bySomeone.FindStringSubmatch(s.text); hit != nil && !back.MatchString(hit[1]) {
		if key, others := m.person(hit[3]); key != "" {
			verb := hit[2]
			stem := "Who " + map[bool]string{true: "wrote"}[verb == "written"] + map[bool]string{true: verb}[verb != "written"] + " " + termCase(hit[1], m) + "?"
			if verb == "represented" {
				stem = "Who is a representative of " + termCase(hit[1], m) + "?"
			}
			out = append(out, m.single(Attribution, s.unit, stem, s.text, key, others))
		}
	}
	if hit := book.FindStringSubmatch(s.text); hit != nil {
		if key, others := m.person(hit[1]); key != "" {
			out = append(out, m.single(Attribution, s.unit, "Who wrote the book “"+hit[2]+"”?", s.text, key, others))
		}
	}
	return out
}

// date asks for the year in which something was founded, signed or published.
func (m *matter) date(s sentence) []proposal {
	hit := dated.FindStringSubmatch(s.text)
	if hit == nil || back.MatchString(hit[1]) {
		return nil
	}
	name := hit[1]
	if strings.HasPrefix(s.text, "The ") {
		name = "the " + name
	}
	return []proposal{{rule: Date, unit: s.unit, kind: bank.Numeric, stem: "In which year " + hit[2] + " " + name + " " + hit[3] + "?", span: s.text, keys: []string{hit[4]}}}
}

// enumeration is a list within a sentence.
type enumeration struct {
	sentence

	whole string
	parts []string
}

func (m *matter) enumerations() []enumeration {
	var out []enumeration
	for _, s := range m.sentences {
		hit := enumerates.FindStringSubmatch(s.text)
		if hit == nil {
			continue
		}
		var parts []string
		for _, p := range strings.Split(hit[2], ",") {
			p = strings.TrimSpace(p)
			p = strings.TrimPrefix(strings.TrimPrefix(p, "and "), "or ")
			parts = append(parts, p)
		}
		out = append(out, enumeration{s, hit[1], parts})
	}
	return out
}

// members asks which options belong to a list; the wrong ones come from the chapter's other lists.
func (m *matter) members(lists []enumeration) []proposal {
	var out []proposal
	for i, l := range lists {
		var others []string
		for j, o := range lists {
			if i != j {
				others = append(others, o.parts...)
			}
		}
		long := func(p string) bool { return len(strings.Fields(p)) > 4 }
		others = slices.DeleteFunc(others, func(p string) bool { return long(p) || named(p) != named(l.parts[0]) })
		if len(l.parts) > 6 || slices.ContainsFunc(l.parts, long) {
			continue
		}
		out = append(out, proposal{
			rule: Enumeration, unit: l.unit, kind: bank.Multi, stem: "Which of these are among the " + lowered(l.whole) + " that the text lists?", span: l.text,
			keys: l.parts[:min(3, len(l.parts))], wrong: pick(l.parts[0], l.text, 2, others),
		})
	}
	return out
}

// lowered begins a clause with a small letter unless its first word is a name or an acronym.
func lowered(s string) string {
	r := []rune(s)
	first, _, _ := strings.Cut(s, " ")
	if len(r) > 1 && unicode.IsUpper(r[0]) && unicode.IsLower(r[1]) && (openers.MatchString(s) || strings.HasSuffix(first, "s") || strings.HasSuffix(first, "ic") || strings.HasSuffix(first, "ing")) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

func lowerFirst(s, before, after string) string {
	return before + strings.ToLower(s[:1]) + s[1:] + after
}

// termCase writes a school or a theory in small letters within a sentence.
func termCase(s string, m *matter) string {
	if key, _ := m.siblings(s); key != "" || strings.HasSuffix(s, "theory") || strings.HasSuffix(s, "ism") {
		s = strings.ToLower(s[:1]) + s[1:]
	}
	if strings.HasSuffix(s, "theory") && !strings.HasPrefix(s, "the ") {
		s = "the " + s
	}
	return s
}

// named tells whether a text begins like a name.
func named(s string) bool { return s != "" && unicode.IsUpper([]rune(s)[0]) }
