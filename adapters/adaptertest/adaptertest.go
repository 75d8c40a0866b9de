// Package adaptertest is the contract of a chat adapter in executable form.
//
// An adapter's test hands Run a Harness: a way to start the adapter against the fake of its
// platform and to act as a person there. Run then plays a scripted bot through it and checks
// what every adapter must do: show every word, keep private things private, hold a slow
// answer and give it later, make every control work, never ping and never invent a link, and
// stop only when the last answer is out. Views holds one view of every kind, for goldens.
package adaptertest

import (
	"context"
	"strings"
	"testing"
	"time"
	"unicode"

	"lectern/internal/chat"
	"lectern/internal/doc"
)

// Harness starts an adapter against the fake of its platform.
type Harness interface {
	// Start runs the adapter with the given bot and returns once commands can be given.
	Start(t *testing.T, h chat.Handler) Client
}

// Client is a person on the platform.
type Client interface {
	// Invoke gives a slash command and waits for the final answer: when the platform was
	// first told to wait, the answer is the follow-up and Deferred is set.
	Invoke(t *testing.T, command string, args chat.Args) Shown
	// Stop ends the adapter's context and returns what Run returned.
	Stop(t *testing.T) error
}

// Giver is a Client who can give a file.
type Giver interface {
	// Give gives a file for a parameter of a command: with the command, or in the form that the
	// command opens where it cannot carry one.
	Give(t *testing.T, command, param string, f chat.File) Shown
}

// Shown is what the person sees after acting.
type Shown struct {
	Text     string      // every word that can be read, in order, markup removed
	Private  bool        // nobody else sees it
	Replaced bool        // it took the place of the message acted on
	Deferred bool        // the platform was told to wait first
	Pings    []string    // whom it would notify
	Links    []string    // addresses that can be followed
	Controls []Control   // buttons, and each entry of each menu
	Files    []chat.File // what came with it: pictures that are shown, files that can be had
}

// Control is something the person can press.
type Control struct {
	Label    string
	Disabled bool
	Press    func(t *testing.T) Shown
}

// Run checks an adapter against the contract.
func Run(t *testing.T, h Harness) {
	t.Helper()
	rules := []struct {
		name string
		rule func(*testing.T, Harness)
	}{
		{"every word of a long passage is shown, page by page", everyWord},
		{"what is meant for the asker is private", privacy},
		{"a slow answer is held and then given", slowAnswer},
		{"a view the adapter does not know shows as its card", unknownView},
		{"every control can be pressed", controls},
		{"hostile words stay words", hostileWords},
		{"a replaced message is replaced", replaced},
		{"a picture and a file arrive with their words", attached},
		{"a file that is given arrives whole, when it is asked for", given},
		{"Run ends after the last answer", shutdown},
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) { r.rule(t, h) })
	}
}

