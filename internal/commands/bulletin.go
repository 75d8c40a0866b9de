package commands

import (
	"context"
	"strings"
	"time"

	"lectern/internal/announce"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Announcement implements announce.Views: what a place shows.
func (s *Set) Announcement(_ class.Class, a announce.Announcement) chat.View {
	b := chat.Bulletin{Title: a.Title, Body: a.Body(), Notify: a.Notify}
	if u := s.catalogue().snap.Course.ByID(a.Unit); u != nil {
		b.Footer = where(u)
		b.Controls = append(b.Controls,
			chat.Button{Label: "Read", Hint: "Read “" + short(heading(u), maxQuoted) + "”, for you alone", Token: s.tokens.Seal(actNoticeRead, string(a.ID), u.Ref), Style: chat.Primary},
			chat.Button{Label: "Quiz me", Hint: "Practise with questions about it, for you alone", Token: s.tokens.Seal(actNoticeQuiz, string(a.ID), u.Ref)})
		if link := s.catalogue().link(u); link != "" {
			b.Controls = append(b.Controls, chat.LinkButton{Label: "Open page", URL: link})
		}
		return b
	}
	// The unit was taken out of the course: the message still needs a control of its own.
	b.Controls = []chat.Control{chat.Button{Label: "Read", Token: s.tokens.Seal(actNoticeRead, string(a.ID), "-")}}
	return b
}

// Withdrawn implements announce.Views.
func (s *Set) Withdrawn(_ class.Class, a announce.Announcement) chat.View {
	return chat.Notice(chat.Neutral, "Withdrawn: "+a.Title, "Your teachers have withdrawn this announcement.", "")
}

// noticeCard shows staff an announcement as the class sees or will see it, where and when, and
// what can be done with it.
func (s *Set) noticeCard(c class.Class, a announce.Announcement, r bot.Request, note string) chat.Card {
	card := chat.Card{Title: a.Title, Footer: "Only you see this."}
	if note != "" {
		card.Body = append(card.Body, doc.Para(note))
	}
	card.Body = append(card.Body, doc.Quote{Blocks: a.Body()})
	add := func(label, value string) { card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value}) }
	add("State", noticeState(c, a))
	add("Places", noticePlaces(c, a, r.At))
	notify := "nobody"
	if a.Notify != nil {
		notify = orElse(a.Notify.Name, a.Notify.ID) + " (" + string(a.Notify.Platform) + ")"
	}
	add("Notifies", notify)
	thread := "no"
	if a.Thread {
		thread = "yes, where the platform has threads"
	}
	add("Thread", thread)
	for _, p := range a.Problems {
		add("Not posted", placeName(p.Place)+": "+p.Why)
	}
	card.Controls = s.noticeControls(c, a, r)
	return card
}

func (s *Set) noticeControls(c class.Class, a announce.Announcement, r bot.Request) []chat.Control {
	var list []chat.Control
	button := func(label, what string, style chat.Style) {
		list = append(list, chat.Button{Label: label, Token: s.tokens.Seal(actNotice, string(a.ID), what), Style: style})
	}
	id := string(a.ID)
	edit := chat.Button{Label: "Edit…", Token: s.tokens.Seal(actNoticeText, id)}
	sent := len(a.Posts) > 0 || a.State == announce.Posted
	switch {
	case a.State == announce.Withdrawn:
		return []chat.Control{chat.Button{Label: "All announcements", Token: s.tokens.Seal(actNotice, "-", noticeList)}}
	case a.State == announce.Draft:
		label := "Post now"
		if a.At.After(r.Received) {
			label = "Post at that time"
		}
		button(label, noticePost, chat.Primary)
		list = append(list, edit, chat.Button{Label: "When…", Token: s.tokens.Seal(actNoticeAt, id)})
		if a.Thread {
			button("Without a thread", noticeThread, chat.Secondary)
		} else {
			button("With a thread", noticeThread, chat.Secondary)
		}
		if a.Notify != nil {
			button("Notify nobody", noticeQuiet, chat.Secondary)
		}
		if link := s.previewLink(a, r.From.Platform, r.Received); link != "" {
			list = append(list, chat.LinkButton{Label: r.Say.T("Preview"), URL: link})
		}
		if m, ok := s.placeMenu(c, a, r); ok {
			list = append(list, m)
		}
		if len(a.Places) > 0 && len(c.Places) > 0 {
			button("In all places", noticeAll, chat.Secondary)
		} else if len(c.Places) != 1 || !c.PostsTo(r.At) {
			button("Only in this channel", noticeHere, chat.Secondary)
		}
		button("Discard", noticeDiscard, chat.Danger)
	case !sent:
		if link := s.previewLink(a, r.From.Platform, r.Received); link != "" {
			list = append(list, chat.LinkButton{Label: r.Say.T("Preview"), URL: link})
		}
		list = append(list, edit, chat.Button{Label: "When…", Token: s.tokens.Seal(actNoticeAt, id)})
		button("Do not post", noticeWithdraw, chat.Danger)
	default:
		list = append(list, edit)
		if u := s.catalogue().snap.Course.ByID(a.Unit); u != nil && u.Hash != a.Hash {
			button("Update from the chapter", noticeUpdate, chat.Primary)
		}
		if n := missingPlaces(c, a); n > 0 {
			button("Post in "+count(n, "further place"), noticeResend, chat.Secondary)
		}
		button("Withdraw", noticeWithdraw, chat.Danger)
	}
	return list
}

// missingPlaces counts the places of the class that the announcement is not in.
func missingPlaces(c class.Class, a announce.Announcement) int {
	n := 0
	for _, p := range c.Places {
		if _, there := a.In(p); !there {
			n++
		}
	}
	return n
}

