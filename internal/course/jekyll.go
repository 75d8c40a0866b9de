package course

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lectern/internal/course/dialect"
)

// jekyll reads Jekyll: the collections of _config.yml, else the pages; by nav_order, under the
// page that parent names, then by name.
func jekyll() site {
	return site{
		format:  "jekyll",
		dialect: dialect.Dialect{Liquid: true, Attributes: true},
		fits: func(fsys fs.FS) fit {
			if isFile(fsys, "_toc.yml") {
				return unfit // Jupyter Book has a _config.yml too
			}
			return marked("_config.yml", "_config.yaml")(fsys)
		},
		lay: layJekyll,
	}
}

func layJekyll(fsys fs.FS, r *report) layout {
	l := layout{contents: "_config.yml"}
	y := readYAML(fsys, l.contents, r)
	if y.Node == nil {
		y = readYAML(fsys, "_config.yaml", r)
	}
	l.title, l.description, l.lang = y.get("title").text(), y.get("description").text(), y.get("lang").text()
	var dirs []string
	collections, base := y.get("collections"), y.get("collections_dir").text()
	collections.pairs(func(k, _ node) { dirs = append(dirs, path.Join(base, "_"+k.text())) })
	for _, k := range collections.items() {
		dirs = append(dirs, path.Join(base, "_"+k.text()))
	}
	dirs = slices.DeleteFunc(dirs, func(d string) bool { return path.Base(d) == "_posts" || path.Base(d) == "_drafts" })
	var files []string
	for _, d := range dirs {
		files = append(files, siteFiles(fsys, path.Clean(d), ".md", ".markdown")...)
	}
	if len(dirs) == 1 && len(files) > 0 {
		l.root = path.Clean(dirs[0])
	}
	if len(files) == 0 {
		files = slices.DeleteFunc(siteFiles(fsys, ".", ".md", ".markdown"), func(f string) bool {
			base := strings.ToLower(f)
			return strings.HasPrefix(f, "_") || strings.Contains(f, "/_") || base == "readme.md" || base == "license.md" || base == "contributing.md" || base == "changelog.md"
		})
	}
	l.entries = entriesOf(files)
	l.key = jekyllOrder(fsys, files)
	return l
}

// jekyllOrder ranks a page below the page that its parent names.
func jekyllOrder(fsys fs.FS, files []string) func(page) []rank {
	type known struct {
		order         float64
		parent, title string
	}
	pages := map[string]known{} // by title
	var quiet report            // the pages themselves are read, and reported on, later
	for _, f := range files {
		if src, ok := readSource(fsys, f, &quiet); ok {
			fm := readFrontMatter(src, &quiet).values
			if t := fm["title"]; t != "" {
				pages[t] = known{weightOf(fm["nav_order"]), fm["parent"], t}
			}
		}
	}
	return func(p page) []rank {
		var above []rank
		for t, n := p.fm.values["parent"], 0; t != "" && n < maxNesting; n++ {
			k, ok := pages[t]
			if !ok {
				break
			}
			above = append(above, rank{k.order, cmp.Or(k.title, t)})
			t = k.parent
		}
		slices.Reverse(above)
		order := weightOf(p.fm.values["nav_order"])
		if order != unweighted || len(above) > 0 {
			return append(above, rank{order, p.fm.values["title"]})
		}
		return append([]rank{{unweighted, ""}}, pathRanks(p.unit.File, nil)...)
	}
}
