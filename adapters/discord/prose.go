package discord

import (
	"bytes"
	"strconv"
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/doc"
)

// prose writes a doc tree in Discord's Markdown.
type prose struct {
	b      []byte
	quoted []byte
	media  func(src string) string // the address of a picture of the course, or empty
	image  string                  // the first picture with an address, shown beneath the text
	known  *prepared               // blocks rendered when the course was loaded, or nil
}

// blockText renders one block; blocks are joined by blank lines.
func (p *prose) blockText(bl doc.Block) string {
	p.b = p.b[:0]
	p.block(bl, "")
	return strings.TrimRight(string(p.b), "\n")
}

// gap is what stands between a block and the one before it.
func gap(blocks []doc.Block, i int) string {
	if i == 0 {
		return ""
	}
	if _, afterHeading := blocks[i-1].(doc.Heading); afterHeading {
		return "\n"
	}
	return "\n\n"
}

// text renders a page.
func (p *prose) text(blocks []doc.Block) string {
	var out strings.Builder
	for i, bl := range blocks {
		out.WriteString(gap(blocks, i))
		out.WriteString(p.blockText(bl))
	}
	return out.String()
}

// put sets b to what was written before and s.
func (p *prose) put(before []byte, s string) {
	p.b = before
	p.b = append(p.b, s...)
}

// block writes a block; indent stands before each line but the first.
func (p *prose) block(bl doc.Block, indent string) {
	switch bl := bl.(type) {
	case doc.Heading:
		p.put(p.b, map[bool]string{true: "## ", false: "### "}[bl.Level <= 2])
		p.spans(bl.Spans, false)
	case doc.Paragraph:
		p.indented(indent, func() { p.spans(bl.Spans, true) })
	case doc.List:
		p.list(bl, indent)
	case doc.Quote:
		p.quote(bl)
	case doc.Code:
		p.fence(bl.Lang, bl.Text)
	case doc.Formula:
		p.fence("tex", bl.TeX)
	case doc.Table:
		p.table(bl)
	case doc.Figure:
		p.figure(bl.Image)
	case doc.Rule:
		p.put(p.b, "───────────")
	}
	p.b = append(p.b, '\n')
}

// indented runs write and sets indent after each line end it wrote.
func (p *prose) indented(indent string, write func()) {
	if indent == "" {
		write()
		return
	}
	from := len(p.b)
	write()
	inner := string(p.b[from:])
	p.put(p.b[:from], strings.ReplaceAll(inner, "\n", "\n"+indent))
}

func (p *prose) list(l doc.List, indent string) {
	for i, it := range l.Items {
		mark := "- "
		if l.Ordered {
			mark = strconv.Itoa(l.Start+i) + ". "
		}
		if it.Continued {
			mark = strings.Repeat(" ", len(mark))
		}
		p.put(p.b, mark)
		switch it.Task {
		case doc.TaskDone:
			p.put(p.b, "☑ ")
		case doc.TaskOpen:
			p.put(p.b, "☐ ")
		case doc.NoTask:
		}
		p.item(it.Blocks, indent+strings.Repeat(" ", len(mark)))
		if i < len(l.Items)-1 {
			p.put(p.b, indent)
		}
	}
	p.b = bytes.TrimRight(p.b, "\n") // the caller ends the last line
}

func (p *prose) item(blocks []doc.Block, indent string) {
	if len(blocks) == 0 {
		p.b = append(p.b, '\n')
	}
	for i, bl := range blocks {
		if i > 0 {
			if _, isCode := bl.(doc.Code); !isCode {
				p.put(p.b, indent)
			}
		}
		p.block(bl, indent)
	}
}

// quote sets a mark before each line. Discord does not nest quotes, so an inner one is set
// off by a second mark that is shown.
func (p *prose) quote(q doc.Quote) {
	from := len(p.b)
	for i, bl := range q.Blocks {
		if inner, ok := bl.(doc.Quote); ok {
			bl = doc.Paragraph{Spans: []doc.Span{doc.Plain("“" + doc.BlockText(inner.Blocks) + "”")}}
		}
		if i > 0 {
			p.b = append(p.b, '\n')
		}
		p.block(bl, "")
	}
	inner := strings.TrimRight(string(p.b[from:]), "\n")
	p.b = p.b[:from]
	for i, line := range strings.Split(inner, "\n") {
		if i > 0 {
			p.b = append(p.b, '\n')
		}
		p.put(p.b, "> "+line)
	}
}

