package commands

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// Kinds of Action of the class's settings; all are for staff.
const (
	actClass     = "cl" // show a part of the settings, or change one at a press
	actClassForm = "cf" // the form with the class's name, language and zone
)

// What actClass does.
const (
	classShow   = "show"
	classHere   = "here"
	classAway   = "away"
	classCheck  = "check"
	classLog    = "log"
	classCode   = "code"
	classInbox  = "inbox"
	classNotify = "tell"
	classQuiet  = "hush"
	classOut    = "out-" // before a place's short name: take it out of the class
	classFrom   = "log-" // before a number: what staff did before the latest so many acts
)

// class shows and changes everything about a class.
func (s *Set) class() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "class", Description: "Set up the class: places, times, staff, language", Staff: true,
			Subs: []chat.Spec{
				{Name: "show", Description: "See all settings, and what is left to do"},
				{Name: "set", Description: "Change the class's name, language, time zone or days", Args: []chat.Param{
					{Name: "name", Description: "What the class is called"},
					{Name: "language", Description: "The language of what is posted", Choices: s.languageChoices()},
					{Name: "zone", Description: "Time zone, such as Europe/Berlin", Suggest: true},
					{Name: "days", Description: "Class days, such as Mon-Fri or mon,wed"},
					{Name: "holidays", Description: "Dates without class, such as 2026-12-21..2027-01-03; none clears them", Words: []string{"none"}},
					{Name: "start", Description: "First date, such as 2026-10-12; none clears it", Words: []string{"none"}},
					{Name: "end", Description: "Last date; none clears it", Words: []string{"none"}},
					{Name: "keep", Description: "Erase students this many days after their last answer; 0 keeps them", Kind: chat.NumberParam},
				}},
				{Name: "here", Description: "Post questions and announcements in this channel too"},
				{Name: "away", Description: "Post nothing in this channel any more"},
				{Name: "staff", Description: "Add or remove who teaches: a role or group, or a person", Args: []chat.Param{
					{Name: "role", Description: "A role or user group", Kind: chat.RoleParam},
					{Name: "person", Description: "One person", Kind: chat.PersonParam},
					{Name: "remove", Description: "Take them off the staff instead", Kind: chat.BoolParam},
				}},
				{Name: "release", Description: "Keep a chapter or lesson back until a date, or open it", Args: []chat.Param{
					{Name: "chapter", Description: "The chapter or lesson", Required: true, Suggest: true},
					{Name: "date", Description: "2026-12-01 09:00, now, or never", Words: []string{"now", "never"}, Required: true},
				}},
				{Name: "check", Description: "See what the bot may not do in each place, and who can grant it"},
				{Name: "log", Description: "See what staff did"},
				{Name: "inbox", Description: "See what students asked and reported"},
				{Name: "join", Description: "Make this server or workspace part of a class elsewhere", Args: []chat.Param{
					{Name: "code", Description: "The code that /class join gave there; leave it out to get one"},
				}},
			},
			Examples: []string{"/class show", "/class set zone:Europe/Berlin language:de", "/class staff role:@tutors", "/class release chapter:realism date:2026-12-01"},
		},
		Run: s.runClass,
		Suggest: func(ctx context.Context, r bot.Request, arg, typed string) ([]chat.Choice, error) {
			if arg == "chapter" {
				return s.catalogue().chapters(typed, r.Say), nil // staff open what is kept back
			}
			return s.suggestDaily(ctx, r, arg, typed)
		},
		Actions: []bot.Action{
			{Name: actClass, Role: bot.Staff, Press: s.pressClass},
			{Name: actClassForm, Role: bot.Staff, Press: s.pressClassForm, Submit: s.submitClassForm},
		},
	}
}

// languageChoices names the languages in themselves: whoever needs one can read its name.
func (s *Set) languageChoices() []chat.Choice {
	names := map[string]string{"en": "English", "de": "Deutsch", "es": "Español"}
	var out []chat.Choice
	for _, tag := range s.tongues.Tags() {
		out = append(out, chat.Choice{Label: orElse(names[tag], tag), Value: tag})
	}
	return out
}

