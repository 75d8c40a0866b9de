package course_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// shown gives the pictures and links of a passage that stand at its top level: "src|alt" of a
// picture, "text→address" of a link.
func shown(blocks []doc.Block) []string {
	var out []string
	spans := func(ss []doc.Span) {
		for _, s := range ss {
			switch s := s.(type) {
			case doc.Image:
				out = append(out, s.Src+"|"+s.Alt)
			case doc.Link:
				out = append(out, doc.SpanText(s.Spans)+"→"+s.URL)
			default:
			}
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case doc.Figure:
			out = append(out, b.Image.Src+"|"+b.Image.Alt)
		case doc.Paragraph:
			spans(b.Spans)
		default:
		}
	}
	return out
}

func TestPicturesAreFoundAsAuthorsNameThem(t *testing.T) {
	files := map[string]string{
		"static/map.png": "PNG", "static/two words.png": "PNG", "chapters/near.png": "PNG", "img/deep/x.svg": "SVG", "static/modules/realism.png": "PNG", "static/notes.txt": "no picture", "exercises/solution_1.png": "PNG",
	}
	for _, c := range []struct{ name, text, want, findings string }{
		{"from the site's root", "![A](/map.png)", "static/map.png|A", ""},
		{"in the middle of a line", "See ![A](/map.png) here.", "static/map.png|A", ""},
		{"by name", "![A](map.png)", "static/map.png|A", ""},
		{"beside the chapter", "![A](near.png)", "chapters/near.png|A", ""},
		{"relative", "![A](../static/map.png)", "static/map.png|A", ""},
		{"up and up", "![A](../../static/map.png)", "static/map.png|A", ""},
		{"back-slashes", "<center> <img src=\"modules\\realism.png\" alt=\"Realism\" width=\"70%\" /> </center>", "static/modules/realism.png|Realism", "8:image-backslash"},
		{"blanks, coded or not", "![A](<two words.png>) ![B](two%20words.png)", "static/two words.png|A static/two words.png|B", ""},
		{"with a query", "![A](/map.png?raw=true#x)", "static/map.png|A", ""},
		{"in another folder", "![A](/img/deep/x.svg)", "img/deep/x.svg|A", ""},
		{"elsewhere", "![A](https://example.org/a.png)", "https://example.org/a.png|A", ""},
		{"no description", "![](/map.png)", "static/map.png|", "8:image-without-description"},
		{"not there", "![A](/gone.png)", "|A", "8:image-missing"},
		{"not a picture", "![A](/notes.txt)", "|A", "8:image-missing"},
		{"out of the folder", "![A](../../../etc/passwd)", "|A", "8:image-missing"},
		{"out of the folder, by Windows' ways", "![A](..\\\\..\\\\..\\\\secret.png)", "|A", "8:image-backslash 8:image-missing"},
		{"out of the folder, coded", "![A](/%2e%2e/%2e%2e/secret.png)", "|A", "8:image-missing"},
		{"an address of another kind", "![A](file:///etc/passwd) ![B](data:image/png;base64,AAAA) ![C](javascript:x)", "|A |B |C", "8:image-unusable 8:image-unusable 8:image-unusable"},
		{"a drive", "![A](C:\\\\map.png)", "|A", "8:image-unusable"},
		{"a NUL", "![A](/a\x00.png)", "|A", "8:nul 8:image-missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files["chapters/chapter1.md"] = inLesson(c.text)
			r := loadFiles(t, files)
			if got := strings.Join(shown(r.Units[1].Own), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			wantFindings(t, r.findings, c.findings)
			for _, m := range r.Media {
				if _, ok := files[m]; !ok || strings.HasSuffix(m, ".txt") {
					t.Errorf("%s would be served", m)
				}
			}
		})
	}
}

