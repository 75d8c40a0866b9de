package commands

import (
	"context"
	"strconv"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/standings"
)

const (
	topRows = 10 // shown to everybody; one's own row is always shown to oneself
	// hiddenRoom is how many rows more are read, so that those who hide leave no gap.
	hiddenRoom = 15
)

// leaderboard shows who stands where: in the course, this week, in this place, or in a
// chapter.
func (s *Set) leaderboard() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "leaderboard", Description: "See the leaderboard, and your own rank",
			Args:     []chat.Param{{Name: "board", Description: "course, week, round, here, teams, or the name of a chapter", Words: []string{"course", "week", "round", "here", "teams"}, Suggest: true, Rest: true}},
			Examples: []string{"/leaderboard", "/leaderboard week", "/leaderboard here"},
		},
		Run: s.runLeaderboard,
		Suggest: func(_ context.Context, r bot.Request, _, typed string) ([]chat.Choice, error) {
			return s.suggestBoards(r, typed), nil
		},
		Actions: []bot.Action{
			{Name: actReset, Role: bot.Staff, Press: s.pressReset},
			{Name: actResetYes, Role: bot.Staff, Press: s.pressResetYes},
		},
	}
}

// Kinds of Action of boards; the argument is the board in a token's letters.
const (
	actReset    = "br"
	actResetYes = "by"
)

func (s *Set) suggestBoards(r bot.Request, typed string) []chat.Choice {
	out := []chat.Choice{{Label: r.Say.T("The whole course"), Value: "course"}, {Label: r.Say.T("This week"), Value: "week"}, {Label: r.Say.T("The latest live round"), Value: "round"}, {Label: r.Say.T("This channel"), Value: "here"}, {Label: r.Say.T("Teams"), Value: "teams"}}
	for _, ch := range s.shelf(r).snap.Course.Chapters {
		out = append(out, chat.Choice{Label: short(heading(ch, r.Say), maxChoice), Value: short(ch.ID, maxChoice)})
	}
	var fit []chat.Choice
	for _, c := range out {
		if strings.Contains(strings.ToLower(c.Label+" "+c.Value), strings.ToLower(typed)) {
			fit = append(fit, c)
		}
	}
	return fit[:min(len(fit), chat.MaxChoices)]
}

// boardNamed finds the board that somebody names, among them the one of the latest round, and
// its heading.
func (s *Set) boardNamed(ctx context.Context, l learner, at chat.Place, name string) (quiz.Board, string, error) {
	if !strings.EqualFold(name, "round") {
		return s.board(l, at, name)
	}
	b, ok, err := s.latestRound(ctx, l)
	if err == nil && !ok {
		err = fault.New(fault.Missing, "There was no live round here lately.", "Use /leaderboard for the whole course.")
	}
	return b, l.say.T("Leaderboard: the latest live round"), err
}

// board finds the board that somebody names, and its heading.
func (s *Set) board(l learner, at chat.Place, name string) (quiz.Board, string, error) {
	switch strings.ToLower(name) {
	case "", "course":
		return quiz.CourseBoard, l.say.T("Leaderboard: the course"), nil
	case "week", "this week":
		return quiz.WeekBoard(l.today()), l.say.T("Leaderboard: this week"), nil
	case "here", "place", "channel":
		return quiz.PlaceBoard(at), l.say.T("Leaderboard: this place"), nil
	}
	c := s.shelfOf(l.class, l.now)
	u := chosen(c.snap.Course, name)
	if u == nil {
		if a := c.snap.Lookup(name); a.Best.Unit != nil {
			u = a.Best.Unit
		}
	}
	if u == nil {
		for _, ch := range c.snap.Course.Chapters {
			if strings.EqualFold(ch.Number, strings.TrimPrefix(strings.ToLower(name), "chapter ")) {
				u = ch
			}
		}
	}
	if u == nil {
		return "", "", fault.New(fault.Missing, "There is no leaderboard “{{.Name}}”.", "Use course, week, round, here, teams, or the name of a chapter.").With("Name", quotable(name))
	}
	return quiz.ChapterBoard(u.ChapterOf().ID), l.say.T("Leaderboard: {{.Chapter}}", say.Args{"Chapter": heading(u.ChapterOf(), l.say)}), nil
}

