package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lectern/internal/course"
)

// matter is what a chapter offers to the rules: its sentences in order, its labelled entries,
// and the names that may stand as options.
type matter struct {
	sentences []sentence
	entries   []entry
	lists     int
	paras     int

	terms   []term
	persons []person
	own     map[string]map[string]bool // what the text says of a name: the stems of its words
	tells   map[string]string          // a name's first statement, verbatim
}

// term is a name that may be the key of a question or stand beside it.
type term struct {
	name     string
	aliases  []string
	set      int // titles under one parent, labels of one list, bold terms of one lesson
	like     sort
	within   bool // its section is part of another section
	parallel bool // every member of its set may stand beside it, whatever its form
	unit     *course.Unit
}

// person is somebody whom the text names in full.
type person struct {
	name  string
	units []*course.Unit // the lessons that name the person
}

// sort is what a name looks like. Options of one question are of one sort, or the form of the
// key gives it away.
type sort string

const (
	school  sort = "school"  // an -ism, a theory, an approach
	schools sort = "schools" // the same in the plural
	proper  sort = "proper"  // a treaty, an organisation
	plural  sort = "plural"
	thing   sort = "thing"
)

// survey reads a chapter for the rules.
func survey(ch *course.Unit) *matter {
	m := &matter{own: map[string]map[string]bool{}, tells: map[string]string{}}
	m.prose(ch)
	set := 0
	m.titles(ch, &set)
	m.labels(&set)
	m.bold(&set)
	m.theories(&set)
	m.defined(&set)
	m.also()
	m.people()
	m.subjects()
	m.facts()
	return m
}

// generic matches titles that name no subject.
var generic = pattern(`(?i)^(introduction.*|overview|conclusions?|summary|references|further reading.*|reading list.*|bibliography|literature|background|exercises?|key .*|case studies|examples?|notes|sources|.*perspectives.*|what .*|how .*|why .*|where .*|who .*|when .*|in short|.*\?)$`)

// titles makes a set of the titles of sections that share a parent.
func (m *matter) titles(u *course.Unit, set *int) {
	*set++
	own := *set
	for _, c := range u.Children {
		if c.Kind == course.Section {
			for _, n := range m.names(c) {
				m.add(term{name: n.name, aliases: n.aliases, set: own, like: sortOf(strings.ToLower(n.name)), unit: c, within: u.Kind == course.Section})
			}
		}
		m.titles(c, set)
	}
	m.level(own)
}

// level marks the parts of one section as fit to stand beside each other when most of them are
// of one sort.
func (m *matter) level(set int) {
	count, all := 0, 0
	for _, t := range m.terms {
		if t.set == set && t.within {
			all++
			if t.like == school {
				count++
			}
		}
	}
	for i := range m.terms {
		if m.terms[i].set == set && all > minWrong && 2*count > all {
			m.terms[i].parallel = true
		}
	}
}

func (m *matter) add(t term) {
	if anaphoric(t.name) || many().MatchString(t.name) || one().MatchString(t.name) {
		return
	}
	if name, alias, ok := strings.Cut(t.name, " ("); ok { // "Electroencephalography (EEG)"
		t.name, t.aliases = name, append(t.aliases, strings.Trim(alias, ") "))
	}
	for _, have := range m.terms {
		if have.set == t.set && strings.EqualFold(have.name, t.name) {
			return
		}
	}
	m.terms = append(m.terms, t)
}

var versus = pattern(`^([\w-]+) (?:vs\.?|versus|and) ([\w-]+) ([\w-]+)$`)

