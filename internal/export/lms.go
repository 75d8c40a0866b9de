package export

import (
	"slices"
	"strings"
)

// LMS is a learning platform by the columns of its gradebook.
type LMS string

// The platforms whose gradebooks are known.
const (
	Moodle     LMS = "moodle"
	Canvas     LMS = "canvas"
	Blackboard LMS = "blackboard"
)

// keyHeadings are the headings, folded, of columns that name a student: those of the three
// platforms in English, German and Spanish.
func keyHeadings() []string {
	return []string{
		"email address", "e-mail address", "email", "e-mail", "id number", "username", "user name", "student id", // Moodle, Blackboard
		"student", "id", "sis user id", "sis login id", "integration id", // Canvas
		"e-mail-adresse", "id-nummer", "matrikelnummer", "anmeldename", "benutzername", "nutzername",
		"dirección de correo", "dirección email", "correo electrónico", "número de id", "nombre de usuario",
	}
}

func firstNames() []string { return []string{"first name", "firstname", "vorname", "nombre"} }

func lastNames() []string {
	return []string{"last name", "lastname", "surname", "nachname", "apellido(s)", "apellidos"}
}

// Recognise tells by a heading which platform a gradebook is of; empty when it is none of them.
func Recognise(head []string) LMS {
	folded := make([]string, len(head))
	for i, h := range head {
		folded[i] = fold(h)
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(folded, n) })
	}
	switch {
	case has("section") && has("id") && (has("student") || has("lastname")):
		return Canvas
	case has("username") && has("last access", "availability", "student id", "child course id") || slices.ContainsFunc(head, func(h string) bool { return strings.Contains(h, "[Total Pts:") }):
		return Blackboard
	case has("email address", "e-mail-adresse", "dirección de correo", "dirección email", "id number", "id-nummer", "número de id") && has(firstNames()...):
		return Moodle
	}
	return ""
}

// keys tells which columns of a heading name a student, and which two make up the full name (-1
// when there is none).
func keys(head []string) (columns []int, first, last int) {
	first, last = -1, -1
	for i, h := range head {
		switch h := fold(h); {
		case slices.Contains(keyHeadings(), h):
			columns = append(columns, i)
		case first < 0 && slices.Contains(firstNames(), h):
			first = i
		case last < 0 && slices.Contains(lastNames(), h):
			last = i
		}
	}
	return columns, first, last
}
