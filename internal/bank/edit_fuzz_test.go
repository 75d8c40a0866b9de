package bank_test

import (
	"strings"
	"testing"

	"lectern/internal/bank"
)

// FuzzEdit: whatever the file, an edit either means exactly what it should or is refused.
func FuzzEdit(f *testing.F) {
	f.Add(written)
	f.Add(strings.ReplaceAll(written, "\n", "\r\n"))
	f.Add("\ufeff- id: a\n  stem: |\n    x\n    # y\n\n  kind: bool\n  answer: yes\n")
	f.Add("questions:\r  - id: a\r    kind: bool\r    stem: s\u2028t\r    answer: true")
	f.Add("? questions\n: - {id: a, stem: s}\n--- \n- b")
	f.Add("%YAML 1.2\n---\nquestions:\n- ! {id: a}\n- &x\n  id: b\n  stem: *x\n...\n")
	f.Fuzz(func(t *testing.T, file string) {
		list, findings := bank.Parse("x", []byte(file))
		added := bank.Question{ID: "added", Kind: bank.Bool, Stem: "Is it?", Accept: []string{"true"}, State: bank.Draft, Origin: "author"}
		if out, err := bank.Append("x", []byte(file), []bank.Question{added}); err == nil {
			now, more := bank.Parse("x", out)
			if len(now) != len(list)+1 || now[len(list)].ID != "added" || len(more) > len(findings) {
				t.Errorf("appended to %q: %q", file, out)
			}
		}
		for i, was := range list {
			q := was
			q.State, q.Reason, q.Stem = bank.Rejected, "why not", "What: else?"
			out, err := bank.Edit("x", []byte(file), was, q)
			if err != nil {
				continue
			}
			now, _ := bank.Parse("x", out)
			if len(now) != len(list) {
				t.Fatalf("edited %q: %q", file, out)
			}
			for j := range now {
				if now[j].ID != list[j].ID || now[j].State == bank.Rejected && j != i && list[j].State != bank.Rejected && list[j].ID != was.ID {
					t.Errorf("edited %q: %q", file, out)
				}
			}
		}
	})
}
