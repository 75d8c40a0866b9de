// Package announce posts what staff want the class to know about a chapter or a lesson.
//
// An Announcement is a record that staff write, look at and send. From then on the Runner
// owes it to every place of it: it is posted once per place whatever dies in between, edited
// in all places when its text is changed, and marked as withdrawn in all of them. The record
// says what is wanted; the ledger and the list of posts say what has been done.
package announce

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/say"
)

// ID names an announcement of a class, [a-z2-7].
type ID string

// State is where an announcement is in its life.
type State string

// The states of an announcement.
const (
	Draft     State = "draft"     // only its author sees it
	Planned   State = "planned"   // to be posted at its time
	Posted    State = "posted"    // in every place that could be posted to
	Withdrawn State = "withdrawn" // its messages say so
)

// Announcement is a message of staff about a unit of the course. It is a value: change a copy
// and save it.
type Announcement struct {
	ID       ID           `json:"-"`
	Class    quiz.ClassID `json:"-"`
	Revision int          `json:"-"` // how often it was saved; set by the store

	Unit     string       `json:"unit"`           // the unit's id
	Hash     string       `json:"hash,omitempty"` // of the unit when the text was composed from it
	Title    string       `json:"title"`
	Text     string       `json:"text"`             // paragraphs; lines that begin with "- " are a list
	Notify   *chat.Role   `json:"notify,omitempty"` // whom the message notifies; nobody when nil
	Thread   bool         `json:"thread,omitempty"` // open a thread for discussion beneath it
	Places   []chat.Place `json:"places,omitempty"` // all of the class when empty
	At       time.Time    `json:"at,omitzero"`      // when it is posted
	Made     time.Time    `json:"made"`
	State    State        `json:"state"`
	Edition  int          `json:"edition,omitempty"` // counts changes of the text after it was sent off
	Posts    []Post       `json:"posts,omitempty"`
	Lost     []chat.Place `json:"lost,omitempty"`     // where a message was gone when staff sent it again, as often
	Problems []Problem    `json:"problems,omitempty"` // places it is not in, and why
}

// Post is one of its messages.
type Post struct {
	At      chat.Ref `json:"at"`
	Edition int      `json:"edition,omitempty"` // what the message shows
	Gone    bool     `json:"gone,omitempty"`    // somebody deleted it
	Ended   bool     `json:"ended,omitempty"`   // it says that the announcement was withdrawn
}

// Problem says why a place could not be posted to.
type Problem struct {
	Place chat.Place        `json:"place"`
	Why   string            `json:"why"` // a sentence, the key of its translations
	Args  map[string]string `json:"args,omitempty"`
}

// Text is the reason, to be said in the reader's language.
func (p Problem) Text() say.Text {
	args := make(say.Args, len(p.Args))
	for name, v := range p.Args {
		args[name] = v
	}
	return say.Text{Key: p.Why, Args: args}
}

// Limits of what staff write: Discord's forms hold 4,000 characters, Slack's 3,000, and a
// title is cut at 150 in Slack's headers.
const (
	MaxTitle = 150
	MaxText  = 3000
)

// Check refuses a title or text that cannot be posted.
func (a Announcement) Check() error {
	switch {
	case strings.TrimSpace(a.Title) == "":
		return fault.New(fault.Invalid, "The announcement has no title.", "Give it one.")
	case utf8.RuneCountInString(a.Title) > MaxTitle:
		return fault.New(fault.Invalid, "The title is longer than 150 characters.", "Make it shorter.")
	case strings.TrimSpace(a.Text) == "":
		return fault.New(fault.Invalid, "The announcement has no text.", "Write what the class should know.")
	case utf8.RuneCountInString(a.Text) > MaxText:
		return fault.New(fault.Invalid, "The text is longer than 3,000 characters.", "Make it shorter, or let the chapter itself say it.")
	}
	return nil
}

// Body is the text as prose: what staff type is never read as markup.
func (a Announcement) Body() []doc.Block {
	var blocks []doc.Block
	for part := range strings.SplitSeq(strings.ReplaceAll(a.Text, "\r\n", "\n"), "\n\n") {
		var lines, items []string
		flush := func() {
			if len(lines) > 0 {
				blocks = append(blocks, doc.Para(strings.Join(lines, " ")))
			}
			if len(items) > 0 {
				blocks = append(blocks, doc.Bullets(items...))
			}
			lines, items = nil, nil
		}
		for line := range strings.SplitSeq(part, "\n") {
			line = strings.TrimSpace(line)
			item, isItem := strings.CutPrefix(line, "- ")
			switch {
			case line == "":
			case isItem:
				items = append(items, item)
			default:
				if len(items) > 0 {
					flush()
				}
				lines = append(lines, line)
			}
		}
		flush()
	}
	return blocks
}

