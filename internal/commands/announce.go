package commands

import (
	"context"
	"reflect"
	"strings"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Kinds of Action of announcements. Those for staff name the announcement and what to do.
const (
	actNotice     = "an" // staff: what is done with an announcement
	actNoticeText = "ae" // staff: its form
	actNoticeAt   = "aw" // staff: the form that asks when
	actCompose    = "ac" // staff: a new one about a unit
	actNoticeRead = "ar" // read the passage it is about
	actNoticeQuiz = "aq" // practise it
)

// What actNotice does.
const (
	noticeOpen     = "open"
	noticePost     = "post"
	noticeThread   = "thread"
	noticeQuiet    = "quiet" // notify nobody after all
	noticeHere     = "here"  // only in this place
	noticeAll      = "all"   // in all places
	noticeDiscard  = "drop"
	noticeWithdraw = "end"
	noticeResend   = "more"
	noticeUpdate   = "fresh"
	noticeList     = "list"
)

const (
	fieldTitle = "title"
	fieldText  = "text"
	fieldWhen  = "when"
)

// announce tells the class about a chapter or a lesson.
func (s *Set) announce() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "announce", Description: "Tell the class about a chapter or lesson", Staff: true,
			Subs: []chat.Spec{
				{Name: "chapter", Description: "Write an announcement; you see it before anybody else", Args: []chat.Param{
					{Name: "name", Description: "The chapter or lesson", Required: true, Suggest: true},
					{Name: "time", Description: "When: now, 09:00, or 2026-12-01 09:00", Words: []string{"now"}},
					{Name: "notify", Description: "A role or group to notify; nobody when left out", Kind: chat.RoleParam},
					{Name: "thread", Description: "Open a thread for discussion beneath it", Kind: chat.BoolParam},
				}},
				{Name: "list", Description: "See the announcements: edit, withdraw or resend them"},
			},
			Examples: []string{"/announce chapter realism", "/announce chapter name:6 time:09:00", "/announce list"},
		},
		Run: s.runAnnounce,
		Suggest: func(ctx context.Context, r bot.Request, arg, typed string) ([]chat.Choice, error) {
			if arg != "name" {
				return nil, nil
			}
			return s.catalogue().chapters(typed, r.Say), nil // staff announce what is not open yet
		},
		Actions: []bot.Action{
			{Name: actNotice, Role: bot.Staff, Press: s.pressNotice},
			{Name: actNoticeText, Role: bot.Staff, Press: s.pressNoticeText, Submit: s.submitNoticeText},
			{Name: actNoticeAt, Role: bot.Staff, Press: s.pressNoticeAt, Submit: s.submitNoticeAt},
			{Name: actCompose, Role: bot.Staff, Press: s.pressCompose},
		},
	}
}

func (s *Set) runAnnounce(ctx context.Context, r bot.Request) (chat.Reply, error) {
	if r.Sub == "list" || r.Sub == "" {
		l, err := s.room.learner(r)
		if err != nil {
			return chat.Reply{}, err
		}
		v, err := s.noticeList(ctx, l.class, r)
		return chat.Reply{View: v}, err
	}
	u, err := s.unitNamed(r.Args.Get("name"))
	if err != nil {
		return chat.Reply{}, err
	}
	return s.compose(ctx, r, u)
}

// unitNamed finds the chapter or lesson that somebody names.
func (s *Set) unitNamed(name string) (*course.Unit, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, fault.New(fault.Invalid, "No chapter was named.", "Name one, for example /announce chapter realism.")
	}
	c := s.catalogue()
	if u := numbered(c.snap.Course, name, s.tongues); u != nil {
		return u, nil
	}
	if u := chosen(c.snap.Course, name); u != nil {
		return broad(u), nil
	}
	a := c.snap.Lookup(name)
	if a.Best.Unit == nil {
		return nil, fault.New(fault.Missing, "The course has no chapter or lesson called “{{.Name}}”, or several.", "Choose one from the completion, or see them with /chapter.").With("Name", quotable(name))
	}
	return broad(a.Best.Unit), nil
}

// settled gives the class with its settings saved: what is planned for it is done by whichever
// replica looks, and those look through the classes that are kept.
func (s *Set) settled(ctx context.Context, r bot.Request) (class.Class, error) {
	c, err := s.room.Directory.Of(r.At)
	if err != nil || c.Revision > 0 {
		return c, err
	}
	return s.room.Directory.Update(ctx, r.At, func(*class.Class) error { return nil })
}

