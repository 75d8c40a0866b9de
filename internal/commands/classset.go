package commands

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// classSet changes the settings that are named.
func (s *Set) classSet(c *class.Class, r bot.Request, args chat.Args) (say.Text, error) {
	if len(args) == 0 {
		return say.Text{}, noClassChange()
	}
	for _, a := range args {
		value := strings.TrimSpace(a.Value)
		switch a.Name {
		case "name":
			c.Name = short(oneLine(value), maxClassName)
		case "language":
			tag, err := s.spoken(value)
			if err != nil {
				return say.Text{}, err
			}
			c.Language = tag
		case "zone":
			c.Schedule.Zone = value
		case "days":
			c.Schedule.Days = schedule.EnglishDays(value, r.Say)
		case "holidays":
			c.Schedule.Holidays = unlessNone(value)
		case "start":
			c.Schedule.Start = unlessNone(value)
		case "end":
			c.Schedule.End = unlessNone(value)
		case "keep":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > maxKeepDays {
				return say.Text{}, fault.New(fault.Invalid, "“{{.Typed}}” is not a number of days.", "Give a number from 0, which keeps everything, to 3650.").With("Typed", quotable(a.Value))
			}
			c.KeepDays = n
		}
	}
	plan, err := c.Schedule.Plan()
	if err != nil {
		return say.Text{}, err
	}
	c.Schedule = plan.Text()
	if err := inTime(*c, r.Received, s.naming(r)); err != nil {
		return say.Text{}, err
	}
	return say.T("changed the settings of the class"), nil
}

// unlessNone is what is typed for a setting that can be cleared.
func unlessNone(value string) string {
	if strings.EqualFold(value, "none") {
		return ""
	}
	return value
}

// classDays tells the weekdays of a class, and from when to when.
func classDays(c class.Class, to *say.Speaker) string {
	days := schedule.DaysText(orElse(c.Schedule.Days, "Mon-Fri"), to)
	on := say.Args{"Days": days, "Start": c.Schedule.Start, "End": c.Schedule.End}
	switch {
	case c.Schedule.Start != "" && c.Schedule.End != "":
		return to.T("{{.Days}}, from {{.Start}} to {{.End}}", on)
	case c.Schedule.Start != "":
		return to.T("{{.Days}}, from {{.Start}}", on)
	case c.Schedule.End != "":
		return to.T("{{.Days}}, until {{.End}}", on)
	}
	return days
}

const (
	maxClassName = 80   // it stands in footers
	maxKeepDays  = 3650 // ten years
)

// spoken finds a language that the bot speaks.
func (s *Set) spoken(typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	var names []string
	for _, l := range s.languageChoices() {
		if strings.EqualFold(l.Value, typed) || strings.EqualFold(l.Label, typed) {
			return l.Value, nil
		}
		names = append(names, l.Label)
	}
	return "", fault.New(fault.Invalid, "The bot does not speak “{{.Typed}}”.", "Choose one of these: {{.Languages}}.").With("Typed", quotable(typed)).With("Languages", strings.Join(names, ", "))
}

// classPress does what needs no value.
func classPress(c *class.Class, r bot.Request, what string) (say.Text, error) {
	switch what {
	case classHere:
		if r.At.Channel == "" {
			return say.Text{}, fault.New(fault.Invalid, "This is not a channel.", "Give the command in the channel where questions and announcements shall stand.")
		}
		if !c.PostsTo(r.At) {
			c.Places = append(c.Places, r.At)
		}
		return say.T("added a place: {{.Place}}", say.Args{"Place": r.At}), nil
	case classAway:
		*c = c.Leaving(func(p chat.Place) bool { return p == r.At })
		return say.T("took away a place: {{.Place}}", say.Args{"Place": r.At}), nil
	case classNotify:
		if c.Tells(r.From) {
			return say.Text{}, nil
		}
		c.Told = c.Telling(r.From, true)
		return say.T("asked to be told in private what comes in"), nil
	case classQuiet:
		c.Told = c.Telling(r.From, false)
		return say.T("asked to be told nothing in private any more"), nil
	}
	return say.Text{}, nil
}

// classStaff adds or removes who teaches.
func classStaff(c *class.Class, r bot.Request) (say.Text, error) {
	st := class.Staff{Platform: r.From.Platform, Tenant: r.From.Tenant}
	role, person := r.Args.Get("role"), r.Args.Get("person")
	switch {
	case role != "" && person != "" || role == "" && person == "":
		return say.Text{}, fault.New(fault.Invalid, "Name one role or group, or one person.", "For example: /class staff role:@tutors")
	case role != "":
		st.Role, st.Name = chat.Named(role)
	default:
		st.Person, st.Name = chat.Named(person)
	}
	if st.Role == "" && st.Person == "" {
		return say.Text{}, fault.New(fault.Invalid, "“{{.Typed}}” is not known on this platform.", "Choose it from the list while typing.").With("Typed", quotable(orElse(role, person)))
	}
	same := func(o class.Staff) bool {
		return o.Platform == st.Platform && o.Tenant == st.Tenant && o.Role == st.Role && o.Person == st.Person
	}
	var rest []class.Staff
	for _, o := range c.Staff {
		if !same(o) {
			rest = append(rest, o)
		}
	}
	name := say.Args{"Name": orElse(st.Name, orElse(st.Role, st.Person))}
	if yes(r.Args.Get("remove")) {
		if len(rest) == len(c.Staff) {
			return say.Text{}, fault.New(fault.Missing, "They are not on the staff.", "See who is with /class show.")
		}
		c.Staff = rest
		return say.T("took {{.Name}} off the staff", name), nil
	}
	rest = append(rest, st)
	c.Staff = rest
	return say.T("added {{.Name}} to the staff", name), nil
}

