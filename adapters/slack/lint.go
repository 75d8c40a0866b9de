package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Surface says where blocks are shown.
type Surface int

// The surfaces that Lint knows.
const (
	SurfaceMessage Surface = iota
	SurfaceModal
	SurfaceHome
)

// Problem is a rule of the platform that a body breaks.
type Problem struct {
	Path string // where, as a JSON path
	Rule string // what is asked for
}

func (p Problem) String() string { return p.Path + ": " + p.Rule }

// Lint checks a message that answers an event, or a view, against the rules that Slack's
// documentation and its own SDKs state. Slack tells of most of them only by refusing, and of
// some not at all.
func Lint(surface Surface, body []byte) []Problem {
	l := newLinter(surface)
	if surface == SurfaceMessage {
		return l.message("response", body)
	}
	var v wireView
	if err := json.Unmarshal(body, &v); err != nil {
		l.add("$", "must be JSON of the right shape: %v", err)
		return l.problems
	}
	l.shape("$", body, viewFields(surface))
	if len(body) > maxView {
		l.add("$", "must have at most %d bytes, has %d", maxView, len(body))
	}
	l.view(&v)
	l.all(v.Blocks, maxViewBlocks)
	if l.inputs > 0 && surface == SurfaceModal && v.Submit == nil {
		l.add("$.submit", "must be there when there is an input")
	}
	return l.problems
}

// LintCall checks the arguments of a method that sends a message, with the message in them.
func LintCall(method string, body []byte) []Problem {
	l := newLinter(SurfaceMessage)
	var args struct {
		Channel string `json:"channel"`
		User    string `json:"user"`
		TS      string `json:"ts"`
	}
	if err := json.Unmarshal(body, &args); err != nil {
		l.add("$", "must be JSON of the right shape: %v", err)
		return l.problems
	}
	if !isID(args.Channel) {
		l.add("$.channel", "must be the id of a channel, is %q", args.Channel)
	}
	if method == "chat.postEphemeral" && !isID(args.User) {
		l.add("$.user", "must be the id of a person, is %q", args.User)
	}
	if method == "chat.update" && args.TS == "" {
		l.add("$.ts", "must be there")
	}
	return l.message(method, body)
}

type linter struct {
	surface  Surface
	problems []Problem
	actions  map[string]bool
	blocks   map[string]bool
	tables   int
	inputs   int
	groups   int // user groups that are notified
	markdown int // characters in markdown blocks
}

func newLinter(s Surface) *linter {
	return &linter{surface: s, actions: map[string]bool{}, blocks: map[string]bool{}}
}

func (l *linter) add(path, format string, args ...any) {
	l.problems = append(l.problems, Problem{path, fmt.Sprintf(format, args...)})
}

func (l *linter) text(path, s string, least, most int) {
	if n := utf8.RuneCountInString(s); n < least || n > most {
		l.add(path, "must have %d to %d characters, has %d", least, most, n)
	}
}

type wireMessage struct {
	Text      string            `json:"text"`
	Blocks    []json.RawMessage `json:"blocks"`
	LinkNames json.RawMessage   `json:"link_names"`
	Parse     string            `json:"parse"`
	Links     *bool             `json:"unfurl_links"`
	Media     *bool             `json:"unfurl_media"`
	Type      string            `json:"response_type"`
}

type wireText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji"`
}

// message checks a message and what surrounds it.
func (l *linter) message(method string, body []byte) []Problem {
	var m wireMessage
	if err := json.Unmarshal(body, &m); err != nil {
		l.add("$", "must be JSON of the right shape: %v", err)
		return l.problems
	}
	allowed := messageFields(method)
	l.shape("$", body, allowed)
	empty := strings.TrimSpace(m.Text) == ""
	if len(m.Blocks) > 0 && empty {
		l.add("$.text", "must say the whole meaning beside blocks: screen readers and notifications use it")
	}
	if len(m.Blocks) == 0 && empty {
		l.add("$", "must have text or blocks")
	}
	l.text("$.text", m.Text, 0, maxText)
	l.mentions("$.text", m.Text)
	if m.LinkNames != nil && string(m.LinkNames) != "false" || m.Parse == "full" {
		l.add("$.link_names", "must be off: names in text would notify")
	}
	if slices.Contains(allowed, "unfurl_links") && len(m.Blocks) > 0 && (m.Links == nil || *m.Links || m.Media == nil || *m.Media) {
		l.add("$.unfurl_links", "must be false, and unfurl_media too")
	}
	if m.Type != "" && m.Type != "ephemeral" && m.Type != "in_channel" {
		l.add("$.response_type", "must be ephemeral or in_channel, is %q", m.Type)
	}
	if sum := l.all(m.Blocks, maxBlocks); sum > maxMessage {
		l.add("$.blocks", "must have at most %d characters together, have %d", maxMessage, sum)
	}
	return l.problems
}

// all checks a list of blocks and gives their characters.
func (l *linter) all(blocks []json.RawMessage, most int) (sum int) {
	if len(blocks) > most {
		l.add("$.blocks", "must be at most %d, are %d", most, len(blocks))
	}
	for i, raw := range blocks {
		sum += utf8.RuneCount(raw)
		path := fmt.Sprintf("$.blocks[%d]", i)
		l.block(path, raw)
		l.inside(path, raw)
	}
	if l.tables > 1 {
		l.add("$.blocks", "must hold one table at most")
	}
	if l.markdown > maxMarkdown {
		l.add("$.blocks", "must have at most %d characters of markdown together, have %d", maxMarkdown, l.markdown)
	}
	return sum
}

type wireView struct {
	Type     string            `json:"type"`
	Blocks   []json.RawMessage `json:"blocks"`
	Title    *wireText         `json:"title"`
	Submit   *wireText         `json:"submit"`
	Close    *wireText         `json:"close"`
	Callback string            `json:"callback_id"`
	External string            `json:"external_id"`
	Private  string            `json:"private_metadata"`
}

func (l *linter) view(v *wireView) {
	want := "modal"
	if l.surface == SurfaceHome {
		want = "home"
	}
	if v.Type != want {
		l.add("$.type", "must be %s, is %q", want, v.Type)
	}
	for name, t := range map[string]*wireText{"title": v.Title, "submit": v.Submit, "close": v.Close} {
		if t != nil {
			l.plain("$."+name, t, maxModalTitle)
		}
	}
	if v.Title == nil && l.surface == SurfaceModal {
		l.add("$.title", "must be there")
	}
	l.text("$.callback_id", v.Callback, 0, maxActionID)
	l.text("$.external_id", v.External, 0, maxActionID)
	l.text("$.private_metadata", v.Private, 0, maxPrivate)
}

// mentions finds what would notify somebody in mrkdwn.
func (l *linter) mentions(path, s string) {
	for _, m := range []string{"<!", "<@", "<#"} {
		if strings.Contains(s, m) {
			l.add(path, "must hold no mention: %s", m)
		}
	}
}

func (l *linter) plain(path string, t *wireText, most int) {
	if t.Type != "plain_text" {
		l.add(path+".type", "must be plain_text, is %q", t.Type)
	}
	l.text(path+".text", t.Text, 1, most)
}

func (l *linter) either(path string, t *wireText, most int) {
	switch t.Type {
	case "mrkdwn":
		l.mentions(path+".text", t.Text)
		if t.Emoji != nil {
			l.add(path+".emoji", "must be absent from mrkdwn")
		}
	case "plain_text":
	default:
		l.add(path+".type", "must be mrkdwn or plain_text, is %q", t.Type)
	}
	l.text(path+".text", t.Text, 1, most)
}
