package course

import (
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	xhtml "golang.org/x/net/html"

	"lectern/internal/doc"
)

// inline turns the children of a block into spans.
func (p *prose) inline(n ast.Node) []doc.Span {
	b := spanBuilder{p: p, frames: []frame{{}}, line: p.lineOf(n)}
	b.children(n)
	return b.finish()
}

// frame collects what stands inside one style.
type frame struct {
	tag   string // the HTML tag that opened it; empty for Markdown's own and for the line
	href  string
	spans []doc.Span
	text  string // text that was added last, not yet a span: lines come in many pieces
	more  []byte // text and all that came after it, once a second piece came
}

// settle makes a span of the text that was added last.
func (f *frame) settle() []doc.Span {
	if len(f.more) > 0 {
		f.text = string(f.more)
	}
	if f.text != "" {
		f.spans = append(f.spans, doc.Text{Value: f.text})
		f.text, f.more = "", f.more[:0]
	}
	return f.spans
}

func (f *frame) addText(s string) {
	switch {
	case len(f.more) > 0:
		f.more = append(f.more, s...)
	case f.text == "":
		f.text = s
	case s != "":
		f.more = append(append(f.more, f.text...), s...)
	}
}

// spanBuilder nests spans, those of Markdown and those of left-over HTML tags alike.
type spanBuilder struct {
	p      *prose
	frames []frame
	line   int
	mute   string // the script or style whose text is not shown
}

func (b *spanBuilder) add(s doc.Span) {
	if b.mute != "" {
		return
	}
	f := &b.frames[len(b.frames)-1]
	if t, ok := s.(doc.Text); ok {
		f.addText(t.Value)
		return
	}
	f.spans = append(f.settle(), s)
}

func (b *spanBuilder) addText(s string) {
	if b.mute == "" {
		b.frames[len(b.frames)-1].addText(s)
	}
}

func (b *spanBuilder) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.node(c)
	}
}

// within collects the spans of a Markdown node; HTML tags left open in it end with it.
func (b *spanBuilder) within(n ast.Node) []doc.Span {
	depth := len(b.frames)
	b.frames = append(b.frames, frame{})
	b.children(n)
	for len(b.frames) > depth+1 {
		b.pop()
	}
	spans := b.frames[depth].settle()
	b.frames = b.frames[:depth]
	return spans
}

func (b *spanBuilder) node(n ast.Node) {
	src := b.p.source
	switch n := n.(type) {
	case *ast.Text:
		b.addText(unescape(string(n.Segment.Value(src))))
		switch {
		case n.HardLineBreak():
			b.add(doc.LineBreak{})
		case n.SoftLineBreak():
			b.addText(" ")
		}
	case *ast.String:
		b.addText(string(n.Value))
	case *ast.CodeSpan:
		b.add(doc.CodeSpan{Text: codeText(n, src)})
	case *ast.Emphasis:
		if n.Level >= 2 {
			b.add(doc.Strong{Spans: b.within(n)})
		} else {
			b.add(doc.Emphasis{Spans: b.within(n)})
		}
	case *east.Strikethrough:
		b.add(doc.Strike{Spans: b.within(n)})
	case *ast.Link:
		b.link(string(n.Destination), b.within(n))
	case *ast.AutoLink:
		label := string(n.Label(src))
		b.link(string(n.URL(src)), []doc.Span{doc.Text{Value: label}})
	case *ast.Image:
		b.add(b.p.file.image(string(n.Destination), doc.SpanText(b.within(n)), b.line, b.p.counted))
	case *formula:
		b.add(doc.FormulaSpan{TeX: n.tex})
	case *ast.RawHTML:
		var raw strings.Builder
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			raw.Write(seg.Value(src))
		}
		b.html(raw.String())
	case *east.TaskCheckBox:
	default:
		b.children(n)
	}
}

// link adds a link that leads somewhere a reader can go; any other is only its words.
func (b *spanBuilder) link(url string, spans []doc.Span) {
	if !safeURL(url) {
		for _, s := range spans {
			b.add(s)
		}
		return
	}
	if strings.HasPrefix(url, "www.") {
		url = "https://" + url
	}
	b.add(doc.Link{URL: url, Spans: spans})
}

