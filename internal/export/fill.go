package export

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/fault"
)

// FillOptions say which column of a gradebook gets which grades.
type FillOptions struct {
	Column string // the heading of the column to write; when empty, the only one that holds Title
	Title  string // what the grades are called
	Key    string // the heading of the column that names students; when empty, those that are known
}

// FillReport tells what Fill did.
type FillReport struct {
	LMS       LMS    `json:"lms,omitempty"`
	Encoding  string `json:"encoding"`
	Delimiter string `json:"delimiter"`
	Column    string `json:"column"`
	OutOf     string `json:"out_of"`     // points the column is worth
	Filled    int    `json:"filled"`     // rows that got a grade
	Changed   int    `json:"changed"`    // of these, rows that had another grade before
	ByStudent int    `json:"by_student"` // of these, rows found by what the student alone has said
	Students  []Left `json:"students"`   // students of the class who are not in the file
	Rows      []Left `json:"rows"`       // rows of the file that are no student of the class
}

// Fill writes grades into a gradebook that somebody has downloaded. The grade is scaled to what
// the column is worth when the file says so. A row is a student's when one of the columns that
// name people, or the full name, holds what the gradebook calls that student. Rows and students
// that cannot be told apart are left alone and reported.
func Fill(s *Sheet, r *Roster, grades Column, o FillOptions) (FillReport, error) {
	head := make([]string, s.Width(0))
	for i := range head {
		head[i] = s.Value(0, i)
	}
	rep := FillReport{LMS: Recognise(head), Encoding: s.Encoding, Delimiter: string(s.Delimiter), Students: []Left{}, Rows: []Left{}}
	f := filling{Sheet: s, Roster: r, head: head, names: -1}
	if err := f.findKeys(o.Key); err != nil {
		return rep, err
	}
	column, err := f.findColumn(o)
	if err != nil {
		return rep, err
	}
	rep.Column = head[column]
	first, of, err := f.above(column)
	if err != nil {
		return rep, err
	}
	if of == 0 {
		of = grades.Of
	}
	rep.OutOf = Decimal(of, '.')
	f.match(first, &rep)
	point := f.point(column)
	rows := slices.Sorted(maps.Keys(f.found))
	for _, row := range rows {
		st := f.found[row]
		number := Decimal(grades.Grades[st].Scaled(of), point)
		old := s.Value(row, column)
		if excused(old) {
			rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: s.Line(row), Why: "the gradebook excuses this student: " + old})
			continue
		}
		if !s.SetNumber(row, column, number) {
			rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: s.Line(row), Why: "the row ends before the column"})
			continue
		}
		rep.Filled++
		if old != "" && old != "-" && old != number {
			rep.Changed++
		}
		if r.by[st] == byStudent {
			rep.ByStudent++
		}
	}
	slices.SortFunc(rep.Rows, func(a, b Left) int { return a.Line - b.Line })
	f.missing(&rep, grades, of)
	return rep, nil
}

// filling is a gradebook that is being filled.
type filling struct {
	*Sheet
	*Roster

	head        []string
	columns     []int // that name students
	first, last int   // the two halves of the full name
	names       int   // the column that shows a person, for reports
	found       map[int]int
}

func (f *filling) findKeys(key string) error {
	f.columns, f.first, f.last = keys(f.head)
	if key != "" {
		i := slices.IndexFunc(f.head, func(h string) bool { return fold(h) == fold(key) })
		if i < 0 {
			return fault.New(fault.Missing, "The file has no column {{.Column}}.", "It has: {{.Columns}}.").With("Column", key).With("Columns", strings.Join(f.head, ", "))
		}
		f.columns, f.first, f.last = []int{i}, -1, -1
	}
	if len(f.columns) == 0 && (f.first < 0 || f.last < 0) {
		return fault.New(fault.Missing, "No column of the file is known to name students.", "Say which one does with --key. It has: {{.Columns}}.").With("Columns", strings.Join(f.head, ", "))
	}
	return nil
}

func (f *filling) findColumn(o FillOptions) (int, error) {
	var at []int
	wanted := o.Column
	for i, h := range f.head {
		if o.Column != "" && fold(h) == fold(o.Column) || o.Column == "" && o.Title != "" && strings.Contains(fold(h), fold(o.Title)) && !strings.Contains(fold(h), "(feedback)") {
			at = append(at, i)
		}
	}
	if wanted == "" {
		wanted = o.Title
	}
	switch {
	case len(at) == 0:
		return 0, fault.New(fault.Missing, "The file has no column for {{.Column}}.", "Name the column to fill with --column. It has: {{.Columns}}.").
			With("Column", wanted).With("Columns", strings.Join(f.head, ", "))
	case len(at) > 1:
		return 0, fault.New(fault.Invalid, "Several columns of the file could be {{.Column}}.", "Name one in full with --column. It has: {{.Columns}}.").
			With("Column", wanted).With("Columns", strings.Join(f.head, ", "))
	case slices.Contains(f.columns, at[0]) || at[0] == f.first || at[0] == f.last:
		return 0, fault.New(fault.Invalid, "The column {{.Column}} names students; grades do not go there.", "Name another with --column.").With("Column", f.head[at[0]])
	}
	return at[0], nil
}

