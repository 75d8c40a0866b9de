package export_test

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"lectern/internal/class"
	"lectern/internal/export"
	"lectern/internal/quiz"
	"lectern/internal/store/sqlite"
)

// The benchmarks are about a term: 500 students, 400 questions, 180,000 answers. The goal of
// each whole export, reading included, is one second.

func tables(b *testing.B) (w *world, bk *export.Book) {
	b.Helper()
	w = term(b)
	return w, book(b, w, class.Grading{})
}

func BenchmarkAnswersCSV(b *testing.B) {
	w, bk := tables(b)
	for b.Loop() {
		if err := export.Write(io.Discard, export.CSV, bk.Answers(b.Context(), w, false)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnswersCSVFloor writes the same cells with encoding/csv and nothing else.
func BenchmarkAnswersCSVFloor(b *testing.B) {
	rows := cells(b)
	for b.Loop() {
		out := csv.NewWriter(io.Discard)
		if err := out.WriteAll(rows); err != nil {
			b.Fatal(err)
		}
	}
}

// cells are the finished cells of the table of answers.
func cells(b *testing.B) (rows [][]string) {
	b.Helper()
	w, bk := tables(b)
	t := bk.Answers(b.Context(), w, false)
	rows = append(rows, t.Head)
	err := t.Rows(func(cells []export.Cell) error {
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.Text
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return rows
}

func BenchmarkAnswersJSONL(b *testing.B) {
	w, bk := tables(b)
	for b.Loop() {
		if err := export.Write(io.Discard, export.JSONL, bk.Answers(b.Context(), w, false)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswersXLSX(b *testing.B) {
	w, bk := tables(b)
	for b.Loop() {
		if err := export.Write(io.Discard, export.XLSX, bk.Answers(b.Context(), w, false), bk.Asked()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnswersXLSXExcelize writes the same cells with the library's streaming writer.
func BenchmarkAnswersXLSXExcelize(b *testing.B) {
	rows := cells(b)
	for b.Loop() {
		f := excelize.NewFile()
		out, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		line := make([]any, len(rows[0]))
		for i, r := range rows {
			for k, c := range r {
				line[k] = c
			}
			if err := out.SetRow("A"+strconv.Itoa(i+1), line); err != nil {
				b.Fatal(err)
			}
		}
		if err := out.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Write(bufio.NewWriter(io.Discard)); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGradebook reckons every grade, with the costliest policy, and writes the gradebook by
// question: 500 rows of 400 columns.
func BenchmarkGradebook(b *testing.B) {
	_, bk := tables(b)
	bk.Class.Grading = class.Grading{Drop: 20, Participation: 10, Total: 100}
	r, err := export.NewRoster(bk, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		all, err := bk.Columns(export.Whole, "Lectern", nil)
		if err != nil {
			b.Fatal(err)
		}
		each, err := bk.Columns(export.ByQuestion, "", nil)
		if err != nil {
			b.Fatal(err)
		}
		t, _, err := export.Gradebook(export.Moodle, "", r, append(all, each...))
		if err != nil {
			b.Fatal(err)
		}
		if err := export.WriteCSV(io.Discard, t); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFill fills a downloaded gradebook of 500 rows and 400 columns.
func BenchmarkFill(b *testing.B) {
	_, bk := tables(b)
	var file strings.Builder
	file.WriteString("Email address,ID number,Lectern" + strings.Repeat(",Quiz", 400) + "\n")
	for i := range 500 {
		fmt.Fprintf(&file, "student%03d@uni.example,%d,-%s\n", i, i, strings.Repeat(",12.50", 400))
	}
	grades := whole(b, bk)
	for b.Loop() {
		rep, err := export.Fill(sheet(b, file.String()), roster(b, bk, ""), grades, export.FillOptions{Titles: []string{"Lectern"}})
		if err != nil || rep.Filled != 500 {
			b.Fatal(err, rep.Filled)
		}
	}
}

// BenchmarkExportFromSQLite is the whole way: the store is read and the answers are written.
func BenchmarkExportFromSQLite(b *testing.B) {
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "store.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	pour(b, term(b), s)
	for name, write := range map[string]func(*export.Book) error{
		"answers-csv": func(bk *export.Book) error {
			return export.Write(io.Discard, export.CSV, bk.Answers(b.Context(), s, false))
		},
		"answers-xlsx": func(bk *export.Book) error {
			return export.Write(io.Discard, export.XLSX, bk.Answers(b.Context(), s, false), bk.Asked())
		},
		"grades": func(bk *export.Book) error {
			if err := bk.ReadPoints(b.Context(), s); err != nil {
				return err
			}
			cols, err := bk.Columns(export.Whole, "Lectern", nil)
			if err != nil {
				return err
			}
			return export.WriteCSV(io.Discard, bk.Overview(cols, true))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				bk, err := export.ReadBook(b.Context(), s, class.Class{ID: "c"}, []byte("secret"), began().AddDate(2, 0, 0))
				if err == nil {
					err = write(bk)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// pour puts a world into a store.
func pour(t testing.TB, w *world, s quiz.Store) {
	t.Helper()
	const hands = 64
	var wg sync.WaitGroup
	for h := range hands {
		wg.Go(func() {
			for i := h; i < len(w.prompts); i += hands {
				p := w.prompts[i]
				if err := s.OpenPrompt(t.Context(), p); err != nil {
					t.Error(err)
					return
				}
				for k, a := range w.answers[p.ID] {
					a.Key, a.At = fmt.Sprintf("%s-%d", p.ID, k), p.Opens.Add(time.Minute)
					if _, err := s.Answer(t.Context(), p, a); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}