const (
	fieldLanguage = "language"
	fieldZone     = "zone"
	fieldDays     = "days"
)

func (s *Set) pressClassForm(_ context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return chat.Reply{}, err
	}
	to := r.Say
	return chat.Reply{View: chat.Form{
		Title: to.T("The class"), Token: s.tokens.Seal(actClassForm), Submit: to.T("Save"),
		Fields: []chat.Field{
			{Name: fieldName, Label: to.T("Name"), Hint: to.T("What the class is called"), Value: c.Name, Optional: true, Max: maxClassName},
			{Name: fieldLanguage, Label: to.T("Language"), Hint: "en, de, es", Value: orElse(c.Language, "en"), Optional: true, Max: 20},
			{Name: fieldZone, Label: to.T("Time zone"), Hint: "Europe/Berlin", Value: c.Zone().String(), Max: 64},
			{Name: fieldDays, Label: to.T("Class days"), Hint: schedule.DaysText("Mon-Fri", to), Value: schedule.DaysText(orElse(c.Schedule.Days, "Mon-Fri"), to), Max: 60},
		},
	}}, nil
}

func (s *Set) submitClassForm(ctx context.Context, r bot.Request, _ []string, fields chat.Args) (chat.Reply, error) {
	reply, err := s.classChange(ctx, r, func(c *class.Class) (say.Text, error) { return s.classSet(c, r, fields) })
	reply.Replace = true
	return reply, err
}

// inspection tells what the bot may not do in each place.
func (s *Set) inspection(ctx context.Context, c class.Class, r bot.Request) chat.View {
	to := r.Say
	card := chat.Card{Title: to.T("What the bot may do"), Footer: to.T("Only you see this.")}
	if len(c.Places) == 0 {
		card.Body = append(card.Body, doc.Para(to.T("The class has no places yet: give /class here in the channels where questions and announcements shall stand.")))
	}
	gone := chat.Menu{Label: to.T("Take a channel out of the class")} // where no command can be given any more
	call := s.learned(ctx, r, c.Places...)
	for _, p := range c.Places {
		name := call.text(p)
		if p == r.At {
			name = to.T("This channel")
		}
		in, ok := s.room.Adapters(p.Platform).(chat.Inspector)
		if !ok {
			card.Facts = append(card.Facts, chat.Fact{Label: name, Value: to.T("this platform asks for no permissions")})
			continue
		}
		lacks, err := in.Inspect(ctx, p)
		switch {
		case fault.Is(err, fault.Missing) || fault.Is(err, fault.Forbidden):
			card.Facts = append(card.Facts, chat.Fact{Label: name, Value: to.T("gone, or the bot cannot see it: add the bot to the channel, or take the channel out of the class")})
			gone.Options = append(gone.Options, chat.Option{Label: to.T("Take out {{.Place}}", say.Args{"Place": name}), Token: s.tokens.Seal(actClass, classOut+placeKey(p))})
		case err != nil:
			card.Facts = append(card.Facts, chat.Fact{Label: name, Value: to.T("could not be looked at just now; try again in a minute")})
		case len(lacks) == 0:
			card.Facts = append(card.Facts, chat.Fact{Label: name, Value: to.T("nothing is missing")})
		default:
			var rows []string
			for _, l := range lacks {
				rows = append(rows, to.T("“{{.Right}}”, {{.Purpose}}", say.Args{"Right": l.Name, "Purpose": purpose(l.Need)}))
			}
			card.Tone = chat.Warning
			card.Facts = append(card.Facts, chat.Fact{Label: name, Value: to.T("missing: {{.List}}", say.Args{"List": strings.Join(rows, "; ")})})
		}
	}
	if card.Tone == chat.Warning {
		card.Body = append(card.Body, doc.Para(to.T("Whoever may manage the channel or the server can grant what is missing, in the channel's permissions or the bot's role; on Slack, whoever installed the app.")))
	}
	if gone.Options = gone.Options[:min(len(gone.Options), latestNotices)]; len(gone.Options) > 0 {
		card.Controls = append(card.Controls, gone)
	}
	card.Controls = append(card.Controls, chat.Button{Label: to.T("Check again"), Token: s.tokens.Seal(actClass, classCheck)}, chat.Button{Label: to.T("Back to the settings"), Token: s.tokens.Seal(actClass, classShow)})
	return card
}

// classTakeOut takes the place with a short name out of the class.
func classTakeOut(c *class.Class, key string) (say.Text, error) {
	i := slices.IndexFunc(c.Places, func(p chat.Place) bool { return placeKey(p) == key })
	if i < 0 {
		return say.Text{}, fault.New(fault.Missing, "This channel is not a place of the class any more.", "See those there are with /class show.")
	}
	p := c.Places[i]
	*c = c.Leaving(func(o chat.Place) bool { return o == p })
	return say.T("took away a place: {{.Place}}", say.Args{"Place": p}), nil
}

// purpose tells what a right is needed for.
func purpose(n chat.Need) say.Text {
	switch n {
	case chat.NeedSee:
		return say.T("to see the channel")
	case chat.NeedPost:
		return say.T("to post questions and announcements")
	case chat.NeedEmbed:
		return say.T("to show passages with their title")
	case chat.NeedHistory:
		return say.T("to see after an interruption what is posted already")
	case chat.NeedThread:
		return say.T("to open threads for results and talk")
	case chat.NeedReply:
		return say.T("to post in those threads")
	case chat.NeedFiles:
		return say.T("to send charts and exports")
	case chat.NeedUploads:
		return say.T("to take the gradebooks that staff want filled")
	}
	return say.T("to work here")
}
