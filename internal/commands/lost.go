package commands

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/say"
)

// Lost tells the staff of every class, in private, that the store was wiped: those who are named
// in person, and those who want to be told what comes in. The classes are those in memory; the
// store has forgotten them. rescued says that what it held was copied in time.
func (s *Set) Lost(ctx context.Context, noticed time.Time, rescued bool) {
	if s.room == nil {
		return
	}
	for _, c := range s.room.Directory.List() {
		accounts := slices.Clone(c.Told)
		for _, st := range c.Staff {
			a := class.Account{Platform: st.Platform, Tenant: st.Tenant, ID: st.Person}
			if st.Person != "" && !slices.Contains(accounts, a) {
				accounts = append(accounts, a)
			}
		}
		if len(accounts) == 0 && s.room.Log != nil {
			s.room.Log.Warn("nobody of a class could be told that the store was wiped: its staff is known by roles alone", "class", string(c.ID))
		}
		s.tell(ctx, c, accounts, "lost-"+strconv.FormatInt(noticed.UnixMilli(), 36), func(to *say.Speaker) chat.View {
			return lostCard(c, noticed, rescued, to)
		})
	}
}

func lostCard(c class.Class, noticed time.Time, rescued bool, to *say.Speaker) chat.Card {
	what := to.T("Settings, questions asked, answers and points of this class are gone from the place where Lectern keeps them: it was emptied or replaced by something or somebody else. Noticed: {{.When}}.",
		say.Args{"When": noticed.In(c.Zone()).Format("2006-01-02 15:04")})
	first := to.T("restore a backup with lectern restore --replace and its file: then all is as it was on that day;")
	if rescued {
		first = to.T("put the copy that Lectern saved at that moment back in its place, as the log tells: then nothing is lost;")
	}
	return chat.Card{
		Title: to.T("The store was wiped"), Footer: c.Name,
		Body: []doc.Block{
			doc.Para(what),
			doc.Para(to.T("Until that is seen to, no answer counts, no question is asked and nothing starts from zero. Students who answer are told so. The course can be read as always.")),
			doc.Para(to.T("Whoever runs Lectern has two ways:")),
			doc.Bullets(first, to.T("or accept the loss with lectern store accept: then the class begins anew, and has to be set up again.")),
		},
	}
}
