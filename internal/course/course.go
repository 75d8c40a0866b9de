// Package course reads courses: folders of Markdown chapters, as people really write them.
//
// Load reads a folder once into an immutable Course: chapters of lessons of sections, their
// prose as a doc tree, their quizzes, and a Finding for everything a careful editor would
// mention. A Library keeps the latest good Course current while the folder is being edited.
//
// # How a chapter is read
//
// The course-starter format is Markdown with five elements: exercise, choice, opt, slides and
// codeblock. They are found in the source, outside code and comments, by HTML's rules for
// attributes and at any indentation; the prose between them goes to a CommonMark parser. A
// reader that parses the whole file as HTML loses answer options wherever a table, a list or
// an unbalanced <center> stands before a tag.
//
//   - An element that was not closed ends where the next of its kind begins, or where what it
//     lies in ends. A closing tag without an opening one is ignored. Every repair is a Finding.
//   - correct is true for "true" in any case, for a bare attribute and for "correct".
//   - A lesson with nothing in it is planned: it is listed, and never shown as a passage.
//   - Sections follow the headings, whatever their levels; where a lesson has none, lines that
//     are bold as a whole serve.
//   - Slides give their text and the notes for the speaker; a code block gives the code an
//     exercise starts from and its hint. Solutions and tests are never read.
//   - Chapters follow their next links when these visit each chapter once from a single start,
//     else the natural order of the file names. Titles order nothing.
//   - Left-over HTML is reduced to its text, links, pictures, lists and tables.
//
// # Deliberate differences from the published sites
//
//   - An option with correct="false" is wrong here; the sites take any value as true.
//   - Options that the sites lose (an unclosed <opt>, a closing tag glued to a line) are kept.
//   - "#Word" is text, as CommonMark has it; a picture glued to the marks ("#![](…)") counts as
//     a heading, as on the sites, but titles no section.
//   - snake_case and blanks of underscores stay as they are written.
//
// # What is counted
//
// Counts.Sections counts headings as written in Markdown (ATX and setext), those inside quiz
// feedback included; bold lines that serve as headings and headings of slides or raw HTML are
// not counted, although they make sections.
package course

import (
	"lectern/internal/doc"
)

// Course is what is taught. It is immutable and safe for concurrent use.
type Course struct {
	ID          string // short name for addresses, [a-z0-9-]
	Title       string
	Description string
	Lang        string // BCP 47 of the course as a whole
	Format      string // the reader that read it ("course-starter", "plain", …)
	Chapters    []*Unit
	Units       []*Unit // every unit in reading order: chapter, its lessons, their sections
	Files       []FileCounts
	Media       map[string]string // pictures of the course: path as in doc.Image.Src → path in the folder

	byID  map[string]*Unit
	byRef map[string]*Unit
}

// Kind says what a Unit is.
type Kind int

// The kinds of Unit.
const (
	Chapter Kind = iota
	Lesson
	Section
)

// Unit is an addressable part of a course: a chapter, a lesson or a section.
type Unit struct {
	ID     string // stable key: chapter slug, lesson id or ordinal, heading path; e.g. "chapter6/2/groupism"
	Ref    string // 12 characters of [a-z2-7] made from ID, for tokens
	Kind   Kind
	Title  string
	Lang   string
	Number string // as the author numbers it, when known: "6", "2"
	Lead   string // chapters: the description

	Own      []doc.Block // the unit's own prose, up to its first part
	Children []*Unit
	Parent   *Unit // nil for a chapter
	Planned  bool  // announced, with nothing in it yet

	Quizzes []Quiz // of a lesson (or of a chapter, when written outside any exercise)
	File    string // path in the course folder
	Line    int    // 1-based
	Hash    string // of the text, children included; changes when a reader would see a difference
	Index   int    // position in Course.Units
}

// Quiz is a <choice> group as written in a chapter. Right answers stay on the server.
type Quiz struct {
	ID       string      // stable key within the course
	Question []doc.Block // the text between the last quiz (or the lesson's start) and this one
	Options  []QuizOption
	Template bool // left over from the format's template: never asked
	File     string
	Line     int
}

// QuizOption is an <opt>.
type QuizOption struct {
	Text     []doc.Span
	Correct  bool
	Feedback []doc.Block
	Line     int
}

// Counts are the figures `lectern check` reports.
type Counts struct {
	Chapters       int `json:"chapters"`
	Lessons        int `json:"lessons"`
	EmptyLessons   int `json:"empty_lessons"`
	Sections       int `json:"sections"`
	Quizzes        int `json:"quizzes"`
	Options        int `json:"options"`
	CorrectOptions int `json:"correct_options"`
	Slides         int `json:"slides"`
	Codeblocks     int `json:"codeblocks"`
	Images         int `json:"images"`
}

// FileCounts are the Counts of one file.
type FileCounts struct {
	File string `json:"file"`
	Counts
}

// Severity is the weight of a Finding.
type Severity string

// The severities. Only an Error makes `lectern check` fail.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is a remark about a course: where, what, and what to do.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"` // 1-based; 0 when the whole file is meant
	Severity Severity `json:"severity"`
	Code     string   `json:"code"` // stable, kebab-case: "unclosed-choice"
	Message  string   `json:"message"`
	Remedy   string   `json:"remedy"`
	Excerpt  string   `json:"excerpt,omitempty"` // source lines with a caret, for YAML mistakes
}

// ByID finds a unit by its ID; nil when there is none.
func (c *Course) ByID(id string) *Unit { return c.byID[id] }

// ByRef finds a unit by its Ref; nil when there is none.
func (c *Course) ByRef(ref string) *Unit { return c.byRef[ref] }

// Crumbs gives the titles above the unit, chapter first.
func (u *Unit) Crumbs() []string {
	if u.Parent == nil {
		return nil
	}
	return append(u.Parent.Crumbs(), u.Parent.Title)
}

// ChapterOf gives the chapter the unit belongs to.
func (u *Unit) ChapterOf() *Unit {
	for u.Parent != nil {
		u = u.Parent
	}
	return u
}

// LessonOf gives the lesson the unit belongs to; nil for a chapter or a section directly
// beneath one.
func (u *Unit) LessonOf() *Unit {
	for ; u != nil; u = u.Parent {
		if u.Kind == Lesson {
			return u
		}
	}
	return nil
}

// Text gives the unit's whole prose: its own, then each part under a Heading of its title,
// the level counted from this unit.
func (u *Unit) Text() []doc.Block { return u.text(2) }

func (u *Unit) text(level int) []doc.Block {
	if len(u.Children) == 0 {
		return u.Own
	}
	blocks := append([]doc.Block(nil), u.Own...)
	for _, ch := range u.Children {
		if ch.Planned {
			continue
		}
		blocks = append(blocks, doc.Heading{Level: min(level, 6), Spans: []doc.Span{doc.Plain(ch.Title)}})
		blocks = append(blocks, ch.text(level+1)...)
	}
	return blocks
}