// Targets are the places it belongs to: those chosen, or all of the class.
func (a Announcement) Targets(c class.Class) []chat.Place {
	if len(a.Places) > 0 {
		return a.Places
	}
	return c.Places
}

// In finds the message in a place.
func (a Announcement) In(p chat.Place) (Post, bool) {
	i := slices.IndexFunc(a.Posts, func(post Post) bool { return post.At.Place == p })
	if i < 0 {
		return Post{}, false
	}
	return a.Posts[i], true
}

// Resent is the announcement to be posted in all places of its class that it is not in, those
// among them whose message is gone.
func (a Announcement) Resent(now time.Time) Announcement {
	a.State, a.At, a.Places = Planned, now, nil
	var there []Post
	for _, p := range a.Posts {
		if p.Gone {
			a.Lost = append(slices.Clip(a.Lost), p.At.Place)
		} else {
			there = append(there, p)
		}
	}
	a.Posts = there
	return a
}

const kind record.Kind = "announcement"

// Book keeps the announcements of classes.
type Book struct{ Store record.Store }

// Save keeps an announcement that was read with its Revision; a fault.Conflict says that
// somebody else has changed it since.
func (b Book) Save(ctx context.Context, a Announcement) error {
	return record.Save(ctx, b.Store, a.Class, kind, string(a.ID), a.Revision, a)
}

// Get reads one.
func (b Book) Get(ctx context.Context, class quiz.ClassID, id ID) (Announcement, error) {
	a := Announcement{ID: id, Class: class}
	revision, err := record.Get(ctx, b.Store, class, kind, string(id), &a)
	if fault.Is(err, fault.Missing) {
		return a, fault.Wrap(err, fault.Missing, "This announcement is not there any more.", "See those there are with /announce list.")
	}
	a.Revision = revision
	return a, err
}

// List gives the announcements of a class, the newest first.
func (b Book) List(ctx context.Context, class quiz.ClassID) ([]Announcement, error) {
	var list []Announcement
	err := record.All(ctx, b.Store, class, kind, func(id string, revision int, a Announcement) {
		a.ID, a.Class, a.Revision = ID(id), class, revision
		list = append(list, a)
	})
	slices.SortFunc(list, func(a, b Announcement) int {
		if c := b.Made.Compare(a.Made); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return list, err
}

// Discard removes a draft. What is planned may be going out at this moment: it would stand in a
// channel with nobody able to change it.
func (b Book) Discard(ctx context.Context, a Announcement) error {
	switch {
	case a.State == Posted || len(a.Posts) > 0:
		return fault.New(fault.Conflict, "This announcement has been posted.", "Withdraw it instead.")
	case a.State != Draft:
		return fault.New(fault.Conflict, "This announcement is planned by now.", "Open it again with /announce list and press “Do not post” first.")
	}
	return b.Store.SaveRecord(ctx, record.Record{Class: a.Class, Kind: kind, ID: string(a.ID), Revision: a.Revision})
}

// attempts is how often Change tries against others who save the same announcement.
const attempts = 5

// Change edits an announcement and saves it; change is called again when somebody else saved
// in between.
func (b Book) Change(ctx context.Context, class quiz.ClassID, id ID, change func(*Announcement) error) (Announcement, error) {
	for range attempts {
		a, err := b.Get(ctx, class, id)
		if err != nil {
			return a, err
		}
		a.Places, a.Posts, a.Problems, a.Lost = slices.Clone(a.Places), slices.Clone(a.Posts), slices.Clone(a.Problems), slices.Clone(a.Lost)
		if err := change(&a); err != nil {
			return a, err
		}
		err = b.Save(ctx, a)
		if fault.Is(err, fault.Conflict) {
			continue
		}
		a.Revision++
		return a, err
	}
	return Announcement{}, fault.New(fault.Busy, "Others are changing this announcement at the moment.", "Try again.")
}