// names gives the names in a title: two of "National vs International Security", the one in
// front of the parenthesis in "Structural Realism (Neo-Realism)", what begins a sentence of the
// section in a title that is one.
func (m *matter) names(u *course.Unit) []term {
	title := strings.TrimSpace(strings.Trim(u.Title, "* "))
	if generic().MatchString(title) || strings.ContainsAny(title, ":,?0123456789") || strings.Contains(title, " as ") && len(strings.Fields(title)) < 5 {
		return nil
	}
	if hit := versus().FindStringSubmatch(title); hit != nil && !strings.Contains(title, " and ") {
		return []term{{name: hit[1] + " " + hit[3]}, {name: hit[2] + " " + hit[3]}}
	}
	name, alias, _ := strings.Cut(title, "(")
	name = strings.TrimSpace(strings.TrimPrefix(name, "The "))
	if words := strings.Fields(name); len(words) > 4 {
		name = ""
		for n := 3; n >= 2 && name == ""; n-- {
			lead := strings.ToLower(strings.Join(words[:n], " "))
			for _, s := range m.sentences {
				if s.unit == u && subjectVerb().MatchString(s.text) && strings.HasPrefix(strings.ToLower(s.text), lead+" ") && startsVerb(s.text[len(lead)+1:]) {
					name = strings.Join(words[:n], " ")
					break
				}
			}
		}
	}
	if name == "" {
		return nil
	}
	t := term{name: name}
	if a := strings.Trim(alias, " )"); a != "" {
		t.aliases = []string{a}
	}
	return []term{t}
}

var subjectVerb = pattern(`^[A-Z]`)

// startsVerb tells whether a text begins with a verb that reports what somebody holds.
func startsVerb(s string) bool { return leadVerb().MatchString(s) }

var leadVerb = pattern(`^(?:` + reporting + `)\b`)

var (
	doctrine       = pattern(`(?:ism|theory|school|approach|perspective|doctrine)$`)
	doctrinePlural = pattern(`(?:theories|schools|approaches|perspectives|studies)$`)
	describing     = pattern(`^\S+(?:ar|al|ive|ous|ic|an|ed|able|ible|less|ful|ist)$`)
)

func sortOf(name string) sort {
	head, _, _ := strings.Cut(name, " of ")
	words := strings.Fields(head)
	last := strings.ToLower(words[len(words)-1])
	capitals := 0
	for _, w := range words[1:] {
		if unicode.IsUpper([]rune(w)[0]) {
			capitals++
		}
	}
	switch {
	case doctrinePlural().MatchString(last):
		return schools
	case doctrine().MatchString(last):
		return school
	case capitals > 0 || len(name) > 1 && strings.ToUpper(name) == name:
		return proper
	case strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") && !strings.HasSuffix(last, "us") && !strings.HasSuffix(last, "is"):
		return plural
	}
	return thing
}

// sortOf is the sort of a known name. Titles are written like proper names and are none.
func (m *matter) sortOf(name string) sort {
	for _, t := range m.terms {
		if t.name == name {
			return t.like
		}
	}
	return sortOf(name)
}

// labels makes a set of the labels of each list.
func (m *matter) labels(set *int) {
	sizes := map[int]int{}
	for _, e := range m.entries {
		sizes[e.list]++
	}
	for _, e := range m.entries {
		if sizes[e.list] > minWrong && !surnameFirst().MatchString(e.label) {
			m.add(term{name: e.label, set: *set + e.list, like: sortOf(e.label), parallel: true, unit: e.unit})
		}
	}
	*set += m.lists
}

// surnameFirst matches a name as bibliographies write it.
var surnameFirst = pattern(`^(\p{Lu}[\p{L}-]+), ((?:\p{Lu}[\p{L}.]*)(?: \p{Lu}[\p{L}.]*)*)$`)

// follows matches what may stand after a term within a sentence. What stands before a noun
// ("the **war** model") is no term of its own.
var follows = pattern(`^(?:$|["”’')]*[,.;:?!)]| \(| (?:is|are|was|were|means?|meant|refers?|of|in|that|which|who|whose|and|or|to|by|with|where|when|on|at|for|from|as|if|comes?|exists?|rests?|takes?|begins?|uses?|answers?|looks?|brings?|says?|lies?|puts?|grants?|accepts?|now|has|have|had|can|may|will|offers?|provides?|` + reporting + `)\b)`)

