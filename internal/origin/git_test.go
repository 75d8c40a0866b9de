package origin_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lectern/internal/fault"
	"lectern/internal/origin"
)

// repository is a bare repository and a folder to edit it in.
type repository struct{ bare, work string }

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed, and it alone reads a repository on this machine")
	}
	dir := t.TempDir()
	r := repository{filepath.Join(dir, "maps.git"), filepath.Join(dir, "work")}
	r.run(t, dir, "init", "-q", "--bare", "-b", "main", r.bare)
	r.run(t, dir, "init", "-q", "-b", "main", r.work)
	return r
}

func (r repository) run(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull,
		"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.org")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (r repository) write(t *testing.T, name, text string) {
	t.Helper()
	at := filepath.Join(r.work, filepath.FromSlash(name))
	err := os.MkdirAll(filepath.Dir(at), 0o755)
	if err == nil {
		err = os.WriteFile(at, []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (r repository) push(t *testing.T, branch string) {
	t.Helper()
	r.run(t, r.work, "add", "-A")
	r.run(t, r.work, "commit", "-q", "-m", "x")
	r.run(t, r.work, "push", "-q", "-f", r.bare, "HEAD:refs/heads/"+branch)
}

func (r repository) at(t *testing.T, branch string) *origin.Git {
	t.Helper()
	g, err := origin.NewGit("git+file://" + filepath.ToSlash(r.bare) + branch)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestARepositoryIsRead(t *testing.T) {
	r := newRepository(t)
	r.write(t, "a.md", "one")
	r.write(t, "b/c.md", strings.Repeat("a line of text\n", 500))
	if err := os.Symlink("b/c.md", filepath.Join(r.work, "d.md")); err != nil {
		t.Skip("symbolic links cannot be made here: " + err.Error())
	}
	r.push(t, "main")
	g := r.at(t, "")
	if g.Name() != "maps" {
		t.Errorf("it is called %q", g.Name())
	}
	files, first, err := g.Fetch(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, files); !slices.Equal(got, []string{"a.md", "b/c.md", "d.md"}) {
		t.Errorf("files %q", got)
	}
	if data, err := fs.ReadFile(files, "d.md"); err != nil || !strings.HasPrefix(string(data), "a line") {
		t.Errorf("the link gives %.20q, %v", data, err)
	}
	if files, version, err := g.Fetch(t.Context(), first); files != nil || version != first || err != nil {
		t.Errorf("unchanged: %v, %q, %v", files, version, err)
	}
	r.write(t, "a.md", "two")
	r.push(t, "drafts/next")
	if _, version, err := g.Fetch(t.Context(), first); version != first || err != nil {
		t.Errorf("another branch was pushed: %q, %v", version, err)
	}
	files, version, err := r.at(t, "@drafts/next").Fetch(t.Context(), "")
	if err != nil || version == first {
		t.Fatalf("the branch: %q, %v", version, err)
	}
	if data, err := fs.ReadFile(files, "a.md"); err != nil || string(data) != "two" {
		t.Errorf("the branch has %q, %v", data, err)
	}
	r.push2(t)
	if files, _, err := g.Fetch(t.Context(), first); files == nil || err != nil {
		t.Errorf("after a push: %v, %v", files, err)
	}
}

// push2 replaces main's history, as a forced push does.
func (r repository) push2(t *testing.T) {
	t.Helper()
	r.run(t, r.work, "commit", "-q", "--amend", "-m", "rewritten")
	r.run(t, r.work, "push", "-q", "-f", r.bare, "HEAD:refs/heads/main")
}

func TestWhatIsRefusedOfARepository(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fill   func(t *testing.T, r repository)
		branch string
		want   string
		kept   bool // the refused version is not asked for again
	}{
		{"link out", func(t *testing.T, r repository) {
			if err := os.Symlink("../../etc/passwd", filepath.Join(r.work, "a.md")); err != nil {
				t.Skip("symbolic links cannot be made here: " + err.Error())
			}
			r.push(t, "main")
		}, "", "leads outside it, a.md", true},
		{"link to root", func(t *testing.T, r repository) {
			if err := os.Symlink("/etc/passwd", filepath.Join(r.work, "a.md")); err != nil {
				t.Skip("symbolic links cannot be made here: " + err.Error())
			}
			r.push(t, "main")
		}, "", "leads outside it, a.md", true},
		{"large file", func(t *testing.T, r repository) {
			r.write(t, "a.bin", strings.Repeat("\x00", 17<<20))
			r.push(t, "main")
		}, "", "larger than a course may be", true},
		{"large in all", func(t *testing.T, r repository) {
			for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
				r.write(t, n, n+strings.Repeat("\x00", 15<<20))
			}
			r.push(t, "main")
		}, "", "larger than a course may be", true},
		{"many files", func(t *testing.T, r repository) {
			for i := range 5001 {
				r.write(t, "f/"+strings.Repeat("x", i%50)+"/"+string(rune('a'+i%26))+strings.Repeat("y", i/50), "same")
			}
			r.push(t, "main")
		}, "", "more than 5,000 files", true},
		{"no such branch", func(t *testing.T, r repository) { r.write(t, "a", "x"); r.push(t, "main") }, "@nosuch", "has no branch nosuch", false},
		{"empty", func(*testing.T, repository) {}, "", "holds nothing yet", false},
		{"gone", func(t *testing.T, r repository) {
			if err := os.RemoveAll(r.bare); err != nil {
				t.Fatal(err)
			}
		}, "", "There is no repository", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRepository(t)
			tt.fill(t, r)
			files, version, err := r.at(t, tt.branch).Fetch(t.Context(), "")
			f, ok := errors.AsType[*fault.Fault](err)
			if !ok || files != nil {
				t.Fatalf("no fault but %v, files %v", err, files)
			}
			if sentence, remedy := f.English(); !strings.Contains(sentence, tt.want) || remedy == "" {
				t.Errorf("%q, %q (%v)\nwant %q", sentence, remedy, errors.Unwrap(f), tt.want)
			}
			if (version != "") != tt.kept {
				t.Errorf("version %q", version)
			}
		})
	}
}

func TestAddressesOfRepositories(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{"git+https://host/maps.git@main", "https://host/maps.git"},
		{"git+https://user:canary@host/maps", "https://host/maps"},
		{"git+https://canary@host/a/maps@x/y", "https://host/a/maps"},
		{"git+ssh://git@host/maps.git", "ssh://git@host/maps.git"},
		{"git+file:///srv/maps.git@main", "file:///srv/maps.git"},
		{"git+http://canary@host/maps", ""},
		{"git+ext://sh -c canary", ""},
		{"git+https://", ""},
		{"git+https://host", ""},
		{"git+https://host/maps?canary", ""},
		{"git+ssh://git:canary@host/maps", ""},
		{"git+file://host/maps", ""},
		{"git+https://host/maps@..", ""},
		{"git+https://us er:canary@host/%zz", ""},
	} {
		g, err := origin.NewGit(tt.content)
		if tt.want == "" {
			if _, ok := errors.AsType[*fault.Fault](err); !ok || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: %v", tt.content, err)
			}
			continue
		}
		if err != nil || g.String() != tt.want || g.Name() != "maps" {
			t.Errorf("%s: %v, %v", tt.content, g, err)
		}
	}
}

// TestNoErrorShowsAToken asks a port where nobody listens.
func TestNoErrorShowsAToken(t *testing.T) {
	g, err := origin.NewGit("git+https://canary1:canary2@127.0.0.1:1/maps")
	if err != nil {
		t.Fatal(err)
	}
	_, version, err := g.Fetch(t.Context(), "")
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || version != "" {
		t.Fatalf("%v, version %q", err, version)
	}
	sentence, remedy := f.English()
	if text := err.Error() + sentence + remedy + errors.Unwrap(f).Error(); strings.Contains(text, "canary") || !strings.Contains(sentence, "cannot be read") {
		t.Error(text)
	}
}
