package bank

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"lectern/internal/course"
)

// Limits of a question. A platform shows at most five rows of five buttons (Discord), and
// research finds three or four options enough.
const (
	MaxOptions   = 10
	maxMatch     = 8
	maxStem      = 1500 // characters; with its options a question fits one message everywhere
	maxOption    = 200
	maxWhy       = 1000
	maxID        = 80
	maxAccept    = 50
	maxTolerance = 1e12
)

// problem is a mistake in a question.
type problem struct{ code, message, remedy string }

// check lists what keeps a question from being asked, by its own contents.
func check(q Question) []problem {
	var out []problem
	add := func(code, message, remedy string) { out = append(out, problem{code, message, remedy}) }
	switch {
	case q.ID == "":
		add("quiz-no-id", "This question has no id, so answers to it could not be kept apart.", "Give it one that never changes, such as id: realism-1.")
	case !plainID(q.ID):
		add("quiz-id", fmt.Sprintf("The id %q holds something else than letters, digits, dots, dashes and underscores, or is longer than %d characters.", q.ID, maxID), "Use an id such as realism-1.")
	}
	if strings.TrimSpace(q.Stem) == "" {
		add("quiz-no-stem", "This question asks nothing: it has no stem.", "Write the question into stem.")
	}
	if n := utf8.RuneCountInString(q.Stem); n > maxStem {
		add("quiz-stem-too-long", fmt.Sprintf("The stem has %d characters; at most %d fit a message together with the options.", n, maxStem), "Shorten it, or put the text into the chapter and ask about it.")
	}
	if q.Points < 0 || q.Points > 100 {
		add("quiz-points", "A question is worth between 0 and 100 points.", "Leave points out for one point.")
	}
	if q.Tolerance < 0 || q.Tolerance > maxTolerance {
		add("quiz-tolerance", "The tolerance cannot be negative or without bounds.", "Write how far off an answer may be, such as 0.5.")
	}
	for i, o := range q.Options {
		switch n := utf8.RuneCountInString(o.Text); {
		case strings.TrimSpace(o.Text) == "":
			add("quiz-option-blank", "Option "+strconv.Itoa(i+1)+" has no text.", "Write it, or delete the option.")
		case n > maxOption:
			add("quiz-option-too-long", fmt.Sprintf("Option %d has %d characters; at most %d can be read at a glance.", i+1, n, maxOption), "Shorten it.")
		}
		if utf8.RuneCountInString(o.Why) > maxWhy {
			add("quiz-why-too-long", fmt.Sprintf("The reason of option %d is longer than %d characters.", i+1, maxWhy), "Shorten it and let the section say the rest.")
		}
	}
	return append(out, checkKind(q)...)
}

func plainID(id string) bool {
	if len(id) > maxID {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("._-#/", c) {
			return false
		}
	}
	return true
}

// checkKind checks what the kind of a question asks for.
func checkKind(q Question) []problem {
	switch q.Kind {
	case Single, Multi:
		return checkChoice(q)
	case Bool:
		if len(q.Accept) != 1 || truth(q.Accept[0]) < 0 {
			return []problem{{"quiz-bool", "A true/false question needs answer: true or answer: false.", "Write which of the two is right."}}
		}
	case Short:
		if len(q.Accept) == 0 || len(q.Accept) > maxAccept {
			return []problem{{"quiz-accept", fmt.Sprintf("A short question needs between one and %d accepted answers.", maxAccept), "List them: accept: [Waltz, Kenneth Waltz]."}}
		}
		for _, a := range q.Accept {
			if normal(a) == "" {
				return []problem{{"quiz-accept", fmt.Sprintf("The accepted answer %q has neither letters nor digits.", a), "Accept words or numbers."}}
			}
		}
	case Numeric:
		if len(q.Accept) == 0 {
			return []problem{{"quiz-accept", "A numeric question needs its answer.", "Write answer: 1949 and, if it need not be exact, tolerance: 0.5."}}
		}
		for _, a := range q.Accept {
			if _, ok := Number(a); !ok {
				return []problem{{"quiz-accept", fmt.Sprintf("The accepted answer %q is not a number.", a), "Write digits with a point, such as 0.5."}}
			}
		}
	case Match:
		return checkMatch(q)
	case Order:
		return checkOptions(q, 2, maxMatch, "An ordering question")
	default:
		return []problem{{"quiz-no-kind", "This question does not say of which kind it is.", "Write kind: single, multi, bool, short, numeric, match or order."}}
	}
	return nil
}

func checkOptions(q Question, least, most int, what string) []problem {
	var out []problem
	if len(q.Options) < least || len(q.Options) > most {
		out = append(out, problem{"quiz-options", fmt.Sprintf("%s needs between %d and %d options; this one has %d.", what, least, most, len(q.Options)), "Add or delete options."})
	}
	seen := map[string]bool{}
	for _, o := range q.Options {
		t := strings.ToLower(strings.Join(strings.Fields(o.Text), " "))
		if t != "" && seen[t] {
			out = append(out, problem{"quiz-option-twice", "Two options read the same: “" + o.Text + "”.", "Change or delete one of them."})
		}
		seen[t] = true
	}
	return out
}

func checkChoice(q Question) []problem {
	out := checkOptions(q, 2, MaxOptions, "A question with options")
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
	}
	switch {
	case right == 0:
		out = append(out, problem{"quiz-no-key", "No option is marked as right.", "Write correct: true below the right one."})
	case q.Kind == Single && right > 1:
		out = append(out, problem{"quiz-many-keys", fmt.Sprintf("%d options are marked as right, but only one can be chosen.", right), "Mark one, or write kind: multi."})
	}
	return out
}

func checkMatch(q Question) []problem {
	out := checkOptions(q, 2, maxMatch, "A matching question")
	for i, o := range q.Options {
		if strings.TrimSpace(o.Match) == "" {
			out = append(out, problem{"quiz-match", fmt.Sprintf("Option %d says not what it belongs to.", i+1), "Write match: and the right side of the pair."})
		}
	}
	return out
}

// truth reads the answer of a true/false question: 1 true, 0 false, -1 neither.
func truth(s string) int {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "t", "yes":
		return 1
	case "false", "f", "no":
		return 0
	}
	return -1
}

// Number reads a number as people write it: with a decimal point or comma, spaces or
// apostrophes between thousands, a percent sign or an exponent.
func Number(s string) (float64, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	s = strings.NewReplacer(" ", "", " ", "", " ", "", "'", "", "’", "", "−", "-").Replace(s)
	commas, points := strings.Count(s, ","), strings.Count(s, ".")
	switch {
	case commas == 1 && points == 0:
		if whole, frac, _ := strings.Cut(s, ","); len(frac) == 3 && whole != "0" && whole != "-0" && whole != "" {
			s = whole + frac // 1,949 is a thousand and so on
		} else {
			s = whole + "." + frac
		}
	case commas > 0 && points > 0 && strings.LastIndex(s, ",") > strings.LastIndex(s, "."):
		s = strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	default:
		s = strings.ReplaceAll(s, ",", "")
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	return v, true
}

// finding turns a problem into a course.Finding.
func (p problem) finding(file string, line int) course.Finding {
	return course.Finding{File: file, Line: line, Severity: course.Error, Code: p.code, Message: p.message, Remedy: p.remedy}
}
