package course

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lectern/internal/course/dialect"
	"lectern/internal/doc"
)

// parseTOML reads settings between lines of +++.
func (fm *frontMatter) parseTOML(block []byte, s source, r *report) {
	var m map[string]any
	if bomb(block) {
		r.add(Warning, s.file, 1, "front-matter-toml", "The settings nest too deeply to be read.", `Keep to simple lines of the form key = "value".`)
		return
	}
	if err := toml.Unmarshal(block, &m); err != nil {
		line, why := tomlError(err)
		r.add(Warning, s.file, line+1, "front-matter-toml", "The settings at the top of the file cannot be read as TOML: "+why+".", `Write key = "value", one per line, and close every quote.`)
		return
	}
	n := 1
	for line := range strings.Lines(string(block)) {
		n++
		key, _, ok := strings.Cut(line, "=")
		key = strings.ToLower(strings.TrimSpace(key))
		if _, known := fm.lines[key]; ok && !known {
			fm.lines[key] = n
		}
	}
	for k, v := range m {
		switch v := v.(type) {
		case map[string]any, []any:
		default:
			fm.values[strings.ToLower(k)] = fmt.Sprint(v)
		}
	}
}

// tomlError gives the line of a mistake, from 1, and what it is.
func tomlError(err error) (line int, why string) {
	why = strings.TrimPrefix(err.Error(), "toml: ")
	if de, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = de.Position()
		return max(line, 1), why
	}
	return 1, why
}

// readTOML reads a settings file into v; a mistake is a finding.
func readTOML(fsys fs.FS, file string, v any, r *report) bool {
	src, ok := readSettings(fsys, file, r)
	if !ok {
		return false
	}
	if err := toml.Unmarshal(src.text, v); err != nil {
		line, why := tomlError(err)
		r.add(Warning, file, line, "settings-toml", file+" cannot be read as TOML: "+why+".", `Write key = "value", one per line, and close every quote.`)
		return false
	}
	return true
}

// quizFile is a file of questions as mdbook-quiz has it.
type quizFile struct {
	Questions []struct {
		Type   string `toml:"type"`
		Prompt struct {
			Prompt      string `toml:"prompt"`
			Distractors []any  `toml:"distractors"`
		} `toml:"prompt"`
		Answer struct {
			Answer any `toml:"answer"`
		} `toml:"answer"`
		Context string `toml:"context"`
	} `toml:"questions"`
}

// quizTOML takes the questions with options from a file that a chapter of an mdBook names.
func (f *fileReader) quizTOML(u *Unit, name string, m dialect.Mark, counted *Counts) {
	var q quizFile
	if !readTOML(f.fsys, name, &q, f.r) {
		return
	}
	prose := NewProse(f.fsys, name)
	for _, in := range q.Questions {
		if in.Type != "MultipleChoice" {
			f.r.add(Info, name, 0, "quiz-kind", "A question of the kind "+in.Type+" is left out: only MultipleChoice is read from here.", "Write it into a file beside the chapter, with the ending .quiz.yaml.")
			continue
		}
		out := Quiz{ID: fmt.Sprintf("%s#%d", u.ID, len(u.Quizzes)+1), Question: prose.Blocks(in.Prompt.Prompt), File: f.src.file, Line: m.Line}
		add := func(v any, correct bool) {
			o := QuizOption{Text: prose.Line(fmt.Sprint(v)), Correct: correct, Line: m.Line}
			if in.Context != "" {
				o.Feedback = prose.Blocks(in.Context)
			}
			out.Options = append(out.Options, o)
		}
		rights, several := in.Answer.Answer.([]any)
		if !several && in.Answer.Answer != nil {
			rights = []any{in.Answer.Answer}
		}
		for _, a := range rights {
			add(a, true)
		}
		for _, d := range in.Prompt.Distractors {
			add(d, false)
		}
		if len(out.Question) == 0 {
			out.Question = []doc.Block{doc.Para(u.Title)}
		}
		counted.Quizzes++
		counted.Options += len(out.Options)
		counted.CorrectOptions += len(rights)
		u.Quizzes = append(u.Quizzes, out)
	}
}
