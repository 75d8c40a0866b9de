package content_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

func lessons(c *course.Course) []*course.Unit {
	return slices.DeleteFunc(slices.Clone(c.Units), func(u *course.Unit) bool { return u.Kind != course.Lesson })
}

// reading finds a lesson's reading list; nil when it has none.
func reading(lesson *course.Unit) *course.Unit {
	i := slices.IndexFunc(lesson.Children, func(s *course.Unit) bool { return strings.HasPrefix(s.Title, "Further Reading") })
	if i < 0 {
		return nil
	}
	return lesson.Children[i]
}

func TestCheckHasNothingToSay(t *testing.T) {
	_, findings := load(t)
	for _, f := range findings {
		if f.Code == "no-quiz" { // the questions stand beside the chapter
			continue
		}
		t.Errorf("%s:%d: %s: %s", f.File, f.Line, f.Code, f.Message)
	}
}

func TestTheLessonsMirrorTheOutline(t *testing.T) {
	c, _ := load(t)
	var got []string
	for _, l := range lessons(c) {
		got = append(got, l.Title)
		if l.Planned {
			t.Errorf("%s is empty", l.Title)
		}
	}
	want := []string{
		"Introduction To Security Studies", "Realism In Security Studies", "Liberalism In Security Studies",
		"Constructivism And Other Approach In Security Studies", "Institution In International Security", "Peace Operations",
		"Crime, Terrorism, And Insurgency", "Energy Security", "Human Security", "Environmental Security",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLessonsAndSectionsHaveTheirLength(t *testing.T) {
	c, _ := load(t)
	for _, u := range c.Units {
		n := doc.Words(u.Text())
		switch list := reading(u); {
		case u.Kind == course.Lesson && list == nil:
			t.Errorf("%s names no sources", u.ID)
		case u.Kind == course.Lesson:
			if n -= doc.Words(list.Text()); n < 1200 || n > 2000 {
				t.Errorf("%s has %d words without its reading list", u.ID, n)
			}
		case u.Kind == course.Section && len(u.Children) == 0 && reading(u.Parent) != u && (n < 80 || n > 350):
			t.Errorf("%s has %d words", u.ID, n)
		}
	}
}

func TestSectionsStandAlone(t *testing.T) {
	c, _ := load(t)
	// A passage shown alone must not begin by pointing at the one before it.
	pointing := regexp.MustCompile(`^(However|Instead|Therefore|Rather|Moreover|As a result|They|He|She|These|This|Those|Both) `)
	for _, u := range c.Units {
		if text := doc.BlockText(u.Own); u.Kind == course.Section && pointing.MatchString(text) {
			t.Errorf("%s begins with %.40q", u.ID, text)
		}
	}
}

func TestKeyTermsAreBold(t *testing.T) {
	c, _ := load(t)
	for _, l := range lessons(c) {
		if terms := bold(l.Text()); len(terms) < 5 {
			t.Errorf("%s defines %d terms: %q", l.Title, len(terms), terms)
		}
	}
}

// bold gives the bold words of paragraphs and lists.
func bold(blocks []doc.Block) []string {
	var out []string
	for _, b := range blocks {
		switch b := b.(type) {
		case doc.Paragraph:
			for _, s := range b.Spans {
				if s, ok := s.(doc.Strong); ok {
					out = append(out, doc.SpanText(s.Spans))
				}
			}
		case doc.List:
			for _, it := range b.Items {
				out = append(out, bold(it.Blocks)...)
			}
		default:
		}
	}
	return out
}

func TestReferencesNameAuthorWorkAndYear(t *testing.T) {
	c, _ := load(t)
	reference := regexp.MustCompile(`^[^:]+: \S.*, (first published )?(1[5-9]|20)\d\d$`)
	for _, l := range lessons(c) {
		var lines []string
		for _, b := range reading(l).Own {
			if list, ok := b.(doc.List); ok {
				for _, it := range list.Items {
					lines = append(lines, doc.BlockText(it.Blocks))
				}
			}
		}
		if len(lines) < 6 {
			t.Errorf("%s names %d works", l.Title, len(lines))
		}
		if !slices.IsSortedFunc(lines, func(a, b string) int { return strings.Compare(surname(a), surname(b)) }) {
			t.Errorf("the reading list of %s is not in order: %q", l.Title, lines)
		}
		for _, line := range lines {
			if !reference.MatchString(line) {
				t.Errorf("%s: %q lacks its author, work or year", l.Title, line)
			}
		}
	}
}

func surname(reference string) string {
	return strings.ToLower(strings.FieldsFunc(reference, notInName)[0])
}

func notInName(r rune) bool { return r == ',' || r == ':' || r == '(' }

// words gives the text in lower case, letters and digits only.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func runs(text string, length int) []string {
	var out []string
	w := words(text)
	for i := 0; i+length <= len(w); i++ {
		out = append(out, strings.Join(w[i:i+length], " "))
	}
	return out
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
	const length = 8 // words in a row
	seen := map[string]bool{}
	for _, r := range runs(string(seed), length) {
		seen[r] = true
	}
	c, _ := load(t)
	texts := map[string]string{}
	for _, u := range c.Units {
		texts[u.ID] = doc.BlockText(u.Own)
	}
	for _, it := range loadBank(t).Items {
		texts[it.ID] = it.Stem + " – " + it.Why
		for _, o := range it.Options {
			texts[it.ID] += " – " + o.Text + " – " + o.Match + " – " + o.Why
		}
	}
	for id, text := range texts {
		for _, r := range runs(text, length) {
			if seen[r] {
				t.Errorf("%s: %q", id, r)
			}
		}
	}
}