func (s *Set) runClass(ctx context.Context, r bot.Request) (chat.Reply, error) {
	switch r.Sub {
	case "set":
		return s.classChange(ctx, r, func(c *class.Class) (say.Text, error) { return s.classSet(c, r, r.Args) })
	case "staff":
		return s.classChange(ctx, r, func(c *class.Class) (say.Text, error) { return classStaff(c, r) })
	case "release":
		return s.classRelease(ctx, r)
	case "join":
		return s.classJoin(ctx, r)
	case "":
		return s.classDo(ctx, r, classShow)
	}
	return s.classDo(ctx, r, r.Sub)
}

// classDo does what a sub-command or button without values does.
func (s *Set) classDo(ctx context.Context, r bot.Request, what string) (chat.Reply, error) {
	switch what {
	case classHere, classAway, classNotify, classQuiet:
		return s.classChange(ctx, r, func(c *class.Class) (say.Text, error) { return classPress(c, r, what) })
	}
	if key, ok := strings.CutPrefix(what, classOut); ok {
		return s.classChange(ctx, r, func(c *class.Class) (say.Text, error) { return classTakeOut(c, key) })
	}
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return chat.Reply{}, err
	}
	if from, ok := strings.CutPrefix(what, classFrom); ok {
		n, err := strconv.Atoi(from)
		if err != nil || n < 0 {
			return chat.Reply{}, damaged()
		}
		v, err := s.classLog(ctx, c, r, n)
		return chat.Reply{View: v}, err
	}
	switch what {
	case classCheck:
		return chat.Reply{View: s.inspection(ctx, c, r)}, nil
	case classLog:
		v, err := s.classLog(ctx, c, r, 0)
		return chat.Reply{View: v}, err
	case classInbox:
		v, err := s.inbox(ctx, c, r.Say)
		return chat.Reply{View: v}, err
	case classCode:
		return s.classOfferCode(ctx, r)
	}
	return chat.Reply{View: s.classCard(ctx, c, r)}, nil
}

// classChange changes the settings, writes it down and shows how they stand.
func (s *Set) classChange(ctx context.Context, r bot.Request, change func(*class.Class) (say.Text, error)) (chat.Reply, error) {
	c, err := s.room.change(ctx, r, change)
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.classCard(ctx, c, r)}, nil
}

func (s *Set) pressClass(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	reply, err := s.classDo(ctx, r, args[0])
	reply.Replace = true
	return reply, err
}

// classCard shows all settings, and first what is left to do.
func (s *Set) classCard(ctx context.Context, c class.Class, r bot.Request) chat.Card {
	to := r.Say
	card := chat.Card{Title: to.T("The class"), Footer: to.T("Only you see this.")}
	if c.Name != "" {
		card.Title = to.T("The class: {{.Name}}", say.Args{"Name": c.Name})
	}
	if steps := s.classSteps(c, r); len(steps) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("Left to do:")), doc.Bullets(steps...))
	}
	fact := func(label, value string) {
		card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value})
	}
	course := s.catalogue().snap.Course
	fact(to.T("Course"), course.Title)
	card.Facts = append(card.Facts, chat.Telling(to.T("Places"), s.learned(ctx, r, c.Places...).list(c.Places, ownNote(c))...))
	fact(to.T("Servers and workspaces"), to.N(len(c.Tenants), "{{.Count}}: this one", "{{.Count}}, with one bank and one leaderboard"))
	fact(to.T("Time zone"), c.Zone().String())
	fact(to.T("Class days"), classDays(c, to))
	if c.Schedule.Holidays != "" {
		fact(to.T("Holidays"), c.Schedule.Holidays)
	}
	fact(to.T("Language"), s.languageName(c.Language))
	fact(to.T("Staff"), staffList(c, to))
	daily := to.T("off")
	if c.Daily.On {
		daily = to.T("at {{.Time}}, questions a day: {{.Count}}", say.Args{"Time": c.Schedule.Opens, "Count": max(c.Schedule.Questions, 1)})
	}
	fact(to.T("Question of the day"), daily)
	if held := s.heldList(c, r.Received, to); held != "" {
		fact(to.T("Kept back"), held)
	}
	keep := to.T("until it is erased")
	if c.KeepDays > 0 {
		keep = to.N(c.KeepDays, "until {{.Count}} day after a student's last answer", "until {{.Count}} days after a student's last answer")
	}
	fact(to.T("Student data is kept"), keep)
	card.Controls = s.classControls(c, r)
	return card
}

