package course

import (
	"context"
	"io/fs"
	"strings"

	"lectern/internal/fault"
)

// reader reads one kind of course. A new kind is one type and one line in readers.
type reader interface {
	// name is what people call the format ("course-starter").
	name() string
	// detect tells how surely the folder is a course of this kind.
	detect(fsys fs.FS) fit
	// read reads the whole course. What is wrong with it goes to r; an error means that
	// there is nothing to show.
	read(ctx context.Context, fsys fs.FS, o Options, r *report) (*Course, error)
}

// fit is how well a reader fits a folder.
type fit int

const (
	unfit    fit = iota
	possible     // it could read the folder, and so could others
	likely       // the folder holds the settings file of this kind
	sure         // the text itself is of this kind
)

// readers lists the kinds of course; of two that fit alike the first is taken.
func readers() []reader {
	return []reader{
		mdBook(), quarto(), bookdown(), mkDocs(), jupyterBook(), docusaurus(), hugo(), jekyll(), starterReader{}, plainReader{},
	}
}

// Formats lists the names of the kinds of course, for Options.Format.
func Formats() []string {
	var names []string
	for _, rd := range readers() {
		names = append(names, rd.name())
	}
	return names
}

// choose takes the reader that was asked for, or the one that fits best. When another fits as
// well as a settings file makes it, the choice is remarked on.
func choose(fsys fs.FS, format string, r *report) (reader, error) {
	if _, err := fs.Stat(fsys, "."); err != nil {
		return nil, fault.Wrap(err, fault.Missing, "The course folder cannot be read.", "Check the path in LECTERN_CONTENT or --content.")
	}
	var best reader
	var most fit
	var others []string
	for _, rd := range readers() {
		if format != "" {
			if rd.name() == format {
				return rd, nil
			}
			continue
		}
		switch f := rd.detect(fsys); {
		case f > most:
			if most >= likely {
				others = append(others, best.name())
			}
			best, most = rd, f
		case f >= likely:
			others = append(others, rd.name())
		}
	}
	switch {
	case format != "":
		return nil, fault.New(fault.Invalid, "The course format "+format+" is not known.", "Use one of: "+strings.Join(Formats(), ", ")+".")
	case best == nil:
		return nil, noChapters()
	case len(others) > 0:
		r.add(Info, ".", 0, "reader-ambiguous", "This folder also looks like a course of the kind "+strings.Join(others, " or ")+"; it is read as "+best.name()+".",
			"To have it read as the other, set LECTERN_READER, --reader or reader: in lectern.yaml to "+others[0]+"; to keep it and silence this, set it to "+best.name()+".")
	}
	return best, nil
}
