package course

import (
	"io/fs"

	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
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

// MayLink tells whether a stretch is given to the parser that looks for bare links.
func MayLink(source []byte) bool { return mayLink(source) }

// Parsers gives the parser that looks for bare links and the one that does not.
func Parsers() (linking, bare parser.Parser) { return newParser(extension.Linkify), newParser() }

// Guard takes marks out of play that no author writes.
func Guard(text []byte) []byte {
	safe, _ := guard(text)
	return safe
}
