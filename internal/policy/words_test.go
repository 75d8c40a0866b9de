package policy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"lectern/internal/chat"
	"lectern/internal/commands"
)

// What people read in chat is said through package say, whose keys are the English texts in
// the sources. These tests find every key and compare them with the translations.
//
// "go test ./internal/policy -run Words -update" adds the keys that are missing to the files,
// with empty translations to be filled in, and takes out those that nothing says any more.

var updateWords = flag.Bool("update", false, "add missing keys to internal/say/words and remove unused ones") //nolint:gochecknoglobals // a flag

// forms are the plural forms of each language by CLDR 47; "other" is in every message.
func forms() map[string][]string {
	return map[string][]string{"de": {"one"}, "es": {"one", "many"}}
}

// key is a text found in the sources.
type key struct {
	text, one string
	at        string   // file and line, of one place
	given     []string // names of the values put in there; nil when they cannot be seen
	room      int      // characters there are for it; 0: many
}

// found is what the sources say.
type found struct {
	keys  map[string]key
	wrong []string
}

func (w *found) add(k key) {
	if k.text == "" || regexp.MustCompile(`^{{\.\w+}}$`).MatchString(k.text) { // nothing to translate
		return
	}
	if before, known := w.keys[k.text]; known {
		if before.one != k.one {
			w.wrong = append(w.wrong, fmt.Sprintf("%s and %s: %q has the singulars %q and %q", before.at, k.at, k.text, before.one, k.one))
		}
		if before.room > 0 && (k.room == 0 || before.room < k.room) {
			k.room = before.room
		}
	}
	if k.given != nil {
		for name := range names(k.text + k.one) {
			if !slices.Contains(k.given, name) && (name != "Count" || k.one == "") {
				w.wrong = append(w.wrong, fmt.Sprintf("%s: %q is given no {{.%s}}", k.at, k.text, name))
			}
		}
	}
	w.keys[k.text] = k
}

func names(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range regexp.MustCompile(`{{\.(\w+)}}`).FindAllStringSubmatch(text, -1) {
		out[m[1]] = true
	}
	return out
}

// quiet are the rooms and files whose faults nobody reads in chat: they are about the set-up
// and the command line, which stay English.
func quiet(path string) bool {
	if strings.HasPrefix(path, "internal/bank/") {
		return path != "internal/bank/mark.go"
	}
	return under(path, "internal/config", "internal/app", "internal/course", "internal/find", "internal/say", "internal/fault") ||
		slices.Contains([]string{
			"adapters/discord/discord.go", "adapters/discord/verify.go", "adapters/discord/gateway.go",
			"adapters/slack/slack.go", "adapters/slack/socket.go",
			"internal/store/redis/address.go", "internal/store/redis/redis.go", "internal/store/sqlite/schema.go", "internal/store/sqlite/sqlite.go", "internal/store/sqlite/backup.go", "internal/store/redis/backup.go",
			"internal/export/fill.go", "internal/export/roster.go", "internal/export/sheet.go",
		}, path)
}

// scan finds the keys of a file. path is relative to the checkout.
func (w *found) scan(fset *token.FileSet, f *ast.File, path string) {
	var above []ast.Node
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		above = append(above, n)
		w.bare(fset, path, n, above)
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		at := path + ":" + strconv.Itoa(fset.Position(call.Pos()).Line)
		switch name := sel.Sel.Name; {
		case name == "T" && len(call.Args) > 0:
			w.text(at, key{given: given(call.Args[1:]), room: room(above)}, call.Args[0])
		case name == "N" && len(call.Args) > 2:
			w.text(at, key{given: given(call.Args[3:]), room: room(above)}, call.Args[2], call.Args[1])
		case isFault(sel) && !quiet(path) && path != "internal/fault/fault.go":
			with := withs(above)
			for _, arg := range call.Args[len(call.Args)-2:] {
				w.text(at, key{given: with}, arg)
			}
		}
		return true
	})
}

