package course_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

// maxFuzzed keeps a run of the fuzzer fast: what size does is the matter of the bombs.
const maxFuzzed = 16 << 10

// FuzzChapter reads any bytes as a chapter: the five tags, the front matter, the prose.
func FuzzChapter(f *testing.F) {
	for _, s := range []string{
		chapterOne, "<exercise id=1 title=One><choice><opt text=a correct><opt text='b' correct=False>c</choice>",
		"<exercise id=\"1\" title=\"a\">\n\n`<opt>` <!-- <choice> -->\n\n```\n</exercise>\n```\n</exercise>",
		"</opt></choice></exercise></slides>", "<exercise id=\"1\" title=\"no end\n\n<exercise", "<OPT TEXT = x , y=\"\"\">\n<exercise/>",
		"    <exercise id=\"1\">\n    text\n    </exercise>", "| a |\n|--|\n| b |\n</exercise>\n<exercise>", "<center><img src=\"a\\b.png\"></center>\n# ![](x.png)\n#x",
		"**One**\n\na\n\n**Two**\n\nb", "### c\n# a\n## b\n\nsetext\n===\n", "\ufeff---\r\ntitle: x\r\n---\r\n<exercise>\r\n", "\xff\xfea\x00", "a\x00b\xff", "$$a$$ $b$ \\(c\\) ![x](y", "---\n",
		"Two things:\n\n- a\n- b\n- c\n", "~~~\n<opt>\n~~~~\n- ```\n  <opt>", "<slides source=\"../x\"><slides source='a'><codeblock id='../1'>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > maxFuzzed {
			t.Skip("too long to be quick")
		}
		checkLoad(t, fstest.MapFS{"chapters/chapter1.md": {Data: text}, "static/a.png": {Data: []byte("PNG")}})
	})
}

// FuzzFrontMatter reads any settings: of a chapter, of the course and of its languages.
func FuzzFrontMatter(f *testing.F) {
	for _, s := range [][2]string{
		{"title: 'a'\nid: 6\nprev: /chapter4\nnext: null", `{"title":"x","courseId":"@a/b"}`},
		{"title: a: b\n\tid: 1", `{"title":`},
		{"- a\n- b", `[]`},
		{"a: &a [*a]\nb: *a", `{"title":1}`},
		{"<<: {a: b}\ntitle: !!binary x", `null`},
		{"title: \"x", `{"chapters":["chapter2","../x",""]}`},
		{"title: >\n  folded\n  twice\ntitle: again", "\ufeff{}"},
		{"id: 1e400\ntype: [chapter]", `{"description":"<p>a</p>"}`},
		{"? a\n: b\n{c: d}", ""},
		{"title: \x00\x01", "{\"title\":\"\x00\xff\"}"},
		{"next: /chapter1\nprev: chapters/chapter1.md\nid: -0", "{}"},
		{"%YAML 9.9\n--- a", "{}"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, settings, meta string) {
		if len(settings)+len(meta) > maxFuzzed {
			t.Skip("too long to be quick")
		}
		checkLoad(t, fstest.MapFS{
			"chapters/chapter1.md": {Data: []byte("---\n" + settings + "\n---\n\n<exercise id=\"1\" title=\"One\">\n\nText.\n\n</exercise>\n")},
			"chapters/chapter2.md": {Data: []byte("---\n" + settings + "\n\nText.\n")},
			"meta.json":            {Data: []byte(meta)},
			"locale.json":          {Data: []byte(meta)},
		})
	})
}

// FuzzDeck reads any bytes as a deck of slides, under any name a chapter may give it.
func FuzzDeck(f *testing.F) {
	for _, s := range []string{
		"---\ntype: slides\n---\n\n# One\n\nNotes: said\n\n---\n\n# Two\n\n```\n---\n```\n\nNotas: dicho", "---\n---\n---\n", "Notes:Notes:\nNotes:", "~~~\n---\n", "a\r\n---\r\nb\r\nNotes: c", "---",
		"***\n---\n<exercise><opt>", "![x](..\\..\\a.png)\nNotes:\n# big", "Note: half\n\nNotes",
	} {
		f.Add("deck", []byte(s))
	}
	f.Add("../deck", []byte("x"))
	f.Add("a/b, c d", []byte("# x"))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if len(text)+len(name) > maxFuzzed {
			t.Skip("too long to be quick")
		}
		files := fstest.MapFS{
			"chapters/chapter1.md": {Data: []byte("<exercise id=\"1\" title=\"One\">\n<slides source=\"" + name + "\"></slides>\n</exercise>\n")},
			"slides/deck.md":       {Data: text},
		}
		if file := "slides/" + name + ".md"; fs.ValidPath(file) {
			files[file] = &fstest.MapFile{Data: text}
		}
		checkLoad(t, files)
	})
}