func (s *Set) runLeaderboard(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	name := r.Args.Get("board")
	h, err := s.hushed(ctx, l.class.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	if h.any() {
		return chat.Reply{View: notYet(r.Say)}, nil
	}
	if strings.EqualFold(name, "teams") {
		card, err := s.teams(ctx, l)
		return chat.Reply{View: card}, err
	}
	b, title, err := s.boardNamed(ctx, l, r.At, name)
	if err != nil {
		return chat.Reply{}, err
	}
	card, bars, err := s.standings(ctx, l, b)
	if err != nil {
		return chat.Reply{}, err
	}
	card.Title = title
	card.Files = s.boardPicture(r.Say, card.Title, bars)
	if r.Role >= bot.Staff && len(card.Body) > 0 {
		if t, ok := s.boardToken(actReset, b, r.At); ok {
			card.Controls = append(card.Controls, chat.Button{Label: r.Say.T("Reset…"), Hint: r.Say.T("Empty this leaderboard; asks first"), Token: t})
		}
	}
	return chat.Reply{View: card}, nil
}

// standings shows a board to a student, and gives what is drawn of it.
func (s *Set) standings(ctx context.Context, l learner, b quiz.Board) (chat.Card, []chart.Bar, error) {
	id, own, to := l.class.ID, l.student, l.say
	page, err := s.room.Store.Standings(ctx, id, b, topRows+hiddenRoom, own)
	if err != nil {
		return chat.Card{}, nil, err
	}
	if page.Total == 0 {
		return chat.Card{Body: []doc.Block{doc.Para(to.T("Nobody has points here yet. The daily question and live rounds bring some."))}}, nil, nil
	}
	ids := make([]quiz.StudentID, len(page.Top))
	for i, row := range page.Top {
		ids[i] = row.Student
	}
	profiles, err := s.room.Store.Profiles(ctx, id, ids)
	if err != nil {
		return chat.Card{}, nil, err
	}
	card := chat.Card{Body: []doc.Block{boardTable(id, page, profiles, own, to)}, Footer: to.N(page.Total, "{{.Count}} student. Names are made up unless their owner chose one: /settings.", "{{.Count}} students. Names are made up unless their owner chose one: /settings.")}
	if page.Own != nil {
		card.Facts = append(card.Facts, chat.Fact{Label: to.T("You"), Value: to.T("Rank {{.Rank}} of {{.Total}}, {{.Points}}", say.Args{"Rank": page.Own.Rank, "Total": page.Total, "Points": points(page.Own.Points, to)})})
	}
	return card, boardBars(id, page, profiles, to), nil
}

// boardTable is the head of a board without those who hide. Whoever looks is marked in words.
func boardTable(id quiz.ClassID, page standings.Page, profiles map[quiz.StudentID]class.Profile, own quiz.StudentID, to *say.Speaker) doc.Table {
	t := doc.Table{Align: []doc.Align{doc.AlignRight, doc.AlignLeft, doc.AlignRight}, Header: []doc.Cell{cell(to.T("Rank")), cell(to.T("Name")), cell(to.T("Points"))}}
	for _, row := range page.Top {
		if len(t.Rows) == topRows {
			break
		}
		p := profiles[row.Student]
		if p.Hidden && row.Student != own {
			continue
		}
		name := nameOf(id, row.Student, p)
		if row.Student == own {
			name = to.T("{{.Name}} (you)", say.Args{"Name": name})
		}
		t.Rows = append(t.Rows, []doc.Cell{cell(strconv.Itoa(row.Rank)), cell(name), cell(bare(row.Points, to))})
	}
	return t
}

func cell(text string) doc.Cell { return doc.Cell{doc.Plain(text)} }

// nameOf is how a student appears to the class.
func nameOf(id quiz.ClassID, student quiz.StudentID, p class.Profile) string {
	if p.Name != "" {
		return p.Name
	}
	return class.Pseudonym(id, student)
}

// hereBoard stands for the board of the place where a token is pressed.
const hereBoard = "here"

// boardToken names a board in a token.
func (s *Set) boardToken(action string, b quiz.Board, at chat.Place) (chat.Token, bool) {
	if b == quiz.PlaceBoard(at) {
		return s.tokens.Seal(action, hereBoard), true
	}
	name := strings.NewReplacer(":", "~").Replace(string(b))
	if len(name) > bot.MaxPayload-len(action)-1 || strings.ContainsAny(name, "./ ") {
		return "", false
	}
	return s.tokens.Seal(action, name), true
}

func (s *Set) pressReset(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	card := chat.Notice(chat.Warning, r.Say.T("Empty this leaderboard?"), r.Say.T("Everybody starts again at zero on it. The answers stay, and so do all other leaderboards. This cannot be undone."), "")
	card.Controls = []chat.Control{chat.Button{Label: r.Say.T("Empty it"), Style: chat.Danger, Token: s.tokens.Seal(actResetYes, args[0])}}
	return chat.Reply{View: card}, nil
}

func (s *Set) pressResetYes(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	b := quiz.Board(strings.Replace(args[0], "~", ":", 1))
	if args[0] == hereBoard {
		b = quiz.PlaceBoard(r.At)
	}
	if err := s.room.Store.ResetBoard(ctx, l.class.ID, b); err != nil {
		return chat.Reply{}, err
	}
	if err := s.room.log(ctx, l.class, r, say.T("emptied a leaderboard: {{.Board}}", say.Args{"Board": string(b)})); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: chat.Notice(chat.Good, r.Say.T("Emptied"), r.Say.T("The leaderboard starts again at zero."), ""), Replace: true}, nil
}

