package bot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

const canary = "canary-7f3a words of a person"

// fixture is a bot with a command for each way of ending.
func fixture(t testing.TB, change func(*bot.Options)) (*bot.Bot, *bot.Tokens, *bytes.Buffer) {
	t.Helper()
	tk := tokens(t, secret(1))
	say := func(text string) (chat.Reply, error) {
		return chat.Reply{View: chat.Card{Title: text}}, nil
	}
	run := func(f func(context.Context, bot.Request) (chat.Reply, error)) func(context.Context, bot.Request) (chat.Reply, error) {
		return f
	}
	command := func(name string, f func(context.Context, bot.Request) (chat.Reply, error)) bot.Command {
		return bot.Command{Spec: chat.Spec{Name: name, Args: []chat.Param{{Name: "text"}}}, Run: f}
	}
	list := []bot.Command{
		command("echo", run(func(_ context.Context, r bot.Request) (chat.Reply, error) { return say(r.Args.Get("text")) })),
		command("section", run(func(context.Context, bot.Request) (chat.Reply, error) { return say("a section") })),
		command("fault", run(func(context.Context, bot.Request) (chat.Reply, error) {
			return chat.Reply{}, fault.New(fault.Missing, "It is gone.", "Ask for another.")
		})),
		command("broken", run(func(context.Context, bot.Request) (chat.Reply, error) {
			return chat.Reply{}, errors.New("the pipe burst")
		})),
		command("panics", run(func(_ context.Context, r bot.Request) (chat.Reply, error) { panic(r.Args.Get("text")) })),
		command("index", run(func(_ context.Context, r bot.Request) (chat.Reply, error) {
			return say(string(r.Args.Get("text")[10_000]))
		})),
		command("empty", run(func(context.Context, bot.Request) (chat.Reply, error) { return chat.Reply{}, nil })),
		command("slow", run(func(ctx context.Context, _ bot.Request) (chat.Reply, error) {
			<-ctx.Done()
			return chat.Reply{}, ctx.Err()
		})),
	}
	list[0].Suggest = func(_ context.Context, _ bot.Request, _, typed string) ([]chat.Choice, error) {
		if typed == "panic" {
			panic(typed)
		}
		return make([]chat.Choice, 40), nil
	}
	list[0].Actions = []bot.Action{{
		Name: "again",
		Press: func(_ context.Context, _ bot.Request, args []string) (chat.Reply, error) {
			return say("pressed " + strings.Join(args, ","))
		},
		Submit: func(_ context.Context, _ bot.Request, _ []string, f chat.Args) (chat.Reply, error) {
			return say("sent " + f.Get("text"))
		},
	}}
	staff := command("announce", run(func(context.Context, bot.Request) (chat.Reply, error) { return say("announced") }))
	staff.Spec.Staff = true
	staff.Suggest = func(context.Context, bot.Request, string, string) ([]chat.Choice, error) {
		return make([]chat.Choice, 1), nil
	}
	staff.Actions = []bot.Action{{Name: "confirm", Press: func(context.Context, bot.Request, []string) (chat.Reply, error) { return say("confirmed") }}}
	parts := command("quiz", run(func(_ context.Context, r bot.Request) (chat.Reply, error) { return say("quiz " + r.Sub) }))
	parts.Spec.Subs = []chat.Spec{{Name: "daily"}, {Name: "practice"}}
	var log bytes.Buffer
	o := bot.Options{Commands: append(list, staff, parts), Tokens: tk, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	if change != nil {
		change(&o)
	}
	b, err := bot.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return b, tk, &log
}

func text(r chat.Reply) string {
	c := r.View.Card()
	return c.Title + "\n" + doc.BlockText(c.Body)
}

func invoke(b *bot.Bot, command, text string) chat.Reply {
	return b.Invoke(context.Background(), chat.Invocation{Command: command, Args: chat.Args{{Name: "text", Value: text}}, From: chat.Person{Platform: "test", Name: canary}})
}

func TestEveryEndingIsASentenceAndOneLogLine(t *testing.T) {
	for _, tt := range []struct {
		command, arg string
		want         []string
		outcome      string
	}{
		{"echo", "hello", []string{"hello"}, "answered"},
		{"fault", canary, []string{"It is gone.", "Ask for another."}, "missing"},
		{"broken", canary, []string{"Something went wrong", "logged", "reference"}, "internal"},
		{"panics", canary, []string{"Something went wrong", "reference"}, "panic"},
		{"index", canary, []string{"Something went wrong", "reference"}, "panic"},
		{"empty", canary, []string{"Something went wrong"}, "internal"},
		{"secton", canary, []string{"Did you mean /section?", "/help"}, "invalid"},
		{"sec", canary, []string{"Did you mean /section?"}, "invalid"},
		{"SECTION", canary, []string{"Did you mean /section?"}, "invalid"},
		{"", canary, []string{"No command was given"}, "invalid"},
		{"anounce", canary, []string{"There is no command", "/help"}, "invalid"},
		{strings.Repeat("x", 10_000), canary, []string{"There is no command", "xxx…"}, "invalid"},
	} {
		name := tt.command
		if len(name) > 20 {
			name = name[:20]
		}
		t.Run(name, func(t *testing.T) {
			b, _, log := fixture(t, nil)
			r := invoke(b, tt.command, tt.arg)
			for _, w := range tt.want {
				if !strings.Contains(text(r), w) {
					t.Errorf("%q is missing in %q", w, text(r))
				}
			}
			if r.Audience != chat.Asker {
				t.Error("others see it")
			}
			if strings.Contains(log.String(), "canary") || strings.Contains(log.String(), "secton") {
				t.Errorf("words of a person are in the log: %s", log)
			}
			requests := 0
			for line := range strings.Lines(log.String()) {
				var entry struct {
					Msg      string `json:"msg"`
					Request  string `json:"request"`
					Platform string `json:"platform"`
					Outcome  string `json:"outcome"`
				}
				if err := json.Unmarshal([]byte(line), &entry); err != nil {
					t.Fatal(err)
				}
				if entry.Msg != "request" {
					continue
				}
				requests++
				if entry.Outcome != tt.outcome || entry.Platform != "test" || entry.Request == "" {
					t.Errorf("log line %s, want outcome %s", line, tt.outcome)
				}
				if tt.outcome == "internal" && !strings.Contains(text(r)+tt.command, entry.Request) && tt.command != "empty" {
					t.Errorf("the apology does not name request %s: %s", entry.Request, text(r))
				}
			}
			if requests != 1 {
				t.Errorf("%d request lines in the log, want 1:\n%s", requests, log)
			}
		})
	}
}

func TestStaffCommandsAreForStaff(t *testing.T) {
	b, tk, _ := fixture(t, nil)
	student, admin := chat.Person{Platform: "test"}, chat.Person{Platform: "test", Admin: true}
	for _, tt := range []struct {
		name string
		who  chat.Person
		want string
	}{{"student", student, "for the staff"}, {"admin", admin, ""}} {
		ctx := context.Background()
		in := chat.Invocation{Command: "announce", From: tt.who}
		ran := b.Invoke(ctx, in)
		pressed := b.Press(ctx, chat.Press{Token: tk.Seal("confirm"), From: tt.who})
		if tt.want != "" {
			for _, r := range []chat.Reply{ran, pressed} {
				if !strings.Contains(text(r), tt.want) || !strings.Contains(text(r), "manages this server") {
					t.Errorf("%s: %q", tt.name, text(r))
				}
			}
			if got := b.Suggest(ctx, in, "text", ""); got != nil {
				t.Errorf("%s: %d completions of a staff command", tt.name, len(got))
			}
			continue
		}
		if !strings.Contains(text(ran), "announced") || !strings.Contains(text(pressed), "confirmed") {
			t.Errorf("%s: %q, %q", tt.name, text(ran), text(pressed))
		}
		if len(b.Suggest(ctx, in, "text", "")) != 1 {
			t.Errorf("%s: no completion", tt.name)
		}
	}
}

func TestAccessIsAskedOnEveryAction(t *testing.T) {
	asked := 0
	b, tk, _ := fixture(t, func(o *bot.Options) {
		o.Access = func(context.Context, chat.Person, chat.Place) (bot.Role, error) {
			asked++
			return bot.Everyone, errors.New("the list of staff is away")
		}
	})
	ctx := context.Background()
	replies := []chat.Reply{
		invoke(b, "echo", "x"), b.Press(ctx, chat.Press{Token: tk.Seal("again")}),
		b.Submit(ctx, chat.Submission{Token: tk.Seal("again")}),
	}
	for i, r := range replies {
		if !strings.Contains(text(r), "Something went wrong") {
			t.Errorf("%d: answered although access is unknown: %q", i, text(r))
		}
	}
	if b.Suggest(ctx, chat.Invocation{Command: "echo"}, "text", "x") != nil {
		t.Error("completed although access is unknown")
	}
	if asked != 4 {
		t.Errorf("asked %d times, want 4", asked)
	}
}

func TestPressAndSubmit(t *testing.T) {
	b, tk, _ := fixture(t, nil)
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		token chat.Token
		want  string
	}{
		{"known", tk.Seal("again", "a", "b"), "pressed a,b"},
		{"unknown action", tk.Seal("nosuch"), "fresh buttons"},
		{"forged", "again.a.AAAAAAAAAAAAAAAAAAAAAA", "fresh buttons"},
		{"garbled", "\x00\xff", "fresh buttons"},
		{"empty", "", "fresh buttons"},
	} {
		if got := text(b.Press(ctx, chat.Press{Token: tt.token})); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	sub := chat.Submission{Token: tk.Seal("again"), Fields: chat.Args{{Name: "text", Value: "\u202ehello"}}}
	if got := text(b.Submit(ctx, sub)); !strings.Contains(got, "sent hello") {
		t.Errorf("form: %q", got)
	}
	sub.Token = tk.Seal("confirm")
	sub.From.Admin = true
	if got := text(b.Submit(ctx, sub)); !strings.Contains(got, "fresh buttons") {
		t.Errorf("a form for an action without one: %q", got)
	}
}

func TestArgumentsAreCleanedWithoutTouchingTheEvent(t *testing.T) {
	b, _, _ := fixture(t, nil)
	args := chat.Args{{Name: "a", Value: "keep"}, {Name: "text", Value: "\u202e  x \u200b y  "}}
	got := b.Invoke(context.Background(), chat.Invocation{Command: "echo", Args: args})
	if c := got.View.Card(); c.Title != "x y" {
		t.Errorf("got %q", c.Title)
	}
	if args[1].Value != "\u202e  x \u200b y  " {
		t.Error("the adapter's own arguments were changed")
	}
}

func TestSubCommandsAreChecked(t *testing.T) {
	b, _, _ := fixture(t, nil)
	for sub, want := range map[string]string{"daily": "quiz daily", "": "quiz daily", "nosuch": "daily, practice"} {
		if got := text(b.Invoke(context.Background(), chat.Invocation{Command: "quiz", Sub: sub})); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", sub, got, want)
		}
	}
}

func TestSlowAnswersAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _, _ := fixture(t, nil)
		start := time.Now()
		r := invoke(b, "slow", "")
		if took := time.Since(start); took != bot.Deadline {
			t.Errorf("took %v, want %v", took, bot.Deadline)
		}
		if !strings.Contains(text(r), "took too long") {
			t.Errorf("got %q", text(r))
		}
	})
}

func TestSuggestIsBoundedAndNeverPanics(t *testing.T) {
	b, _, log := fixture(t, nil)
	ctx := context.Background()
	if got := len(b.Suggest(ctx, chat.Invocation{Command: "echo"}, "text", "x")); got != chat.MaxChoices {
		t.Errorf("%d choices, want %d", got, chat.MaxChoices)
	}
	if got := b.Suggest(ctx, chat.Invocation{Command: "echo"}, "text", "panic"); got != nil {
		t.Errorf("after a panic: %v", got)
	}
	if !strings.Contains(log.String(), "panic while answering") {
		t.Error("the panic was not logged")
	}
	for _, c := range []string{"nosuch", "section"} {
		if got := b.Suggest(ctx, chat.Invocation{Command: c}, "text", "x"); got != nil {
			t.Errorf("%s: %v", c, got)
		}
	}
}

func TestObserveCountsWithoutWords(t *testing.T) {
	var seen []bot.Outcome
	b, tk, _ := fixture(t, func(o *bot.Options) { o.Observe = func(oc bot.Outcome) { seen = append(seen, oc) } })
	invoke(b, "echo", "x")
	invoke(b, canary, "x")
	b.Press(context.Background(), chat.Press{Token: tk.Seal("again")})
	b.Press(context.Background(), chat.Press{Token: canary})
	want := []string{"echo answered", "unknown invalid", "press again answered", "press invalid"}
	for i, oc := range seen {
		if got := oc.Command + " " + oc.Result; got != want[i] {
			t.Errorf("%d: %q, want %q", i, got, want[i])
		}
	}
	if len(seen) != len(want) {
		t.Errorf("%d outcomes, want %d", len(seen), len(want))
	}
}

func TestNewRefusesTwins(t *testing.T) {
	tk := tokens(t, secret(1))
	run := func(context.Context, bot.Request) (chat.Reply, error) { return chat.Reply{}, nil }
	a := bot.Command{Spec: chat.Spec{Name: "a"}, Run: run, Actions: []bot.Action{{Name: "x"}}}
	b := bot.Command{Spec: chat.Spec{Name: "b"}, Run: run, Actions: []bot.Action{{Name: "x"}}}
	for name, o := range map[string]bot.Options{
		"same command":   {Tokens: tk, Commands: []bot.Command{a, a}},
		"same action":    {Tokens: tk, Commands: []bot.Command{a, b}},
		"nothing to run": {Tokens: tk, Commands: []bot.Command{{Spec: chat.Spec{Name: "a"}}}},
		"no tokens":      {Commands: []bot.Command{a}},
	} {
		if _, err := bot.New(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
