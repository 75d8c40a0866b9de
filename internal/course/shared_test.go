package course_test

import (
	"bufio"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lectern/internal/course"
)

// shared finds the collection of courses beside the checkout, and skips the test without it.
func shared(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	s := filepath.Join(filepath.Dir(dir), "shared")
	if _, err := os.Stat(filepath.Join(s, "courses")); err != nil {
		t.Skip("the collection of real courses is not beside the checkout (../shared/courses)")
	}
	return s
}

func load(t testing.TB, dir string) (*course.Course, []course.Finding) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	c, findings, err := course.Load(t.Context(), root.FS(), course.Options{Name: filepath.Base(dir)})
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	return c, findings
}

// table reads a file of tab-separated rows under a header.
func table(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var head []string
	var rows []map[string]string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		cells := strings.Split(sc.Text(), "\t")
		if head == nil {
			head = cells
			continue
		}
		row := map[string]string{}
		for i, h := range head {
			if i < len(cells) {
				row[h] = cells[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// loaded keeps each course that a table names, by its folder.
type loaded struct {
	counts   map[string]course.FileCounts
	findings []course.Finding
}

func loader(t *testing.T, base string) func(dir string) loaded {
	cache := map[string]loaded{}
	return func(dir string) loaded {
		t.Helper()
		if l, ok := cache[dir]; ok {
			return l
		}
		c, findings := load(t, filepath.Join(base, dir))
		l := loaded{counts: map[string]course.FileCounts{}, findings: findings}
		for _, f := range c.Files {
			l.counts[f.File] = f
		}
		cache[dir] = l
		return l
	}
}

func compareCounts(t *testing.T, row map[string]string, got course.FileCounts) {
	t.Helper()
	for column, n := range map[string]int{
		"exercises": got.Lessons, "choices": got.Quizzes, "quizzes": got.Quizzes, "options": got.Options, "correct": got.CorrectOptions,
		"headings": got.Sections, "slides": got.Slides, "codeblocks": got.Codeblocks, "planned": got.EmptyLessons,
	} {
		if want := row[column]; want != "" && want != strconv.Itoa(n) {
			t.Errorf("%s: %d %s, want %s", row["file"], n, column, want)
		}
	}
}

func TestRealCoursesAreCountedRight(t *testing.T) {
	base := filepath.Join(shared(t), "courses")
	get := loader(t, base)
	for _, row := range table(t, filepath.Join(base, "counts.tsv")) {
		dir, file, _ := strings.Cut(row["file"], "/")
		got, ok := get(dir).counts[file]
		if !ok {
			t.Errorf("%s is not a page", row["file"])
			continue
		}
		compareCounts(t, row, got)
	}
}

func TestTrapsAreReadAndReported(t *testing.T) {
	base := filepath.Join(shared(t), "courses", "synthetic")
	get := loader(t, base)
	for _, row := range table(t, filepath.Join(base, "expected.tsv")) {
		dir, file, _ := strings.Cut(row["file"], "/")
		l := get(dir)
		got, isPage := l.counts[file]
		if want := row["page"]; want != "any" && isPage != (want == "yes") {
			t.Errorf("%s: page is %v, want %s", row["file"], isPage, want)
		}
		if isPage {
			compareCounts(t, row, got)
		}
		if w := row["warnings"]; w != "-" && w != "" {
			for want := range strings.SplitSeq(w, ",") {
				checkWarning(t, row["file"], file, want, l.findings)
			}
		}
	}
}

func checkWarning(t *testing.T, name, file, want string, findings []course.Finding) {
	t.Helper()
	line, code, _ := strings.Cut(want, ":")
	n, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	var others []string
	for _, f := range findings {
		if f.File != file {
			continue
		}
		if f.Code == code && (f.Line == n || strings.HasPrefix(code, "front-matter")) {
			return
		}
		others = append(others, strconv.Itoa(f.Line)+":"+f.Code)
	}
	t.Errorf("%s: no finding %s; there are %v", name, want, others)
}

func TestTheSeedChapter(t *testing.T) {
	c, findings := load(t, filepath.Join(shared(t), "seed"))
	total := c.Total()
	if total.Lessons != 10 || total.EmptyLessons != 7 || total.Sections != 26 || total.Chapters != 1 {
		t.Errorf("counts %+v", total)
	}
	want := map[string]int{
		"planned-lesson": 7, "image-backslash": 2, "image-missing": 2, "heading-bold": 1, "link-dead": 2, "no-quiz": 1, "duplicate-heading": 1, "heading-without-text": 1,
		"link-skips": 1, "counts-disagree": 1,
	}
	got := map[string]int{}
	for _, f := range findings {
		got[f.Code]++
		if f.Line == 0 || f.Remedy == "" || f.Message == "" || path.Base(f.File) != "chapter6.md" {
			t.Errorf("an editor cannot use this: %+v", f)
		}
	}
	if len(got) != len(want) {
		t.Errorf("other findings than an editor's: %v", got)
	}
	for code, n := range want {
		if got[code] != n {
			t.Errorf("%d findings %s, want %d (all: %v)", got[code], code, n, got)
		}
	}
}

func TestRealDecksAreSplitRight(t *testing.T) {
	base := filepath.Join(shared(t), "courses")
	root, err := os.OpenRoot(base)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	for _, row := range table(t, filepath.Join(base, "decks.tsv")) {
		n, notes, ok := course.DeckCounts(root.FS(), row["file"])
		if !ok || strconv.Itoa(n) != row["slides"] || strconv.Itoa(notes) != row["notes"] {
			t.Errorf("%s: %d slides, %d with notes (read: %v), want %s and %s", row["file"], n, notes, ok, row["slides"], row["notes"])
		}
	}
}