// bare finds a text that goes into a view without being said.
func (w *found) bare(fset *token.FileSet, path string, n ast.Node, above []ast.Node) {
	if !under(path, "internal/commands", "internal/bot", "internal/chat", "adapters") || under(path, "adapters/web") {
		return
	}
	check := func(e ast.Expr) {
		if s, ok := literal(e); ok && worded(s) {
			w.wrong = append(w.wrong, fmt.Sprintf("%s:%d: %q is shown and not said", path, fset.Position(e.Pos()).Line, s))
		}
		if b, ok := e.(*ast.BinaryExpr); ok {
			ast.Inspect(b, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok {
					if s, ok := literal(lit); ok && worded(s) {
						w.wrong = append(w.wrong, fmt.Sprintf("%s:%d: %q is shown and not said", path, fset.Position(lit.Pos()).Line, s))
					}
				}
				_, call := n.(*ast.CallExpr)
				return !call
			})
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		x, ok := sel.X.(*ast.Ident)
		if name := sel.Sel.Name; ok && (x.Name == "doc" && (name == "Para" || name == "Plain" || name == "Bold" || name == "Bullets") || x.Name == "chat" && name == "Notice") {
			for _, arg := range n.Args {
				check(arg)
			}
		}
	case *ast.KeyValueExpr:
		field, ok := n.Key.(*ast.Ident)
		lit, isLit := above[len(above)-2].(*ast.CompositeLit)
		if ok && isLit && !inSpec(above) && slices.Contains(shown(), typeOf(lit, above[:len(above)-2])+"."+field.Name) {
			check(n.Value)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			sel, ok := left.(*ast.SelectorExpr)
			if ok && i < len(n.Rhs) && slices.Contains([]string{"Title", "Footer", "Note", "Lead", "Tips", "Label", "Hint"}, sel.Sel.Name) {
				check(n.Rhs[i])
			}
		}
	}
}

// worded tells whether a text holds words of a language, rather than a path or something that
// is typed in the same way everywhere.
func worded(s string) bool {
	return regexp.MustCompile(`\pL{2}`).MatchString(s) && !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, ".") && !slices.Contains([]string{"en, de, es", "Europe/Berlin", "Mon-Fri"}, s)
}

// inSpec tells whether a label is of a choice in a Spec, which is translated as a whole.
func inSpec(above []ast.Node) bool {
	return slices.ContainsFunc(above, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		id, ok := kv.Key.(*ast.Ident)
		return ok && id.Name == "Choices"
	})
}

// shown are the fields of views that hold text.
func shown() []string {
	out := slices.Collect(maps.Keys(rooms()))
	return append(out, "Card.Footer", "Excerpt.Note", "Outline.Title", "Outline.Footer", "Matches.Title", "Matches.Lead", "Matches.Tips", "Fact.Value", "OutlineEntry.Title", "OutlineEntry.Detail", "Bulletin.Footer", "Bulletin.Title", "File.Alt")
}

func isFault(sel *ast.SelectorExpr) bool {
	x, ok := sel.X.(*ast.Ident)
	return ok && x.Name == "fault" && (sel.Sel.Name == "New" || sel.Sel.Name == "Wrap")
}

func (w *found) text(at string, k key, text ast.Expr, one ...ast.Expr) {
	var ok bool
	k.at = at
	if k.text, ok = literal(text); ok && len(one) > 0 {
		k.one, ok = literal(one[0])
	}
	if !ok {
		w.wrong = append(w.wrong, at+": a text must be written out where it is said, for it is the key of its translations")
		return
	}
	w.add(k)
}

