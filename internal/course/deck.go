package course

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"lectern/internal/doc"
)

// deck reads the slides a lesson refers to. A third of the lessons of real courses have no
// other text: what is on the slides and the notes for the speaker become their prose.
func (f *fileReader) deck(el *element) []doc.Block {
	line := f.src.line(el.tag.start)
	name := strings.TrimSpace(el.tag.attr("source"))
	if name == "" {
		f.r.add(Warning, f.src.file, line, "slides-without-source", "These slides name no source.", `Add source="…" with the deck's file name without .md.`)
		return nil
	}
	if strings.HasPrefix(name, "/") || strings.Contains(name, "..") || !fs.ValidPath(name) {
		f.r.add(Warning, f.src.file, line, "deck-outside", "The deck "+name+" lies outside the course, so it is not read.", "Put it into the slides folder and name it without a path.")
		return nil
	}
	for _, dir := range []string{path.Join(path.Dir(f.src.file), "slides"), path.Join("chapters", f.lang, "slides"), path.Join("slides", f.lang), "slides"} {
		file := path.Join(dir, name+".md")
		if info, err := fs.Stat(f.fsys, file); err != nil || !info.Mode().IsRegular() {
			continue
		}
		return f.readDeck(file)
	}
	f.r.add(Warning, f.src.file, line, "deck-missing", "The deck "+name+" is not in the course.", "Add slides/"+name+".md, or correct the name.")
	return nil
}

func (f *fileReader) readDeck(file string) []doc.Block {
	src, ok := readSource(f.fsys, file, f.r)
	if !ok {
		return nil
	}
	d := *f
	d.src, d.indent = src, 0
	var quiet report // a deck's settings are of no interest
	fm := readFrontMatter(src, &quiet)
	var out []doc.Block
	for _, s := range slides(src.text[fm.body:]) {
		line := src.line(fm.body + s.at)
		body, _ := d.blocks(s.body, line, nil)
		notes, _ := d.blocks(s.notes, line, nil)
		out = append(out, shallowHeadings(body)...)
		out = append(out, notes...)
	}
	return out
}

// shallowHeadings brings a slide's title, whatever its size, to one level: slides are equals.
func shallowHeadings(blocks []doc.Block) []doc.Block {
	for i, b := range blocks {
		if h, ok := b.(doc.Heading); ok {
			blocks[i] = doc.Heading{Level: 3, Spans: h.Spans}
		}
	}
	return blocks
}

type slide struct {
	at          int // offset in the deck
	body, notes []byte
}

// slides splits a deck at lines of exactly three dashes outside code, and each slide at the
// line that begins its notes.
func slides(text []byte) []slide {
	var out []slide
	start, inFence := 0, byte(0)
	fenceLen := 0
	end := func(to int) {
		s := slide{at: start, body: text[start:to]}
		for _, mark := range []string{"Notes:", "Notas:"} {
			if i := noteAt(s.body, mark); i >= 0 {
				s.notes = s.body[i+len(mark):]
				s.body = s.body[:i]
			}
		}
		if len(bytes.TrimSpace(s.body))+len(bytes.TrimSpace(s.notes)) > 0 {
			out = append(out, s)
		}
	}
	for i := 0; i < len(text); {
		next := len(text)
		if j := bytes.IndexByte(text[i:], '\n'); j >= 0 {
			next = i + j + 1
		}
		line := bytes.TrimRight(text[i:next], " \t\n")
		if mark, n, _ := fenceMark(line); n > 0 {
			if inFence == 0 {
				inFence, fenceLen = mark, n
			} else if mark == inFence && n >= fenceLen {
				inFence = 0
			}
		} else if inFence == 0 && string(bytes.TrimSuffix(text[i:next], []byte("\n"))) == "---" { // with a blank behind, it is a rule
			end(i)
			start = next
		}
		i = next
	}
	end(len(text))
	return out
}

func noteAt(body []byte, mark string) int {
	if bytes.HasPrefix(body, []byte(mark)) {
		return 0
	}
	if i := bytes.Index(body, []byte("\n"+mark)); i >= 0 {
		return i + 1
	}
	return -1
}

// codeblock shows the code an exercise starts from and its hint. The solution and the test
// of an exercise are never read.
func (f *fileReader) codeblock(el *element) []doc.Block {
	line := f.src.line(el.tag.start)
	id := strings.TrimSpace(el.tag.attr("id"))
	var out []doc.Block
	switch {
	case id == "":
		f.r.add(Info, f.src.file, line, "codeblock-without-id", "This code block names no exercise file.", `Add id="…".`)
	case strings.ContainsAny(id, `/\`) || strings.Contains(id, ".."):
		f.r.add(Warning, f.src.file, line, "code-outside", "The code "+id+" lies outside the course, so it is not read.", "Use the number of a file in the exercises folder.")
	default:
		if code, ok := f.starterCode(id); ok {
			out = append(out, code)
		} else {
			f.r.add(Warning, f.src.file, line, "code-missing", "No file exc_"+id+" is in the exercises folder.", "Add it, or correct the id.")
		}
	}
	var hint []doc.Block
	for _, p := range el.parts {
		if p.el == nil {
			blocks, _ := f.passage(p.from, p.to, nil)
			hint = append(hint, blocks...)
		}
	}
	if len(hint) > 0 {
		out = append(out, doc.Paragraph{Spans: []doc.Span{doc.Bold("Hint")}})
		out = append(out, hint...)
	}
	return out
}

// maxCode is how much of a starter file is shown, in bytes.
const maxCode = 16 << 10

func (f *fileReader) starterCode(id string) (doc.Block, bool) {
	for _, dir := range []string{path.Join("exercises", f.lang), "exercises"} {
		for _, prefix := range []string{"exc_", "ejr_", "starter_"} {
			for _, ext := range []string{"py", "R", "r", "jl", "ex", "sh", "js", "ts", "java", "sql"} {
				data, err := readCapped(f.fsys, path.Join(dir, prefix+id+"."+ext))
				if err != nil {
					continue
				}
				code := strings.ReplaceAll(strings.ToValidUTF8(string(data[:min(len(data), maxCode)]), ""), "\r\n", "\n")
				return doc.Code{Lang: strings.ToLower(ext), Text: strings.TrimRight(code, "\n")}, true
			}
		}
	}
	return nil, false
}
