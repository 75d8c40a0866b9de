package content_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"lectern/content"
	"lectern/internal/course"
	"lectern/internal/doc"
)

func load(t *testing.T) (*course.Course, []course.Finding) {
	t.Helper()
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	c, findings, err := course.Load(t.Context(), fsys, course.Options{Name: content.Name})
	if err != nil {
		t.Fatal(err)
	}
	return c, findings
}

func TestTheSampleCourseHasNoMistakes(t *testing.T) {
	_, findings := load(t)
	for _, f := range findings {
		if f.Severity != course.Info {
			t.Errorf("%s:%d: %s: %s", f.File, f.Line, f.Code, f.Message)
		}
	}
}

func TestWrittenLessonsAreLongEnoughAndSectionsStandAlone(t *testing.T) {
	c, _ := load(t)
	for _, u := range c.Units {
		switch n := doc.Words(u.Text()); {
		case u.Kind == course.Lesson && !u.Planned && n < 1200:
			t.Errorf("%s has %d words", u.ID, n)
		case u.Kind == course.Section && len(u.Children) == 0 && (n < 40 || n > 380):
			t.Errorf("%s has %d words", u.ID, n)
		}
	}
}

// words gives the text in lower case, letters and digits only.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func TestNoSentenceOfTheSeedIsCarriedOver(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(dir)), "shared", "seed", "chapter6.md"))
	if err != nil {
		t.Skip("the seed chapter is not beside the checkout (../shared/seed)")
	}
	const run = 9 // words in a row
	seen := map[string]bool{}
	w := words(string(seed))
	for i := 0; i+run <= len(w); i++ {
		seen[strings.Join(w[i:i+run], " ")] = true
	}
	c, _ := load(t)
	for _, u := range c.Units {
		w := words(doc.BlockText(u.Own))
		for i := 0; i+run <= len(w); i++ {
			if s := strings.Join(w[i:i+run], " "); seen[s] {
				t.Errorf("%s: %q", u.ID, s)
			}
		}
	}
}
