package policy_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what the go command tells about a package.
type pkg struct {
	ImportPath string   `json:"ImportPath"`
	Dir        string   `json:"Dir"`
	Doc        string   `json:"Doc"`
	Imports    []string `json:"Imports"`
	GoFiles    []string `json:"GoFiles"`
	Module     *struct {
		Path string `json:"Path"`
	} `json:"Module"`
	Standard bool `json:"Standard"`
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Dir,Doc,Imports,GoFiles,Module,Standard"}, args...)...)
	cmd.Dir = root(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var ps []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	return ps
}

func under(path string, rooms ...string) bool {
	for _, r := range rooms {
		if path == r || strings.HasPrefix(path, r+"/") {
			return true
		}
	}
	return false
}

// rule says what the packages of a room may import of the program's own packages and of other
// modules. A nil list means: anything that no other rule forbids.
type rule struct {
	room    string
	own     []string
	modules []string
}

func rules() []rule {
	domain := []string{"lectern/internal/chat", "lectern/internal/doc", "lectern/internal/course", "lectern/internal/bank", "lectern/internal/fault", "lectern/internal/find", "lectern/internal/say", "lectern/internal/edit"}
	none := []string{}
	rs := []rule{
		{"lectern/internal/doc", none, none},
		{"lectern/internal/fault", none, none},
		{"lectern/internal/edit", none, none},
		{"lectern/internal/chat", []string{"lectern/internal/doc"}, none},
		{"lectern/internal/find", []string{"lectern/internal/find"}, []string{"golang.org/x/text", "github.com/kljensen/snowball"}},
		{"lectern/internal/course", []string{"lectern/internal/doc", "lectern/internal/fault", "lectern/internal/find", "lectern/internal/course/dialect"}, nil},
		{"lectern/internal/origin", []string{"lectern/internal/fault"}, []string{"github.com/go-git/go-git/v5"}},
		{"lectern/internal/say", none, []string{"github.com/nicksnyder/go-i18n", "golang.org/x/text"}},
		{"lectern/internal/chart", []string{"lectern/internal/chat", "lectern/internal/say"}, []string{"github.com/go-analyze/charts", "github.com/rivo/uniseg"}},
		{"lectern/internal/bot", []string{"lectern/internal/chat", "lectern/internal/doc", "lectern/internal/fault", "lectern/internal/say", "lectern/internal/edit"}, none},
		{"lectern/internal/commands", append([]string{
			"lectern/internal/bot",
			"lectern/internal/chart",
			"lectern/internal/quiz",
			"lectern/internal/standings",
			"lectern/internal/class",
			"lectern/internal/ledger",
			"lectern/internal/practice", "lectern/internal/places",
			"lectern/internal/daily",
			"lectern/internal/live",
			"lectern/internal/announce",
			"lectern/internal/record",
			"lectern/internal/inbox",
			"lectern/internal/privacy",
			"lectern/internal/schedule",
			"lectern/internal/memory",
			"lectern/internal/stats",
			"lectern/internal/export",
		}, domain...), none},
		{"lectern/internal/config", []string{"lectern/internal/fault"}, nil},
	}
	// Domain packages build on each other in one direction: questions and times first, then
	// what was asked, then who and where, then what runs by itself.
	base := []string{"bank", "schedule", "memory"}
	kept := append([]string{"quiz", "record"}, base...)
	people := append([]string{"class", "standings", "ledger"}, kept...)
	for room, below := range map[string][]string{
		"bank": nil, "schedule": nil, "memory": nil, "quiz": base, "record": {"quiz"}, "class": kept, "standings": kept, "ledger": kept,
		"places": {"schedule"}, "inbox": people, "privacy": append([]string{"inbox"}, people...), "practice": people, "daily": people, "live": people, "announce": people, "stats": people, "export": append(people, "announce"),
	} {
		own := append([]string{"lectern/internal/" + room}, domain...)
		for _, d := range below {
			own = append(own, "lectern/internal/"+d)
		}
		rs = append(rs, rule{"lectern/internal/" + room, own, nil})
	}
	rs = append(rs, rule{"lectern/adapters/wire", none, []string{"github.com/rivo/uniseg"}})
	for _, a := range []string{"discord", "slack", "terminal"} {
		rs = append(rs, rule{"lectern/adapters/" + a, []string{"lectern/internal/chat", "lectern/internal/doc", "lectern/internal/fault", "lectern/adapters/wire", "lectern/adapters/" + a}, nil})
	}
	return rs
}

// breaches lists the imports that the rules forbid.
func breaches(ps []pkg) []string {
	var out []string
	for _, p := range ps {
		for _, imp := range p.Imports {
			for _, r := range rules() {
				if !under(p.ImportPath, r.room) {
					continue
				}
				own := under(imp, "lectern")
				foreign := !own && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".")
				if own && r.own != nil && !under(imp, r.own...) || foreign && r.modules != nil && !under(imp, r.modules...) {
					out = append(out, p.ImportPath+" imports "+imp)
				}
			}
			for thing, rooms := range homes() {
				if under(imp, thing) && !under(p.ImportPath, rooms...) {
					out = append(out, p.ImportPath+" imports "+imp)
				}
			}
		}
	}
	return out
}

