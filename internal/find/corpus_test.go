package find_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lectern/internal/find"
)

// exerciseTag is the line that starts a lesson in the course-starter format.
var exerciseTag = regexp.MustCompile(`^<exercise[^>]*title="([^"]*)"`)

// heading is an ATX heading.
var heading = regexp.MustCompile(`^(#{1,6}) +(.*?)[ #]*$`)

// splitChapter cuts one chapter into entries: the chapter, its exercises, their headings. It is
// just enough of the format for the corpora of these tests.
func splitChapter(text, lang string, entries []find.Entry) []find.Entry {
	var (
		chapter = len(entries)
		lesson  = chapter
		stack   []int // open sections, outermost first
		inFront = false
	)
	entries = append(entries, find.Entry{Lang: lang, Level: 0, Parent: -1})
	current := chapter
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		switch {
		case line == "---" && (n == 0 || inFront):
			inFront = !inFront
		case inFront:
			if rest, ok := strings.CutPrefix(line, "title:"); ok {
				entries[chapter].Title = strings.Trim(rest, " '\"")
			} else if rest, ok := strings.CutPrefix(line, "description:"); ok {
				entries[chapter].Lead = strings.Trim(rest, " '\"")
			} else if strings.HasPrefix(line, "  ") {
				entries[chapter].Lead = strings.Trim(line, " '\"")
			}
		case exerciseTag.MatchString(line):
			lesson = len(entries)
			entries = append(entries, find.Entry{Title: exerciseTag.FindStringSubmatch(line)[1], Lang: lang, Level: 1, Parent: chapter})
			current, stack = lesson, nil
		case strings.HasPrefix(line, "<"):
		case heading.MatchString(line):
			m := heading.FindStringSubmatch(line)
			level := len(m[1])
			if level == 1 && entries[chapter].Title == "" {
				entries[chapter].Title = m[2]
				continue
			}
			for len(stack) > 0 && entries[stack[len(stack)-1]].Level >= level {
				stack = stack[:len(stack)-1]
			}
			parent := lesson
			if len(stack) > 0 {
				parent = stack[len(stack)-1]
			}
			current = len(entries)
			stack = append(stack, current)
			entries = append(entries, find.Entry{Title: strings.Trim(m[2], "* "), Lang: lang, Level: level, Parent: parent})
		default:
			entries[current].Body += line + "\n"
		}
	}
	return entries
}

// markEmpty marks what has neither text nor parts with text.
func markEmpty(entries []find.Entry) []find.Entry {
	full := make([]bool, len(entries))
	for i := range slices.Backward(entries) {
		full[i] = full[i] || strings.TrimSpace(entries[i].Body) != ""
		if p := entries[i].Parent; full[i] && p >= 0 {
			full[p] = true
		}
	}
	for i := range entries {
		entries[i].Empty = !full[i]
	}
	return entries
}

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
	return markEmpty(splitChapter(readFile(t, shared(t, "seed", "chapter6.md")), "en", nil))
}
