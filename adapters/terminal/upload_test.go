package terminal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/terminal"
)

// TestAFileIsGivenByItsPath: with the command, or in the form that asks for it.
func TestAFileIsGivenByItsPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my grades.csv")
	if err := os.WriteFile(path, []byte("Na\xefve;1,5\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := terminal.New(terminal.Options{Plain: true, Width: 300})
	said := func(line string) string {
		text, _ := a.Say(t.Context(), adaptertest.Script(), line)
		return text
	}
	const want = "my grades.csv said to be 11, is 11"
	if got := said("/take " + path); !strings.Contains(got, want) {
		t.Errorf("with the command: %s", got)
	}
	if got := said("/take"); !strings.Contains(got, "The file, by its path, or /cancel:") {
		t.Errorf("the form asks: %s", got)
	}
	if got := said(path); !strings.Contains(got, "A note") {
		t.Errorf("after the path: %s", got)
	}
	if got := said("thanks"); !strings.Contains(got, want) {
		t.Errorf("by the form: %s", got)
	}
	for line, sentence := range map[string]string{"/take " + path + "x": "There is no file", "/take " + filepath.Dir(path): "cannot be read"} {
		if got := said(line); !strings.Contains(got, sentence) {
			t.Errorf("%s: %s", line, got)
		}
	}
}
