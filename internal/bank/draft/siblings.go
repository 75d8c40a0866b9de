package draft

import (
	"slices"
	"strings"
	"unicode"
)

// called tells whether a name is one of the term's, and whether it names those who belong to it.
func (t term) called(name string) (hit, adherent bool) {
	flat := func(s string) string {
		return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(s), "-", ""), "the ")
	}
	n := flat(name)
	for _, a := range append([]string{t.name}, t.aliases...) {
		f := flat(a)
		if n == f || n == f+" theory" || n+" theory" == f {
			return true, false
		}
		if s, ok := strings.CutSuffix(f, "ism"); ok && n == s+"ists" {
			return true, true
		}
	}
	return false, false
}

// siblings finds the term that a name means and the names that may stand beside it, the nearest
// first.
func (m *matter) siblings(name string) (key string, others []string) {
	for i, t := range m.terms {
		hit, adherent := t.called(name)
		if !hit {
			continue
		}
		others = m.beside(i)
		if adherent {
			return belonging(t.name), adherents(others)
		}
		if len(others) >= minWrong || !m.again(i, name) {
			return t.name, others
		}
	}
	return "", nil
}

// again tells whether a later term has the name too.
func (m *matter) again(i int, name string) bool {
	return slices.ContainsFunc(m.terms[i+1:], func(t term) bool { hit, _ := t.called(name); return hit })
}

func (m *matter) beside(i int) []string {
	t := m.terms[i]
	var near, same, far []string
	for j, o := range m.terms {
		fits := o.like == t.like || t.parallel && o.set == t.set
		switch {
		case j == i || !fits:
		case o.set == t.set && lastWord(o.name) == lastWord(t.name):
			near = append(near, o.name)
		case o.set == t.set:
			same = append(same, o.name)
		case !o.parallel && lastWord(o.name) == lastWord(t.name):
			near = append(near, o.name)
		case !o.parallel && t.like != school:
			far = append(far, o.name)
		}
	}
	if t.like == school && len(near)+len(same) < minWrong {
		far = m.schools(t)
	}
	if t.parallel && len(near)+len(same) >= minWrong {
		far = nil
	} else if t.like == thing && !strings.Contains(t.name, " ") {
		far = append(far, m.words1()...)
	}
	return slices.Concat(near, same, far)
}

// words1 gives the terms of one word that are listed or head a section: what is left where
// nothing nearer stands beside a term.
func (m *matter) words1() []string {
	var out []string
	for _, o := range m.terms {
		if (o.parallel || o.within) && (o.like == thing || o.like == school) && !strings.Contains(o.name, " ") && !describing().MatchString(o.name) {
			out = append(out, o.name)
		}
	}
	return out
}

// schools gives schools of other sets, those of the lesson's level: what is listed as a part
// of a school stands beside no school.
func (m *matter) schools(t term) []string {
	var out, far []string
	for _, o := range m.terms {
		switch {
		case o.set == t.set || o.like != school || o.parallel || o.within:
		case lessonSame(o.unit, t.unit):
			out = append(out, o.name)
		default:
			far = append(far, o.name)
		}
	}
	return append(out, far...)
}

func lastWord(s string) string {
	w := strings.Fields(strings.ToLower(s))
	return w[len(w)-1]
}

// adherents turns schools into those who belong to them: realism, realists.
func adherents(schools []string) []string {
	var out []string
	for _, n := range schools {
		if strings.HasSuffix(n, "ism") {
			out = append(out, belonging(n))
		}
	}
	return out
}

func belonging(school string) string { return strings.TrimSuffix(school, "ism") + "ists" }

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
