package course

import (
	"fmt"
	"slices"
	"strings"

	"lectern/internal/doc"
)

// quiz reads a <choice>. Its question is the text since the last quiz or heading; a quiz
// that has none is asked under the lesson's title.
func (b *lessonBuilder) quiz(el *element) {
	f, line := b.f, b.f.src.line(el.tag.start)
	b.counts.Quizzes++
	q := Quiz{File: f.src.file, Line: line, ID: fmt.Sprintf("%s#%d", b.unit.ID, len(b.unit.Quizzes)+1), Question: b.question()}
	for _, p := range el.parts {
		if p.el != nil && p.el.tag.name == "opt" {
			q.Options = append(q.Options, b.option(p.el))
		}
	}
	b.counts.Options += len(q.Options)
	right := 0
	for _, o := range q.Options {
		if o.Correct {
			right++
		}
	}
	b.counts.CorrectOptions += right
	q.Template = isTemplate(q.Options)
	b.checkQuiz(q, right)
	b.unit.Quizzes = append(b.unit.Quizzes, q)
	b.asked = len(b.blocks)
}

// question takes the blocks since the last quiz, from the last heading on.
func (b *lessonBuilder) question() []doc.Block {
	blocks := b.blocks[b.asked:]
	for i, block := range slices.Backward(blocks) {
		if _, ok := block.(doc.Heading); ok {
			if i+1 < len(blocks) {
				blocks = blocks[i+1:]
			} else {
				blocks = nil
			}
			break
		}
	}
	if len(blocks) == 0 {
		return []doc.Block{doc.Para(b.unit.Title)}
	}
	return append([]doc.Block(nil), blocks...)
}

func (b *lessonBuilder) checkQuiz(q Quiz, right int) {
	add := func(code, message, remedy string) {
		b.f.r.add(Warning, q.File, q.Line, code, message, remedy)
	}
	switch {
	case len(q.Options) == 0:
		add("choice-without-options", "This quiz has no options, so it is never asked.", "Add at least two <opt>.")
		return
	case len(q.Options) == 1:
		add("one-option", "This quiz has one option, so it is never asked.", "Add at least one more <opt>.")
	case q.Template:
		add("template-quiz", "This quiz was left over from the format's template, so it is never asked.", "Write a question of your own, or delete it.")
	case right == 0:
		add("no-correct-option", "No option of this quiz is marked as right, so it is never asked.", `Add correct="true" to the right one.`)
	}
	seen := map[string]bool{}
	for _, o := range q.Options {
		text := strings.TrimSpace(doc.SpanText(o.Text))
		if text != "" && seen[text] {
			add("duplicate-option-text", "Two options of this quiz read the same: “"+text+"”.", "Change one of them.")
		}
		seen[text] = true
	}
}

func (b *lessonBuilder) option(el *element) QuizOption {
	f, line := b.f, b.f.src.line(el.tag.start)
	o := QuizOption{Line: line, Correct: f.correct(el.tag, line), Text: f.optionText(el.tag.attr("text"), line)}
	if strings.TrimSpace(doc.SpanText(o.Text)) == "" {
		f.r.add(Warning, f.src.file, line, "blank-option-text", "This option has no text.", `Write it into text="…".`)
	}
	outer := f.indent
	f.indent = max(f.indent, f.indentOf(el.tag.start))
	for _, p := range el.parts {
		if p.el == nil {
			blocks, _ := f.passage(p.from, p.to, b.counts)
			o.Feedback = append(o.Feedback, blocks...)
		}
	}
	f.indent = outer
	return o
}

// correct reads the attribute of that name: true in any case, or bare, or "correct".
func (f *fileReader) correct(t tag, line int) bool {
	v, present := t.attrs["correct"]
	if !present {
		return false
	}
	if v == bareValue {
		f.r.add(Warning, f.src.file, line, "correct-bare", "The attribute correct has no value; it is taken as true.", `Write correct="true".`)
		return true
	}
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "true":
		return true
	case "correct":
		f.r.add(Warning, f.src.file, line, "correct-value", `correct="correct" is taken as true.`, `Write correct="true".`)
		return true
	case "false":
		f.r.add(Warning, f.src.file, line, "correct-false", "The published site takes this option as right, whatever the value says; here it counts as wrong.", "Delete the attribute.")
		return false
	}
	f.r.add(Warning, f.src.file, line, "correct-value", fmt.Sprintf("correct=%q is neither true nor false; the option counts as wrong.", v), `Write correct="true" or delete the attribute.`)
	return false
}

// optionText reads an option's label, which is HTML and not Markdown.
func (f *fileReader) optionText(raw string, line int) []doc.Span {
	p := prose{file: f, base: line}
	b := spanBuilder{p: &p, frames: []frame{{}}, line: line}
	if strings.ContainsAny(raw, "<") && looksLikeHTML(raw) {
		b.html(raw)
	} else {
		b.add(doc.Text{Value: raw})
	}
	return trimSpans(b.finish())
}

// looksLikeHTML tells "<code>x</code>" from "a < b > c".
func looksLikeHTML(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '<' && (isLetter(s[i+1]) || s[i+1] == '/') {
			return true
		}
	}
	return false
}

// isTemplate recognises the quiz every new course begins with.
func isTemplate(options []QuizOption) bool {
	if len(options) < 2 {
		return false
	}
	for i, o := range options {
		want := []string{"answer one", "answer two", "answer three", "answer four", "answer five"}
		if i >= len(want) || strings.ToLower(strings.TrimSpace(doc.SpanText(o.Text))) != want[i] {
			return false
		}
	}
	return true
}