// compose writes a draft about a unit and shows it.
func (s *Set) compose(ctx context.Context, r bot.Request, u *course.Unit) (chat.Reply, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	var at time.Time
	var note say.Text
	if when := strings.TrimSpace(r.Args.Get("time")); when != "" {
		if at, note, err = schedule.ParseMoment(when, r.Received, c.Zone()); err != nil {
			return chat.Reply{}, err
		}
	}
	u = s.opening(c, u, later(at, r.Received))
	a := announce.Announcement{
		At: at, ID: announce.ID(class.Digest(10, "announcement", string(c.ID), r.Event, r.ID)), Class: c.ID,
		Unit: u.ID, Hash: u.Hash, Made: r.Received.UTC().Truncate(time.Millisecond), State: announce.Draft,
		Thread: yes(r.Args.Get("thread")),
	}
	a.Title, a.Text = announce.Compose(u, s.to(c))
	if len(c.Places) == 0 && r.At.Channel != "" {
		a.Places = []chat.Place{r.At}
	}
	if role := r.Args.Get("notify"); role != "" {
		id, name := chat.Named(role)
		if id == "" {
			return chat.Reply{}, fault.New(fault.Invalid, "“{{.Role}}” is not a role of this platform.", "Choose the role from the list while typing, or leave it out.").With("Role", quotable(role))
		}
		a.Notify = &chat.Role{Platform: r.From.Platform, Tenant: r.From.Tenant, ID: id, Name: name}
	}
	if err := s.room.book().Save(ctx, a); err != nil {
		return chat.Reply{}, err
	}
	a.Revision = 1
	if err := s.room.log(ctx, c, r, say.T("wrote a draft of the announcement “{{.Title}}”", say.Args{"Title": a.Title})); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.noticeCard(ctx, c, a, r, note)}, nil
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// overtaken tells whether the text of an announcement was composed from a chapter that has
// changed since, and gives the chapter.
func (s *Set) overtaken(c class.Class, a announce.Announcement, now time.Time) (*course.Unit, bool) {
	u := s.catalogue().snap.Course.ByID(a.Unit)
	if u == nil || a.State == announce.Withdrawn {
		return u, false
	}
	u = s.opening(c, u, later(a.At, now))
	return u, u.Hash != a.Hash
}

// noticeActions are what students press beneath an announcement. They belong to commands of
// theirs: every action of a command for staff is for staff.
func (s *Set) noticeActions() []bot.Action {
	return []bot.Action{{Name: actNoticeRead, Press: s.pressNoticeRead}, {Name: actNoticeQuiz, Press: s.pressNoticeQuiz}}
}

func (r *Classroom) book() announce.Book { return announce.Book{Store: r.Store} }

// noticed finds the announcement a control names, of the class in whose place it is pressed.
func (s *Set) noticed(ctx context.Context, r bot.Request, args []string) (class.Class, announce.Announcement, error) {
	if len(args) == 0 {
		return class.Class{}, announce.Announcement{}, damaged()
	}
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return c, announce.Announcement{}, err
	}
	a, err := s.room.book().Get(ctx, c.ID, announce.ID(args[0]))
	return c, a, err
}

func (s *Set) pressNotice(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) == 2 && args[1] == noticeList {
		c, err := s.room.Directory.Of(r.At)
		if err != nil {
			return chat.Reply{}, err
		}
		v, err := s.noticeList(ctx, c, r)
		return chat.Reply{View: v, Replace: true}, err
	}
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	switch what := args[1]; what {
	case noticeOpen:
	case noticeDiscard:
		if err := s.room.book().Discard(ctx, a); err != nil {
			return chat.Reply{}, err
		}
		if err := s.room.log(ctx, c, r, say.T("threw away the draft of the announcement “{{.Title}}”", say.Args{"Title": a.Title})); err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Discarded"), r.Say.T("The announcement was thrown away. Nobody has seen it."), ""), Replace: true}, nil
	default:
		acted := false
		if a, err = s.room.book().Change(ctx, c.ID, a.ID, func(a *announce.Announcement) error {
			before := *a
			err := s.decide(c, a, r, what)
			acted = !reflect.DeepEqual(before, *a)
			return err
		}); err != nil {
			return chat.Reply{}, err
		}
		if did := noticeDeed(what, c, a, r); acted {
			if err := s.room.log(ctx, c, r, did); err != nil {
				return chat.Reply{}, err
			}
		}
		if a, err = s.room.Announce.Work(ctx, c, a.ID, r.Received); err != nil {
			return chat.Reply{View: s.noticeCard(ctx, c, a, r, say.T("Not every place could be reached yet. It is tried again by itself; nothing is posted twice.")), Replace: true}, nil //nolint:nilerr // the sentence says it
		}
	}
	return chat.Reply{View: s.noticeCard(ctx, c, a, r, say.Text{}), Replace: true}, nil
}

