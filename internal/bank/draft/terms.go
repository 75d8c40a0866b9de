package draft

import (
	"regexp"
	"slices"
	"strings"

	"lectern/internal/course"
)

// matter is what a chapter offers to the rules: its sentences in order, its labelled entries,
// and the names that may stand as options, in groups of the same kind and level.
type matter struct {
	sentences []sentence
	entries   []entry
	lists     int

	groups  []group
	persons []string // full names, in the order in which they appear
}

// group is a set of names of which one may be the key and the others wrong options.
type group []string

// survey reads a chapter for the rules.
func survey(ch *course.Unit) *matter {
	m := &matter{}
	m.prose(ch)
	m.titles(ch)
	m.labels()
	m.people()
	m.defined()
	return m
}

// generic matches titles that name no subject.
var generic = regexp.MustCompile(`(?i)^(introduction.*|overview|conclusions?|summary|references|further reading|background|exercises?|key (terms|assumptions|concepts).*|notes|sources|what .*|how .*|why .*|where .*|who .*|when .*|in short|.*\?)$`)

// titles makes a group of the titles of sections that share a parent.
func (m *matter) titles(u *course.Unit) {
	var g group
	for _, c := range u.Children {
		m.titles(c)
		for _, name := range names(c.Title) {
			if c.Kind == course.Section && !generic.MatchString(name) && len(strings.Fields(name)) <= 4 {
				g = append(g, name)
			}
		}
	}
	if len(g) > minWrong {
		m.groups = append(m.groups, g, adherents(g))
	}
}

// names gives the name in a title, without what stands in parentheses after it.
func names(title string) []string {
	name, _, _ := strings.Cut(title, "(")
	name = strings.TrimSpace(strings.TrimPrefix(name, "The "))
	if name == "" || strings.ContainsAny(name, ":,") {
		return nil
	}
	return []string{name}
}

// adherents turns schools into those who belong to them: realism, realists.
func adherents(g group) group {
	var out group
	for _, n := range g {
		if s, ok := strings.CutSuffix(n, "ism"); ok {
			out = append(out, s+"ists")
		}
	}
	return out
}

// labels makes a group of the labels of each list.
func (m *matter) labels() {
	byList := map[int]group{}
	for _, e := range m.entries {
		byList[e.list] = append(byList[e.list], e.label)
	}
	for i := 1; i <= m.lists; i++ {
		if len(byList[i]) > minWrong {
			m.groups = append(m.groups, byList[i])
		}
	}
}

// capital is a person's name as texts write it: "A.F.K. Organski", "John Locke".
const capital = `(?:(?:[A-Z]\.)+|[A-Z][a-z]+)(?: (?:[A-Z]\.|[A-Z][a-z]+|de|van|von))?(?: (?:[A-Z]\.|Mc[A-Z][a-z]+|[A-Z][a-z]+))`

var (
	madeBy = regexp.MustCompile(`\b(?:by|of|like|as|scholars?|theorists?|economist|philosopher|thinkers?) (` + capital + `)`)
	owned  = regexp.MustCompile(`\b(` + capital + `)['’]s\b`)
	says   = regexp.MustCompile(`^(?:In \d{4},? )?(` + capital + `),? (?:` + reporting + `|wrote|developed|coined|introduced|published|founded|considered)\b`)
	series = regexp.MustCompile(`\b(` + capital + `), (` + capital + `),? and (` + capital + `)`)
)

// people collects persons: who is said to have made, said or owned something.
func (m *matter) people() {
	add := func(name string) {
		if !slices.Contains(m.persons, name) && !m.isTitle(name) && !institution.MatchString(name) {
			m.persons = append(m.persons, name)
		}
	}
	all := make([]string, 0, len(m.sentences)+len(m.entries))
	for _, s := range m.sentences {
		all = append(all, s.text)
	}
	for _, e := range m.entries {
		all = append(all, e.text)
	}
	for _, text := range all {
		for _, re := range []*regexp.Regexp{madeBy, owned, says, series} {
			for _, hit := range re.FindAllStringSubmatch(text, -1) {
				for _, name := range hit[1:] {
					add(name)
				}
			}
		}
	}
}

// institution matches capitalised words that no person is called by.
var institution = regexp.MustCompile(`\b(Nations?|Union|States?|Council|Court|Organi[sz]ation|Treaty|Bank|Fund|University|War|Peace|Theory|Security|International|World|Politics|Assembly|Charter|Commission|Europe(?:an)?|North|South|East|West|Middle|Cold|Great|Republic|Convention|Agreement|Force|Python|Figure|Table|Chapter|The|In|Age|Enlightenment|Power|Rights|Act|Kingdom|Library|Data|Model|Learning|Network)\b`)

func (m *matter) isTitle(name string) bool {
	for _, g := range m.groups {
		for _, n := range g {
			if akin(n, name) {
				return true
			}
		}
	}
	return false
}

// verbal finds a verb in what should be a name: the sentence was cut in the wrong place.
var verbal = regexp.MustCompile(`\b(is|are|was|were|and|or|that|which|can|will|has|have|of)\b| - `)

// defined makes a group of the terms that the chapter defines in a sentence.
func (m *matter) defined() {
	var g group
	for _, s := range m.sentences {
		if hit := defines.FindStringSubmatch(s.text); hit != nil && !verbal.MatchString(hit[1]) && !slices.Contains(g, hit[1]) && !back.MatchString(hit[1]) && !openers.MatchString(hit[1]) {
			g = append(g, hit[1])
		}
	}
	if len(g) > minWrong {
		m.groups = append(m.groups, g)
	}
}

// siblings finds the name that the text begins with and the others of its group; among groups
// the first with enough of them wins.
func (m *matter) siblings(name string) (key string, others []string) {
	for _, g := range m.groups {
		for _, n := range g {
			if strings.EqualFold(n, name) || strings.EqualFold(n, name+" theory") || strings.EqualFold(n+" theory", name) {
				return n, without(g, n)
			}
		}
	}
	return "", nil
}

// person finds the full name for a full or a last name.
func (m *matter) person(name string) (full string, others []string) {
	for _, p := range m.persons {
		if p == name || strings.HasSuffix(p, " "+name) {
			return p, without(m.persons, p)
		}
	}
	return "", nil
}

func without(list []string, one string) []string {
	var out []string
	for _, s := range list {
		if s != one {
			out = append(out, s)
		}
	}
	return out
}
