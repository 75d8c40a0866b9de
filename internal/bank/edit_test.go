package bank_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/bank"
)

const written = `# Questions of the gardeners.
version: 1
questions:
  # The first one.
  - id: a # never change
    kind: single
    # Asked in May.
    stem: >-
      What makes
      holes?
    options:
      - {text: Dibber, correct: true} # the key
      # A tempting one:
      - text: Rake
        correct: false
        why: "It draws."
    # Not yet.
    state: draft # by Monday
    source:
      span: makes holes

  # The second one.
  - {id: b, kind: bool, stem: 'Is it?', answer: true} # short
  - id: c
    kind: short
    stem: Name it.
    accept: it
    # trailing note

# The end.
`

func find(t *testing.T, data, id string) bank.Question {
	t.Helper()
	list, _ := bank.Parse("x", []byte(data))
	for _, q := range list {
		if q.ID == id {
			return q
		}
	}
	t.Fatalf("no question %s in\n%s", id, data)
	return bank.Question{}
}

func TestEditKeepsEverythingElse(t *testing.T) {
	for _, tt := range []struct {
		name, id string
		change   func(*bank.Question)
		replace  []string // what of the file changes: old, new, …
	}{
		{"approve", "a", func(q *bank.Question) { q.State = bank.Approved }, []string{"state: draft # by", "state: approved # by"}},
		{
			"reject with a reason", "a", func(q *bank.Question) { q.State, q.Reason = bank.Rejected, "too: easy" },
			[]string{"state: draft # by Monday\n", "state: rejected # by Monday\n    reason: 'too: easy'\n"},
		},
		{"stem", "a", func(q *bank.Question) { q.Stem = "What digs?" }, []string{"stem: >-\n      What makes\n      holes?\n", "stem: What digs?\n"}},
		{"a wrong option", "a", func(q *bank.Question) { q.Options[1].Text = "Hoe" }, []string{"- text: Rake", "- text: Hoe"}},
		{"in braces", "b", func(q *bank.Question) { q.State = bank.Approved }, []string{"answer: true}", "answer: true, state: approved}"}},
		{"without a state", "c", func(q *bank.Question) { q.State = bank.Approved }, []string{"accept: it\n", "accept: it\n    state: approved\n"}},
		{"answer", "c", func(q *bank.Question) { q.Accept = []string{"he", "she"} }, []string{"accept: it\n", "accept: [he, she]\n"}},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			t.Run(tt.name, func(t *testing.T) {
				file := strings.ReplaceAll(written, "\n", eol)
				was := find(t, file, tt.id)
				q := find(t, file, tt.id)
				tt.change(&q)
				got, err := bank.Edit("x", []byte(file), was, q)
				if err != nil {
					t.Fatal(err)
				}
				want := strings.ReplaceAll(strings.NewReplacer(tt.replace...).Replace(written), "\n", eol)
				if string(got) != want {
					t.Errorf("got\n%s\nwant\n%s", got, want)
				}
				back, err := bank.Edit("x", got, find(t, string(got), tt.id), was)
				if err != nil {
					t.Fatal(err)
				}
				if tt.name != "stem" && tt.name != "answer" && !strings.HasPrefix(tt.name, "in ") && !strings.HasPrefix(tt.name, "without") && string(back) != file {
					t.Errorf("back again\n%s", back)
				}
			})
		}
	}
}

func TestEditDropsAnOptionAndKeepsTheOthers(t *testing.T) {
	was, q := find(t, written, "a"), find(t, written, "a")
	q.Options = append([]bank.Option{{Text: "Spade"}}, q.Options[0])
	got, err := bank.Edit("x", []byte(written), was, q)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "- text: Spade\n      - {text: Dibber, correct: true} # the key\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestEditRefuses(t *testing.T) {
	was := find(t, written, "a")
	q := was
	q.State = bank.Approved
	for name, file := range map[string]string{
		"gone":     "questions:\n  - {id: z, kind: bool, stem: s, answer: true}\n",
		"changed":  strings.Replace(written, "holes", "pits", 1),
		"not YAML": "questions: [\n",
		"brackets": `{"questions": [{"id": "a", "kind": "bool", "stem": "s"}]}`,
	} {
		if out, err := bank.Edit("x", []byte(file), was, q); err == nil {
			t.Errorf("%s: written\n%s", name, out)
		}
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	q := bank.Question{ID: "new", Kind: bank.Bool, Stem: "Is it: so?", Accept: []string{"true"}, State: bank.Draft, Origin: "rule:label"}
	item := "- id: new\n  kind: bool\n  stem: 'Is it: so?'\n  answer: true\n  state: draft\n  origin: rule:label\n"
	in := "  " + strings.TrimSuffix(strings.ReplaceAll(item, "\n", "\n  "), "  ")
	for name, tt := range map[string]struct{ file, want string }{
		"indented":      {written, written + in},
		"not indented":  {"questions:\n- {id: a, kind: bool, stem: s, answer: true}\n", "questions:\n- {id: a, kind: bool, stem: s, answer: true}\n" + item},
		"bare list":     {"- {id: a, kind: bool, stem: s, answer: true}", "- {id: a, kind: bool, stem: s, answer: true}\n" + item},
		"CRLF":          {"questions:\r\n  - {id: a, kind: bool, stem: s, answer: true}\r\n", "questions:\r\n  - {id: a, kind: bool, stem: s, answer: true}\r\n" + strings.ReplaceAll(in, "\n", "\r\n")},
		"key behind":    {"questions:\n  - {id: a, kind: bool, stem: s, answer: true}\n\n# one\nversion: 1\n", "questions:\n  - {id: a, kind: bool, stem: s, answer: true}\n" + in + "\n# one\nversion: 1\n"},
		"empty list":    {"questions: [] # none\n", "questions:  # none\n" + in},
		"nothing":       {"questions:\n", "questions:\n" + in},
		"comments only": {"# To do\n", "# To do\nquestions:\n" + in},
		"no file":       {"", "# yaml-language-server: $schema=quiz.schema.json\nquestions:\n" + in},
	} {
		got, err := bank.Append("x", []byte(tt.file), []bank.Question{q})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if string(got) != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, tt.want)
		}
	}
	for _, file := range []string{"questions: [{id: a, kind: bool, stem: s, answer: true}]\n", "version: 1\n", "questions: [\n", "just words\n"} {
		if out, err := bank.Append("x", []byte(file), []bank.Question{q}); err == nil {
			t.Errorf("appended to %q:\n%s", file, out)
		}
	}
}

// TestEditsMeanWhatTheyShould: whatever is changed of whichever question, the file means exactly
// that afterwards, and approving a question touches one line.
func TestEditsMeanWhatTheyShould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfNDistinct(anyQuestion(bank.Kinds()...), 2, 4, func(q bank.Question) string { return q.ID }).Draw(t, "questions")
		file, err := bank.Write(list[1:])
		if err != nil {
			t.Fatal(err)
		}
		if file, err = bank.Append("x", file, list[:1]); err != nil {
			t.Fatal(err)
		}
		parsed, _ := bank.Parse("x", file)
		was := rapid.SampledFrom(parsed).Draw(t, "which")
		q := was
		q.Stem, q.Why = words().Draw(t, "new stem"), words().Draw(t, "new why")
		q.State, q.Reason = bank.Rejected, words().Draw(t, "reason")
		out, err := bank.Edit("x", file, was, q)
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		again, err := bank.Edit("x", out, q, was)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if string(again) != string(file) {
			t.Fatalf("not undone:\n%s\n%s", file, again)
		}
	})
}
