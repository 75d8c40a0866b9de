package terminal

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"lectern/internal/chat"
)

// maxOffers is how many completions are listed below the line.
const maxOffers = 6

// model is the rich mode: answers scroll away above, the line and its completions stay.
type model struct {
	ctx    context.Context //nolint:containedctx // the library's update takes none
	a      *Adapter
	h      chat.Handler
	line   textinput.Model
	offers []chat.Choice // Label is shown, Value becomes the line
	at     int           // the offer that is marked, or -1
	past   []string
	back   int    // how far into the past the line is
	draft  string // what was being typed before going there
	quit   bool
}

func (a *Adapter) rich(ctx context.Context, h chat.Handler) error {
	p := tea.NewProgram(newModel(ctx, a, h), tea.WithContext(ctx), tea.WithInput(a.options.In), tea.WithOutput(a.options.Out))
	a.speak(func(text string) { p.Println(text) })
	if _, err := p.Run(); err != nil && ctx.Err() == nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("run the terminal: %w", err)
	}
	return nil
}

func newModel(ctx context.Context, a *Adapter, h chat.Handler) model {
	t := textinput.New()
	t.Prompt = "› "
	t.Placeholder = "/section realism"
	t.CharLimit = 300
	t.SetWidth(max(a.options.Width-4, 16))
	t.Focus()
	return model{ctx: ctx, a: a, h: h, line: t, at: -1}
}

// Init implements tea.Model.
func (m model) Init() tea.Cmd {
	return tea.Println(m.a.painter().paragraphText(m.a.painter().words.T("Type a command, or words to look up. Tab completes, the arrows choose, a number presses what is numbered, Ctrl+C leaves.")))
}

// Update implements tea.Model.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.a.redraw(func(p *painter) { p.width = max(msg.Width, 20) })
		m.line.SetWidth(max(msg.Width-4, 16))
		return m, nil
	case tea.KeyPressMsg:
		if next, cmd, done := m.key(msg.String()); done {
			return next, cmd
		}
	}
	before := m.line.Value()
	var cmd tea.Cmd
	m.line, cmd = m.line.Update(msg)
	if m.line.Value() != before {
		m = m.offer()
	}
	return m, cmd
}

// key handles what the line itself does not; done tells that it did.
func (m model) key(k string) (next model, cmd tea.Cmd, done bool) {
	switch k {
	case "ctrl+c", "ctrl+d":
		m.quit = true
		return m, tea.Quit, true
	case "esc":
		m.offers, m.at = nil, -1
		return m, nil, true
	case "down", "up":
		return m.arrow(k), nil, true
	case "tab":
		if len(m.offers) > 0 {
			m = m.take(max(m.at, 0))
		}
		return m, nil, true
	case "enter":
		if m.at >= 0 {
			return m.take(m.at), nil, true
		}
		next, cmd = m.send()
		return next, cmd, true
	}
	return m, nil, false
}

// arrow goes through the offers, or through what was said before.
func (m model) arrow(k string) model {
	if n := len(m.offers); n > 0 {
		step := 1
		if k == "up" {
			step = -1
		}
		m.at = (max(m.at, -1) + step + n + boolToInt(m.at < 0 && step < 0)) % n
		return m
	}
	switch {
	case k == "up" && m.back < len(m.past):
		if m.back == 0 {
			m.draft = m.line.Value()
		}
		m.back++
	case k == "down" && m.back > 0:
		m.back--
	default: // there is nothing to go to: what is being typed stays
		return m
	}
	if m.back == 0 {
		m.line.SetValue(m.draft)
	} else {
		m.line.SetValue(m.past[len(m.past)-m.back])
	}
	m.line.CursorEnd()
	return m
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (m model) take(i int) model {
	m.line.SetValue(m.offers[i].Value)
	m.line.CursorEnd()
	m.offers, m.at = nil, -1
	if strings.HasSuffix(m.line.Value(), " ") {
		m = m.offer()
	}
	return m
}

// send gives the line to the bot.
func (m model) send() (model, tea.Cmd) {
	line := strings.TrimSpace(m.line.Value())
	if line == "" {
		return m, nil
	}
	m.past, m.back = append(m.past, line), 0
	m.line.SetValue("")
	m.offers, m.at = nil, -1
	text, quit := m.a.Say(m.ctx, m.h, line)
	if quit {
		m.quit = true
		return m, tea.Quit
	}
	return m, tea.Println("› " + chat.Printable(line) + "\n\n" + text)
}

// offer completes what is being typed: a command's name, or its argument.
func (m model) offer() model {
	m.offers, m.at = nil, -1
	line := m.line.Value()
	if !strings.HasPrefix(line, "/") {
		return m
	}
	name, rest, typing := strings.Cut(line[1:], " ")
	for _, s := range m.h.Specs() {
		switch {
		case !typing && strings.HasPrefix(s.Name, strings.ToLower(name)):
			m.offers = append(m.offers, chat.Choice{Label: "/" + s.Name + "  " + s.Description, Value: "/" + s.Name + " "})
		case typing && s.Name == strings.ToLower(name) && len(s.Args) > 0 && s.Args[0].Suggest:
			in := Parse(m.h.Specs(), line)
			in.From, in.At = m.a.person(), m.a.place()
			for _, c := range m.h.Suggest(m.ctx, in, s.Args[0].Name, rest) {
				m.offers = append(m.offers, chat.Choice{Label: c.Label, Value: "/" + s.Name + " " + c.Value})
			}
		}
	}
	if len(m.offers) > maxOffers {
		m.offers = m.offers[:maxOffers]
	}
	return m
}

// View implements tea.Model.
func (m model) View() tea.View {
	if m.quit {
		return tea.NewView("")
	}
	var b strings.Builder
	b.WriteString(m.line.View())
	for i, o := range m.offers {
		mark := "  "
		if i == m.at {
			mark = "> "
		}
		b.WriteString("\n" + mark + fitting(oneLine(o.Label), max(m.a.painter().width-3, 10)))
	}
	return tea.NewView(b.String())
}
