// Package origin brings a course from where it is kept into memory: out of a zip, or from a git
// repository. Each is read whole and within limits before anything looks at it, so that what is
// served never changes under a reader and no archive can fill the machine.
//
// Both kinds have one method, Fetch, which is what course.Library asks of an origin. Whatever
// is refused is a fault: a sentence that names the file, and what to do about it.
package origin

import (
	"path/filepath"
	"strings"
	"time"

	"lectern/internal/fault"
)

// Limits of what is taken into memory. The largest of some fifty public courses has 1,900 files
// and, with its pictures, 40 MB.
const (
	maxFiles = 5_000
	maxTotal = 64 << 20 // bytes of all files, unpacked
	maxFile  = 16 << 20 // bytes of one file, unpacked
	maxDepth = 32       // folders within folders
)

// Kind tells what a value of LECTERN_CONTENT names.
type Kind int

// The kinds of places a course may be kept at.
const (
	Folder     Kind = iota // on this machine, watched
	Archive                // a zip
	Repository             // a git repository
)

// KindOf tells a repository by its scheme and a zip by its ending; all else is a folder.
func KindOf(content string) Kind {
	switch {
	case strings.HasPrefix(content, "git+"):
		return Repository
	case strings.EqualFold(filepath.Ext(content), ".zip"):
		return Archive
	}
	return Folder
}

// builder collects files within the limits.
type builder struct {
	tree  *Tree
	bytes int64
}

func newBuilder(modified time.Time) *builder { return &builder{tree: newTree(modified)} }

// room is how many bytes the next file may have; one more breaks a limit.
func (b *builder) room() int64 { return min(maxFile, maxTotal-b.bytes) }

// fits tells whether a file of a size may still be added, and why not.
func (b *builder) fits(name string, size int64) error {
	switch {
	case len(b.tree.files) >= maxFiles:
		return fault.New(fault.Invalid, "The course has more than 5,000 files, so none of them was read.", "Leave out what does not belong to the course, such as node_modules or the built site.")
	case size > maxFile:
		return fault.New(fault.Invalid, "The file {{.File}} is larger than 16 MiB, so the course was not read.", "Make it smaller, or keep it outside the course and link to it.").With("File", show(name))
	case b.bytes+size > maxTotal:
		return fault.New(fault.Invalid, "The course is larger than 64 MiB, so it was not read.", "Leave out what does not belong to the course, and make its pictures smaller.")
	}
	return nil
}

// add takes a file over. The name is slash-separated and has been found safe.
func (b *builder) add(name string, data []byte) error {
	if err := b.fits(name, int64(len(data))); err != nil {
		return err
	}
	if !b.tree.add(name, data) {
		return fault.New(fault.Invalid, "There are two files called {{.File}}, so the course was not read.", "Keep one of them.").With("File", show(name))
	}
	b.bytes += int64(len(data))
	return nil
}

// show shortens a name for a sentence and takes control characters out of it.
func show(name string) string {
	const most = 120 // characters
	clean := []rune(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(name, "?")))
	if len(clean) > most {
		return string(clean[:most]) + "…"
	}
	return string(clean)
}

// passedOver tells of files that no course needs: what systems and version control leave behind.
func passedOver(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "__MACOSX" || part == ".git" || part == ".DS_Store" || part == "Thumbs.db" || part == "node_modules" {
			return true
		}
	}
	return false
}