func noticeState(c class.Class, a announce.Announcement) string {
	at := a.At.In(c.Zone()).Format("2006-01-02 15:04 MST")
	switch {
	case a.State == announce.Draft && a.At.IsZero():
		return "draft: nobody has seen it"
	case a.State == announce.Draft:
		return "draft, for " + at
	case a.State == announce.Planned && len(a.Posts) == 0:
		return "planned for " + at
	case a.State == announce.Planned:
		return "being posted"
	case a.State == announce.Withdrawn:
		return "withdrawn"
	}
	return "posted " + at + " in " + count(len(a.Posts), "place")
}

func noticePlaces(c class.Class, a announce.Announcement, here chat.Place) string {
	if len(a.Places) == 0 {
		if len(c.Places) == 0 {
			return "none"
		}
		return "all: " + placesText(c, here)
	}
	if len(a.Places) == 1 && a.Places[0] == here {
		return "this channel"
	}
	names := make([]string, len(a.Places))
	for i, p := range a.Places {
		names[i] = placeName(p)
	}
	return strings.Join(names, ", ")
}

// placeName names a place to staff; its id is all the bot knows.
func placeName(p chat.Place) string {
	return string(p.Platform) + " channel " + orElse(p.Thread, p.Channel)
}

// latestNotices is how many announcements a list shows: what a menu holds.
const latestNotices = 25

// noticeList shows the announcements of a class, and what could be announced next.
func (s *Set) noticeList(ctx context.Context, c class.Class) (chat.View, error) {
	list, err := s.room.book().List(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	card := chat.Card{Title: "Announcements", Footer: "Write one with /announce chapter"}
	menu := chat.Menu{Label: "Open an announcement"}
	var rows []string
	for _, a := range list[:min(len(list), latestNotices)] {
		state := noticeState(c, a)
		rows = append(rows, a.Title+" – "+state)
		menu.Options = append(menu.Options, chat.Option{Label: a.Title, Description: state, Token: s.tokens.Seal(actNotice, string(a.ID), noticeOpen)})
	}
	if len(rows) > 0 {
		card.Body = append(card.Body, doc.Bullets(rows...))
		card.Controls = append(card.Controls, menu)
	} else {
		card.Body = append(card.Body, doc.Para("Nothing has been announced yet."))
	}
	if next := s.unannounced(list); len(next) > 0 {
		card.Body = append(card.Body, doc.Para("Not announced yet:"))
		suggestions := chat.Menu{Label: "Announce a chapter or lesson"}
		var names []string
		for _, u := range next[:min(len(next), latestNotices)] {
			names = append(names, heading(u))
			suggestions.Options = append(suggestions.Options, chat.Option{Label: heading(u), Description: where(u), Token: s.tokens.Seal(actCompose, u.Ref)})
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
		Title: "Edit the announcement", Token: s.tokens.Seal(actNoticeText, string(a.ID)), Submit: "Save",
		Lead: []doc.Block{doc.Para("An empty line begins a new paragraph; lines that begin with “- ” become a list.")},
		Fields: []chat.Field{
			{Name: fieldTitle, Label: "Title", Value: a.Title, Max: announce.MaxTitle},
			{Name: fieldText, Label: "Text", Value: a.Text, Long: true, Max: announce.MaxText},
		},
	}}, nil
}

func (s *Set) submitNoticeText(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	a, err = s.room.book().Change(ctx, c.ID, a.ID, func(a *announce.Announcement) error {
		title, text := oneLine(fields.Get(fieldTitle)), strings.TrimSpace(fields.Get(fieldText))
		if (title != a.Title || text != a.Text) && (a.State == announce.Posted || len(a.Posts) > 0) {
			a.Edition++
		}
		a.Title, a.Text = title, text
		return a.Check()
	})
	if err != nil {
		return chat.Reply{}, err
	}
	note := ""
	if a.State != announce.Draft {
		if err := s.room.log(ctx, c, r, say.T("edited the announcement “{{.Title}}” (edition {{.Edition}})", say.Args{"Title": a.Title, "Edition": a.Edition + 1})); err != nil {
			return chat.Reply{}, err
		}
		if a, err = s.room.Announce.Work(ctx, c, a.ID, r.Received); err != nil {
			note = "Not every message could be changed yet. It is tried again by itself."
		}
	}
	return chat.Reply{View: s.noticeCard(c, a, r, note), Replace: true}, nil
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
		Title: "When is it posted?", Token: s.tokens.Seal(actNoticeAt, string(a.ID)), Submit: "Save",
		Lead:   []doc.Block{doc.Para("The time is " + c.Zone().String() + " time.")},
		Fields: []chat.Field{{Name: fieldWhen, Label: "When", Hint: "now, 09:00, or 2026-12-01 09:00", Value: value, Max: 40}},
	}}, nil
}

func (s *Set) submitNoticeAt(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	c, a, err := s.noticed(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	at, moved, err := schedule.ParseMoment(fields.Get(fieldWhen), r.Received, c.Zone())
	if err != nil {
		return chat.Reply{}, err
	}
	a, err = s.room.book().Change(ctx, c.ID, a.ID, func(a *announce.Announcement) error {
		if len(a.Posts) > 0 || a.State == announce.Posted {
			return nil
		}
		if a.At = at.UTC().Truncate(time.Millisecond); !at.After(r.Received) {
			a.At = time.Time{}
		}
		if a.State == announce.Planned && a.At.IsZero() {
			a.At = r.Received
		}
		return nil
	})
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.noticeCard(c, a, r, moved), Replace: true}, nil
}
