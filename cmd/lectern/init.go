package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lectern/internal/fault"
)

// initCourse writes a course to start from. It never writes over anything.
func (c *cli) initCourse() *cobra.Command {
	return &cobra.Command{
		Use:     "init DIR",
		Short:   "Write a small working course to start from",
		Long:    "Init writes a course with one chapter, two lessons and a few questions into a new or empty folder. Nothing\nthat is there already is changed.",
		Example: "  lectern init my-course\n  lectern --content my-course",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("init needs one folder; see lectern init --help")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			entries, err := os.ReadDir(dir)
			switch {
			case err == nil && len(entries) > 0:
				return fault.New(fault.Conflict, "The folder "+dir+" is not empty, so nothing was written.", "Name a new folder.")
			case err != nil && !errors.Is(err, fs.ErrNotExist):
				return fault.Wrap(err, fault.Invalid, "The folder "+dir+" cannot be read.", "Check the path and its permissions.")
			}
			for _, f := range starter() {
				path := filepath.Join(dir, filepath.FromSlash(f.name))
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					return fmt.Errorf("write the course: %w", err)
				}
				if err := os.WriteFile(path, []byte(f.text), 0o644); err != nil { //nolint:gosec // a course is there to be read
					return fmt.Errorf("write the course: %w", err)
				}
				c.printf("%s\n", path)
			}
			c.printf("\nSee it with: lectern --content %s\n", dir)
			return nil
		},
	}
}

type starterFile struct{ name, text string }

// starter is a course that shows what there is: lessons, sections, a planned lesson, a question
// of most kinds.
func starter() []starterFile {
	return []starterFile{
		{"meta.json", "{\n  \"title\": \"My course\",\n  \"description\": \"What it is about, in one sentence.\"\n}\n"},
		{"chapters/chapter1.md", `---
title: 'Chapter 1: Reading maps'
description: 'What a map shows, and what it leaves out.'
type: chapter
id: 1
---

<exercise id="1" title="Scale and symbols">

## Scale

The **scale** of a map tells how distances on it relate to distances on the ground. At 1:50,000, one
centimetre stands for half a kilometre. A large scale shows a small area in detail; a small scale shows
a large area and leaves most things out.

## Symbols

Nothing on a map looks like the thing it stands for. The **legend** says what each sign means. Blue is
usually water, and contour lines join places of equal height: the closer they lie, the steeper the slope.

</exercise>

<exercise id="2" title="Projections">
</exercise>
`},
		{"chapters/chapter1.quiz.yaml", `# yaml-language-server: $schema=quiz.schema.json
questions:
  - id: maps-1
    kind: single
    section: Scale
    stem: On a map at 1:50,000, how much ground does one centimetre stand for?
    options:
      - {text: Half a kilometre, correct: true, why: "50,000 centimetres are 500 metres."}
      - {text: Five kilometres, why: "That would be 1:500,000."}
      - {text: Fifty metres, why: "That would be 1:5,000."}
    objective: Work with the scale of a map
    state: approved
    source: {span: one centimetre stands for half a kilometre}
  - id: maps-2
    kind: short
    section: Symbols
    stem: Which part of a map says what its signs mean?
    accept: [legend, key]
    why: It is also called the key.
    state: approved
  - id: maps-3
    kind: bool
    section: Symbols
    stem: Contour lines that lie close together mean a gentle slope.
    answer: false
    why: The closer they lie, the steeper the slope.
    state: approved
`},
	}
}
