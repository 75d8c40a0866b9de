package commands

import (
	"context"
	"strconv"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/find"
	"lectern/internal/say"
)

// view shows a unit in the form that suits it: a passage, an outline, or word of what is to
// come.
func (c *catalogue) view(u *course.Unit, to *say.Speaker) chat.View {
	switch {
	case u.Planned:
		return c.soon(u, to)
	case whole(u):
		return c.excerpt(u, to)
	}
	return c.outline(u, to)
}

// soon says that a unit is announced, and what is there to read instead.
func (c *catalogue) soon(u *course.Unit, to *say.Speaker) chat.View {
	card := chat.Card{Title: heading(u, to), Footer: where(u)}
	siblings := c.snap.Course.Chapters
	if u.Parent != nil {
		siblings = u.Parent.Children
	}
	menu := chat.Menu{Label: to.T("Read something else")}
	for _, other := range siblings {
		if !other.Planned {
			menu.Options = append(menu.Options, *c.option(other, to))
		}
	}
	card.Body = []doc.Block{doc.Para(announced(u, to))}
	if len(menu.Options) == 0 {
		card.Body = append(card.Body, doc.Para(to.T("Use /chapter to see what can be read already.")))
		card.Controls = []chat.Control{c.contents(to)}
		return card
	}
	card.Body = append(card.Body, doc.Para(untilThen(u, len(menu.Options), to)))
	card.Controls = []chat.Control{menu}
	return card
}

// announced says that a unit is announced.
func announced(u *course.Unit, to *say.Speaker) string {
	switch u.Kind {
	case course.Chapter:
		return to.T("This chapter is coming soon: it is announced, but its text is not there yet.")
	case course.Section:
		return to.T("This section is coming soon: it is announced, but its text is not there yet.")
	case course.Lesson:
	}
	return to.T("This lesson is coming soon: it is announced, but its text is not there yet.")
}

// untilThen says how many units beside it can be read.
func untilThen(u *course.Unit, n int, to *say.Speaker) string {
	switch u.Kind {
	case course.Chapter:
		return to.N(n, "Until then, {{.Count}} other chapter can be read.", "Until then, {{.Count}} other chapters can be read.")
	case course.Section:
		return to.N(n, "Until then, {{.Count}} other section can be read.", "Until then, {{.Count}} other sections can be read.")
	case course.Lesson:
	}
	return to.N(n, "Until then, {{.Count}} other lesson can be read.", "Until then, {{.Count}} other lessons can be read.")
}

// contents is the button that opens the course's outline.
func (c *catalogue) contents(to *say.Speaker) chat.Button {
	return chat.Button{Label: to.T("All chapters"), Hint: to.T("Show the chapters of the course"), Token: c.set.tokens.Seal(actCourse)}
}

// target reads the unit and the page a Token names. The unit is nil when an edit has removed
// it since.
func (c *catalogue) target(args []string) (u *course.Unit, page int, err error) {
	if len(args) == 0 || len(args) > 2 {
		return nil, 0, damaged()
	}
	if len(args) == 2 {
		if page, err = strconv.Atoi(args[1]); err != nil || page < 0 {
			return nil, 0, damaged()
		}
	}
	return c.snap.Course.ByRef(args[0]), page, nil
}

// gone offers what is nearest to a unit that no longer exists: a Token holds its Ref only, so
// the catalogue of the snapshot before is asked for its title.
func (c *catalogue) gone(ref string, to *say.Speaker) chat.View {
	if c.set.catalogue().snap.Course.ByRef(ref) != nil {
		card := chat.Notice(chat.Neutral, to.T("Not open yet"), to.T("Your teachers have not opened this part of the course yet."), to.T("Use /chapter to see what can be read already."))
		card.Controls = []chat.Control{c.contents(to)}
		return card
	}
	card := chat.Notice(chat.Warning, to.T("No longer there"), to.T("The course has been edited since, and this passage is not in it any more."), "")
	if old := c.set.formerTitle(ref); old != "" {
		card.Body = append(card.Body, doc.Para(to.T("It was called “{{.Title}}”.", say.Args{"Title": quotable(old)})))
		if menu, ok := c.nearest(old, to); ok {
			card.Controls = append(card.Controls, menu)
		}
	}
	card.Controls = append(card.Controls, c.contents(to))
	return card
}

