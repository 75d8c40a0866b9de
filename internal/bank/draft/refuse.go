package draft

import (
	"lectern/internal/bank"
	"lectern/internal/course"
)

// Refuse applies the gates to a question that no rule has made, and names the one that it fails:
// length, anaphora, distractors, keys, frame, options, negation, leak or option length; empty when
// it passes all of them.
func Refuse(q bank.Question, unit *course.Unit) string {
	p := proposal{unit: unit, kind: q.Kind, stem: q.Stem, span: q.Source.Span, keys: q.Accept}
	for _, o := range q.Options {
		if o.Correct {
			p.keys = append(p.keys, o.Text)
		} else {
			p.wrong = append(p.wrong, o.Text)
		}
	}
	return refuse(p)
}
