package commands_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/commands"
	"lectern/internal/course"
	"lectern/internal/doc"
)

const chapterOne = `---
title: 'Chapter 1: Ways To Think'
description: 'How scholars argue about security.'
type: chapter
id: 1
---

<exercise id="1" title="Introduction To Security">

## Introduction

Security means different things to different people.

## Security Dilemma

One side arms to be safe and thereby frightens the other. The balance of power never rests.

</exercise>

<exercise id="2" title="Realism In Security Studies">

## Introduction

Realists look at states that live without a common ruler.

## Groupism

People need groups to survive, and groups quarrel.

## Balance of Power

States join against whoever grows too strong, which is called a balance of power.

</exercise>

<exercise id="3" title="Peace Operations">
</exercise>
`

const chapterTwo = `---
title: 'Chapter 2: Institutions'
description: 'What organisations do.'
type: chapter
id: 2
---

<exercise id="1" title="Liberalism In Security Studies">

## Introduction

Liberals trust institutions more than walls.

</exercise>
`

// shelf is a library whose course the test exchanges.
type shelf struct{ snap *course.Snapshot }

func (s *shelf) Current() *course.Snapshot { return s.snap }

func snapshot(t testing.TB, chapters ...string) *course.Snapshot {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, text := range chapters {
		fsys[fmt.Sprintf("chapters/chapter%d.md", i+1)] = &fstest.MapFile{Data: []byte(text)}
	}
	c, findings, err := course.Load(context.Background(), fsys, course.Options{Name: "Security"})
	if err != nil {
		t.Fatal(err)
	}
	return course.NewSnapshot(c, findings)
}

// desk is the bot over a small course, with the hands to press its controls.
type desk struct {
	*bot.Bot
	set   *commands.Set
	shelf *shelf
}

func newDesk(t testing.TB, chapters ...string) desk {
	t.Helper()
	if len(chapters) == 0 {
		chapters = []string{chapterOne, chapterTwo}
	}
	return deskOver(t, snapshot(t, chapters...))
}

func deskOver(t testing.TB, snap *course.Snapshot) desk { return deskLogging(t, snap, nil) }

