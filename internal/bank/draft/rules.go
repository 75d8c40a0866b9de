package draft

import (
	"slices"
	"strings"
	"unicode"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// reporting lists the verbs by which a school or a person is said to hold something.
const reporting = `posits?|asserts?|argue[sd]?|contend(?:s|ed)?|holds?|held|claim(?:s|ed)?|maintain(?:s|ed)?|propose[sd]?|suggest(?:s|ed)?|emphasi[sz]e[sd]?|believe[sd]?|stresse[sd]|stress|rejects?|views?|sees?|envisions?|advocate[sd]?|assumes?|challenge[sd]?|focus(?:es)?|treats?|expects?|explains?|asks?|warn(?:s|ed)?|insists?|insisted|examines?|encompass(?:es)?|recogni[sz]es?|highlights?|shed|states?`

// being lists the verbs by which a text says what something is.
const being = `refers? to|means|meant|denotes|(?:is|are|was|were) (?:(?:usually|commonly|often|generally) )?(?:defined as|described as|understood as|an?|the)`

const lead = `^(?:The |An? |In general, |Overall, )?`

var (
	claims    = pattern(lead + `([A-Z]?[\w’'.-]+(?: [\w’'.-]+){0,4}?)(?: \([^)]*\))?((?:, [^,]{3,80})?,)? ((?:` + reporting + `|` + being + `) .+)\.$`)
	holds     = pattern(`^According to (?:the )?([A-Z]?[\w’'.-]+(?: [\w’'.-]+){0,5}?), (.+)\.$`)
	inTheory  = pattern(`^In ([A-Z][\w-]+)['’]s (?:theory|view|account|opinion), (.+)\.$`)
	whose     = pattern(`^(` + capital + `|[A-Z][a-z]+)['’]s (analysis|theory|argument|model|account|concept) ((?:` + reporting + `|stated) that .+)\.$`)
	unlike    = pattern(`^(Unlike [^,]+), (?:the )?([\w’'-]+(?: [\w’'-]+){0,2}?) ((?:` + reporting + `|is|are) .+)\.$`)
	differs   = pattern(`^(?:Overall, )?([\w’'-]+(?: [\w’'-]+){0,4}?) ((?:diverges?|differs?|departs?) from .+)\.$`)
	clause    = pattern(`^(?:and |whereas |while |but )?([\w-]+(?: [\w-]+){0,2}?) ((?:` + reporting + `|` + being + `) .+)$`)
	bySomeone = pattern(`^(?:The )?([A-Z][\w’'“”"-]*(?: [\w’'“”"-]+){0,4}?)(?:, (?:also|often) (?:known as|called) [\w -]+)?,? (?:was |were |is |are )?(developed|represented|founded|coined|introduced|proposed|written|invented|formulated|created|set out|put forward)\b[^.]*? by (` + capital + `)`)
	persons   = pattern(`^(` + capital + `|[A-Z][a-z]+)(?:, [^,]+,)? ((?:` + reporting + `|wrote|developed|coined|introduced|published|founded|defined|described|showed|observed|proved|noted|predicted|compared|concluded) .+)\.$`)
	book      = pattern(`(` + capital + `)(?:['’]s)?(?: \d{4})?(?: (?:in|and) (?:his|her|their))? (?:\d{4} )?book,? ["“]([^"”]+?),?["”]`)
	termOf    = pattern(`(` + capital + `)['’]s ["“]([^"”]{4,40})["”] theory\b`)
	dated     = pattern(`^(The )?(?:In general, )?([A-Z][\w-]+(?: (?:of|on|the|against|and|for|to|[A-Z][\w-]*))*?),? (was )?(founded|established|created|signed|adopted|formed|published|launched|ratified)\b[^.,]{0,60}? in (?:[A-Z][a-z]+ )?(1[5-9]\d\d|20\d\d)\b`)
	ofYear    = pattern(`\b[Tt]he ((?:[A-Z][\w-]+ )+(?:Convention|Treaty|Agreement|Statute|Charter|Protocol|Declaration|Report)|(?:Convention|Treaty|Charter) (?:on|of) (?:[A-Z][\w-]+ ?)+) of (1[5-9]\d\d|20\d\d)\b`)
)

// proposals applies the rules in the order of the prose.
func (m *matter) proposals() []proposal {
	var out []proposal
	for _, s := range m.sentences {
		said := m.definition(s)
		if len(said) == 0 {
			said = m.statement(s)
		}
		out = append(out, m.attribution(s)...)
		out = append(out, said...)
		out = append(out, m.persona(s)...)
		out = append(out, m.date(s)...)
	}
	for _, e := range m.entries {
		out = append(out, m.label(e)...)
		for _, t := range sentences(ended(e.text)) {
			out = append(out, m.persona(sentence{unit: e.unit, text: t, span: strings.TrimSuffix(t, ".")})...)
		}
	}
	out = append(out, m.members()...)
	out = append(out, m.excerpts()...)
	return append(out, m.truths(out)...)
}

func (m *matter) single(r Rule, s sentence, stem, key string, others []string) proposal {
	p := proposal{rule: r, unit: s.unit, kind: bank.Single, stem: stem, span: s.span, keys: []string{upperFirst(key)}}
	for _, o := range pick(key, stem, 3, m.unsure(others, stem)) {
		p.wrong = append(p.wrong, upperFirst(o))
		p.whys = append(p.whys, m.why(o))
	}
	p.claim = s.text
	p.proper = slices.ContainsFunc(m.persons, func(o person) bool { return o.name == key }) || m.sortOf(key) == proper
	p.evenCase()
	return p
}

// why tells what a wrong option is, in the text's own words.
func (m *matter) why(name string) string {
	if s, ok := strings.CutSuffix(name, "ists"); ok {
		name = s + "ism"
	}
	if t := m.tells[name]; t != "" {
		return "The text says of " + name + ": “" + t + "”"
	}
	return ""
}

// label asks for the label of an entry by its sentences that hold no part of it.
func (m *matter) label(e entry) []proposal {
	key, others := m.siblingsIn(e)
	if key == "" {
		return nil
	}
	var out []proposal
	for _, t := range sentences(ended(e.text)) {
		body := strings.TrimSuffix(t, ".")
		if len(strings.Fields(body)) >= minLabelled && !strings.ContainsAny(body, ";()") && len(m.named(body)) == 0 && !anaphoric(body) {
			out = append(out, m.single(Label, sentence{unit: e.unit, text: t, span: body}, "Which of these does the statement “"+upperFirst(body)+"” describe?", key, others))
		}
	}
	return out[:min(2, len(out))]
}

// minLabelled is how many words a statement has at least that is asked about as it stands. A
// shorter one fits more than one label.
const minLabelled = 7

// siblingsIn gives the other labels of an entry's list.
func (m *matter) siblingsIn(e entry) (key string, others []string) {
	if surnameFirst().MatchString(e.label) {
		return "", nil
	}
	for _, o := range m.entries {
		if o.list == e.list && o.label != e.label {
			others = append(others, o.label)
		}
	}
	return e.label, others
}

// statement turns "X holds that …", "X is a …" and "Unlike Y, X …" around.
func (m *matter) statement(s sentence) []proposal {
	if hit := unlike().FindStringSubmatch(s.text); hit != nil {
		if key, others := m.siblings(hit[2]); key != "" {
			return []proposal{m.single(Contrast, s, "Which of these, "+strings.ToLower(hit[1][:1])+hit[1][1:]+", "+hit[3]+"?", key, others)}
		}
	}
	if hit := differs().FindStringSubmatch(s.text); hit != nil {
		if key, others := m.siblings(hit[1]); key != "" {
			return []proposal{m.single(Contrast, s, "Which of these "+hit[2]+"?", key, others)}
		}
	}
	if hit := holds().FindStringSubmatch(s.text); hit != nil {
		return m.according(s, hit[1], hit[2])
	}
	if hit := inTheory().FindStringSubmatch(s.text); hit != nil {
		return m.according(s, hit[1], hit[2])
	}
	if strings.HasPrefix(s.text, "Whereas ") || strings.HasPrefix(s.text, "While ") {
		return m.clauses(s)
	}
	hit := claims().FindStringSubmatch(strings.ReplaceAll(s.text, `,"`, `",`))
	if hit == nil {
		return nil
	}
	key, others := m.siblings(hit[1])
	if key == "" {
		return nil
	}
	r := Claim
	if isBeing().MatchString(hit[3]) {
		r = Definition
	}
	return []proposal{m.single(r, s, "Which of these "+trimTail(hit[3])+"?", key, others)}
}

var isBeing = pattern(`^(?:` + being + `)\b`)

// according asks whose view something is.
func (m *matter) according(s sentence, owner, view string) []proposal {
	name, _, _ := strings.Cut(strings.ReplaceAll(owner, "’", "'"), "'s ")
	if key, others := m.person(name, s.unit); key != "" {
		return []proposal{m.single(Claim, s, "Who holds that "+m.lowered(view)+"?", key, others)}
	}
	key, others := m.siblings(strings.TrimSuffix(owner, "'s"))
	if key == "" {
		return nil
	}
	verb := "holds"
	if strings.HasSuffix(key, "ists") {
		verb = "hold"
	}
	return []proposal{m.single(Claim, s, "Which of these "+verb+" that "+m.lowered(view)+"?", key, others)}
}

// clauses reads "Whereas X examines …, Y examines …": each clause is a statement.
func (m *matter) clauses(s sentence) []proposal {
	var out []proposal
	for part := range strings.SplitSeq(strings.TrimSuffix(s.text, "."), ", ") {
		hit := clause().FindStringSubmatch(strings.ToLower(part[:1]) + part[1:])
		if hit == nil {
			continue
		}
		if key, others := m.siblings(hit[1]); key != "" {
			p := m.single(Contrast, s, "Which of these "+hit[2]+"?", key, nil)
			// The sentence itself says which of its subjects does what.
			for _, o := range pick(key, p.stem, 3, others) {
				p.wrong, p.whys = append(p.wrong, upperFirst(o)), append(p.whys, m.why(o))
			}
			out = append(out, p)
		}
	}
	return out
}

// persona asks who held or did something.
func (m *matter) persona(s sentence) []proposal {
	if hit := whose().FindStringSubmatch(s.text); hit != nil {
		if key, others := m.person(hit[1], s.unit); key != "" {
			return []proposal{m.single(Claim, s, "Whose "+hit[2]+" "+hit[3]+"?", key, others)}
		}
	}
	hit := persons().FindStringSubmatch(s.text)
	if hit == nil {
		return nil
	}
	key, others := m.person(hit[1], s.unit)
	works := slices.ContainsFunc(s.ital, func(w string) bool { return title().MatchString(w) && strings.Contains(hit[2], w) })
	if key == "" || works || anotherSubject().MatchString(hit[2]) || len(m.named(hit[2])) > 0 {
		return nil // of two persons in one sentence it does not say who holds what
	}
	return []proposal{m.single(Claim, s, "Who "+trimTail(hit[2])+"?", key, others)}
}

// anotherSubject matches a second person beside the first, whom the text may name only here.
var anotherSubject = pattern(`, (?:and|but) ` + capital)

// date asks for the year in which something was founded, signed or published.
func (m *matter) date(s sentence) []proposal {
	year := func(stem, y string) []proposal {
		return []proposal{{rule: Date, unit: s.unit, kind: bank.Numeric, stem: stem, span: s.span, keys: []string{y}}}
	}
	if hit := dated().FindStringSubmatch(s.text); hit != nil && !back().MatchString(hit[2]) && !openers().MatchString(hit[2]) && named(lastOf(hit[2])) {
		return year("In which year was "+strings.ToLower(hit[1])+hit[2]+" "+hit[4]+"?", hit[5])
	}
	if hit := ofYear().FindStringSubmatch(s.text); hit != nil {
		return year("From which year is the "+hit[1]+"?", hit[2])
	}
	return nil
}

var openers = pattern(`^(?:The|A|An|There|Here|In|At|On|While|As|When|If|For|One|Some|Many|Most|What|Such|But|And|So|Each|Every|Both|All|Its?|Their|Another|Our|We|You|I)\b`)

func lastOf(s string) string { return s[strings.LastIndex(s, " ")+1:] }

// lowered begins a clause with a small letter unless its first word is a name or an acronym.
func (m *matter) lowered(s string) string {
	r := []rune(s)
	first, _, _ := strings.Cut(s, " ")
	common := openers().MatchString(s) || strings.HasSuffix(first, "s") || strings.HasSuffix(first, "ic") || strings.HasSuffix(first, "ing")
	if len(r) > 1 && unicode.IsUpper(r[0]) && unicode.IsLower(r[1]) && common && len(m.named(first)) == 0 {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// inSentence writes a school or a theory in small letters, as within a sentence.
func (m *matter) inSentence(s string) string {
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

// termOfUnit is what a section is about.
func (m *matter) termOfUnit(u *course.Unit) (int, bool) {
	i := slices.IndexFunc(m.terms, func(t term) bool {
		return t.unit == u && strings.HasPrefix(strings.ToLower(strings.Trim(u.Title, "* ")), strings.ToLower(t.name))
	})
	return i, i >= 0
}
