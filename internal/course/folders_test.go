package course_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"lectern/internal/course"
	"lectern/internal/fault"
)

func chapter(title, more string) string {
	return "---\ntitle: " + title + "\ntype: chapter\n" + more + "---\n<exercise id=\"1\" title=\"L\">\n\n## Scale\n\ntext\n\n</exercise>\n"
}

func TestLanguagesAreFolders(t *testing.T) {
	r := loadFiles(t, map[string]string{
		"chapters/en/chapter1.md": chapter("Maps", "id: 1\nnext: /chapter2\n"), "chapters/en/chapter2.md": chapter("Seas", "id: 2\nprev: /chapter1\n"),
		"chapters/de/chapter1.md": chapter("Karten", "id: 1\nnext: /chapter2\n"), "chapters/de/chapter2.md": chapter("Meere", "id: 2\nprev: /chapter1\n"),
		"locale.json": `{"en":{"title":"Maps"},"de":{"title":"Karten"}}`,
	})
	var got []string
	for _, ch := range r.Chapters {
		got = append(got, ch.Lang+" "+ch.ID)
		if s := ch.Children[0].Children[0]; s.Lang != ch.Lang {
			t.Errorf("section of %s is in %q", ch.ID, s.Lang)
		}
	}
	if want := "de de/chapter1, de de/chapter2, en en/chapter1, en en/chapter2"; strings.Join(got, ", ") != want {
		t.Errorf("got %v", got)
	}
	wantFindings(t, r.findings, "") // the same ids, and links without a language, are right here
}

func TestChaptersFollowTheirLinksOrTheirNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		links map[string]string // chapter → front matter
		order string
		code  string
	}{
		{"names, by their numbers", map[string]string{"chapter10": "", "chapter2": "", "chapter1": ""}, "chapter1 chapter2 chapter10", ""},
		{"a chain", map[string]string{"a": "prev: /b\n", "b": "prev: /c\nnext: /a\n", "c": "next: /b\n"}, "c b a", ""},
		{"two beginnings", map[string]string{"a": "next: /b\n", "b": "prev: /a\n", "c": "next: /b\n"}, "a b c", "link-asymmetric"},
		{"a ring", map[string]string{"a": "next: /b\nprev: /b\n", "b": "prev: /a\nnext: /a\n"}, "a b", "link-ring"},
		{"to itself", map[string]string{"b": "next: /b\n", "a": ""}, "a b", "link-self"},
		{"to nowhere", map[string]string{"a": "next: /x\n", "b": ""}, "a b", "link-dead"},
		{"out of the course", map[string]string{"a": "next: https://example.org\n", "b": ""}, "a b", "link-outside"},
		{"past a chapter", map[string]string{"chapter1": "next: /chapter3\n", "chapter2": "prev: /chapter1\nnext: /chapter3\n", "chapter3": "prev: /chapter2\n"}, "chapter1 chapter2 chapter3", "link-skips"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{}
			for name, fm := range c.links {
				if n := strings.TrimLeft(name, "abcdefghijklmnopqrstuvwxyz"); n != "" {
					fm += "id: " + n + "\n"
				}
				files["chapters/"+name+".md"] = chapter(name, fm)
			}
			r := loadFiles(t, files)
			var got []string
			for _, ch := range r.Chapters {
				got = append(got, ch.ID)
			}
			if strings.Join(got, " ") != c.order {
				t.Errorf("order %v, want %s", got, c.order)
			}
			if c.code != "" {
				findingOf(t, r.findings, c.code)
			}
		})
	}
}

func TestAnyFolderOfMarkdownIsACourse(t *testing.T) {
	r := loadFiles(t, map[string]string{
		"README.md":         "# Seamanship\n\nWelcome.\n",
		"02-knots.md":       "# Knots\n\nlead\n\n## Bowline\n\nb\n\n### Tying\n\nt\n\n## Hitch\n\nh\n",
		"10-weather.md":     "---\ntitle: Weather\ndescription: Clouds.\n---\n\n# Clouds\n\nc\n\n# Winds\n\nw\n",
		"sub/note_two.md":   "Just text.\n",
		"LICENSE.md":        "# MIT\n",
		"node_modules/a.md": "# A module\n",
		".hidden/a.md":      "# Hidden\n",
		"empty.md":          "\n \n",
		"picture.png":       "PNG",
	})
	if r.Format != "plain" || r.Title != "Seamanship" {
		t.Errorf("%s %q", r.Format, r.Title)
	}
	wantTree(t, r.Course, `
			Seamanship = Welcome.
			Knots = lead
			  Bowline = b
			    Tying = t
			  Hitch = h
			Weather
			  Clouds = c
			  Winds = w
			Note two = Just text.`)
	for id, kind := range map[string]course.Kind{"02-knots": course.Chapter, "02-knots/bowline": course.Lesson, "02-knots/bowline/tying": course.Section, "10-weather/clouds": course.Lesson} {
		if u := r.ByID(id); u == nil || u.Kind != kind {
			t.Errorf("%s is %+v", id, u)
		}
	}
}

func TestAFolderWithoutACourseIsSaidToBeOne(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"nothing": {}, "no Markdown": {"a.txt": {Data: []byte("x")}}, "an empty chapter": {"chapters/a.md": {Data: []byte(" ")}}, "an empty folder": {"chapters": {Mode: 0o755 | 1<<31}},
	} {
		_, _, err := course.Load(t.Context(), files, course.Options{})
		if !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := course.Load(t.Context(), fstest.MapFS{"a.md": {Data: []byte("# A")}}, course.Options{Format: "hologram"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown format: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := course.Load(ctx, fstest.MapFS{"chapters/a.md": {Data: []byte(chapterOne)}}, course.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a load that was cancelled: %v", err)
	}
}

func TestFormatsCanBeForced(t *testing.T) {
	files := fstest.MapFS{"chapters/a.md": {Data: []byte(chapterOne)}}
	c, _, err := course.Load(t.Context(), files, course.Options{Format: "plain"})
	if err != nil || c.Format != "plain" {
		t.Errorf("%v %v", c, err)
	}
}
