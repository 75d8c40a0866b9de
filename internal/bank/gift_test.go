package bank_test

import (
	"fmt"
	"strings"
	"testing"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// brief tells a question on one line: its kind, its options with the right ones starred, what is
// accepted, and its reason.
func brief(q bank.Question) string {
	var parts []string
	for _, o := range q.Options {
		text := o.Text
		if o.Match != "" {
			text += ">" + o.Match
		}
		if o.Correct {
			text = "*" + text
		}
		if o.Why != "" {
			text += "(" + o.Why + ")"
		}
		parts = append(parts, text)
	}
	parts = append(parts, q.Accept...)
	out := string(q.Kind) + ": " + strings.Join(parts, " ")
	if q.Tolerance != 0 {
		out += fmt.Sprintf(" ±%v", q.Tolerance)
	}
	if q.Why != "" {
		out += " because " + q.Why
	}
	return out
}

func found(list []course.Finding) string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %s:%d", map[course.Severity]string{course.Error: "error", course.Warning: "warning"}[f.Severity], f.Code, f.Line))
	}
	return strings.Join(out, ", ")
}

// TestWhatIsBetweenTheBracesMakesTheKind holds to what Moodle makes of the same text.
func TestWhatIsBetweenTheBracesMakesTheKind(t *testing.T) {
	for _, tt := range []struct{ body, want, findings string }{
		{"=a ~b", "single: *a b", ""},
		{"~b =a#yes", "single: b *a(yes)", ""},
		{"=a ~%-25%b ~%-25%c", "single: *a b c", ""}, // wrong choices cost something
		{"=a ~%50%b ~c", "single: *a b c", "warning gift-partial:1"},
		{"=%100%a ~b", "single: *a b", ""},
		{"=a =b ~c", "multi: *a *b c", ""},
		{"~%50%a ~%50%b ~%-100%c", "multi: *a *b c", ""},
		{"~%100%a ~%0%b ~c", "single: *a b c", ""},
		{"=a =b#both", "short: a b because both", ""},
		{"=a#first =b#second####all", "short: a b because all", ""},
		{"=a =%50%b", "short: a", "warning gift-partial:1"},
		{"=%100%a =%0%b", "short: a", "warning gift-partial:1"},
		{"=%50%a", "", "warning gift-skipped:1"},
		{"a", "", "warning gift-skipped:1"},
		{"", "", "warning gift-skipped:1"},
		{"=a -> b =c -> d = -> e", "match: a>b c>d", ""},
		{"TRUE", "bool: true", ""},
		{"t", "bool: true", ""},
		{"False", "bool: false", ""},
		{"F#no#yes", "bool: false because no", ""},
		{"T#no####all", "bool: true because all", ""},
		{"#5", "numeric: 5", ""},
		{"#5:0.5", "numeric: 5 ±0.5", ""},
		{"#-1..4", "numeric: 1.5 ±2.5", ""},
		{"#2..2", "numeric: 2", ""},
		{"#=1#one =2:3 ~4", "numeric: 1 2 ±3 because one", ""},
		{"#=%100%1 =%50%2:9", "numeric: 1", "warning gift-skipped:1"},
		{"#=%50%1", "", "warning gift-skipped:1, warning gift-skipped:1"},
		{"#4..1", "", "error gift-number:1"},
		{"#1..x", "", "error gift-number:1"},
		{"#x..1", "", "error gift-number:1"},
		{"#x", "", "error gift-number:1"},
		{"#1:x", "", "error gift-number:1"},
		{"#x:1", "", "error gift-number:1"},
		{"#1:-1", "", "error gift-number:1"},
		{`=a\=b\~c\#d\{e\}f\:g\\h ~x\ny`, "single: *a=b~c#d{e}f:g\\h x\ny", ""},
		{`=\#####a`, "short: # because a", ""}, // the first mark is escaped, the four after it are not
		{`=a\q ~b\\`, "single: *a\\q b\\", ""},
		{"=[html]a ~[plain] b#[markdown]c", "single: *a b(c)", ""},
	} {
		got, findings := bank.ReadGIFT("x", []byte("Which?{"+tt.body+"}"))
		text := ""
		if len(got) == 1 {
			text = brief(got[0])
		}
		if text != tt.want || found(findings) != tt.findings || len(got) > 1 {
			t.Errorf("{%s}\n got %q with %q\nwant %q with %q", tt.body, text, found(findings), tt.want, tt.findings)
		}
	}
}