// literal gives a string that is written out, perhaps in several pieces.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		x, okX := literal(e.X)
		y, okY := literal(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

// given lists the values that a call of T or N puts in; nil when they cannot be seen.
func given(args []ast.Expr) []string {
	out := []string{}
	for _, a := range args {
		lit, ok := a.(*ast.CompositeLit)
		if !ok {
			return nil
		}
		for i, e := range lit.Elts {
			switch e := e.(type) {
			case *ast.KeyValueExpr: // say.Args{"Name": …}
				if s, ok := literal(e.Key); ok {
					out = append(out, s)
				} else if s, ok := literal(e.Value); ok && i == 0 { // chat.Arg{Name: "Name", …}
					out = append(out, s)
				}
			case *ast.BasicLit: // chat.Arg{"Name", …}
				if s, ok := literal(e); ok && i == 0 {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// withs lists the values that calls of With put into the fault made by the innermost call.
func withs(above []ast.Node) []string {
	out := []string{}
	for i := len(above) - 2; i >= 1; i -= 2 {
		sel, ok := above[i].(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "With" {
			break
		}
		if call, ok := above[i-1].(*ast.CallExpr); ok && len(call.Args) == 2 {
			if s, ok := literal(call.Args[0]); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// room tells how many characters the platforms leave for a text by where it stands: the
// smallest of their limits.
func room(above []ast.Node) int {
	for i := len(above) - 2; i > 0; i-- {
		kv, ok := above[i].(*ast.KeyValueExpr)
		if !ok {
			if _, inner := above[i].(*ast.CompositeLit); inner {
				return 0
			}
			if _, call := above[i].(*ast.CallExpr); call {
				return 0 // it becomes part of something that is cut
			}
			continue
		}
		field, ok := kv.Key.(*ast.Ident)
		lit, isLit := above[i-1].(*ast.CompositeLit)
		if !ok || !isLit {
			return 0
		}
		return rooms()[typeOf(lit, above[:i-1])+"."+field.Name]
	}
	return 0
}

// rooms are characters by field: see the limits of the adapters.
func rooms() map[string]int {
	return map[string]int{
		"Button.Label": 75, "Button.Hint": 75, "LinkButton.Label": 75, "Menu.Label": 150, "Option.Label": 75, "Option.Description": 75,
		"Form.Title": 24, "Form.Submit": 24, "Field.Label": 45, "Field.Hint": 100, "Card.Title": 150, "Choice.Label": 100, "Fact.Label": 100,
	}
}

// typeOf names the type of a composite literal of package chat, also where a list leaves it out.
func typeOf(lit *ast.CompositeLit, above []ast.Node) string {
	t := lit.Type
	if t == nil && len(above) > 0 {
		if list, ok := above[len(above)-1].(*ast.CompositeLit); ok {
			if a, ok := list.Type.(*ast.ArrayType); ok {
				t = a.Elt
			}
		}
	}
	if sel, ok := t.(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// spec adds what a command is called and how it is described.
func (w *found) spec(s chat.Spec, above string) {
	typed := above + s.Name
	w.add(key{text: typed, at: typed})
	w.add(key{text: s.Description, at: typed, room: descriptionRoom})
	for _, p := range s.Args {
		w.add(key{text: p.Name + ":", at: typed})
		w.add(key{text: p.Description, at: typed, room: descriptionRoom})
		for _, c := range p.Choices {
			w.add(key{text: c.Label, at: typed, room: descriptionRoom})
		}
	}
	for _, sub := range s.Subs {
		w.spec(sub, typed+" ")
	}
}

// descriptionRoom is what Discord leaves for descriptions of commands, options and choices.
const descriptionRoom = 100

// said finds every key of the program.
func said(t *testing.T) found {
	t.Helper()
	w := found{keys: map[string]key{}}
	for _, room := range []string{"internal", "adapters"} {
		err := filepath.WalkDir(filepath.Join(root(t), room), func(path string, d fs.DirEntry, err error) error {
			rel, _ := filepath.Rel(root(t), path)
			rel = filepath.ToSlash(rel)
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || strings.HasSuffix(d.Name(), "fake") || strings.HasSuffix(d.Name(), "test") || under(rel, "internal/say", "internal/tools")):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				return err
			}
			w.scan(fset, f, rel)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range commands.New(commands.Options{Classroom: &commands.Classroom{Insight: &commands.Insight{}}}).List() {
		w.spec(c.Spec, "/")
	}
	return w
}

// message is a line of a file of words.
type message struct {
	ID    string `json:"id"`
	One   string `json:"one,omitempty"`
	Many  string `json:"many,omitempty"`
	Other string `json:"other"`
}

func (m message) form(name string) string {
	return map[string]string{"one": m.One, "many": m.Many, "other": m.Other}[name]
}

func wordsFile(t *testing.T, language string) string {
	t.Helper()
	return filepath.Join(root(t), "internal", "say", "words", language+".json")
}

func readWords(t *testing.T, language string) []message {
	t.Helper()
	data, err := os.ReadFile(wordsFile(t, language))
	if err != nil {
		t.Fatal(err)
	}
	var ms []message
	if err := json.Unmarshal(data, &ms); err != nil {
		t.Fatalf("%s: %v", language, err)
	}
	return ms
}

// writeWords writes one message a line, sorted by id, so that changes can be read and merged.
func writeWords(t *testing.T, language string, ms []message) {
	t.Helper()
	slices.SortFunc(ms, func(a, b message) int { return strings.Compare(a.ID, b.ID) })
	var b bytes.Buffer
	b.WriteString("[\n")
	for i, m := range ms {
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(m); err != nil {
			t.Fatal(err)
		}
		b.Write(bytes.TrimSpace(line.Bytes()))
		if i < len(ms)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	if err := os.WriteFile(wordsFile(t, language), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// faults lists what is wrong with the translations into a language.
func faults(language string, keys map[string]key, ms []message) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, language+": "+fmt.Sprintf(format, args...)) }
	there := map[string]bool{}
	for i, m := range ms {
		k, used := keys[m.ID]
		switch {
		case there[m.ID]:
			bad("%q is there twice", m.ID)
		case i > 0 && ms[i-1].ID >= m.ID:
			bad("%q stands in the wrong place: the ids are sorted", m.ID)
		case !used:
			bad("nothing says %q any more", m.ID)
		}
		there[m.ID] = true
		if !used {
			continue
		}
		wanted := []string{"other"}
		if k.one != "" {
			wanted = append(wanted, forms()[language]...)
		} else if m.One+m.Many != "" {
			bad("%q counts nothing and has plural forms", m.ID)
		}
		for _, f := range wanted {
			text := m.form(f)
			if text == "" {
				bad("%q has no %q (said at %s)", m.ID, f, k.at)
				continue
			}
			in, of := names(text), names(k.text+k.one)
			if f == "one" {
				delete(in, "Count")
				delete(of, "Count")
			}
			if !maps.Equal(in, of) {
				bad("%q puts in other values than %q", text, m.ID)
			}
			if k.room > 0 && utf8.RuneCountInString(text) > k.room && !strings.Contains(text, "{{") {
				bad("%q has more than %d characters, which is all there is for %q", text, k.room, m.ID)
			}
		}
	}
	for _, text := range slices.Sorted(maps.Keys(keys)) {
		if !there[text] {
			bad("%q is missing (said at %s)", text, keys[text].at)
		}
	}
	return out
}

func TestWordsAreTranslated(t *testing.T) {
	w := said(t)
	for _, wrong := range w.wrong {
		t.Error(wrong)
	}
	for _, k := range w.keys {
		if k.room > 0 && !strings.Contains(k.text, "{{") && utf8.RuneCountInString(k.text) > k.room {
			t.Errorf("%s: %q has more than %d characters", k.at, k.text, k.room)
		}
	}
	for language := range forms() {
		ms := readWords(t, language)
		if *updateWords {
			ms = updated(w.keys, ms)
			writeWords(t, language, ms)
		}
		for _, f := range faults(language, w.keys, ms) {
			t.Error(f)
		}
	}
}

// updated adds the keys that are missing and drops those that nothing says.
func updated(keys map[string]key, ms []message) []message {
	ms = slices.DeleteFunc(ms, func(m message) bool { return keys[m.ID].text == "" })
	for text := range keys {
		if !slices.ContainsFunc(ms, func(m message) bool { return m.ID == text }) {
			ms = append(ms, message{ID: text})
		}
	}
	slices.SortFunc(ms, func(a, b message) int { return strings.Compare(a.ID, b.ID) })
	return ms
}

func TestTheRuleOfWordsBites(t *testing.T) {
	const src = `package x
func f() {
	to.T("Hello {{.Name}}.", say.Args{"Name": n})
	to.T("Bye {{.Name}}.")
	to.T(variable)
	to.N(n, "{{.Count}} cat", "{{.Count}} cats")
	w.T("page {{.Page}}", chat.Arg{Name: "Page", Value: "1"})
	_ = chat.Button{Label: to.T("A label that says so much that no button of any platform could ever hold all of it")}
	return fault.New(fault.Invalid, "No {{.A}} and {{.B}}.", "Do "+"it.").With("A", a).With("B", b)
	_ = chat.Card{Title: "Shown", Body: []doc.Block{doc.Para("Said " + n)}}
	return fault.New(fault.Invalid, "No "+x+".", "")
}`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := found{keys: map[string]key{}}
	w.scan(fset, f, "internal/commands/x.go")
	if len(w.wrong) != 5 { // no value for Bye, a variable, two bare texts, a sentence put together
		t.Errorf("%d mistakes in the sources: %q", len(w.wrong), w.wrong)
	}
	for _, want := range []string{"Hello {{.Name}}.", "{{.Count}} cats", "page {{.Page}}", "No {{.A}} and {{.B}}.", "Do it."} {
		if _, ok := w.keys[want]; !ok {
			t.Errorf("%q is not found", want)
		}
	}
	long := "A label that says so much that no button of any platform could ever hold all of it"
	if w.keys[long].room != 75 {
		t.Errorf("the label has room for %d characters", w.keys[long].room)
	}
	keys := map[string]key{"Hello {{.Name}}.": {text: "Hello {{.Name}}."}, "cats": {text: "cats", one: "cat"}, "Gone": {text: "Gone", room: 5}, "New": {text: "New"}}
	ms := []message{{ID: "Gone", Other: "Verschwunden"}, {ID: "Hello {{.Name}}.", Other: "Hallo {{.Who}}."}, {ID: "Old", Other: "Alt"}, {ID: "cats", Other: "Katzen"}}
	if got := faults("de", keys, ms); len(got) != 5 { // too long, another value, unused, no "one", missing
		t.Errorf("%d mistakes in the words: %q", len(got), got)
	}
	if got := updated(keys, ms); len(got) != 4 || got[2].ID != "New" {
		t.Errorf("updated to %v", got)
	}
}
