package review_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/bank"
	"lectern/internal/bank/review"
	"lectern/internal/course"
	"lectern/internal/fault"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

const chapter = `---
title: Gardens
---

<exercise id="1" title="Tools">

Seeds are set with a **dibber**, and loose
soil is levelled with a [rake](https://gardens.example/rake).
The hoe was invented in 1804.

</exercise>
`

const questions = `# Ours.
questions:
  - id: holes
    kind: single
    section: Tools
    stem: What sets seeds?
    options:
      - {text: Rake}
      - {text: A dibber, correct: true, why: It makes holes.} # the key
      - {text: Hoe}
    origin: rule:label
    source: {span: Seeds are set with a dibber}
  - id: asked
    kind: bool
    stem: Done.
    answer: true
    state: approved
  - id: year
    kind: numeric
    section: Tools
    stem: In which year was the hoe invented?
    answer: 1804
    tolerance: 2
    why: So it says.
    source: {span: The hoe was invented in 1804}
  - id: keyless
    kind: single
    section: Tools
    stem: "Which one?\e[2J"
    options: [one, two]
  - id: gone
    kind: match
    section: Tools
    stem: What belongs where?
    options:
      - {text: Rake, match: soil}
      - {text: Dibber, match: seeds}
    source: {span: Moles are welcome}
  - id: year
    kind: bool
    stem: The same id again.
    answer: true
`

// walk reviews with what is typed, and gives what is printed and the file afterwards.
func walk(t *testing.T, typed string) (out, file string, s review.Summary) {
	t.Helper()
	fsys := fstest.MapFS{"chapter1.md": {Data: []byte(chapter)}, "chapter1.quiz.yaml": {Data: []byte(questions)}}
	c, _, err := course.Load(context.Background(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(context.Background(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	data := []byte(questions)
	var printed bytes.Buffer
	s, err = review.New(b, fsys, strings.NewReader(typed), &printed, func(name string, was, q bank.Question) error {
		next, err := bank.Edit(name, data, was, q)
		if err == nil {
			data = next
		}
		return err
	}).Run()
	if err != nil {
		t.Fatal(err)
	}
	return printed.String(), string(data), s
}

func TestTranscripts(t *testing.T) {
	for name, typed := range map[string]string{
		"decide": "?\nwhat\na\nr\n\nNobody needs it: really\na\ns\nr\n.\nq\n",
		"edit":   "b\ne\nWhat makes holes?\nSpade\nIt digs.\n\n-\n-\nHoe, long\nB\n\na\nb\nr\nOn second thought, no\nq\n",
		"number": "s\ne\n\n1805\nmuch\n0.5\n-\nq\n",
		"broken": "s\ns\ne\n\n\n\n\n\n\nZ\nA\n\na\ne\n\n\n\n\n\n\n\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			out, file, s := walk(t, typed)
			for _, b := range out {
				if b < ' ' && b != '\n' {
					t.Errorf("the control character %q is printed", b)
				}
			}
			if s.Unnamed != 1 || s.Approved+s.Rejected+s.Left != 4 {
				t.Errorf("summary %+v", s)
			}
			golden := filepath.Join("testdata", name+".txt")
			got := out + "\n=== the file ===\n" + file
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestInputMayEndAnywhere(t *testing.T) {
	typed := "e\nWhat makes holes?\nSpade\nIt digs.\n\n\n\n\n\nA\nBecause.\nr\nno\n"
	whole, _, _ := walk(t, typed)
	if !strings.Contains(whole, "Saved.") || !strings.Contains(whole, "Rejected.") {
		t.Fatalf("the whole walk does not do what it should:\n%s", whole)
	}
	for i := range typed {
		_, file, s := walk(t, typed[:i])
		list, findings := bank.Parse("x", []byte(file))
		if len(list) != 6 || len(findings) != 0 {
			t.Fatalf("after %q the file is broken:\n%s", typed[:i], file)
		}
		if i < strings.Index(typed, "Because.")+7 && file != questions && !strings.HasPrefix(typed[:i], "e\nWhat makes holes?\nSpade\nIt digs.\n\n\n\n\n\nA\nB") {
			t.Errorf("half an edit is saved after %q", typed[:i])
		}
		if s.Approved != 0 {
			t.Errorf("something is approved after %q", typed[:i])
		}
	}
}

func TestWhatCannotBeSavedIsToldAndNothingIsDecided(t *testing.T) {
	fsys := fstest.MapFS{"chapter1.md": {Data: []byte(chapter)}, "chapter1.quiz.yaml": {Data: []byte(questions)}}
	c, _, err := course.Load(context.Background(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(context.Background(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{errors.New("disk full"), "Not saved: disk full"},
		{fault.New(fault.Conflict, "It has {{.What}}.", "Look again.").With("What", "changed"), "Not saved: It has changed. Look again."},
	} {
		var out bytes.Buffer
		s, err := review.New(b, fsys, strings.NewReader("a\nr\nbad\nq\n"), &out, func(string, bank.Question, bank.Question) error { return tt.err }).Run()
		if err != nil || s.Approved+s.Rejected != 0 || strings.Count(out.String(), tt.want) != 2 {
			t.Errorf("%v, %+v:\n%s", err, s, out.String())
		}
	}
}
