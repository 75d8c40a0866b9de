package commands

import (
	"context"
	"strconv"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/daily"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Kinds of Action of the daily question; all are for staff.
const actDaily = "dy" // on, off, here, away

// preview is how many of the coming questions /daily shows.
const preview = 10

// daily sets up the question of the day.
func (s *Set) daily() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "daily", Description: "Set up the question of the day", Staff: true,
			Subs: []chat.Spec{
				{Name: "show", Description: "See the settings and the next ten dates"},
				{Name: "here", Description: "Post the question of the day in this channel", Args: []chat.Param{
					{Name: "time", Description: "When it is posted in this channel, local time; as for the class when left out"},
					{Name: "zone", Description: "Time zone of this channel; as for the class when left out", Suggest: true},
				}},
				{Name: "away", Description: "Stop posting it in this channel"},
				{Name: "on", Description: "Start asking"},
				{Name: "off", Description: "Stop asking"},
				{Name: "set", Description: "Change when it is asked, how many questions and from where", Args: []chat.Param{
					{Name: "time", Description: "When it is posted, local time, such as 09:00"},
					{Name: "closes", Description: "When it closes: a time, a length such as 6h, or next", Words: []string{"next", "none"}},
					{Name: "zone", Description: "Time zone, such as Europe/Berlin", Suggest: true},
					{Name: "days", Description: "Class days, such as Mon-Fri or mon,wed"},
					{Name: "skip", Description: "Dates without a question, such as 2026-12-21..2027-01-03; none clears them", Words: []string{"none"}},
					{Name: "start", Description: "First date, such as 2026-10-12; none clears it", Words: []string{"none"}},
					{Name: "end", Description: "Last date; none clears it", Words: []string{"none"}},
					{Name: "questions", Description: "How many questions a day, 1 to 10", Kind: chat.NumberParam},
					{Name: "from", Description: "Chapters or lessons to ask about, with commas; all for everything", Words: []string{"all"}, Suggest: true},
					{Name: "confidence", Description: "Ask how sure students are, in practice too", Kind: chat.BoolParam},
				}},
			},
			Examples: []string{"/daily here", "/daily here time:15:00 zone:Asia/Tokyo", "/daily set time:09:00 zone:Europe/Berlin", "/daily show"},
		},
		Run:     s.runDaily,
		Suggest: s.suggestDaily,
		Actions: []bot.Action{{Name: actDaily, Role: bot.Staff, Press: s.pressDaily}},
	}
}

func (s *Set) runDaily(ctx context.Context, r bot.Request) (chat.Reply, error) {
	return s.dailyDo(ctx, r, r.Sub)
}

// dailyDo does what a sub-command or button says, writes it down and shows how things stand.
func (s *Set) dailyDo(ctx context.Context, r bot.Request, what string) (chat.Reply, error) {
	change, ok := s.dailyChange(what, r)
	if !ok {
		l, err := s.room.learner(r)
		if err != nil {
			return chat.Reply{}, err
		}
		return chat.Reply{View: s.dailyCard(ctx, l.class, r)}, nil
	}
	c, err := s.room.change(ctx, r, func(c *class.Class) (say.Text, error) {
		if err := change(c); err != nil {
			return say.Text{}, err
		}
		return dailyDeed(what, *c, r), nil
	})
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.dailyCard(ctx, c, r)}, nil
}

// dailyDeed is what the log says of a change.
func dailyDeed(what string, c class.Class, r bot.Request) say.Text {
	switch what {
	case "here":
		if own, ok := timesOf(c).Own(r.At); ok {
			return say.T("had the question of the day posted in a place at a time of its own: {{.Place}}, {{.Time}}", say.Args{"Place": r.At, "Time": own})
		}
		return say.T("had the question of the day posted in a place: {{.Place}}", say.Args{"Place": r.At})
	case "away":
		return say.T("had the question of the day posted no longer in a place: {{.Place}}", say.Args{"Place": r.At})
	case "on":
		return say.T("started the question of the day")
	case "off":
		return say.T("stopped the question of the day")
	}
	return say.T("changed when and what the question of the day asks")
}

// dailyChange gives what a sub-command or button does to the class; false for one that only
// looks.
func (s *Set) dailyChange(what string, r bot.Request) (func(*class.Class) error, bool) {
	switch what {
	case "here":
		return func(c *class.Class) error { return dailyHere(c, r, s.naming(r)) }, true
	case "away":
		return func(c *class.Class) error {
			*c = c.Leaving(func(p chat.Place) bool { return p == r.At })
			return nil
		}, true
	case "on", "off":
		return func(c *class.Class) error {
			c.Daily.On = what == "on"
			return nil
		}, true
	case "set":
		return func(c *class.Class) error { return s.dailySet(c, r) }, true
	}
	return nil, false
}

// dailySet changes the settings that are named, and refuses what the schedule cannot follow.
func (s *Set) dailySet(c *class.Class, r bot.Request) error {
	if len(r.Args) == 0 {
		return fault.New(fault.Invalid, "Nothing was named to change.", "For example: /daily set time:09:00 zone:Europe/Berlin days:Mon-Fri")
	}
	t := &c.Schedule
	for _, a := range r.Args {
		value := strings.TrimSpace(a.Value)
		if strings.EqualFold(value, "none") {
			value = ""
		}
		switch a.Name {
		case "time":
			t.Opens = value
		case "closes":
			t.Closes = value
		case "zone":
			t.Zone = value
		case "days":
			t.Days = schedule.EnglishDays(value, r.Say)
		case "skip":
			t.Skip = value
		case "start":
			t.Start = value
		case "end":
			t.End = value
		case "questions":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 10 {
				return fault.New(fault.Invalid, "“{{.Text}}” is not a number of questions.", "Give a number from 1 to 10.").With("Text", quotable(a.Value))
			}
			t.Questions = n
		case "from":
			units, err := s.unitsNamed(value)
			if err != nil {
				return err
			}
			c.Daily.Units = units
		case "confidence":
			c.Daily.Confidence = yes(value)
		}
	}
	plan, err := t.Plan()
	if err != nil {
		return err
	}
	*t = plan.Text() // as it was understood
	return inTime(*c, r.Received, s.naming(r))
}

