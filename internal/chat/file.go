package chat

import (
	"strconv"
	"strings"
)

// Picture tells whether the file is shown in the message: a PNG, JPEG or GIF, which is what
// every platform draws. Any other file is offered for download.
func (f File) Picture() bool {
	return f.Type == "image/png" || f.Type == "image/jpeg" || f.Type == "image/gif"
}

// Size is how large the file is, for people: "512 bytes", "12 KB", "1.5 MB".
func (f File) Size() string { return Size(len(f.Data)) }

// Size writes a number of bytes for people.
func Size(n int) string {
	switch {
	case n < 1000:
		return strconv.Itoa(n) + " bytes"
	case n < 999_500:
		return strconv.Itoa((n+500)/1000) + " KB"
	default:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
}

// Files are those that go with a view; nil for most.
func Files(v View) []File {
	switch v := v.(type) {
	case nil, Excerpt, Outline, Matches, Bulletin, Form:
		return nil
	case Card:
		return v.Files
	default:
		return v.Card().Files
	}
}

// maxFileName is the longest name a file is sent under, in characters: what file systems take,
// with room for what a browser adds.
const maxFileName = 100

// FileNames gives the names that files of one message are sent under: letters, digits, dot,
// dash and underscore of ASCII, because platforms change others on their own and a message
// refers to its files by name; no two alike.
func FileNames(files []File) []string {
	seen := map[string]bool{}
	out := make([]string, len(files))
	for i, f := range files {
		stem, ext := fileName(f.Name)
		if ext == "" && f.Picture() {
			ext = "." + strings.TrimPrefix(f.Type, "image/") // platforms tell pictures by it
		}
		name := stem + ext
		for n := 2; seen[strings.ToLower(name)]; n++ {
			name = stem + "-" + strconv.Itoa(n) + ext
		}
		seen[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}

func fileName(s string) (stem, ext string) {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, s)
	s = strings.TrimLeft(s, ".-")
	if at := strings.LastIndexByte(s, '.'); at > 0 && len(s)-at <= 10 {
		s, ext = s[:at], s[at:]
	}
	if s = strings.TrimRight(s[:min(len(s), maxFileName-10-4)], "."); s == "" {
		s = "file"
	}
	return s, ext
}

// Unsent says in the message's own text that a file is not with it, and why. Of a picture it
// tells what it shows, so that nothing is lost.
func (f File) Unsent(w *Words, why string) string {
	text := w.T("{{.File}} ({{.Size}}) could not be sent: {{.Why}}", Arg{"File", f.Name}, Arg{"Size", f.Size()}, Arg{"Why", why})
	if f.Picture() && f.Alt != "" {
		text += " " + w.T("It shows: {{.Alt}}", Arg{"Alt", f.Alt})
	}
	return text
}
