package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// Kind says what a body is for.
type Kind int

// The kinds of body that Lint knows.
const (
	LintMessage  Kind = iota // a message that is created or edited
	LintCallback             // the answer to an interaction
	LintCommands             // the list of commands
)

// Problem is a rule of the platform that a body breaks.
type Problem struct {
	Path string // where, as a JSON path
	Rule string // what is asked for
}

func (p Problem) String() string { return p.Path + ": " + p.Rule }

// Lint checks a body against the rules that Discord's documentation states. Many of them are
// not in the published OpenAPI file, and the platform tells of them only by refusing.
func Lint(kind Kind, body []byte) []Problem { return lint(kind, body, true) }

// lint is Lint; strict finds fields that there are not as well, which takes as long again.
func lint(kind Kind, body []byte, strict bool) []Problem {
	l := &linter{strict: strict}
	switch kind {
	case LintCommands:
		l.commands(body)
	case LintCallback:
		l.callback(body)
	case LintMessage:
		var m wireMessage
		if l.decode("$", body, &m) {
			l.message("$", &m)
		}
	}
	return l.problems
}

type linter struct {
	problems []Problem
	strict   bool
}

func (l *linter) add(path, format string, args ...any) {
	l.problems = append(l.problems, Problem{path, fmt.Sprintf(format, args...)})
}

func (l *linter) decode(path string, body []byte, v any) bool {
	if err := json.Unmarshal(body, v); err != nil {
		l.add(path, "must be JSON of the right shape: %v", err)
		return false
	}
	if !l.strict {
		return true
	}
	// What Discord does not know it passes over in silence, so a slip of the pen would go
	// unnoticed.
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(reflect.New(reflect.TypeOf(v).Elem()).Interface()); err != nil {
		l.add(path, "must hold nothing that Discord does not know: %v", err)
	}
	return true
}

// text checks a length in code points, which is how Discord counts.
func (l *linter) text(path, s string, least, most int) {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		l.add(path, "must have %d to %d characters, has %d", least, most, n)
	}
}

type wireMessage struct {
	Content  *string          `json:"content"`
	Embeds   []wireEmbed      `json:"embeds"`
	Rows     []wireRow        `json:"components"`
	Mentions *json.RawMessage `json:"allowed_mentions"`
	Flags    int              `json:"flags"`
	Nonce    string           `json:"nonce"`
	Enforce  bool             `json:"enforce_nonce"`
	Files    []wireAttachment `json:"attachments"`
}

type wireEmbed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Color       int    `json:"color"`
	Fields      []struct {
		Name   string `json:"name"`
		Value  string `json:"value"`
		Inline bool   `json:"inline"`
	} `json:"fields"`
	Footer struct {
		Text string `json:"text"`
	} `json:"footer"`
	Author struct {
		Name string `json:"name"`
	} `json:"author"`
	Image struct {
		URL         string `json:"url"`
		Description string `json:"description"`
	} `json:"image"`
}

type wireRow struct {
	Type       int             `json:"type"`
	Components []wireComponent `json:"components"`
}

type wireComponent struct {
	Type        int     `json:"type"`
	Style       int     `json:"style"`
	Label       string  `json:"label"`
	CustomID    *string `json:"custom_id"`
	URL         string  `json:"url"`
	Disabled    bool    `json:"disabled"`
	Placeholder string  `json:"placeholder"`
	MinValues   *int    `json:"min_values"`
	MaxValues   *int    `json:"max_values"`
	Options     []struct {
		Label       string `json:"label"`
		Value       string `json:"value"`
		Description string `json:"description"`
	} `json:"options"`
}

