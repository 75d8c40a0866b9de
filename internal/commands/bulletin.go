package commands

import (
	"context"
	"slices"
	"strings"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Announcement implements announce.Views: what a place shows.
func (s *Set) Announcement(c class.Class, a announce.Announcement) chat.View {
	to := s.to(c)
	b := chat.Bulletin{Words: bot.WordsOf(to), Title: a.Title, Body: a.Body(), Notify: a.Notify}
	if u := s.catalogue().snap.Course.ByID(a.Unit); u != nil {
		b.Footer = where(u)
		b.Controls = append(b.Controls,
			chat.Button{Label: to.T("Read"), Hint: to.T("Read “{{.Title}}”, for you alone", say.Args{"Title": quotable(heading(u, to))}), Token: s.tokens.Seal(actNoticeRead, string(a.ID), u.Ref), Style: chat.Primary},
			chat.Button{Label: to.T("Quiz me"), Hint: to.T("Practise with questions about it, for you alone"), Token: s.tokens.Seal(actNoticeQuiz, string(a.ID), u.Ref)})
		if link := addressed(s.catalogue().link(u), s.postedReference(c)); link != "" {
			b.Controls = append(b.Controls, chat.LinkButton{Label: to.T("Open page"), URL: link})
		}
		return b
	}
	// The unit was taken out of the course: the message still needs a control of its own.
	b.Controls = []chat.Control{chat.Button{Label: to.T("Read"), Token: s.tokens.Seal(actNoticeRead, string(a.ID), "-")}}
	return b
}

// Withdrawn implements announce.Views.
func (s *Set) Withdrawn(c class.Class, a announce.Announcement) chat.View {
	to := s.to(c)
	return chat.In(bot.WordsOf(to), chat.Notice(chat.Neutral, to.T("Withdrawn: {{.Title}}", say.Args{"Title": a.Title}), to.T("Your teachers have withdrawn this announcement."), ""))
}

// noticeCard shows staff an announcement as the class sees or will see it, where and when, and
// what can be done with it.
func (s *Set) noticeCard(ctx context.Context, c class.Class, a announce.Announcement, r bot.Request, note say.Text) chat.Card {
	to := r.Say
	card := chat.Card{Title: a.Title, Footer: to.T("Only you see this.")}
	if note.Key != "" {
		card.Body = append(card.Body, doc.Para(to.Say(note)))
	}
	card.Body = append(card.Body, doc.Quote{Blocks: a.Body()})
	add := func(label, value string) { card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value}) }
	add(to.T("State"), noticeState(c, a, to))
	call := s.learned(ctx, r, concerned(c, a)...)
	card.Facts = append(card.Facts, chat.Telling(to.T("Places"), noticePlaces(c, a, r, call)...))
	if held := s.heldUntil(c, a, r); held != "" && a.State != announce.Withdrawn {
		add(to.T("Kept back"), held)
	}
	notify := to.T("nobody")
	if a.Notify != nil {
		notify = orElse(a.Notify.Name, a.Notify.ID) + " (" + string(a.Notify.Platform) + ")"
	}
	add(to.T("Notifies"), notify)
	thread := to.T("no")
	if a.Thread {
		thread = to.T("yes, where the platform has threads")
	}
	add(to.T("Thread"), thread)
	for _, p := range a.Posts {
		if p.Gone {
			lost := woven(to.T("{{.Place}}: it was deleted, or the bot may not change it any more", say.Args{"Place": slot("Place")}), slots{"Place": call.span(p.At.Place)})
			card.Facts = append(card.Facts, chat.Telling(to.T("Message lost"), lost.Spans...))
		}
	}
	for _, p := range a.Problems {
		card.Facts = append(card.Facts, chat.Telling(to.T("Not posted"), call.span(p.Place), doc.Plain(": "+to.Say(p.Text()))))
	}
	card.Controls = s.noticeControls(c, a, r)
	return card
}