// safeURL allows the schemes a course may send its readers to.
func safeURL(url string) bool {
	lower := strings.ToLower(url)
	for _, scheme := range []string{"https://", "http://", "mailto:", "www."} {
		if strings.HasPrefix(lower, scheme) {
			return !strings.ContainsAny(url, "\x00\n\t<>\"") && len(url) < 2000
		}
	}
	return false
}

// unescape resolves what Markdown writes as backslash escapes and entities.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') >= 0 {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] == '\\' && i+1 < len(s) && isPunct(s[i+1]) {
				i++
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return s
}

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && (c < '0' || c > '9') && !isLetter(c)
}

func codeText(n ast.Node, src []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.WriteString(strings.ReplaceAll(string(t.Segment.Value(src)), "\n", " "))
		}
	}
	return b.String()
}

// html handles the tags in a piece of raw HTML.
func (b *spanBuilder) html(raw string) {
	z := xhtml.NewTokenizer(strings.NewReader(raw))
	for {
		tt := z.Next()
		if tt == xhtml.ErrorToken {
			return
		}
		tok := z.Token()
		switch tt {
		case xhtml.TextToken:
			b.addText(tok.Data)
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			b.open(tok, tt == xhtml.SelfClosingTagToken)
		case xhtml.EndTagToken:
			b.close(tok.Data)
		default:
		}
	}
}

func (b *spanBuilder) open(tok xhtml.Token, closed bool) {
	switch tok.Data {
	case "br", "p", "div", "tr", "li":
		b.add(doc.LineBreak{})
	case "img":
		b.add(b.p.file.image(attrOf(tok, "src"), attrOf(tok, "alt"), b.line, b.p.counted))
	case "iframe", "video", "embed", "object", "audio", "source":
		b.embedded(tok)
	case "script", "style":
		if !closed {
			b.mute = tok.Data
		}
	case "a", "b", "strong", "i", "em", "code", "kbd", "tt", "del", "s", "strike", "sub", "sup":
		if !closed {
			b.frames = append(b.frames, frame{tag: tok.Data, href: attrOf(tok, "href")})
		}
	}
}

func (b *spanBuilder) embedded(tok xhtml.Token) {
	src := attrOf(tok, "src")
	if src == "" {
		src = attrOf(tok, "data")
	}
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	if safeURL(src) {
		b.link(src, []doc.Span{doc.Text{Value: "Embedded content"}})
	}
}

func (b *spanBuilder) close(name string) {
	if b.mute != "" {
		if name == b.mute {
			b.mute = ""
		}
		return
	}
	for i := len(b.frames) - 1; i > 0 && b.frames[i].tag != ""; i-- {
		if b.frames[i].tag == name {
			for len(b.frames) > i {
				b.pop()
			}
			return
		}
	}
}

// pop ends the innermost HTML tag and adds what it styled to what is around it.
func (b *spanBuilder) pop() {
	f := b.frames[len(b.frames)-1]
	b.frames = b.frames[:len(b.frames)-1]
	if f.spans = f.settle(); len(f.spans) == 0 {
		return
	}
	switch f.tag {
	case "a":
		b.link(f.href, f.spans)
	case "b", "strong":
		b.add(doc.Strong{Spans: f.spans})
	case "i", "em":
		b.add(doc.Emphasis{Spans: f.spans})
	case "del", "s", "strike":
		b.add(doc.Strike{Spans: f.spans})
	case "code", "kbd", "tt":
		b.add(doc.CodeSpan{Text: doc.SpanText(f.spans)})
	case "sub":
		b.addText(lowered(doc.SpanText(f.spans)))
	case "sup":
		b.addText(raised(doc.SpanText(f.spans)))
	default:
		for _, s := range f.spans {
			b.add(s)
		}
	}
}

func (b *spanBuilder) finish() []doc.Span {
	for len(b.frames) > 1 {
		b.pop()
	}
	return b.frames[0].settle()
}

func attrOf(tok xhtml.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// lowered writes digits as subscripts; what has no such form keeps a mark.
func lowered(s string) string { return shifted(s, "₀₁₂₃₄₅₆₇₈₉", "_") }

// raised writes digits as superscripts.
func raised(s string) string { return shifted(s, "⁰¹²³⁴⁵⁶⁷⁸⁹", "^") }

func shifted(s, digits, mark string) string {
	forms := []rune(digits)
	var b strings.Builder
	for _, r := range s {
		if r < '0' || r > '9' {
			return mark + s
		}
		b.WriteRune(forms[r-'0'])
	}
	return b.String()
}