func deskLogging(t testing.TB, snap *course.Snapshot, log *slog.Logger) desk {
	t.Helper()
	tk, err := bot.NewTokens([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	sh := &shelf{snap}
	set := commands.New(commands.Options{Library: sh, Tokens: tk, PublicURL: "https://bot.example"})
	b, err := bot.New(bot.Options{Commands: set.List(), Tokens: tk, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return desk{b, set, sh}
}

func (d desk) ask(command, arg, value string) chat.Reply {
	in := chat.Invocation{Command: command, From: chat.Person{Platform: "test"}}
	if arg != "" {
		in.Args = chat.Args{{Name: arg, Value: value}}
	}
	return d.Invoke(context.Background(), in)
}

func (d desk) section(topic string) chat.Reply { return d.ask("section", "topic", topic) }

func (d desk) press(tok chat.Token) chat.Reply {
	return d.Press(context.Background(), chat.Press{Token: tok, From: chat.Person{Platform: "test", Name: "Ada\u202e"}})
}

func text(r chat.Reply) string {
	c := r.View.Card()
	return c.Title + "\n" + doc.BlockText(c.Body) + "\n" + c.Footer
}

// as gives the reply's view as the kind that is wanted.
func as[V chat.View](t testing.TB, r chat.Reply) V {
	t.Helper()
	v, ok := r.View.(V)
	if !ok {
		t.Fatalf("the view is a %T: %s", r.View, text(r))
	}
	return v
}

// tokens lists every control of a reply.
func tokens(r chat.Reply) []chat.Token {
	var out []chat.Token
	for _, c := range r.View.Card().Controls {
		switch c := c.(type) {
		case chat.Button:
			out = append(out, c.Token)
		case chat.Menu:
			for _, o := range c.Options {
				out = append(out, o.Token)
			}
		case chat.LinkButton:
		}
	}
	if e, ok := r.View.(chat.Excerpt); ok {
		out = append(out, e.Turn(0))
		if e.Share != nil {
			out = append(out, e.Share(0))
		}
	}
	return out
}

func TestHelpIsShortAndKnowsEveryCommand(t *testing.T) {
	d := newDesk(t)
	r := d.ask("help", "", "")
	body := r.View.Card().Body
	if lines := strings.Count(doc.BlockText(body), "\n") + 1; lines > 5 {
		t.Errorf("%d lines, want at most 5", lines)
	}
	for _, s := range d.Specs() {
		if !strings.Contains(text(r), "/"+s.Name) {
			t.Errorf("/%s is missing", s.Name)
		}
		one := text(d.ask("help", "command", "/"+s.Name))
		for _, want := range append([]string{s.Description}, s.Examples...) {
			if !strings.Contains(one, want) {
				t.Errorf("/help %s: %q is missing in %q", s.Name, want, one)
			}
		}
		if len(s.Examples) == 0 || s.Description == "" || utf8.RuneCountInString(s.Description) > 100 {
			t.Errorf("/%s: description or examples", s.Name)
		}
		for _, p := range s.Args {
			if p.Description == "" || utf8.RuneCountInString(p.Description) > 100 {
				t.Errorf("/%s %s: description", s.Name, p.Name)
			}
		}
	}
	if got := text(d.ask("help", "command", "secton")); !strings.Contains(got, "Did you mean section?") {
		t.Errorf("got %q", got)
	}
}

// hostile is what people type to see what happens.
func hostile() map[string]string {
	return map[string]string{
		"empty":          "",
		"blanks":         " \u200b\u00a0\u202e ",
		"ten thousand":   strings.Repeat("realism ", 1250),
		"one long word":  strings.Repeat("x", 10_000),
		"wide":           strings.Repeat("主", 10_000),
		"mention":        "@everyone @here <@1> <!channel>",
		"markdown":       "**[realism](https://evil.example)** `x` > y",
		"bidi":           "\u202emsilaer\u202c",
		"control":        "real\x00ism\x1b[2J",
		"broken UTF-8":   "real\xff\xfeism",
		"path":           "../../../etc/passwd",
		"formula":        "=cmd|' /C calc'!A0",
		"only marks":     "\u0301\u0301\u0301",
		"emoji":          "👩‍👩‍👧‍👦🏳️‍🌈",
		"a unit's ref":   "aaaaaaaaaaaa",
		"percent":        "%s%n%d",
		"quotes":         `"'“”‘’`,
		"slash":          "/section realism",
		"line breaks":    "realism\r\n\r\ngroupism",
		"regular":        "(((((.*)*)*)*",
		"private use":    "\ue000\uf8ff",
		"replacement":    "\ufffd",
		"noncharacter":   "\uffff",
		"combining flow": "a" + strings.Repeat("\u0300", 5000),
	}
}

func TestHostileInputGetsAHelpfulPrivateAnswer(t *testing.T) {
	d := newDesk(t)
	for name, value := range hostile() {
		for command, arg := range map[string]string{"section": "topic", "chapter": "name", "search": "words", "help": "command", value: "x"} {
			r := d.ask(command, arg, value)
			got := text(r)
			if r.Audience != chat.Asker || strings.TrimSpace(got) == "" {
				t.Errorf("%s to /%.20s: audience %v, %q", name, command, r.Audience, got)
			}
			if strings.Contains(got, "Something went wrong") {
				t.Errorf("%s to /%.20s: %s", name, command, got)
			}
			if strings.ContainsAny(got, "\u202e\u200b\x00\x1b") || !utf8.ValidString(got) {
				t.Errorf("%s to /%.20s is repeated as it was typed: %q", name, command, got)
			}
			if title := r.View.Card().Title; utf8.RuneCountInString(title) > 150 {
				t.Errorf("%s to /%.20s: a title of %d characters", name, command, utf8.RuneCountInString(title))
			}
			for _, tok := range tokens(r) {
				if p := d.press(tok); p.View == nil || strings.Contains(text(p), "fresh buttons") {
					t.Errorf("%s to /%.20s: a control does not work: %s", name, command, text(p))
				}
			}
			d.Suggest(context.Background(), chat.Invocation{Command: command}, arg, value)
		}
	}
	if got := text(d.section(strings.Repeat("realism ", 1250))); !strings.Contains(got, "first 200 characters") {
		t.Errorf("nothing says that the text was cut: %q", got)
	}
}

func TestSpecsFitThePlatforms(t *testing.T) {
	for _, s := range newDesk(t).Specs() {
		if s.Name != strings.ToLower(s.Name) || len(s.Name) > 32 {
			t.Errorf("name %q", s.Name)
		}
		optional := false
		for _, p := range s.Args {
			if p.Required && optional {
				t.Errorf("/%s: a required argument after an optional one", s.Name)
			}
			optional = optional || !p.Required
		}
	}
}
