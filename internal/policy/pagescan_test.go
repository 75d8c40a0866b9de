package policy_test

import (
	"go/ast"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// pages finds what the templates of the web pages say: {{.Words.T "…"}}.
func (w *found) pages(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "adapters", "web", "assets", "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		w.page("adapters/web/assets/"+filepath.Base(file), string(data))
	}
}

func (w *found) page(path, text string) {
	for _, m := range regexp.MustCompile(`\.Words\.T ("(?:[^"\\]|\\.)*")`).FindAllStringSubmatch(text, -1) {
		said, err := strconv.Unquote(m[1])
		if err != nil {
			w.wrong = append(w.wrong, path+": "+m[1]+" is no string")
			continue
		}
		w.add(key{text: said, at: path, given: []string{}})
	}
	// What is left without the actions are the tags, and the words between and in them that
	// nobody translates.
	text = regexp.MustCompile(`(?s){{.*?}}`).ReplaceAllString(text, "")
	for _, m := range regexp.MustCompile(`(?:aria-label|placeholder|title|alt)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		w.unsaid(path, m[1])
	}
	for piece := range strings.SplitSeq(regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(text, "\n"), "\n") {
		w.unsaid(path, piece)
	}
}

// typed finds the words of which one may be typed: see say.Speaker.Meant.
func (w *found) typed(at string, words []ast.Expr) {
	for _, e := range words {
		if s, ok := literal(e); ok {
			w.add(key{text: "=" + s, at: at})
		}
	}
}

// unsaid reports words that stand in a page as they are; names are the same everywhere.
func (w *found) unsaid(path, words string) {
	words = html.UnescapeString(words)
	for _, name := range []string{"Lectern", "Discord", "Slack", "APP"} {
		words = strings.ReplaceAll(words, name, "")
	}
	if regexp.MustCompile(`\pL{2}`).MatchString(words) {
		w.wrong = append(w.wrong, path+": “"+strings.TrimSpace(words)+"” is shown and not said")
	}
}

func TestTheRuleOfWordsBitesInPages(t *testing.T) {
	w := found{keys: map[string]key{}}
	w.page("x.html", `<h1 title="Bare title">{{.Words.T "Said \"well\""}}</h1><p>Lectern and {{.Name}}</p>{{$.Words.T "Hello {{.Nobody}}"}}`)
	if len(w.wrong) != 3 || w.keys[`Said "well"`].text == "" { // a bare title, "and", a value nobody gives
		t.Errorf("found %v, wrong %q", w.keys, w.wrong)
	}
}
