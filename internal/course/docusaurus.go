package course

import (
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"lectern/internal/course/dialect"
)

// docusaurus reads the docs folder of a Docusaurus site in the order that its sidebar makes of
// folders: positions, number prefixes, names. sidebars.js is a program and is not run.
func docusaurus() site {
	return site{
		format:  "docusaurus",
		dialect: dialect.Dialect{Divs: true, JSX: true, Attributes: true},
		fits:    marked("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"),
		lay:     layDocusaurus,
	}
}

func layDocusaurus(fsys fs.FS, r *report) layout {
	l := layout{root: "docs", contents: "docusaurus.config.js"}
	for _, ext := range []string{".js", ".ts", ".mjs", ".cjs"} {
		if src, ok := readSource(fsys, "docusaurus.config"+ext, &report{}); ok {
			l.contents = src.file
			l.title, l.description = jsValue(src.text, "title"), jsValue(src.text, "tagline")
			l.lang = jsValue(src.text, "defaultLocale")
			break
		}
	}
	for _, f := range []string{"sidebars.js", "sidebars.ts"} {
		if isFile(fsys, f) {
			r.add(Info, f, 1, "sidebar-not-read", "The sidebar is a program, which is not run; pages are ordered by sidebar_position, number prefixes and names.", "Set sidebar_position in the pages where the order matters.")
			break
		}
	}
	positions := map[string]float64{}
	for _, f := range siteFiles(fsys, l.root, ".md", ".mdx") {
		if !strings.HasPrefix(path.Base(f), "_") {
			l.entries = append(l.entries, entry{file: f, line: 1})
		}
		for dir := path.Dir(f); dir != l.root && dir != "."; dir = path.Dir(dir) {
			if _, known := positions[dir]; !known {
				positions[dir] = categoryPosition(fsys, dir, r)
			}
		}
	}
	l.key = func(p page) []rank {
		ranks := pathRanks(p.unit.File, func(dir string) float64 { return positions[dir] })
		if isIndex(p.unit.File) {
			return ranks
		}
		last := &ranks[len(ranks)-1]
		last.weight = weightOf(p.fm.values["sidebar_position"])
		if last.weight == unweighted {
			last.weight = numberPrefix(path.Base(p.unit.File))
		}
		return ranks
	}
	return l
}

// jsValue finds the first setting of that name that is a plain string.
func jsValue(text []byte, name string) string {
	for _, quote := range []string{"'", `"`} {
		if m := regexp.MustCompile(`(?m)^\s*` + name + `:\s*` + quote + `([^` + quote + `\n]*)` + quote).FindSubmatch(text); m != nil {
			return strings.ReplaceAll(string(m[1]), `\`, "")
		}
	}
	return ""
}

// categoryPosition is where a folder stands among its neighbours.
func categoryPosition(fsys fs.FS, dir string, r *report) float64 {
	for _, name := range []string{"_category_.json", "_category_.yml", "_category_.yaml"} {
		// JSON is YAML.
		if y := readYAML(fsys, path.Join(dir, name), r); y.get("position").text() != "" {
			return weightOf(y.get("position").text())
		}
	}
	return numberPrefix(path.Base(dir))
}

// numberPrefix is the number that a name begins with: 2 of "02-maps".
func numberPrefix(name string) float64 {
	n := digits(name)
	if n == 0 || n == len(name) || !strings.ContainsRune("-_. ", rune(name[n])) {
		return unweighted
	}
	w, err := strconv.ParseFloat(name[:n], 64)
	if err != nil {
		return unweighted
	}
	return w
}
