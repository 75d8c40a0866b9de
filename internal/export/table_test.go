package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/export"
	"lectern/internal/fault"
)

// TestFormulasAreDefused is the table of OWASP's page, its full-width forms, and what must stay.
func TestFormulasAreDefused(t *testing.T) {
	for _, bad := range []string{
		"=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠SUM", "−1+1",
		" =1", "\u00a0=1", "\ufeff=1", "\u200b=1", `=HYPERLINK("http://evil.example")`, "-", "--1", "-1e5", "=cmd|' /C calc'!A0",
	} {
		if got := export.Defuse(bad); got != "'"+bad {
			t.Errorf("%q is left as %q", bad, got)
		}
	}
	for _, good := range []string{"", "Ann", "a=b", "1", "-1", "-1.5", "3 - 2", "'quoted", "“=1”", "é", "\u200b", " ", "ann@uni.example"} {
		if got := export.Defuse(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
}

func TestWhatADefusedCellBeginsWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		got := export.Defuse(s)
		if strings.TrimPrefix(got, "'") != strings.TrimPrefix(s, "'") && got != s {
			t.Fatalf("%q became %q", s, got)
		}
		if trimmed := strings.TrimLeft(got, " \u00a0"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+@\t\r\n\x00") {
			t.Fatalf("%q runs", got)
		}
	})
}

func TestDecimals(t *testing.T) {
	for n, want := range map[int]string{0: "0", 5: "0.05", 50: "0.5", 100: "1", 125: "1.25", -150: "-1.5", 123456: "1234.56"} {
		if got := export.Decimal(n, '.'); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func written(t testing.TB, f export.Format, tables ...export.Table) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := export.Write(&out, f, tables...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnswersInEveryFormat(t *testing.T) {
	w := small(t)
	b := book(t, w, class.Grading{})
	golden(t, "answers-pseudonyms.csv", written(t, export.CSV, b.Answers(t.Context(), w, false)))
	golden(t, "answers-names.csv", written(t, export.CSV, b.Answers(t.Context(), w, true)))
	golden(t, "answers.jsonl", written(t, export.JSONL, b.Answers(t.Context(), w, false)))
	golden(t, "questions.csv", written(t, export.CSV, b.Asked()))

	pseudonyms := string(written(t, export.CSV, b.Answers(t.Context(), w, false)))
	for _, s := range []string{"sann", "Ann", "ann@uni.example", "40071", "Zoë", "discord"} {
		if strings.Contains(pseudonyms, s) {
			t.Errorf("an export without names holds %q", s)
		}
	}
	table := b.Answers(t.Context(), w, true)
	rows, err := csv.NewReader(bytes.NewReader(written(t, export.CSV, table))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(written(t, export.XLSX, table, b.Asked())))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := x.GetRows("Answers")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows { // a workbook needs no apostrophe
		for i := range r {
			r[i] = strings.TrimPrefix(r[i], "'")
		}
	}
	if diff := cmp.Diff(rows, sheet); diff != "" {
		t.Errorf("the workbook differs from the CSV (-csv +xlsx):\n%s", diff)
	}
	for line := range strings.Lines(string(written(t, export.JSONL, table))) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil || len(v) != len(table.Head) {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// TestAWorkbookIsReadBack lets the library read every kind of text.
func TestAWorkbookIsReadBack(t *testing.T) {
	texts := []string{"=1+1", "  blanks  ", "a&b<c>\"d\"", "two\nlines", "国語 👩🏽‍🚀", "\x01bell", strings.Repeat("x", 40_000), "+1", "-", ""}
	table := export.Table{Name: "A & B", Head: []string{"text", "number", "last"}, Rows: func(row func([]export.Cell) error) error {
		for _, s := range texts {
			if err := row([]export.Cell{{Text: s}, {Text: "12.5", Number: true}, {Text: "end"}}); err != nil {
				return err
			}
		}
		return nil
	}}
	x, err := excelize.OpenReader(bytes.NewReader(written(t, export.XLSX, table)))
	if err != nil {
		t.Fatal(err)
	}
	if got := x.GetSheetList(); len(got) != 1 || got[0] != "A & B" {
		t.Errorf("sheets %q", got)
	}
	rows, err := x.GetRows("A & B")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range texts {
		switch want {
		case "\x01bell":
			want = "\ufffdbell"
		case strings.Repeat("x", 40_000):
			want = strings.Repeat("x", 32_767)
		}
		if got := rows[i+1]; len(got) != 3 || got[0] != want || got[1] != "12.5" || got[2] != "end" {
			t.Errorf("row %d: %.60q, want %.60q", i+1, got, want)
		}
	}
	if f, err := x.GetCellFormula("A & B", "A2"); err != nil || f != "" {
		t.Errorf("a text became the formula %q (%v)", f, err)
	}
}

func TestAWriterThatFailsIsTold(t *testing.T) {
	w := small(t)
	b := book(t, w, class.Grading{})
	for _, f := range []export.Format{export.CSV, export.XLSX, export.JSONL} {
		if err := export.Write(broken{}, f, b.Answers(t.Context(), w, true)); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if err := export.Write(&bytes.Buffer{}, "ods", b.Asked()); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

var errBroken = errors.New("broken pipe")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestColumnsOfGrades(t *testing.T) {
	w := small(t)
	c := &course.Course{Chapters: []*course.Unit{{ID: "ch1", Title: "Maps"}, {ID: "ch2", Title: "Compass"}}}
	total := func(g class.Grading) (out []string) {
		cols, err := book(t, w, g).Columns(export.Whole, "Course", c)
		if err != nil {
			t.Fatal(err)
		}
		for _, gr := range cols[0].Grades {
			out = append(out, export.Decimal(gr.Points, '.'))
		}
		return append(out, export.Decimal(cols[0].Of, '.'))
	}
	// Ann, Bob, Eve, Xer and Zoe: 1 + 2 + 1 points; the first vote and the open question count for nothing.
	for want, g := range map[string]class.Grading{
		"4 1 1 0 2 4":        {},
		"100 25 25 0 50 100": {Total: 100},
		"4 1 2 0 4 4":        {Participation: 100},
	} {
		if got := strings.Join(total(g), " "); got != want {
			t.Errorf("%+v: %s, want %s", g, got, want)
		}
	}
	b := book(t, w, class.Grading{})
	for by, want := range map[string]string{"chapters": "Maps 3,Compass 1", "questions": "scale (2026-09-07) 1,legend (2026-09-08) 2,north (2026-09-10) 1"} {
		cols, err := b.Columns(by, "Course", c)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, col := range cols {
			got = append(got, col.Title+" "+export.Decimal(col.Of, '.'))
		}
		if strings.Join(got, ",") != want {
			t.Errorf("by %s: %s", by, got)
		}
	}
	if _, err := b.Columns("moons", "", c); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	cols, _ := b.Columns(export.Whole, "Course", c)
	golden(t, "overview.csv", written(t, export.CSV, b.Overview(cols, true)))
}
