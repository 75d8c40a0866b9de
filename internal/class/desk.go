package class

import (
	"context"
	"fmt"

	"lectern/internal/chat"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// Desk is the class that somebody's direct messages are about, where the platform does not say
// and they belong to several. It is kept under a digest of the account, which tells nobody whose
// it is.
type Desk struct {
	Class   quiz.ClassID   `json:"class"`
	Student quiz.StudentID `json:"student"` // who has chosen it, as that class knows them
}

// Desks keeps them. They belong to no class in the store, because they are read where the class
// is not known yet.
type Desks struct{ Store record.Store }

const (
	desks      record.Kind  = "desk"
	desksHome  quiz.ClassID = "desks"
	deskLength              = 20 // 100 bits: no two accounts of the world share one
)

// deskOf names the record of an account. Without the tenant: a direct message belongs to none.
func deskOf(who chat.Person) string {
	return Digest(deskLength, "desk", string(who.Platform), who.ID)
}

// Of gives what somebody has chosen; false when that is nothing.
func (d Desks) Of(ctx context.Context, who chat.Person) (Desk, bool, error) {
	var desk Desk
	_, err := record.Get(ctx, d.Store, desksHome, desks, deskOf(who), &desk)
	if fault.Is(err, fault.Missing) {
		return Desk{}, false, nil
	}
	if err != nil {
		return Desk{}, false, fmt.Errorf("read which class somebody has chosen: %w", err)
	}
	return desk, true, nil
}

// Choose keeps a class, in place of what was chosen before.
func (d Desks) Choose(ctx context.Context, who chat.Person, id quiz.ClassID) error {
	var old Desk
	for {
		revision, err := record.Get(ctx, d.Store, desksHome, desks, deskOf(who), &old)
		if err != nil && !fault.Is(err, fault.Missing) {
			return fmt.Errorf("read which class somebody has chosen: %w", err)
		}
		err = record.Save(ctx, d.Store, desksHome, desks, deskOf(who), revision, Desk{id, StudentOf(id, who)})
		if fault.Is(err, fault.Conflict) && ctx.Err() == nil {
			continue // the same person, twice at a time: the later one stands
		}
		return err
	}
}

// Forget removes what somebody has chosen.
func (d Desks) Forget(ctx context.Context, who chat.Person) error {
	return record.Remove(ctx, d.Store, desksHome, desks, deskOf(who))
}

// ForgetStudent removes what a student of a class has chosen, whatever their account is.
func (d Desks) ForgetStudent(ctx context.Context, id quiz.ClassID, student quiz.StudentID) error {
	var theirs []string
	err := record.All(ctx, d.Store, desksHome, desks, func(key string, _ int, desk Desk) {
		if desk.Class == id && desk.Student == student {
			theirs = append(theirs, key)
		}
	})
	for _, key := range theirs {
		if err == nil {
			err = record.Remove(ctx, d.Store, desksHome, desks, key)
		}
	}
	return err
}
