// Package findtest has what the lookup is measured with: small courses in several languages,
// the queries a class might type over them, and made-up courses of any size. The relevance
// tests of package find and the comparison with other engines share it.
package findtest

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lectern/internal/find"
)

//go:embed courses queries
var files embed.FS

// Course is a committed course, cut into entries.
type Course struct {
	Name    string
	Lang    string
	Entries []find.Entry
}

// Courses gives the committed courses in the order of their names.
func Courses() ([]Course, error) {
	list, err := files.ReadDir("courses")
	if err != nil {
		return nil, fmt.Errorf("list the courses: %w", err)
	}
	var all []Course
	for _, f := range list {
		text, err := files.ReadFile(path.Join("courses", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("read a course: %w", err)
		}
		name, lang, _ := strings.Cut(strings.TrimSuffix(f.Name(), ".md"), ".")
		name, _, _ = strings.Cut(name, "-") // sky-1, sky-2: chapters of one course
		if n := len(all); n == 0 || all[n-1].Name != name {
			all = append(all, Course{Name: name, Lang: lang})
		}
		c := &all[len(all)-1]
		c.Entries = MarkEmpty(Split(string(text), lang, c.Entries))
	}
	return all, nil
}

// Queries gives a committed set of queries: "tuned", "held" or "fresh".
func Queries(set string) ([]Query, error) {
	text, err := files.ReadFile(path.Join("queries", set+".tsv"))
	if err != nil {
		return nil, fmt.Errorf("read the queries: %w", err)
	}
	return ReadQueries(string(text))
}

var (
	// exerciseTag is the line that starts a lesson in the course-starter format.
	exerciseTag = regexp.MustCompile(`^<exercise[^>]*title="([^"]*)"`)
	// heading is an ATX heading.
	heading = regexp.MustCompile(`^(#{1,6}) +(.*?)[ #]*$`)
)

// splitter is a chapter while it is cut.
type splitter struct {
	entries                  []find.Entry
	lang                     string
	chapter, lesson, current int
	open                     []int // sections, outermost first
	inFront                  bool
}

// Split cuts a chapter into entries and appends them: the chapter, its exercises, their
// headings. It knows just enough of the format for the courses measured here.
func Split(text, lang string, entries []find.Entry) []find.Entry {
	at := len(entries)
	s := &splitter{entries: append(entries, find.Entry{Lang: lang, Parent: -1}), lang: lang, chapter: at, lesson: at, current: at}
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		switch {
		case line == "---" && (n == 0 || s.inFront):
			s.inFront = !s.inFront
		case s.inFront:
			s.front(line)
		case strings.HasPrefix(line, "<"):
			if m := exerciseTag.FindStringSubmatch(line); m != nil {
				s.lesson = s.add(m[1], 1, s.chapter)
				s.open = nil
			}
		case heading.MatchString(line):
			s.heading(heading.FindStringSubmatch(line))
		default:
			s.entries[s.current].Body += line + "\n"
		}
	}
	return s.entries
}

func (s *splitter) add(title string, level, parent int) int {
	s.current = len(s.entries)
	s.entries = append(s.entries, find.Entry{Title: title, Lang: s.lang, Level: level, Parent: parent})
	return s.current
}

func (s *splitter) front(line string) {
	c := &s.entries[s.chapter]
	if rest, ok := strings.CutPrefix(line, "title:"); ok {
		c.Title = strings.Trim(rest, " '\"")
	} else if rest, ok := strings.CutPrefix(line, "description:"); ok {
		c.Lead = strings.Trim(rest, " '\"")
	} else if strings.HasPrefix(line, "  ") {
		c.Lead = strings.Trim(line, " '\"")
	}
}

func (s *splitter) heading(m []string) {
	level := len(m[1])
	for len(s.open) > 0 && s.entries[s.open[len(s.open)-1]].Level >= level {
		s.open = s.open[:len(s.open)-1]
	}
	parent := s.lesson
	if len(s.open) > 0 {
		parent = s.open[len(s.open)-1]
	}
	s.open = append(s.open, s.add(strings.Trim(m[2], "* "), max(level, 2), parent))
}

// MarkEmpty marks the entries that have neither text nor parts with text, and returns them.
func MarkEmpty(entries []find.Entry) []find.Entry {
	full := make([]bool, len(entries))
	for i, e := range slices.Backward(entries) {
		full[i] = full[i] || strings.TrimSpace(e.Body) != ""
		if full[i] && e.Parent >= 0 {
			full[e.Parent] = true
		}
	}
	for i := range entries {
		entries[i].Empty = !full[i]
	}
	return entries
}
