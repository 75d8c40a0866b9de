package bank

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"lectern/internal/fault"
)

// Mistake says why a question may not be asked whatever its state; empty when nothing keeps it.
func (it *Item) Mistake() string { return it.refused }

// Problems lists what keeps a question from being asked by its own contents, one sentence with
// its remedy each. It is what Load reports of the question, without its place in a course.
func Problems(q Question) []string {
	var out []string
	for _, p := range check(q) {
		out = append(out, p.message+" "+p.remedy)
	}
	return out
}

// Edit changes one question of a file, in place: was becomes q. Only the lines of the fields
// that differ are written anew, so that comments, order and layout of everything else stay. It
// fails with a Fault when the file holds no question with the id of was, when that question is no
// longer as was says (somebody else has edited it), or when the result would not read as it should;
// data is never changed.
func Edit(file string, data []byte, was, q Question) ([]byte, error) {
	s, err := open(file, data)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(s.questions, func(p parsed) bool { return p.ID == was.ID })
	switch {
	case at < 0:
		return nil, fault.New(fault.Missing, "The question {{.ID}} is no longer in {{.File}}.", "Start the review again.").With("ID", was.ID).With("File", file)
	case coded(s.questions[at].node()) != coded(was.node()):
		return nil, fault.New(fault.Conflict, "The question {{.ID}} has been edited in {{.File}} since it was read here, so nothing was written.", "Start the review again to see it as it is now.").With("ID", was.ID).With("File", file)
	}
	want := make([]Question, 0, len(s.questions))
	for _, p := range s.questions {
		want = append(want, p.Question)
	}
	want[at] = q
	// Field by field keeps most; a question in braces, or one with a layout that nobody foresaw,
	// is written anew as a whole, still with its comments.
	for _, how := range []func(*sheet, *yaml.Node, Question, Question) bool{(*sheet).editFields, (*sheet).editItem} {
		t, err := open(file, data)
		if err != nil {
			return nil, err
		}
		if !how(t, t.list.Content[at], was, q) {
			continue
		}
		if out := t.bytes(); s.reads(file, out, want) {
			return out, nil
		}
	}
	return nil, fault.New(fault.Invalid, "The question {{.ID}} is written in {{.File}} in a way that cannot be edited in place.", "Edit the file by hand, or put each field of the question on a line of its own.").With("ID", was.ID).With("File", file)
}

// Append puts questions after those of a file, whose bytes before them stay as they are. Empty
// data gives a new file. It fails with a Fault when the file cannot be read as questions.
func Append(file string, data []byte, questions []Question) ([]byte, error) {
	if len(questions) == 0 {
		return data, nil
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Write(questions)
	}
	s, err := open(file, data)
	if err != nil {
		return nil, err
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	want := make([]Question, 0, len(s.questions)+len(questions))
	for _, p := range s.questions {
		want = append(want, p.Question)
	}
	for _, q := range questions {
		list.Content = append(list.Content, q.node())
		want = append(want, q)
	}
	if s.appendList(list) {
		if out := s.bytes(); s.reads(file, out, want) {
			return out, nil
		}
	}
	return nil, fault.New(fault.Invalid, "The questions of {{.File}} are laid out in a way that nothing can be added to.", "Begin each question with a dash on a line of its own, or write to another file with --out.").With("File", file)
}

// coded is a node as text, to compare and to write.
func coded(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		return fmt.Sprintf("cannot be written: %v", err) // equal to nothing that can
	}
	_ = enc.Close() // a strings.Builder never fails
	return b.String()
}

// field finds a key of a mapping; -1 when it is not there.
func field(m *yaml.Node, keys ...string) int {
	if m == nil || m.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		if slices.Contains(keys, m.Content[i].Value) {
			return i
		}
	}
	return -1
}

func valueOf(m *yaml.Node, keys ...string) *yaml.Node {
	if i := field(m, keys...); i >= 0 {
		return m.Content[i+1]
	}
	return nil
}

// spellings of a field: answer and accept are the same.
func spellings(key string) []string {
	if key == "answer" || key == "accept" {
		return []string{"answer", "accept"}
	}
	return []string{key}
}

// merged is what a file should hold where it holds the node has, given that its meaning changes
// from was to now. What does not change keeps its writing, and everything its comments.
func merged(has, was, now *yaml.Node) *yaml.Node {
	switch {
	case has == nil:
		return now
	case coded(was) == coded(now):
		return has
	case has.Kind == yaml.MappingNode && now.Kind == yaml.MappingNode:
		return mergedMap(has, was, now)
	case has.Kind == yaml.SequenceNode && now.Kind == yaml.SequenceNode && was != nil:
		return mergedList(has, was, now)
	case has.Kind == yaml.ScalarNode && now.Kind == yaml.MappingNode && len(now.Content) == 2: // an option that is its text
		now = now.Content[1]
	}
	out := *now
	out.HeadComment, out.LineComment, out.FootComment = has.HeadComment, has.LineComment, has.FootComment
	return &out
}

func mergedMap(has, was, now *yaml.Node) *yaml.Node {
	out := *has
	out.Content = nil
	for i := 0; i+1 < len(has.Content); i += 2 {
		keys := spellings(has.Content[i].Value)
		before, after := valueOf(was, keys...), valueOf(now, keys...)
		switch {
		case after != nil:
			out.Content = append(out.Content, has.Content[i], merged(has.Content[i+1], before, after))
		case before == nil: // it says nothing, such as correct: false
			out.Content = append(out.Content, has.Content[i], has.Content[i+1])
		}
	}
	for i := 0; i+1 < len(now.Content); i += 2 {
		keys := spellings(now.Content[i].Value)
		if field(has, keys...) < 0 && coded(valueOf(was, keys...)) != coded(now.Content[i+1]) {
			out.Content = append(out.Content, now.Content[i], now.Content[i+1])
		}
	}
	return &out
}

// mergedList keeps the entries that stay: those with the same text, and in a list as long as
// before those in the same place.
func mergedList(has, was, now *yaml.Node) *yaml.Node {
	out := *has
	out.Content = nil
	place := func(n *yaml.Node, list *yaml.Node) int {
		return slices.IndexFunc(list.Content, func(e *yaml.Node) bool { return entryText(e) == entryText(n) })
	}
	for i, e := range now.Content {
		from := place(e, was)
		if from < 0 && len(was.Content) == len(now.Content) && place(was.Content[i], now) < 0 {
			from = i
		}
		if from < 0 || len(has.Content) != len(was.Content) {
			out.Content = append(out.Content, e)
			continue
		}
		out.Content = append(out.Content, merged(has.Content[from], was.Content[from], e))
	}
	return &out
}

// entryText is what an entry of a list is known by: an option's text, or the entry itself.
func entryText(n *yaml.Node) string {
	if t := valueOf(n, "text"); t != nil {
		n = t
	}
	return coded(n)
}
