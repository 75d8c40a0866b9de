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
)

// view shows a unit in the form that suits it: a passage, an outline, or word of what is to
// come.
func (c *catalogue) view(u *course.Unit) chat.View {
	switch {
	case u.Planned:
		return c.soon(u)
	case whole(u):
		return c.excerpt(u)
	}
	return c.outline(u)
}

// soon says that a unit is announced, and what is there to read instead.
func (c *catalogue) soon(u *course.Unit) chat.View {
	what := "lesson"
	switch u.Kind {
	case course.Chapter:
		what = "chapter"
	case course.Section:
		what = "section"
	case course.Lesson:
	}
	card := chat.Card{Title: heading(u), Footer: where(u)}
	siblings := c.snap.Course.Chapters
	if u.Parent != nil {
		siblings = u.Parent.Children
	}
	menu := chat.Menu{Label: "Read something else"}
	for _, other := range siblings {
		if !other.Planned {
			menu.Options = append(menu.Options, *c.option(other))
		}
	}
	card.Body = []doc.Block{doc.Para("This " + what + " is coming soon: it is announced, but its text is not there yet.")}
	if len(menu.Options) == 0 {
		card.Body = append(card.Body, doc.Para("Use /chapter to see what can be read already."))
		card.Controls = []chat.Control{c.contents()}
		return card
	}
	card.Body = append(card.Body, doc.Para("Until then, "+count(len(menu.Options), "other "+what)+" can be read."))
	card.Controls = []chat.Control{menu}
	return card
}

// contents is the button that opens the course's outline.
func (c *catalogue) contents() chat.Button {
	return chat.Button{Label: "All chapters", Hint: "Show the chapters of the course", Token: c.set.tokens.Seal(actCourse)}
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
func (c *catalogue) gone(ref string) chat.View {
	if c.set.catalogue().snap.Course.ByRef(ref) != nil {
		card := chat.Notice(chat.Neutral, "Not open yet", "Your teachers have not opened this part of the course yet.", "Use /chapter to see what can be read already.")
		card.Controls = []chat.Control{c.contents()}
		return card
	}
	card := chat.Notice(chat.Warning, "No longer there", "The course has been edited since, and this passage is not in it any more.", "")
	if old := c.set.formerTitle(ref); old != "" {
		card.Body = append(card.Body, doc.Para("It was called "+quoted(old)+"."))
		if menu, ok := c.nearest(old); ok {
			card.Controls = append(card.Controls, menu)
		}
	}
	card.Controls = append(card.Controls, c.contents())
	return card
}

// nearest offers the units that a lost title leads to.
func (c *catalogue) nearest(title string) (chat.Menu, bool) {
	menu := chat.Menu{Label: "Nearest passages"}
	a := c.snap.Lookup(title)
	if a.Outcome == find.Found {
		menu.Options = append(menu.Options, *c.option(a.Best.Unit))
	}
	for _, m := range a.Others {
		menu.Options = append(menu.Options, *c.option(m.Unit))
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
		return chat.Reply{View: c.gone(args[0])}, nil
	}
	return chat.Reply{View: c.view(u), Replace: true}, nil
}

func (s *Set) pressPage(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	c := s.shelf(r)
	u, page, err := c.target(args)
	switch {
	case err != nil:
		return chat.Reply{}, err
	case u == nil:
		return chat.Reply{View: c.gone(args[0])}, nil
	case !whole(u):
		return chat.Reply{View: c.view(u), Replace: true}, nil
	}
	e := c.excerpt(u)
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
		return chat.Reply{View: c.gone(args[0])}, nil
	case !whole(u):
		return chat.Reply{View: c.view(u)}, nil
	}
	e := c.shared(u)
	e.Page = page
	if name, _ := bot.Clean(r.From.Name); name != "" {
		e.Note = "Shared by " + short(name, maxName) + "."
	}
	return chat.Reply{View: e, Audience: chat.Room}, nil
}

// maxName is how much of a display name is shown (Discord allows 32 characters, Slack 80).
const maxName = 80

// shared is a passage whose controls leave the message as it is.
func (c *catalogue) shared(u *course.Unit) chat.Excerpt {
	e := c.excerpt(u)
	e.Key += "-shared"
	e.Share = nil
	ref, tokens := u.Ref, c.set.tokens
	e.Turn = func(page int) chat.Token { return tokens.Seal(actRead, ref, strconv.Itoa(page)) }
	aside := func(at int32) *chat.Option {
		if at < 0 {
			return nil
		}
		o := c.aside(c.snap.Course.Units[at])
		return &o
	}
	e.Before, e.After = aside(c.before[u.Index]), aside(c.next[u.Index])
	e.Parts = nil
	for _, part := range u.Children {
		if !part.Planned {
			e.Parts = append(e.Parts, chat.Option{Label: heading(part), Description: detail(part), Token: c.aside(part).Token})
		}
	}
	return e
}

// aside is an option that opens a unit in a message of its own.
func (c *catalogue) aside(u *course.Unit) chat.Option {
	o := *c.option(u)
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