func (l *linter) message(path string, m *wireMessage) {
	content := ""
	if m.Content != nil {
		content = *m.Content
	}
	if strings.TrimSpace(content) == "" && len(m.Embeds) == 0 && len(m.Rows) == 0 {
		l.add(path, "must have content, an embed or a component")
	}
	l.text(path+".content", content, 0, maxContent)
	if m.Mentions == nil {
		l.add(path+".allowed_mentions", "must be there: without it every mention notifies")
	} else if !allowed(string(*m.Mentions), content) {
		l.add(path+".allowed_mentions", "must allow no mention but the one role that content consists of")
	}
	l.text(path+".nonce", m.Nonce, 0, maxNonce)
	if m.Enforce && m.Nonce == "" {
		l.add(path+".enforce_nonce", "needs a nonce")
	}
	if m.Flags&^(flagEphemeral|flagSuppressEmbeds) != 0 {
		l.add(path+".flags", "may hold EPHEMERAL and SUPPRESS_EMBEDS only, is %d", m.Flags)
	}
	l.embeds(path, m.Embeds, l.attachments(path, m.Files))
	l.rows(path, m.Rows)
}

// allowed tells whether a message may say so: nobody is notified, or the one role that is all
// of its content.
func allowed(mentions, content string) bool {
	if mentions == `{"parse":[]}` {
		return true
	}
	id, ok := strings.CutPrefix(mentions, `{"parse":[],"roles":["`)
	id, closed := strings.CutSuffix(id, `"]}`)
	return ok && closed && isID(id) && content == mention(id)
}

func (l *linter) embeds(path string, embeds []wireEmbed, attached map[string]bool) {
	if len(embeds) > maxEmbeds {
		l.add(path+".embeds", "must be at most %d, are %d", maxEmbeds, len(embeds))
	}
	sum := 0
	for i, e := range embeds {
		p := fmt.Sprintf("%s.embeds[%d]", path, i)
		l.text(p+".title", e.Title, 0, maxEmbedTitle)
		l.text(p+".description", e.Description, 0, maxDescription)
		l.text(p+".footer.text", e.Footer.Text, 0, maxFooter)
		l.text(p+".author.name", e.Author.Name, 0, maxAuthor)
		if len(e.Fields) > maxFields {
			l.add(p+".fields", "must be at most %d, are %d", maxFields, len(e.Fields))
		}
		if e.Color < 0 || e.Color > 0xffffff {
			l.add(p+".color", "must be a colour of 24 bits")
		}
		l.picture(p, e.Image.URL, attached)
		sum += runes(e.Title, e.Description, e.Footer.Text, e.Author.Name)
		for j, f := range e.Fields {
			l.text(fmt.Sprintf("%s.fields[%d].name", p, j), strings.TrimSpace(f.Name), 1, maxFieldName)
			l.text(fmt.Sprintf("%s.fields[%d].value", p, j), strings.TrimSpace(f.Value), 1, maxFieldValue)
			sum += runes(f.Name, f.Value)
		}
		l.text(p+".url", e.URL, 0, maxEmbedURL)
		l.text(p+".image.url", e.Image.URL, 0, maxEmbedURL)
		l.text(p+".image.description", e.Image.Description, 0, maxAlt)
		// Discord trims the texts of an embed before it looks at them.
		if strings.TrimSpace(e.Title+e.Description+e.Footer.Text+e.Author.Name) == "" && len(e.Fields) == 0 && e.Image.URL == "" {
			l.add(p, "must not be empty")
		}
	}
	if sum > maxEmbedSum {
		l.add(path+".embeds", "must have at most %d characters together, have %d", maxEmbedSum, sum)
	}
}

func runes(texts ...string) int {
	n := 0
	for _, t := range texts {
		n += utf8.RuneCountInString(t)
	}
	return n
}

func (l *linter) rows(path string, rows []wireRow) {
	if len(rows) > maxRows {
		l.add(path+".components", "must be at most %d rows, are %d", maxRows, len(rows))
	}
	ids := map[string]bool{}
	for i, r := range rows {
		p := fmt.Sprintf("%s.components[%d]", path, i)
		if r.Type != 1 {
			l.add(p+".type", "must be a row (1), is %d", r.Type)
			continue
		}
		if len(r.Components) == 0 {
			l.add(p, "must not be empty")
		}
		buttons, menus := 0, 0
		for j, c := range r.Components {
			cp := fmt.Sprintf("%s.components[%d]", p, j)
			switch c.Type {
			case 2:
				buttons++
				l.button(cp, c)
			case 3:
				menus++
				l.menu(cp, c)
			default:
				l.add(cp+".type", "must be a button or a menu, is %d", c.Type)
			}
			if c.CustomID != nil {
				if ids[*c.CustomID] {
					l.add(cp+".custom_id", "must be unique in the message: %q", *c.CustomID)
				}
				ids[*c.CustomID] = true
			}
		}
		if buttons > maxButtons || menus > 1 || buttons > 0 && menus > 0 {
			l.add(p, "must hold up to %d buttons, or one menu; holds %d and %d", maxButtons, buttons, menus)
		}
	}
}

