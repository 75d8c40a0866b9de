package course_test

import (
	"strings"
	"testing"

	"lectern/internal/course"
)

// TestYAMLMistakesPointAtTheSource holds what an author is shown: the line, its neighbour and
// a caret, and a chapter that is read nevertheless.
func TestYAMLMistakesPointAtTheSource(t *testing.T) {
	for _, c := range []struct {
		name, settings string
		line           int
		caret, title   string // the text above the caret and right of it
	}{
		{"a colon in a value", "title: Maps: a start\ntype: chapter", 2, "title: Maps: a start", "Maps: a start"},
		{"a tab", "title: Maps\n\ttype: chapter", 3, "type: chapter", "Maps"},
		{"a quote left open", "title: \"Maps\ntype: chapter", 2, "\"Maps", "Maps"},
		{"a quote left open before other quotes", "id: 1\ntitle: 'Maps\ndescription: 'All of them'\ntype: chapter", 3, "'Maps", "Maps"},
		{"a long value in quotes before the mistake", "description: 'All\n  of them'\ntitle: Maps: a start", 4, "title: Maps: a start", "Maps: a start"},
		{"a setting twice", "title: Maps\ntype: chapter\ntitle: Seas", 4, "title: Seas", "Maps"},
		{"an indented setting", "title: Maps\n  type: chapter", 3, "type: chapter", "Maps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := loadChapter(t, "---\n"+c.settings+"\n---\n<exercise id=\"1\" title=\"One\">\na\n</exercise>\n")
			if r.Chapters[0].Title != c.title {
				t.Errorf("title %q, want %q", r.Chapters[0].Title, c.title)
			}
			f := findingOf(t, r.findings, "front-matter-yaml")
			if f.Line != c.line {
				t.Errorf("line %d, want %d: %+v", f.Line, c.line, f)
			}
			if got := underCaret(t, f.Excerpt); got != c.caret {
				t.Errorf("the caret points at %q, want %q:\n%s", got, c.caret, f.Excerpt)
			}
		})
	}
}

// underCaret gives the text that the caret of an excerpt points at.
func underCaret(t *testing.T, excerpt string) string {
	t.Helper()
	lines := strings.Split(excerpt, "\n")
	if len(lines) < 2 {
		t.Fatalf("no caret in %q", excerpt)
	}
	above, caret := lines[len(lines)-2], strings.Index(lines[len(lines)-1], "^")
	if caret < 0 || caret >= len(above) || !strings.HasPrefix(above, ">") {
		t.Fatalf("the caret points at nothing:\n%s", excerpt)
	}
	return above[caret:]
}

func findingOf(t *testing.T, findings []course.Finding, code string) course.Finding {
	t.Helper()
	for _, f := range findings {
		if f.Code == code {
			return f
		}
	}
	t.Fatalf("no finding %s among %v", code, findings)
	return course.Finding{}
}

func TestSettingsAreReadAsPeopleWriteThem(t *testing.T) {
	const lesson = "<exercise id=\"1\" title=\"One\">\na\n</exercise>\n"
	for _, c := range []struct{ name, text, title, lead, number, findings string }{
		{"as documented", "---\ntitle: 'Maps'\ndescription:\n  'What they\n  show.'\nid: 2\n---\n" + lesson, "Maps", "What they show.", "2", ""},
		{"folded", "---\ntitle: Maps\ndescription: >\n  What they\n  show.\n---\n" + lesson, "Maps", "What they show.", "", ""},
		{"keys in any case", "---\nTitle: Maps\nID: 3\n---\n" + lesson, "Maps", "", "3", ""},
		{"a byte order mark and CRLF", "\ufeff---\r\ntitle: Maps\r\n---\r\n" + lesson, "Maps", "", "", ""},
		{"none", lesson, "Chapter1", "", "", ""},
		{"empty", "---\n---\n" + lesson, "Chapter1", "", "", ""},
		{"TOML", "+++\ntitle = 'Maps'\n+++\n" + lesson, "Maps", "", "", ""},
		{"blanks after the fence", "---  \ntitle: Maps\n--- \n" + lesson, "Maps", "", "", ""},
		{"never closed", "---\ntitle: Maps\n\n" + lesson, "Maps", "", "", "1:front-matter-unclosed"},
		{"a list", "---\n- title\n---\n" + lesson, "Chapter1", "", "", "2:front-matter-not-a-map"},
		{"an id in words", "---\ntitle: Maps\nid: two\n---\n" + lesson, "Maps", "", "two", "3:chapter-id-not-a-number"},
		{"null is nothing", "---\ntitle: null\nnext: null\n---\n" + lesson, "Chapter1", "", "", ""},
		{"an alias stands for nothing", "---\na: &a Maps\ntitle: *a\n---\n" + lesson, "Chapter1", "", "", ""},
		{"three dashes and nothing else", "---", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := loadFiles(t, map[string]string{"chapters/chapter1.md": c.text, "chapters/chapter9.md": chapterOne})
			if c.title == "" {
				if len(r.Chapters) != 1 {
					t.Errorf("a chapter was made of nothing: %q", r.Chapters[0].Title)
				}
				return
			}
			if u := r.ByID("chapter1"); u.Title != c.title || u.Lead != c.lead || u.Number != c.number {
				t.Errorf("title %q, lead %q, number %q", u.Title, u.Lead, u.Number)
			}
			var own []course.Finding
			for _, f := range r.findings {
				if f.File == "chapters/chapter1.md" {
					own = append(own, f)
				}
			}
			wantFindings(t, own, c.findings)
		})
	}
}

func TestTheCourseNamesItself(t *testing.T) {
	for _, c := range []struct{ name, meta, locale, id, title, description, code string }{
		{"meta.json", `{"courseId":"maps-101","title":"Maps","description":"About <a href='x'>maps</a>."}`, "", "maps-101", "Maps", "About maps .", ""},
		{"broken JSON", `{"title":`, "", "test", "Test", "", "meta-json"},
		{"nothing", "", "", "test", "Test", "", ""},
		{"a title of another kind", `{"title":5}`, "", "test", "Test", "", "meta-json"},
		{"locale.json", "", `{"en":{"title":"Maps","description":"All."}}`, "test", "Maps", "All.", ""},
		{"broken locale.json", "", `[`, "test", "Test", "", "locale-json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"chapters/chapter1.md": chapterOne}
			if c.meta != "" {
				files["meta.json"] = c.meta
			}
			if c.locale != "" {
				files["locale.json"] = c.locale
			}
			r := loadFiles(t, files)
			if r.ID != c.id || r.Title != c.title || r.Description != c.description {
				t.Errorf("%q %q %q", r.ID, r.Title, r.Description)
			}
			if c.code != "" {
				findingOf(t, r.findings, c.code)
			}
		})
	}
}
