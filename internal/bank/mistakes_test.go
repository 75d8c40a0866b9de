package bank_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"lectern/internal/bank"
)

// good is a question without a mistake; each case of the test below spoils one thing in it.
const good = `questions:
- id: one
  kind: single
  section: Realism
  stem: Who?
  options:
  - {text: A, correct: true, why: Yes.}
  - {text: B}
  state: approved
`

func TestEveryMistakeIsToldWithItsPlace(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, tt := range []struct {
		name, old, new string
		code           string
		line           int
		caret          string // the line above and the caret, where there is one
	}{
		{"an unknown field", "  stem:", "  stm:", "quiz-field-unknown", 5, "  ^"},
		{"the old name of kind", "  kind:", "  type:", "quiz-field-unknown", 3, "  ^"},
		{"a field twice", "  stem: Who?", "  stem: Who?\n  stem: What?", "quiz-field-twice", 6, "  ^"},
		{"a kind there is not", "kind: single", "kind: singel", "quiz-field", 3, "        ^"},
		{"a state there is not", "state: approved", "state: aproved", "quiz-field", 9, "         ^"},
		{"a list where a text stands", "stem: Who?", "stem: [Who]", "quiz-field", 5, "        ^"},
		{"options that are no list", "  options:\n  - {text: A, correct: true, why: Yes.}\n  - {text: B}", "  options: yes", "quiz-field", 6, "           ^"},
		{"points that are no number", "  state: approved", "  points: many", "quiz-field", 9, "          ^"},
		{"neither true nor false", "correct: true", "correct: perhaps", "quiz-field", 7, "                       ^"},
		{"no id", "- id: one\n  kind", "- kind", "quiz-no-id", 2, ""},
		{"a bad id", "id: one", "id: one two", "quiz-id", 2, ""},
		{"no stem", "  stem: Who?\n", "", "quiz-no-stem", 2, ""},
		{"a long stem", "Who?", long(1600), "quiz-stem-too-long", 2, ""},
		{"a blank option", "{text: B}", "{text: ''}", "quiz-option-blank", 2, ""},
		{"a long option", "{text: B}", "{text: " + long(300) + "}", "quiz-option-too-long", 2, ""},
		{"a long reason", "why: Yes.", "why: " + long(1100), "quiz-why-too-long", 2, ""},
		{"one option", "  - {text: B}\n", "", "quiz-options", 2, ""},
		{"two equal options", "{text: B}", "{text: a}", "quiz-option-twice", 2, ""},
		{"no key", ", correct: true", "", "quiz-no-key", 2, ""},
		{"two keys", "{text: B}", "{text: B, correct: true}", "quiz-many-keys", 2, ""},
		{"no kind", "  kind: single\n", "", "quiz-no-kind", 2, ""},
		{"negative points", "  state: approved", "  points: -1\n  state: approved", "quiz-points", 2, ""},
		{"a negative tolerance", "  state: approved", "  tolerance: -1\n  state: approved", "quiz-tolerance", 2, ""},
		{"true/false without an answer", "kind: single", "kind: bool", "quiz-bool", 2, ""},
		{"short without an answer", "kind: single", "kind: short", "quiz-accept", 2, ""},
		{"a number that is none", "kind: single", "kind: numeric\n  answer: soon", "quiz-accept", 2, ""},
		{"pairs without right sides", "kind: single", "kind: match", "quiz-match", 2, ""},
		{"an id twice", "questions:\n", "questions:\n- {id: one, kind: bool, stem: 'X?', answer: true}\n", "quiz-id-twice", 3, ""},
		{"a section there is not", "section: Realism", "section: Realsm", "quiz-section-unknown", 2, ""},
		{"source text that changed", "  state: approved", "  state: approved\n  source: {span: These words are not there.}", "quiz-stale", 2, ""},
		{"a broken quote", "stem: Who?", "stem: \"Who?", "quiz-yaml", 5, ""},
		{"no list", "questions:", "question:", "quiz-field-unknown", 1, "^"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatal("the case spoils nothing")
			}
			b := load(t, text)
			for _, f := range b.Findings {
				if f.Code != tt.code {
					continue
				}
				if f.Line != tt.line || f.File != "chapters/chapter1.quiz.yaml" || f.Message == "" || f.Remedy == "" {
					t.Errorf("found %+v, want line %d", f, tt.line)
				}
				if _, caret, _ := strings.Cut(f.Excerpt, "\n       | "); tt.caret != "" && caret != tt.caret {
					t.Errorf("the caret stands at %q, want %q:\n%s", caret, tt.caret, f.Excerpt)
				}
				for _, it := range b.Items {
					if it.ID == "one" && it.Line == tt.line && it.Askable() && tt.code != "quiz-section-unknown" {
						t.Error("the question is asked all the same")
					}
				}
				return
			}
			t.Errorf("no finding %s among %+v", tt.code, b.Findings)
		})
	}
}

func TestAHundredMistakesAreAHundredFindings(t *testing.T) {
	var y strings.Builder
	y.WriteString("questions:\n")
	for i := range 100 {
		fmt.Fprintf(&y, "- {id: q%d, kind: singel, stem: 'Which?'}\n", i)
	}
	y.WriteString("- {id: good, kind: bool, stem: 'Is it?', answer: true, state: approved}\n")
	b := load(t, y.String())
	n := 0
	for _, f := range b.Findings {
		if f.Code == "quiz-field" {
			n++
		}
	}
	if n != 100 || b.ByID("good") == nil || !b.ByID("good").Askable() {
		t.Errorf("%d findings, and the good one is %+v", n, b.ByID("good"))
	}
}

// TestSchemaAndReaderAgree: what an editor marks by the schema, the reader refuses, and the
// other way round as far as a schema can know.
func TestSchemaAndReaderAgree(t *testing.T) {
	var document any
	if err := json.Unmarshal([]byte(bank.Schema()), &document); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("quiz.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("quiz.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		old, new string
		valid    bool
	}{
		{"", "", true},
		{"  stem:", "  stm:", false},
		{"kind: single", "kind: singel", false},
		{"stem: Who?", "stem: [Who]", false},
		{"correct: true", "correct: perhaps", false},
		{"- id: one\n  kind", "- kind", false},
		{"id: one", "id: one two", false},
		{"  - {text: B}\n", "", false},
		{"kind: single", "kind: bool", false},
		{"kind: single", "kind: short\n  accept: [x, y]", true},
		{"  state: approved", "  points: 200", false},
		{"questions:", "question:", false},
		{"  state: approved", "  bloom: apply\n  level: easy\n  tags: [a]\n  fixed: true", true},
	} {
		text := strings.Replace(good, tt.old, tt.new, 1)
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
		if err != nil {
			t.Fatal(err)
		}
		says := schema.Validate(instance)
		refused := false
		for _, f := range load(t, text).Findings {
			refused = refused || f.Severity == "error"
		}
		if (says == nil) != tt.valid || refused == tt.valid {
			t.Errorf("%q for %q: the schema says %v, the reader refuses: %v", tt.new, tt.old, says, refused)
		}
	}
}
