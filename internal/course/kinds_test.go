package course_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

func archive(t testing.TB, file string) fstest.MapFS {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return filesOf(a)
}

func filesOf(a *txtar.Archive) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// told is a course as a student meets it: titles and text, whatever the units are called.
func told(c *course.Course) string {
	var b strings.Builder
	b.WriteString(c.Title + "\n")
	for _, ch := range c.Chapters {
		b.WriteString("\n# " + ch.Title + "\n")
		for _, u := range ch.Children {
			b.WriteString("\n## " + u.Title + "\n" + doc.BlockText(u.Own) + "\n")
			for _, bl := range u.Own {
				switch bl := bl.(type) {
				case doc.Figure:
					b.WriteString("figure " + bl.Image.Alt + "\n")
				case doc.Code:
					b.WriteString("code " + bl.Lang + "\n")
				case doc.Quote:
					b.WriteString("quote\n")
				default:
				}
			}
		}
	}
	return b.String()
}

// TestEveryKindTellsTheSameCourse is the conformance suite of the readers: a course of each
// kind, all of them the same course, in chapters, sections, text, pictures and questions.
func TestEveryKindTellsTheSameCourse(t *testing.T) {
	want := ""
	for _, kind := range append([]string{"plain"}, course.Formats()...) {
		t.Run(kind, func(t *testing.T) {
			fsys := archive(t, filepath.Join("testdata", "kinds", kind+".txtar"))
			c, findings, err := course.Load(t.Context(), fsys, course.Options{Name: "maps"})
			if err != nil {
				t.Fatal(err)
			}
			if c.Format != kind {
				t.Errorf("read as %s", c.Format)
			}
			checkFindings(t, fsys, findings)
			checkUnits(t, c)
			for _, f := range findings {
				if f.Severity != course.Info {
					t.Errorf("finding %+v", f)
				}
			}
			got := told(c)
			if want == "" {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("plain (-), %s (+):\n%s", kind, diff)
			}
			if len(c.Media) != 1 {
				t.Errorf("pictures %v", c.Media)
			}
			for src, file := range c.Media {
				if _, err := fs.Stat(fsys, file); err != nil || src == "" {
					t.Errorf("picture %q: %v", src, err)
				}
			}
			b, err := bank.Load(t.Context(), fsys, c)
			if err != nil || len(b.Askable()) != 1 || b.Items[0].Unit.Title != "Legend" {
				t.Errorf("questions %d of %d, %v %v", len(b.Askable()), len(b.Items), b.Findings, err)
			}
			if total := c.Total(); total.Chapters != 2 || total.Sections < 4 || total.Images != 1 {
				t.Errorf("counts %+v", total)
			}
		})
	}
}

// TestWhichReaderIsChosen holds that a choice between two kinds is told, and can be made.
func TestWhichReaderIsChosen(t *testing.T) {
	files := fstest.MapFS{
		"mkdocs.yml": {Data: []byte("site_name: A\n")}, "docs/a.md": {Data: []byte("# From docs\n\nText.\n")},
		"book.toml": {Data: []byte("[book]\ntitle = \"B\"\n")}, "src/SUMMARY.md": {Data: []byte("[From src](b.md)\n")}, "src/b.md": {Data: []byte("# From src\n\nText.\n")},
	}
	c, findings, err := course.Load(t.Context(), files, course.Options{})
	if err != nil || c.Format != "mdbook" {
		t.Fatalf("%v, %v", c, err)
	}
	wantFindings(t, findings, "0:reader-ambiguous", "reader-ambiguous")
	if f := findings[0]; !strings.Contains(f.Message, "mkdocs; it is read as mdbook") || !strings.Contains(f.Remedy, "LECTERN_READER") {
		t.Errorf("%+v", f)
	}
	c, findings, err = course.Load(t.Context(), files, course.Options{Format: "mkdocs"})
	if err != nil || c.Chapters[0].Title != "From docs" {
		t.Errorf("%v, %v", c, err)
	}
	wantFindings(t, findings, "", "reader-ambiguous")
	if _, _, err = course.Load(t.Context(), files, course.Options{Format: "word"}); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "mkdocs") && !strings.Contains(err.Error(), "word") {
		t.Errorf("an unknown format: %v", err)
	}
}

// FuzzSettings reads any bytes as the settings of every kind.
func FuzzSettings(f *testing.F) {
	files, err := filepath.Glob("testdata/kinds/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		for file, data := range archive(f, name) {
			f.Add(file, data.Data)
		}
	}
	f.Add("_toc.yml", []byte("- file: a\n  sections: &x\n  - file: b\n    sections: *x\n"))
	f.Add("mkdocs.yml", []byte("nav: [[[[a.md]]]]\ndocs_dir: ../..\n"))
	f.Add("book.toml", []byte("[book]\nsrc = \"/etc\"\n"))
	f.Add("_quarto.yml", []byte("book:\n  chapters: [{part: x, chapters: \"*.qmd\"}]\n"))
	f.Add("p.ipynb", []byte(`{"cells":[{"cell_type":"code","source":["a","b"]}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) || name == "." || len(data)+len(name) > maxFuzzed {
			t.Skip("no name of a file")
		}
		all := fstest.MapFS{name: {Data: data}}
		for _, other := range []string{"a.md", "src/a.md", "docs/a.md", "content/a.md", "b.ipynb"} {
			if strings.HasPrefix(other, name+"/") || strings.HasPrefix(name, other+"/") || other == name {
				continue
			}
			all[other] = &fstest.MapFile{Data: []byte("{}")}
		}
		checkLoad(t, all)
	})
}

func TestABookdownFileHoldsAsManyChaptersAsFirstHeadings(t *testing.T) {
	files := fstest.MapFS{
		"_bookdown.yml": {Data: []byte("rmd_files: [all.Rmd, last.Rmd]\n")},
		"all.Rmd":       {Data: []byte("---\ntitle: The book\n---\n\nWords before any heading.\n\n# Maps\n\n## Scale\n\nOn the ground.\n\n# Projections {#proj}\n\nFlat words.\n\n## Mercator\n\nAngles stay true.\n\n# Scale\n\nThe name of a lesson too.\n")},
		"last.Rmd":      {Data: []byte("# The end\n\nGoodbye.\n")},
	}
	c, findings, err := course.Load(t.Context(), files, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range c.Units {
		got = append(got, fmt.Sprintf("%d %s %s:%d", u.Kind, u.ID, u.Title, u.Line))
	}
	want := []string{
		"0 all Maps:1", "1 all/scale Scale:9",
		"0 all-projections Projections:13", "1 all-projections/mercator Mercator:17",
		"0 all-scale Scale:21", "0 last The end:1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("units\n%s\nwant\n%s\nfindings %v", strings.Join(got, "\n"), strings.Join(want, "\n"), findings)
	}
	if text := doc.BlockText(c.ByID("all").Own); text != "Words before any heading." {
		t.Errorf("before the first heading: %q", text)
	}
	if n := c.Total().Chapters; n != 4 {
		t.Errorf("%d chapters are counted", n)
	}
}
