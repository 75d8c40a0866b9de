package course

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lectern/internal/course/dialect"
)

// jupyterBook reads Jupyter Book and MyST: _toc.yml or the toc of myst.yml lists the chapters,
// which are Markdown or notebooks.
func jupyterBook() site {
	return site{
		format:  "jupyter-book",
		dialect: dialect.Dialect{Directives: true, Divs: true, Attributes: true},
		fits:    marked("_toc.yml", "myst.yml"),
		lay:     layJupyter,
	}
}

func layJupyter(fsys fs.FS, r *report) layout {
	if y := readYAML(fsys, "_toc.yml", r); y.Node != nil {
		conf := readYAML(fsys, "_config.yml", r)
		l := layout{contents: "_toc.yml", title: conf.get("title").text(), description: conf.get("description").text(), lang: conf.get("sphinx", "config", "language").text()}
		l.entries = tocEntries(fsys, y, 0)
		return l
	}
	y := readYAML(fsys, "myst.yml", r)
	p := y.get("project")
	l := layout{contents: "myst.yml", title: p.get("title").text(), description: p.get("description").text(), lang: p.get("language").text()}
	if l.entries = tocEntries(fsys, p.get("toc"), 0); len(l.entries) == 0 {
		l.entries = entriesOf(siteFiles(fsys, ".", ".md", ".ipynb"))
	}
	return l
}

// tocEntries reads root, file, glob and title with their parts, chapters, sections, children
// and entries; a list at the top is the first form of the format.
func tocEntries(fsys fs.FS, n node, depth int) []entry {
	if n.Node == nil || depth > maxNesting {
		return nil
	}
	var out []entry
	for _, it := range n.items() {
		out = append(out, tocEntries(fsys, it, depth+1)...)
	}
	for _, key := range []string{"root", "file"} {
		if t := n.get(key).text(); t != "" {
			out = append(out, entry{file: tocFile(fsys, t), title: n.get("title").text(), line: n.get(key).Line})
		}
	}
	for _, key := range []string{"glob", "pattern"} {
		if t := n.get(key).text(); t != "" {
			for _, f := range siteFiles(fsys, ".", ".md", ".ipynb") {
				bare, _ := path.Match(t, strings.TrimSuffix(f, path.Ext(f)))
				if full, _ := path.Match(t, f); bare || full {
					out = append(out, entry{file: f, line: n.get(key).Line})
				}
			}
		}
	}
	for _, key := range []string{"parts", "chapters", "sections", "subtrees", "entries", "children"} {
		out = append(out, tocEntries(fsys, n.get(key), depth+1)...)
	}
	return out
}

// tocFile finds a page that is named without its ending.
func tocFile(fsys fs.FS, name string) string {
	name = path.Clean(strings.TrimPrefix(name, "/"))
	if isPageName(name) {
		return name
	}
	for _, ext := range []string{".md", ".ipynb"} {
		if isFile(fsys, name+ext) {
			return name + ext
		}
	}
	return name + ".md"
}

// sourceText is the text of a cell: one string or a list of lines.
type sourceText string

// UnmarshalJSON reads either form.
func (s *sourceText) UnmarshalJSON(data []byte) error {
	var lines []string
	if json.Unmarshal(data, &lines) == nil {
		*s = sourceText(strings.Join(lines, ""))
		return nil
	}
	var one string
	err := json.Unmarshal(data, &one)
	*s = sourceText(one)
	return err //nolint:wrapcheck // the decoder names the place
}

// notebook turns a Jupyter notebook into Markdown: its cells of prose as they are, its code as
// fences. What the code printed is left out, as are cells that their author hides. A notebook
// has no lines an author sees, so findings in it name its first.
func (f *fileReader) notebook() bool {
	var nb struct {
		Cells []struct {
			Kind     string     `json:"cell_type"`
			Source   sourceText `json:"source"`
			Metadata struct {
				Tags []string `json:"tags"`
			} `json:"metadata"`
		} `json:"cells"`
		Metadata struct {
			Language struct {
				Name string `json:"name"`
			} `json:"language_info"`
			Kernel struct {
				Language string `json:"language"`
			} `json:"kernelspec"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(f.src.text, &nb); err != nil {
		f.r.add(Error, f.src.file, 1, "notebook-json", "The notebook cannot be read as JSON: "+err.Error()+".", "Open it in Jupyter and save it again.")
		return false
	}
	lang := cmp.Or(nb.Metadata.Language.Name, nb.Metadata.Kernel.Language, "python")
	var out bytes.Buffer
	for _, c := range nb.Cells {
		if slices.Contains(c.Metadata.Tags, "remove-cell") || slices.Contains(c.Metadata.Tags, "remove-input") || strings.TrimSpace(string(c.Source)) == "" {
			continue
		}
		switch c.Kind {
		case "markdown", "raw":
			if c.Kind == "raw" && out.Len() > 0 {
				continue // settings may stand in a raw cell at the top
			}
			out.WriteString(string(c.Source) + "\n\n")
		case "code":
			marks := "```"
			for strings.Contains(string(c.Source), marks) && len(marks) < 20 {
				marks += "`"
			}
			out.WriteString(marks + lang + "\n" + strings.TrimRight(string(c.Source), "\n") + "\n" + marks + "\n\n")
		}
	}
	f.src.text = out.Bytes()
	f.src.lines = []int{0}
	return true
}
