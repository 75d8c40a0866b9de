package course

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// starterReader reads the course-starter format: chapters with <exercise> elements.
type starterReader struct{}

func (starterReader) name() string { return "course-starter" }

// detect is sure of a file with an exercise; a chapters folder alone may belong to any kind.
func (starterReader) detect(fsys fs.FS) fit {
	dir, best := chapterDir(fsys), possible
	if dir == "" {
		dir, best = ".", unfit
	}
	for _, f := range markdownFiles(fsys, dir, dir != ".") {
		if data, err := readCapped(fsys, f); err == nil && len(data) < maxFile && looksLikeChapter(data) {
			return sure
		}
	}
	return best
}

// looksLikeChapter tells whether a line begins an exercise, or says that this is a chapter.
func looksLikeChapter(data []byte) bool {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if rest, ok := cutWord(line, "<exercise"); ok && (len(rest) == 0 || rest[0] == '>' || rest[0] == ' ' || rest[0] == '\t') {
			return true
		}
		if rest, ok := cutWord(line, "type:"); ok {
			if _, ok := cutWord(bytes.TrimLeft(rest, " \t"), "chapter"); ok {
				return true
			}
		}
	}
	return false
}

// cutWord gives what follows a word at the beginning of a line, case aside.
func cutWord(line []byte, word string) (rest []byte, ok bool) {
	if len(line) < len(word) || !strings.EqualFold(string(line[:len(word)]), word) {
		return nil, false
	}
	return line[len(word):], true
}

// chapterDir is the folder that holds the chapters; empty when there is none.
func chapterDir(fsys fs.FS) string {
	for _, d := range []string{"chapters", "warmups"} {
		if info, err := fs.Stat(fsys, d); err == nil && info.IsDir() {
			return d
		}
	}
	return ""
}

