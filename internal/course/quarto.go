package course

import (
	"cmp"
	"io/fs"
	"path"
	"strings"

	"lectern/internal/course/dialect"
)

func pandoc() dialect.Dialect {
	return dialect.Dialect{Shortcodes: true, Divs: true, Attributes: true}
}

// quarto reads Quarto books and sites: _quarto.yml lists chapters or the sidebar's contents.
func quarto() site {
	return site{format: "quarto", dialect: pandoc(), fits: marked("_quarto.yml", "_quarto.yaml"), lay: layQuarto}
}

func layQuarto(fsys fs.FS, r *report) layout {
	l := layout{contents: "_quarto.yml"}
	if !isFile(fsys, l.contents) {
		l.contents = "_quarto.yaml"
	}
	y := readYAML(fsys, l.contents, r)
	book, web := y.get("book"), y.get("website")
	l.title = cmp.Or(book.get("title").text(), web.get("title").text(), y.get("title").text())
	l.description = cmp.Or(book.get("description").text(), web.get("description").text())
	l.lang = y.get("lang").text()
	list := func(n node) { l.entries = append(l.entries, quartoEntries(fsys, n, 0)...) }
	list(book.get("chapters"))
	list(book.get("appendices"))
	if len(l.entries) == 0 {
		bar := web.get("sidebar")
		list(bar.get("contents"))
		for _, b := range bar.items() {
			list(b.get("contents"))
		}
	}
	if len(l.entries) == 0 {
		l.entries = entriesOf(siteFiles(fsys, ".", ".qmd", ".rmd", ".md", ".ipynb"))
	}
	return l
}

// maxNesting bounds how deep a table of contents is followed.
const maxNesting = 12

// quartoEntries reads strings, and maps of part, section, href and file with their contents.
func quartoEntries(fsys fs.FS, n node, depth int) []entry {
	if n.Node == nil || depth > maxNesting {
		return nil
	}
	if t := n.text(); t != "" {
		return quartoFile(fsys, t, "", n.Line)
	}
	var out []entry
	for _, it := range n.items() {
		out = append(out, quartoEntries(fsys, it, depth+1)...)
	}
	if n.Node == nil || len(n.items()) > 0 {
		return out
	}
	title := cmp.Or(n.get("text").text(), n.get("title").text())
	for _, key := range []string{"part", "section", "href", "file"} {
		if t := n.get(key).text(); isPageName(t) {
			out = append(out, quartoFile(fsys, t, title, n.Line)...)
		}
	}
	out = append(out, quartoEntries(fsys, n.get("chapters"), depth+1)...)
	return append(out, quartoEntries(fsys, n.get("contents"), depth+1)...)
}

func isPageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".qmd", ".md", ".rmd", ".ipynb", ".mdx", ".markdown":
		return !strings.Contains(name, "://")
	}
	return false
}

// quartoFile gives the pages that a name or a pattern stands for.
func quartoFile(fsys fs.FS, name, title string, line int) []entry {
	switch {
	case strings.Contains(name, "*"), name == "auto":
		var out []entry
		pattern := strings.TrimPrefix(name, "/")
		for _, f := range siteFiles(fsys, ".", ".qmd", ".md", ".rmd", ".ipynb") {
			if ok, err := path.Match(pattern, f); err == nil && ok || name == "auto" {
				out = append(out, entry{file: f, line: line})
			}
		}
		return out
	case isPageName(name):
		return []entry{{file: path.Clean(strings.TrimPrefix(name, "/")), title: title, line: line}}
	case isDir(fsys, name):
		return entriesOf(siteFiles(fsys, name, ".qmd", ".md", ".rmd", ".ipynb"))
	}
	return nil
}

// bookdown reads bookdown: the files that _bookdown.yml lists, else those of the folder by
// name with index first; names that begin with an underscore are no chapters.
func bookdown() site {
	d := pandoc()
	d.Bookdown = true
	return site{format: "bookdown", dialect: d, fits: marked("_bookdown.yml"), lay: layBookdown}
}

func layBookdown(fsys fs.FS, r *report) layout {
	l := layout{contents: "_bookdown.yml", headed: true}
	y := readYAML(fsys, l.contents, r)
	l.lang = y.get("language", "ui", "lang").text()
	for _, index := range []string{"index.Rmd", "index.rmd", "index.md"} {
		if src, ok := readSettings(fsys, index, &report{}); ok {
			fm := readFrontMatter(src, &report{}).values
			l.title, l.description = fm["title"], fm["description"]
			break
		}
	}
	files := y.get("rmd_files")
	if files.get("html").Node != nil {
		files = files.get("html")
	}
	for _, f := range files.items() {
		if t := f.text(); t != "" {
			l.entries = append(l.entries, entry{file: path.Clean(t), line: f.Line})
		}
	}
	if len(l.entries) > 0 {
		return l
	}
	for _, f := range siteFiles(fsys, ".", ".rmd", ".md") {
		sub := y.get("rmd_subdir").text() == "true" || path.Dir(f) == "."
		if base := strings.ToLower(path.Base(f)); sub && !strings.HasPrefix(base, "_") && base != "readme.md" {
			l.entries = append(l.entries, entry{file: f, line: 1})
		}
	}
	return l
}
