package course

import (
	"fmt"
	"strconv"
	"strings"

	"lectern/internal/doc"
)

// page is a chapter file that was read, before the order of chapters is known.
type page struct {
	unit   *Unit
	more   []*Unit // further chapters of the same file
	fm     frontMatter
	counts FileCounts
	report report
	media  map[string]string
	isPage bool
}

// chapter reads a file of the course-starter format. slug is its path below the chapters
// folder without the extension.
func (f *fileReader) chapter(slug string) page {
	p := page{fm: readFrontMatter(f.src, f.r), counts: FileCounts{File: f.src.file}, media: f.media}
	tags := scanTags(f.src, p.fm.body, f.r)
	root := build(f.src, p.fm.body, tags, f.r)
	p.isPage = p.fm.values["type"] == "chapter" || hasExercise(root)
	title := label(p.fm.values["title"])
	if title == "" {
		title = titleFromName(f.src.file)
	}
	p.unit = &Unit{ID: slug, Kind: Chapter, Title: title, Lang: f.lang, Number: p.fm.values["id"], Lead: strings.Join(strings.Fields(p.fm.values["description"]), " "), File: f.src.file, Line: 1}
	p.counts.Chapters = 1
	c := chapterBuilder{f: f, unit: p.unit, names: namer{}, counts: &p.counts.Counts, ids: map[string]bool{}}
	c.names.unique(slug)
	c.read(root)
	f.checkChapter(p)
	return p
}

func hasExercise(root *element) bool {
	for _, p := range root.parts {
		if p.el != nil && p.el.tag.name == "exercise" {
			return true
		}
	}
	return false
}

type chapterBuilder struct {
	f       *fileReader
	unit    *Unit
	names   namer
	counts  *Counts
	ids     map[string]bool // exercise ids seen
	ordinal int
}

// read takes the chapter's elements in order. Text outside exercises belongs to the chapter.
func (c *chapterBuilder) read(root *element) {
	outside := &lessonBuilder{chapterBuilder: c, unit: c.unit}
	for _, p := range root.parts {
		if p.el != nil && p.el.tag.name == "exercise" {
			c.lesson(p.el)
			continue
		}
		outside.part(p)
	}
	lessons := c.unit.Children
	c.unit.Children = nil
	split(c.unit, outside.blocks, outside.lines, c.names)
	c.unit.Children = append(c.unit.Children, lessons...)
}

func (c *chapterBuilder) lesson(el *element) {
	f, line := c.f, c.f.src.line(el.tag.start)
	c.ordinal++
	c.counts.Lessons++
	u := &Unit{Kind: Lesson, Lang: c.unit.Lang, File: f.src.file, Line: line, Parent: c.unit, Title: label(el.tag.attr("title"))}
	id := strings.TrimSpace(el.tag.attr("id"))
	u.Number = id
	switch {
	case id == "":
		f.r.add(Warning, f.src.file, line, "missing-exercise-id", "This exercise has no id.", fmt.Sprintf(`Add id="%d".`, c.ordinal))
		id = "n" + strconv.Itoa(c.ordinal)
	case c.ids[id]:
		f.r.add(Warning, f.src.file, line, "duplicate-exercise-id", "Another exercise of this chapter has the id "+id+" too.", "Give each exercise a number of its own.")
	default:
		if _, err := strconv.Atoi(id); err != nil {
			f.r.add(Warning, f.src.file, line, "exercise-id-not-a-number", "The exercise id "+strconv.Quote(id)+" is not a number.", "Number the exercises of a chapter from 1 on.")
		}
	}
	c.ids[id] = true
	if u.Title == "" {
		f.r.add(Warning, f.src.file, line, "missing-exercise-title", "This exercise has no title, so it can be found by its number only.", `Add title="…".`)
		u.Title = fmt.Sprintf("%s, part %d", c.unit.Title, c.ordinal)
	}
	name := slug(id)
	if name == "" {
		name = "n" + strconv.Itoa(c.ordinal)
	}
	u.ID = c.names.unique(c.unit.ID + "/" + name)
	f.indent = f.indentOf(el.tag.start)
	b := &lessonBuilder{chapterBuilder: c, unit: u}
	for _, p := range el.parts {
		b.part(p)
	}
	f.indent = 0
	split(u, b.blocks, b.lines, c.names)
	if u.Planned = f.src.empty(el); u.Planned {
		c.counts.EmptyLessons++
		f.r.add(Info, f.src.file, line, "planned-lesson", "The lesson “"+u.Title+"” has nothing in it yet; students see it as coming soon.", "Fill it, or delete it until it is written.")
	}
	c.unit.Children = append(c.unit.Children, u)
}

