package draft_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

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
	drafts, yields := draft.Chapter(read(t, "chapter6.md", string(data)).Chapters[0])
	for _, y := range yields {
		t.Logf("%-12s %3d of %3d", y.Rule, y.Kept, y.Proposed)
	}
	const floor = 24 // what the rules give today; the aim is 50
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

func holds(t *testing.T, drafts []draft.Draft) {
	t.Helper()
	ids := map[string]bool{}
	for _, d := range drafts {
		text := strings.Join(strings.Fields(doc.BlockText(d.Unit.Text())), " ")
		right := 0
		for _, o := range d.Options {
			if o.Correct {
				right++
			}
		}
		switch {
		case ids[d.ID]:
			t.Errorf("%s twice", d.ID)
		case d.State != bank.Draft || d.Origin != "rule:"+string(d.Rule):
			t.Errorf("%s: state %s, origin %s", d.ID, d.State, d.Origin)
		case !strings.HasSuffix(d.Stem, "?"):
			t.Errorf("%s asks nothing: %s", d.ID, d.Stem)
		case !strings.Contains(text, d.Source.Span):
			t.Errorf("%s: the span is not in the text: %s", d.ID, d.Source.Span)
		case d.Source.Hash != bank.TextHash(d.Unit):
			t.Errorf("%s: wrong hash", d.ID)
		case d.Kind == bank.Single && (right != 1 || len(d.Options) < 3 || len(d.Options) > 4):
			t.Errorf("%s: %d right of %d options", d.ID, right, len(d.Options))
		}
		ids[d.ID] = true
	}
}
