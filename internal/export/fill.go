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
	Column string   // the heading of the column to write; when empty, the only one that holds a title
	Titles []string // what the grades may be called, the likeliest first
	Key    string   // the heading of the column that names students; when empty, those that are known
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
	if len(grades.Grades) > 0 && grades.Grades[0].Counted == 0 {
		return FillReport{}, fault.New(fault.Missing, "No question of the class is over yet.", "Fill the gradebook when one has closed.")
	}
	rep := FillReport{LMS: Recognise(head), Encoding: s.Encoding, Delimiter: string(s.Delimiter), Students: []Left{}, Rows: []Left{}, Matched: []Matched{}}
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
	for _, row := range slices.Sorted(maps.Keys(f.found)) {
		f.put(&rep, row, column, Decimal(grades.Grades[f.found[row]].Scaled(of), point))
	}
	slices.SortFunc(rep.Rows, func(a, b Left) int { return a.Line - b.Line })
	f.missing(&rep, grades, of)
	return rep, nil
}

// put writes a student's grade into their row.
func (f *filling) put(rep *FillReport, row, column int, number string) {
	st, old := f.found[row], f.Value(row, column)
	if excused(old) {
		rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: f.Line(row), Why: "the gradebook excuses this student: " + old})
		return
	}
	if !f.SetNumber(row, column, number) {
		rep.Rows = append(rep.Rows, Left{Name: f.called(row), Line: f.Line(row), Why: "the row ends before the column"})
		return
	}
	rep.Filled++
	if old != "" && old != "-" && old != number {
		rep.Changed++
	}
	if f.by[st] == byStudent {
		rep.ByStudent++
	}
	s := f.book.Students[st]
	m := Matched{Line: f.Line(row), Row: f.called(row), Student: string(s.ID), Name: s.Name, Gradebook: f.ids[st], SaidBy: f.by[st], Before: old, Grade: number}
	for _, k := range f.keysOf(row) {
		if m.Column == "" && k.name == fold(f.ids[st]) {
			m.Column = k.column
		}
	}
	rep.Matched = append(rep.Matched, m)
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
			return fault.New(fault.Missing, "The file has no column {{.Column}}.", "It has: {{.Columns}}.").With("Column", cutHeading(key)).With("Columns", f.listed())
		}
		f.columns, f.first, f.last = []int{i}, -1, -1
	}
	if len(f.columns) == 0 && (f.first < 0 || f.last < 0) {
		return fault.New(fault.Missing, "This does not look like a gradebook: no column of the file is known to name students.", "Name the column that does (key). The file has: {{.Columns}}.").With("Columns", f.listed())
	}
	return nil
}

// maxListed and maxHeading bound the headings that a sentence tells, and their characters.
const (
	maxListed  = 30
	maxHeading = 80
)

// listed names the columns of the file.
func (f *filling) listed() string {
	var names []string
	for _, h := range f.head {
		if len(names) == maxListed {
			return strings.Join(names, ", ") + " …"
		}
		if h != "" {
			names = append(names, cutHeading(h))
		}
	}
	return strings.Join(names, ", ")
}

func cutHeading(h string) string {
	if r := []rune(h); len(r) > maxHeading {
		return string(r[:maxHeading-1]) + "…"
	}
	return h
}

// candidates are the columns that could be meant, and what was looked for: the one named, or else
// those that hold the first title any column holds.
func (f *filling) candidates(o FillOptions) (at []int, wanted string) {
	if o.Column != "" {
		for i, h := range f.head {
			if fold(h) == fold(o.Column) {
				at = append(at, i)
			}
		}
		return at, o.Column
	}
	for _, title := range o.Titles {
		for i, h := range f.head {
			if h := fold(h); fold(title) != "" && strings.Contains(h, fold(title)) && !strings.Contains(h, "(feedback)") {
				at = append(at, i)
			}
		}
		if len(at) > 0 {
			return at, title
		}
	}
	return nil, strings.Join(o.Titles, ", ")
}

func (f *filling) findColumn(o FillOptions) (int, error) {
	at, wanted := f.candidates(o)
	switch {
	case len(at) == 0:
		return 0, fault.New(fault.Missing, "The file has no column for {{.Column}}.", "Name the one to fill (column), or make it in the gradebook first and download that again. The file has: {{.Columns}}.").
			With("Column", cutHeading(wanted)).With("Columns", f.listed())
	case len(at) > 1:
		return 0, fault.New(fault.Invalid, "Several columns of the file could be {{.Column}}.", "Name one in full (column). The file has: {{.Columns}}.").
			With("Column", cutHeading(wanted)).With("Columns", f.listed())
	case slices.Contains(f.columns, at[0]) || at[0] == f.first || at[0] == f.last:
		return 0, fault.New(fault.Invalid, "The column {{.Column}} names students; grades do not go there.", "Name another (column).").With("Column", cutHeading(f.head[at[0]]))
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
			return 0, 0, fault.New(fault.Invalid, "Canvas does not let anybody write to the column {{.Column}}: it is read-only.", "Name another (column).").With("Column", cutHeading(f.head[column]))
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
			for _, st := range f.owner[key.name] {
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

// rowKey is what a row calls its student, folded, and the column that says so.
type rowKey struct{ name, column string }

func (f *filling) keysOf(row int) []rowKey {
	var out []rowKey
	add := func(s, column string) {
		if s = fold(s); s != "" && !slices.ContainsFunc(out, func(k rowKey) bool { return k.name == s }) {
			out = append(out, rowKey{s, column})
		}
	}
	for _, c := range f.columns {
		add(f.Value(row, c), f.head[c])
	}
	if f.first >= 0 && f.last >= 0 {
		first, last := f.Value(row, f.first), f.Value(row, f.last)
		if first != "" && last != "" {
			both := f.head[f.first] + ", " + f.head[f.last]
			add(first+" "+last, both)
			add(last+", "+first, both)
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
