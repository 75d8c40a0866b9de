package export_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"testing/fstest"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/export"
)

const questions = `questions:
- {id: where, kind: single, stem: 'What relates <b>distances</b> & more?', tags: [maps, two words], state: approved,
   options: [{text: "The \"scale\"", correct: true, why: Because.}, {text: The legend}]}
- {id: many, kind: multi, stem: "=Which?", state: approved, options: [{text: A thing, correct: true}, {text: Another, correct: true}, {text: None}]}
- {id: true, kind: bool, stem: 'Is north up?', answer: true, state: approved}
- {id: word, kind: short, stem: 'What is it called?', accept: [scale], state: approved}
- {id: pairs, kind: match, stem: 'Who?', state: approved, options: [{text: Waltz, match: Realism}, {text: Keohane, match: Liberalism}]}
- {id: row, kind: order, stem: 'Order.', state: approved, options: [First, Second, Third]}
- {id: draft, kind: bool, stem: 'A draft?', answer: true}
`

func TestAnkiNotes(t *testing.T) {
	fsys := fstest.MapFS{
		"chapters/chapter1.md":        {Data: []byte("---\ntitle: 'Chapter 1: Maps'\ntype: chapter\nid: 1\n---\n\n<exercise id=\"1\" title=\"Scale\">\n\nA map's scale relates distances.\n\n</exercise>\n")},
		"chapters/chapter1.quiz.yaml": {Data: []byte(strings.Replace(questions, "id: true", "id: north", 1))},
	}
	c, _, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n, err := export.WriteAnki(&out, "Maps::\tand more", b, b.Askable())
	if err != nil || n != 6 {
		t.Fatal(n, err, b.Findings)
	}
	golden(t, "anki.txt", out.Bytes())
	r := csv.NewReader(&out)
	r.Comma, r.Comment = '\t', '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 6 {
		t.Fatal(err, len(rows))
	}
	for _, row := range rows {
		if len(row) != 4 || strings.Contains(strings.Join(row, ""), "\n") {
			t.Errorf("row %q", row)
		}
	}
}
