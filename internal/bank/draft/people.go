package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lectern/internal/course"
)

// capital is a person's name as texts write it: "A.F.K. Organski", "John Locke", "J. Ann Tickner".
const capital = `(?:(?:[A-Z]\. ?){1,3}(?:\p{Lu}\p{Ll}+ )?|\p{Lu}\p{Ll}+ (?:(?:[A-Z]\.|\p{Lu}\p{Ll}+|de|van|von) )?)(?:Mc)?\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?`

// doings lists verbs in the past by which a text tells what a person did.
const doings = `wrote|developed|coined|introduced|published|founded|considered|called|noticed|showed|refined|described|found|added|observed|proved|followed|distinguished|examined|gave|remarked|criticised|criticized|speaks|noted|concluded|predicted|took|compared|arranged|looked|opened`

var (
	madeBy = pattern(`\b(?:by|of|like|as|scholars?|theorists?|economist|philosopher|thinkers?) (` + capital + `)`)
	owned  = pattern(`\b(` + capital + `)['’]s\b`)
	says   = pattern(`^(?:In \d{4},? )?(` + capital + `),? (?:` + reporting + `|` + doings + `)\b`)
	pairs  = pattern(`\b(` + capital + `) and (` + capital + `) (?:` + reporting + `|` + doings + `|have)\b`)
	series = pattern(`\b(` + capital + `), (` + capital + `),? and (` + capital + `)`)
)

// qualifies matches the noun that a name stands before: "by Bosnian Serb forces".
var qualifies = pattern(`^ [a-z]{4,}s\b`)

// institution matches words that no person is called by.
var institution = pattern(`\b(Nations?|Union|States?|Council|Court|Organi[sz]ation|Treaty|Bank|Fund|University|War|Peace|Theory|Security|International|World|Politics|Assembly|Charter|Commission|Europe(?:an)?|North|South|East|West|Middle|Cold|Great|Republic|Convention|Agreement|Force|Python|Figure|Table|Chapter|Age|Enlightenment|Power|Rights|Act|Kingdom|Library|Data|Model|Learning|Network|Report|Statute|Declaration|Studies|Society|School|Army|Church|Sea|Ocean|Gulf|Canal|Strait|America|Africa|Asia|Latin|\w+ican|British|English|French|German|Chinese|Japanese|Russian|Soviet|January|February|March|April|June|July|August|September|October|November|December)\b`)

// connective matches words with which a sentence begins before a name.
var connective = pattern(`^(?:The|In|On|At|By|For|From|With|Under|After|Before|Since|During|While|When|As|If|But|And|So|Both|Like|Unlike|Later|Early|Modern|Key|Some|Most|Many|Among|Within|Without|Against|Although|Because|Whether|Where)\b`)

// people collects persons: who is said to have made, said or owned something, and authors that
// a reading list names and the prose too.
func (m *matter) people() {
	type text struct {
		unit *course.Unit
		text string
	}
	all := make([]text, 0, len(m.sentences)+len(m.entries))
	for _, s := range m.sentences {
		all = append(all, text{s.unit, s.text})
	}
	for _, e := range m.entries {
		all = append(all, text{e.unit, e.text})
	}
	for _, t := range all {
		for _, hit := range madeBy().FindAllStringSubmatchIndex(t.text, -1) {
			if name, rest := t.text[hit[2]:hit[3]], t.text[hit[3]:]; !qualifies().MatchString(rest) {
				m.meet(name)
			}
		}
		for _, re := range []*regexp.Regexp{owned(), says(), series(), pairs()} {
			for _, hit := range re.FindAllStringSubmatch(t.text, -1) {
				for _, name := range hit[1:] {
					m.meet(name)
				}
			}
		}
	}
	for i, p := range m.persons {
		for _, t := range all {
			if l := lessonOf(t.unit); strings.Contains(t.text, p.name) && !slices.Contains(p.units, l) {
				p.units = append(p.units, l)
			}
		}
		m.persons[i] = p
	}
}

func (m *matter) meet(name string) {
	known := slices.ContainsFunc(m.persons, func(p person) bool { return p.name == name })
	titled := slices.ContainsFunc(m.terms, func(t term) bool { return akin(t.name, name) })
	if !known && !titled && !institution().MatchString(name) && !connective().MatchString(name) {
		m.persons = append(m.persons, person{name: name})
	}
}

// person finds the full name for a full or a last name, and others, those of the same lesson
// first.
func (m *matter) person(name string, near *course.Unit) (full string, others []string) {
	for _, p := range m.persons {
		if p.name == name || strings.HasSuffix(p.name, " "+name) {
			full = p.name
			break
		}
	}
	if full == "" {
		return "", nil
	}
	var far []string
	for _, p := range m.persons {
		switch {
		case p.name == full:
		case slices.Contains(p.units, lessonOf(near)):
			others = append(others, p.name)
		default:
			far = append(far, p.name)
		}
	}
	return full, append(others, far...)
}

// named lists the persons whom a text names, in full or by the last name.
func (m *matter) named(text string) []string {
	var out []string
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	for _, p := range m.persons {
		if slices.Contains(words, lastOf(p.name)) {
			out = append(out, p.name)
		}
	}
	return out
}
