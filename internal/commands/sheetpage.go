package commands

import (
	"context"
	"errors"
	"strconv"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/record"
	"lectern/internal/say"
)

// pageAction keeps the tokens of links apart from those of buttons: no button has it.
const pageAction = "pg"

// pageLinks says which links to a class's pages are good: those of the present generation.
type pageLinks struct {
	Generation int `json:"generation"`
}

const pageKind record.Kind = "pagelinks"

// pageID names the only record of its kind.
const pageID = "class"

func (s *Set) generation(ctx context.Context, id quiz.ClassID) (revision, generation int, err error) {
	var p pageLinks
	revision, err = record.Get(ctx, s.room.Store, id, pageKind, pageID, &p)
	if fault.Is(err, fault.Missing) {
		return 0, 0, nil
	}
	return revision, p.Generation, err
}

// pageLink makes a link to the pages of a class that is good for a while, as somebody on a
// platform reaches them; empty when they cannot.
func (s *Set) pageLink(ctx context.Context, id quiz.ClassID, on chat.Platform, now time.Time, life time.Duration) (string, error) {
	site := s.room.Insight.Site(on)
	if site == "" {
		return "", nil
	}
	_, generation, err := s.generation(ctx, id)
	if err != nil {
		return "", err
	}
	until := strconv.FormatInt(now.Add(life).Unix(), 36)
	return site + "/class/" + string(s.tokens.Seal(pageAction, string(id), strconv.Itoa(generation), until)), nil
}

// path is where a sheet stands beneath a link.
func path(what, key string) string {
	switch what {
	case sheetOverview:
		return ""
	case sheetStudents:
		return "/" + what
	}
	return "/" + what + "/" + key
}

// pageCard hands a link to staff.
func (s *Set) pageCard(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	link, err := s.pageLink(ctx, l.class.ID, r.From.Platform, r.Received, linkLife)
	if err != nil {
		return chat.Reply{}, err
	}
	if link == "" {
		return chat.Reply{}, fault.New(fault.Missing, "There is no page to open: this bot has no address that can be reached from outside.", "Use /stats overview here, or ask whoever runs the bot to set LECTERN_PUBLIC_URL.")
	}
	if err := s.room.log(ctx, l.class, r, say.T("asked for a link to the pages of the class")); err != nil {
		return chat.Reply{}, err
	}
	card := chat.Notice(chat.Neutral, r.Say.T("The figures as a page"), r.Say.T("The link is for staff: whoever has it sees the figures of the class, and the made-up or chosen names of silent students. It is good for twelve hours."),
		r.Say.T("When it has got into the wrong hands, end all links; fresh ones come with /stats page."))
	card.Footer = r.Say.T("Only you see this.")
	card.Controls = []chat.Control{chat.LinkButton{Label: r.Say.T("Open the page"), URL: link}, chat.Button{Label: r.Say.T("End all links"), Style: chat.Danger, Token: s.tokens.Seal(actStatsEnd)}}
	return chat.Reply{View: card}, nil
}

func (s *Set) pressStatsEnd(ctx context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	revision, generation, err := s.generation(ctx, c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	err = record.Save(ctx, s.room.Store, c.ID, pageKind, pageID, revision, pageLinks{Generation: generation + 1})
	if err == nil {
		err = s.room.log(ctx, c, r, say.T("ended all links to the pages of the class"))
	}
	if err != nil && !fault.Is(err, fault.Conflict) { // somebody else has just done it
		return chat.Reply{}, err
	}
	return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Ended"), r.Say.T("No link that was handed out before opens the pages any more."), ""), Replace: true}, nil
}

// errNoPage is what every link that does not open gives, whatever the reason.
var errNoPage = errors.New("no such page") //nolint:gochecknoglobals // a sentinel

// SheetPage is a Sheet as a page of its own, with the words around it.
type SheetPage struct {
	Sheet

	Lang, Class          string // BCP 47, and the class's name
	Skip, Note           string
	Where, More          string
	Overview, Silent     string // the titles of the two sheets that are always reached
	OnOverview, OnSilent bool
}

// StatsPage writes the sheet that a link names: link is the token in it, and what and key are
// the rest of its path. known is false when the link is forged, has expired or was ended, or
// leads nowhere.
func (s *Set) StatsPage(ctx context.Context, link, what, key string, now time.Time) (page SheetPage, known bool, err error) {
	if s.room == nil || s.room.Insight == nil {
		return page, false, nil
	}
	c, err := s.pageClass(ctx, link, now)
	if errors.Is(err, errNoPage) {
		return page, false, nil
	}
	if err != nil {
		return page, false, err
	}
	report, err := s.room.Insight.Stats.Report(ctx, c.ID, c.Zone(), now)
	if err != nil {
		return page, false, err
	}
	to := s.to(c)
	if what == "" {
		what = sheetOverview
	}
	sh, err := s.sheet(ctx, sheets{set: s, class: c, report: report, to: to}, what, key)
	if fault.Is(err, fault.Missing) {
		return page, false, nil
	}
	more := to.T("Chapters in detail")
	if what == sheetChapter {
		more = to.T("Questions in detail")
	}
	return SheetPage{
		Sheet: sh, Lang: to.Tag(), Class: c.Name, Skip: to.T("Skip to the text"), Where: to.T("Pages"), More: more,
		Note:     to.T("For the staff of the class only. First attempts at questions asked of the class; practice is left out."),
		Overview: to.T("Overview"), Silent: to.T("Silent students"), OnOverview: what == sheetOverview, OnSilent: what == sheetStudents,
	}, err == nil, err
}

// Path is where the sheet of a link stands beneath the page's address.
func (l SheetLink) Path() string { return path(l.What, l.Key) }

func (s *Set) pageClass(ctx context.Context, link string, now time.Time) (class.Class, error) {
	action, args, err := s.tokens.Open(chat.Token(link))
	if err != nil || action != pageAction || len(args) != 3 {
		return class.Class{}, errNoPage
	}
	id := quiz.ClassID(args[0])
	until, err := strconv.ParseInt(args[2], 36, 64)
	if err != nil || now.Unix() >= until {
		return class.Class{}, errNoPage
	}
	_, generation, err := s.generation(ctx, id)
	if err != nil {
		return class.Class{}, err
	}
	if args[1] != strconv.Itoa(generation) {
		return class.Class{}, errNoPage
	}
	c, ok := s.room.Directory.ByID(id)
	if !ok { // nothing was set up there
		c = class.Default(class.Tenant{})
		c.ID = id
	}
	return c, nil
}