// me tells a student how it goes.
func (s *Set) me() bot.Command {
	return bot.Command{
		Spec: chat.Spec{Home: true, Name: "me", Description: "See your score, streak and progress, for you alone", Examples: []string{"/me"}},
		Run:  s.runMe,
	}
}

func (s *Set) runMe(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	h, err := s.history(ctx, l)
	if err != nil {
		return chat.Reply{}, err
	}
	page, err := s.room.Store.Standings(ctx, l.class.ID, quiz.CourseBoard, 0, l.student)
	if err != nil {
		return chat.Reply{}, err
	}
	profiles, err := s.room.Store.Profiles(ctx, l.class.ID, []quiz.StudentID{l.student})
	if err != nil {
		return chat.Reply{}, err
	}
	b := s.room.Bank()
	released := l.class.Released(b.Askable(), l.now)
	to := r.Say
	card := chat.Card{Title: to.T("How you are doing")}
	score := to.T("none yet")
	quiet, err := s.hushed(ctx, l.class.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	switch {
	case quiet.any():
		score = to.T("told again once the live question is answered")
	case page.Own != nil:
		score = to.T("{{.Points}}, rank {{.Rank}} of {{.Total}}", say.Args{"Points": points(page.Own.Points, to), "Rank": page.Own.Rank, "Total": page.Total})
	}
	due, wrong := h.Waiting(released, l.today())
	card.Facts = []chat.Fact{
		{Label: to.T("Score"), Value: score},
		{Label: to.T("Streak"), Value: to.N(h.Streak(l.class.Calendar(), l.today()), "{{.Count}} class day", "{{.Count}} class days")},
		{Label: to.T("To review"), Value: to.T("{{.Due}} due, {{.Wrong}} wrong last time", say.Args{"Due": due, "Wrong": wrong})},
	}
	if rows := progressRows(h.Progress(released), to); len(rows) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("Questions you answered rightly the last time:")), doc.Bullets(rows...))
	}
	// What an objective asks for would tell what a lesson that is kept back is about.
	if rows := strengthRows(h.Strengths(l.class.Released(b.Items, l.now), l.today()), to); len(rows) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("What you would most likely have to look up today, the weakest first:")), doc.Bullets(rows...))
	}
	if due+wrong > 0 {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Review now"), Style: chat.Primary, Token: s.tokens.Seal(actAnother, forReview, "0")})
	}
	p := profiles[l.student]
	card.Footer = to.T("On leaderboards you are {{.Name}}.", say.Args{"Name": nameOf(l.class.ID, l.student, p)})
	if p.Hidden {
		card.Footer = to.T("You are hidden on leaderboards.")
	}
	return chat.Reply{View: card}, nil
}

// chapterOf names the chapter of a unit for a list.
func chapterName(u *course.Unit, to *say.Speaker) string { return short(heading(u, to), 60) }