// homes tells which packages alone may import something.
func homes() map[string][]string {
	return map[string][]string{
		"github.com/yuin/goldmark":      {"lectern/internal/course"},
		"github.com/go-git/go-git/v5":   {"lectern/internal/origin"},
		"github.com/redis/go-redis/v9":  {"lectern/internal/store/redis"},
		"database/sql":                  {"lectern/internal/store/sqlite"},
		"modernc.org/sqlite":            {"lectern/internal/store/sqlite"},
		"github.com/bwmarrin/discordgo": {"lectern/adapters/discord", "lectern/adapters/web"},
		"github.com/slack-go/slack":     {"lectern/adapters/slack", "lectern/adapters/web"},
		"lectern/internal/app":          {"lectern/cmd", "lectern/internal/app"},
		"lectern/internal/store/redis":  {"lectern/internal/app", "lectern/internal/store"},
		"lectern/internal/store/sqlite": {"lectern/internal/app", "lectern/internal/store"},
		"github.com/spf13/cobra":        {"lectern/cmd"},
		"lectern/adapters/discord":      {"lectern/adapters", "lectern/internal/app", "lectern/cmd"},
		"lectern/adapters/slack":        {"lectern/adapters", "lectern/internal/app", "lectern/cmd"},
		"lectern/adapters/web":          {"lectern/adapters", "lectern/internal/app", "lectern/cmd"},
		"lectern/adapters/terminal":     {"lectern/adapters", "lectern/internal/app", "lectern/cmd"},
	}
}

func TestWhoImportsWhom(t *testing.T) {
	for _, b := range breaches(list(t, "./...")) {
		t.Error(b)
	}
}

