package course

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"

	"lectern/internal/fault"
)

// Options say how to read a course.
type Options struct {
	Name   string // of the folder, for a course that names itself nowhere
	Format string // the name of a reader; empty: the first that recognises the folder
}

// Load reads the course in fsys. Findings are sorted by file and line. It fails with
// fault.Missing when the folder holds no chapter, and with fault.Invalid for an unknown
// format; a mistake inside a chapter never makes it fail.
func Load(ctx context.Context, fsys fs.FS, o Options) (*Course, []Finding, error) {
	var rep report
	rd, err := choose(fsys, o.Format, &rep)
	if err != nil {
		return nil, nil, err
	}
	c, err := rd.read(ctx, fsys, o, &rep)
	if err != nil {
		return nil, nil, fmt.Errorf("read a %s course: %w", rd.name(), err)
	}
	c.Format = rd.name()
	c.number()
	return c, rep.sorted(), nil
}

func noChapters() error {
	return fault.New(fault.Missing, "The folder holds no chapter: no Markdown file was found in it.",
		"Point LECTERN_CONTENT or --content at a folder of .md files, or one with a chapters/ folder.")
}

// number fixes positions, short references and hashes once all units are there.
func (c *Course) number() {
	c.byID, c.byRef = make(map[string]*Unit), make(map[string]*Unit)
	c.Units = nil
	for _, ch := range c.Chapters {
		c.enter(ch)
	}
	if c.Media == nil {
		c.Media = map[string]string{}
	}
}

func (c *Course) enter(u *Unit) {
	u.Index = len(c.Units)
	c.Units = append(c.Units, u)
	u.Ref = refOf(u.ID)
	c.byID[u.ID], c.byRef[u.Ref] = u, u
	for _, ch := range u.Children {
		ch.Parent = u
		c.enter(ch)
	}
	u.Hash = hashOf(u)
}

// Total adds the counts of all files up.
func (c *Course) Total() Counts {
	var t Counts
	for _, f := range c.Files {
		t.Chapters += f.Chapters
		t.Lessons += f.Lessons
		t.EmptyLessons += f.EmptyLessons
		t.Sections += f.Sections
		t.Quizzes += f.Quizzes
		t.Options += f.Options
		t.CorrectOptions += f.CorrectOptions
		t.Slides += f.Slides
		t.Codeblocks += f.Codeblocks
		t.Images += f.Images
	}
	return t
}

// report collects findings.
type report struct{ findings []Finding }

func (r *report) add(sev Severity, file string, line int, code, message, remedy string) {
	r.findings = append(r.findings, Finding{File: file, Line: line, Severity: sev, Code: code, Message: message, Remedy: remedy})
}

func (r *report) sorted() []Finding {
	SortFindings(r.findings)
	return r.findings
}

// SortFindings orders findings by file and line.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(Natural(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
