package content_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lectern/content"
	"lectern/internal/bank"
	"lectern/internal/course"
)

func loadBank(t *testing.T) *bank.Bank {
	t.Helper()
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	c, _ := load(t)
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryQuestionIsApprovedAndStandsOnItsText(t *testing.T) {
	b := loadBank(t)
	for _, f := range b.Findings {
		t.Errorf("%s:%d: %s: %s", f.File, f.Line, f.Code, f.Message)
	}
	perLesson, kinds, levels, blooms := map[*course.Unit]int{}, map[bank.Kind]int{}, map[string]int{}, map[string]int{}
	stems := map[string]string{}
	for _, it := range b.Items {
		if !it.Askable() || it.Source.Span == "" || it.Objective == "" || it.Bloom == "" || it.Level == "" {
			t.Errorf("%s lacks approval, source, objective or level", it.ID)
		}
		if was, twice := stems[strings.ToLower(it.Stem)]; twice {
			t.Errorf("%s asks what %s asks", it.ID, was)
		}
		stems[strings.ToLower(it.Stem)] = it.ID
		kinds[it.Kind]++
		levels[it.Level]++
		blooms[it.Bloom]++
		if l := it.Unit.LessonOf(); l != nil {
			perLesson[l]++
		}
	}
	for _, l := range b.Course().Units {
		if l.Kind == course.Lesson && perLesson[l] < 12 {
			t.Errorf("%s has %d questions", l.Title, perLesson[l])
		}
	}
	for _, k := range bank.Kinds() {
		if kinds[k] == 0 {
			t.Errorf("no question is of kind %s", k)
		}
	}
	if len(b.Items) < 120 {
		t.Errorf("the bank holds %d questions", len(b.Items))
	}
	for _, level := range []string{"easy", "medium", "hard"} {
		if 8*levels[level] < len(b.Items) {
			t.Errorf("%d of %d questions are %s", levels[level], len(b.Items), level)
		}
	}
	if len(levels) != 3 || len(blooms) < 4 || 2*blooms["remember"] > len(b.Items) {
		t.Errorf("levels %v, Bloom %v", levels, blooms)
	}
}

func TestOptionsArePlausibleAndExplained(t *testing.T) {
	for _, it := range loadBank(t).Items {
		if it.Kind != bank.Single && it.Kind != bank.Multi {
			if it.Why == "" {
				t.Errorf("%s gives no reason", it.ID)
			}
			continue
		}
		if n := len(it.Options); n < 3 || n > 4 {
			t.Errorf("%s has %d options", it.ID, n)
		}
		seen := map[string]bool{}
		for _, o := range it.Options {
			lower := strings.ToLower(o.Text)
			if o.Why == "" || seen[lower] {
				t.Errorf("%s gives no reason for %q or offers it twice", it.ID, o.Text)
			}
			seen[lower] = true
			if strings.Contains(lower, "of the above") || strings.HasPrefix(lower, "all of ") || strings.HasPrefix(lower, "none of ") {
				t.Errorf("%s offers %q", it.ID, o.Text)
			}
		}
	}
}

func TestNoQuestionGivesItsAnswerAway(t *testing.T) {
	for _, it := range loadBank(t).Items {
		if word := leak(it); word != "" {
			t.Errorf("%s gives its answer away by “%s…”: %s", it.ID, word, it.Stem)
		}
	}
}

func TestNoStemTurnsOnANegation(t *testing.T) {
	// “When no permanent member objects” states a condition, but “Which is not …” asks students
	// to hunt for the odd one out, and whoever overlooks the word fails for it.
	trick := regexp.MustCompile(`(?i)\b(which|who|what|where|when|how|why)\b[^,.]*\b(not|never|except)\b`)
	for _, it := range loadBank(t).Items {
		if trick.MatchString(it.Stem) || it.Kind == bank.Bool && strings.Contains(" "+it.Stem, " not ") {
			t.Errorf("%s turns on a negation: %s", it.ID, it.Stem)
		}
	}
}

// Of three or four options the right one is the longest in about a third of the questions when
// length says nothing. Whoever always picks the longest must not do much better, nor much worse.
func TestTheLongestOptionIsNoHint(t *testing.T) {
	longest, shortest, chance := 0, 0, 0.0
	for _, it := range loadBank(t).Items {
		if it.Kind != bank.Single {
			continue
		}
		chance += 1 / float64(len(it.Options))
		var key int
		var others []int
		for _, o := range it.Options {
			if n := utf8.RuneCountInString(o.Text); o.Correct {
				key = n
			} else {
				others = append(others, n)
			}
		}
		if key > slices.Max(others) {
			longest++
		}
		if key < slices.Min(others) {
			shortest++
		}
	}
	t.Logf("longest %d, shortest %d, by chance %.1f", longest, shortest, chance)
	if float64(longest) > 1.25*chance || float64(longest) < 0.6*chance || float64(shortest) > 1.25*chance {
		t.Errorf("the right option is the longest %d times and the shortest %d times; by chance %.1f", longest, shortest, chance)
	}
}

func TestGuessingByHabitDoesNotPay(t *testing.T) {
	yes, statements, allButOne, several := 0, 0, 0, 0
	for _, it := range loadBank(t).Items {
		right := 0
		for _, o := range it.Options {
			if o.Correct {
				right++
			}
		}
		switch it.Kind {
		case bank.Bool:
			statements++
			if slices.Contains(it.Accept, "true") {
				yes++
			}
		case bank.Multi:
			several++
			if right == len(it.Options)-1 {
				allButOne++
			}
			if right < 2 || right == len(it.Options) {
				t.Errorf("%s has %d right options of %d", it.ID, right, len(it.Options))
			}
		default:
		}
	}
	if 3*yes < statements || 3*yes > 2*statements {
		t.Errorf("%d of %d statements are true", yes, statements)
	}
	if 3*allButOne > 2*several {
		t.Errorf("in %d of %d questions with several right options all are right but one", allButOne, several)
	}
}

// leak finds the beginning of a word, five letters long, that gives an answer away: the stem
// shares it with right options and with no wrong one, with the answer to be typed, or a pair to
// be matched shares it.
func leak(it *bank.Item) string {
	stem := beginnings(it.Stem)
	var right, wrong []string
	for _, o := range it.Options {
		switch {
		case it.Kind == bank.Match:
			if w := shared(beginnings(o.Text), beginnings(o.Match), nil); w != "" {
				return w
			}
		case o.Correct:
			right = append(right, beginnings(o.Text)...)
		default:
			wrong = append(wrong, beginnings(o.Text)...)
		}
	}
	if it.Kind == bank.Short {
		right = beginnings(strings.Join(it.Accept, " "))
	}
	return shared(right, stem, wrong)
}

// shared finds a word of both a and b that is not in except.
func shared(a, b, except []string) string {
	for _, w := range a {
		if slices.Contains(b, w) && !slices.Contains(except, w) {
			return w
		}
	}
	return ""
}

func beginnings(text string) []string {
	var out []string
	for _, w := range words(text) {
		if r := []rune(w); len(r) >= 5 {
			out = append(out, string(r[:5]))
		}
	}
	return out
}
