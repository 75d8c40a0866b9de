package commands

import (
	"context"
	"slices"

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
// counts in the class that their direct messages are about, or else in the one class that they teach,
// and in no channel of it.
func (r *Classroom) Vouch(ctx context.Context, who chat.Person, at chat.Place) (chat.Person, chat.Place, bot.Role, error) {
	k, ok := r.Adapters(who.Platform).(chat.Knower)
	if !ok || at.Tenant != "" && (at.Channel != "" || who.Tenant != "") {
		return who, at, bot.Everyone, nil
	}
	classes := r.Directory.List()
	if at.Tenant != "" { // the class that somebody's direct messages are about comes first
		c, err := r.Directory.Of(at)
		if err != nil {
			return who, at, bot.Everyone, err
		}
		as, in, role, err := r.teaches(ctx, k, who, []class.Class{c})
		if err != nil || role == bot.Staff {
			return as, in, role, err
		}
		classes = slices.DeleteFunc(slices.Clone(classes), func(o class.Class) bool { return o.ID == c.ID })
	}
	as, in, role, err := r.teaches(ctx, k, who, classes)
	if err != nil || role < bot.Staff {
		return who, at, bot.Everyone, err
	}
	return as, in, role, nil
}

// teaches finds the one class among some that somebody teaches, as whom and where.
func (r *Classroom) teaches(ctx context.Context, k chat.Knower, who chat.Person, classes []class.Class) (chat.Person, chat.Place, bot.Role, error) {
	asked, role, found := 0, bot.Everyone, class.Class{}
	var as chat.Person
	var in chat.Place
	for _, c := range classes {
		for _, t := range c.Tenants {
			if t.Platform != who.Platform || c.ID == found.ID {
				continue
			}
			if asked++; asked > maxVouched {
				return as, in, bot.Everyone, class.Unclear()
			}
			known := who
			known.Tenant = t.ID
			known, err := k.Know(ctx, known)
			switch {
			case fault.Is(err, fault.Missing):
				continue
			case err != nil:
				return as, in, bot.Everyone, err
			case !c.IsStaff(known):
				continue
			case role == bot.Staff:
				return as, in, bot.Everyone, class.Unclear()
			}
			role, found, as, in = bot.Staff, c, known, chat.Place{Platform: who.Platform, Tenant: t.ID}
		}
	}
	return as, in, role, nil
}