// noticeDeed is what the log says about an act.
func noticeDeed(what string, c class.Class, a announce.Announcement, r bot.Request) say.Text {
	on := say.Args{"Title": a.Title}
	switch what {
	case noticePost:
		if a.At.After(r.Received) {
			return plannedDeed(c, a)
		}
		return say.T("posted the announcement “{{.Title}}”", on)
	case noticeWithdraw:
		return say.T("withdrew the announcement “{{.Title}}”", on)
	case noticeResend:
		return say.T("posted the announcement “{{.Title}}” in further places", on)
	case noticeUpdate:
		return say.T("brought the announcement “{{.Title}}” up to date with its chapter", on)
	case noticeThread:
		if a.Thread {
			return say.T("planned a thread beneath the announcement “{{.Title}}”", on)
		}
		return say.T("planned no thread beneath the announcement “{{.Title}}”", on)
	case noticeQuiet:
		return say.T("had the announcement “{{.Title}}” notify nobody", on)
	}
	return say.T("changed where the announcement “{{.Title}}” is posted", on)
}

func plannedDeed(c class.Class, a announce.Announcement) say.Text {
	return say.T("planned the announcement “{{.Title}}” for {{.Time}}", say.Args{"Title": a.Title, "Time": a.At.In(c.Zone()).Format("2006-01-02 15:04 MST")})
}

// timedDeed is what the log says of another time for an announcement.
func timedDeed(c class.Class, a announce.Announcement) say.Text {
	switch {
	case a.State == announce.Planned:
		return plannedDeed(c, a)
	case a.At.IsZero():
		return say.T("took the time of the draft of the announcement “{{.Title}}” away", say.Args{"Title": a.Title})
	}
	return say.T("gave the draft of the announcement “{{.Title}}” a time: {{.Time}}", say.Args{"Title": a.Title, "Time": a.At.In(c.Zone()).Format("2006-01-02 15:04 MST")})
}

// decide changes what is wanted of an announcement; the Runner then does it.
func (s *Set) decide(c class.Class, a *announce.Announcement, r bot.Request, what string) error {
	sent := a.State == announce.Posted || len(a.Posts) > 0
	switch what {
	case noticeThread:
		a.Thread = !a.Thread
	case noticeQuiet:
		a.Notify = nil
	case noticeHere:
		if r.At.Channel == "" {
			return fault.New(fault.Invalid, "This is not a channel.", "Give the command in the channel where questions and announcements shall stand.")
		}
		a.Places = []chat.Place{r.At}
	case noticeAll:
		a.Places = nil
	case noticePost:
		return plan(c, a, r)
	case noticeWithdraw:
		if a.State == announce.Planned && !sent {
			a.State = announce.Draft
			return nil
		}
		a.State = announce.Withdrawn
		return nil
	case noticeResend:
		if a.State != announce.Posted {
			return fault.New(fault.Conflict, "This announcement is not posted.", "Look at it again with /announce list.")
		}
		*a = a.Resent(r.Received)
		return nil
	case noticeUpdate:
		return s.catchUp(c, a, r)
	default:
		if !strings.HasPrefix(what, noticePlace) {
			return damaged()
		}
		if err := togglePlace(c, a, what); err != nil {
			return err
		}
	}
	if sent {
		return fault.New(fault.Conflict, "This announcement has been posted already.", "Edit its text, or withdraw it.")
	}
	return nil
}

// plan has a draft posted at its time, or now.
func plan(c class.Class, a *announce.Announcement, r bot.Request) error {
	if a.State != announce.Draft {
		return nil // the same press twice
	}
	if len(a.Targets(c)) == 0 {
		return fault.New(fault.Invalid, "This class has no place to post to.", "Press “Only in this channel”, or add channels with /class here.")
	}
	a.State = announce.Planned
	if a.At.Before(r.Received) {
		a.At = r.Received
	}
	return a.Check()
}

// catchUp composes an announcement anew from its chapter, which has changed since.
func (s *Set) catchUp(c class.Class, a *announce.Announcement, r bot.Request) error {
	u, _ := s.overtaken(c, *a, r.Received)
	if u == nil {
		return fault.New(fault.Missing, "The chapter is not in the course any more.", "Edit the text by hand, or withdraw the announcement.")
	}
	a.Title, a.Text = announce.Compose(u, s.to(c))
	a.Hash = u.Hash
	if a.State != announce.Draft {
		a.Edition++
	}
	return nil
}

func (s *Set) pressCompose(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	u := s.catalogue().snap.Course.ByRef(args[0])
	if u == nil {
		return chat.Reply{View: s.catalogue().gone(args[0], r.Say)}, nil
	}
	return s.compose(ctx, r, u)
}

// pressNoticeRead opens the passage for the person alone.
func (s *Set) pressNoticeRead(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	return s.pressRead(ctx, r, args[1:])
}

// pressNoticeQuiz asks a question about the unit, for the person alone.
func (s *Set) pressNoticeQuiz(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	reply, err := s.pressAnother(ctx, r, []string{args[1], "0"})
	reply.Replace = false
	return reply, err
}
