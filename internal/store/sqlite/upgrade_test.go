package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"lectern/internal/fault"
	"lectern/internal/store/sqlite"
)

// earlier is what the first two steps of the schema knew: two accounts with an answer each to
// the same question.
const earlier = `
INSERT INTO prompts VALUES('c', 'p1', 'daily', 'q', '{}', 1, 0, 0, '["course"]', 'open');
INSERT INTO answers VALUES('c', 'p1', 'q', 'ann', 'a', 1, 100, '', 5, 'slack', 0, 'e1', '[]'), ('c', 'p1', 'q', 'annie', 'b', 0, 25, '', 6, 'slack', 0, 'e2', '[]');
INSERT INTO scores VALUES('c', 'course', 'ann', 100), ('c', 'course', 'annie', 25);
PRAGMA user_version = 2;
`

// write makes a file of an earlier version, or of a later one.
func write(t *testing.T, statements ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "lectern.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%v: %s", err, s)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFileOfAnEarlierVersionIsReadOn(t *testing.T) {
	steps := sqlite.Schema()
	s, err := sqlite.Open(t.Context(), write(t, steps[0], steps[1], earlier))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.MoveStudent(t.Context(), "c", "annie", "ann"); err != nil {
		t.Fatal(err)
	}
	page, err := s.Standings(t.Context(), "c", "course", 10, "ann")
	if err != nil || page.Own == nil || page.Own.Points != 100 || page.Total != 1 {
		t.Errorf("the board of an upgraded file: %+v, %v", page, err)
	}
	list, err := s.Answers(t.Context(), "c", "p1")
	if err != nil || len(list) != 1 || list[0].Key != "e1" {
		t.Errorf("the answers of an upgraded file: %+v, %v", list, err)
	}
}

func TestAFileOfALaterVersionIsLeftAlone(t *testing.T) {
	path := write(t, fmt.Sprintf("PRAGMA user_version = %d", len(sqlite.Schema())+1))
	if _, err := sqlite.Open(t.Context(), path); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file of a later version: %v, want invalid", err)
	}
}
