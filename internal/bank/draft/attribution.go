package draft

import (
	"slices"
	"strings"
)

// attribution asks who made or stands for something, and what somebody made or stands for.
func (m *matter) attribution(s sentence) []proposal {
	var out []proposal
	if hit := bySomeone().FindStringSubmatch(s.text); hit != nil && !back().MatchString(hit[1]) {
		out = append(out, m.maker(s, hit[1], hit[2], hit[3])...)
	}
	if hit := book().FindStringSubmatch(s.text); hit != nil {
		if key, others := m.person(hit[1], s.unit); key != "" {
			out = append(out, m.single(Attribution, s, "Who wrote the book “"+hit[2]+"”?", key, others))
		}
	}
	if hit := termOf().FindStringSubmatch(s.text); hit != nil {
		if key, others := m.person(hit[1], s.unit); key != "" {
			out = append(out, m.single(Attribution, s, "Who is known for the “"+hit[2]+"” theory?", key, others))
		}
	}
	out = append(out, m.works(s)...)
	return append(out, m.coinage(s)...)
}

// maker asks in both directions: who developed X, and what was developed by Y.
func (m *matter) maker(s sentence, what, verb, who string) []proposal {
	key, others := m.person(who, s.unit)
	if key == "" {
		return nil
	}
	did := map[string]string{"written": "wrote", "put forward": "put forward"}[verb]
	if did == "" {
		did = verb
	}
	stem := "Who " + did + " " + m.inSentence(what) + "?"
	reverse := "Which of these was " + verb + " by " + key + ", according to the text?"
	if verb == "represented" {
		stem = "Who is a representative of " + m.inSentence(what) + "?"
		reverse = "Which of these does " + key + " represent, according to the text?"
	}
	out := []proposal{m.single(Attribution, s, stem, key, others)}
	if term, beside := m.siblings(what); term != "" {
		out = append(out, m.single(Attribution, s, reverse, term, beside))
	}
	return out
}

// title matches the title of a work: several words, of which a later one has a capital.
var title = pattern(`^(?:The |A |An )?\p{Lu}[\p{L}’'-]*(?:,? (?:\p{Lu}[\p{L}’'-]*|of|the|and|in|is|on|with|for|a|an|to))+$`)

// works asks who wrote a work whose title stands in italics behind its author's name.
func (m *matter) works(s sentence) []proposal {
	var out []proposal
	for _, w := range s.ital {
		author := m.authorOf(s.text, w)
		if author == "" || !title().MatchString(w) {
			continue
		}
		key, others := m.person(author, s.unit)
		if key == "" || strings.Contains(w, lastOf(key)) {
			continue
		}
		out = append(out, m.single(Attribution, s, "Who is the author of “"+w+"”?", key, others))
	}
	return out
}

// authorOf finds the person before a title, where nothing else stands between them but what
// leads to a title.
func (m *matter) authorOf(text, work string) string {
	before, _, _ := strings.Cut(text, work)
	people := m.named(before)
	if len(people) != 1 {
		return ""
	}
	name := people[0]
	at := strings.LastIndex(before, name)
	if at < 0 {
		name = lastOf(name)
		at = strings.LastIndex(before, name)
	}
	if at < 0 || !leadsToTitle().MatchString(before[at+len(name):]) {
		return ""
	}
	return people[0]
}

var leadsToTitle = pattern(`^(?:['’]s (?:book |essay |report )?| (?:[\w ]{0,60} )?in )$`)

// coins is a person giving something its name.
var coins = pattern(`^(?:\w+ )?(?:called|calls|coined|described|describes|refined|introduced|gave|speaks of|developed)\b`)

// coinage asks who is connected with a term that one sentence names together with one person.
func (m *matter) coinage(s sentence) []proposal {
	if len(s.bold) != 1 {
		return nil
	}
	people := m.named(s.text)
	if len(people) != 1 {
		return nil
	}
	b := s.bold[0]
	rest, ok := strings.CutPrefix(s.text, people[0]+" ")
	if !ok {
		return nil
	}
	verb := coins().FindStringIndex(rest)
	if verb == nil || !strings.Contains(rest[verb[1]:], b) || !slices.ContainsFunc(m.terms, func(t term) bool { return strings.EqualFold(t.name, b) }) {
		return nil
	}
	key, others := m.person(people[0], s.unit)
	return []proposal{m.single(Attribution, s, "Whose name does the text connect with the term “"+b+"”?", key, others)}
}
