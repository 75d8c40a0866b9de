package export

import (
	"strings"

	"lectern/internal/fault"
)

// Gradebook is a new file for a learning platform, with the exact columns of its own exports.
//
// Only students whom the roster knows are in it, because one unknown name aborts a whole import
// of Moodle; the others are listed apart. key says what the gradebook's names are: "email", "id"
// or "username"; when it is empty, e-mail addresses if any student gave one, else what the
// platform goes by.
func Gradebook(lms LMS, key string, r *Roster, columns []Column) (Table, []Left, error) {
	if key == "" {
		key = r.usual(lms)
	}
	place, head, err := headings(lms, key)
	if err != nil {
		return Table{}, nil, err
	}
	for _, c := range columns {
		switch lms {
		case Moodle:
			head = append(head, c.Title+" (Real)")
		case Canvas:
			head = append(head, c.Title)
		case Blackboard:
			head = append(head, c.Title+" [Total Pts: "+Decimal(c.Of, '.')+" Score]")
		}
	}
	belongs := r.named(lms, key)
	left := r.leftOut(columns[0], columns[0].Of, func(i int) string {
		switch {
		case belongs(i):
			return ""
		case r.ids[i] != "" && key == "email":
			return "the ID is no e-mail address, by which this file names students"
		case r.ids[i] != "":
			return "the ID is an e-mail address; this file names students otherwise"
		}
		return "nobody has said what this student is called in the gradebook"
	})
	rows := func(row func([]Cell) error) error { return r.grades(lms, columns, len(head), place, belongs, row) }
	return Table{Name: "Grades", Head: head, Rows: rows}, left, nil
}

// named tells which students have an ID by which this file names them.
func (r *Roster) named(lms LMS, key string) func(i int) bool {
	if lms == Canvas || lms == Blackboard && key == "username" {
		return func(i int) bool { return r.ids[i] != "" } // an e-mail address may be the login
	}
	return func(i int) bool { return r.ids[i] != "" && (key == "email") == strings.Contains(r.ids[i], "@") }
}

// grades writes a row for each student who belongs into the file: the ID in its place, and the
// columns last of so many cells.
func (r *Roster) grades(lms LMS, columns []Column, width, place int, belongs func(i int) bool, row func([]Cell) error) error {
	cells, user := make([]Cell, width), width-len(columns)
	if lms == Canvas { // the second row says what the columns are worth; Canvas looks for the blanks
		cells[0] = text("    Points Possible")
		for k, c := range columns {
			cells[user+k] = points(c.Of)
		}
		if err := row(cells); err != nil {
			return err
		}
	}
	for i := range r.book.Students {
		if !belongs(i) {
			continue
		}
		clear(cells)
		cells[place] = text(r.ids[i])
		for k, c := range columns {
			cells[user+k] = points(c.Grades[i].Points)
			if c.Grades[i].Counted == 0 && lms == Moodle {
				cells[user+k] = Cell{Text: "-", Number: true} // Moodle's sign for no grade; no formula
			}
		}
		if err := row(cells); err != nil {
			return err
		}
	}
	return nil
}

// usual is the key that a platform's gradebook most likely has.
func (r *Roster) usual(lms LMS) string {
	if lms == Moodle {
		for _, id := range r.ids {
			if strings.Contains(id, "@") {
				return "email"
			}
		}
		return "id"
	}
	return "username"
}

// headings gives the columns of a platform that describe a student, and which of them is the key.
func headings(lms LMS, key string) (place int, head []string, err error) {
	var at map[string]int
	switch lms {
	case Moodle: // as Moodle 5.1 exports them; without "Last downloaded", which would make Moodle refuse newer grades
		head = []string{"First name", "Last name", "ID number", "Institution", "Department", "Email address"}
		at = map[string]int{"id": 2, "email": 5}
	case Canvas: // Section must be the last one
		head = []string{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}
		at = map[string]int{"id": 2, "email": 3, "username": 3}
	case Blackboard:
		head = []string{"Last Name", "First Name", "Username", "Student ID"}
		at = map[string]int{"id": 3, "username": 2, "email": 2}
	default:
		return 0, nil, fault.New(fault.Invalid, "There is no gradebook format called {{.Format}}.", "Use moodle, canvas or blackboard.").With("Format", string(lms))
	}
	place, ok := at[key]
	if !ok {
		return 0, nil, fault.New(fault.Invalid, "A gradebook of {{.Format}} does not name students by {{.Key}}.", "Use email, id or username; Moodle has no user name in its gradebook.").
			With("Format", string(lms)).With("Key", key)
	}
	return place, head, nil
}
