package draft_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/bank"
	"lectern/internal/bank/draft"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestCells shows what each rule makes of a short chapter, ids included: a change of a rule is
// read here as a change of questions.
func TestCells(t *testing.T) {
	text, err := os.ReadFile("testdata/cells.md")
	if err != nil {
		t.Fatal(err)
	}
	drafts, found := draft.Chapter(read(t, "chapter1.md", string(text)).Chapters[0])
	holds(t, drafts)
	got := show(drafts, found)
	if *update {
		if err := os.WriteFile("testdata/cells.golden", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/cells.golden")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("drafts changed (-want +got); run with -update when that is right:\n%s", d)
	}
}

func show(drafts []draft.Draft, found []draft.Yield) string {
	var b strings.Builder
	for _, d := range drafts {
		fmt.Fprintf(&b, "%s\n%s\n", d.ID, d.Stem)
		for _, o := range d.Options {
			mark := "-"
			if o.Correct {
				mark = "*"
			}
			fmt.Fprintf(&b, "  %s %s\n", mark, o.Text)
			if o.Why != "" {
				fmt.Fprintf(&b, "      %s\n", o.Why)
			}
		}
		if d.Kind == bank.Numeric || d.Kind == bank.Bool {
			fmt.Fprintf(&b, "  = %s\n", strings.Join(d.Accept, ", "))
		}
	}
	for _, y := range found {
		fmt.Fprintf(&b, "%-12s %d of %d\n", y.Rule, y.Kept, y.Proposed)
	}
	return b.String()
}
