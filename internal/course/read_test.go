package course_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// read is a course that was loaded from memory.
type read struct {
	*course.Course
	findings []course.Finding
}

func loadFiles(t *testing.T, files map[string]string) read {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, findings, err := course.Load(t.Context(), fsys, course.Options{Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	checkFindings(t, fsys, findings)
	checkUnits(t, c)
	return read{c, findings}
}

func loadChapter(t *testing.T, text string) read {
	t.Helper()
	return loadFiles(t, map[string]string{"chapters/chapter1.md": text})
}

// inLesson puts text into the only lesson of a chapter, from line 8 on.
func inLesson(text string) string {
	return "---\ntitle: C\ntype: chapter\nid: 1\n---\n<exercise id=\"1\" title=\"L\">\n\n" + text + "\n</exercise>\n"
}

// wantFindings compares those findings whose codes are asked for, or all but the hints on
// quizzes when none is named, written as "line:code line:code".
func wantFindings(t *testing.T, findings []course.Finding, want string, codes ...string) {
	t.Helper()
	var got []string
	for _, f := range findings {
		if len(codes) > 0 && slices.Contains(codes, f.Code) || len(codes) == 0 && f.Code != "no-quiz" {
			got = append(got, fmt.Sprintf("%d:%s", f.Line, f.Code))
		}
	}
	if strings.Join(got, " ") != want {
		t.Errorf("findings %v, want %s", got, want)
	}
}

// tree writes the units as an indented list: kind, title, and the text of their own.
func tree(c *course.Course) string {
	var b strings.Builder
	for _, u := range c.Units {
		fmt.Fprintf(&b, "%s%s", strings.Repeat("  ", len(u.Crumbs())), u.Title)
		if text := strings.Join(strings.Fields(doc.BlockText(u.Own)), " "); text != "" {
			fmt.Fprintf(&b, " = %s", text)
		}
		if u.Planned {
			b.WriteString(" (planned)")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func wantTree(t *testing.T, c *course.Course, want string) {
	t.Helper()
	want = strings.TrimPrefix(strings.ReplaceAll(want, "\n\t\t\t", "\n"), "\n")
	if diff := cmp.Diff(tree(c), strings.TrimRight(want, "\t \n")+"\n"); diff != "" {
		t.Errorf("got (-), want (+):\n%s", diff)
	}
}
