package course_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/course"
)

// TestChangesAreSummarised holds what announcements rest on: what an edit added, removed,
// changed and filled, each by the innermost unit.
func TestChangesAreSummarised(t *testing.T) {
	second := strings.NewReplacer("Chapter 1: Maps", "Chapter 2: Seas", "id: 1\n", "id: 2\n").Replace(chapterOne)
	for _, c := range []struct {
		name, old, with                string // replaced in chapter 1
		file                           string // another file's text; "-" deletes chapter 2
		added, removed, edited, filled string
	}{
		{name: "nothing", old: "each sign", with: "each sign"},
		{name: "a word", old: "each sign", with: "every sign", edited: "chapter1/1/legend"},
		{name: "only blanks and a comment", old: "each sign.", with: "each sign.   \n\n<!-- todo -->\n"},
		{name: "emphasis only", old: "**scale**", with: "*scale*"},
		{name: "a section more", old: "## Legend", with: "## North\n\nUp.\n\n## Legend", added: "chapter1/1/north"},
		{name: "a section less", old: "## Scale\n\nThe **scale** relates a distance on the map to one on the ground.\n", with: "", removed: "chapter1/1/scale"},
		{name: "a section renamed", old: "## Legend", with: "## Signs", added: "chapter1/1/signs", removed: "chapter1/1/legend"},
		{name: "a lesson renamed", old: "Reading maps", with: "Reading a map", edited: "chapter1/1"},
		{name: "a lesson filled", old: "title=\"Drawing maps\">\n", with: "title=\"Drawing maps\">\n\nTake a pencil.\n", filled: "chapter1/2"},
		{name: "a lesson filled with sections", old: "title=\"Drawing maps\">\n", with: "title=\"Drawing maps\">\n\n## Pens\n\nInk.\n", filled: "chapter1/2", added: "chapter1/2/pens"},
		{name: "an empty lesson deleted", old: "<exercise id=\"2\" title=\"Drawing maps\">\n\n</exercise>\n", with: "", removed: "chapter1/2"},
		{name: "the chapter retitled", old: "Chapter 1: Maps", with: "Chapter 1: All maps", edited: "chapter1"},
		{name: "a description", old: "type: chapter", with: "type: chapter\ndescription: More.", edited: "chapter1"},
		{name: "a chapter less", old: "x", with: "x", file: "-", removed: "chapter2 chapter2/1 chapter2/1/scale chapter2/1/legend chapter2/2"},
		{name: "a quiz more", old: "each sign.\n", with: "each sign.\n\n<choice><opt text=a correct=true></opt><opt text=b></opt></choice>\n", edited: "chapter1/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t)
			write(t, dir, "chapters/chapter2.md", second)
			l := openLibrary(t, dir)
			if !strings.Contains(chapterOne, c.old) {
				t.Fatalf("%q is not in the chapter", c.old)
			}
			write(t, dir, "chapters/chapter1.md", strings.Replace(chapterOne, c.old, c.with, 1))
			if c.file == "-" {
				if err := os.Remove(filepath.Join(dir, "chapters", "chapter2.md")); err != nil {
					t.Fatal(err)
				}
			}
			if err := l.Reload(t.Context()); err != nil {
				t.Fatal(err)
			}
			ch := l.Current().Changes
			for _, w := range []struct {
				what string
				got  []string
				want string
			}{{"added", ch.Added, c.added}, {"removed", ch.Removed, c.removed}, {"edited", ch.Edited, c.edited}, {"filled", ch.Filled, c.filled}} {
				if strings.Join(w.got, " ") != w.want {
					t.Errorf("%s: %v, want %s", w.what, w.got, w.want)
				}
			}
		})
	}
}

// TestEditsThatLoseTextAreHeldBack tells an author in the middle of an edit from a mistake
// that does no harm.
func TestEditsThatLoseTextAreHeldBack(t *testing.T) {
	for _, c := range []struct {
		name, old, with, code string // code of what is held against it; "" where it is taken over
	}{
		{"a fence left open", "## Scale\n", "## Scale\n\n```\ncode\n", "unclosed-fence"},
		{"a fence left open at the end", "explains each sign.\n", "explains each sign.\n\n```\ncode\n", "unclosed-fence"},
		{"a bracket missing where the next lesson begins", "<exercise id=\"2\" title=\"Drawing maps\">\n\n</exercise>", "<exercise id=\"2\" title=\"Drawing maps\n</exercise>", ""},
		{"an exercise that is not closed", "sign.\n\n</exercise>\n", "sign.\n\n", ""},
		{"settings left open", "id: 1\n---\n", "id: 1\n", ""},
		{"a title that is no YAML any more", "title: ", "title: [", "front-matter-yaml"},
		{"settings that say a thing twice", "id: 1\n", "id: 1\nid: 1\n", ""},
		{"a section deleted, and a stray tag", "## Scale\n\nThe **scale** relates a distance on the map to one on the ground.\n", "</opt>\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t)
			l := openLibrary(t, dir)
			good := l.Current()
			if !strings.Contains(chapterOne, c.old) {
				t.Fatalf("%q is not in the chapter", c.old)
			}
			write(t, dir, "chapters/chapter1.md", strings.Replace(chapterOne, c.old, c.with, 1))
			err := l.Reload(t.Context())
			rejected := l.Rejected()
			if c.code == "" {
				if err != nil || rejected != nil || l.Current() == good {
					t.Errorf("not taken over: %v, %+v", err, rejected)
				}
				return
			}
			if err == nil || rejected == nil || l.Current() != good {
				t.Fatalf("taken over: %v", err)
			}
			if !slices.ContainsFunc(rejected.Findings, func(f course.Finding) bool { return f.Code == c.code }) || !strings.Contains(err.Error(), "chapters/chapter1.md:") {
				t.Errorf("the reason is not given: %v, %+v", err, rejected.Findings)
			}
			write(t, dir, "chapters/chapter1.md", chapterOne)
			if err := l.Reload(t.Context()); err != nil || l.Rejected() != nil {
				t.Errorf("after mending: %v", err)
			}
		})
	}
}

func TestACourseThatVanishesStays(t *testing.T) {
	dir := folder(t)
	l := openLibrary(t, dir)
	good := l.Current()
	if err := os.RemoveAll(filepath.Join(dir, "chapters")); err != nil {
		t.Fatal(err)
	}
	if err := l.Reload(t.Context()); err == nil || l.Current() != good || l.Rejected() == nil || l.Rejected().Err == nil {
		t.Errorf("the course was given up: %v, %+v", err, l.Rejected())
	}
}

// TestPollingNoticesWhatNoEventTold edits a folder that appeared after the watch began, inside
// one that did not exist then.
func TestPollingNoticesWhatNoEventTold(t *testing.T) {
	dir := folder(t)
	l := openLibrary(t, dir)
	changed := make(chan *course.Snapshot, 8)
	l.OnChange(func(s *course.Snapshot) { changed <- s })
	go func() { _ = l.Run(t.Context()) }()
	write(t, dir, "chapters/more/deep/chapter3.md", strings.NewReplacer("Maps", "Depths", "id: 1\n", "id: 3\n").Replace(chapterOne))
	deadline := time.After(10 * time.Second)
	for {
		select {
		case s := <-changed:
			if s.Course.ByID("more/deep/chapter3") != nil {
				return
			}
		case <-deadline:
			t.Fatal("the new folder was not noticed")
		}
	}
}
