package course

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxSettings bounds a settings file, in bytes: the largest tables of contents of public books
// have a few thousand lines.
const maxSettings = 1 << 20

// readSettings reads a settings file; ok is false when it is missing, too large or nests
// deeper than any real one.
func readSettings(fsys fs.FS, file string, r *report) (source, bool) {
	if info, err := fs.Stat(fsys, file); err != nil || !info.Mode().IsRegular() {
		return source{}, false
	}
	src, ok := readSource(fsys, file, r)
	if ok && (len(src.text) > maxSettings || bomb(src.text) || deepYAML(src.text)) {
		r.add(Warning, file, 1, "settings-too-complex", file+" is too large or nests too deeply to be read, so the order of its files' names counts.", "Keep the table of contents simple.")
		return source{}, false
	}
	return src, ok
}

// deepYAML tells whether lists begin in lists on one line more often than any author writes.
func deepYAML(text []byte) bool { return strings.Contains(string(text), strings.Repeat("- ", 30)) }

// node is a place in a YAML file; a nil one is a place that is not there.
type node struct{ *yaml.Node }

// readYAML reads a settings file. Tags of other languages (!!python/name:…) are left alone,
// and aliases are not followed.
func readYAML(fsys fs.FS, file string, r *report) node {
	src, ok := readSettings(fsys, file, r)
	if !ok {
		return node{}
	}
	var root yaml.Node
	if err := yaml.Unmarshal(src.text, &root); err != nil {
		line := 1
		if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		line = min(max(line, 1), len(src.lines))
		f := Finding{
			File: file, Line: line, Severity: Warning, Code: "settings-yaml", Message: file + " cannot be read as YAML: " + strings.TrimPrefix(err.Error(), "yaml: ") + ".",
			Remedy: "Put a value between quotes when it holds a colon, close every quote, and indent with spaces.",
		}
		r.findings = append(r.findings, f)
		return node{}
	}
	if len(root.Content) == 0 {
		return node{}
	}
	return node{root.Content[0]}
}

// get goes down by keys.
func (n node) get(keys ...string) node {
	for _, k := range keys {
		if n.Node == nil || n.Kind != yaml.MappingNode {
			return node{}
		}
		var next node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == k {
				next = node{n.Content[i+1]}
				break
			}
		}
		n = next
	}
	return n
}

// text gives a scalar's value; empty for anything else.
func (n node) text() string {
	if n.Node == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// items gives the elements of a list.
func (n node) items() []node {
	if n.Node == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]node, len(n.Content))
	for i, c := range n.Content {
		out[i] = node{c}
	}
	return out
}

// pairs gives the keys and values of a map.
func (n node) pairs(f func(key, value node)) {
	if n.Node == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		f(node{n.Content[i]}, node{n.Content[i+1]})
	}
}
