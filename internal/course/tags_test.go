package course_test

import (
	"fmt"
	"strings"
	"testing"

	"lectern/internal/doc"
)

const chapterHead = "---\ntitle: C\ntype: chapter\nid: 1\n---\n" // five lines

// TestTagsAreNestedByTheirMistakes holds the rules for what authors leave open.
func TestTagsAreNestedByTheirMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, tree, findings string }{
		{"an exercise ends where the next begins", "<exercise id=\"1\" title=\"One\">\n\na\n\n<exercise id=\"2\" title=\"Two\">\n\nb\n\n</exercise>\n", `
			C
			  One = a
			  Two = b`, "6:unclosed-exercise"},
		{"the last one ends with the file", "<exercise id=\"1\" title=\"One\">\n\na", `
			C
			  One = a`, "6:unclosed-exercise"},
		{"tags in code and comments are text", "<exercise id=\"1\" title=\"One\">\n\n`<exercise>` and <!-- <exercise> -->\n\n```\n</exercise>\n```\n\nb\n\n</exercise>\n", `
			C
			  One = <exercise> and </exercise> b`, ""},
		{"names in any case, attributes in any quotes", "<EXERCISE ID = '1' Title=One>\na\n</Exercise >\n", `
			C
			  One = a`, ""},
		{"indented tags are tags", "        <exercise id=\"1\" title=\"One\">\n        a\n        </exercise>\n", `
			C
			  One = a`, ""},
		{"a tag glued to a line", "<exercise id=\"1\" title=\"One\">\na</exercise>\n<exercise id=\"2\" title=\"Two\">b</exercise>\n", `
			C
			  One = a
			  Two = b`, ""},
		{"entities in titles", "<exercise id=\"1\" title=\"Q&amp;A &quot;now&quot;\">\na\n</exercise>\n", `
			C
			  Q&A "now" = a`, ""},
		{"stray closers close nothing", "</opt>\n<exercise id=\"1\" title=\"One\">\n\na\n</choice>\n</exercise>\n</exercise>\n", `
			C
			  One = a`, "6:stray-end-tag 10:stray-end-tag 12:stray-end-tag"},
		{"a bracket that is missing costs one tag", "<exercise id=\"1\" title=\"One\"\n\na\n\n</exercise>\n<exercise id=\"2\" title=\"Two\">\n\nb\n\n</exercise>\n", `
			C
			  One = a
			  Two = b`, "6:malformed-tag"},
		{"a quote that is missing costs one tag", "<exercise id=\"1\" title=\"One>\n\na\n\n</exercise>\n<exercise id=\"2\" title=\"Two\">\n\nb\n\n</exercise>\n", `
			C
			  One = a
			  Two = b`, "6:malformed-tag"},
		{"the first of two attributes counts", "<exercise id=\"1\" title=\"One\" title=\"Two\">\na\n</exercise>\n", `
			C
			  One = a`, "6:duplicate-attribute"},
		{"an empty exercise is planned, a comment is nothing", "<exercise id=\"1\" title=\"One\">\n\n<!-- soon -->\n\n</exercise>\n", `
			C
			  One (planned)`, "6:planned-lesson"},
		{"text outside belongs to the chapter", "before\n\n<exercise id=\"1\" title=\"One\">\n\na\n\n</exercise>\n\nafter\n", `
			C = before after
			  One = a`, ""},
		{"a table does not swallow the end", "<exercise id=\"1\" title=\"One\">\n\n| a |\n|---|\n| b |\n</exercise>\n<exercise id=\"2\" title=\"Two\">\n\nc\n\n</exercise>\n", `
			C
			  One = a b
			  Two = c`, ""},
		{"nor does a <center> left open", "<exercise id=\"1\" title=\"One\">\n\n<center>a\n\n</exercise>\n<exercise id=\"2\" title=\"Two\">\n\nc\n\n</exercise>\n", `
			C
			  One = a
			  Two = c`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := loadChapter(t, chapterHead+c.text)
			wantTree(t, r.Course, c.tree)
			wantFindings(t, r.findings, c.findings)
		})
	}
}

// TestQuizzesAreReadWhole writes each quiz as "question? option* option" with a star at the
// right ones.
func TestQuizzesAreReadWhole(t *testing.T) {
	for _, c := range []struct{ name, text, quizzes, findings string }{
		{"as documented", "Which?\n\n<choice>\n<opt text=\"a\">\n\nNo.\n\n</opt>\n<opt text=\"b\" correct=\"true\">\n\nYes.\n\n</opt>\n</choice>\n", "Which? a(No.) b*(Yes.)", ""},
		{"options and quiz left open", "Which?\n<choice>\n<opt text=\"a\">\nNo.\n<opt text=\"b\" correct=\"true\">\nYes.\n", "Which? a(No.) b*(Yes.)", "9:unclosed-choice 10:unclosed-opt 12:unclosed-opt"},
		{"two in a lesson", "One?\n\n<choice><opt text=a correct=true></opt><opt text=b></opt></choice>\n\nTwo?\n\n<choice><opt text=c></opt><opt text=d correct=true></opt></choice>\n", "One? a*() b()|Two? c() d*()", ""},
		{"no question: the title is asked", "<choice><opt text=a correct=true></opt><opt text=b></opt></choice>\n", "L a*() b()", ""},
		{"HTML in a label, back-ticks as they are", "Q?\n\n<choice><opt text=\"<code>x</code>\" correct=\"TRUE\"></opt><opt text=\"`y` < z\"></opt></choice>\n", "Q? x*() `y` < z()", ""},
		{
			"bare, wordy and false", "Q?\n\n<choice>\n<opt text=a correct></opt>\n<opt text=b correct=correct></opt>\n<opt text=c correct=\"False\"></opt>\n<opt text=d correct=yes></opt>\n</choice>\n", "Q? a*() b*() c() d()",
			"11:correct-bare 12:correct-value 13:correct-false 14:correct-value",
		},
		{"left from the template", "Q?\n\n<choice><opt text=\"Answer one\" correct=true></opt><opt text=\"Answer two\"></opt></choice>\n", "Q? Answer one*() Answer two()", "10:template-quiz"},
		{"in a comment", "Text.\n\n<!-- <choice><opt text=a></opt></choice> -->\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := loadChapter(t, inLesson(c.text))
			var quizzes []string
			for _, q := range r.Units[1].Quizzes {
				var b strings.Builder
				b.WriteString(doc.BlockText(q.Question))
				for _, o := range q.Options {
					star := ""
					if o.Correct {
						star = "*"
					}
					fmt.Fprintf(&b, " %s%s(%s)", doc.SpanText(o.Text), star, doc.BlockText(o.Feedback))
				}
				quizzes = append(quizzes, b.String())
			}
			if got := strings.Join(quizzes, "|"); got != c.quizzes {
				t.Errorf("got  %s\nwant %s", got, c.quizzes)
			}
			wantFindings(t, r.findings, c.findings)
		})
	}
}
