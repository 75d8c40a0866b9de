package course

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/course/dialect"
	"lectern/internal/doc"
)

// site reads the courses of one site generator: which files there are in which order, and which
// constructs beyond CommonMark they hold. A file is a chapter, as in a plain folder.
type site struct {
	format  string
	dialect dialect.Dialect
	fits    func(fsys fs.FS) fit
	lay     func(fsys fs.FS, r *report) layout
}

// layout is a course before its files are read.
type layout struct {
	title, description, lang string
	contents                 string  // the file that lists the chapters, for what it announces
	root                     string  // the folder of the text, "." when it is the course's own
	entries                  []entry // in order; ignored when key is set
	key                      func(p page) []rank
	headed                   bool     // the heading of a page names it, before its settings do
	roots                    []string // more folders that pictures are looked for in
}

// entry is a chapter as the table of contents has it.
type entry struct {
	file  string // empty for one that is announced and not written
	title string // empty when the file's own counts
	line  int
}

// rank is one step of a page's way from the course's root; steps are compared one by one.
type rank struct {
	weight float64
	name   string
}

func (s site) name() string          { return s.format }
func (s site) detect(fsys fs.FS) fit { return s.fits(fsys) }

// marked is the fit of a folder that holds one of the files.
func marked(files ...string) func(fs.FS) fit {
	return func(fsys fs.FS) fit {
		for _, f := range files {
			if isFile(fsys, f) {
				return likely
			}
		}
		return unfit
	}
}