// bold makes a set of the terms that a lesson sets in bold.
func (m *matter) bold(set *int) {
	lessons := map[*course.Unit]int{}
	for _, s := range m.sentences {
		l := lessonOf(s.unit)
		if lessons[l] == 0 {
			*set++
			lessons[l] = *set
		}
		for _, b := range s.bold {
			_, after, _ := strings.Cut(s.text, b)
			words := strings.Fields(b)
			if len(words) == 0 || len(words) > 4 || !follows().MatchString(after) || len(words) == 1 && describing().MatchString(b) || strings.ContainsAny(b, ":,.?") || verbal().MatchString(b) {
				continue
			}
			name := b
			if strings.HasPrefix(s.text, b) && sortOf(b) != proper { // capital of the sentence
				name = upperFirst(b)
			}
			like := sortOf(b)
			if like == thing && named(b) && !strings.HasPrefix(s.text, b) {
				like = proper
			}
			m.add(term{name: upperFirst(name), set: lessons[l], like: like, unit: s.unit})
		}
	}
}

func lessonOf(u *course.Unit) *course.Unit {
	for u.Kind == course.Section && u.Parent != nil {
		u = u.Parent
	}
	return u
}

var (
	theoryOf = pattern(`['’]s ["“]([^"”]{4,40})["”] theory\b`)
	theoryBy = pattern(`^(?:The |According to (?:the )?)([A-Za-z][a-z]+(?: [a-z]+){1,3} theory)\b`)
)

// theories makes a set of the theories that sentences name.
func (m *matter) theories(set *int) {
	*set++
	for _, s := range m.sentences {
		for _, re := range []*regexp.Regexp{theoryOf(), theoryBy()} {
			hit := re.FindStringSubmatch(s.text)
			if hit == nil || back().MatchString(hit[1]) {
				continue
			}
			name := upperFirst(strings.TrimSuffix(hit[1], " theory") + " theory")
			if k, _ := m.siblings(name); k == "" {
				m.add(term{name: name, set: *set, like: school, unit: s.unit})
			}
		}
	}
}

var defines = pattern(`^([A-Z][\w-]+(?: [a-z][\w-]+)?) (?:refers to|denotes|is defined as)\b|^([A-Z]\w+ism) (?:is|was) (?:an?|the)\b`)

// defined makes a set of the terms that sentences define and that nothing else makes known.
func (m *matter) defined(set *int) {
	*set++
	for _, s := range m.sentences {
		hit := defines().FindStringSubmatch(s.text)
		if hit == nil {
			continue
		}
		name := hit[1] + hit[2]
		if k, _ := m.siblings(name); k == "" && !openers().MatchString(name) && !back().MatchString(name) && !pronounOnly().MatchString(name) {
			m.add(term{name: name, set: *set, like: sortOf(name), unit: s.unit})
		}
	}
}

var pronounOnly = pattern(`^(?:It|They|He|She|That|This|These|Those|Which)\b`)

var alsoKnown = pattern(`^([A-Z][\w’'-]*(?: [\w’'-]+){0,3}?), (?:also known as|also called|often called|or) (?:the )?([\w-]+(?: [\w-]+)?),`)

// also learns other names of terms.
func (m *matter) also() {
	for _, s := range m.sentences {
		hit := alsoKnown().FindStringSubmatch(s.text)
		if hit == nil {
			continue
		}
		for i, t := range m.terms {
			if strings.EqualFold(t.name, hit[1]) && !slices.Contains(t.aliases, hit[2]) {
				m.terms[i].aliases = append(m.terms[i].aliases, hit[2])
			}
		}
	}
}

// verbal finds a verb in what should be a name: the sentence was cut in the wrong place.
var verbal = pattern(`\b(is|are|was|were|that|which|can|will|has|have)\b| - `)
