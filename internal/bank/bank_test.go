package bank_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lectern/internal/bank"
	"lectern/internal/course"
	"lectern/internal/doc"
)

const chapter = `---
title: 'Chapter 1: Realism'
---

<exercise id="1" title="Realism">

## Key assumptions

Groups are what people belong to. Egoism moves them.

<choice>
<opt text="Right here" correct="true">Yes: it says so.</opt>
<opt text="Wrong here">No.</opt>
</choice>

</exercise>

<exercise id="2" title="Liberalism">

## Key assumptions

Trade ties states together.

</exercise>
`

const questions = `questions:
  - id: groups
    kind: single
    section: Realism Key assumptions
    stem: "What do people *belong* to?"
    options:
      - {text: Groups, correct: true, why: "The section says so."}
      - {text: Markets, why: "That is liberalism."}
      - {text: Norms}
    state: approved
    source: {span: "Groups are what people belong to."}
  - id: waltz
    kind: short
    section: Realism
    stem: Who wrote *Theory of International Politics*?
    accept: [Kenneth Waltz, Waltz]
    state: approved
  - id: walt
    kind: short
    stem: Who wrote of the balance of threat?
    accept: [Stephen Walt, Walt]
    state: approved
`

// load reads the chapter with a file of questions beside it.
func load(t *testing.T, yaml string) *bank.Bank {
	t.Helper()
	fsys := fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}, "chapters/chapter1.quiz.yaml": {Data: []byte(yaml)}}
	c, _, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bank.Load(t.Context(), fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLoadReadsTheFileAndTheChapter(t *testing.T) {
	b := load(t, questions)
	for _, f := range b.Findings {
		t.Errorf("%s:%d %s: %s", f.File, f.Line, f.Code, f.Message)
	}
	var ids []string
	for _, it := range b.Items {
		ids = append(ids, it.ID)
		if !it.Askable() {
			t.Errorf("%s is not askable", it.ID)
		}
	}
	if len(ids) != 4 || ids[0] != "groups" {
		t.Errorf("read %v", ids)
	}
	if u := b.ByID("groups").Unit; u == nil || u.Title != "Key assumptions" || u.Parent.Title != "Realism" {
		t.Errorf("the section of groups is %+v", u)
	}
}

func TestAskableKeepsToTheUnitsNamed(t *testing.T) {
	b := load(t, questions)
	lesson := b.ByID("waltz").Unit
	if got := len(b.Askable(lesson)); got != 3 { // groups, waltz and the one in the chapter
		t.Errorf("%d questions about the lesson", got)
	}
}

func TestOptionsAreShuffledByTheSeedAlone(t *testing.T) {
	b := load(t, questions)
	it := b.ByID("groups")
	first := map[string]bool{}
	for seed := range strings.SplitSeq("abcdefghijklmnopqrst", "") {
		p, again := b.Pin(it, []byte(seed)), b.Pin(it, []byte(seed))
		if p.Key() != again.Key() {
			t.Fatal("the same seed gave another order")
		}
		first[p.Key()] = true
		if m := p.Mark(p.Key()); !m.Right || m.Share != 100 {
			t.Errorf("the key is worth %+v", m)
		}
	}
	if len(first) != 3 {
		t.Errorf("the right answer stood only at %v", first)
	}
}

func TestPinnedQuestionsComeBackAsTheyWere(t *testing.T) {
	b := load(t, questions)
	for _, it := range b.Items {
		p := b.Pin(it, []byte("seed"))
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := bank.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if got.StemText() != p.StemText() || got.Key() != p.Key() || len(got.Options) != len(p.Options) || got.Points != 100 {
			t.Errorf("%s came back as %+v", it.ID, got)
		}
	}
}

func TestShortAnswersAreMarkedLenientlyButNotBlindly(t *testing.T) {
	b := load(t, questions)
	for _, tt := range []struct {
		id, typed string
		right     bool
	}{
		{"waltz", "Waltz", true},
		{"waltz", "kenneth waltz", true},
		{"waltz", "  WALTZ. ", true},
		{"waltz", "Kenneth Walz", true},
		{"waltz", "Wältz", true},
		{"waltz", "Waltx", false}, // as near to Walt
		{"waltz", "Walt", false},  // somebody else
		{"walt", "Walt", true},
		{"walt", "Waltz", false},
		{"walt", "stephen walt", true},
		{"walt", "Mearsheimer", false},
	} {
		p := b.Pin(b.ByID(tt.id), nil)
		pick, err := p.Read(tt.typed)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Mark(pick).Right; got != tt.right {
			t.Errorf("%s answered with %q: right = %v", tt.id, tt.typed, got)
		}
	}
}

func TestPartsOfAnAnswerAreWorthTheirShare(t *testing.T) {
	multi := bank.Pinned{Kind: bank.Multi, Points: 200, Options: []bank.PinnedOption{{Correct: true}, {}, {Correct: true}, {}}}
	match := bank.Pinned{Kind: bank.Match, Options: []bank.PinnedOption{{Right: 1}, {Right: 0}, {Right: 2}}, Rights: make([][]doc.Span, 3)}
	order := bank.Pinned{Kind: bank.Order, Options: []bank.PinnedOption{{Right: 2}, {Right: 0}, {Right: 1}}}
	number := bank.Pinned{Kind: bank.Numeric, Accept: []string{"1949"}, Tolerance: 1}
	for _, tt := range []struct {
		p     bank.Pinned
		pick  string
		share int
		right bool
	}{
		{multi, "ac", 100, true},
		{multi, "a", 50, false},
		{multi, "abc", 50, false},
		{multi, "abcd", 0, false},
		{multi, "bd", 0, false},
		{match, "bac", 100, true},
		{match, "bca", 33, false},
		{match, "aaa", 33, false},
		{order, "bca", 100, true},
		{order, "abc", 0, false},
		{number, "1949", 100, true},
		{number, "1950", 100, true},
		{number, "1950.5", 0, false},
		{number, "1,949", 100, true},
	} {
		if err := tt.p.Check(tt.pick); err != nil {
			t.Errorf("%s %q: %v", tt.p.Kind, tt.pick, err)
			continue
		}
		if got := tt.p.Mark(tt.pick); got.Share != tt.share || got.Right != tt.right {
			t.Errorf("%s %q is worth %+v", tt.p.Kind, tt.pick, got)
		}
	}
	if got := multi.Worth(multi.Mark("a")); got != 100 {
		t.Errorf("half of two points are %d hundredths", got)
	}
	for _, forged := range []string{"", "e", "ca", "aa", "A", "a b", "~"} {
		if multi.Check(forged) == nil {
			t.Errorf("the forged pick %q was let through", forged)
		}
	}
}

// TestWhatIsShownDoesNotFollowFromTheKey pins twins that differ in their key alone.
func TestWhatIsShownDoesNotFollowFromTheKey(t *testing.T) {
	shown := func(yaml string) (out []string) {
		b := load(t, "questions:\n- {id: q, stem: 'Which?', state: approved, "+yaml+"}\n")
		for seed := range strings.SplitSeq("abcdefgh", "") {
			p := b.Pin(b.ByID("q"), []byte(seed))
			if m := p.Mark(p.Key()); !m.Right {
				t.Errorf("the key %q is marked %+v", p.Key(), m)
			}
			for _, o := range p.Options {
				out = append(out, doc.SpanText(o.Text))
			}
			for _, r := range p.Rights {
				out = append(out, doc.SpanText(r))
			}
		}
		return out
	}
	for _, twins := range [][2]string{
		{"kind: order, options: [One, Two, Three, Four]", "kind: order, options: [Three, One, Four, Two]"},
		{"kind: match, options: [{text: A, match: X}, {text: B, match: Y}, {text: C, match: Z}]", "kind: match, options: [{text: A, match: Z}, {text: B, match: X}, {text: C, match: Y}]"},
	} {
		if a, b := shown(twins[0]), shown(twins[1]); !slices.Equal(a, b) {
			t.Errorf("shown for %s:\n%v\nfor %s:\n%v", twins[0], a, twins[1], b)
		}
	}
}
