package commands

import (
	"context"
	"slices"
	"strings"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/stats"
)

// Insight is what /stats needs. Without it there is no such command.
type Insight struct {
	Stats    *stats.Service
	Digests  stats.Subscribers
	Pictures *chart.Cache
	// Site gives the address of this program as somebody on a platform reaches it, without a
	// trailing slash; empty when there is none.
	Site func(chat.Platform) string
}

// Kinds of Action of statistics, all for staff but the last.
const (
	actStats      = "st" // another sheet: what, key
	actStatsEnd   = "sl" // end all links to the page
	actDigest     = "sd" // the weekly digest: on, off or all
	actDigestStop = "so" // end one's own digest, from the digest itself: class, week
)

// stats shows staff how the class is doing.
func (s *Set) stats() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "stats", Description: "See how the class is doing and which questions misled it", Staff: true,
			Subs: []chat.Spec{
				{Name: "overview", Description: "Participation, chapters, and what is worth a look"},
				{Name: "chapter", Description: "The figures of a chapter and its questions", Args: []chat.Param{{Name: "name", Description: "The chapter", Required: true, Suggest: true}}},
				{Name: "question", Description: "The figures of a question: options, confidence, discussions", Args: []chat.Param{{Name: "words", Description: "Words of the question, or its id", Required: true, Suggest: true}}},
				{Name: "students", Description: "See who took part and has gone silent"},
				{Name: "page", Description: "Get a private link to the figures as a page, or end all links"},
				{Name: "digest", Description: "Have a digest sent to you every Monday", Args: []chat.Param{{Name: "wanted", Description: "on or off", Choices: []chat.Choice{{Label: "on", Value: "on"}, {Label: "off", Value: "off"}}}}},
			},
			Examples: []string{"/stats overview", "/stats chapter realism", "/stats digest on"},
		},
		Run: s.runStats, Suggest: s.suggestStats,
		Actions: []bot.Action{
			{Name: actStats, Role: bot.Staff, Press: s.pressStats},
			{Name: actStatsEnd, Role: bot.Staff, Press: s.pressStatsEnd},
			{Name: actDigest, Role: bot.Staff, Press: s.pressDigest},
		},
	}
}

// digestStop is apart because its button stands in a direct message, where nobody is staff: it
// only ever ends the digest of whoever presses it.
func (s *Set) digestStop() bot.Action {
	return bot.Action{Name: actDigestStop, Press: s.pressDigestStop}
}

// sheetsOf reads the class of a request.
func (s *Set) sheetsOf(ctx context.Context, r bot.Request) (sheets, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return sheets{}, err
	}
	report, err := s.room.Insight.Stats.Report(ctx, l.class.ID, l.class.Zone(), r.Received)
	if err != nil {
		return sheets{}, err
	}
	return sheets{set: s, class: l.class, report: report, to: r.Say}, nil
}

