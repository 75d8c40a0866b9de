package course

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"

	"lectern/internal/doc"
)

// fileReader reads one file of a course; it is used by one goroutine.
type fileReader struct {
	fsys    fs.FS
	src     source
	parsers *parsers
	r       *report
	lang    string            // of the chapter: "" or a folder's name such as "zh"
	media   map[string]string // pictures found: path in the folder
	indent  int               // of the tags around the passage that is being read
	roots   []string          // folders that the site's own addresses count from
}

// image resolves a picture's address as authors write it: absolute, from the site's root,
// relative to the chapter or to the course, with back-slashes or blanks.
func (f *fileReader) image(src, alt string, line int, counted *Counts) doc.Image {
	if counted != nil {
		counted.Images++
	}
	alt = strings.Join(strings.Fields(alt), " ")
	if alt == "" {
		f.r.add(Info, f.src.file, line, "image-without-description", "This picture has no description, so a reader who cannot see it learns nothing of it.", `Write what it shows: ![description](…) or alt="description".`)
	}
	switch lower := strings.ToLower(src); {
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "http://"):
		if !safeURL(src) {
			return doc.Image{Alt: alt}
		}
		return doc.Image{Src: src, Alt: alt}
	case src == "", strings.Contains(lower, ":"):
		f.r.add(Warning, f.src.file, line, "image-unusable", "This picture's address cannot be shown in a chat.", "Put the picture into the course folder and name its file.")
		return doc.Image{Alt: alt}
	}
	name := src
	if strings.Contains(name, `\`) {
		f.r.add(Warning, f.src.file, line, "image-backslash", "The picture's path is written with back-slashes, which works on Windows only.", "Write it with slashes: "+strings.ReplaceAll(name, `\`, "/"))
		name = strings.ReplaceAll(name, `\`, "/")
	}
	if found := f.findMedia(name); found != "" {
		f.media[found] = found
		return doc.Image{Src: found, Alt: alt}
	}
	f.r.add(Warning, f.src.file, line, "image-missing", "The picture "+name+" is not in the course folder.", "Put the file there, or correct its path.")
	return doc.Image{Alt: alt}
}

// findMedia looks where the format's own site would; nothing outside the folder is looked at.
func (f *fileReader) findMedia(name string) string {
	if i := strings.IndexAny(name, "?#"); i >= 0 {
		name = name[:i]
	}
	name = strings.TrimPrefix(strings.ReplaceAll(name, "%20", " "), "@site/")
	clean := strings.TrimLeft(path.Clean("/"+name), "/")
	tail := strings.TrimPrefix(clean, "static/")
	places := []string{path.Join(path.Dir(f.src.file), name), path.Join("static", tail), clean, path.Join("static", path.Base(clean)), path.Join("chapters", clean)}
	for _, root := range f.roots {
		places = append(places, path.Join(root, clean))
	}
	for _, c := range places {
		if !fs.ValidPath(c) || !isPicture(c) {
			continue
		}
		if info, err := fs.Stat(f.fsys, c); err == nil && info.Mode().IsRegular() {
			return c
		}
	}
	return ""
}

func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg":
		return true
	}
	return false
}

// checkHeading remarks on headings that will not read well in a list.
func (f *fileReader) checkHeading(n *ast.Heading, p *prose) {
	if n.ChildCount() == 1 {
		if e, ok := n.FirstChild().(*ast.Emphasis); ok && e.Level >= 2 {
			f.r.add(Info, f.src.file, p.lineOf(n), "heading-bold", "The whole heading is set in bold.", "Take the stars away: a heading stands out by itself.")
		}
	}
	if n.ChildCount() == 0 {
		f.r.add(Warning, f.src.file, p.lineOf(n), "heading-empty", "This heading has no words, so its section can be found by its place only.", "Write a title after the marks.")
	}
}

// passage reads the prose between two offsets.
func (f *fileReader) passage(from, to int, counted *Counts) (blocks []doc.Block, lines []int) {
	txt := f.src.text[from:to]
	line := f.src.line(from)
	if f.indent > 0 {
		txt = dedent(txt)
	}
	return f.blocks(txt, line, counted)
}

// dedent takes the indentation that all lines share away, so that prose inside indented
// tags does not count as code.
func dedent(txt []byte) []byte {
	least := -1
	for line := range bytes.Lines(txt) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n := len(line) - len(bytes.TrimLeft(line, " \t"))
		if least < 0 || n < least {
			least = n
		}
	}
	if least <= 0 {
		return txt
	}
	var out bytes.Buffer
	for line := range bytes.Lines(txt) {
		if len(bytes.TrimSpace(line)) == 0 {
			out.WriteByte('\n')
			continue
		}
		out.Write(line[least:])
	}
	return out.Bytes()
}

// indentOf counts the blanks before a tag on its line.
func (f *fileReader) indentOf(offset int) int {
	n := 0
	for i := offset - 1; i >= 0 && (f.src.text[i] == ' ' || f.src.text[i] == '\t'); i-- {
		n++
	}
	return n
}