func (s *Set) classControls(c class.Class, r bot.Request) []chat.Control {
	to := r.Say
	button := func(label, what string) chat.Control {
		return chat.Button{Label: label, Token: s.tokens.Seal(actClass, what)}
	}
	list := []chat.Control{chat.Button{Label: to.T("Name, language, zone…"), Token: s.tokens.Seal(actClassForm)}}
	if r.At.Channel != "" {
		if c.PostsTo(r.At) {
			list = append(list, button(to.T("Not in this channel"), classAway))
		} else {
			list = append(list, button(to.T("Post in this channel"), classHere))
		}
	}
	list = append(list,
		chat.Button{Label: to.T("Question of the day"), Token: s.tokens.Seal(actDaily, "show")},
		button(to.T("Check permissions"), classCheck), button(to.T("Questions and reports"), classInbox), button(to.T("What staff did"), classLog))
	if c.Tells(r.From) {
		list = append(list, button(to.T("Tell me nothing in private"), classQuiet))
	} else {
		list = append(list, button(to.T("Tell me in private what comes in"), classNotify))
	}
	return append(list, button(to.T("Add a server or workspace"), classCode))
}

// classSteps lists what keeps the class from working, in the order to do it.
func (s *Set) classSteps(c class.Class, r bot.Request) []string {
	to := r.Say
	var steps []string
	if len(c.Places) == 0 {
		steps = append(steps, to.T("Place: give /class here in each channel where questions and announcements shall stand."))
	}
	if c.Zone() == time.UTC && c.Revision == 0 {
		steps = append(steps, to.T("Time: name your time zone, for example /class set zone:Europe/Berlin."))
	}
	if !c.Daily.On {
		steps = append(steps, to.T("Question of the day: begin with /daily on, when you like."))
	}
	if len(c.Staff) == 0 {
		steps = append(steps, to.T("Staff: so far only those who manage this server or workspace. Add others with /class staff."))
	}
	if len(c.Told) == 0 {
		steps = append(steps, to.T("News: nobody is told of students' questions and of new chapters. Press “Tell me in private what comes in” to be."))
	}
	return steps
}

func (s *Set) languageName(tag string) string {
	for _, c := range s.languageChoices() {
		if c.Value == orElse(tag, "en") {
			return c.Label
		}
	}
	return tag
}

func staffList(c class.Class, to *say.Speaker) string {
	names := []string{to.T("who manages the server or workspace")}
	for _, st := range c.Staff {
		names = append(names, orElse(st.Name, orElse(st.Role, st.Person)))
	}
	return strings.Join(names, ", ")
}

// heldList tells what is kept back, and until when.
func (s *Set) heldList(c class.Class, at time.Time, to *say.Speaker) string {
	var out []string
	for _, h := range c.Holds {
		u := s.catalogue().snap.Course.ByID(h.Unit)
		if u == nil || !h.Active(at) {
			continue
		}
		if h.Until.IsZero() {
			out = append(out, to.T("“{{.Title}}” until you open it", say.Args{"Title": short(heading(u, to), maxQuoted)}))
			continue
		}
		out = append(out, to.T("“{{.Title}}” until {{.Time}}", say.Args{"Title": short(heading(u, to), maxQuoted), "Time": h.Until.In(c.Zone()).Format("2006-01-02 15:04 MST")}))
	}
	return strings.Join(out, "; ")
}

