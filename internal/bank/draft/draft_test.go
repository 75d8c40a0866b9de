package draft_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/bank"
	"lectern/internal/bank/draft"
	"lectern/internal/course"
	"lectern/internal/doc"
)

const chapter = `---
title: Gardens
---

<exercise id="1" title="Schools of gardening">

## Wild Gardenism

Wild gardenism asserts that weeds are guests and deserve the same care as roses do.
It was popular. Wild gardenism, founded by Ada M. Green, spread early.

## Formal Gardenism

Formal gardenism contends that straight paths and clipped hedges calm whoever walks there.
Formal gardenism was founded by Bruno Stone.

## Kitchen Gardenism

Kitchen gardenism holds that this is enough. Kitchen gardenism was founded by Cora Field.
The Royal Garden Society was founded in 1804.

## Tools

- **Dibber**: it makes holes. Seeds are set at an even depth with a pointed stick
- **Rake**: Loose soil is levelled and stones are drawn out with its teeth
- **Hoe**: Weeds between the rows are cut just below the surface
- **Raking fork**: A fork is what rakes

</exercise>
`

func read(t *testing.T, name, text string) *course.Course {
	t.Helper()
	c, _, err := course.Load(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func stems(c *course.Course) (out []string) {
	drafts, _ := draft.Chapter(c.Chapters[0])
	for _, d := range drafts {
		key := strings.Join(d.Accept, " ")
		for _, o := range d.Options {
			if o.Correct {
				key = o.Text
			}
		}
		out = append(out, d.Stem+" "+key)
	}
	return out
}

func TestRulesTurnStatementsAround(t *testing.T) {
	want := []string{
		"Who founded wild gardenism? Ada M. Green",
		"Which of these asserts that weeds are guests and deserve the same care as roses do? Wild Gardenism",
	}
	got := strings.Join(stems(read(t, "chapter1.md", chapter)), "\n")
	for _, w := range append(want,
		"Who founded formal gardenism? Bruno Stone",
		"In which year was the Royal Garden Society founded? 1804",
		"Which of these does the statement “Weeds between the rows are cut just below the surface” describe? Hoe") {
		if !strings.Contains(got, w) {
			t.Errorf("no draft %q among\n%s", w, got)
		}
	}
	for _, bad := range []string{"this is enough", "it makes holes", "A fork is what rakes"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q passed the gates", bad)
		}
	}
}

func TestTheSameTextGivesTheSameDrafts(t *testing.T) {
	a, _ := draft.Chapter(read(t, "chapter1.md", chapter).Chapters[0])
	b, _ := draft.Chapter(read(t, "chapter1.md", chapter).Chapters[0])
	var x, y []bank.Question
	for i := range a {
		x = append(x, a[i].Question)
	}
	for i := range b {
		y = append(y, b[i].Question)
	}
	if d := cmp.Diff(x, y); d != "" {
		t.Error(d)
	}
}

// TestSampleChapter drafts from the sample chapter beside the checkout.
func TestSampleChapter(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/seed/chapter6.md")
	if err != nil {
		t.Skip("the sample chapter is not beside the checkout (../shared/seed)")
	}
	yields(t, string(data), 50)
}

// TestSampleCourse drafts from the course that Lectern comes with.
func TestSampleCourse(t *testing.T) {
	data, err := os.ReadFile("../../../content/international-security/chapters/chapter1.md")
	if err != nil {
		t.Fatal(err)
	}
	yields(t, string(data), 60)
}

func yields(t *testing.T, text string, floor int) {
	t.Helper()
	drafts, found := draft.Chapter(read(t, "chapter1.md", text).Chapters[0])
	for _, y := range found {
		t.Logf("%-12s %3d of %3d", y.Rule, y.Kept, y.Proposed)
	}
	if len(drafts) < floor {
		t.Errorf("%d drafts, want at least %d", len(drafts), floor)
	}
	holds(t, drafts)
}

func TestGatesHold(t *testing.T) {
	drafts, _ := draft.Chapter(read(t, "chapter1.md", chapter).Chapters[0])
	if len(drafts) == 0 {
		t.Fatal("no drafts")
	}
	holds(t, drafts)
}

// TestGatesHoldForAnyProse shuffles statements of every form that a rule knows, and of forms
// that none should, into chapters.
func TestGatesHoldForAnyProse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		drafts, _ := draft.Chapter(read(t, "chapter1.md", anyChapter(rt)).Chapters[0])
		holds(rt, drafts)
	})
}

