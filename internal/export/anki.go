package export

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/doc"
)

// WriteAnki writes questions in Anki's text format: fields with tabs between, after lines that
// say what they are (Anki manual, "Text Files"). The first field is a stable id, so that
// importing again updates cards and keeps what the student has learned. It gives how many were
// written.
//
// A package (.apkg) would be a SQLite database of Anki's own in an archive: its schema changes
// with Anki, while the text format is documented and read by every version since 2.1.54.
func WriteAnki(w io.Writer, deck string, b *bank.Bank, items []*bank.Item) (int, error) {
	out := bufio.NewWriter(w)
	deck = strings.Join(strings.Fields(strings.ReplaceAll(deck, "::", ":")), " ") // two colons would nest
	_, _ = fmt.Fprintf(out, "#separator:tab\n#html:true\n#notetype:Basic\n#deck:%s\n#guid column:1\n#tags column:4\n", deck)
	for _, it := range items {
		q := b.Pin(it, []byte(it.ID)) // the same order every time: a card does not change by itself
		front := prose(q.Stem)
		if !q.Typed() && q.Kind != bank.Bool {
			var options []string
			for i, o := range q.Options {
				options = append(options, bank.Letter(i)+". "+field(doc.SpanText(o.Text)))
			}
			front += "<br><br>" + strings.Join(options, "<br>")
		}
		if q.Kind == bank.Match {
			var rights []string
			for i, r := range q.Rights {
				rights = append(rights, bank.Letter(i)+" → "+field(doc.SpanText(r)))
			}
			front += "<br><br>" + strings.Join(rights, "<br>")
		}
		back := field(q.Describe(q.Key()))
		if why := q.Reasons(q.Key()); len(why) > 0 {
			back += "<br><br>" + prose(why)
		}
		var tags []string
		for _, t := range append([]string{q.Chapter}, q.Tags...) {
			if t = strings.Join(strings.Fields(t), "-"); t != "" {
				tags = append(tags, t)
			}
		}
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", field(it.ID), quoted(front), quoted(back), quoted(strings.Join(tags, " ")))
	}
	if err := out.Flush(); err != nil { // holds the first error of all
		return 0, fmt.Errorf("write Anki notes: %w", err)
	}
	return len(items), nil
}

// prose gives blocks as HTML on one line.
func prose(b []doc.Block) string { return field(doc.BlockText(b)) }

// field makes text safe in HTML and within a line.
func field(s string) string {
	s = html.EscapeString(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")))
	return strings.NewReplacer("\n", "<br>", "\r", "<br>", "\t", " ").Replace(s)
}

// quoted keeps Anki from reading a quotation mark at the beginning of a field, or a number sign
// at that of a line, as its own.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