// lessonBuilder collects what stands in a lesson, or in a chapter outside its lessons.
type lessonBuilder struct {
	*chapterBuilder
	unit   *Unit
	blocks []doc.Block
	lines  []int // on which each block begins
	asked  int   // blocks that belong to questions already
}

func (b *lessonBuilder) part(p part) {
	if p.el == nil {
		b.add(b.f.passage(p.from, p.to, b.counts))
		return
	}
	switch p.el.tag.name {
	case "choice":
		b.quiz(p.el)
	case "slides":
		b.counts.Slides++
		b.addAt(b.f.deck(p.el), -b.f.src.line(p.el.tag.start))
		b.prose(p.el)
	case "codeblock":
		b.counts.Codeblocks++
		b.addAt(b.f.codeblock(p.el), b.f.src.line(p.el.tag.start))
	default: // an option outside any quiz: its words are not part of the passage
	}
}

func (b *lessonBuilder) add(blocks []doc.Block, lines []int) {
	b.blocks, b.lines = append(b.blocks, blocks...), append(b.lines, lines...)
}

// addAt adds what an element stands for, all of it on the element's line; see split for
// negative ones.
func (b *lessonBuilder) addAt(blocks []doc.Block, line int) {
	for _, bl := range blocks {
		b.blocks, b.lines = append(b.blocks, bl), append(b.lines, line)
	}
}

// prose keeps the text inside an element that was never closed.
func (b *lessonBuilder) prose(el *element) {
	for _, p := range el.parts {
		b.part(p)
	}
}

// checkChapter remarks on the chapter as a whole.
func (f *fileReader) checkChapter(p page) {
	if !p.isPage {
		return
	}
	if id, ok := p.fm.values["id"]; ok {
		if _, err := strconv.Atoi(id); err != nil {
			f.r.add(Warning, f.src.file, p.fm.lines["id"], "chapter-id-not-a-number", "The chapter id "+strconv.Quote(id)+" is not a number.", "Number the chapters from 1 on.")
		}
	}
	if p.counts.Quizzes == 0 && p.counts.Lessons > p.counts.EmptyLessons {
		f.r.add(Info, f.src.file, 1, "no-quiz", "The chapter holds no quiz.", "Write questions into a file beside it, with the same name and the ending .quiz.yaml.")
	}
	seen := map[string]*Unit{}
	var walk func(u *Unit)
	walk = func(u *Unit) {
		for _, ch := range u.Children {
			f.checkSection(ch, seen)
			walk(ch)
		}
	}
	walk(p.unit)
	f.checkNumbers(p.unit)
}

func (f *fileReader) checkSection(u *Unit, seen map[string]*Unit) {
	if u.Kind != Section {
		return
	}
	key := strings.ToLower(u.Title)
	if first := seen[key]; first != nil {
		f.r.add(Info, f.src.file, u.Line, "duplicate-heading", "The heading “"+u.Title+"” stands in this chapter more than once, so students are asked which one they mean.", "Say in the title what it introduces.")
	}
	seen[key] = u
	if len(u.Own) == 0 && len(u.Children) > 0 {
		f.r.add(Info, f.src.file, u.Line, "heading-without-text", "The heading “"+u.Title+"” has no text of its own before the next one.", "Add a sentence that says what follows.")
	}
}
