package export_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/xuri/excelize/v2"

	"lectern/internal/class"
	"lectern/internal/export"
	"lectern/internal/quiz"
)

// counting is a store that counts what is read of it, and breaks at a question.
type counting struct {
	*world

	read   atomic.Int32
	breaks quiz.PromptID
}

var errTorn = errors.New("broken")

func (c *counting) AnswersTo(ctx context.Context, id quiz.ClassID, ids []quiz.PromptID, each func(quiz.Answer) error) error {
	c.read.Add(int32(len(ids)))
	if slices.Contains(ids, c.breaks) {
		return errTorn
	}
	return c.world.AnswersTo(ctx, id, ids, each)
}

// many is a class that was asked a hundred questions, by one each day.
func many(t *testing.T) *counting {
	t.Helper()
	w := newWorld()
	w.student("s1", "Ann", "")
	w.student("s2", "Bob", "")
	for i := range 100 {
		w.ask(t, fmt.Sprintf("q%03d", i), "ch1", "What?", 100, nil)
		w.answer("a", 100, "s2")
		w.answer("b", 0, "s1")
	}
	return &counting{world: w}
}

// TestAnswersComeInOrderThoughTheyAreReadAhead: by question, then student, however many are read at
// a time.
func TestAnswersComeInOrderThoughTheyAreReadAhead(t *testing.T) {
	w := many(t)
	var got []string
	err := book(t, w.world, class.Grading{}).Answers(t.Context(), w, true).Rows(func(cells []export.Cell) error {
		got = append(got, cells[5].Text+" "+cells[0].Text)
		return nil
	})
	if err != nil || len(got) != 200 || !slices.IsSorted(got) || got[199] != "q099 s2" || w.read.Load() != 100 {
		t.Errorf("%d rows, %d questions read, %v: %v", len(got), w.read.Load(), err, got[max(0, len(got)-3):])
	}
}

// TestReadingAheadEndsWithTheWriting: whoever takes no more rows is not read for any further, and
// nothing is left running.
func TestReadingAheadEndsWithTheWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := many(t)
		full := errors.New("the disk is full")
		err := book(t, w.world, class.Grading{}).Answers(t.Context(), w, true).Rows(func([]export.Cell) error { return full })
		if !errors.Is(err, full) || w.read.Load() >= 100 {
			t.Errorf("%v after %d questions", err, w.read.Load())
		}
	})
	w := many(t)
	w.breaks = "p9950"
	rows := 0
	err := book(t, w.world, class.Grading{}).Answers(t.Context(), w, true).Rows(func([]export.Cell) error { rows++; return nil })
	if !errors.Is(err, errTorn) || rows == 0 || rows > 98 {
		t.Errorf("%v after %d rows", err, rows)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if err := book(t, many(t).world, class.Grading{}).Answers(gone, many(t), true).Rows(func([]export.Cell) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits any more, and yet: %v", err)
	}
}

// TestBlanksStayInAWorkbook: readers of XML take them away at the ends of a text unless it says
// that they stay, which is said where there are some.
func TestBlanksStayInAWorkbook(t *testing.T) {
	texts := []string{"plain", "two  blanks", " before", "behind ", "\tTab", "two\nlines", "\u00a0wide\u00a0", "ünder <&> \"ö\"", "a"}
	table := export.Table{Name: "T", Head: []string{"text"}, Rows: func(row func([]export.Cell) error) error {
		for _, s := range texts {
			if err := row([]export.Cell{{Text: s}}); err != nil {
				return err
			}
		}
		return nil
	}}
	f, err := excelize.OpenReader(strings.NewReader(string(written(t, export.XLSX, table))))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("T")
	if err != nil || len(rows) != len(texts)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for i, s := range texts {
		if rows[i+1][0] != s {
			t.Errorf("%q came back as %q", s, rows[i+1][0])
		}
	}
}
