package policy_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lectern/internal/chat"
	"lectern/internal/commands"
)

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
	return under(path, "internal/config", "internal/app", "internal/course", "internal/origin", "internal/find", "internal/say", "internal/fault") ||
		slices.Contains([]string{
			"adapters/discord/discord.go", "adapters/discord/verify.go", "adapters/discord/gateway.go",
			"adapters/slack/slack.go", "adapters/slack/socket.go",
			"internal/store/redis/address.go", "internal/store/redis/redis.go", "internal/store/sqlite/schema.go", "internal/store/sqlite/sqlite.go", "internal/store/sqlite/backup.go", "internal/store/redis/backup.go",
			"internal/export/roster.go",
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
		case (name == "Meant" || name == "Shortly") && len(call.Args) > 1:
			w.typed(at, call.Args[1:])
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
	if !under(path, "internal/commands", "internal/bot", "internal/chat", "adapters") {
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
		words := p.Words
		if p.Kind == chat.BoolParam {
			words = []string{"yes", "no"}
		}
		for _, word := range words {
			w.add(key{text: "=" + word, at: typed})
		}
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
	w.pages(t)
	for _, c := range commands.New(commands.Options{Classroom: &commands.Classroom{Insight: &commands.Insight{}}}).List() {
		w.spec(c.Spec, "/")
	}
	return w
}
