package bank

import (
	"lectern/internal/course"
	"lectern/internal/doc"
)

// choice takes a <choice> group of a chapter as a question. Whoever wrote it into the chapter
// has published it, so it counts as approved; the reader of the course has told its mistakes
// already, and what is left over from a template or cannot be answered is never asked.
func (b *Bank) choice(u *course.Unit, q course.Quiz) {
	it := &Item{
		Question: Question{ID: q.ID, Kind: Single, Stem: doc.BlockText(q.Question), State: Approved, Origin: "chapter", Points: 1},
		Chapter:  u.ChapterOf(), Unit: u, File: q.File, Line: q.Line, stem: q.Question,
	}
	right := 0
	for _, o := range q.Options {
		it.Options = append(it.Options, Option{Text: doc.SpanText(o.Text), Correct: o.Correct, Why: doc.BlockText(o.Feedback)})
		it.options = append(it.options, optionProse{text: o.Text, why: o.Feedback})
		if o.Correct {
			right++
		}
	}
	if right > 1 {
		it.Kind = Multi
	}
	switch problems := check(it.Question); {
	case q.Template:
		it.refused = "it was left over from the format's template"
	case len(problems) > 0:
		it.refused = problems[0].message
	}
	if b.byID[it.ID] == nil {
		b.byID[it.ID] = it
	} else {
		it.refused = "its id is taken by another question"
	}
	b.Items = append(b.Items, it)
}