// classRelease keeps a unit back, or opens it.
func (s *Set) classRelease(ctx context.Context, r bot.Request) (chat.Reply, error) {
	u, err := s.unitNamed(r.Args.Get("chapter"))
	if err != nil {
		return chat.Reply{}, err
	}
	var moved say.Text
	reply, err := s.classChange(ctx, r, func(c *class.Class) (say.Text, error) {
		on := say.Args{"Title": short(heading(u, s.to(*c)), maxQuoted)}
		date := strings.TrimSpace(r.Args.Get("date"))
		if strings.EqualFold(date, "never") {
			c.Holds = c.Holding(class.Hold{Unit: u.ID})
			return say.T("kept back “{{.Title}}”", on), nil
		}
		if len(date) == len("2006-01-02") && strings.Count(date, "-") == 2 {
			date += " 00:00"
		}
		at, note, err := schedule.ParseMoment(date, r.Received, c.Zone())
		if err != nil {
			return say.Text{}, err
		}
		if moved = note; !at.After(r.Received) {
			c.Holds = c.Releasing(u.ID)
			return say.T("opened “{{.Title}}”", on), nil
		}
		c.Holds = c.Holding(class.Hold{Unit: u.ID, Until: at.UTC().Truncate(time.Second)})
		on["Time"] = at.In(c.Zone()).Format("2006-01-02 15:04 MST")
		return say.T("kept back “{{.Title}}” until {{.Time}}", on), nil
	})
	if card, ok := reply.View.(chat.Card); ok && moved.Key != "" {
		card.Body = append([]doc.Block{doc.Para(r.Say.Say(moved))}, card.Body...)
		reply.View = card
	}
	return reply, err
}

// classLogRows is how many acts are shown at a time.
const classLogRows = 20

// classLog shows what staff did, without the latest so many acts.
func (s *Set) classLog(ctx context.Context, c class.Class, r bot.Request, from int) (chat.View, error) {
	acts, err := class.Log{Store: s.room.Store}.Latest(ctx, c.ID, from+classLogRows+1)
	if err != nil {
		return nil, err
	}
	acts = acts[min(from, len(acts)):]
	earlier := len(acts) > classLogRows
	acts = acts[:min(len(acts), classLogRows)]
	card := chat.Card{Title: r.Say.T("What staff did"), Footer: r.Say.T("Only you see this.")}
	if len(acts) == 0 {
		card.Body = []doc.Block{doc.Para(r.Say.T("Nothing yet."))}
	} else {
		card.Body = []doc.Block{s.actList(ctx, c, r, acts)}
	}
	page := func(label string, from int) {
		card.Controls = append(card.Controls, chat.Button{Label: label, Token: s.tokens.Seal(actClass, classFrom+strconv.Itoa(from))})
	}
	if earlier {
		page(r.Say.T("Earlier"), from+classLogRows)
	}
	if from > 0 {
		page(r.Say.T("Later"), max(from-classLogRows, 0))
	}
	card.Controls = append(card.Controls, chat.Button{Label: r.Say.T("Back to the settings"), Token: s.tokens.Seal(actClass, classShow)})
	return card, nil
}

// actList tells what was done, by whom and when, and calls places as the reader knows them.
func (s *Set) actList(ctx context.Context, c class.Class, r bot.Request, acts []class.Act) doc.List {
	var list []chat.Place
	for _, a := range acts {
		for _, p := range a.Places {
			list = append(list, p)
		}
	}
	call := s.learned(ctx, r, list...)
	var out doc.List
	for _, a := range acts {
		name, _ := bot.Clean(a.Name)
		did, with := a.Text(), slots{}
		for arg, p := range a.Places {
			did.Args[arg], with[arg] = slot(arg), call.span(p)
		}
		row := woven(a.At.In(c.Zone()).Format("2006-01-02 15:04")+" "+short(orElse(name, a.Person), maxName)+": "+r.Say.Say(did), with)
		out.Items = append(out.Items, doc.Item{Blocks: []doc.Block{row}})
	}
	return out
}

func noClassChange() error {
	return fault.New(fault.Invalid, "Nothing was named to change.", "For example: /class set zone:Europe/Berlin language:de")
}