func TestHowAFileOfGIFTIsCutIntoQuestions(t *testing.T) {
	for _, tt := range []struct{ name, text, want, findings string }{
		{"blank lines part questions", "A{T}\n\n\nB{F}", "a: A; b: B", ""},
		{"the ends of lines are Windows'", "\ufeffA{T}\r\n\r\nB{F}\r\n", "a: A; b: B", ""},
		{"a comment parts them too", "A{T}\n// x\nB{F}", "a: A; b: B", ""},
		{"a category parts them too", "A{T}\n$CATEGORY: x\nB{F}", "a: A; b: B", ""},
		{"blank lines, comments and categories within the answers part nothing", "A{\n\n=a//b\n// c\n$CATEGORY: d\n~e}\n\nB{T}", "a: A; b: B", ""},
		{"an escaped brace opens nothing", "Z \\{x\\} {T}", "z-x: Z {x}", ""},
		{"a word is missing", "Z {=b ~c} d.", "z-d: Z _____ d.", ""},
		{"a title", "::T 1:: A{T}", "t-1: A", ""},
		{"half a title", "::A{T}", "a: ::A", ""},
		{"an id and tags belong to the next question alone", "// [id: x ] [tag:y]\nA{T}\n\nB{T}", "x: A; b: B", ""},
		{"a long question", "One two three four five six seven eight nine ten?{T}", "one-two-three-four-five-six-seven-eight: One two three four five six seven eight nine ten?", ""},
		{"another script", "首都は?{T}", "q-", ""},
		{"something that is no question", "\nA\n\nB{T}", "b: B", "warning gift-skipped:2"},
		{"answers without end", "A{T}\n\n\nB{=c\n", "a: A", "error gift-unclosed:4"},
		{"nothing at all", "\n \n", "", ""},
	} {
		got, findings := bank.ReadGIFT("x", []byte(tt.text))
		var parts []string
		for _, q := range got {
			parts = append(parts, q.ID+": "+q.Stem)
		}
		text := strings.Join(parts, "; ")
		if tt.want == "q-" { // any id, but one
			again, _ := bank.ReadGIFT("x", []byte("首都は?{F}\n\n川は?{T}"))
			if len(got) != 1 || len(again) != 2 || !strings.HasPrefix(got[0].ID, "q-") || got[0].ID != again[0].ID || again[0].ID == again[1].ID {
				t.Errorf("%s: %q", tt.name, text)
			}
			continue
		}
		if text != tt.want || found(findings) != tt.findings {
			t.Errorf("%s:\n got %q with %q\nwant %q with %q", tt.name, text, found(findings), tt.want, tt.findings)
		}
	}
	got, _ := bank.ReadGIFT("x", []byte("// [tag:a] [tag:b]\nA{T}\n\nB{T}"))
	if len(got[0].Tags) != 2 || len(got[1].Tags) != 0 || got[0].State != bank.Draft || got[0].Origin != "import" {
		t.Errorf("read %+v", got)
	}
}

func TestWhatAikenSays(t *testing.T) {
	for _, tt := range []struct{ name, text, want, findings string }{
		{"as documented", "What?\nA. a\nB) b\nANSWER: B\n\nWhich?\nA. c\nB. d\nanswer:a", "what: What? single: a *b; which: Which? single: *c d", ""},
		{"the ends of lines are Windows'", "\ufeffWhat?\r\nA. a\r\nB. b\r\nANSWER: A\r\n", "what: What? single: *a b", ""},
		{"a question of several lines", "What\nis it?\nA. a\nB. b\nANSWER: A", "what-is-it: What\nis it? single: *a b", ""},
		{"a letter left out", "What?\nA. a\nC. b\nANSWER: A", "what: What? single: *a b", "error aiken-letter:3"},
		{"an answer before any question", "\nANSWER: A", "", "error aiken-answer:2"},
		{"an answer that is none of the options", "What?\nA. a\nB. b\nANSWER: C", "", "error aiken-answer:4"},
		{"an answer of two letters", "What?\nA. a\nB. b\nANSWER: AB", "", "error aiken-answer:4"},
		{"an answer that is no letter", "What?\nA. a\nB. b\nANSWER: 1", "", "error aiken-answer:4"},
		{"no answer before the next question", "\nWhat?\nA. a\nB. b\nWhich?\nA. c\nB. d\nANSWER: A", "which: Which? single: *c d", "error aiken-unanswered:2"},
		{"no answer before the end", "What?\nA. a\nB. b\nANSWER: A\n\nWhich?\nA. c", "what: What? single: *a b", "error aiken-unanswered:6"},
		{"a question that begins like an option", "A. What?\nA. a\nB. b\nANSWER: A", "what: A. What? single: *a b", ""},
	} {
		got, findings := bank.ReadAiken("x", []byte(tt.text))
		var parts []string
		for _, q := range got {
			parts = append(parts, q.ID+": "+q.Stem+" "+brief(q))
			if q.State != bank.Draft || q.Origin != "import" {
				t.Errorf("%s: %+v is no draft that was imported", tt.name, q)
			}
		}
		if text := strings.Join(parts, "; "); text != tt.want || found(findings) != tt.findings {
			t.Errorf("%s:\n got %q with %q\nwant %q with %q", tt.name, text, found(findings), tt.want, tt.findings)
		}
	}
}

func TestWhatHasNoFormIsToldAndTheRestWritten(t *testing.T) {
	qs := []bank.Question{
		{ID: "o", Kind: bank.Order, Stem: "Sort.", Options: []bank.Option{{Text: "1"}, {Text: "2"}}},
		{ID: "b", Kind: bank.Bool, Stem: "So?"},
		{ID: "s", Kind: bank.Single, Stem: "A\nquestion", Tags: []string{"a]b"}, Options: []bank.Option{{Text: "wrong"}, {Text: "right", Correct: true}}},
	}
	gift, left := bank.WriteGIFT(qs)
	if found(left) != "warning gift-no-form:0, warning gift-no-form:0" || string(gift) != "// [id:s] [tag:a)b]\n::s::[markdown]A\\nquestion {\n~wrong\n=right\n}\n\n" {
		t.Errorf("%s\n%s", found(left), gift)
	}
	aiken, left := bank.WriteAiken(qs)
	if found(left) != "warning aiken-no-form:0, warning aiken-no-form:0" || string(aiken) != "A question\nA) wrong\nB) right\nANSWER: B\n\n" {
		t.Errorf("%s\n%s", found(left), aiken)
	}
}