// skippedDirs are folders beside or below the chapters that hold no chapters.
func skippedDir(name string) bool {
	switch strings.ToLower(name) {
	case "slides", "archive", "node_modules", "docs", "exercises", "static", "public", "images":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(strings.ToLower(name), "_old")
}

// markdownFiles lists the Markdown files of a folder in natural order.
func markdownFiles(fsys fs.FS, dir string, deep bool) []string {
	var files []string
	_ = fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // what cannot be listed is reported when it is read
		}
		if d.IsDir() {
			if p != dir && (!deep || skippedDir(d.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		switch strings.ToLower(path.Ext(p)) {
		case ".md", ".mdx", ".markdown":
			if base := strings.ToLower(path.Base(p)); base != "license.md" && base != "contributing.md" && base != "changelog.md" {
				files = append(files, p)
			}
		}
		return nil
	})
	slices.SortFunc(files, Natural)
	return files
}

func (starterReader) read(ctx context.Context, fsys fs.FS, o Options, r *report) (*Course, error) {
	dir := chapterDir(fsys)
	if dir == "" {
		dir = "."
	}
	m := readMeta(fsys, r)
	langs := readLocales(fsys, r)
	files := markdownFiles(fsys, dir, dir != ".")
	pages, err := readPages(ctx, fsys, files, func(f *fileReader) page {
		slug := strings.TrimPrefix(strings.TrimSuffix(f.src.file, path.Ext(f.src.file)), dir+"/")
		if first, _, ok := strings.Cut(slug, "/"); ok && isLanguage(first, langs) {
			f.lang = first
		} else {
			f.lang = m.Lang
		}
		return f.chapter(slug)
	}, r)
	if err != nil {
		return nil, err
	}
	pages = slices.DeleteFunc(pages, func(p page) bool { return !p.isPage })
	if len(pages) == 0 {
		return nil, noChapters()
	}
	checkChapterIDs(pages, r)
	c := m.course(o, langs)
	for _, p := range order(pages, r) {
		c.Chapters = append(c.Chapters, p.unit)
	}
	c.collect(pages)
	return c, nil
}

// collect takes counts and pictures over from the pages.
func (c *Course) collect(pages []page) {
	c.Media = map[string]string{}
	for _, p := range pages {
		c.Files = append(c.Files, p.counts)
		maps.Copy(c.Media, p.media)
	}
}

// readPages reads files side by side; pages and findings keep the files' order.
func readPages(ctx context.Context, fsys fs.FS, files []string, read func(*fileReader) page, r *report) ([]page, error) {
	pages := make([]page, len(files))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), max(len(files), 1)) {
		wg.Go(func() {
			parsers := newParsers()
			for i := range next {
				f := &fileReader{fsys: fsys, parsers: parsers, r: &report{}, media: map[string]string{}}
				pages[i] = readPage(f, files[i], read)
				pages[i].report = *f.r
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, p := range pages {
		r.findings = append(r.findings, p.report.findings...)
	}
	return slices.DeleteFunc(pages, func(p page) bool { return p.unit == nil }), nil
}

// readPage reads one file. A mistake of this program in one file costs that file and not the
// whole class: it becomes a finding, which holds the edit back that brought it.
func readPage(f *fileReader, file string, read func(*fileReader) page) (p page) {
	defer func() {
		if broke := recover(); broke != nil {
			p = page{}
			f.r.add(Error, file, 0, "reader-failed", fmt.Sprintf("The reader failed on this file (%v), so it is left out.", broke), "Please report this with the file; it is a mistake of Lectern, not yours.")
		}
	}()
	src, ok := readSource(f.fsys, file, f.r)
	if !ok {
		return page{}
	}
	f.src = src
	return read(f)
}

// meta is what meta.json tells of a course.
type meta struct {
	CourseID    string   `json:"courseId"`
	Title       string   `json:"title"`
	Slogan      string   `json:"slogan"`
	Description string   `json:"description"`
	Lang        string   `json:"lang"`
	Chapters    []string `json:"chapters"`
}

func readMeta(fsys fs.FS, r *report) meta {
	var m meta
	data, err := readCapped(fsys, "meta.json")
	if err != nil {
		return m
	}
	if err := json.Unmarshal(data, &m); err != nil {
		r.add(Warning, "meta.json", 1, "meta-json", "meta.json cannot be read as JSON: "+err.Error()+".", "Check its commas, quotes and braces.")
	}
	return m
}

// locale is one language of locale.json.
type locale struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

func readLocales(fsys fs.FS, r *report) map[string]locale {
	data, err := readCapped(fsys, "locale.json")
	if err != nil {
		return nil
	}
	var l map[string]locale
	if err := json.Unmarshal(data, &l); err != nil {
		r.add(Warning, "locale.json", 1, "locale-json", "locale.json cannot be read as JSON: "+err.Error()+".", "Check its commas, quotes and braces.")
	}
	return l
}

// isLanguage tells a language folder from an ordinary one.
func isLanguage(name string, langs map[string]locale) bool {
	if _, ok := langs[name]; ok {
		return true
	}
	switch name {
	case "en", "de", "es", "fr", "pt", "it", "nl", "ru", "pl", "sv", "da", "no", "fi", "tr", "zh", "ja", "ko", "ar", "he", "fa", "hi", "uk", "cs", "el":
		return len(langs) == 0
	}
	return false
}

func (m meta) course(o Options, langs map[string]locale) *Course {
	c := &Course{Title: m.Title, Description: plainText(m.Description), Lang: m.Lang}
	if c.Title == "" {
		for _, lang := range sortedKeys(langs) {
			c.Title, c.Description = langs[lang].Title, langs[lang].Description
			break
		}
	}
	if c.Title == "" {
		c.Title = titleFromName(o.Name)
	}
	for _, name := range []string{m.CourseID, o.Name, c.Title} {
		if c.ID = slug(strings.TrimPrefix(name, "@")); c.ID != "" {
			return c
		}
	}
	c.ID = "course"
	return c
}

func sortedKeys(m map[string]locale) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// plainText takes the tags from a description, which some courses write in HTML.
func plainText(s string) string {
	if !strings.Contains(s, "<") {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(s, " ")), " ")
}
