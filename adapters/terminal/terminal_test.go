package terminal_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/terminal"
	"lectern/internal/chat"
)

var _ = adaptertest.UpdateFlag()

func TestPlainConversation(t *testing.T) {
	in := "/card\n1\n99\nmatches\n/matches\n\n/quit\n/card\n"
	var out strings.Builder
	a := terminal.New(terminal.Options{In: strings.NewReader(in), Out: &out, Plain: true, Width: 72})
	if err := a.Run(t.Context(), adaptertest.Script()); err != nil {
		t.Fatal(err)
	}
	adaptertest.Golden(t, "conversation.txt", []byte(out.String()))
}

func TestGoldens(t *testing.T) {
	for _, v := range adaptertest.Views() {
		t.Run(v.Name, func(t *testing.T) {
			a := terminal.New(terminal.Options{Plain: true, Width: 72})
			text, _ := a.Say(t.Context(), fixed{v.Reply}, "/x")
			adaptertest.Golden(t, v.Name+".txt", []byte(text))
			if strings.ContainsAny(text, "\x1b\u202e\u200b") {
				t.Error("control characters of others reach the terminal")
			}
			for line := range strings.Lines(text) {
				if n := len([]rune(line)); n > 74 && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("a line of %d columns: %q", n, line)
				}
			}
		})
	}
}

// fixed is a bot that always says the same.
type fixed struct{ reply chat.Reply }

func (fixed) Specs() []chat.Spec                                                     { return nil }
func (f fixed) Invoke(context.Context, chat.Invocation) chat.Reply                   { return f.reply }
func (fixed) Suggest(context.Context, chat.Invocation, string, string) []chat.Choice { return nil }
func (f fixed) Press(context.Context, chat.Press) chat.Reply                         { return f.reply }

func (fixed) Words(chat.Person, chat.Place) *chat.Words { return nil }

func (f fixed) Submit(context.Context, chat.Submission) chat.Reply { return f.reply }

func TestColourIsOnlyAddedByUs(t *testing.T) {
	a := terminal.New(terminal.Options{Plain: true, Color: true, Width: 72})
	text, _ := a.Say(t.Context(), adaptertest.Script(), "/hostile "+adaptertest.Hostile)
	for _, seq := range regexp.MustCompile("\x1b[^m]*m").FindAllString(text, -1) {
		if !regexp.MustCompile(`^\x1b\[[0-9;]+m$`).MatchString(seq) {
			t.Errorf("escape sequence %q", seq)
		}
	}
	if strings.Contains(text, "\x1b[31m") {
		t.Error("a colour of somebody else's got through")
	}
}

// harness talks to the adapter line by line.
type harness struct{}

type person struct {
	folder string
	a      *terminal.Adapter
	h      chat.Handler
	mu     *sync.Mutex
	stop   func()
	done   chan error
}

func (harness) Start(t *testing.T, h chat.Handler) adaptertest.Client {
	r, w := io.Pipe()
	folder := t.TempDir()
	a := terminal.New(terminal.Options{In: r, Out: io.Discard, Plain: true, Folder: folder})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, h) }()
	return &person{a: a, h: h, folder: folder, mu: &sync.Mutex{}, done: done, stop: sync.OnceFunc(func() { cancel(); _ = w.Close() })}
}

func (p *person) Stop(*testing.T) error {
	p.mu.Lock() // a running answer is waited for
	defer p.mu.Unlock()
	p.stop()
	select {
	case err := <-p.done:
		return err
	default:
		return nil
	}
}

func (p *person) Invoke(t *testing.T, command string, args chat.Args) adaptertest.Shown {
	line := "/" + command
	for _, a := range args {
		line += " " + a.Value
	}
	return p.say(t, command == "slow", line)
}

var numbered = regexp.MustCompile(`(?m)^\[(\d+)\] (.*)$`)

// say types lines one after the other; what the last one shows is what is seen. Pressing
// something begins anew, because a terminal can press only what it showed last.
func (p *person) say(t *testing.T, slow bool, lines ...string) adaptertest.Shown {
	p.mu.Lock()
	text := ""
	for _, l := range lines {
		text, _ = p.a.Say(t.Context(), p.h, l)
	}
	p.mu.Unlock()
	line := lines[len(lines)-1]
	// In a terminal everything is private, waiting is waiting, and a new page follows the
	// old one: these are declared rather than done.
	s := adaptertest.Shown{Text: text, Private: !strings.Contains(line, "room"), Deferred: slow, Replaced: regexp.MustCompile(`^\d+$`).MatchString(line)}
	for _, m := range numbered.FindAllStringSubmatch(text, -1) {
		if name, ok := strings.CutPrefix(m[2], "Save "); ok {
			s.Files = append(s.Files, p.saved(t, m[1], strings.Fields(name)[0], text))
			continue
		}
		s.Controls = append(s.Controls, adaptertest.Control{Label: m[2], Press: func(t *testing.T) adaptertest.Shown {
			return p.say(t, false, append(append([]string(nil), lines...), m[1])...)
		}})
	}
	return s
}

// saved asks for a file and reads it back; its words are those of the message.
func (p *person) saved(t *testing.T, number, name, text string) chat.File {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	told, _ := p.a.Say(t.Context(), p.h, number)
	at := regexp.MustCompile(`Saved as (\S+)`).FindStringSubmatch(told)
	if at == nil {
		t.Fatalf("not told where it is: %q", told)
	}
	data, err := os.ReadFile(at[1])
	if err != nil || filepath.Dir(at[1]) != p.folder {
		t.Errorf("saved as %s: %v", at[1], err)
	}
	f := chat.File{Name: name, Data: data}
	if alt := regexp.MustCompile(`\[Picture: ` + regexp.QuoteMeta(name) + `, [0-9]+ \w+\. ([^\]]*)\]`).FindStringSubmatch(strings.Join(strings.Fields(text), " ")); alt != nil {
		f.Alt = alt[1]
	}
	return f
}

func TestNothingIsOverwritten(t *testing.T) {
	folder := t.TempDir()
	a := terminal.New(terminal.Options{Plain: true, Folder: folder})
	if err := os.WriteFile(filepath.Join(folder, "grades.csv"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(t.TempDir(), "elsewhere"), filepath.Join(folder, "grades-2.csv")); err != nil {
		t.Skip("no symbolic links here")
	}
	_, _ = a.Say(t.Context(), adaptertest.Script(), "/files")
	if entries, _ := os.ReadDir(folder); len(entries) != 2 {
		t.Fatal("something was saved unasked")
	}
	for _, want := range []string{"grades-3.csv", "grades-4.csv"} {
		if text, _ := a.Say(t.Context(), adaptertest.Script(), "3"); !strings.Contains(text, want) {
			t.Errorf("said %q, want %s", text, want)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(folder, "grades.csv")); string(data) != "mine" {
		t.Error("a file of the person's own was written over")
	}
	gone := terminal.New(terminal.Options{Plain: true, Folder: filepath.Join(folder, "none")})
	_, _ = gone.Say(t.Context(), adaptertest.Script(), "/files")
	if text, _ := gone.Say(t.Context(), adaptertest.Script(), "2"); !strings.Contains(text, "could not be saved") {
		t.Errorf("a missing folder: %q", text)
	}
}

func TestConformance(t *testing.T) { adaptertest.Run(t, harness{}) }
