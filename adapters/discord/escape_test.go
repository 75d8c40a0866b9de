package discord_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lectern/adapters/discord"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// shown reads Discord's Markdown: what a person sees of a text, and which of it is active. It is
// written from what Discord does, not from what the adapter does: a backslash before a mark makes
// it a letter; lists, headings and quotes begin a line.
func shown(markdown string) (text string, active []string) {
	escape := regexp.MustCompile(`^\\[^0-9A-Za-z\s]`)
	block := regexp.MustCompile(`^ *(>|#{1,3} |-# |[-*] |\d+\. )`)
	address := regexp.MustCompile(`^[a-z][a-z+.-]*://`)
	var b strings.Builder
	for i := 0; i < len(markdown); {
		rest := markdown[i:]
		if i == 0 || markdown[i-1] == '\n' {
			if m := block.FindString(rest); m != "" {
				active = append(active, m)
			}
		}
		if m := address.FindString(rest); m != "" {
			active = append(active, m)
		}
		if escape.MatchString(rest) {
			b.WriteString(rest[1:2])
			i += 2
			continue
		}
		if strings.ContainsRune("*_~`|[]<@", rune(rest[0])) {
			active = append(active, rest[:1])
		}
		b.WriteByte(rest[0])
		i++
	}
	return b.String(), active
}

// written is how a text stands in a message.
func written(t interface{ Fatal(...any) }, spans ...doc.Span) string {
	body, err := discord.Payload(chat.Reply{View: chat.Card{Title: "x", Body: []doc.Block{doc.Paragraph{Spans: spans}}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Embeds []struct {
			Description string `json:"description"`
		} `json:"embeds"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	return m.Embeds[0].Description
}

func TestTextStaysText(t *testing.T) {
	for _, s := range []string{
		"# head", " ## head", "-# small", "> quote", ">>> quotes", "- item", "* item", "  - item", "1. one", " 12. twelve", "a\n3. three", "a\n  4. four",
		"**bold** *i* _i_ __u__ ~~s~~ ||spoiler||", "`code` ```fence```", "[words](https://evil.example)", "<https://evil.example>", "https://evil.example/a_b", "discord://x",
		"@everyone @here <@1> <@&2> <#3> <@!4>", "<t:1764000000:R>", "</section:5>", "<:emoji:6> <a:emoji:7>", "<id:customize>", `back\slash \* \\`, "¯\\_(ツ)_/¯", "1.5 and 2.5", "1.", "a - b # c > d",
	} {
		text, active := shown(written(t, doc.Text{Value: s}))
		if text != strings.TrimSpace(s) && text != s || len(active) > 0 {
			t.Errorf("%q is written as %q: reads %q, active %q", s, written(t, doc.Text{Value: s}), text, active)
		}
	}
}

// TestTextStaysTextHoweverItIsParted: a list begins with what two spans say together as well.
func TestTextStaysTextHoweverItIsParted(t *testing.T) {
	for _, parts := range [][]string{{"1", ". one"}, {" ", "- item"}, {" 2", "", ". two"}, {"a\n", "3", ". three"}} {
		var spans []doc.Span
		for _, p := range parts {
			spans = append(spans, doc.Text{Value: p})
		}
		if _, active := shown(written(t, spans...)); len(active) > 0 {
			t.Errorf("%q is written as %q", parts, written(t, spans...))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("ab1 2.-#>*_~`|[]()<@:/\\\n\u202e"))), 1, 3).Draw(t, "parts")
		var spans []doc.Span
		for _, p := range parts {
			spans = append(spans, doc.Text{Value: p})
		}
		want := chat.Printable(strings.Join(parts, ""))
		if strings.TrimSpace(want) == "" {
			return
		}
		markdown := written(t, spans...)
		text, active := shown(markdown)
		if strings.TrimRight(text, "\n") != strings.TrimRight(want, "\n") || len(active) > 0 {
			t.Fatalf("%q is written as %q: reads %q, active %q", want, markdown, text, active)
		}
	})
}

func TestManyLongFactsFitBesideTheirText(t *testing.T) {
	c := chat.Card{Title: strings.Repeat("t", 300), Footer: strings.Repeat("f", 3000), Body: []doc.Block{doc.Para(strings.Repeat("word ", 2000))}}
	for range 25 {
		c.Facts = append(c.Facts, chat.Fact{Label: strings.Repeat("l", 300), Value: strings.Repeat("v", 2000)})
	}
	body, err := discord.Payload(chat.Reply{View: c}, "")
	if err != nil {
		t.Fatal(err)
	}
	if p := discord.Lint(discord.LintMessage, body); len(p) > 0 || !strings.Contains(string(body), "word word") {
		t.Errorf("%v in %s", p, body)
	}
}
