package course_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/course"
	"lectern/internal/find"
)

const chapterOne = `---
title: 'Chapter 1: Maps'
type: chapter
id: 1
---

<exercise id="1" title="Reading maps">

## Scale

The **scale** relates a distance on the map to one on the ground.

## Legend

The legend explains each sign.

</exercise>

<exercise id="2" title="Drawing maps">

</exercise>
`

func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "chapters/chapter1.md", chapterOne)
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func openLibrary(t *testing.T, dir string) *course.Library {
	t.Helper()
	l, err := course.Open(t.Context(), course.Source{Dir: dir, Poll: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestASnapshotFindsItsUnits(t *testing.T) {
	s := openLibrary(t, folder(t)).Current()
	a := s.Lookup("scale")
	if a.Outcome != find.Found || a.Best.Unit.ID != "chapter1/1/scale" {
		t.Fatalf("%+v", a)
	}
	if got := strings.Join(a.Best.Unit.Crumbs(), " › "); got != "Chapter 1: Maps › Reading maps" {
		t.Errorf("crumbs %q", got)
	}
	if u := s.Course.ByRef(a.Best.Unit.Ref); u != a.Best.Unit {
		t.Error("the short reference does not lead back")
	}
	if us := s.Complete("leg", 5); len(us) == 0 || us[0].Title != "Legend" {
		t.Errorf("completion of leg: %v", us)
	}
	if ms := s.Search("sign", 5); len(ms) == 0 || ms[0].Unit.Title != "Legend" {
		t.Errorf("search for sign: %v", ms)
	}
}

func TestAnEditIsTakenOverAndSummarised(t *testing.T) {
	dir := folder(t)
	l := openLibrary(t, dir)
	var seen []*course.Snapshot
	l.OnChange(func(s *course.Snapshot) { seen = append(seen, s) })
	edited := strings.Replace(chapterOne, "explains each sign", "explains every sign", 1)
	edited = strings.Replace(edited, "title=\"Drawing maps\">\n", "title=\"Drawing maps\">\n\nTake a pencil.\n", 1)
	edited += "\n<exercise id=\"3\" title=\"Folding maps\">\n\nFold it.\n\n</exercise>\n"
	write(t, dir, "chapters/chapter1.md", edited)
	if err := l.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 1 || seen[0] != l.Current() {
		t.Fatalf("%d listeners called", len(seen))
	}
	ch := l.Current().Changes
	for what, want := range map[string][2][]string{
		"edited": {ch.Edited, {"chapter1/1/legend"}}, "filled": {ch.Filled, {"chapter1/2"}}, "added": {ch.Added, {"chapter1/3"}}, "removed": {ch.Removed, nil},
	} {
		if !slices.Equal(want[0], want[1]) {
			t.Errorf("%s: %v, want %v", what, want[0], want[1])
		}
	}
	if err := l.Reload(t.Context()); err != nil || len(seen) != 1 {
		t.Errorf("a reload without a change: %v, %d calls", err, len(seen))
	}
}

func TestABrokenEditIsHeldBack(t *testing.T) {
	dir := folder(t)
	l := openLibrary(t, dir)
	good := l.Current()
	if err := os.WriteFile(filepath.Join(dir, "chapters", "chapter1.md"), []byte{0xff, 0xfe, 'x', 0}, 0o644); err != nil {
		t.Fatal(err)
	}
	err := l.Reload(t.Context())
	if err == nil || !strings.Contains(err.Error(), "last good version stays") {
		t.Errorf("Reload: %v", err)
	}
	if l.Current() != good || l.Rejected() == nil {
		t.Error("the broken edit was taken over")
	}
	write(t, dir, "chapters/chapter1.md", chapterOne)
	if err := l.Reload(t.Context()); err != nil || l.Rejected() != nil {
		t.Errorf("after mending: %v, %+v", err, l.Rejected())
	}
}

func TestRunNoticesAnEdit(t *testing.T) {
	dir := folder(t)
	l := openLibrary(t, dir)
	changed := make(chan *course.Snapshot, 4)
	l.OnChange(func(s *course.Snapshot) { changed <- s })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	time.Sleep(100 * time.Millisecond)
	write(t, dir, "chapters/chapter2.md", strings.NewReplacer("Chapter 1: Maps", "Chapter 2: Seas", "id: 1\n", "id: 2\n").Replace(chapterOne))
	select {
	case s := <-changed:
		if len(s.Course.Chapters) != 2 {
			t.Errorf("%d chapters", len(s.Course.Chapters))
		}
	case <-time.After(10 * time.Second):
		t.Error("the edit was not noticed")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	dir := folder(t)
	outside := t.TempDir()
	write(t, outside, "secret.md", strings.Replace(chapterOne, "Maps", "Secrets", 1))
	write(t, outside, "secret.png", "PNG")
	for _, link := range []struct{ to, at string }{{"secret.md", "chapters/chapter9.md"}, {"secret.png", "static/secret.png"}} {
		at := filepath.Join(dir, filepath.FromSlash(link.at))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(outside, link.to), at); err != nil {
			t.Skip("symbolic links cannot be made here: " + err.Error())
		}
	}
	write(t, dir, "chapters/chapter3.md", strings.NewReplacer("Maps", "Pictures", "id: 1\n", "id: 3\n", "## Scale",
		"![a](/secret.png) ![b](../../secret.png) ![c](..\\..\\etc\\passwd) ![d](/etc/passwd)\n\n## Scale").Replace(chapterOne))
	s := openLibrary(t, dir).Current()
	for _, ch := range s.Course.Chapters {
		if strings.Contains(ch.Title, "Secrets") {
			t.Error("a link out of the folder was read")
		}
	}
	if len(s.Course.Media) != 0 {
		t.Errorf("pictures outside the folder are served: %v", s.Course.Media)
	}
}
