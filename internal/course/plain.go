package course

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lectern/internal/doc"
)

// plainReader reads any folder of Markdown: a file is a chapter, its headings of the first
// level are lessons, deeper ones sections.
type plainReader struct{}

func (plainReader) name() string { return "plain" }

func (plainReader) detect(fsys fs.FS) fit {
	if len(markdownFiles(fsys, ".", true)) > 0 {
		return possible
	}
	return unfit
}

func (plainReader) read(ctx context.Context, fsys fs.FS, o Options, r *report) (*Course, error) {
	files := markdownFiles(fsys, ".", true)
	pages, err := readPages(ctx, fsys, files, func(f *fileReader) page {
		return f.document(strings.TrimSuffix(f.src.file, path.Ext(f.src.file)))
	}, r)
	if err != nil {
		return nil, err
	}
	pages = slices.DeleteFunc(pages, func(p page) bool { return !p.isPage })
	if len(pages) == 0 {
		return nil, noChapters()
	}
	m := readMeta(fsys, r)
	c := m.course(o, nil)
	slices.SortStableFunc(pages, func(a, b page) int {
		if x, y := isOverview(a), isOverview(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		return Natural(a.unit.File, b.unit.File)
	})
	if first := pages[0]; isOverview(first) && m.Title == "" {
		c.Title = first.unit.Title
	}
	for _, p := range pages {
		c.Chapters = append(c.Chapters, p.unit)
	}
	c.collect(pages)
	return c, nil
}

// isOverview recognises the file that introduces the folder.
func isOverview(p page) bool {
	if path.Dir(p.unit.File) != "." {
		return false
	}
	base := strings.ToLower(strings.TrimSuffix(path.Base(p.unit.File), path.Ext(p.unit.File)))
	return base == "readme" || base == "index"
}

// document reads a plain Markdown file as a chapter.
func (f *fileReader) document(slug string) page {
	p := page{fm: readFrontMatter(f.src, f.r), counts: FileCounts{File: f.src.file}, media: f.media}
	blocks, lines := f.passage(p.fm.body, len(f.src.text), &p.counts.Counts)
	p.isPage = len(blocks) > 0 || p.fm.values["title"] != ""
	title := label(p.fm.values["title"])
	if title == "" {
		title, blocks, lines = leadingTitle(blocks, lines)
	}
	if title == "" {
		title = titleFromName(f.src.file)
	}
	u := &Unit{ID: slug, Kind: Chapter, Title: title, Lead: strings.Join(strings.Fields(p.fm.values["description"]), " "), File: f.src.file, Line: 1}
	p.unit, p.counts.Chapters = u, 1
	names := namer{}
	names.unique(slug)
	split(u, blocks, lines, names)
	for _, ch := range u.Children {
		ch.Kind = Lesson
		p.counts.Lessons++
	}
	f.checkChapter(p)
	return p
}

// leadingTitle takes the first heading of the file as its title when it is the only one of
// the first level.
func leadingTitle(blocks []doc.Block, lines []int) (string, []doc.Block, []int) {
	first := -1
	for i, b := range blocks {
		h, ok := b.(doc.Heading)
		if !ok || h.Level != 1 {
			continue
		}
		if first >= 0 {
			return "", blocks, lines
		}
		first = i
	}
	if first < 0 {
		return "", blocks, lines
	}
	h := blocks[first].(doc.Heading) //nolint:forcetypeassert // found above
	return label(doc.SpanText(h.Spans)), slices.Concat(blocks[:first], blocks[first+1:]), slices.Concat(lines[:first], lines[first+1:])
}