// nearest offers the units that a lost title leads to.
func (c *catalogue) nearest(title string, to *say.Speaker) (chat.Menu, bool) {
	menu := chat.Menu{Label: to.T("Nearest passages")}
	a := c.snap.Lookup(title)
	if a.Outcome == find.Found {
		menu.Options = append(menu.Options, *c.option(a.Best.Unit, to))
	}
	for _, m := range a.Others {
		menu.Options = append(menu.Options, *c.option(m.Unit, to))
	}
	return menu, len(menu.Options) > 0
}

func damaged() error {
	return fault.New(fault.Invalid, "This button cannot be understood any more.", "Give the command again to get fresh buttons.")
}

// pressOpen goes on to a unit in the message whose control was pressed.
func (s *Set) pressOpen(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	c := s.shelf(r)
	u, _, err := c.target(args)
	if err != nil {
		return chat.Reply{}, err
	}
	if u == nil {
		return chat.Reply{View: c.gone(args[0], r.Say)}, nil
	}
	return chat.Reply{View: c.view(u, r.Say), Replace: true}, nil
}

func (s *Set) pressPage(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	c := s.shelf(r)
	u, page, err := c.target(args)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case u == nil:
		return chat.Reply{View: c.gone(args[0], r.Say)}, nil
	case !whole(u):
		return chat.Reply{View: c.view(u, r.Say), Replace: true}, nil
	}
	e := c.excerpt(u, r.Say)
	e.Page = page
	return chat.Reply{View: e, Replace: true}, nil
}

// pressRead opens a page in a message of its own, for the person alone: the one whose control
// was pressed belongs to the room, or is a list that is worth keeping.
func (s *Set) pressRead(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	reply, err := s.pressPage(ctx, r, args)
	reply.Replace = false
	return reply, err
}

// pressShare shows a page to the whole room. Its controls open private copies, so that nobody
// turns a page under the others' eyes.
func (s *Set) pressShare(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	c := s.shelf(r)
	u, page, err := c.target(args)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case u == nil:
		return chat.Reply{View: c.gone(args[0], r.Say)}, nil
	case !whole(u):
		return chat.Reply{View: c.view(u, r.Say)}, nil
	}
	to := s.language(r)
	e := c.shared(u, to)
	e.Page = page
	if name, _ := bot.Clean(r.From.Name); name != "" {
		e.Note = to.T("Shared by {{.Name}}.", say.Args{"Name": short(name, maxName)})
	}
	return chat.Reply{View: e, Audience: chat.Room}, nil
}

// maxName is how much of a display name is shown (Discord allows 32 characters, Slack 80).
const maxName = 80

// shared is a passage whose controls leave the message as it is.
func (c *catalogue) shared(u *course.Unit, to *say.Speaker) chat.Excerpt {
	e := c.excerpt(u, to)
	e.Key += "-shared"
	e.Share = nil
	ref, tokens := u.Ref, c.set.tokens
	e.Turn = func(page int) chat.Token { return tokens.Seal(actRead, ref, strconv.Itoa(page)) }
	aside := func(at int32) *chat.Option {
		if at < 0 {
			return nil
		}
		o := c.aside(c.snap.Course.Units[at], to)
		return &o
	}
	e.Before, e.After = aside(c.before[u.Index]), aside(c.next[u.Index])
	e.Parts = nil
	for _, part := range u.Children {
		if !part.Planned {
			e.Parts = append(e.Parts, chat.Option{Label: heading(part, to), Description: detail(part, to), Token: c.aside(part, to).Token})
		}
	}
	return e
}

// aside is an option that opens a unit in a message of its own.
func (c *catalogue) aside(u *course.Unit, to *say.Speaker) chat.Option {
	o := *c.option(u, to)
	o.Token = c.set.tokens.Seal(actRead, u.Ref)
	return o
}

// openActions are the actions that views of units share.
func (s *Set) openActions() []bot.Action {
	return []bot.Action{
		{Name: actOpen, Press: s.pressOpen},
		{Name: actPage, Press: s.pressPage},
		{Name: actRead, Press: s.pressRead},
		{Name: actShare, Press: s.pressShare},
	}
}