// concerned lists the places that an announcement's card may name.
func concerned(c class.Class, a announce.Announcement) []chat.Place {
	list := slices.Concat(c.Places, a.Places)
	for _, p := range a.Posts {
		if p.Gone {
			list = append(list, p.At.Place)
		}
	}
	for _, p := range a.Problems {
		list = append(list, p.Place)
	}
	return list
}

// heldUntil tells staff that the class cannot read what is announced when it is; empty when it can.
func (s *Set) heldUntil(c class.Class, a announce.Announcement, r bot.Request) string {
	u := s.catalogue().snap.Course.ByID(a.Unit)
	if u == nil || !c.Hides(u, later(a.At, r.Received)) {
		return ""
	}
	return r.Say.T("the class cannot read it yet when this is posted; open it with /class release")
}

func (s *Set) noticeControls(c class.Class, a announce.Announcement, r bot.Request) []chat.Control {
	to := r.Say
	var list []chat.Control
	button := func(label, what string, style chat.Style) {
		list = append(list, chat.Button{Label: label, Token: s.tokens.Seal(actNotice, string(a.ID), what), Style: style})
	}
	id := string(a.ID)
	edit := chat.Button{Label: to.T("Edit…"), Token: s.tokens.Seal(actNoticeText, id)}
	sent := len(a.Posts) > 0 || a.State == announce.Posted
	_, changed := s.overtaken(c, a, r.Received)
	switch {
	case a.State == announce.Withdrawn:
		return []chat.Control{chat.Button{Label: to.T("All announcements"), Token: s.tokens.Seal(actNotice, "-", noticeList)}}
	case a.State == announce.Draft:
		return s.draftControls(c, a, r, changed)
	case !sent:
		if link := s.previewLink(a, r.From.Platform, r.Received); link != "" {
			list = append(list, chat.LinkButton{Label: to.T("Preview"), URL: link})
		}
		list = append(list, edit, chat.Button{Label: to.T("When…"), Token: s.tokens.Seal(actNoticeAt, id)})
		if changed {
			button(to.T("Update from the chapter"), noticeUpdate, chat.Secondary)
		}
		button(to.T("Do not post"), noticeWithdraw, chat.Danger)
	default:
		list = append(list, edit)
		if changed {
			button(to.T("Update from the chapter"), noticeUpdate, chat.Primary)
		}
		if n := missingPlaces(c, a); n > 0 {
			button(to.N(n, "Post in {{.Count}} further place", "Post in {{.Count}} further places"), noticeResend, chat.Secondary)
		}
		button(to.T("Withdraw"), noticeWithdraw, chat.Danger)
	}
	return list
}

// draftControls are those of an announcement that is not to be posted yet.
func (s *Set) draftControls(c class.Class, a announce.Announcement, r bot.Request, changed bool) []chat.Control {
	to, id := r.Say, string(a.ID)
	var list []chat.Control
	button := func(label, what string, style chat.Style) {
		list = append(list, chat.Button{Label: label, Token: s.tokens.Seal(actNotice, id, what), Style: style})
	}
	label := to.T("Post now")
	if a.At.After(r.Received) {
		label = to.T("Post at that time")
	}
	button(label, noticePost, chat.Primary)
	list = append(list, chat.Button{Label: to.T("Edit…"), Token: s.tokens.Seal(actNoticeText, id)}, chat.Button{Label: to.T("When…"), Token: s.tokens.Seal(actNoticeAt, id)})
	if changed {
		button(to.T("Update from the chapter"), noticeUpdate, chat.Secondary)
	}
	if a.Thread {
		button(to.T("Without a thread"), noticeThread, chat.Secondary)
	} else {
		button(to.T("With a thread"), noticeThread, chat.Secondary)
	}
	if a.Notify != nil {
		button(to.T("Notify nobody"), noticeQuiet, chat.Secondary)
	}
	if link := s.previewLink(a, r.From.Platform, r.Received); link != "" {
		list = append(list, chat.LinkButton{Label: to.T("Preview"), URL: link})
	}
	if m, ok := s.placeMenu(c, a, r); ok {
		list = append(list, m)
	}
	if len(a.Places) > 0 && len(c.Places) > 0 {
		button(to.T("In all places"), noticeAll, chat.Secondary)
	} else if r.At.Channel != "" && (len(c.Places) != 1 || !c.PostsTo(r.At)) {
		button(to.T("Only in this channel"), noticeHere, chat.Secondary)
	}
	button(to.T("Discard"), noticeDiscard, chat.Danger)
	return list
}

