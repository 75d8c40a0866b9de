package slack_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"lectern/adapters/slack"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

func cells(text ...string) (row []doc.Cell) {
	for _, s := range text {
		row = append(row, doc.Cell{doc.Plain(s)})
	}
	return row
}

func grid(rows, columns int) doc.Table {
	t := doc.Table{}
	for i := range columns {
		t.Header = append(t.Header, doc.Cell{doc.Plain(fmt.Sprint("h", i))})
	}
	for i := range rows {
		var r []string
		for j := range columns {
			r = append(r, fmt.Sprintf("r%dc%d", i, j))
		}
		t.Rows = append(t.Rows, cells(r...))
	}
	return t
}

// TestATableIsABlockWhereSlackTakesOne: the first of a message, where it fits. Every cell is
// read in any case.
func TestATableIsABlockWhereSlackTakesOne(t *testing.T) {
	linked := grid(1, 2)
	linked.Rows[0][0] = doc.Cell{doc.Link{URL: "https://x.example/a", Spans: []doc.Span{doc.Plain("here")}}}
	hostile := grid(1, 2)
	hostile.Rows[0] = cells("<!channel> & <@U1>", "")
	ragged := grid(2, 3)
	ragged.Rows[1] = ragged.Rows[1][:1]
	for _, tt := range []struct {
		name   string
		body   []doc.Block
		tables int
		words  []string
	}{
		{"one", []doc.Block{grid(2, 2)}, 1, []string{"h0", "r0c0", "r1c1"}},
		{"two", []doc.Block{grid(1, 2), grid(2, 2)}, 1, []string{"r0c1", "r1c1"}},
		{"in an entry of a list", []doc.Block{doc.List{Items: []doc.Item{{Blocks: []doc.Block{doc.Para("x"), grid(1, 2)}}}}}, 0, []string{"r0c1"}},
		{"21 columns", []doc.Block{grid(1, 21)}, 0, []string{"r0c20"}},
		{"of the heading alone", []doc.Block{grid(0, 3)}, 0, []string{"h2"}},
		{"too long for a block", []doc.Block{grid(40, 2)}, 0, []string{"r39c1"}},
		{"with a link", []doc.Block{linked}, 1, []string{"https://x.example/a", "here"}},
		{"with hostile words and a blank", []doc.Block{hostile}, 1, []string{"<!channel> & <@U1>"}},
		{"with a row that ends early", []doc.Block{ragged}, 1, []string{"r1c0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := slack.Payload(chat.Reply{View: chat.Card{Title: "T", Body: tt.body}}, "")
			if err != nil {
				t.Fatal(err)
			}
			if p := slack.Lint(slack.SurfaceMessage, body); len(p) > 0 {
				t.Errorf("breaks the platform's rules: %v", p)
			}
			m := parse(t, body)
			var blocks strings.Builder
			n := 0
			for _, raw := range m.Blocks {
				var b struct {
					Type string `json:"type"`
				}
				if err := json.Unmarshal(raw, &b); err != nil {
					t.Fatal(err)
				}
				if b.Type == "table" {
					n++
				}
				blocks.Write(raw)
			}
			if n != tt.tables {
				t.Errorf("%d table blocks, want %d", n, tt.tables)
			}
			for _, w := range tt.words {
				if !strings.Contains(blocks.String(), w) {
					t.Errorf("nobody reads %q: %s", w, blocks.String())
				}
			}
		})
	}
	form := chat.Form{Title: "F", Token: "t", Lead: []doc.Block{grid(1, 2)}, Fields: []chat.Field{{Name: "a", Label: "A"}}}
	view, err := slack.Payload(chat.Reply{View: form}, "")
	if p := slack.Lint(slack.SurfaceModal, view); err != nil || len(p) > 0 || !strings.Contains(string(view), "r0c1") {
		t.Errorf("in a form: %v, %v", p, err)
	}
}