func (s *Set) runStats(ctx context.Context, r bot.Request) (chat.Reply, error) {
	switch r.Sub {
	case "digest":
		return s.digestCard(ctx, r, strings.ToLower(r.Args.Get("wanted")))
	case "page":
		return s.pageCard(ctx, r)
	}
	x, err := s.sheetsOf(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	what, key := sheetOverview, "-"
	switch r.Sub {
	case "chapter":
		what = sheetChapter
		if key, err = x.chapterNamed(r.Args.Get("name")); err != nil {
			return chat.Reply{}, err
		}
	case "question":
		what = sheetQuestion
		if key, err = x.questionNamed(r.Args.Get("words")); err != nil {
			return chat.Reply{}, err
		}
	case "students":
		what = sheetStudents
	}
	return s.statsReply(ctx, r, x, what, key)
}

func (s *Set) pressStats(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	x, err := s.sheetsOf(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	reply, err := s.statsReply(ctx, r, x, args[0], args[1])
	reply.Replace = true
	return reply, err
}

// statsReply shows a sheet in a message, with the way to others.
func (s *Set) statsReply(ctx context.Context, r bot.Request, x sheets, what, key string) (chat.Reply, error) {
	sh, err := s.sheet(ctx, x, what, key)
	if err != nil {
		return chat.Reply{}, err
	}
	card := x.card(sh, s.room.Insight.Pictures)
	var options []chat.Option
	for _, l := range sh.Links[:min(len(sh.Links), chat.MaxChoices)] {
		options = append(options, chat.Option{Label: l.Label, Description: l.Detail, Token: s.tokens.Seal(actStats, l.What, l.Key)})
	}
	if len(options) > 0 {
		label := r.Say.T("Open a chapter")
		if what == sheetChapter {
			label = r.Say.T("Open a question")
		}
		card.Controls = append(card.Controls, chat.Menu{Label: label, Options: options})
	}
	if what == sheetQuestion {
		if q, ok := x.questionBy(key); ok {
			card.Controls = append(card.Controls, chat.Button{Label: r.Say.T("Its chapter"), Token: s.tokens.Seal(actStats, sheetChapter, chapterKey(q.Chapter))})
		}
	}
	if what != sheetOverview {
		card.Controls = append(card.Controls, chat.Button{Label: r.Say.T("Overview"), Token: s.tokens.Seal(actStats, sheetOverview, "-")})
	}
	if what != sheetStudents {
		card.Controls = append(card.Controls, chat.Button{Label: r.Say.T("Silent students"), Token: s.tokens.Seal(actStats, sheetStudents, "-")})
	}
	link, err := s.pageLink(ctx, x.class.ID, r.From.Platform, r.Received, linkLife)
	if err != nil {
		return chat.Reply{}, err
	}
	if link != "" {
		card.Controls = append(card.Controls, chat.LinkButton{Label: r.Say.T("All figures on a page"), URL: link + path(what, key)})
	}
	return chat.Reply{View: card}, nil
}

// sheet writes a sheet by what it is about.
func (s *Set) sheet(ctx context.Context, x sheets, what, key string) (Sheet, error) {
	switch what {
	case sheetOverview:
		return x.overview(), nil
	case sheetStudents:
		ids := make([]quiz.StudentID, len(x.report.Silent))
		for i, st := range x.report.Silent {
			ids[i] = st.Student
		}
		names, err := s.room.Store.Profiles(ctx, x.class.ID, ids)
		return x.students(names), err
	case sheetChapter:
		for _, c := range x.report.Chapters {
			if chapterKey(c.ID) == key {
				return x.chapter(c), nil
			}
		}
	case sheetQuestion:
		if q, ok := x.questionBy(key); ok {
			return x.question(q), nil
		}
	}
	return Sheet{}, fault.New(fault.Missing, "There are no figures for this yet: no question of it was asked of the class and closed.", "See what there is with /stats overview.")
}

func (x sheets) questionBy(key string) (stats.Question, bool) {
	for _, q := range x.report.Questions {
		if questionKey(q.ID) == key {
			return q, true
		}
	}
	return stats.Question{}, false
}

// chapterNamed finds a chapter by what somebody typed.
func (x sheets) chapterNamed(name string) (string, error) {
	name = strings.TrimSpace(name)
	for _, c := range x.report.Chapters {
		if chapterKey(c.ID) == name || strings.EqualFold(x.chapterTitle(c.ID), name) {
			return chapterKey(c.ID), nil
		}
	}
	c := x.set.catalogue()
	if u := numbered(c.snap.Course, name, x.set.tongues); u != nil {
		return chapterKey(u.ChapterOf().ID), nil
	}
	if u := chosen(c.snap.Course, name); u != nil {
		return chapterKey(u.ChapterOf().ID), nil
	}
	if a := c.snap.Lookup(name); a.Best.Unit != nil {
		return chapterKey(a.Best.Unit.ChapterOf().ID), nil
	}
	return "", fault.New(fault.Missing, "The course has no chapter called “{{.Query}}”, or several.", "Choose one from the completion, or see them with /stats overview.").With("Query", quotable(name))
}

// questionNamed finds the only question that holds all words, or whose id or key was typed.
func (x sheets) questionNamed(words string) (string, error) {
	var found []string
	for _, q := range x.report.Questions {
		if words == q.ID || words == questionKey(q.ID) {
			return questionKey(q.ID), nil
		}
		if containsAll(q.Stem, words) {
			found = append(found, questionKey(q.ID))
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fault.New(fault.Missing, "No question that was asked of the class and closed has the words “{{.Query}}”.", "Choose one from the completion, or go by the chapter with /stats overview.").With("Query", quotable(words))
	}
	return "", fault.New(fault.Missing, "Several questions have the words “{{.Query}}”.", "Give more of its words, or choose one from the completion.").With("Query", quotable(words))
}

func containsAll(text, words string) bool {
	text = strings.ToLower(text)
	for w := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (s *Set) suggestStats(ctx context.Context, r bot.Request, arg, typed string) ([]chat.Choice, error) {
	x, err := s.sheetsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []chat.Choice
	switch arg {
	case "name":
		for _, c := range x.report.Chapters {
			if title := x.chapterTitle(c.ID); containsAll(title, typed) {
				out = append(out, chat.Choice{Label: short(title, maxChoice), Value: chapterKey(c.ID)})
			}
		}
	case "words":
		for _, q := range x.report.Questions {
			if containsAll(q.Stem+" "+q.ID, typed) {
				out = append(out, chat.Choice{Label: short(q.Stem, maxChoice), Value: questionKey(q.ID)})
			}
		}
	}
	return out[:min(len(out), chat.MaxChoices)], nil
}

// digestCard tells whether the digest comes, and changes that.
func (s *Set) digestCard(ctx context.Context, r bot.Request, wanted string) (chat.Reply, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	if err := s.digestChange(ctx, r, c, wanted); err != nil {
		return chat.Reply{}, err
	}
	me := class.AccountOf(r.From)
	list, err := s.room.Insight.Digests.All(ctx, c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	card := chat.Notice(chat.Neutral, r.Say.T("Weekly digest"), r.Say.T("You do not get the digest."), "")
	card.Footer = r.Say.T("Only you see this.")
	button := chat.Button{Label: r.Say.T("Send it to me"), Style: chat.Primary, Token: s.tokens.Seal(actDigest, "on")}
	for _, one := range list {
		if one.Account == me {
			card = chat.Notice(chat.Good, r.Say.T("Weekly digest"), r.Say.T("Every Monday at 8:00 ({{.Zone}}) you get a private message about the week before: participation, which questions misled the class, and how many students have gone silent.", say.Args{"Zone": c.Zone().String()}), "")
			button = chat.Button{Label: r.Say.T("Do not send it to me"), Token: s.tokens.Seal(actDigest, "off")}
		}
	}
	if n := len(list); n > 0 {
		card.Facts = append(card.Facts, chat.Fact{Label: r.Say.T("Who gets it"), Value: r.Say.N(n, "{{.Count}} person", "{{.Count}} persons")})
		card.Controls = append(card.Controls, button, chat.Button{Label: r.Say.T("End it for everybody"), Style: chat.Danger, Token: s.tokens.Seal(actDigest, "all")})
	} else {
		card.Controls = append(card.Controls, button)
	}
	return chat.Reply{View: card}, nil
}

// digestChange has the digest sent or not, and writes that down where it was otherwise before.
func (s *Set) digestChange(ctx context.Context, r bot.Request, c class.Class, wanted string) error {
	book, me := s.room.Insight.Digests, class.AccountOf(r.From)
	list, err := book.All(ctx, c.ID)
	if err != nil {
		return err
	}
	mine := slices.ContainsFunc(list, func(one stats.Subscriber) bool { return one.Account == me })
	var did say.Text
	switch {
	case wanted == "on" && !mine:
		err, did = book.Add(ctx, c.ID, me, r.Received), say.T("had the weekly digest sent to themselves")
	case wanted == "off" && mine:
		err, did = book.Remove(ctx, c.ID, me), say.T("had the weekly digest no longer sent to themselves")
	case wanted == "all" && len(list) > 0:
		err, did = book.RemoveAll(ctx, c.ID), say.T("ended the weekly digest for all staff")
	case wanted == "", wanted == "on", wanted == "off", wanted == "all":
		return nil
	default:
		return fault.New(fault.Invalid, "The digest can be on or off.", "Use /stats digest on, or /stats digest off.")
	}
	if err != nil {
		return err
	}
	return s.room.log(ctx, c, r, did)
}

func (s *Set) pressDigest(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	reply, err := s.digestCard(ctx, r, args[0])
	reply.Replace = true
	return reply, err
}

// pressDigestStop ends the digest of whoever presses, in whatever tenant they asked for it.
func (s *Set) pressDigestStop(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	id := quiz.ClassID(args[0])
	list, err := s.room.Insight.Digests.All(ctx, id)
	if err != nil {
		return chat.Reply{}, err
	}
	for _, one := range list {
		// A direct message on Discord belongs to no server; the account is the same.
		if one.Account.Platform == r.From.Platform && one.Account.ID == r.From.ID && (r.From.Tenant == "" || one.Account.Tenant == r.From.Tenant) {
			if err := s.room.Insight.Digests.Remove(ctx, id, one.Account); err != nil {
				return chat.Reply{}, err
			}
			if err := s.room.log(ctx, class.Class{ID: id}, r, say.T("had the weekly digest no longer sent to themselves")); err != nil {
				return chat.Reply{}, err
			}
		}
	}
	return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Weekly digest"), r.Say.T("You do not get the digest any more."), r.Say.T("Have it back with /stats digest on."))}, nil
}

// Digest implements stats.DigestViews: what staff get in private about a week.
func (s *Set) Digest(c class.Class, d stats.Digest, who class.Account) chat.View {
	to := s.to(c)
	x := sheets{set: s, class: c, report: d.Report, to: to}
	card := x.card(x.digest(d), s.room.Insight.Pictures)
	card.Footer = c.Name
	card.Controls = append(card.Controls, chat.Button{Label: to.T("Stop these digests"), Token: s.tokens.Seal(actDigestStop, string(c.ID), d.Week())})
	if link, err := s.pageLink(context.Background(), c.ID, who.Platform, d.Report.At, digestLinkLife); err == nil && link != "" {
		card.Controls = append(card.Controls, chat.LinkButton{Label: to.T("All figures on a page"), URL: link})
	}
	return card
}

// linkLife is how long a link that /stats hands out opens the page, digestLinkLife one in a
// digest: until the next.
const (
	linkLife       = 12 * time.Hour
	digestLinkLife = 7 * 24 * time.Hour
)
