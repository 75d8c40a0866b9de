package course

import (
	"cmp"
	"io/fs"
	"path"

	"lectern/internal/course/dialect"
)

// hugo reads the content folder of a Hugo site: sections and pages by weight, then by name.
func hugo() site {
	return site{
		format:  "hugo",
		dialect: dialect.Dialect{Shortcodes: true, Attributes: true},
		fits: func(fsys fs.FS) fit {
			if f := marked("hugo.toml", "hugo.yaml", "hugo.yml")(fsys); f > unfit {
				return f
			}
			if isDir(fsys, "content") {
				return marked("config.toml", "config.yaml", "config.yml", "config/_default/hugo.toml", "config/_default/config.toml")(fsys)
			}
			return unfit
		},
		lay: layHugo,
	}
}

func layHugo(fsys fs.FS, r *report) layout {
	var s struct {
		Title      string `toml:"title"`
		Lang       string `toml:"languageCode"`
		ContentDir string `toml:"contentDir"`
	}
	l := layout{contents: "hugo.toml", roots: []string{"assets", "static"}}
	for _, f := range []string{"hugo.toml", "config.toml", "config/_default/hugo.toml", "config/_default/config.toml"} {
		if isFile(fsys, f) {
			readTOML(fsys, f, &s, r)
			l.contents = f
			break
		}
	}
	for _, f := range []string{"hugo.yaml", "hugo.yml", "config.yaml", "config.yml"} {
		if y := readYAML(fsys, f, r); y.Node != nil {
			s.Title, s.Lang, s.ContentDir = y.get("title").text(), y.get("languageCode").text(), y.get("contentDir").text()
			l.contents = f
			break
		}
	}
	l.title, l.lang, l.root = s.Title, s.Lang, path.Clean(cmp.Or(s.ContentDir, "content"))
	if !fs.ValidPath(l.root) {
		r.add(Warning, l.contents, 1, "root-outside", "The folder "+l.root+" lies outside the course, so it is not read.", "Name a folder of the course.")
		l.root = "content"
	}
	l.entries = entriesOf(siteFiles(fsys, l.root, ".md", ".markdown"))
	weights := map[string]float64{} // of sections and page bundles, by folder
	for _, e := range l.entries {
		if isIndex(e.file) {
			weights[path.Dir(e.file)] = hugoWeight(fsys, e.file)
		}
	}
	l.key = func(p page) []rank {
		ranks := pathRanks(p.unit.File, func(dir string) float64 {
			if w, ok := weights[dir]; ok {
				return w
			}
			return unweighted
		})
		if !isIndex(p.unit.File) {
			ranks[len(ranks)-1].weight = positive(p.fm.values["weight"])
		}
		return ranks
	}
	return l
}

// positive reads a weight; zero is none.
func positive(text string) float64 {
	if w := weightOf(text); w != 0 {
		return w
	}
	return unweighted
}

func hugoWeight(fsys fs.FS, file string) float64 {
	var quiet report // the page itself is read, and reported on, later
	src, ok := readSource(fsys, file, &quiet)
	if !ok {
		return unweighted
	}
	return positive(readFrontMatter(src, &quiet).values["weight"])
}