// unitsNamed finds chapters and lessons by what somebody types, with commas between.
func (s *Set) unitsNamed(list string) ([]string, error) {
	if list == "" || strings.EqualFold(list, "all") {
		return nil, nil
	}
	c := s.catalogue()
	var ids []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		u := chosen(c.snap.Course, name)
		if u == nil {
			u = c.snap.Lookup(name).Best.Unit
		}
		if u == nil {
			return nil, fault.New(fault.Missing, "The course has nothing called “{{.Name}}”, or several things.", "Name a chapter or a lesson as /chapter shows it, or all.").With("Name", quotable(name))
		}
		ids = append(ids, u.ID)
	}
	return ids, nil
}

func (s *Set) suggestDaily(ctx context.Context, r bot.Request, arg, typed string) ([]chat.Choice, error) {
	switch arg {
	case "zone":
		var out []chat.Choice
		for _, z := range schedule.NearestZones(typed, chat.MaxChoices) {
			out = append(out, chat.Choice{Label: z, Value: z})
		}
		return out, nil
	case "from":
		before, last := "", typed
		if i := strings.LastIndexByte(typed, ','); i >= 0 {
			before, last = typed[:i+1]+" ", strings.TrimSpace(typed[i+1:])
		}
		choices, err := s.suggestUnits(ctx, r, arg, last)
		for i := range choices {
			choices[i].Value = short(before+choices[i].Value, maxChoice)
		}
		return choices, err
	}
	return nil, nil
}

func (s *Set) pressDaily(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	reply, err := s.dailyDo(ctx, r, args[0])
	reply.Replace = true
	return reply, err
}

// dailyCard shows the settings, what is wrong with them, and the next dates.
func (s *Set) dailyCard(ctx context.Context, c class.Class, r bot.Request) chat.View {
	to := r.Say
	card := chat.Card{Title: to.T("Question of the day")}
	add := func(label, value string) { card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value}) }
	state := to.T("off")
	if c.Daily.On {
		state = to.T("on")
	}
	add(to.T("State"), state)
	add(to.T("Posted"), c.Schedule.Opens+" "+c.Schedule.Zone+", "+schedule.DaysText(orElse(c.Schedule.Days, "Mon-Fri"), to))
	add(to.T("Closes"), orElse(c.Schedule.Closes, "23:59"))
	add(to.T("Questions a day"), strconv.Itoa(max(c.Schedule.Questions, 1)))
	add(to.T("About"), s.aboutText(c, to))
	add(to.T("Places"), placesText(c, r.At, to))
	if own := ownTimes(c, s.learned(ctx, r, c.Places...)); len(own) > 0 {
		card.Facts = append(card.Facts, chat.Telling(to.T("Places with a time of their own"), own...))
	}
	if c.Schedule.Skip != "" {
		add(to.T("Skips"), c.Schedule.Skip)
	}
	b := s.room.Bank()
	items := daily.Eligible(c, b, r.Received)
	switch {
	case len(items) == 0:
		card.Tone = chat.Warning
		card.Body = append(card.Body, doc.Para(to.T("There is no approved question to ask. Add questions beside the chapters, or ask about more of the course.")))
	case len(c.Places) == 0:
		card.Tone = chat.Warning
		card.Body = append(card.Body, doc.Para(to.T("It is posted nowhere yet: give /daily here in the channel where it shall stand.")))
	default:
		card.Body = append(card.Body, doc.Para(to.N(len(items), "{{.Count}} approved question can be asked.", "{{.Count}} approved questions can be asked.")))
	}
	card.Body = append(card.Body, previewBlocks(c, r)...)
	button := func(label, what string) {
		card.Controls = append(card.Controls, chat.Button{Label: label, Token: s.tokens.Seal(actDaily, what)})
	}
	if c.Daily.On {
		button(to.T("Stop asking"), "off")
	} else {
		button(to.T("Start asking"), "on")
	}
	if c.PostsTo(r.At) {
		button(to.T("Not in this channel"), "away")
	} else {
		button(to.T("Post in this channel"), "here")
	}
	return card
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (s *Set) aboutText(c class.Class, to *say.Speaker) string {
	var names []string
	for _, id := range c.Daily.Units {
		if u := s.catalogue().snap.Course.ByID(id); u != nil {
			names = append(names, chapterName(u, to))
		}
	}
	if len(names) == 0 {
		return to.T("the whole course")
	}
	return strings.Join(names, "; ")
}

func placesText(c class.Class, here chat.Place, to *say.Speaker) string {
	switch n := len(c.Places); {
	case n == 0:
		return to.T("none")
	case n == 1 && c.PostsTo(here):
		return to.T("this channel")
	case c.PostsTo(here):
		return to.N(n-1, "this channel and {{.Count}} other", "this channel and {{.Count}} others")
	default:
		return to.N(n, "{{.Count}} other channel", "{{.Count}} other channels")
	}
}
