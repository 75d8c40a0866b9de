// Package inbox keeps what students tell the staff of a class: questions, with or without a
// name, and reports of mistakes.
package inbox

import (
	"context"
	"time"

	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// Entry is what a student told staff. Student and Account are empty when it was asked without
// a name: then nothing in the store can tell who it was.
type Entry struct {
	ID       string `json:"-"`
	Revision int    `json:"-"` // how often it was saved; set by the Book

	Student  quiz.StudentID `json:"student,omitempty"`
	Account  *class.Account `json:"account,omitempty"`  // where an answer goes
	Name     string         `json:"name,omitempty"`     // as it was shown then
	About    string         `json:"about,omitempty"`    // what it is about, in words
	Unit     string         `json:"unit,omitempty"`     // the Ref of the passage it is about
	Question string         `json:"question,omitempty"` // the id in the bank of the question it is about
	Text     string         `json:"text"`
	At       time.Time      `json:"at"`
	Reply    string         `json:"reply,omitempty"`
	Done     bool           `json:"done,omitempty"`
}

const kind record.Kind = "ask"

// Book keeps the entries of classes.
type Book struct{ Store record.Store }

// Save keeps an entry that was read with its Revision; a fault.Conflict says that somebody
// else has changed it since.
func (b Book) Save(ctx context.Context, class quiz.ClassID, e Entry) error {
	return record.Save(ctx, b.Store, class, kind, e.ID, e.Revision, e)
}

// Get reads one.
func (b Book) Get(ctx context.Context, class quiz.ClassID, id string) (Entry, error) {
	var e Entry
	revision, err := record.Get(ctx, b.Store, class, kind, id, &e)
	if fault.Is(err, fault.Missing) {
		return e, fault.New(fault.Missing, "This question or report is not there any more.", "The student may have erased it. See the others with /class inbox.")
	}
	e.ID, e.Revision = id, revision
	return e, err
}

// All lists the entries of a class, by id.
func (b Book) All(ctx context.Context, class quiz.ClassID) ([]Entry, error) {
	var list []Entry
	err := record.All(ctx, b.Store, class, kind, func(id string, revision int, e Entry) {
		e.ID, e.Revision = id, revision
		list = append(list, e)
	})
	return list, err
}

// Of lists what a student told staff under their name.
func (b Book) Of(ctx context.Context, class quiz.ClassID, student quiz.StudentID) ([]Entry, error) {
	all, err := b.All(ctx, class)
	own := []Entry{}
	for _, e := range all {
		if e.Student == student && student != "" {
			own = append(own, e)
		}
	}
	return own, err
}

// Remove takes an entry away.
func (b Book) Remove(ctx context.Context, class quiz.ClassID, id string) error {
	return record.Remove(ctx, b.Store, class, kind, id)
}

// Forget removes what a student told staff under their name.
func (b Book) Forget(ctx context.Context, class quiz.ClassID, student quiz.StudentID) error {
	own, err := b.Of(ctx, class, student)
	for _, e := range own {
		if err == nil {
			err = b.Remove(ctx, class, e.ID)
		}
	}
	return err
}
