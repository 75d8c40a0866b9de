// Package record is how the parts of a class that are few and small are kept: announcements,
// the log of what staff did, codes that are good for ten minutes. A record is a JSON value
// that is changed by whoever read it last.
//
// What is many (answers, posts) has verbs of its own in the packages it belongs to.
package record

import (
	"context"
	"encoding/json"
	"fmt"

	"lectern/internal/fault"
	"lectern/internal/quiz"
)

// Kind names what a record is, [a-z].
type Kind string

// Record is a kept value.
type Record struct {
	Class    quiz.ClassID
	Kind     Kind
	ID       string // unique among its kind in the class, [a-zA-Z0-9-]
	Revision int    // how often it was saved: 0 for a new one
	Data     []byte // JSON; nil: it is to be removed
}

// Store keeps records. Every method is one atomic step and may be repeated.
type Store interface {
	// SaveRecord keeps a record whose Revision is the one it was read with, or removes it
	// when Data is nil. When somebody else has saved or removed it since, it is a
	// fault.Conflict; saving the same contents again, or removing what is gone, is none. What
	// is made anew after it was removed begins at revision 1 again.
	SaveRecord(ctx context.Context, r Record) error
	// Record gives one; fault.Missing when it is not there.
	Record(ctx context.Context, class quiz.ClassID, kind Kind, id string) (Record, error)
	// Records lists all of a kind in a class, by id.
	Records(ctx context.Context, class quiz.ClassID, kind Kind) ([]Record, error)
}

// Save keeps v as a record.
func Save(ctx context.Context, s Store, class quiz.ClassID, kind Kind, id string, revision int, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s %s: %w", kind, id, err)
	}
	return s.SaveRecord(ctx, Record{Class: class, Kind: kind, ID: id, Revision: revision, Data: data})
}

// Remove takes a record away, whatever its revision is by now.
func Remove(ctx context.Context, s Store, class quiz.ClassID, kind Kind, id string) error {
	for {
		r, err := s.Record(ctx, class, kind, id)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if err != nil {
			return err
		}
		r.Data = nil
		if err := s.SaveRecord(ctx, r); !fault.Is(err, fault.Conflict) {
			return err
		}
	}
}

// Get reads a record into v and tells its revision.
func Get(ctx context.Context, s Store, class quiz.ClassID, kind Kind, id string, v any) (revision int, err error) {
	r, err := s.Record(ctx, class, kind, id)
	if err != nil {
		return 0, err
	}
	return r.Revision, r.decode(v)
}

// All reads all records of a kind.
func All[T any](ctx context.Context, s Store, class quiz.ClassID, kind Kind, each func(id string, revision int, v T)) error {
	list, err := s.Records(ctx, class, kind)
	if err != nil {
		return err
	}
	for _, r := range list {
		var v T
		if err := r.decode(&v); err != nil {
			return err
		}
		each(r.ID, r.Revision, v)
	}
	return nil
}

func (r Record) decode(v any) error {
	if err := json.Unmarshal(r.Data, v); err != nil {
		return fmt.Errorf("decode %s %s: %w", r.Kind, r.ID, err)
	}
	return nil
}
