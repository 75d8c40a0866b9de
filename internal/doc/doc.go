// Package doc holds prose as a closed tree.
//
// Markdown is parsed once, when a course is loaded, into Blocks and Spans. Every
// platform renders that tree by an exhaustive type switch; nobody runs a regular
// expression over prose. Both sums are sealed: the linter (gochecksumtype) names
// every renderer that misses a kind.
//
// The tree carries meaning, never platform syntax: a Text holds the characters a
// reader should see, unescaped. Escaping belongs to the renderer, at its one exit.
// Trees are immutable once built and may be shared between goroutines.
package doc

import "time"

// Block is a piece of prose that stands on its own lines.
//
//sumtype:decl
type Block interface{ isBlock() }

// Heading titles what follows. Level runs from 1 (chapter) to 6.
type Heading struct {
	Level int
	Spans []Span
}

// Paragraph is running text.
type Paragraph struct{ Spans []Span }

// List is a bulleted or a numbered list. Start is the first number of a numbered one.
type List struct {
	Ordered bool
	Start   int
	Items   []Item
}

// Item is one entry of a List; it may hold further lists. Continued marks the rest of an
// entry that Fit had to cut: renderers indent it and leave its marker out.
type Item struct {
	Task      Task
	Continued bool
	Blocks    []Block
}

// Task says whether an Item is a task, and whether it is done.
type Task int

// The states of an Item's check box.
const (
	NoTask Task = iota
	TaskOpen
	TaskDone
)

// Quote is quoted prose.
type Quote struct{ Blocks []Block }

// Code is a listing. Text has no trailing newline; Lang may be empty.
type Code struct {
	Lang string
	Text string
}

// Formula is a displayed formula in TeX, without its delimiters.
type Formula struct{ TeX string }

// Table has one header row and any number of body rows, all of equal length.
type Table struct {
	Align  []Align
	Header []Cell
	Rows   [][]Cell
}

// Cell is the content of one table cell.
type Cell []Span

// Align is the alignment of a table column.
type Align int

// The alignments Markdown knows.
const (
	AlignNone Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// Figure is an image on a line of its own.
type Figure struct{ Image Image }

// Rule is a thematic break.
type Rule struct{}

func (Heading) isBlock()   {}
func (Paragraph) isBlock() {}
func (List) isBlock()      {}
func (Quote) isBlock()     {}
func (Code) isBlock()      {}
func (Formula) isBlock()   {}
func (Table) isBlock()     {}
func (Figure) isBlock()    {}
func (Rule) isBlock()      {}

// Span is a piece of a line.
//
//sumtype:decl
type Span interface{ isSpan() }

// Text is characters as the reader should see them.
type Text struct{ Value string }

// Emphasis is stressed text, usually set in italics.
type Emphasis struct{ Spans []Span }

// Strong is strongly stressed text, usually set in bold.
type Strong struct{ Spans []Span }

// Strike is text that no longer holds.
type Strike struct{ Spans []Span }

// CodeSpan is code inside a line.
type CodeSpan struct{ Text string }

// FormulaSpan is a formula inside a line, in TeX, without its delimiters.
type FormulaSpan struct{ TeX string }

// Link leads to an absolute http, https or mailto address. Addresses of any other
// scheme never enter the tree.
type Link struct {
	URL   string
	Spans []Span
}

// Image is a picture. Src is either an absolute https address or the path of a file
// of the course, slash-separated and relative to the course folder ("static/a.png"):
// renderers resolve the latter with the media address they were given, or show Alt alone.
type Image struct {
	Src string
	Alt string
}

// LineBreak is a break the author asked for.
type LineBreak struct{}

// Moment is a point in time, shown in the reader's own zone where the platform can.
type Moment struct {
	At    time.Time
	Style MomentStyle
}

// MomentStyle says how much of a Moment is shown.
type MomentStyle int

// The styles of a Moment.
const (
	MomentDateTime MomentStyle = iota
	MomentDate
	MomentTime
	MomentRelative
)

// Channel is a channel of a chat platform. The renderer of that platform may show it as a link to
// the channel; every other shows its Name, and so does whoever keeps or cuts prose. Only a place
// that is known to the bot becomes one, and only for a reader who is where the channel is: nothing
// that anybody has written is ever taken for a channel.
type Channel struct {
	Platform string // as chat calls it
	ID       string
	Thread   string // of a thread in it; empty outside one
	Name     string // what people call it, as the reader should see it
}

func (Text) isSpan()        {}
func (Emphasis) isSpan()    {}
func (Strong) isSpan()      {}
func (Strike) isSpan()      {}
func (CodeSpan) isSpan()    {}
func (FormulaSpan) isSpan() {}
func (Link) isSpan()        {}
func (Image) isSpan()       {}
func (LineBreak) isSpan()   {}
func (Moment) isSpan()      {}
func (Channel) isSpan()     {}

// Para makes a paragraph of plain text.
func Para(text string) Paragraph { return Paragraph{Spans: []Span{Text{Value: text}}} }

// Plain makes a span of plain text.
func Plain(text string) Text { return Text{Value: text} }

// Bold makes a strong span of plain text.
func Bold(text string) Strong { return Strong{Spans: []Span{Text{Value: text}}} }

// Bullets makes a bulleted list with one paragraph of plain text per item.
func Bullets(items ...string) List {
	l := List{Items: make([]Item, len(items))}
	for i, it := range items {
		l.Items[i] = Item{Blocks: []Block{Para(it)}}
	}
	return l
}
