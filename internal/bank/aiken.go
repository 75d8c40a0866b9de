package bank

import (
	"fmt"
	"regexp"
	"strings"

	"lectern/internal/course"
)

// Aiken is the plainest format for questions with one right option (Moodle documentation,
// "Aiken format"): the question, a line per option (A. or A)), and ANSWER: with a letter.

// ReadAiken reads questions in Aiken format.
func ReadAiken(file string, data []byte) ([]Question, []course.Finding) {
	r := &reader{file: file}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	r.lines = strings.Split(text, "\n")
	option := regexp.MustCompile(`^([A-Z])[.)]\s+(.*)$`)
	var out []Question
	var q Question
	start := 0
	for i, line := range r.lines {
		line = strings.TrimSpace(line)
		switch m := option.FindStringSubmatch(line); {
		case line == "" && len(q.Options) == 0:
		case m != nil && q.Stem != "":
			if want := Letter(len(q.Options)); m[1] != want {
				r.report(i+1, 1, "aiken-letter", "The option "+want+" is expected here, not "+m[1]+".", "Letter the options A, B, C and so on without a gap.")
			}
			q.Options = append(q.Options, Option{Text: m[2]})
		case strings.HasPrefix(strings.ToUpper(line), "ANSWER:"):
			letter := strings.ToUpper(strings.TrimSpace(line[len("ANSWER:"):]))
			k := -1
			if len(letter) == 1 {
				k = int(letter[0]) - 'A'
			}
			switch {
			case q.Stem == "":
				r.report(i+1, 1, "aiken-answer", "This answer belongs to no question.", "Write the question and its options above it.")
			case k < 0 || k >= len(q.Options):
				r.report(i+1, 1, "aiken-answer", fmt.Sprintf("%q is not the letter of one of the options.", letter), "Write ANSWER: and the letter of the right option.")
			default:
				q.Options[k].Correct = true
				q.Kind, q.State, q.Origin = Single, Draft, "import"
				q.ID = giftID("", q.Stem)
				out = append(out, q)
			}
			q = Question{}
		case len(q.Options) > 0:
			r.report(start, 1, "aiken-unanswered", "This question has options and no ANSWER: after them.", "Add a line such as ANSWER: A.")
			q, start = Question{Stem: line}, i+1
		default:
			if q.Stem == "" {
				start = i + 1
			}
			q.Stem = strings.TrimSpace(q.Stem + "\n" + line)
		}
	}
	if q.Stem != "" {
		r.report(start, 1, "aiken-unanswered", "This question is not answered: the file ends first.", "Add a line such as ANSWER: A.")
	}
	return out, r.findings
}

// WriteAiken writes questions in Aiken format. Findings tell what has no form there.
func WriteAiken(questions []Question) ([]byte, []course.Finding) {
	var b strings.Builder
	var findings []course.Finding
	for _, q := range questions {
		if q.Kind != Single {
			findings = append(findings, course.Finding{Severity: course.Warning, Code: "aiken-no-form", Message: fmt.Sprintf("The question %s is of the kind %s; Aiken knows only questions with one right option.", q.ID, q.Kind), Remedy: "Export it as GIFT or Moodle XML."})
			continue
		}
		b.WriteString(oneLine(q.Stem) + "\n")
		key := ""
		for i, o := range q.Options {
			b.WriteString(Letter(i) + ") " + oneLine(o.Text) + "\n")
			if o.Correct {
				key = Letter(i)
			}
		}
		b.WriteString("ANSWER: " + key + "\n\n")
	}
	return []byte(b.String()), findings
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
