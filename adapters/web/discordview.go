package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/internal/chat"
)

// discordMessage is what is read back from a Discord payload.
type discordMessage struct {
	Content     string         `json:"content"`
	Flags       int            `json:"flags"`
	Embeds      []discordEmbed `json:"embeds"`
	Attachments []struct {
		Name        string `json:"filename"`
		Description string `json:"description"`
	} `json:"attachments"`
	Components []struct {
		Components []discordComponent `json:"components"`
	} `json:"components"`
}

type discordEmbed struct {
	Title       string `json:"title"`
	URL         string `json:"url"`
	Description string `json:"description"`
	Color       int    `json:"color"`
	Fields      []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
	Image struct {
		URL string `json:"url"`
	} `json:"image"`
	Footer struct {
		Text string `json:"text"`
	} `json:"footer"`
}

// described is the alternative text of a picture that is sent with the message.
func (m *discordMessage) described(url string) string {
	for _, f := range m.Attachments {
		if url == "attachment://"+f.Name {
			return f.Description
		}
	}
	return ""
}

type discordComponent struct {
	Type        int    `json:"type"`
	Style       int    `json:"style"`
	Label       string `json:"label"`
	CustomID    string `json:"custom_id"`
	URL         string `json:"url"`
	Disabled    bool   `json:"disabled"`
	Placeholder string `json:"placeholder"`
	Options     []struct {
		Label       string `json:"label"`
		Value       string `json:"value"`
		Description string `json:"description"`
	} `json:"options"`
}

// drawDiscord draws a message as Discord shows it, from the payload alone.
func drawDiscord(e entry, w *chat.Words) pane {
	if f, ok := discordModal(e.Discord, w); ok {
		return f.draw("discord", e, e.Discord, w)
	}
	p := pane{Words: w, JSON: indented(e.Discord)}
	var msg discordMessage
	if err := json.Unmarshal(e.Discord, &msg); err != nil {
		p.Spoken = unreadable(w, err)
		return p
	}
	m := markup{w: w}
	var spoken strings.Builder
	if msg.Content != "" {
		m.WriteString(`<div class="content">`)
		discordMarkdown(&m, msg.Content)
		m.WriteString(`</div>`)
		spoken.WriteString(unmarked(msg.Content) + "\n")
	}
	p.Limits = append(p.Limits, limit{w.T("content"), utf8.RuneCountInString(msg.Content), 2000})
	total := 0
	for i, em := range msg.Embeds {
		drawEmbed(&m, e, msg, em)
		n := utf8.RuneCountInString(em.Description)
		p.Limits = append(p.Limits, limit{w.T("description of embed {{.Number}}", chat.Arg{Name: "Number", Value: strconv.Itoa(i + 1)}), n, 4096})
		total += n + utf8.RuneCountInString(em.Title) + utf8.RuneCountInString(em.Footer.Text)
		spoken.WriteString(em.Title + "\n" + unmarked(em.Description) + "\n" + em.Footer.Text + "\n")
	}
	for _, f := range msg.Attachments {
		shown := slices.ContainsFunc(msg.Embeds, func(em discordEmbed) bool { return em.Image.URL == "attachment://"+f.Name })
		if i := slices.IndexFunc(e.Files, func(k keptFile) bool { return k.name == f.Name }); i >= 0 && e.Files[i].Picture() && !shown {
			m.image(e.path(f.Name), f.Description)
		}
		spoken.WriteString(cmp.Or(f.Description, f.Name) + "\n")
	}
	m.files(e)
	p.Limits = append(p.Limits, limit{w.T("all embeds"), total, 6000}, limit{w.T("rows of controls"), len(msg.Components), 5})
	drawRows(&m, e.Number, msg)
	p.HTML, p.Spoken = m.html(), strings.TrimSpace(spoken.String())
	return p
}

// drawEmbed draws a box of prose.
func drawEmbed(m *markup, e entry, msg discordMessage, em discordEmbed) {
	m.put(`<div class="embed edge-%06x">`, em.Color)
	if em.Title != "" {
		m.WriteString(`<p class="title">`)
		m.text(em.Title)
		m.WriteString(`</p>`)
	}
	discordMarkdown(m, em.Description)
	if len(em.Fields) > 0 {
		m.WriteString(`<dl>`)
		for _, f := range em.Fields {
			m.WriteString(`<div><dt>`)
			discordInline(m, f.Name)
			m.WriteString(`</dt><dd>`)
			discordInline(m, f.Value)
			m.WriteString(`</dd></div>`)
		}
		m.WriteString(`</dl>`)
	}
	if em.Image.URL != "" {
		m.image(e.attached(em.Image.URL, ""), cmp.Or(msg.described(em.Image.URL), m.w.T("Picture, described in the text")))
	}
	if em.Footer.Text != "" {
		m.WriteString(`<p class="footer">`)
		m.text(em.Footer.Text)
		m.WriteString(`</p>`)
	}
	m.WriteString(`</div>`)
}

func drawRows(m *markup, number int, msg discordMessage) {
	for _, row := range msg.Components {
		m.WriteString(`<div class="row">`)
		for _, c := range row.Components {
			switch {
			case c.URL != "":
				m.anchor("btn link", c.URL, c.Label+" ↗")
			case c.Type == 2:
				class := map[int]string{1: "btn primary", 4: "btn danger"}[c.Style]
				if class == "" {
					class = "btn"
				}
				m.form("discord", number, c.CustomID, c.Label, func() { m.button(class, c.Label, "", "", c.Disabled) })
			case c.Type == 3:
				var choices []choice
				for _, o := range c.Options {
					choices = append(choices, choice{o.Label, o.Value, o.Description})
				}
				m.form("discord", number, c.CustomID, c.Placeholder, func() { m.menu(c.Placeholder, choices) })
			}
		}
		m.WriteString(`</div>`)
	}
}

