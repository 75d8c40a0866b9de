package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"lectern/internal/quiz"
	"lectern/internal/store/sqlite"
)

// TestTheViewOfScoresSaysWhatTheBoardsSay asks the file as an instructor's own tool would, after
// answers, an emptied board, a changed answer and two accounts that became one.
func TestTheViewOfScoresSaysWhatTheBoardsSay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lectern.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	prompt := func(id quiz.PromptID, changes int) quiz.Prompt {
		p := quiz.Prompt{ID: id, Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Changes: changes, Boards: []quiz.Board{"course", `odd "name"`}}
		must(s.OpenPrompt(t.Context(), p))
		return p
	}
	answer := func(p quiz.Prompt, who quiz.StudentID, key string, points int, beside ...quiz.Board) {
		p.Boards = append(append([]quiz.Board(nil), p.Boards...), beside...)
		_, err := s.Answer(t.Context(), p, quiz.Answer{Prompt: p.ID, Student: who, Pick: "a", Points: points, At: time.UnixMilli(2), Key: key})
		must(err)
	}
	one, two := prompt("one", 0), prompt("two", 1)
	answer(one, "ann", "e1", 100, "place:x")
	answer(one, "bob", "e2", 25)
	answer(two, "ann", "e3", 50)
	must(s.ResetBoard(t.Context(), "c", "course"))
	answer(two, "ann", "e4", 75) // changed: it counts anew on the board that was emptied
	answer(two, "cat", "e5", 10)
	must(s.MoveStudent(t.Context(), "c", "cat", "bob"))
	db, err := sql.Open("sqlite", "file:"+path)
	must(err)
	defer func() { _ = db.Close() }()
	for board, want := range map[quiz.Board]map[string]int{
		"course": {"ann": 75, "bob": 10}, `odd "name"`: {"ann": 175, "bob": 35}, "place:x": {"ann": 100},
	} {
		rows, err := db.QueryContext(t.Context(), `SELECT student, points FROM scores WHERE class = 'c' AND board = ?`, board)
		must(err)
		got := map[string]int{}
		for rows.Next() {
			var who string
			var points int
			must(rows.Scan(&who, &points))
			got[who] = points
		}
		must(rows.Err())
		page, err := s.Standings(t.Context(), "c", board, 10, "")
		must(err)
		shown := map[string]int{}
		for _, row := range page.Top {
			shown[string(row.Student)] = row.Points
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || fmt.Sprint(shown) != fmt.Sprint(want) {
			t.Errorf("%s: the view says %v, the board %v, want %v", board, got, shown, want)
		}
	}
}