// missingPlaces counts the places of the class that the announcement is not in, or not any more.
func missingPlaces(c class.Class, a announce.Announcement) int {
	n := 0
	for _, p := range c.Places {
		if post, there := a.In(p); !there || post.Gone {
			n++
		}
	}
	return n
}

func noticeState(c class.Class, a announce.Announcement, to *say.Speaker) string {
	at := say.Args{"Time": a.At.In(c.Zone()).Format("2006-01-02 15:04 MST")}
	switch {
	case a.State == announce.Draft && a.At.IsZero():
		return to.T("draft: nobody has seen it")
	case a.State == announce.Draft:
		return to.T("draft, for {{.Time}}", at)
	case a.State == announce.Planned && len(a.Posts) == 0:
		return to.T("planned for {{.Time}}", at)
	case a.State == announce.Planned:
		return to.T("being posted")
	case a.State == announce.Withdrawn:
		return to.T("withdrawn")
	}
	return to.N(len(a.Posts), "posted {{.Time}} in {{.Count}} place", "posted {{.Time}} in {{.Count}} places", at)
}

func noticePlaces(c class.Class, a announce.Announcement, r bot.Request, n naming) []doc.Span {
	if len(a.Places) == 0 && len(c.Places) > 0 {
		return []doc.Span{doc.Plain(r.Say.T("all: {{.Places}}", say.Args{"Places": placesText(c, r.At, r.Say)}))}
	}
	return n.list(a.Places, nil)
}

// latestNotices is how many announcements a list shows: what a menu holds.
const latestNotices = 25

// noticeList shows the announcements of a class, and what could be announced next.
func (s *Set) noticeList(ctx context.Context, c class.Class, r bot.Request) (chat.View, error) {
	to := r.Say
	list, err := s.room.book().List(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	card := chat.Card{Title: to.T("Announcements"), Footer: to.T("Write one with /announce chapter")}
	menu := chat.Menu{Label: to.T("Open an announcement")}
	var rows []string
	for _, a := range list[:min(len(list), latestNotices)] {
		state := noticeState(c, a, to)
		if _, changed := s.overtaken(c, a, r.Received); changed {
			state += "; " + to.T("the chapter has changed since")
		}
		rows = append(rows, a.Title+" – "+state)
		menu.Options = append(menu.Options, chat.Option{Label: a.Title, Description: state, Token: s.tokens.Seal(actNotice, string(a.ID), noticeOpen)})
	}
	if len(rows) > 0 {
		card.Body = append(card.Body, doc.Bullets(rows...))
		card.Controls = append(card.Controls, menu)
	} else {
		card.Body = append(card.Body, doc.Para(to.T("Nothing has been announced yet.")))
	}
	if next := s.unannounced(list); len(next) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("Not announced yet:")))
		suggestions := chat.Menu{Label: to.T("Announce a chapter or lesson")}
		var names []string
		for _, u := range next[:min(len(next), latestNotices)] {
			names = append(names, heading(u, to))
			suggestions.Options = append(suggestions.Options, chat.Option{Label: heading(u, to), Description: where(u), Token: s.tokens.Seal(actCompose, u.Ref)})
		}
		card.Body = append(card.Body, doc.Bullets(names...))
		card.Controls = append(card.Controls, suggestions)
	}
	return card, nil
}

// unannounced lists the chapters with text that no announcement is about, nor one about a part
// of theirs.
func (s *Set) unannounced(list []announce.Announcement) []*course.Unit {
	c := s.catalogue().snap.Course
	told := map[*course.Unit]bool{}
	for _, a := range list {
		if u := c.ByID(a.Unit); u != nil && a.State != announce.Withdrawn {
			told[u.ChapterOf()] = true
		}
	}
	var out []*course.Unit
	for _, ch := range c.Chapters {
		if !ch.Planned && !told[ch] {
			out = append(out, ch)
		}
	}
	return out
}

