package chat

import "lectern/internal/doc"

// View is what a command wants a person to see. Adapters switch on the concrete types
// they know and fall back to Card for every other.
type View interface {
	// Card reduces the view to the form that every platform can show. Nothing a reader
	// needs is lost in it.
	Card() Card
}

// Tone says how a Card is meant. It is never shown by colour alone.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Good
	Warning
	Problem
)

// Card is the plainest View: a title, prose, facts and controls.
type Card struct {
	Title    string
	Tone     Tone
	Body     []doc.Block
	Facts    []Fact
	Controls []Control
	Footer   string
	Files    []File // sent with the message; a platform that cannot says so in the message
	Words    *Words // what is added to it, in the reader's language; English when nil
}

// File is something attached to a message. A picture (Type "image/png") is shown with it, any
// other file is offered for download.
type File struct {
	Name string // as it is saved: "grades.csv"
	Type string // the media type
	Data []byte
	Alt  string // of a picture: what it shows, with its numbers
}

// Card makes Card itself a View.
func (c Card) Card() Card { return c }

// Fact is a labelled value.
type Fact struct {
	Label, Value string
	Spans        []doc.Span // Value as it is shown, where it holds more than text; nil when it does not
}

// Telling is a Fact whose value holds more than text.
func Telling(label string, value ...doc.Span) Fact {
	return Fact{Label: label, Value: doc.SpanText(value), Spans: value}
}

// Shown is the value of a Fact as prose.
func (f Fact) Shown() []doc.Span {
	if f.Spans != nil {
		return f.Spans
	}
	return []doc.Span{doc.Plain(f.Value)}
}

// Excerpt is a passage of the course: one unit (section, lesson or chapter) with its
// place in the whole. The adapter cuts Body into pages by its platform's own measure and
// shows the page asked for.
type Excerpt struct {
	Key    string   // names unit and text: with equal Words, equal keys have equal Title, Crumbs, Body, Link, Before, After and Parts
	Title  string   // the unit's own title
	Crumbs []string // the titles above it, chapter first
	Body   []doc.Block
	Link   string // its page on the web; empty when the bot has no public address

	Page   int                  // zero-based; an adapter shows the last page when it is too large
	Turn   func(page int) Token // shows another page of this excerpt
	Share  func(page int) Token // shows this page to the whole room; nil when it is already public
	Report Token                // tells staff what is wrong with the passage; empty when that is not offered

	Before *Option // the unit before this one in reading order
	After  *Option // the unit after it
	Parts  []Option

	Note   string   // one sentence about this answer ("Closest match for …"); empty most of the time
	Others []Option // other candidates for the same query

	Words *Words // what is added to it, in the reader's language; English when nil
}

// Outline is a chapter or a course at a glance: its parts in order.
type Outline struct {
	Title   string
	Crumbs  []string
	Lead    []doc.Block // description
	Entries []OutlineEntry
	Link    string
	Before  *Option
	After   *Option
	Footer  string
	Words   *Words // what is added to it, in the reader's language; English when nil
}

// OutlineEntry is a line of an Outline.
type OutlineEntry struct {
	Title   string
	Token   Token  // opens it; empty when there is nothing to open yet
	Detail  string // "3 sections, 9 minutes" or "coming soon"
	Planned bool
}

// Matches lists candidates, none of them presumed.
type Matches struct {
	Title string // "Several passages fit “introduction”"
	Lead  string
	Items []Match
	More  *Button // further results
	Tips  string  // what else to try
	Words *Words  // what is added to it, in the reader's language; English when nil
}

// Match is one candidate.
type Match struct {
	Title   string
	Crumbs  []string
	Snippet []doc.Span // the words around the hit, the hit itself Strong; may be empty
	Token   Token
}

// Bulletin is a message of staff to a place. It is the only View that may notify anybody, and
// only the one role that staff chose, on the platform the role belongs to.
type Bulletin struct {
	Title    string
	Body     []doc.Block
	Controls []Control
	Footer   string
	Notify   *Role
	Words    *Words // what is added to it, in the reader's language; English when nil
}

// Form asks for words that no button can hold. It is answered by a Submission whose Token is
// the form's and whose Fields carry the names given here. A Form answers a Press or an
// Invocation; a platform opens it above the message and leaves the message as it is.
type Form struct {
	Title  string // at most 45 characters are shown (Discord); Slack shows 24
	Token  Token
	Lead   []doc.Block // what is asked, where the platform can show prose in a form
	Submit string      // what the button says; "Send", in the language of Words, when empty
	Fields []Field     // at most MaxFields
	Words  *Words      // what is added to it, in the reader's language; English when nil
}

// MaxFields is how many fields a Form may have (Discord: five rows in a modal).
const MaxFields = 5

// Field is a line or a box of text in a Form, or a file.
type Field struct {
	Name     string // [a-z0-9_]
	Label    string // at most 45 characters are shown
	Hint     string // an example, shown while the field is empty; at most 100 characters
	Value    string // what it holds to begin with
	Long     bool   // several lines
	Optional bool
	Max      int  // characters; 0: as many as the platform takes
	File     bool // a file is asked for and no text: it comes among the Submission's Uploads
}

// Control is something a person can press.
//
//sumtype:decl
type Control interface{ isControl() }

// Button sends its Token back when pressed.
type Button struct {
	Label    string // at most 75 characters are kept
	Hint     string // what a screen reader says when Label alone is unclear
	Token    Token
	Style    Style
	Disabled bool
}

// Style is the weight of a Button.
type Style int

// The styles of a Button.
const (
	Secondary Style = iota
	Primary
	Danger
)

// LinkButton opens an address.
type LinkButton struct{ Label, URL string }

// Menu offers a choice among several Options; the chosen one's Token comes back.
type Menu struct {
	Label   string // what is being chosen, shown while nothing is
	Options []Option
}

// Option is an entry of a Menu, or a Button's worth of choice.
type Option struct {
	Label       string
	Description string
	Token       Token
}

func (Button) isControl()     {}
func (LinkButton) isControl() {}
func (Menu) isControl()       {}