func anyChapter(t *rapid.T) string {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Wild Gardenism", "Formal Gardenism", "Kitchen Gardenism", "Rockism", "Hedge Theory", "Mulch", "Roses", "Lawn vs Meadow Keeping", "Water (Irrigation)"}), 3, 6, rapid.ID[string]).Draw(t, "names")
	people := []string{"Ada M. Green", "Bruno Stone", "Cora Field", "D. E. Root"}
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"weeds", "paths", "it", "they", "roses", "growing", "the", "soil", "of", "deep", "this", "and", "gardens", "a", "1804", "which", "those"}), 2, 14)
	var b strings.Builder
	b.WriteString("---\ntitle: Gardens\n---\n\n<exercise id=\"1\" title=\"Schools\">\n")
	for _, n := range names {
		b.WriteString("\n## " + n + "\n\n")
		for range rapid.IntRange(1, 4).Draw(t, "sentences") {
			rest := strings.Join(words.Draw(t, "words"), " ")
			who := rapid.SampledFrom(people).Draw(t, "who")
			b.WriteString(rapid.SampledFrom([]string{
				n + " asserts that " + rest + ".", "It holds that " + rest + ".", "**" + n + "** is the " + rest + ".", n + ", founded by " + who + ", " + rest + ".",
				who + " argued that " + rest + ".", "Unlike " + names[0] + ", " + n + " rejects " + rest + ".", "According to " + who + ", " + rest + ".",
				"There are beds such as red " + rest + ", blue earth, and old sand.", "The " + n + " Society was founded in 1804.", who + " called it **" + rest + "**.",
				n + " differs from " + names[0] + " in " + rest + ".", "Some say " + rest + ".", "**" + rest + "**, the " + rest + ".",
			}).Draw(t, "sentence") + " ")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Tools\n\n")
	for i := range rapid.IntRange(0, 5).Draw(t, "entries") {
		fmt.Fprintf(&b, "- **%s %d**: %s\n", rapid.SampledFrom([]string{"Rake", "Hoe", "Dibber"}).Draw(t, "label"), i, strings.Join(words.Draw(t, "text"), " "))
	}
	return b.String() + "\n</exercise>\n"
}

// reporter is what *testing.T and *rapid.T share.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// holds checks what every draft promises, from its text alone.
func holds(t reporter, drafts []draft.Draft) {
	t.Helper()
	ids, stems := map[string]bool{}, map[string]bool{}
	for _, d := range drafts {
		text := strings.Join(strings.Fields(doc.BlockText(d.Unit.Text())), " ")
		switch {
		case ids[d.ID]:
			t.Errorf("%s twice", d.ID)
		case stems[d.Stem]:
			t.Errorf("asked twice: %s", d.Stem)
		case d.State != bank.Draft || d.Origin != "rule:"+string(d.Rule):
			t.Errorf("%s: state %s, origin %s", d.ID, d.State, d.Origin)
		case !strings.HasSuffix(d.Stem, "?") && d.Kind != bank.Bool:
			t.Errorf("%s asks nothing: %s", d.ID, d.Stem)
		case len(strings.Fields(d.Stem)) > 35:
			t.Errorf("%s is too long: %s", d.ID, d.Stem)
		case !strings.Contains(text, d.Source.Span):
			t.Errorf("%s: the span is not in the text: %s", d.ID, d.Source.Span)
		case d.Source.Hash != bank.TextHash(d.Unit):
			t.Errorf("%s: wrong hash", d.ID)
		case pointsBack.MatchString(d.Stem):
			t.Errorf("%s points at an earlier sentence: %s", d.ID, d.Stem)
		case d.Kind == bank.Single:
			choice(t, d)
		case d.Kind == bank.Bool && (len(d.Accept) != 1 || d.Accept[0] != "true" && d.Accept[0] != "false"):
			t.Errorf("%s: answer %v", d.ID, d.Accept)
		}
		ids[d.ID], stems[d.Stem] = true, true
	}
}

var pointsBack = regexp.MustCompile(`(?i)\b(he|she|his|her|such (an?|theory)|however|the latter|the former)\b|“(It|They|This|These|Rather|Thus)\b`)

// choice checks the options of a draft: one is right, none gives itself away.
func choice(t reporter, d draft.Draft) {
	t.Helper()
	right, key, seen := 0, "", map[string]bool{}
	for _, o := range d.Options {
		if o.Correct {
			right, key = right+1, o.Text
		}
		if seen[strings.ToLower(o.Text)] {
			t.Errorf("%s offers %s twice", d.ID, o.Text)
		}
		seen[strings.ToLower(o.Text)] = true
	}
	if right != 1 || len(d.Options) < 3 || len(d.Options) > 4 {
		t.Errorf("%s: %d right of %d options", d.ID, right, len(d.Options))
	}
	for _, o := range d.Options {
		a, b := utf8.RuneCountInString(key), utf8.RuneCountInString(o.Text)
		if (2*b > 3*a || 2*b < a) && max(a-b, b-a) > 8 || b > 80 {
			t.Errorf("%s: %q beside %q", d.ID, o.Text, key)
		}
		if unicode.IsLower([]rune(o.Text)[0]) != unicode.IsLower([]rune(key)[0]) {
			t.Errorf("%s: %q and %q begin differently", d.ID, o.Text, key)
		}
	}
	if strings.Contains(strings.ToLower(d.Stem), strings.ToLower(key)) {
		t.Errorf("%s names its key %q: %s", d.ID, key, d.Stem)
	}
}

// TestDraftsAreNeverAsked puts drafts beside their chapter as a teacher does who has not read
// them yet: the bank has nothing against them, and asks none.
func TestDraftsAreNeverAsked(t *testing.T) {
	ctx := context.Background()
	fsys := fstest.MapFS{"chapter1.md": {Data: []byte(chapter)}}
	c, _, err := course.Load(ctx, fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	drafts, _ := draft.Chapter(c.Chapters[0])
	var questions []bank.Question
	for _, d := range drafts {
		questions = append(questions, d.Question)
	}
	data, err := bank.Write(questions)
	if err != nil {
		t.Fatal(err)
	}
	fsys["chapter1.quiz.yaml"] = &fstest.MapFile{Data: data}
	b, err := bank.Load(ctx, fsys, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.Findings {
		t.Errorf("%s:%d %s: %s", f.File, f.Line, f.Code, f.Message)
	}
	if len(b.Items) != len(drafts) || len(drafts) == 0 {
		t.Errorf("%d of %d drafts are in the bank", len(b.Items), len(drafts))
	}
	if got := b.Askable(); len(got) > 0 {
		t.Errorf("%d drafts would be asked, such as %s", len(got), got[0].ID)
	}
	if got := b.Askable(c.Chapters...); len(got) > 0 {
		t.Errorf("%d drafts would be asked about the chapter", len(got))
	}
}

// BenchmarkChapter drafts from the chapter of the course that Lectern comes with (about 18 000
// words).
func BenchmarkChapter(b *testing.B) {
	data, err := os.ReadFile("../../../content/international-security/chapters/chapter1.md")
	if err != nil {
		b.Fatal(err)
	}
	c, _, err := course.Load(b.Context(), fstest.MapFS{"chapter1.md": {Data: data}}, course.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		draft.Chapter(c.Chapters[0])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "chapters/s")
}
