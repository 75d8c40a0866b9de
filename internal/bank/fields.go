package bank

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"lectern/internal/edit"
)

// question reads one entry of the list, field by field.
func (r *reader) question(n *yaml.Node) Question {
	var q Question
	if n.Kind != yaml.MappingNode {
		r.at(n, "quiz-yaml", "A question is expected here, with an id, a kind and a stem.", "Begin it with - id: ….")
		return q
	}
	fields := map[string]func(*yaml.Node){
		"id":        func(v *yaml.Node) { q.ID = r.text(v) },
		"kind":      func(v *yaml.Node) { q.Kind = Kind(r.oneOf(v, kindNames())) },
		"section":   func(v *yaml.Node) { q.Section = r.text(v) },
		"stem":      func(v *yaml.Node) { q.Stem = r.text(v) },
		"options":   func(v *yaml.Node) { q.Options = r.options(v) },
		"accept":    func(v *yaml.Node) { q.Accept = r.texts(v) },
		"answer":    func(v *yaml.Node) { q.Accept = r.texts(v) },
		"tolerance": func(v *yaml.Node) { q.Tolerance = r.number(v) },
		"why":       func(v *yaml.Node) { q.Why = r.text(v) },
		"objective": func(v *yaml.Node) { q.Objective = r.text(v) },
		"bloom":     func(v *yaml.Node) { q.Bloom = r.oneOf(v, bloomLevels()) },
		"level":     func(v *yaml.Node) { q.Level = r.oneOf(v, levels()) },
		"points":    func(v *yaml.Node) { q.Points = r.number(v) },
		"tags":      func(v *yaml.Node) { q.Tags = r.texts(v) },
		"state": func(v *yaml.Node) {
			q.State = State(r.oneOf(v, []string{string(Draft), string(Approved), string(Retired), string(Rejected)}))
		},
		"reason": func(v *yaml.Node) { q.Reason = r.text(v) },
		"origin": func(v *yaml.Node) { q.Origin = r.text(v) },
		"source": func(v *yaml.Node) { q.Source = r.source(v) },
		"fixed":  func(v *yaml.Node) { q.Fixed = r.yes(v) },
	}
	r.fields(n, fields)
	if q.State == "" {
		q.State = Draft
	}
	if q.Origin == "" {
		q.Origin = "author"
	}
	return q
}

func kindNames() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, string(k))
	}
	return out
}

// bloomLevels are the verbs of the revised taxonomy (Anderson and Krathwohl, 2001).
func bloomLevels() []string {
	return []string{"remember", "understand", "apply", "analyse", "evaluate", "create"}
}

func levels() []string { return []string{"easy", "medium", "hard"} }

func (r *reader) options(n *yaml.Node) []Option {
	if n.Kind != yaml.SequenceNode {
		r.at(n, "quiz-field", "Options are a list.", "Begin each option with - text: ….")
		return nil
	}
	var out []Option
	for _, e := range n.Content {
		var o Option
		if e.Kind == yaml.ScalarNode { // the items of an order need nothing but their text
			o.Text = r.text(e)
			out = append(out, o)
			continue
		}
		if e.Kind != yaml.MappingNode {
			r.at(e, "quiz-field", "An option is expected here.", "Write - text: … and, for the right one, correct: true.")
			continue
		}
		r.fields(e, map[string]func(*yaml.Node){
			"text":    func(v *yaml.Node) { o.Text = r.text(v) },
			"correct": func(v *yaml.Node) { o.Correct = r.yes(v) },
			"match":   func(v *yaml.Node) { o.Match = r.text(v) },
			"why":     func(v *yaml.Node) { o.Why = r.text(v) },
		})
		out = append(out, o)
	}
	return out
}

func (r *reader) source(n *yaml.Node) Source {
	var s Source
	if n.Kind != yaml.MappingNode {
		r.at(n, "quiz-field", "The source is given as span and hash.", "Write source: and below it span: the words the question rests on.")
		return s
	}
	r.fields(n, map[string]func(*yaml.Node){
		"span": func(v *yaml.Node) { s.Span = r.text(v) },
		"hash": func(v *yaml.Node) { s.Hash = r.text(v) },
	})
	return s
}

// fields calls the function of every field, and reports what is unknown or there twice.
func (r *reader) fields(m *yaml.Node, known map[string]func(*yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key := m.Content[i]
		read, ok := known[key.Value]
		switch {
		case !ok:
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			r.unknown(key, names)
		case seen[key.Value]:
			r.at(key, "quiz-field-twice", "The field "+key.Value+" stands here a second time.", "Delete one of them.")
		default:
			seen[key.Value] = true
			read(m.Content[i+1])
		}
	}
}

func (r *reader) unknown(key *yaml.Node, names []string) {
	slices.Sort(names)
	remedy := "Use one of: " + strings.Join(names, ", ") + "."
	if near := nearest(key.Value, names); near != "" {
		remedy = "Did you mean " + near + "?"
	} else if key.Value == "type" {
		remedy = "The kind of a question is given as kind."
	}
	r.at(key, "quiz-field-unknown", fmt.Sprintf("There is no field %q.", key.Value), remedy)
}

// text reads a scalar. Numbers and dates count as what is written.
func (r *reader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.at(n, "quiz-field", "A text is expected here.", "Put it between quotes, or on lines of its own after a bar (|).")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// texts reads a list of texts, or a single one.
func (r *reader) texts(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		if t := r.text(n); t != "" {
			return []string{t}
		}
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.at(n, "quiz-field", "A text or a list of texts is expected here.", "Write them as [one, two].")
		return nil
	}
	var out []string
	for _, e := range n.Content {
		if t := r.text(e); t != "" {
			out = append(out, t)
		}
	}
	return out
}

func (r *reader) oneOf(n *yaml.Node, allowed []string) string {
	t := strings.ToLower(r.text(n))
	if t == "" || slices.Contains(allowed, t) {
		return t
	}
	remedy := "Use one of: " + strings.Join(allowed, ", ") + "."
	if near := nearest(t, allowed); near != "" {
		remedy = "Did you mean " + near + "? " + remedy
	}
	r.at(n, "quiz-field", fmt.Sprintf("%q is not known here.", t), remedy)
	return ""
}

func (r *reader) number(n *yaml.Node) float64 {
	t := r.text(n)
	v, err := strconv.ParseFloat(t, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.at(n, "quiz-field", fmt.Sprintf("%q is not a number.", t), "Write digits with a point, such as 0.5.")
		return 0
	}
	return v
}

func (r *reader) yes(n *yaml.Node) bool {
	switch strings.ToLower(r.text(n)) {
	case "true", "yes":
		return true
	case "false", "no":
		return false
	}
	r.at(n, "quiz-field", "Only true or false can stand here.", "Write true or false.")
	return false
}

// nearest finds the name that was probably meant: at most two edits away, one in short names.
func nearest(typed string, names []string) string {
	best, at := "", 3
	for _, name := range names {
		limit := 2
		if len(name) < 5 {
			limit = 1
		}
		if d := edit.Distance(typed, name); d <= limit && d < at {
			best, at = name, d
		}
	}
	return best
}
