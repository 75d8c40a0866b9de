package export

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// Roster says which student is who in a gradebook. It is made of what staff know (a file) and
// of what students have said; staff are believed first.
type Roster struct {
	book  *Book
	ids   []string         // by student: what they are called in the gradebook, empty when nobody has said
	by    []string         // by student: who said so
	owner map[string][]int // by folded id
	Left  []Left           // lines of the file that say nothing, and students whose claim does not hold
}

// Who said what a student is called in the gradebook.
const (
	byStaff   = "staff"
	byStudent = "student"
)

// Left is somebody whose grade is not in a gradebook, and why.
type Left struct {
	Student   string `json:"student,omitempty"` // the id within the class
	Name      string `json:"name,omitempty"`
	Gradebook string `json:"gradebook_id,omitempty"`
	Line      int    `json:"line,omitempty"` // of the file that was read
	Grade     string `json:"grade,omitempty"`
	Why       string `json:"why"`
}

// fold makes equal what a gradebook means by the same name.
func fold(s string) string {
	return cases.Fold().String(norm.NFKC.String(strings.Join(strings.Fields(s), " ")))
}

// NewRoster makes the roster of a book. mapping is what staff give, nil for nothing: a file with
// a heading and two columns, first the student (the id or the name that an export with names
// shows, or an account as discord:ID or slack:TEAM:ID), then what the gradebook calls them.
// linked finds the student an account stands for; nil when no accounts are linked.
func NewRoster(b *Book, mapping *Sheet, linked func(quiz.ClassID, quiz.StudentID) quiz.StudentID) (*Roster, error) {
	n := len(b.Students)
	r := &Roster{book: b, ids: make([]string, n), by: make([]string, n), owner: map[string][]int{}}
	if mapping != nil {
		if err := r.readMapping(mapping, linked); err != nil {
			return nil, err
		}
	}
	staff := make(map[string]bool, len(r.owner))
	for id := range r.owner {
		staff[id] = true
	}
	for i, s := range b.Students {
		switch id := fold(s.Gradebook); {
		case id == "" || r.by[i] == byStaff:
		case staff[id]:
			r.leave(i, s.Gradebook, "the mapping gives this ID to somebody else")
		default:
			r.ids[i], r.by[i] = s.Gradebook, byStudent
			r.owner[id] = append(r.owner[id], i)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.owner)) {
		owners := r.owner[id]
		if len(owners) == 1 {
			continue
		}
		for _, i := range owners {
			r.leave(i, r.ids[i], "several students gave this ID")
			r.ids[i] = ""
		}
		delete(r.owner, id)
	}
	return r, nil
}

func (r *Roster) leave(i int, id, why string) {
	s := r.book.Students[i]
	r.Left = append(r.Left, Left{Student: string(s.ID), Name: s.Name, Gradebook: id, Why: why})
}

func (r *Roster) readMapping(m *Sheet, linked func(quiz.ClassID, quiz.StudentID) quiz.StudentID) error {
	if m.Width(0) < 2 {
		return fault.New(fault.Invalid, "The mapping has no second column.", "Write two columns with a heading: student,gradebook_id.")
	}
	byName := map[string][]int{}
	for i, s := range r.book.Students {
		byName[fold(s.Name)] = append(byName[fold(s.Name)], i)
	}
	for row := 1; row < m.Rows(); row++ {
		who, id := m.Value(row, 0), m.Value(row, 1)
		if who == "" && id == "" {
			continue
		}
		i, why := r.find(who, byName, linked)
		switch {
		case id == "":
			why = "no ID stands beside this student"
		case why == "" && r.by[i] == byStaff && fold(r.ids[i]) != fold(id):
			why = "another line gives this student another ID"
		}
		if why != "" {
			r.Left = append(r.Left, Left{Name: who, Gradebook: id, Line: m.Line(row), Why: why})
			continue
		}
		if r.by[i] == "" {
			r.ids[i], r.by[i] = id, byStaff
			r.owner[fold(id)] = append(r.owner[fold(id)], i)
		}
	}
	return nil
}

// find finds a student by what staff write.
func (r *Roster) find(who string, byName map[string][]int, linked func(quiz.ClassID, quiz.StudentID) quiz.StudentID) (int, string) {
	if i, ok := r.book.byStudent[quiz.StudentID(who)]; ok {
		return i, ""
	}
	if platform, rest, ok := strings.Cut(who, ":"); ok && (platform == "discord" || platform == "slack") {
		p := chat.Person{Platform: chat.Platform(platform), ID: rest}
		if platform == "slack" {
			if p.Tenant, p.ID, ok = strings.Cut(rest, ":"); !ok {
				return 0, "a Slack account is written slack:TEAM:ID"
			}
		}
		id := class.StudentOf(r.book.Class.ID, p)
		if linked != nil {
			id = linked(r.book.Class.ID, id)
		}
		if i, ok := r.book.byStudent[id]; ok {
			return i, ""
		}
		return 0, "this account has answered nothing in the class"
	}
	switch is := byName[fold(who)]; len(is) {
	case 0:
		return 0, "nobody in the class is called that"
	case 1:
		return is[0], ""
	}
	return 0, "several students are called that; use the id in the column student"
}

// ID is what the gradebook calls a student, empty when nobody knows.
func (r *Roster) ID(student int) string { return r.ids[student] }

// leftOut lists the students that why gives a reason for, after those the roster has left out
// itself, each with the grade that is in no gradebook.
func (r *Roster) leftOut(grades Column, of int, why func(student int) string) []Left {
	out := append([]Left{}, r.Left...)
	told := make(map[string]bool, len(out))
	for i, l := range out {
		if l.Student != "" {
			told[l.Student] = true
			out[i].Grade = Decimal(grades.Grades[r.book.byStudent[quiz.StudentID(l.Student)]].Scaled(of), '.')
		}
	}
	for i, s := range r.book.Students {
		if reason := why(i); reason != "" && !told[string(s.ID)] {
			out = append(out, Left{Student: string(s.ID), Name: s.Name, Gradebook: r.ids[i], Grade: Decimal(grades.Grades[i].Scaled(of), '.'), Why: reason})
		}
	}
	return out
}

// LeftTable is the table of those who were left out.
func LeftTable(list []Left) Table {
	return Table{Name: "Left out", Head: []string{"student", "name", "gradebook_id", "line", "grade", "why"}, Rows: func(row func([]Cell) error) error {
		for _, l := range list {
			line := Cell{}
			if l.Line > 0 {
				line = whole(l.Line)
			}
			if err := row([]Cell{text(l.Student), text(l.Name), text(l.Gradebook), line, {Text: l.Grade, Number: l.Grade != ""}, text(l.Why)}); err != nil {
				return err
			}
		}
		return nil
	}}
}