// FuzzPlainFolder reads any bytes as a page of a folder that follows no format.
func FuzzPlainFolder(f *testing.F) {
	for _, s := range []string{
		"# Title\n\nText.\n\n## Part\n\n### Deeper\n", "# One\n\na\n\n# Two\n\nb", "Setext\n===\n\nOther\n---\n", "---\ntitle: T\ndescription: d\n---\n", "+++\ntitle = 'x'\n+++\n# H", "", "\n\n", "> # in a quote\n\n- # in a list",
		"[a]: javascript:x\n\n[a] <b>x</b> <script>y</script>", "#\n\n##\n\n# #", "# 🎉\n\n# 🎉\n", "**a**\n\n**b**",
	} {
		f.Add("notes/02-part.md", []byte(s))
	}
	f.Add("README.md", []byte("# Readme"))
	f.Add("😀.MD", []byte("# x"))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if len(text)+len(name) > maxFuzzed {
			t.Skip("too long to be quick")
		}
		files := fstest.MapFS{"a.md": {Data: []byte("# First\n\nText.\n")}}
		if fs.ValidPath(name) && name != "." && !strings.HasPrefix(name, "a.md/") {
			files[name] = &fstest.MapFile{Data: text}
		}
		checkLoad(t, files)
	})
}

// checkLoad loads a course twice and holds what every load promises: no panic, the same
// outcome each time, findings an editor can go to, a tree whose parts know each other, and
// text a platform can be given.
func checkLoad(t *testing.T, files fstest.MapFS) {
	t.Helper()
	c, findings, err := course.Load(context.Background(), files, course.Options{Name: "fuzz"})
	again, findingsAgain, errAgain := course.Load(context.Background(), files, course.Options{Name: "fuzz"})
	if diff := cmp.Diff(findings, findingsAgain); diff != "" || fmt.Sprint(err) != fmt.Sprint(errAgain) {
		t.Fatalf("two loads differ: %v, %v\n%s", err, errAgain, diff)
	}
	if err != nil {
		if fault.KindOf(err) != fault.Missing {
			t.Fatalf("a mistake in the text made the load fail: %v", err)
		}
		return
	}
	checkFindings(t, files, findings)
	checkUnits(t, c)
	if a, b := outline(c), outline(again); a != b {
		t.Errorf("two loads differ:\n%s", cmp.Diff(a, b))
	}
	total := c.Total()
	if total.CorrectOptions > total.Options || total.EmptyLessons > total.Lessons || total.Chapters != len(c.Chapters) {
		t.Errorf("impossible counts: %+v of %d chapters", total, len(c.Chapters))
	}
}

func checkFindings(t *testing.T, files fstest.MapFS, findings []course.Finding) {
	t.Helper()
	for _, fd := range findings {
		if fd.Code == "reader-failed" {
			t.Fatalf("the reader panics: %+v", fd)
		}
		file, ok := files[fd.File]
		if !ok {
			t.Errorf("a finding about a file that is not there: %+v", fd)
			continue
		}
		data := bytes.ReplaceAll(bytes.ReplaceAll(file.Data, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
		if n := bytes.Count(data, []byte("\n")) + 1; fd.Line < 0 || fd.Line > n {
			t.Errorf("line %d of %d: %+v", fd.Line, n, fd)
		}
		if fd.Code == "" || fd.Message == "" || fd.Remedy == "" || fd.Severity == "" || strings.Trim(fd.Code, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("an editor cannot use this: %+v", fd)
		}
		if !utf8.ValidString(fd.Message + fd.Remedy + fd.Excerpt) {
			t.Errorf("not text: %+v", fd)
		}
	}
}

func checkUnits(t *testing.T, c *course.Course) {
	t.Helper()
	if c.ID == "" || c.Title == "" {
		t.Errorf("a course without a name: %q %q", c.ID, c.Title)
	}
	seen := map[string]bool{}
	for i, u := range c.Units {
		if seen[u.ID] || c.ByID(u.ID) != u || c.ByRef(u.Ref) != u || u.Index != i {
			t.Fatalf("unit %d %q cannot be addressed", i, u.ID)
		}
		seen[u.ID] = true
		if !utf8.ValidString(u.Title+u.ID+doc.BlockText(u.Text())) || strings.TrimSpace(u.Title) == "" {
			t.Errorf("unit %q has the title %q", u.ID, u.Title)
		}
		if u.Line < 1 || u.File == "" {
			t.Errorf("unit %q is nowhere: %s:%d", u.ID, u.File, u.Line)
		}
		for _, ch := range u.Children {
			if ch.Parent != u || ch.Kind < u.Kind {
				t.Errorf("unit %q does not belong to %q", ch.ID, u.ID)
			}
		}
		if u.Kind == course.Chapter != (u.Parent == nil) {
			t.Errorf("unit %q of kind %d has the parent %v", u.ID, u.Kind, u.Parent)
		}
	}
}

// outline writes down all that a reader of the course could notice.
func outline(c *course.Course) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q %q %q\n%v\n", c.ID, c.Title, c.Description, c.Lang, c.Format, c.Media)
	for _, u := range c.Units {
		fmt.Fprintf(&b, "%s %d %q %q %v %s:%d %s %d\n", u.ID, u.Kind, u.Title, u.Number, u.Planned, u.File, u.Line, u.Hash, len(u.Quizzes))
	}
	for _, f := range c.Files {
		fmt.Fprintf(&b, "%+v\n", f)
	}
	return b.String()
}

// TestFuzzingCorporaAreCommitted keeps the corpora from being lost: each target has one.
func TestFuzzingCorporaAreCommitted(t *testing.T) {
	for _, name := range []string{"FuzzChapter", "FuzzFrontMatter", "FuzzDeck", "FuzzPlainFolder"} {
		files, err := os.ReadDir(filepath.Join("testdata", "fuzz", name))
		if err != nil || len(files) < 5 {
			t.Errorf("%s: %d files, %v", name, len(files), err)
		}
	}
}