func isFile(fsys fs.FS, name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

func isDir(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return fs.ValidPath(name) && err == nil && info.IsDir()
}

func (s site) read(ctx context.Context, fsys fs.FS, o Options, r *report) (*Course, error) {
	l := s.lay(fsys, r)
	l.root = cmp.Or(l.root, ".")
	titles := map[string]string{}
	var files []string
	planned := 0
	l.entries = slices.DeleteFunc(l.entries, func(e entry) bool {
		if e.file == "" {
			planned++
			return false
		}
		if _, twice := titles[e.file]; twice {
			return true
		}
		if !isFile(fsys, e.file) {
			r.add(Warning, l.contents, e.line, "chapter-file-missing", "The table of contents names "+e.file+", which is not in the course.", "Add the file, or correct its name.")
			return true
		}
		titles[e.file], files = e.title, append(files, e.file)
		return false
	})
	pages, err := readPages(ctx, fsys, files, func(f *fileReader) page {
		f.lang, f.roots = l.lang, slices.Concat(l.roots, []string{l.root})
		return f.sitePage(s.dialect, l, titles[f.src.file])
	}, r)
	if err != nil {
		return nil, err
	}
	pages = slices.DeleteFunc(pages, func(p page) bool { return !p.isPage })
	if len(pages) == 0 {
		return nil, noChapters()
	}
	m := readMeta(fsys, r)
	m.Title, m.Description, m.Lang = cmp.Or(l.title, m.Title), cmp.Or(l.description, m.Description), cmp.Or(l.lang, m.Lang)
	c := m.course(o, nil)
	c.collect(pages)
	if planned > 0 {
		c.Files = append(c.Files, FileCounts{File: l.contents, Counts: Counts{Chapters: planned}})
	}
	c.Chapters = l.order(pages)
	return c, nil
}

// order puts the pages in the order of the table of contents, or by their ranks.
func (l layout) order(pages []page) []*Unit {
	var out []*Unit
	if l.key != nil {
		keys := make(map[*Unit][]rank, len(pages))
		for _, p := range pages {
			keys[p.unit] = l.key(p)
			out = append(out, p.unit)
		}
		slices.SortStableFunc(out, func(a, b *Unit) int { return compareRanks(keys[a], keys[b]) })
		return out
	}
	units := make(map[string][]*Unit, len(pages))
	names := namer{}
	for _, p := range pages {
		units[p.unit.File] = append([]*Unit{p.unit}, p.more...)
		for _, u := range units[p.unit.File] {
			names.unique(u.ID)
		}
	}
	for _, e := range l.entries {
		if e.file == "" {
			out = append(out, &Unit{ID: names.unique(cmp.Or(slug(e.title), "planned")), Kind: Chapter, Title: e.title, Lang: l.lang, Planned: true, File: l.contents, Line: e.line})
			continue
		}
		out = append(out, units[e.file]...)
	}
	return out
}

func compareRanks(a, b []rank) int {
	return slices.CompareFunc(a, b, func(x, y rank) int {
		return cmp.Or(cmp.Compare(x.weight, y.weight), Natural(x.name, y.name), cmp.Compare(x.name, y.name))
	})
}

// weightOf reads a number by which a page is ordered; pages without one come last.
func weightOf(text string) float64 {
	if w, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil && w == w {
		return w
	}
	return unweighted
}

const unweighted = 1e18

// sitePage reads a chapter of a site. title is what the table of contents calls it.
func (f *fileReader) sitePage(d dialect.Dialect, l layout, title string) page {
	if path.Ext(f.src.file) == ".ipynb" && !f.notebook() {
		return page{}
	}
	p := page{fm: readFrontMatter(f.src, f.r), counts: FileCounts{File: f.src.file}, media: f.media}
	if p.fm.values["draft"] == "true" || p.fm.values["published"] == "false" {
		f.r.add(Info, f.src.file, max(p.fm.lines["draft"], p.fm.lines["published"], 1), "draft-page", "The page is marked as a draft, so students do not see it.", "Take the mark away when it is ready.")
		return p
	}
	first := f.src.line(p.fm.body)
	res := dialect.Clean(f.src.text[p.fm.body:], first, d, f.includer(l.root))
	from := len(f.r.findings)
	blocks, lines := f.blocks(res.Text, 1, &p.counts.Counts)
	at := func(line int) int {
		if line > 0 && len(res.Lines) > 0 {
			return min(res.Lines[min(line, len(res.Lines))-1], len(f.src.lines))
		}
		return line
	}
	for i := range lines {
		lines[i] = at(lines[i])
	}
	for i := range f.r.findings[from:] {
		if fd := &f.r.findings[from+i]; fd.File == f.src.file {
			fd.Line = at(fd.Line)
		}
	}
	for _, m := range res.Missing {
		f.r.add(Warning, f.src.file, m.Line, "include-missing", "The page includes "+m.Name+", which is not in the course.", "Add the file, or correct its name.")
	}
	for _, m := range res.Open {
		f.r.add(Warning, f.src.file, m.Line, "unclosed-container", "The container that begins here is never closed.", "Close it with a line of the same marks.")
	}
	parts := []stretch{{blocks, lines}}
	if l.headed {
		parts = byHeading(blocks, lines)
	}
	for i, part := range parts {
		u, written := f.siteUnit(l, p, title, part, i)
		p.isPage = p.isPage || written
		if p.counts.Chapters++; i == 0 {
			p.unit = u
		} else {
			p.more = append(p.more, u)
		}
		p.counts.Lessons += len(u.Children)
	}
	u := p.unit
	for _, m := range res.Quizzes {
		f.quizTOML(u, path.Join(path.Dir(f.src.file), m.Name), m, &p.counts.Counts)
	}
	f.checkChapter(p)
	return p
}

// stretch is a part of a page: its blocks and the lines they stand on.
type stretch struct {
	blocks []doc.Block
	lines  []int
}

// byHeading cuts a page before each heading of the first level but the first: what stands before
// any of them goes with the first.
func byHeading(blocks []doc.Block, lines []int) []stretch {
	var cuts []int
	for i, b := range blocks {
		if h, ok := b.(doc.Heading); ok && h.Level == 1 && lines[i] >= 0 {
			cuts = append(cuts, i)
		}
	}
	if len(cuts) < 2 {
		return []stretch{{blocks, lines}}
	}
	var out []stretch
	from := 0
	for _, to := range append(cuts[1:], len(blocks)) {
		out = append(out, stretch{blocks[from:to], lines[from:to]})
		from = to
	}
	return out
}

// siteUnit makes a chapter of a part of a page; written tells whether it says anything.
func (f *fileReader) siteUnit(l layout, p page, title string, part stretch, nth int) (u *Unit, written bool) {
	own, blocks, lines := leadingTitle(part.blocks, part.lines)
	u = &Unit{ID: siteID(f.src.file, l.root), Kind: Chapter, Lang: f.lang, File: f.src.file, Line: 1}
	if nth > 0 { // the names of the file are the first chapter's
		u.ID, u.Title, u.Line = u.ID+"-"+cmp.Or(slug(own), strconv.Itoa(nth+1)), own, part.lines[0]
	} else {
		named := label(p.fm.values["title"])
		if l.headed && own != "" {
			named = own
		}
		u.Lead = strings.Join(strings.Fields(p.fm.values["description"]), " ")
		u.Title = cmp.Or(label(title), named, own, titleFromName(pageName(f.src.file)))
	}
	if own != "" && own != u.Title && u.Lead == "" {
		u.Lead = own // the page's own heading is looked up too
	}
	names := namer{}
	names.unique(u.ID)
	split(u, blocks, lines, names)
	for _, ch := range u.Children {
		ch.Kind = Lesson
	}
	return u, len(blocks) > 0 || own != "" || title != "" || p.fm.values["title"] != ""
}

// pageName is the name that tells a page: the folder's for an index.
func pageName(file string) string {
	if isIndex(file) && path.Dir(file) != "." {
		return path.Dir(file)
	}
	return file
}

// isIndex tells whether a file stands for its folder.
func isIndex(file string) bool {
	base := strings.ToLower(strings.TrimSuffix(path.Base(file), path.Ext(file)))
	return base == "index" || base == "_index" || base == "readme" || base == "000-index"
}

// siteID is a page's path below the root, without its ending; an index has its folder's.
func siteID(file, root string) string {
	id := strings.TrimSuffix(file, path.Ext(file))
	if isIndex(file) && path.Dir(file) != root && path.Dir(file) != "." {
		id = path.Dir(file)
	}
	return strings.TrimPrefix(id, root+"/")
}

// includer finds what a page includes: beside it, then from the root, then in the course.
// What is no text of the course, such as a file above it, is not there.
func (f *fileReader) includer(root string) dialect.Include {
	return func(name string) ([]byte, bool) {
		for _, c := range []string{path.Join(path.Dir(f.src.file), name), path.Join(root, strings.TrimPrefix(name, "/")), path.Clean(strings.TrimPrefix(name, "/"))} {
			if !isFile(f.fsys, c) || strings.HasSuffix(c, ".quiz.yaml") {
				continue
			}
			if src, ok := readSource(f.fsys, c, f.r); ok {
				return src.text[readFrontMatter(src, &report{}).body:], true
			}
		}
		return nil, false
	}
}

// siteFiles lists the pages below a folder in the order of their names, an index first.
func siteFiles(fsys fs.FS, root string, exts ...string) []string {
	var files []string
	if !isDir(fsys, root) {
		return nil
	}
	_ = fs.WalkDir(fsys, root, func(p string, d fs.DirEntry, err error) error {
		switch base := path.Base(p); {
		case err != nil:
			return nil //nolint:nilerr // what cannot be listed is reported when it is read
		case d.IsDir() && p != root && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_site") || base == "_book" || base == "_build" || base == "node_modules" || base == "public"):
			return fs.SkipDir
		case !d.IsDir() && slices.Contains(exts, strings.ToLower(path.Ext(p))):
			files = append(files, p)
		}
		return nil
	})
	slices.SortFunc(files, func(a, b string) int { return compareRanks(pathRanks(a, nil), pathRanks(b, nil)) })
	return files
}

// pathRanks ranks a file by its folders and its name; weigh, when given, weighs a folder.
func pathRanks(file string, weigh func(dir string) float64) []rank {
	var out []rank
	for i := range len(file) {
		if file[i] == '/' {
			step := rank{name: path.Base(file[:i])}
			if weigh != nil {
				step.weight = weigh(file[:i])
			}
			out = append(out, step)
		}
	}
	if isIndex(file) {
		return out // before everything in its folder
	}
	return append(out, rank{name: path.Base(file)})
}

// entriesOf makes entries of files.
func entriesOf(files []string) []entry {
	out := make([]entry, len(files))
	for i, f := range files {
		out[i] = entry{file: f, line: 1}
	}
	return out
}
