package bank

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// Load reads all questions of a course that was read from fsys: the files of questions beside
// its chapters first, then the <choice> groups in the chapters. It fails only when ctx ends;
// a mistake is a Finding, and its question is never asked.
func Load(ctx context.Context, fsys fs.FS, c *course.Course) (*Bank, error) {
	b := &Bank{course: c, byID: map[string]*Item{}}
	for _, f := range files(fsys) {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("read the bank: %w", ctx.Err())
		}
		b.file(fsys, f)
	}
	for _, u := range c.Units {
		for _, q := range u.Quizzes {
			b.choice(u, q)
		}
	}
	b.known = knownAnswers(b.Items)
	course.SortFindings(b.Findings)
	return b, nil
}

// files finds the files of questions, at any depth, in the order of their names.
func files(fsys fs.FS) []string {
	var out []string
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // what cannot be entered holds no questions
		case d.IsDir() && p != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular() && strings.HasSuffix(p, Suffix):
			out = append(out, p)
		}
		return nil
	})
	slices.SortFunc(out, course.Natural)
	return out
}

func (b *Bank) file(fsys fs.FS, name string) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		b.Findings = append(b.Findings, course.Finding{File: name, Severity: course.Error, Code: "quiz-unreadable", Message: "This file of questions cannot be read.", Remedy: "Check its permissions."})
		return
	}
	chapter := b.chapterOf(name)
	if chapter == nil {
		b.Findings = append(b.Findings, course.Finding{
			File: name, Severity: course.Warning, Code: "quiz-no-chapter",
			Message: "No chapter lies beside this file of questions, so its questions belong to none.", Remedy: "Name it like its chapter: chapter6" + Suffix + " beside chapter6.md.",
		})
	}
	r := &reader{file: name}
	questions := r.parse(data)
	b.Findings = append(b.Findings, r.findings...)
	prose := course.NewProse(fsys, name)
	for _, p := range questions {
		it := &Item{Question: p.Question, Chapter: chapter, Unit: chapter, File: name, Line: p.line}
		if p.broken {
			it.refused = "it has a mistake in its file"
		}
		b.place(it)
		it.render(prose)
		b.add(it)
	}
}

// chapterOf finds the chapter that a file of questions lies beside.
func (b *Bank) chapterOf(file string) *course.Unit {
	stem := strings.TrimSuffix(file, Suffix)
	for _, ch := range b.course.Chapters {
		if strings.TrimSuffix(ch.File, path.Ext(ch.File)) == stem {
			return ch
		}
	}
	if len(b.course.Chapters) == 1 && path.Dir(file) == path.Dir(b.course.Chapters[0].File) {
		return b.course.Chapters[0]
	}
	return nil
}

// place finds what a question is about, and whether that has changed since it was written.
func (b *Bank) place(it *Item) {
	if it.Section != "" {
		u, remedy := b.unit(it.Chapter, it.Section)
		if u == nil {
			b.warn(it, "quiz-section-unknown", "The course has no section “"+it.Section+"” here.", remedy)
		} else {
			it.Unit, it.Chapter = u, u.ChapterOf()
		}
	}
	if it.Unit == nil {
		return
	}
	it.Stale = stale(it.Source, it.Unit)
	if it.Stale && it.State == Approved {
		b.warn(it, "quiz-stale", "The text this question rests on has changed since it was written, so it is not asked.",
			"Read the section again; then correct source, or delete it, to have the question asked again.")
	}
}

func (b *Bank) warn(it *Item, code, message, remedy string) {
	b.Findings = append(b.Findings, course.Finding{File: it.File, Line: it.Line, Severity: course.Warning, Code: code, Message: message, Remedy: remedy})
}

// unit finds a section by id or by title; of equal titles the one in the chapter. Titles above
// it may stand before: "Realism › Introduction".
func (b *Bank) unit(chapter *course.Unit, name string) (u *course.Unit, remedy string) {
	if u := b.course.ByID(name); u != nil {
		return u, ""
	}
	want := folded(name)
	var here, elsewhere []*course.Unit
	for _, u := range b.course.Units {
		if !named(u, want) {
			continue
		}
		if chapter != nil && u.ChapterOf() == chapter {
			here = append(here, u)
		} else {
			elsewhere = append(elsewhere, u)
		}
	}
	if len(here) == 0 {
		here = elsewhere
	}
	switch len(here) {
	case 1:
		return here[0], ""
	case 0:
		titles := make([]string, 0, len(b.course.Units))
		for _, u := range b.course.Units {
			titles = append(titles, u.Title)
		}
		if near := nearest(name, titles); near != "" {
			return nil, "Did you mean “" + near + "”?"
		}
		return nil, "Write the heading as it stands in the chapter."
	}
	return here[0], ""
}

// named tells whether a normalised name is the unit's title, alone or after those above it.
func named(u *course.Unit, want string) bool {
	title := ""
	for ; u != nil; u = u.Parent {
		title = strings.TrimSpace(folded(u.Title) + " " + title)
		if title == want {
			return true
		}
	}
	return false
}

// stale tells whether the words a question rests on are no longer in the unit.
func stale(s Source, u *course.Unit) bool {
	text := plainText(u)
	if s.Span != "" {
		return !strings.Contains(text, squash(s.Span))
	}
	return s.Hash != "" && s.Hash != hashOf(text)
}

// TextHash is the Source.Hash of a unit's present text: 16 hexadecimal digits that change
// with its words and not with its layout.
func TextHash(u *course.Unit) string { return hashOf(plainText(u)) }

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

func plainText(u *course.Unit) string { return squash(doc.BlockText(u.Text())) }

func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

// add checks a question and takes it into the bank. Of two with the same id the first counts.
func (b *Bank) add(it *Item) {
	problems := check(it.Question)
	if was := b.byID[it.ID]; was != nil && it.ID != "" {
		problems = append(problems, problem{"quiz-id-twice", fmt.Sprintf("The id %q is taken by the question at %s:%d.", it.ID, was.File, was.Line), "Give every question an id of its own."})
	} else if it.ID != "" {
		b.byID[it.ID] = it
	}
	for _, p := range problems {
		it.refused = p.message
		b.Findings = append(b.Findings, p.finding(it.File, it.Line))
	}
	b.Items = append(b.Items, it)
}

// render parses the texts of a question once.
func (it *Item) render(p *course.Prose) {
	it.stem, it.why = p.Blocks(it.Stem), p.Blocks(it.Why)
	for _, o := range it.Options {
		it.options = append(it.options, optionProse{text: p.Line(o.Text), match: p.Line(o.Match), why: p.Blocks(o.Why)})
	}
}

// knownAnswers collects what the questions of a course name, so that a right answer to one is
// never taken for a misspelt answer to another.
func knownAnswers(items []*Item) []string {
	var out []string
	add := func(text string) {
		if k := normal(text); k != "" && strings.Count(k, " ") < 4 {
			out = append(out, k)
		}
	}
	for _, it := range items {
		if it.State == Rejected {
			continue
		}
		if it.Kind == Short {
			for _, a := range it.Accept {
				add(a)
			}
		}
		for _, o := range it.options {
			add(doc.SpanText(o.text))
			add(doc.SpanText(o.match))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
