package policy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
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