func (l *linter) button(path string, c wireComponent) {
	l.text(path+".label", c.Label, 1, maxLabel)
	switch {
	case c.Style < 1 || c.Style > 5:
		l.add(path+".style", "must be 1 to 5, is %d", c.Style)
	case c.Style == styleLink:
		if c.CustomID != nil {
			l.add(path+".custom_id", "must be absent from a link button")
		}
		l.text(path+".url", c.URL, 1, maxURL)
	default:
		if c.URL != "" {
			l.add(path+".url", "must be absent but from a link button")
		}
		l.customID(path, c)
	}
}

func (l *linter) customID(path string, c wireComponent) {
	if c.CustomID == nil {
		l.add(path+".custom_id", "must be there")
		return
	}
	l.text(path+".custom_id", *c.CustomID, 1, maxCustomID)
}

func (l *linter) menu(path string, c wireComponent) {
	l.customID(path, c)
	l.text(path+".placeholder", c.Placeholder, 0, maxPlaceholder)
	if n := len(c.Options); n < 1 || n > maxOptions {
		l.add(path+".options", "must be 1 to %d, are %d", maxOptions, n)
	}
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if least < 0 || least > most {
		l.add(path+".min_values", "must be 0 or more and not above max_values")
	}
	if most < 1 || most > len(c.Options) {
		l.add(path+".max_values", "must be 1 to the number of options, %d", len(c.Options))
	}
	values := map[string]bool{}
	for i, o := range c.Options {
		p := fmt.Sprintf("%s.options[%d]", path, i)
		l.text(p+".label", o.Label, 1, maxOptionText)
		l.text(p+".value", o.Value, 1, maxOptionText)
		l.text(p+".description", o.Description, 0, maxOptionText)
		if values[o.Value] {
			l.add(p+".value", "must be unique in the menu: %q", o.Value)
		}
		values[o.Value] = true
	}
}

func (l *linter) callback(body []byte) {
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if !l.decode("$", body, &c) {
		return
	}
	switch c.Type {
	case answerPong, answerDeferredPress:
	case answerMessage, answerUpdate:
		var m wireMessage
		if c.Data == nil {
			l.add("$.data", "must be there")
		} else if l.decode("$.data", c.Data, &m) {
			l.message("$.data", &m)
			if m.Nonce != "" {
				l.add("$.data.nonce", "must be absent: only a message that is created has one")
			}
		}
	case answerDeferred:
		var m wireMessage
		if c.Data != nil && l.decode("$.data", c.Data, &m) && m.Flags&^flagEphemeral != 0 {
			l.add("$.data.flags", "may hold EPHEMERAL only before the answer")
		}
	case answerChoices:
		l.choices(c.Data)
	case answerModal:
		var m wireModal
		if l.decode("$.data", c.Data, &m) {
			l.modal("$.data", &m)
		}
	default:
		l.add("$.type", "is not a known kind of answer: %d", c.Type)
	}
}

func (l *linter) choices(data json.RawMessage) {
	var d struct {
		Choices []commandChoice `json:"choices"`
	}
	if !l.decode("$.data", data, &d) {
		return
	}
	if len(d.Choices) > maxChoices {
		l.add("$.data.choices", "must be at most %d, are %d", maxChoices, len(d.Choices))
	}
	for i, c := range d.Choices {
		l.text(fmt.Sprintf("$.data.choices[%d].name", i), c.Name, 1, maxChoiceText)
		l.text(fmt.Sprintf("$.data.choices[%d].value", i), c.Value.text, 1, maxChoiceText)
	}
}
