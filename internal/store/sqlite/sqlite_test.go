package sqlite_test

import (
	"path/filepath"
	"testing"

	"lectern/internal/store"
	"lectern/internal/store/sqlite"
	"lectern/internal/store/storetest"
)

func open(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "lectern.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) { storetest.Run(t, open) }

func TestModel(t *testing.T) { storetest.Model(t, open) }
