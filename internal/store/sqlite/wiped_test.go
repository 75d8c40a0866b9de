package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/sqlite"
	"lectern/internal/store/storetest"
)

// wipes are the ways in which a file is lost while it is in use.
func wipes() map[string]func(t *testing.T, path string) {
	return map[string]func(t *testing.T, path string){
		"taken away": func(t *testing.T, path string) { t.Helper(); remove(t, path) },
		"taken away with its log": func(t *testing.T, path string) {
			t.Helper()
			for _, suffix := range []string{"", "-wal", "-shm"} {
				remove(t, path+suffix)
			}
		},
		"replaced by another store": func(t *testing.T, path string) {
			t.Helper()
			other := filepath.Join(t.TempDir(), "other.db")
			s, err := sqlite.Open(t.Context(), other)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(other, path); err != nil {
				t.Fatal(err)
			}
		},
		"truncated": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		},
		"emptied by another tool": func(t *testing.T, path string) {
			t.Helper()
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			for _, table := range []string{"meta", "prompts", "placements", "answers", "classes", "profiles", "rounds", "ledger", "records", "resets"} {
				if _, err := db.ExecContext(t.Context(), "DELETE FROM "+table); err != nil {
					t.Fatal(err)
				}
			}
		},
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestWiped(t *testing.T) {
	for name, wipe := range wipes() {
		t.Run(name, func(t *testing.T) {
			storetest.Wiped(t, func(t *testing.T) storetest.Wipeable {
				t.Helper()
				path := filepath.Join(t.TempDir(), "lectern.db")
				return storetest.Wipeable{
					Open: func(t *testing.T) (store.Store, error) { t.Helper(); return sqlite.Open(t.Context(), path) },
					Wipe: func(t *testing.T) { t.Helper(); wipe(t, path) },
					Accept: func(t *testing.T) error {
						t.Helper()
						_, err := sqlite.Accept(t.Context(), path)
						return err
					},
				}
			})
		})
	}
}

// TestWhatAFileHeldThatWasTakenAwayIsRescued puts the rescued copy back: nothing was lost.
func TestWhatAFileHeldThatWasTakenAwayIsRescued(t *testing.T) {
	for _, name := range []string{"taken away", "taken away with its log", "replaced by another store"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "lectern.db")
			s, err := sqlite.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Boards: []quiz.Board{"course", "week:1"}}
			if err := s.OpenPrompt(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			for _, student := range []quiz.StudentID{"ann", "bob"} {
				if _, err := s.Answer(t.Context(), p, quiz.Answer{Prompt: "p1", Student: student, Points: 100, Key: "e-" + string(student)}); err != nil {
					t.Fatal(err)
				}
			}
			wipes()[name](t, path)
			l, err := s.Lost(t.Context())
			if err != nil || l == nil || l.Rescued == "" {
				t.Fatalf("lost: %+v, %v", l, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := sqlite.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), l.Rescued) {
				t.Errorf("opening it says %v, want the name of the rescued file", err)
			}
			if err := os.Rename(l.Rescued, path); err != nil {
				t.Fatal(err)
			}
			if kept, err := sqlite.Accept(t.Context(), path); kept != "" || err != nil {
				t.Fatalf("accepting the rescued file: %q, %v", kept, err)
			}
			if s, err = sqlite.Open(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			held(t, s, 2)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
