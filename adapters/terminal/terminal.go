// Package terminal is the bot in a terminal: no account, no server, no browser. The rich
// mode completes commands and headings while one types; the plain mode reads one command per
// line and writes text, for scripts, pipes and screen readers.
package terminal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lectern/internal/chat"
)

// Platform is this adapter's name.
const Platform chat.Platform = "terminal"

// Options say where and how the conversation is held.
type Options struct {
	In    io.Reader
	Out   io.Writer
	Plain bool // one command per line, no cursor tricks
	Color bool // styles by escape sequences; never the only carrier of meaning
	Width int  // columns; 80 when zero
	Staff bool // speak as an instructor
	// Language is that of the person as BCP 47; empty when it is not known.
	Language string
	// Prompt is shown before each line of the plain mode; leave it empty on a pipe.
	Prompt string
	// Folder is where a file that came with a message is saved when the person asks; empty
	// when files are not saved.
	Folder string
}

// Adapter is the bot in a terminal.
type Adapter struct {
	options Options
	number  int

	listening sync.Once               // the painter has its words
	drawing   atomic.Pointer[painter] // replaced as a whole: what is posted is drawn beside the conversation

	mu     sync.Mutex
	shown  []control // what can be pressed, by its number
	posted []string  // keys of what was posted, in order
	asking *asking   // the form that is being filled in
	says   func(text string)
}

var _ chat.Adapter = (*Adapter)(nil)

// New makes the adapter.
func New(o Options) *Adapter {
	if o.Width <= 0 {
		o.Width = 80
	}
	a := &Adapter{options: o}
	a.drawing.Store(&painter{width: max(o.Width, 20), color: o.Color, saves: o.Folder != ""})
	return a
}

// listen learns in which language the person is spoken to; it stays the same.
func (a *Adapter) listen(h chat.Handler) {
	a.listening.Do(func() {
		a.redraw(func(p *painter) { p.words = h.Words(a.person(), a.place()) })
	})
}

// redraw changes how everything is drawn from now on.
func (a *Adapter) redraw(change func(*painter)) {
	for {
		before := a.drawing.Load()
		after := *before
		change(&after)
		if a.drawing.CompareAndSwap(before, &after) {
			return
		}
	}
}

// painter draws in the language known by now.
func (a *Adapter) painter() painter { return *a.drawing.Load() }

// Platform implements chat.Adapter.
func (*Adapter) Platform() chat.Platform { return Platform }

// Run implements chat.Adapter: it talks until the input ends, /quit is typed or ctx ends.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	a.listen(h)
	if !a.options.Plain {
		return a.rich(ctx, h)
	}
	a.speak(func(text string) { _, _ = io.WriteString(a.options.Out, text) }) // the next write of the conversation tells of a failure
	lines := make(chan string)
	failed := make(chan error, 1)
	go func() {
		sc := bufio.NewScanner(a.options.In)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			select {
			case lines <- sc.Text():
			case <-ctx.Done():
				return
			}
		}
		failed <- sc.Err()
	}()
	for {
		if _, err := io.WriteString(a.options.Out, a.options.Prompt); err != nil {
			return fmt.Errorf("write to the terminal: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			if err != nil {
				return fmt.Errorf("read the terminal: %w", err)
			}
			return nil
		case line := <-lines:
			text, quit := a.Say(ctx, h, line)
			if quit {
				return nil
			}
			if _, err := io.WriteString(a.options.Out, text); err != nil {
				return fmt.Errorf("write to the terminal: %w", err)
			}
		}
	}
}

// Say gives one line to the bot: a command, words to look up, or the number of something
// shown before. It gives back what to print, and whether the person wants to leave.
func (a *Adapter) Say(ctx context.Context, h chat.Handler, line string) (text string, quit bool) {
	line = strings.TrimSpace(line)
	a.listen(h)
	if a.asking != nil {
		return a.fill(ctx, h, line), false
	}
	switch line {
	case "":
		return "", false
	case "/quit", "/exit", "quit", "exit":
		return "", true
	}
	if n, err := strconv.Atoi(line); err == nil && len(a.pressable()) > 0 {
		return a.press(ctx, h, n), false
	}
	in := Parse(h.Specs(), line)
	in.ID, in.From, in.At, in.Received = a.id(), a.person(), a.place(), time.Now()
	return a.show(h.Invoke(ctx, in)), false
}

func (a *Adapter) press(ctx context.Context, h chat.Handler, n int) string {
	shown := a.pressable()
	if n < 1 || n > len(shown) {
		return a.painter().paragraphText(a.painter().words.T("There is no number {{.Number}} here. Choose 1 to {{.Last}}, or give a command.", chat.Arg{Name: "Number", Value: strconv.Itoa(n)}, chat.Arg{Name: "Last", Value: strconv.Itoa(len(shown))})) + "\n"
	}
	c := shown[n-1]
	if c.file != nil {
		return a.save(c.file) // what else can be chosen stays
	}
	if c.token == "" {
		return a.painter().paragraphText(a.painter().words.T("That cannot be chosen now.")) + "\n"
	}
	return a.show(h.Press(ctx, chat.Press{ID: a.id(), Token: c.token, From: a.person(), At: a.place(), On: chat.Ref{Place: a.place()}, Received: time.Now()}))
}

// show sets a reply and remembers what can be pressed.
func (a *Adapter) show(r chat.Reply) string {
	if f, ok := r.View.(chat.Form); ok {
		return a.ask(f)
	}
	text, controls := a.painter().reply(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shown = controls
	return text
}

// pressable lists what the numbers stand for.
func (a *Adapter) pressable() []control {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown
}

func (a *Adapter) id() string {
	a.number++
	return "terminal-" + strconv.Itoa(a.number)
}

func (a *Adapter) person() chat.Person {
	if a.options.Staff {
		return chat.Person{Platform: Platform, ID: "instructor", Name: "Instructor", Locale: a.options.Language, Admin: true}
	}
	return chat.Person{Platform: Platform, ID: "student", Name: "Student", Locale: a.options.Language}
}

func (a *Adapter) place() chat.Place { return chat.Place{Platform: Platform, Channel: "here"} }

// Parse reads a line such as "/section realism". Words without a slash are looked up.
func Parse(specs []chat.Spec, line string) chat.Invocation {
	if !strings.HasPrefix(line, "/") {
		line = "/section " + line
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	rest = strings.TrimSpace(rest)
	in := chat.Invocation{Command: strings.ToLower(name)}
	for _, s := range specs {
		if s.Name == in.Command {
			in.Sub, in.Args = s.Parse(rest)
			give(s, &in)
		}
	}
	return in
}
