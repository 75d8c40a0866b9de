package commands

import (
	"context"
	"slices"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/find"
	"lectern/internal/say"
)

// chapter shows the course, a chapter or a lesson at a glance.
func (s *Set) chapter() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Instant: true,
			Name:    "chapter", Description: "See the chapters, or what is in one of them",
			Args:     []chat.Param{{Name: "name", Description: "A chapter or lesson, by title or number; leave it out for all chapters", Suggest: true, Rest: true}},
			Examples: []string{"/chapter", "/chapter 6", "/chapter liberalism"},
		},
		Run:     s.runChapter,
		Suggest: s.suggestChapters,
		Actions: []bot.Action{{Name: actCourse, Press: s.pressCourse}},
	}
}

func (s *Set) runChapter(_ context.Context, r bot.Request) (chat.Reply, error) {
	c := s.shelf(r)
	name := r.Args.Get("name")
	if name == "" {
		return chat.Reply{View: c.everything(r.Say)}, nil
	}
	if u := numbered(c.snap.Course, name, s.tongues); u != nil {
		return chat.Reply{View: c.glance(u, "", r.Say)}, nil
	}
	if u := chosen(c.snap.Course, name); u != nil {
		return chat.Reply{View: c.glance(broad(u), "", r.Say)}, nil
	}
	a := c.snap.Lookup(name)
	switch a.Outcome {
	case find.Found:
		u := broad(a.Best.Unit)
		note := ""
		if u != a.Best.Unit {
			note = partOf(a.Best.Unit, u, r.Say)
		}
		return chat.Reply{View: c.glance(u, note, r.Say)}, nil
	case find.Ambiguous:
		a.Others = broadOnes(a.Others)
		if len(a.Others) == 1 {
			return chat.Reply{View: c.glance(a.Others[0].Unit, "", r.Say)}, nil
		}
		return chat.Reply{View: c.candidates(name, a, r.Say)}, nil
	case find.Nothing:
	}
	return chat.Reply{View: c.nothing(name, a.Suggestions, r.Say)}, nil
}

func (s *Set) pressCourse(_ context.Context, r bot.Request, _ []string) (chat.Reply, error) {
	return chat.Reply{View: s.shelf(r).everything(r.Say)}, nil
}

func (s *Set) suggestChapters(_ context.Context, r bot.Request, _, typed string) ([]chat.Choice, error) {
	return s.shelf(r).chapters(typed, r.Say), nil
}

// chapters completes the name of a chapter or lesson.
func (c *catalogue) chapters(typed string, to *say.Speaker) []chat.Choice {
	var choices []chat.Choice
	// Sections fill the first places often, so more are fetched than can be offered.
	for _, u := range c.snap.Complete(typed, 4*chat.MaxChoices) {
		if u.Kind != course.Section {
			choices = append(choices, choice(u, to))
		}
	}
	return choices
}

// isChapter tells whether a word means a chapter in any language: a course may be in another
// than its readers'.
func isChapter(word string, tongues *say.Languages) bool {
	return strings.EqualFold(word, "chapter") || slices.ContainsFunc(tongues.Tags(), func(tag string) bool {
		return tongues.In(tag).Meant(word, "chapter") == "chapter"
	})
}

// numbered finds a chapter by the number its author gave it ("6", "chapter 6"), else by its
// position.
func numbered(c *course.Course, name string, tongues *say.Languages) *course.Unit {
	fields := strings.Fields(name)
	if len(fields) == 0 || len(fields) > 2 {
		return nil
	}
	n := strings.TrimLeft(fields[len(fields)-1], "#")
	if len(fields) == 2 && !isChapter(fields[0], tongues) || n == "" || strings.Trim(n, "0123456789") != "" {
		return nil
	}
	for _, ch := range c.Chapters {
		if ch.Number == n {
			return ch
		}
	}
	return nil
}

// broad is the unit itself when it is a chapter or lesson, else the lesson or chapter above.
func broad(u *course.Unit) *course.Unit {
	if u.Kind != course.Section {
		return u
	}
	if l := u.LessonOf(); l != nil {
		return l
	}
	return u.ChapterOf()
}

func broadOnes(ms []course.Match) []course.Match {
	seen := make(map[*course.Unit]bool)
	var out []course.Match
	for _, m := range ms {
		m.Unit = broad(m.Unit)
		if !seen[m.Unit] {
			seen[m.Unit] = true
			out = append(out, m)
		}
	}
	return out
}

// partOf says that a section was asked for and what holds it is shown.
func partOf(section, u *course.Unit, to *say.Speaker) string {
	if u.Kind == course.Lesson {
		return to.T("“{{.Section}}” is a section of this lesson.", say.Args{"Section": quotable(section.Title)})
	}
	return to.T("“{{.Section}}” is a section of this chapter.", say.Args{"Section": quotable(section.Title)})
}

// everything is the course at a glance.
func (c *catalogue) everything(to *say.Speaker) chat.View {
	o := chat.Outline{Title: c.snap.Course.Title, Link: c.set.public, Footer: to.T("Open a chapter, or read about a topic with /section.")}
	if c.set.public != "" {
		o.Link += "/read/"
	}
	if d := c.snap.Course.Description; d != "" {
		o.Lead = []doc.Block{doc.Para(d)}
	}
	o.Entries = c.entries(c.snap.Course.Chapters, to)
	return o
}

// glance shows a chapter or lesson by its parts; one without parts is read at once.
func (c *catalogue) glance(u *course.Unit, note string, to *say.Speaker) chat.View {
	if u.Planned {
		return c.soon(u, to)
	}
	if len(u.Children) == 0 {
		return c.view(u, to)
	}
	o := c.outline(u, to)
	o.Footer = note
	return o
}

func (c *catalogue) outline(u *course.Unit, to *say.Speaker) chat.Outline {
	o := chat.Outline{Title: heading(u, to), Crumbs: u.Crumbs(), Link: c.link(u), Entries: c.entries(u.Children, to)}
	if u.Lead != "" {
		o.Lead = append(o.Lead, doc.Para(u.Lead))
	}
	if doc.Words(u.Own) <= outlineWords {
		o.Lead = append(o.Lead, u.Own...)
	} else {
		// Too long to stand above a list: it is the first entry instead.
		o.Entries = append([]chat.OutlineEntry{{Title: to.T("Introduction"), Detail: to.T("read from the start"), Token: c.set.tokens.Seal(actPage, u.Ref, "0")}}, o.Entries...)
	}
	o.Before, o.After = c.neighbour(c.before[u.Index], to), c.neighbour(c.next[u.Index], to)
	return o
}

func (c *catalogue) entries(units []*course.Unit, to *say.Speaker) []chat.OutlineEntry {
	es := make([]chat.OutlineEntry, 0, len(units))
	for _, u := range units {
		e := chat.OutlineEntry{Title: heading(u, to), Detail: detail(u, to), Planned: u.Planned}
		if !u.Planned {
			e.Token = c.option(u, to).Token
		}
		es = append(es, e)
	}
	return es
}
