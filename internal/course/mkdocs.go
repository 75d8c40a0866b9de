package course

import (
	"cmp"
	"io/fs"
	"path"
	"strings"

	"lectern/internal/course/dialect"
)

// mkDocs reads MkDocs: nav lists the pages, else their names order them.
func mkDocs() site {
	return site{
		format:  "mkdocs",
		dialect: dialect.Dialect{Indented: true, Attributes: true, Snippets: true},
		fits:    marked("mkdocs.yml", "mkdocs.yaml"),
		lay:     layMkDocs,
	}
}

func layMkDocs(fsys fs.FS, r *report) layout {
	l := layout{contents: "mkdocs.yml"}
	if !isFile(fsys, l.contents) {
		l.contents = "mkdocs.yaml"
	}
	y := readYAML(fsys, l.contents, r)
	l.title, l.description = y.get("site_name").text(), y.get("site_description").text()
	l.lang = cmp.Or(y.get("theme", "language").text(), y.get("theme", "locale").text())
	l.root = path.Clean(cmp.Or(y.get("docs_dir").text(), "docs"))
	if !fs.ValidPath(l.root) {
		r.add(Warning, l.contents, 1, "root-outside", "The folder "+l.root+" lies outside the course, so it is not read.", "Name a folder of the course.")
		l.root = "docs"
	}
	l.entries = mkDocsNav(y.get("nav"), l.root, "", 0)
	if len(l.entries) == 0 {
		l.entries = entriesOf(siteFiles(fsys, l.root, ".md", ".markdown"))
	}
	return l
}

// mkDocsNav reads a list of pages, of titles with pages, and of titles with lists.
func mkDocsNav(n node, root, title string, depth int) []entry {
	if n.Node == nil || depth > maxNesting {
		return nil
	}
	if t := n.text(); t != "" {
		if !isPageName(t) {
			return nil // an address, or a folder of a plug-in
		}
		return []entry{{file: path.Join(root, strings.TrimPrefix(t, "./")), title: title, line: n.Line}}
	}
	var out []entry
	for _, it := range n.items() {
		out = append(out, mkDocsNav(it, root, "", depth+1)...)
	}
	n.pairs(func(key, value node) {
		if value.Node != nil && value.Tag == "!!null" {
			out = append(out, entry{title: key.text(), line: key.Line})
			return
		}
		out = append(out, mkDocsNav(value, root, key.text(), depth+1)...)
	})
	return out
}
