package course

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"strconv"
	"unicode/utf8"
)

// maxFile is the largest chapter file that is read, in bytes. The longest chapter found in
// fifty public courses has 90 kB; a paragraph of two megabytes must still be readable.
const maxFile = 4 << 20

// source is a text file of the course with plain line ends and without a byte order mark.
type source struct {
	file  string
	text  []byte
	lines []int // offset of each line's start
}

// readSource reads a file. ok is false when there is nothing to read; why is in the report.
func readSource(fsys fs.FS, file string, r *report) (s source, ok bool) {
	data, err := readCapped(fsys, file)
	switch {
	case err != nil:
		r.add(Error, file, 0, "file-unreadable", fmt.Sprintf("The file cannot be read (%v), so it is left out.", err),
			"Check that it is a file inside the course folder and that it may be read.")
		return s, false
	case len(data) > maxFile:
		r.add(Error, file, 0, "file-too-large", "The file is larger than "+strconv.Itoa(maxFile>>20)+" MiB, so it is left out.", "Split it into several chapters.")
		return s, false
	}
	s = source{file: file}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		r.add(Error, file, 1, "not-utf8", "The file is in UTF-16, so it is left out.", "Save it as UTF-8.")
		return s, false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	s.text = data
	s.index()
	s.repair(r)
	return s, true
}

func readCapped(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", file)
	}
	var b bytes.Buffer
	b.Grow(int(min(info.Size(), maxFile)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(f, maxFile+1)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *source) index() {
	s.lines = make([]int, 1, bytes.Count(s.text, []byte("\n"))+1)
	for at := 0; ; {
		i := bytes.IndexByte(s.text[at:], '\n')
		if i < 0 {
			return
		}
		at += i + 1
		s.lines = append(s.lines, at)
	}
}

// line gives the 1-based line of an offset.
func (s *source) line(offset int) int {
	return sort.SearchInts(s.lines, offset+1)
}

// repair replaces bytes that are no text by U+FFFD and says where they were.
func (s *source) repair(r *report) {
	if i := bytes.IndexByte(s.text, 0); i >= 0 {
		r.add(Warning, s.file, s.line(i), "nul", "The line holds a NUL byte; it is shown as a replacement character.", "Delete it.")
		s.text = bytes.ReplaceAll(s.text, []byte{0}, []byte("\ufffd"))
		s.index()
	}
	if utf8.Valid(s.text) {
		return
	}
	for i := 0; i < len(s.text); {
		c, n := utf8.DecodeRune(s.text[i:])
		if c == utf8.RuneError && n == 1 {
			r.add(Warning, s.file, s.line(i), "invalid-utf8", "The line holds bytes that are not UTF-8; they are shown as replacement characters.", "Save the file as UTF-8.")
			break
		}
		i += n
	}
	s.text = bytes.ToValidUTF8(s.text, []byte("\ufffd"))
	s.index()
}