// fence writes a listing. Three back-ticks inside it are parted by a character of no width,
// or the listing would end there.
func (p *prose) fence(lang, text string) {
	p.put(p.b, "```"+keepLetters(lang)+"\n")
	p.put(p.b, strings.ReplaceAll(printableCode(text), "```", "`\u200b`\u200b`"))
	p.put(p.b, "\n```")
}

func keepLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func (p *prose) figure(im doc.Image) {
	src := p.media(im.Src)
	if src != "" && p.image == "" {
		p.image = src
	}
	p.picture(im, src)
}

// picture says in words what a picture shows, and links to it where it has an address.
func (p *prose) picture(im doc.Image, src string) {
	alt := im.Alt
	if alt == "" {
		alt = "without a description"
	}
	words := escaped("Picture: " + alt)
	if a := address(src); a != "" {
		p.put(p.b, "🖼️ ["+words+"]("+a+")")
		return
	}
	p.put(p.b, "🖼️ *"+words+"*")
}

// spans writes a line; bol tells that it begins one.
func (p *prose) spans(spans []doc.Span, bol bool) {
	for _, s := range spans {
		from := len(p.b)
		p.span(s, bol)
		bol = begins(p.b[from:], bol)
	}
}

func (p *prose) span(s doc.Span, bol bool) {
	switch s := s.(type) {
	case doc.Text:
		p.b = appendEscaped(p.b, s.Value, bol)
	case doc.Emphasis:
		p.styled("*", s.Spans)
	case doc.Strong:
		p.styled("**", s.Spans)
	case doc.Strike:
		p.styled("~~", s.Spans)
	case doc.CodeSpan:
		p.code(s.Text)
	case doc.FormulaSpan:
		p.code(s.TeX)
	case doc.Link:
		p.link(s)
	case doc.Image:
		p.picture(s, p.media(s.Src))
	case doc.LineBreak:
		p.b = append(p.b, '\n')
	case doc.Channel:
		p.channel(s, bol)
	case doc.Moment:
		p.put(p.b, "<t:"+strconv.FormatInt(s.At.Unix(), 10)+":"+[...]string{"f", "D", "t", "R"}[s.Style]+">")
	}
}

// channel links to a channel or thread of Discord by its id; what is none is shown by its name.
func (p *prose) channel(c doc.Channel, bol bool) {
	id := c.ID
	if c.Thread != "" { // which is a channel of its own
		id = c.Thread
	}
	if c.Platform != string(Platform) || !isID(id) {
		p.b = appendEscaped(p.b, c.Name, bol)
		return
	}
	p.put(p.b, "<#"+id+">")
}

// styled wraps spans in marks, blanks outside them: "** a**" would not be bold.
func (p *prose) styled(mark string, spans []doc.Span) {
	from := len(p.b)
	p.spans(spans, false)
	inner := string(p.b[from:])
	core := strings.TrimSpace(inner)
	if core == "" {
		return
	}
	lead, tail, _ := strings.Cut(inner, core)
	p.put(p.b[:from], lead+mark+core+mark+tail)
}

// code writes inline code; text with double back-ticks cannot be code on Discord.
func (p *prose) code(text string) {
	text = strings.ReplaceAll(printableCode(text), "\n", " ")
	switch {
	case text == "":
	case strings.Contains(text, "``"):
		p.b = appendEscaped(p.b, text, false)
	case strings.Contains(text, "`"):
		p.put(p.b, "`` "+text+" ``")
	default:
		p.put(p.b, "`"+text+"`")
	}
}

// link shows where a link leads when its words suggest an address: text and target agree, or
// the host is said.
func (p *prose) link(l doc.Link) {
	to := address(l.URL)
	label := strings.TrimSpace(doc.SpanText(l.Spans))
	switch {
	case to == "":
		p.spans(l.Spans, false)
	case label == l.URL || label == "":
		p.put(p.b, to)
	case wire.LooksLikeAddress(label):
		// Discord does not mask a link whose words are an address.
		p.put(p.b, to)
	default:
		from := len(p.b)
		p.spans(l.Spans, false)
		p.put(p.b[:from], "["+strings.ReplaceAll(string(p.b[from:]), "\n", " ")+"]("+to+")")
	}
}
