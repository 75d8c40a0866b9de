package find_test

import (
	"os"
	"path/filepath"
	"testing"

	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// shared gives the path of a reference file beside the repository, or skips the test.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	file := filepath.Join(append([]string{filepath.Dir(dir), "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skip("needs a reference file that is not part of the repository: " + filepath.Join(path...))
	}
	return file
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// seed is the chapter the reference queries are about.
func seed(t testing.TB) []find.Entry {
	return findtest.MarkEmpty(findtest.Split(readFile(t, shared(t, "seed", "chapter6.md")), "en", nil))
}

// queries reads a reference set.
func queries(t testing.TB, path ...string) []findtest.Query {
	t.Helper()
	list, err := findtest.ReadQueries(readFile(t, shared(t, path...)))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// entriesOf gives a committed course.
func entriesOf(t testing.TB, name string) []find.Entry {
	t.Helper()
	for _, c := range courses(t) {
		if c.Name == name {
			return c.Entries
		}
	}
	t.Fatalf("no course %q", name)
	return nil
}

func courses(t testing.TB) []findtest.Course {
	t.Helper()
	all, err := findtest.Courses()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