// words reduces text to its letters and digits, so that layout makes no difference.
func words(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func start(t *testing.T, h Harness) Client {
	t.Helper()
	c := h.Start(t, Script())
	t.Cleanup(func() { _ = c.Stop(t) })
	return c
}

// next finds the control that turns the page; nil on the last one.
func next(s Shown) *Control {
	for i, c := range s.Controls {
		if !c.Disabled && strings.Contains(c.Label, "▶") && strings.Contains(c.Label, "/") {
			return &s.Controls[i]
		}
	}
	return nil
}

func everyWord(t *testing.T, h Harness) {
	c := start(t, h)
	shown := c.Invoke(t, "excerpt", nil)
	var all strings.Builder
	pages := 1
	for ; ; pages++ {
		all.WriteString(shown.Text)
		turn := next(shown)
		if turn == nil {
			break
		}
		if pages > 100 {
			t.Fatal("more than a hundred pages: the next button does not end")
		}
		if shown = turn.Press(t); !shown.Replaced {
			t.Errorf("page %d does not replace the page before", pages+1)
		}
	}
	if pages < 2 {
		t.Fatalf("the long passage took %d page: the test needs more", pages)
	}
	got := words(all.String())
	for _, b := range longExcerpt().Body {
		for sentence := range strings.SplitSeq(doc.BlockText([]doc.Block{b}), ".") {
			if w := words(sentence); w != "" && !strings.Contains(got, w) {
				t.Errorf("lost: %q", sentence)
			}
		}
	}
}

func privacy(t *testing.T, h Harness) {
	c := start(t, h)
	if s := c.Invoke(t, "card", nil); !s.Private {
		t.Error("a reply to the asker is visible to others")
	}
	if s := c.Invoke(t, "room", nil); s.Private {
		t.Error("a reply to the room is private")
	}
}

func slowAnswer(t *testing.T, h Harness) {
	c := start(t, h)
	s := c.Invoke(t, "slow", nil)
	if !strings.Contains(s.Text, "worth the wait") {
		t.Errorf("the slow answer did not arrive: %q", s.Text)
	}
	if !s.Deferred {
		t.Error("the platform was kept waiting")
	}
	if !s.Private {
		t.Error("the slow answer lost its privacy")
	}
}

func unknownView(t *testing.T, h Harness) {
	c := start(t, h)
	s := c.Invoke(t, "unknown", nil)
	for _, want := range []string{"Weather", "rain at noon", "Wind", "north"} {
		if !strings.Contains(s.Text, want) {
			t.Errorf("%q is missing in %q", want, s.Text)
		}
	}
}

func controls(t *testing.T, h Harness) {
	c := start(t, h)
	for _, command := range []string{"card", "excerpt", "outline", "matches"} {
		s := c.Invoke(t, command, nil)
		if len(s.Controls) == 0 {
			t.Errorf("/%s: no control is shown", command)
		}
		for _, ctl := range s.Controls {
			if ctl.Disabled {
				continue
			}
			if got := ctl.Press(t); strings.TrimSpace(got.Text) == "" {
				t.Errorf("/%s: %q does nothing visible", command, ctl.Label)
			}
		}
	}
}

func hostileWords(t *testing.T, h Harness) {
	c := start(t, h)
	s := c.Invoke(t, "hostile", chat.Args{{Name: "text", Value: Hostile}})
	if len(s.Pings) > 0 {
		t.Errorf("it would notify %q", s.Pings)
	}
	if len(s.Links) > 0 {
		t.Errorf("it made links: %q", s.Links)
	}
	if !strings.Contains(words(s.Text), words("remain readable")) {
		t.Errorf("the words were lost: %q", s.Text)
	}
}

func replaced(t *testing.T, h Harness) {
	c := start(t, h)
	s := c.Invoke(t, "card", nil)
	for _, ctl := range s.Controls {
		if ctl.Label == "Replace me" {
			if got := ctl.Press(t); !got.Replaced || !strings.Contains(got.Text, "replacement") {
				t.Errorf("Replaced = %v, text %q", got.Replaced, got.Text)
			}
			return
		}
	}
	t.Fatal("the button is not there")
}

func shutdown(t *testing.T, h Harness) {
	c := h.Start(t, Script())
	answered := make(chan Shown, 1)
	go func() { answered <- c.Invoke(t, "briefly", nil) }()
	time.Sleep(100 * time.Millisecond) // the answer takes 300 ms: it is being made now
	if err := c.Stop(t); err != nil {
		t.Errorf("Run returned %v", err)
	}
	select {
	case s := <-answered:
		if !strings.Contains(s.Text, "just in time") {
			t.Errorf("the running answer was cut off: %q", s.Text)
		}
	case <-time.After(5 * time.Second):
		t.Error("the running answer never came")
	}
}

// script is a bot with one command per rule.
type script struct{}

func (script) Specs() []chat.Spec {
	specs := []chat.Spec{{
		Name: "hostile", Description: "Says what it is told",
		Args:  []chat.Param{{Name: "text", Description: "What to say", Required: true, Rest: true, Suggest: true, Local: map[string]chat.Local{"de": {Name: "text", Text: "Was gesagt wird"}}}},
		Local: map[string]chat.Local{"de": {Name: "feindlich", Text: "Sagt, was man ihm sagt"}, "es": {Name: "hostil", Text: "Dice lo que le dicen"}},
	}}
	for _, n := range []string{"briefly", "card", "excerpt", "files", "matches", "outline", "room", "room-files", "slow", "slow-files", "unknown"} {
		specs = append(specs, chat.Spec{Name: n, Description: "Shows a " + n})
	}
	return append(specs, chat.Spec{Name: "take", Description: "Takes a file", Args: []chat.Param{{Name: "file", Description: "A file", Kind: chat.FileParam, Required: true}}})
}

func (s script) Invoke(ctx context.Context, in chat.Invocation) chat.Reply {
	switch in.Command {
	case "card":
		return chat.Reply{View: card()}
	case "room":
		return chat.Reply{View: card(), Audience: chat.Room}
	case "excerpt":
		return chat.Reply{View: longExcerpt()}
	case "outline":
		return chat.Reply{View: outline()}
	case "matches":
		return chat.Reply{View: matches()}
	case "unknown":
		return chat.Reply{View: forecast{}}
	case "hostile":
		return chat.Reply{View: chat.Card{Title: in.Args.Get("text"), Body: []doc.Block{doc.Para(in.Args.Get("text"))}, Footer: in.Args.Get("text")}}
	case "files":
		return chat.Reply{View: withFiles()}
	case "room-files":
		return chat.Reply{View: withFiles(), Audience: chat.Room}
	case "slow-files":
		outlast(ctx)
		return chat.Reply{View: withFiles()}
	case "take":
		return take(ctx, in.Files)
	case "slow":
		outlast(ctx)
		return chat.Reply{View: chat.Card{Title: "Done", Body: []doc.Block{doc.Para("It was worth the wait.")}}}
	case "briefly":
		time.Sleep(300 * time.Millisecond)
		return chat.Reply{View: chat.Card{Title: "Done", Body: []doc.Block{doc.Para("This came just in time.")}}}
	}
	return chat.Reply{View: chat.Notice(chat.Problem, "Unknown command", "There is no command "+in.Command+".", "Try /help.")}
}

// outlast takes longer than a platform is kept waiting.
func outlast(ctx context.Context) {
	select {
	case <-time.After(chat.Patience + 200*time.Millisecond):
	case <-ctx.Done():
	}
}

func (script) Suggest(_ context.Context, _ chat.Invocation, _, typed string) []chat.Choice {
	return []chat.Choice{{Label: "You typed " + typed, Value: typed}}
}

func (script) Press(_ context.Context, p chat.Press) chat.Reply {
	action, rest, _ := strings.Cut(string(p.Token), ".")
	switch action {
	case "page":
		e := longExcerpt()
		for _, r := range rest {
			e.Page = e.Page*10 + int(r-'0')
		}
		return chat.Reply{View: e, Replace: true}
	case "replace":
		return chat.Reply{View: chat.Card{Title: "New", Body: []doc.Block{doc.Para("This is the replacement.")}}, Replace: true}
	}
	return chat.Reply{View: chat.Card{Title: "Pressed", Body: []doc.Block{doc.Para("You chose " + rest + ".")}}}
}

func (script) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (script) Submit(ctx context.Context, s chat.Submission) chat.Reply {
	if s.Token == takes {
		return take(ctx, s.Files)
	}
	return chat.Reply{View: chat.Card{Title: "Sent"}}
}

// Script is the bot that Run plays: commands card, room, excerpt, outline, matches, unknown,
// hostile, slow, briefly, take, files, room-files and slow-files, for an adapter's own tests.
func Script() chat.Handler { return script{} }
