package course_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"lectern/internal/course"
)

// TestTheOrderAndTheNamesAreThoseOfTheGenerator holds what each generator is known for, beyond
// what the course that all kinds tell needs.
func TestTheOrderAndTheNamesAreThoseOfTheGenerator(t *testing.T) {
	page := func(head, text string) string {
		if head == "" {
			return text + "\n"
		}
		return "---\n" + head + "\n---\n\n" + text + "\n"
	}
	for _, tt := range []struct {
		name   string
		files  map[string]string
		format string
		want   []string // titles of the chapters; those in parentheses are planned
	}{
		{"Jekyll by nav_order, under the page that parent names", map[string]string{
			"_config.yml": "title: Course\n",
			"z.md":        page("title: First\nnav_order: 1", "One."), "a.md": page("title: Second\nnav_order: 2", "Two."),
			"m.md": page("title: Below First\nparent: First\nnav_order: 9", "Below."), "draft.md": page("title: Hidden\npublished: false", "No."),
		}, "jekyll", []string{"First", "Below First", "Second"}},
		{"a collection of Jekyll in numbered folders", map[string]string{
			"_config.yml": "collections:\n  chapters:\n    output: true\n", "_chapters/001-a/000-index.md": page("", "# Part A\n\nWords."), "_chapters/001-a/002-z.md": page("title: Two", "W."),
			"_chapters/001-a/001-y.md": page("title: One", "W."), "readme.md": "# Not a chapter\n",
		}, "jekyll", []string{"Part A", "One", "Two"}},
		{"MkDocs with tags of Python in its settings", map[string]string{
			"mkdocs.yml": "site_name: Course\nmarkdown_extensions:\n  - x:\n      f: !!python/name:a.b\nnav:\n  - Start: index.md\n  - Part:\n      - Deep: sub/b.md\n      - Later:\n", "docs/index.md": "Words.\n", "docs/sub/b.md": "# Own\n\nW.\n", "docs/unlisted.md": "# No\n\nW.\n",
		}, "mkdocs", []string{"Start", "Deep", "(Later)"}},
		{"mdBook with parts, drafts, and chapters around the numbered ones", map[string]string{
			"book.toml": "[book]\ntitle = \"Course\"\nsrc = \"text\"\n", "text/SUMMARY.md": "# Summary\n\n[Preface](pre.md)\n\n# Part one\n\n- [One](one.md)\n  - [Inside](in.md)\n- [Draft]()\n\n---\n\n[After](post.md)\n",
			"text/pre.md": "# P\n\nW.\n", "text/one.md": "W.\n", "text/in.md": "W.\n", "text/post.md": "W.\n", "text/no.md": "# No\n\nW.\n",
		}, "mdbook", []string{"Preface", "One", "Inside", "(Draft)", "After"}},
		{"the first form of _toc.yml, and one that is globbed", map[string]string{
			"_toc.yml": "format: jb-book\nroot: intro\nparts:\n  - caption: P\n    chapters:\n      - file: b\n        sections:\n          - glob: more/*\n", "intro.md": "# Intro\n\nW.\n", "b.md": "# B\n\nW.\n", "more/c.md": "# C\n\nW.\n",
		}, "jupyter-book", []string{"Intro", "B", "C"}},
		{"the contents of myst.yml", map[string]string{
			"myst.yml": "version: 1\nproject:\n  title: Course\n  toc:\n    - file: i.md\n    - title: Part\n      children:\n        - file: n.ipynb\n", "i.md": "# I\n\nW.\n",
			"n.ipynb": `{"cells":[{"cell_type":"markdown","source":["# N\n","\n","Words."]},{"cell_type":"code","source":"x = 1"}],"metadata":{},"nbformat":4,"nbformat_minor":5}`,
		}, "jupyter-book", []string{"I", "N"}},
		{"Docusaurus by number, position and folder", map[string]string{
			"docusaurus.config.js": "module.exports = {title: 'Course'};\n", "docs/02-b.md": "# B\n\nW.\n", "docs/01-a.md": "# A\n\nW.\n", "docs/10-z/_category_.json": `{"label":"Z","position":0}`, "docs/10-z/x.md": page("sidebar_label: X", "W."),
		}, "docusaurus", []string{"X", "A", "B"}},
		{"Hugo by weight, with front matter in TOML and a draft", map[string]string{
			"hugo.toml": "title = \"Course\"\n", "content/_index.md": page("title: Home", ""), "content/b.md": "+++\ntitle = \"B\"\nweight = 1\n+++\n\nW.\n", "content/a.md": page("title: A\nweight: 2", "W."), "content/c.md": page("title: C\ndraft: true", "W."),
		}, "hugo", []string{"Home", "B", "A"}},
		{"Quarto with parts and a pattern", map[string]string{
			"_quarto.yml": "project:\n  type: book\nbook:\n  title: Course\n  chapters:\n    - index.qmd\n    - part: P\n      chapters: [a.qmd]\n    - part: more.qmd\n      chapters: [\"sub/*.qmd\"]\n", "index.qmd": page("title: Start", "W."), "a.qmd": "# A\n\nW.\n", "more.qmd": "# More\n\nW.\n", "sub/b.qmd": "# B\n\nW.\n",
		}, "quarto", []string{"Start", "A", "More", "B"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, text := range tt.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			c, findings, err := course.Load(t.Context(), fsys, course.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, ch := range c.Chapters {
				title := ch.Title
				if ch.Planned {
					title = "(" + title + ")"
				}
				got = append(got, title)
			}
			if c.Format != tt.format || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q, want %s: %q; %v", c.Format, got, tt.format, tt.want, findings)
			}
		})
	}
}
