package export

import "slices"

// FillReport tells what Fill did.
type FillReport struct {
	LMS       LMS       `json:"lms,omitempty"`
	Encoding  string    `json:"encoding"`
	Delimiter string    `json:"delimiter"`
	Column    string    `json:"column"`
	OutOf     string    `json:"out_of"`     // points the column is worth
	Filled    int       `json:"filled"`     // rows that got a grade
	Changed   int       `json:"changed"`    // of these, rows that had another grade before
	ByStudent int       `json:"by_student"` // of these, rows found by what the student alone has said
	Students  []Left    `json:"students"`   // students of the class who are not in the file
	Rows      []Left    `json:"rows"`       // rows of the file that are no student of the class
	Matched   []Matched `json:"matched"`    // rows that got a grade, and how their student was found
}

// Matched is a row of a file that got a student's grade.
type Matched struct {
	Line      int    `json:"line"` // of the file, from 1
	Row       string `json:"row"`  // whom the row names
	Student   string `json:"student"`
	Name      string `json:"name"`
	Gradebook string `json:"gradebook_id"` // what the student is called, as said
	SaidBy    string `json:"said_by"`      // staff or student
	Column    string `json:"column"`       // of the file, which holds that
	Before    string `json:"before,omitempty"`
	Grade     string `json:"grade"`
}

// Table is the report as a table: what became of each row of the file, in their order, and then
// the students who are in none.
func (rep FillReport) Table() Table {
	type entry struct {
		line  int
		cells []Cell
	}
	entries := make([]entry, 0, len(rep.Matched)+len(rep.Rows))
	for _, m := range rep.Matched {
		entries = append(entries, entry{m.Line, []Cell{
			text("filled"), whole(m.Line), text(m.Row), text(m.Student), text(m.Name), text(m.Gradebook), text(m.Column), text(m.SaidBy), text(m.Before), text(m.Grade), {},
		}})
	}
	for _, l := range rep.Rows {
		entries = append(entries, entry{l.Line, []Cell{text("row left as before"), whole(l.Line), text(l.Name), {}, {}, text(l.Gradebook), {}, {}, {}, {}, text(l.Why)}})
	}
	slices.SortFunc(entries, func(a, b entry) int { return a.line - b.line })
	for _, l := range rep.Students {
		entries = append(entries, entry{0, []Cell{text("student not in the file"), {}, {}, text(l.Student), text(l.Name), text(l.Gradebook), {}, {}, {}, text(l.Grade), text(l.Why)}})
	}
	head := []string{"what", "line", "row", "student", "name", "gradebook_id", "found_in_column", "said_by", "before", "grade", "why"}
	return Table{Name: "Report", Head: head, Rows: func(row func([]Cell) error) error {
		for _, e := range entries {
			if err := row(e.cells); err != nil {
				return err
			}
		}
		return nil
	}}
}
