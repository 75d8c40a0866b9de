package commands

import (
	"context"

	"lectern/internal/bot"
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

// maxVouched is how many servers are asked of one person, so that an answer stays in time.
const maxVouched = 20

// Vouch learns who is staff in a direct message, where Discord says nothing of what somebody may
// do on a server: the servers of all classes are asked at the time of the act. The act then
// counts in the one class that somebody teaches, and in no channel of it.
func (r *Classroom) Vouch(ctx context.Context, who chat.Person, at chat.Place) (chat.Person, chat.Place, bot.Role, error) {
	k, ok := r.Adapters(who.Platform).(chat.Knower)
	if !ok || at.Tenant != "" {
		return who, at, bot.Everyone, nil
	}
	asked, role, found := 0, bot.Everyone, class.Class{}
	as, in := who, at
	for _, c := range r.Directory.List() {
		for _, t := range c.Tenants {
			if t.Platform != who.Platform || c.ID == found.ID {
				continue
			}
			if asked++; asked > maxVouched {
				return who, at, bot.Everyone, class.Unclear()
			}
			known := who
			known.Tenant = t.ID
			known, err := k.Know(ctx, known)
			switch {
			case fault.Is(err, fault.Missing):
				continue
			case err != nil:
				return who, at, bot.Everyone, err
			case !c.IsStaff(known):
				continue
			case role == bot.Staff:
				return who, at, bot.Everyone, class.Unclear()
			}
			role, found, as, in = bot.Staff, c, known, chat.Place{Platform: who.Platform, Tenant: t.ID}
		}
	}
	return as, in, role, nil
}
