package commands

import (
	"context"
	"strings"
	"unicode/utf8"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/find"
	"lectern/internal/say"
)

// section finds the passage that a topic names and shows it.
func (s *Set) section() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Instant: true,
			Name:    "section", Description: "Read the passage about a topic",
			Args:     []chat.Param{{Name: "topic", Description: "A heading, a name, an idea or a question", Required: true, Suggest: true, Rest: true}},
			Examples: []string{"/section realism", "/section security dilemma", "/section who wrote politics among nations"},
		},
		Run:     s.runSection,
		Suggest: s.suggestUnits,
		Actions: append(s.openActions(), bot.Action{Name: actLook, Press: s.pressLook}),
	}
}

func (s *Set) runSection(_ context.Context, r bot.Request) (chat.Reply, error) {
	topic := r.Args.Get("topic")
	if topic == "" {
		return chat.Reply{}, fault.New(fault.Invalid, "No topic was given.", "Name one, for example /section realism, or use /chapter to see what there is.")
	}
	return s.look(r, topic, r.Cut), nil
}

// look answers a topic.
func (s *Set) look(r bot.Request, topic string, cut bool) chat.Reply {
	c, to := s.shelf(r), r.Say
	if u := chosen(c.snap.Course, topic); u != nil {
		return chat.Reply{View: c.view(u, to)}
	}
	a := c.snap.Lookup(topic)
	switch a.Outcome {
	case find.Found:
		return chat.Reply{View: c.found(topic, a, cut, to)}
	case find.Ambiguous:
		return chat.Reply{View: c.candidates(topic, a, to)}
	case find.Nothing:
	}
	return chat.Reply{View: c.nothing(topic, a.Suggestions, to)}
}

// chosen finds the unit that a completion stands for; nil when words were typed instead.
func chosen(c *course.Course, typed string) *course.Unit {
	if u := c.ByID(typed); u != nil {
		return u
	}
	return c.ByRef(typed)
}

func (c *catalogue) found(topic string, a course.Answer, cut bool, to *say.Speaker) chat.View {
	v := c.view(a.Best.Unit, to)
	e, ok := v.(chat.Excerpt)
	if !ok {
		return v
	}
	switch {
	case cut:
		e.Note = to.T("Your text was long, so only its first 200 characters were looked up.")
	case a.Corrected != "":
		e.Note = to.T("Closest match for “{{.Query}}”, read as “{{.Read}}”.", say.Args{"Query": quotable(topic), "Read": quotable(a.Corrected)})
	}
	if len(a.Others) > 0 {
		e.Others = make([]chat.Option, len(a.Others))
		for i, m := range a.Others {
			e.Others[i] = *c.option(m.Unit, to)
		}
	}
	return e
}

func (c *catalogue) candidates(topic string, a course.Answer, to *say.Speaker) chat.View {
	m := chat.Matches{
		Title: to.T("Several passages fit “{{.Query}}”", say.Args{"Query": quotable(topic)}),
		Lead:  to.T("Which one do you mean?"),
		Tips:  to.T("Add a word of its chapter or lesson to go there at once."),
	}
	for _, o := range a.Others {
		m.Items = append(m.Items, chat.Match{Title: heading(o.Unit, to), Crumbs: o.Unit.Crumbs(), Token: c.aside(o.Unit, to).Token})
	}
	return m
}

// nothing says so, and offers the titles nearest to what was typed.
func (c *catalogue) nothing(topic string, suggestions []string, to *say.Speaker) chat.View {
	card := chat.Notice(chat.Warning, to.T("Nothing found for “{{.Query}}”", say.Args{"Query": quotable(topic)}),
		to.T("No passage of “{{.Course}}” fits these words.", say.Args{"Course": c.snap.Course.Title}), "")
	if len(suggestions) > 0 {
		card.Body = append(card.Body, doc.Para(to.T("These titles are nearest. You can also try other words, or /search to look through the text.")))
		menu := chat.Menu{Label: to.T("Nearest titles")}
		for _, title := range suggestions {
			menu.Options = append(menu.Options, chat.Option{Label: title, Token: c.set.tokens.Seal(actLook, c.set.phrases.keep(title, phraseRoom))})
		}
		card.Controls = append(card.Controls, menu)
	} else {
		card.Body = append(card.Body, doc.Para(to.T("Try other words, or /chapter to see what the course holds.")))
	}
	card.Controls = append(card.Controls, c.contents(to))
	return card
}

func (s *Set) pressLook(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	topic, err := s.phrases.recall(args[0])
	if err != nil {
		return chat.Reply{}, err
	}
	reply := s.look(r, topic, false)
	reply.Replace = true
	return reply, nil
}

// maxChoice is how long a completion's label and value may be (Discord: 100 characters each).
const maxChoice = 100

func (s *Set) suggestUnits(_ context.Context, r bot.Request, _, typed string) ([]chat.Choice, error) {
	c := s.shelf(r)
	units := c.snap.Complete(typed, chat.MaxChoices)
	choices := make([]chat.Choice, 0, len(units))
	for _, u := range units {
		choices = append(choices, choice(u, r.Say))
	}
	return choices, nil
}

// choice shows a heading with its chapter; its value opens exactly this unit.
func choice(u *course.Unit, to *say.Speaker) chat.Choice {
	label := heading(u, to)
	if u.Parent != nil {
		room := maxChoice - utf8.RuneCountInString(label) - len(" – ")
		above := heading(u.ChapterOf(), to)
		if l := u.LessonOf(); l != nil && l != u && room > utf8.RuneCountInString(above)+len(chat.Separator)+12 {
			above += chat.Separator + heading(l, to)
		}
		if room >= 12 {
			label += " – " + short(above, room)
		}
	}
	value := u.ID
	if utf8.RuneCountInString(value) > maxChoice || strings.TrimSpace(value) != value {
		value = u.Ref
	}
	return chat.Choice{Label: short(label, maxChoice), Value: value}
}
