package course

import (
	"bytes"
	"fmt"
)

// element is one of the format's elements with what stands inside it, in order.
type element struct {
	tag   tag
	parts []part
	from  int // where its content begins
	to    int // and ends
}

// part is either a stretch of prose or an element.
type part struct {
	from, to int // of the prose
	el       *element
}

// build nests the tags of a chapter by the rules authors' mistakes ask for: a new exercise
// closes everything, a new choice or option closes the last one, a closing tag closes what
// is inside it, and a stray one is ignored. Each repair is reported where it was needed.
func build(s source, from int, tags []tag, r *report) *element {
	root := &element{from: from, to: len(s.text)}
	b := builder{src: s, r: r, stack: []*element{root}, at: from}
	for i := range tags {
		b.prose(tags[i].start)
		if tags[i].closing {
			b.close(tags[i])
		} else {
			b.open(tags[i])
		}
		b.at = tags[i].end
	}
	b.prose(len(s.text))
	b.popTo(1, len(s.text))
	return root
}

type builder struct {
	src   source
	r     *report
	stack []*element
	at    int
}

func (b *builder) top() *element { return b.stack[len(b.stack)-1] }

func (b *builder) prose(to int) {
	if to > b.at {
		t := b.top()
		t.parts = append(t.parts, part{from: b.at, to: to})
	}
}

// popTo closes elements until n are open, reporting each as unclosed.
func (b *builder) popTo(n, at int) {
	for len(b.stack) > n {
		t := b.top()
		b.r.add(Warning, b.src.file, b.src.line(t.tag.start), "unclosed-"+t.tag.name, "The <"+t.tag.name+"> that begins here is never closed.",
			"Add </"+t.tag.name+"> where it ends, on a line of its own.")
		t.to = at
		b.stack = b.stack[:len(b.stack)-1]
	}
}

// depthOf finds the innermost open element of that name; 0 when there is none.
func (b *builder) depthOf(name string) int {
	for i := len(b.stack) - 1; i > 0; i-- {
		if b.stack[i].tag.name == name {
			return i
		}
	}
	return 0
}

func (b *builder) open(t tag) {
	switch t.name {
	case "exercise":
		b.popTo(1, t.start)
	case "choice":
		if d := b.depthOf("choice"); d > 0 {
			b.popTo(d, t.start)
		}
		if b.depthOf("exercise") == 0 {
			b.r.add(Warning, b.src.file, b.src.line(t.start), "choice-outside-exercise", "This quiz stands outside any exercise; it belongs to the chapter as a whole.", "Move it into an exercise.")
		}
	case "opt":
		if d := b.depthOf("opt"); d > 0 {
			b.popTo(d, t.start)
		}
		if b.depthOf("choice") == 0 {
			b.r.add(Warning, b.src.file, b.src.line(t.start), "opt-outside-choice", "This option belongs to no quiz, so it is left out.", "Put <choice> and </choice> around the options of a quiz.")
		}
	case "slides", "codeblock":
		for _, name := range []string{"slides", "codeblock"} {
			if d := b.depthOf(name); d > 0 {
				b.popTo(d, t.start)
			}
		}
	}
	el := &element{tag: t, from: t.end, to: t.end}
	parent := b.top()
	parent.parts = append(parent.parts, part{el: el})
	if !t.selfClosed {
		b.stack = append(b.stack, el)
	}
}

func (b *builder) close(t tag) {
	d := b.depthOf(t.name)
	if d == 0 {
		b.r.add(Warning, b.src.file, b.src.line(t.start), "stray-end-tag", fmt.Sprintf("</%s> closes nothing: no <%s> is open here.", t.name, t.name), "Delete it.")
		return
	}
	b.popTo(d+1, t.start)
	b.stack[d].to = t.start
	b.stack = b.stack[:d]
}

// blank tells whether nothing but blanks and comments stands in the source between two offsets.
func (s *source) blank(from, to int) bool {
	text := s.text[from:to]
	for {
		text = bytes.TrimSpace(text)
		if !bytes.HasPrefix(text, []byte("<!--")) {
			return len(text) == 0
		}
		_, after, ok := bytes.Cut(text[len("<!--"):], []byte("-->"))
		if !ok {
			return true
		}
		text = after
	}
}

// empty tells whether an element holds neither prose nor elements.
func (s *source) empty(el *element) bool {
	for _, p := range el.parts {
		if p.el != nil || !s.blank(p.from, p.to) {
			return false
		}
	}
	return true
}