// discordMarkdown draws the blocks of Discord's Markdown that the adapter writes.
func discordMarkdown(m *markup, s string) {
	lines := strings.Split(s, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch trimmed := strings.TrimLeft(line, " "); {
		case strings.HasPrefix(trimmed, "```"):
			i = discordFence(m, lines, i)
		case strings.HasPrefix(line, "## "):
			m.WriteString(`<p class="h2">`)
			discordInline(m, line[3:])
			m.WriteString(`</p>`)
		case strings.HasPrefix(line, "### "):
			m.WriteString(`<p class="h3">`)
			discordInline(m, line[4:])
			m.WriteString(`</p>`)
		case strings.HasPrefix(line, "> "):
			m.WriteString(`<blockquote>`)
			var inner []string
			for ; i < len(lines) && strings.HasPrefix(lines[i], "> "); i++ {
				inner = append(inner, lines[i][2:])
			}
			i--
			discordMarkdown(m, strings.Join(inner, "\n"))
			m.WriteString(`</blockquote>`)
		case listMark(trimmed) > 0:
			n := listMark(trimmed)
			m.put(`<p class="li indent-%d"><span class="mark">`, min((len(line)-len(trimmed))/2, 6))
			if trimmed[0] == '-' {
				m.WriteString("•")
			} else {
				m.text(trimmed[:n-1])
			}
			m.WriteString(`</span> `)
			discordInline(m, trimmed[n:])
			m.WriteString(`</p>`)
		case trimmed == "":
		default:
			m.WriteString(`<p>`)
			discordInline(m, trimmed)
			m.WriteString(`</p>`)
		}
	}
}

func discordFence(m *markup, lines []string, i int) int {
	m.WriteString(`<pre tabindex="0"><code>`)
	for i++; i < len(lines) && strings.TrimSpace(lines[i]) != "```"; i++ {
		m.text(lines[i] + "\n")
	}
	m.WriteString(`</code></pre>`)
	return i
}

// listMark gives the length of "- " or "12. " at the start of a line.
func listMark(s string) int {
	if strings.HasPrefix(s, "- ") {
		return 2
	}
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 0 && strings.HasPrefix(s[n:], ". ") {
		return n + 2
	}
	return 0
}

// discordTime draws a point in time, which Discord writes in each reader's own zone; here it
// is UTC.
func discordTime(m *markup, s string) int {
	end := strings.IndexByte(s, '>')
	seconds, _, _ := strings.Cut(strings.TrimPrefix(s[:max(end, 0)], "<t:"), ":")
	at, err := strconv.ParseInt(seconds, 10, 64)
	if end < 0 || err != nil {
		m.text("<")
		return 1
	}
	m.moment(time.Unix(at, 0))
	return end + 1
}

// discordInline draws styles, code and links; a back-slash shows what follows it.
func discordInline(m *markup, s string) {
	open := []string{}
	toggle := func(tag string) {
		if n := len(open); n > 0 && open[n-1] == tag {
			m.WriteString("</" + tag + ">")
			open = open[:n-1]
			return
		}
		m.WriteString("<" + tag + ">")
		open = append(open, tag)
	}
	for i := 0; i < len(s); {
		rest := s[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			_, n := utf8.DecodeRuneInString(rest[1:])
			m.text(rest[1 : 1+n])
			i += 1 + n
		case strings.HasPrefix(rest, "**"):
			toggle("strong")
			i += 2
		case strings.HasPrefix(rest, "~~"):
			toggle("del")
			i += 2
		case rest[0] == '*':
			toggle("em")
			i++
		case rest[0] == '`':
			i += discordCode(m, rest)
		case rest[0] == '[':
			i += discordLink(m, rest)
		case strings.HasPrefix(rest, "<t:"):
			i += discordTime(m, rest)
		case strings.HasPrefix(rest, "https://") || strings.HasPrefix(rest, "http://"):
			n := strings.IndexAny(rest+" ", " \n")
			m.anchor("", rest[:n], rest[:n])
			i += n
		default:
			_, n := utf8.DecodeRuneInString(rest)
			m.text(rest[:n])
			i += n
		}
	}
	for _, o := range slices.Backward(open) {
		m.WriteString("</" + o + ">")
	}
}

func discordCode(m *markup, s string) int {
	mark := "`"
	if strings.HasPrefix(s, "``") {
		mark = "``"
	}
	end := strings.Index(s[len(mark):], mark)
	if end < 0 {
		m.text(mark)
		return len(mark)
	}
	m.WriteString("<code>")
	m.text(strings.TrimSpace(s[len(mark) : len(mark)+end]))
	m.WriteString("</code>")
	return 2*len(mark) + end
}

func discordLink(m *markup, s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth > 0 {
				continue
			}
			if end := strings.IndexByte(s[i:], ')'); i+1 < len(s) && s[i+1] == '(' && end > 0 {
				m.anchor("", s[i+2:i+end], unmarked(s[1:i]))
				return i + end + 1
			}
			m.text("[")
			return 1
		}
	}
	m.text("[")
	return 1
}

// unmarked gives the words of marked text.
func unmarked(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i+1 < len(s) {
				i++
				b.WriteByte(s[i])
			}
		case '*', '`', '~':
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
