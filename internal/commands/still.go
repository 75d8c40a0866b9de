package commands

import (
	"context"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
)

// Still tells whether an account that asked for what is meant for staff is still staff: it is
// written to without having sent anything, so that no event says which roles it has. An error
// says that it is not known at the moment. Where a platform cannot be asked, it is believed.
func (r *Classroom) Still(ctx context.Context, c class.Class, a class.Account) (bool, error) {
	if c.IsStaff(a.Person()) {
		return true, nil // named in person
	}
	k, ok := r.Adapters(a.Platform).(chat.Knower)
	if !ok {
		return true, nil
	}
	who, err := k.Know(ctx, a.Person())
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil && c.IsStaff(who), err
}
