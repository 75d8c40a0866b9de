package terminal_test

import (
	"strings"
	"testing"

	"lectern/adapters/terminal"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// TestLinesAreBrokenBetweenWords has paragraphs of words in and out of bold, in 20 columns.
func TestLinesAreBrokenBetweenWords(t *testing.T) {
	bold := func(text string) doc.Span { return doc.Strong{Spans: []doc.Span{doc.Plain(text)}} }
	for _, tt := range []struct {
		name  string
		spans []doc.Span
		want  string
	}{
		{"as wide as the line", []doc.Span{doc.Plain("12345678 12345678 12")}, "12345678 12345678 12"},
		{"a column wider", []doc.Span{doc.Plain("12345678 12345678 123")}, "12345678 12345678\n123"},
		{"no blank where none is, whatever the last letter", []doc.Span{doc.Plain("voilà"), bold("!"), doc.Plain(" Р"), bold("Ф")}, "voilà! РФ"},
		{"a blank on either side of bold is one", []doc.Span{doc.Plain("one "), bold(" two "), doc.Plain("three")}, "one two three"},
		{"blanks of any kind", []doc.Span{doc.Plain("one\u00a0"), bold("two"), doc.Plain("\u00a0three")}, "one two three"},
		{"a long word begins on a line of its own", []doc.Span{doc.Plain("a 123456789012345678901234567")}, "a\n12345678901234567890\n1234567"},
		{"wide characters count twice", []doc.Span{doc.Plain(strings.Repeat("国", 11))}, strings.Repeat("国", 10) + "\n国"},
	} {
		a := terminal.New(terminal.Options{Plain: true, Width: 20})
		text, _ := a.Say(t.Context(), fixed{chat.Reply{View: chat.Card{Body: []doc.Block{doc.Paragraph{Spans: tt.spans}}}}}, "/x")
		var lines []string
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		if got := strings.Join(lines, "\n"); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
