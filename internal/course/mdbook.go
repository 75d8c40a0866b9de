package course

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"lectern/internal/course/dialect"
)

// mdBook reads mdBook and GitBook: SUMMARY.md lists the chapters. An entry without a link is
// announced; titles of parts and separators order nothing.
func mdBook() site {
	return site{
		format:  "mdbook",
		dialect: dialect.Dialect{Handlebars: true, Liquid: true},
		fits:    marked("book.toml", "src/SUMMARY.md", "SUMMARY.md", "book.json", ".gitbook.yaml"),
		lay:     laySummary,
	}
}

func laySummary(fsys fs.FS, r *report) layout {
	var settings struct {
		Book struct {
			Title       string `toml:"title"`
			Description string `toml:"description"`
			Language    string `toml:"language"`
			Src         string `toml:"src"`
		} `toml:"book"`
	}
	l := layout{root: "."}
	if readTOML(fsys, "book.toml", &settings, r) || isFile(fsys, "book.toml") {
		b := settings.Book
		l.title, l.description, l.lang, l.root = b.Title, b.Description, b.Language, path.Clean(cmp.Or(b.Src, "src"))
	} else if isFile(fsys, "src/SUMMARY.md") {
		l.root = "src"
	} else if root := readYAML(fsys, ".gitbook.yaml", r).get("root").text(); root != "" {
		l.root = path.Clean(strings.TrimPrefix(root, "/"))
	}
	if !fs.ValidPath(l.root) {
		r.add(Warning, "book.toml", 1, "root-outside", "The folder "+l.root+" lies outside the course, so it is not read.", "Name a folder of the course.")
		l.root = "src"
	}
	l.contents = path.Join(l.root, "SUMMARY.md")
	src, ok := source{}, isFile(fsys, l.contents)
	if ok {
		src, ok = readSource(fsys, l.contents, r)
	}
	if !ok {
		if isFile(fsys, "book.toml") {
			r.add(Warning, "book.toml", 0, "summary-missing", "There is no "+l.contents+", so the pages are ordered by their names.", "List the chapters in "+l.contents+".")
		}
		l.entries = entriesOf(siteFiles(fsys, l.root, ".md"))
		return l
	}
	l.entries = summary(src, l.root)
	return l
}

// summary reads the links of a table of contents in Markdown.
func summary(src source, root string) []entry {
	link := regexp.MustCompile(`^\s*(?:[-*+]\s+|\d+[.)]\s+)?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(\s*<?([^()<>]*(?:\([^()]*\)[^()<>]*)*)>?\s*\)\s*$`)
	var out []entry
	n := 0
	for line := range bytes.Lines(src.text) {
		n++
		m := link.FindStringSubmatch(strings.TrimRight(string(line), "\n"))
		if m == nil {
			continue
		}
		target, _, _ := strings.Cut(strings.Fields(m[2] + " #")[0], "#")
		target = strings.ReplaceAll(target, "%20", " ")
		title := label(strings.NewReplacer("`", "", "*", "", `\`, "").Replace(m[1]))
		switch {
		case strings.Contains(target, "://"):
		case target == "":
			out = append(out, entry{title: title, line: n})
		default:
			out = append(out, entry{file: path.Join(root, target), title: title, line: n})
		}
	}
	return out
}
