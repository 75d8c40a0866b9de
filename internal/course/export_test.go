package course

import (
	"io/fs"
)

// DeckCounts splits a deck as a lesson would show it: its slides, and how many have notes.
func DeckCounts(fsys fs.FS, file string) (slideCount, notes int, ok bool) {
	var quiet report
	src, ok := readSource(fsys, file, &quiet)
	if !ok {
		return 0, 0, false
	}
	for _, s := range slides(src.text[readFrontMatter(src, &quiet).body:]) {
		slideCount++
		if s.notes != nil {
			notes++
		}
	}
	return slideCount, notes, true
}
