package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"lectern/internal/chat"
)

// exchange is an entry as the page shows it.
type exchange struct {
	Words   *chat.Words
	Number  int
	Said    string
	Posted  bool // by the bot, of its own accord
	Private bool
	Discord pane
	Slack   pane
}

// pane is one platform's drawing of a message, with what a developer wants to know of it.
type pane struct {
	Words  *chat.Words
	HTML   template.HTML // drawn from JSON, every text escaped
	JSON   string        // the payload, indented
	Spoken string        // what notifications and screen readers say
	Limits []limit
}

type limit struct {
	Name          string
	Used, Allowed int
}

func draw(e entry, w *chat.Words) exchange {
	x := exchange{Words: w, Number: e.Number, Said: e.told(w), Posted: e.Posted != "", Private: e.Audience == chat.Asker}
	x.Discord = drawDiscord(e, w)
	x.Slack = drawSlack(e, w)
	return x
}

func indented(data []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return string(data)
	}
	return b.String()
}

// markup writes HTML: text is escaped, tags are not.
type markup struct {
	strings.Builder

	w *chat.Words // for what stands beside the text
}

func (m *markup) text(s string) { m.WriteString(template.HTMLEscapeString(s)) }

// put writes a format whose arguments are numbers.
func (m *markup) put(format string, args ...any) { fmt.Fprintf(&m.Builder, format, args...) }

func (m *markup) lines(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			m.WriteString("<br>")
		}
		m.text(line)
	}
}

func (m *markup) html() template.HTML {
	return template.HTML(m.String()) //nolint:gosec // every text in it went through HTMLEscapeString
}

// form wraps a control, so that pressing it works without a script.
func (m *markup) form(platform string, entry int, id, label string, inner func()) {
	m.WriteString(`<form method="post" action="/press"><input type="hidden" name="platform" value="` + platform + `"><input type="hidden" name="entry" value="` + strconv.Itoa(entry) + `"><input type="hidden" name="id" value="`)
	m.text(id)
	m.WriteString(`">`)
	if label != "" {
		m.WriteString(`<input type="hidden" name="label" value="`)
		m.text(label)
		m.WriteString(`">`)
	}
	inner()
	m.WriteString(`</form>`)
}

func (m *markup) button(class, name, hint, value string, disabled bool) {
	m.WriteString(`<button class="` + class + `"`)
	if value != "" {
		m.WriteString(` name="value" value="`)
		m.text(value)
		m.WriteString(`"`)
	}
	if hint != "" {
		m.WriteString(` aria-label="`)
		m.text(hint)
		m.WriteString(`"`)
	}
	if disabled {
		m.WriteString(` disabled`)
	}
	m.WriteString(`>`)
	m.text(name)
	m.WriteString(`</button>`)
}

func (m *markup) image(src, alt string) {
	m.WriteString(`<img loading="lazy" alt="`)
	m.text(alt)
	m.WriteString(`" src="`)
	m.text(src)
	m.WriteString(`">`)
}

func (m *markup) anchor(class, to, name string) {
	m.WriteString(`<a class="` + class + `" rel="noopener noreferrer" href="`)
	m.text(to)
	m.WriteString(`">`)
	m.text(name)
	m.WriteString(`</a>`)
}

type choice struct{ label, value, about string }

// menu is a list to choose from; a script sends it at once, without one there is a button.
func (m *markup) menu(label string, choices []choice) {
	m.WriteString(`<select name="value" data-submit aria-label="`)
	m.text(label)
	m.WriteString(`"><option value="" disabled selected>`)
	m.text(label)
	m.WriteString(`</option>`)
	for _, c := range choices {
		m.WriteString(`<option value="`)
		m.text(c.value)
		m.WriteString(`">`)
		m.text(c.label)
		if c.about != "" {
			m.text(" — " + c.about)
		}
		m.WriteString(`</option>`)
	}
	m.WriteString(`</select><button class="go">`)
	m.text(m.w.T("Open"))
	m.WriteString(`</button>`)
}

// moment writes a point in time; the pages know no reader's zone.
func (m *markup) moment(at time.Time) {
	at = at.UTC()
	m.WriteString(`<time datetime="` + at.Format(time.RFC3339) + `">`)
	m.text(at.Format("2006-01-02 15:04 MST"))
	m.WriteString(`</time>`)
}

// unreadable says that a payload is broken, which is a mistake of an adapter.
func unreadable(w *chat.Words, err error) string {
	return w.T("The payload cannot be read: {{.Error}}", chat.Arg{Name: "Error", Value: err.Error()})
}