// maxAbove is how many rows between the heading and the students are looked at.
const maxAbove = 3

// total finds what a column of Blackboard is worth, in its heading.
func total(heading string) int {
	m := regexp.MustCompile(`\[Total Pts: (?:up to )?([0-9]+(?:[.,][0-9]+)?)`).FindStringSubmatch(heading)
	if m == nil {
		return 0
	}
	return hundredths(m[1])
}

// above reads what stands between the heading and the first student: in Canvas, what a column
// is worth and which ones are read-only. It gives the first student's row.
func (f *filling) above(column int) (first, of int, err error) {
	first, of = 1, total(f.head[column])
	for row := 1; row <= maxAbove && row < f.Rows(); row++ {
		if f.Value(row, 0) != "Points Possible" {
			continue
		}
		first = row + 1
		value := f.Value(row, column)
		if strings.Contains(value, "read only") {
			return 0, 0, fault.New(fault.Invalid, "Canvas does not let anybody write to the column {{.Column}}: it is read-only.", "Name another with --column.").With("Column", f.head[column])
		}
		of = hundredths(value)
	}
	return first, of, nil
}

// hundredths reads a number with a point or a comma; 0 for anything else.
func hundredths(s string) int {
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || v < 0 || v > maxWorth {
		return 0
	}
	return int(v*100 + 0.5)
}

// maxWorth is the most points that a column may be worth.
const maxWorth = 1e6

// excused are cells of Canvas that say why there is no grade.
func excused(cell string) bool { return cell == "EX" || cell == "N/A" }

// match finds the student of each row.
func (f *filling) match(first int, rep *FillReport) {
	f.found = map[int]int{}
	rows := map[int][]int{} // by student
	for row := first; row < f.Rows(); row++ {
		if f.blank(row) {
			continue
		}
		var students []int
		for _, key := range f.keysOf(row) {
			for _, st := range f.owner[key] {
				if !slices.Contains(students, st) {
					students = append(students, st)
				}
			}
		}
		switch len(students) {
		case 0:
			rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: f.Line(row), Why: "no student of the class is called that"})
		case 1:
			rows[students[0]] = append(rows[students[0]], row)
		default:
			rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: f.Line(row), Why: "several students of the class could be meant"})
		}
	}
	for st, list := range rows {
		if len(list) == 1 {
			f.found[list[0]] = st
			continue
		}
		for _, row := range list {
			rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: f.Line(row), Gradebook: f.ids[st], Why: "several rows could be this student"})
		}
	}
}

func (f *filling) blank(row int) bool {
	for i := range f.Width(row) {
		if f.Value(row, i) != "" {
			return false
		}
	}
	return true
}

func (f *filling) keysOf(row int) []string {
	var out []string
	add := func(s string) {
		if s = fold(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, c := range f.columns {
		add(f.Value(row, c))
	}
	if f.first >= 0 && f.last >= 0 {
		first, last := f.Value(row, f.first), f.Value(row, f.last)
		if first != "" && last != "" {
			add(first + " " + last)
			add(last + ", " + first)
		}
	}
	return out
}

// called names a row as its file does.
func (f *filling) called(row int) string {
	var parts []string
	for _, c := range append([]int{f.first, f.last}, f.columns...) {
		if v := f.Value(row, c); v != "" && len(parts) < 3 {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// point is the decimal point of the file: a comma when numbers of the column, or else of the
// whole file, are written with one and none with a point.
func (f *filling) point(column int) byte {
	comma, dot := regexp.MustCompile(`^[0-9]+,[0-9]+$`), regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	for _, only := range []int{column, -1} {
		commas, dots := 0, 0
		for row := 1; row < f.Rows(); row++ {
			for c := range f.Width(row) {
				if only >= 0 && c != only {
					continue
				}
				v := f.Value(row, c)
				if comma.MatchString(v) {
					commas++
				} else if dot.MatchString(v) {
					dots++
				}
			}
		}
		if commas+dots > 0 {
			if dots == 0 {
				return ','
			}
			return '.'
		}
	}
	return '.'
}

// missing reports the students who are in no row.
func (f *filling) missing(rep *FillReport, grades Column, of int) {
	in := make(map[int]bool, len(f.found))
	for _, st := range f.found {
		in[st] = true
	}
	rep.Students = append(rep.Students, f.leftOut(grades, of, func(i int) string {
		switch {
		case in[i]:
			return ""
		case f.ids[i] != "":
			return "the file has no row that can be told to be this student's"
		}
		return "nobody has said what this student is called in the gradebook"
	})...)
}