func (s *Set) pressNoticeText(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	_, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("Edit the announcement"), Token: s.tokens.Seal(actNoticeText, string(a.ID)), Submit: r.Say.T("Save"),
		Lead: []doc.Block{doc.Para(r.Say.T("An empty line begins a new paragraph; lines that begin with “- ” become a list."))},
		Fields: []chat.Field{
			{Name: fieldTitle, Label: r.Say.T("Title"), Value: a.Title, Max: announce.MaxTitle},
			{Name: fieldText, Label: r.Say.T("Text"), Value: a.Text, Long: true, Max: announce.MaxText},
		},
	}}, nil
}

func (s *Set) submitNoticeText(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	acted := false
	a, err = s.room.book().Change(ctx, c.ID, a.ID, func(a *announce.Announcement) error {
		title, text := oneLine(fields.Get(fieldTitle)), strings.TrimSpace(fields.Get(fieldText))
		acted = title != a.Title || text != a.Text
		if (title != a.Title || text != a.Text) && a.State != announce.Draft { // it may be going out just now
			a.Edition++
		}
		a.Title, a.Text = title, text
		return a.Check()
	})
	if err != nil {
		return chat.Reply{}, err
	}
	if acted {
		did := say.T("edited the announcement “{{.Title}}” (edition {{.Edition}})", say.Args{"Title": a.Title, "Edition": a.Edition + 1})
		if a.State == announce.Draft {
			did = say.T("edited the draft of the announcement “{{.Title}}”", say.Args{"Title": a.Title})
		}
		if err := s.room.log(ctx, c, r, did); err != nil {
			return chat.Reply{}, err
		}
	}
	var note say.Text
	if a.State != announce.Draft {
		if a, err = s.room.Announce.Work(ctx, c, a.ID, r.Received); err != nil {
			note = say.T("Not every message could be changed yet. It is tried again by itself.")
		}
	}
	return chat.Reply{View: s.noticeCard(ctx, c, a, r, note), Replace: true}, nil
}

func (s *Set) pressNoticeAt(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	value := ""
	if !a.At.IsZero() {
		value = a.At.In(c.Zone()).Format("2006-01-02 15:04")
	}
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("When is it posted?"), Token: s.tokens.Seal(actNoticeAt, string(a.ID)), Submit: r.Say.T("Save"),
		Lead:   []doc.Block{doc.Para(r.Say.T("The time is {{.Zone}} time.", say.Args{"Zone": c.Zone()}))},
		Fields: []chat.Field{{Name: fieldWhen, Label: r.Say.T("When"), Hint: r.Say.T("now, 09:00, or 2026-12-01 09:00"), Value: value, Max: 40}},
	}}, nil
}

func (s *Set) submitNoticeAt(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	at, moved, err := schedule.ParseMoment(r.Say.Meant(fields.Get(fieldWhen), "now"), r.Received, c.Zone())
	if err != nil {
		return chat.Reply{}, err
	}
	acted := false
	a, err = s.room.book().Change(ctx, c.ID, a.ID, func(a *announce.Announcement) error {
		before := a.At
		if len(a.Posts) > 0 || a.State == announce.Posted || a.State == announce.Withdrawn {
			return fault.New(fault.Conflict, "This announcement has been posted already.", "Edit its text, or withdraw it.")
		}
		if a.At = at.UTC().Truncate(time.Millisecond); !at.After(r.Received) {
			a.At = time.Time{}
		}
		if a.State == announce.Planned && a.At.IsZero() {
			a.At = r.Received
		}
		acted = !a.At.Equal(before)
		return nil
	})
	if err != nil {
		return chat.Reply{}, err
	}
	if acted {
		if err := s.room.log(ctx, c, r, timedDeed(c, a)); err != nil {
			return chat.Reply{}, err
		}
	}
	return chat.Reply{View: s.noticeCard(ctx, c, a, r, moved), Replace: true}, nil
}