func TestLinksLeadWhereTheySay(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[a](https://example.org/x)", "a→https://example.org/x"},
		{"https://example.org/x", "https://example.org/x→https://example.org/x"},
		{"<a href=\"https://example.org\">a</a>", "a→https://example.org"},
		{"[a](javascript:alert(1))", ""},
		{"[a](JaVaScRiPt:alert(1))", ""},
		{"[a](data:text/html,x)", ""},
		{"[a](file:///etc/passwd)", ""},
		{"<a href=\"javascript:x\">a</a>", ""},
		{"[a](../../../etc/passwd)", ""},
	} {
		r := loadChapter(t, inLesson(c.text))
		if got := strings.Join(shown(r.Units[1].Own), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
		if !strings.Contains(doc.BlockText(r.Units[1].Own), "a") {
			t.Errorf("%s: the words are lost: %q", c.text, doc.BlockText(r.Units[1].Own))
		}
	}
}

func TestDecksGiveTheirSlidesAndNotes(t *testing.T) {
	const lesson = "<slides source=\"%s\" start=\"0:10\" end=\"1:00\">\n</slides>\n"
	for _, c := range []struct{ name, source, deck, want, findings string }{
		{"slides and notes", "d", "---\ntype: slides\n---\n\n# One\n\nText.\n\nNotes: Said.\n\n---\n\n# Two\n\n- a\n\nNotes: More.\n", "One Text. Said. Two a More.", ""},
		{"notes in Spanish", "d", "# Uno\n\nNotas: Dicho.\n", "Uno Dicho.", ""},
		{"three dashes in code", "d", "# One\n\n```yaml\n---\na: b\n---\n```\n\nNotes: Said.\n\n---\n\n# Two\n", "One --- a: b --- Said. Two", ""},
		{"CRLF", "d", "# One\r\n\r\n---\r\n\r\n# Two\r\n", "One Two", ""},
		{"blank slides", "d", "---\n---\n\n---\n\n# One\n\n---\n\n---\n", "One", ""},
		{"in a folder, with a comma", "sub/d, e", "# One\n", "One", ""},
		{"not there", "gone", "# One\n", "", "8:deck-missing"},
		{"out of the folder", "../chapters/chapter1", "# One\n", "", "8:deck-outside"},
		{"from the root", "/etc/passwd", "# One\n", "", "8:deck-outside"},
		{"no name", "", "# One\n", "", "8:slides-without-source"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"chapters/chapter1.md": inLesson(fmt.Sprintf(lesson, c.source)), "slides/d.md": c.deck, "slides/sub/d, e.md": c.deck}
			r := loadFiles(t, files)
			lesson := r.Units[1]
			if got := strings.Join(strings.Fields(doc.BlockText(lesson.Own)), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if len(r.Units) != 2 {
				t.Errorf("a slide's title made a section: %s", tree(r.Course))
			}
			if r.Total().Slides != 1 || lesson.Planned {
				t.Errorf("%+v, planned %v", r.Total(), lesson.Planned)
			}
			wantFindings(t, r.findings, c.findings)
		})
	}
}

func TestCodeBlocksShowTheStartAndNeverTheSolution(t *testing.T) {
	files := map[string]string{
		"chapters/chapter1.md": inLesson("Do it.\n\n<codeblock id=\"01\">\n\nThink first.\n\n</codeblock>\n"),
		"exercises/exc_01.py":  "print()\r\n", "exercises/solution_01.py": "print('secret')\n", "exercises/test_01.py": "assert secret\n",
	}
	r := loadFiles(t, files)
	want := []doc.Block{doc.Para("Do it."), doc.Code{Lang: "py", Text: "print()"}, doc.Paragraph{Spans: []doc.Span{doc.Bold("Hint")}}, doc.Para("Think first.")}
	if diff := cmp.Diff(r.Units[1].Own, want); diff != "" {
		t.Errorf("got (-), want (+):\n%s", diff)
	}
	delete(files, "exercises/exc_01.py")
	wantFindings(t, loadFiles(t, files).findings, "10:code-missing")
	files["chapters/chapter1.md"] = inLesson("<codeblock id=\"../solution_01\"></codeblock>\n")
	if r := loadFiles(t, files); strings.Contains(doc.BlockText(r.Units[1].Own), "secret") || !slices.ContainsFunc(r.findings, func(f course.Finding) bool { return f.Code == "code-outside" }) {
		t.Errorf("%v %v", r.Units[1].Own, r.findings)
	}
}