func TestTheImportRulesBite(t *testing.T) {
	for _, p := range []pkg{
		{ImportPath: "lectern/internal/doc", Imports: []string{"lectern/internal/chat"}},
		{ImportPath: "lectern/internal/chat", Imports: []string{"github.com/x/y"}},
		{ImportPath: "lectern/internal/quiz", Imports: []string{"lectern/internal/store/redis"}},
		{ImportPath: "lectern/internal/bot", Imports: []string{"lectern/adapters/discord"}},
		{ImportPath: "lectern/adapters/discord/discordfake", Imports: []string{"lectern/internal/course"}},
		{ImportPath: "lectern/adapters/slack", Imports: []string{"lectern/adapters/discord"}},
		{ImportPath: "lectern/internal/commands", Imports: []string{"github.com/yuin/goldmark/ast"}},
		{ImportPath: "lectern/internal/quiz", Imports: []string{"database/sql"}},
		{ImportPath: "lectern/internal/course", Imports: []string{"github.com/go-git/go-git/v5"}},
		{ImportPath: "lectern/internal/origin", Imports: []string{"lectern/internal/course"}},
		{ImportPath: "lectern/internal/bot", Imports: []string{"lectern/internal/app"}},
		{ImportPath: "lectern/internal/chart", Imports: []string{"lectern/internal/class"}},
	} {
		if len(breaches([]pkg{p})) == 0 {
			t.Errorf("%s may import %s", p.ImportPath, p.Imports[0])
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range list(t, "./...") {
		if len(p.GoFiles) > 0 && len(strings.Fields(p.Doc)) < 4 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, p := range list(t, "./...") {
		if len(p.GoFiles) == 0 || under(p.ImportPath, "lectern/cmd") {
			continue
		}
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		d, err := doc.NewFromFiles(fset, files, p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range undocumented(d) {
			t.Errorf("%s.%s has no comment", p.ImportPath, name)
		}
	}
}

func undocumented(d *doc.Package) []string {
	var out []string
	funcs := func(of string, fs []*doc.Func) {
		for _, f := range fs {
			if f.Doc == "" && ast.IsExported(f.Name) && !wellKnown(of, f.Name) {
				out = append(out, of+f.Name)
			}
		}
	}
	funcs("", d.Funcs)
	for _, ty := range d.Types {
		if ty.Doc == "" {
			out = append(out, ty.Name)
		}
		funcs("", ty.Funcs)
		funcs(ty.Name+".", ty.Methods)
	}
	return out
}

// wellKnown are methods whose meaning the interface they satisfy explains.
func wellKnown(of, name string) bool {
	return of != "" && slices.Contains([]string{"Error", "Unwrap", "String", "Len", "Less", "Swap", "Platform", "Run", "Post", "Edit", "Mount", "Prepare", "Thread", "Message", "Card"}, name)
}

// modules are those that the program may contain, each with its reason in ARCHITECTURE.md or
// because one of those needs it.
func modules() []string {
	return []string{
		"lectern",
		"github.com/bwmarrin/discordgo", "github.com/slack-go/slack", "github.com/gorilla/websocket",
		"github.com/yuin/goldmark", "go.yaml.in/yaml/v3", "github.com/pelletier/go-toml/v2", "github.com/kljensen/snowball", "github.com/rivo/uniseg",
		"github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic",
		"modernc.org/sqlite", "modernc.org/libc", "modernc.org/mathutil", "modernc.org/memory", "github.com/dustin/go-humanize",
		"github.com/google/uuid", "github.com/ncruces/go-strftime", "github.com/remyoudompheng/bigfft",
		"golang.org/x/net", "golang.org/x/text", "golang.org/x/time", "golang.org/x/sync", "golang.org/x/sys", "golang.org/x/term", "golang.org/x/crypto",
		"github.com/nicksnyder/go-i18n/v2", "github.com/fsnotify/fsnotify", "github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/joho/godotenv", "github.com/lmittmann/tint",
		"github.com/prometheus/client_golang", "github.com/prometheus/client_model", "github.com/prometheus/common", "github.com/prometheus/procfs",
		"github.com/beorn7/perks", "github.com/munnerz/goautoneg", "google.golang.org/protobuf",
		"charm.land/bubbletea/v2", "charm.land/bubbles/v2", "charm.land/lipgloss/v2", "github.com/charmbracelet/colorprofile",
		"github.com/charmbracelet/ultraviolet", "github.com/charmbracelet/x/ansi", "github.com/charmbracelet/x/term", "github.com/charmbracelet/x/termios",
		"github.com/charmbracelet/x/windows", "github.com/clipperhouse/displaywidth", "github.com/clipperhouse/uax29/v2",
		"github.com/lucasb-eyer/go-colorful", "github.com/mattn/go-isatty", "github.com/mattn/go-runewidth", "github.com/muesli/cancelreader", "github.com/xo/terminfo",
		"github.com/atotto/clipboard",
		"github.com/go-analyze/charts", "github.com/go-analyze/bulk", "github.com/golang/freetype", "golang.org/x/image",
		"github.com/go-git/go-git/v5", "dario.cat/mergo", "github.com/ProtonMail/go-crypto", "github.com/cloudflare/circl", "github.com/cyphar/filepath-securejoin", "github.com/emirpasic/gods", "github.com/go-git/gcfg",
		"github.com/go-git/go-billy/v5", "github.com/golang/groupcache", "github.com/jbenet/go-context", "github.com/kevinburke/ssh_config", "github.com/pjbgf/sha1cd", "github.com/sergi/go-diff", "github.com/skeema/knownhosts", "github.com/xanzy/ssh-agent", "gopkg.in/warnings.v0",
	}
}

func TestTheProgramHoldsOnlyModulesWithAReason(t *testing.T) {
	allowed := modules()
	for _, p := range list(t, "-deps", "./cmd/lectern") {
		if p.Standard || p.Module == nil {
			continue
		}
		if !slices.Contains(allowed, p.Module.Path) {
			t.Errorf("module %s came in with %s: give it a reason, or leave it out", p.Module.Path, p.ImportPath)
		}
	}
}

// TestOnlyCmdAndConfigTouchTheProcess looks for what reads the environment or ends the process.
func TestOnlyCmdAndConfigTouchTheProcess(t *testing.T) {
	fset := token.NewFileSet()
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root(t), path)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "testdata" || under(rel, "cmd", "internal/config", "internal/tools")):
			return fs.SkipDir
		case d.IsDir() && (strings.HasSuffix(d.Name(), "fake") || strings.HasSuffix(d.Name(), "test")): // support of tests
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, path, src, 0)
		if err != nil {
			return err
		}
		for _, name := range touches(f) {
			t.Errorf("%s uses %s", rel, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// touches lists the forbidden functions a file names, and its init functions.
func touches(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				name := x.Name + "." + n.Sel.Name
				if slices.Contains([]string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.Exit", "log.Fatal", "log.Fatalf", "log.Panic", "http.DefaultClient"}, name) {
					out = append(out, name)
				}
			}
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				out = append(out, "init")
			}
		}
		return true
	})
	return out
}

func TestTheProcessRuleBites(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nimport \"os\"\nfunc init() { os.Exit(1) }\nvar v = os.Getenv(\"A\")\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := touches(f); len(got) != 3 {
		t.Errorf("found %q", got)
	}
}

// maxLines is the longest file the house allows; tests may be longer.
const maxLines = 600

func TestFilesStayReadable(t *testing.T) {
	for _, p := range list(t, "./...") {
		for _, name := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(src, []byte("\n")); n > maxLines {
				t.Errorf("%s/%s has %d lines, more than %d", p.ImportPath, name, n, maxLines)
			}
		}
	}
	main, err := os.ReadFile(filepath.Join(root(t), "cmd", "lectern", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(main, []byte("\n")); n > 40 {
		t.Errorf("main.go has %d lines, more than 40", n)
	}
}
