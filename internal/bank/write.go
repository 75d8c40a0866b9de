package bank

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Write gives questions in the canonical form, as Parse reads them. The same questions always
// give the same bytes.
func Write(questions []Question) ([]byte, error) {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, q := range questions {
		list.Content = append(list.Content, q.node())
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	put(root, "questions", list)
	var b bytes.Buffer
	b.WriteString("# yaml-language-server: $schema=quiz.schema.json\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write questions: %w", err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("write questions: %w", err)
	}
	return b.Bytes(), nil
}

// node is a question with its fields in the order in which people read them; empty ones are
// left out.
func (q Question) node() *yaml.Node {
	m := &yaml.Node{Kind: yaml.MappingNode}
	text := func(key, value string) {
		if value != "" {
			put(m, key, scalar(value))
		}
	}
	text("id", q.ID)
	text("kind", string(q.Kind))
	text("section", q.Section)
	text("stem", q.Stem)
	if len(q.Options) > 0 {
		put(m, "options", q.optionNodes())
	}
	switch {
	case len(q.Accept) > 0 && (q.Kind == Bool || q.Kind == Numeric && len(q.Accept) == 1):
		put(m, "answer", &yaml.Node{Kind: yaml.ScalarNode, Value: q.Accept[0], Style: plainStyle(q.Accept[0])})
	case len(q.Accept) > 0:
		put(m, "accept", texts(q.Accept))
	}
	if q.Tolerance != 0 {
		put(m, "tolerance", plainScalar(strconv.FormatFloat(q.Tolerance, 'g', -1, 64)))
	}
	text("why", q.Why)
	text("objective", q.Objective)
	text("bloom", q.Bloom)
	text("level", q.Level)
	if q.Points != 0 {
		put(m, "points", plainScalar(strconv.FormatFloat(q.Points, 'g', -1, 64)))
	}
	if len(q.Tags) > 0 {
		put(m, "tags", texts(q.Tags))
	}
	text("state", string(q.State))
	text("reason", q.Reason)
	text("origin", q.Origin)
	if q.Source != (Source{}) {
		s := &yaml.Node{Kind: yaml.MappingNode}
		if q.Source.Span != "" {
			put(s, "span", scalar(q.Source.Span))
		}
		if q.Source.Hash != "" {
			put(s, "hash", scalar(q.Source.Hash))
		}
		put(m, "source", s)
	}
	if q.Fixed {
		put(m, "fixed", plainScalar("true"))
	}
	return m
}

func (q Question) optionNodes() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, o := range q.Options {
		e := &yaml.Node{Kind: yaml.MappingNode}
		put(e, "text", scalar(o.Text))
		if o.Correct {
			put(e, "correct", plainScalar("true"))
		}
		if o.Match != "" {
			put(e, "match", scalar(o.Match))
		}
		if o.Why != "" {
			put(e, "why", scalar(o.Why))
		}
		list.Content = append(list.Content, e)
	}
	return list
}

func put(m *yaml.Node, key string, value *yaml.Node) {
	m.Content = append(m.Content, plainScalar(key), value)
}

func plainScalar(v string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: v} }

// scalar is a text; what a reader of YAML would take for something else is quoted.
func scalar(v string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(v)
	if strings.TrimSpace(v) != v || strings.Contains(v, "\n") && strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\n' }) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// plainStyle keeps numbers and truth values bare and quotes every other text.
func plainStyle(v string) yaml.Style {
	if _, err := strconv.ParseFloat(v, 64); err == nil || v == "true" || v == "false" {
		return 0
	}
	return yaml.DoubleQuotedStyle
}

func texts(list []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, t := range list {
		n.Content = append(n.Content, scalar(t))
	}
	return n
}
