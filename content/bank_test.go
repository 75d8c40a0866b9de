package content_test

import (
	"slices"
	"strings"
	"testing"

	"lectern/content"
	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/doc"
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
	if len(levels) != 3 || len(blooms) < 4 {
		t.Errorf("levels %v, Bloom %v", levels, blooms)
	}
}

func TestOptionsArePlausibleAndExplained(t *testing.T) {
	for _, it := range loadBank(t).Items {
		if it.Kind != bank.Single && it.Kind != bank.Multi {
			continue
		}
		if n := len(it.Options); n < 3 || n > 5 {
			t.Errorf("%s has %d options", it.ID, n)
		}
		for _, o := range it.Options {
			if o.Why == "" {
				t.Errorf("%s gives no reason for %q", it.ID, o.Text)
			}
			lower := strings.ToLower(o.Text)
			if strings.Contains(lower, "of the above") || strings.HasPrefix(lower, "all of ") || strings.HasPrefix(lower, "none of ") {
				t.Errorf("%s offers %q", it.ID, o.Text)
			}
		}
		if word := leak(it); word != "" {
			t.Errorf("%s gives its answer away by “%s…”: %s", it.ID, word, it.Stem)
		}
	}
}

// leak finds the beginning of a word, five letters long, that the question shares with its
// only right option and with no other.
func leak(it *bank.Item) string {
	if it.Kind != bank.Single {
		return ""
	}
	beginnings := func(text string) []string {
		var out []string
		for _, w := range words(text) {
			if len(w) >= 5 {
				out = append(out, w[:5])
			}
		}
		return out
	}
	stem := beginnings(it.Stem)
	for _, o := range it.Options {
		if !o.Correct {
			continue
		}
		for _, w := range beginnings(o.Text) {
			shared := slices.Contains(stem, w)
			for _, other := range it.Options {
				shared = shared && (other.Correct || !slices.Contains(beginnings(other.Text), w))
			}
			if shared {
				return w
			}
		}
	}
	return ""
}

func TestSectionsStandAlone(t *testing.T) {
	c, _ := load(t)
	for _, u := range c.Units {
		n := doc.Words(u.Text())
		further := strings.HasPrefix(u.Title, "Further Reading")
		switch {
		case u.Kind == course.Lesson && (n-reading(u) < 1200 || n-reading(u) > 2000):
			t.Errorf("%s has %d words", u.ID, n)
		case u.Kind == course.Lesson && !slices.ContainsFunc(u.Children, func(s *course.Unit) bool { return strings.HasPrefix(s.Title, "Further Reading") }):
			t.Errorf("%s names no sources", u.ID)
		case u.Kind == course.Section && len(u.Children) == 0 && !further && (n < 80 || n > 350):
			t.Errorf("%s has %d words", u.ID, n)
		}
	}
}

// reading counts the words of a lesson's reading list.
func reading(lesson *course.Unit) int {
	for _, s := range lesson.Children {
		if strings.HasPrefix(s.Title, "Further Reading") {
			return doc.Words(s.Text())
		}
	}
	return 0
}
