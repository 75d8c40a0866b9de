package slack

import (
	"strconv"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// style is what can be said of a piece of text.
type style struct{ bold, italic, strike, code bool }

// spans writes the elements of one line.
type spans struct {
	p     *prose
	first bool
	held  []byte // text not yet written, all in the style last
	last  style
}

func (p *prose) spans() *spans { return &spans{p: p, first: true} }

// done writes what is held; a line without any element gets a blank, because Slack refuses
// an empty list.
func (s *spans) done() {
	s.release()
	if s.first {
		s.write([]byte{' '}, style{})
	}
}

func (s *spans) text(t string, st style) {
	if t == "" {
		return
	}
	if st != s.last {
		s.release()
		s.last = st
	}
	s.held = append(s.held, t...)
}

func (s *spans) release() {
	if len(s.held) > 0 {
		s.write(s.held, s.last)
		s.held = s.held[:0]
	}
}

func (s *spans) begin(kind string) {
	if !s.first {
		s.p.b = append(s.p.b, ',')
	}
	s.first = false
	s.p.b = append(s.p.b, `{"type":"`...)
	s.p.b = append(s.p.b, kind...)
	s.p.b = append(s.p.b, '"')
}

func (s *spans) write(t []byte, st style) {
	s.begin("text")
	s.p.b = append(s.p.b, `,"text":`...)
	s.p.b = wire.AppendString(s.p.b, t)
	s.styled(st)
	s.p.b = append(s.p.b, '}')
}

func (s *spans) styled(st style) {
	if st == (style{}) {
		return
	}
	b := s.p.b
	b = append(b, `,"style":{`...)
	n := len(b)
	for _, f := range []struct {
		on   bool
		name string
	}{{st.bold, "bold"}, {st.italic, "italic"}, {st.strike, "strike"}, {st.code, "code"}} {
		if !f.on {
			continue
		}
		if len(b) > n {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, f.name...)
		b = append(b, `":true`...)
	}
	b = append(b, '}')
	s.p.b = b
}

func (s *spans) all(list []doc.Span, st style) {
	for _, sp := range list {
		s.span(sp, st)
	}
}

func (s *spans) span(sp doc.Span, st style) {
	switch sp := sp.(type) {
	case doc.Text:
		s.text(chat.Printable(sp.Value), st)
	case doc.Emphasis:
		st.italic = true
		s.all(sp.Spans, st)
	case doc.Strong:
		st.bold = true
		s.all(sp.Spans, st)
	case doc.Strike:
		st.strike = true
		s.all(sp.Spans, st)
	case doc.CodeSpan:
		st.code = true
		s.text(chat.Printable(sp.Text), st)
	case doc.FormulaSpan:
		st.code = true
		s.text(chat.Printable(sp.TeX), st)
	case doc.Link:
		s.link(sp, st)
	case doc.Image:
		s.text("[Picture: "+chat.Printable(sp.Alt)+"]", st)
	case doc.LineBreak:
		s.text("\n", st)
	case doc.Channel:
		s.channel(sp, st)
	case doc.Moment:
		s.moment(sp)
	}
}

// link shows where a link leads when its words suggest an address.
func (s *spans) link(l doc.Link, st style) {
	to := address(l.URL)
	label := plain(doc.SpanText(l.Spans))
	if to == "" {
		s.all(l.Spans, st)
		return
	}
	if label == "" || wire.LooksLikeAddress(label) {
		label = to
	}
	s.release()
	s.begin("link")
	s.p.b = append(s.p.b, `,"url":`...)
	s.p.b = wire.AppendString(s.p.b, to)
	s.p.b = append(s.p.b, `,"text":`...)
	s.p.b = wire.AppendString(s.p.b, label)
	s.styled(st)
	s.p.b = append(s.p.b, '}')
}

// channel links to a channel of Slack by its id; what is none is shown by its name.
func (s *spans) channel(c doc.Channel, st style) {
	if c.Platform != string(Platform) || !isChannel(c.ID) {
		s.text(chat.Printable(c.Name), st)
		return
	}
	s.release()
	s.begin("channel")
	s.p.b = append(s.p.b, `,"channel_id":`...)
	s.p.b = wire.AppendString(s.p.b, c.ID)
	s.styled(st)
	s.p.b = append(s.p.b, '}')
}

// isChannel tells the ids of channels, public or private, from all others.
func isChannel(id string) bool { return isID(id) && len(id) > 1 && (id[0] == 'C' || id[0] == 'G') }

func (s *spans) moment(m doc.Moment) {
	format := [...]string{"{date_short_pretty} {time}", "{date_short_pretty}", "{time}", "{ago}"}[m.Style]
	s.release()
	s.begin("date")
	s.p.b = append(s.p.b, `,"timestamp":`...)
	s.p.b = strconv.AppendInt(s.p.b, m.At.Unix(), 10)
	s.p.b = append(s.p.b, `,"format":`...)
	s.p.b = wire.AppendString(s.p.b, format)
	s.p.b = append(s.p.b, `,"fallback":`...)
	s.p.b = wire.AppendString(s.p.b, m.At.UTC().Format("2006-01-02 15:04 MST"))
	s.p.b = append(s.p.b, '}')
}

// flat writes blocks on one line, parted by line breaks: what stands in a quote or an entry.
func (s *spans) flat(blocks []doc.Block) {
	for i, bl := range blocks {
		if i > 0 {
			s.text("\n", style{})
		}
		switch bl := bl.(type) {
		case doc.Paragraph:
			s.all(bl.Spans, style{})
		case doc.Heading:
			s.all(bl.Spans, style{bold: true})
		case doc.Quote:
			s.text("“", style{})
			s.flat(bl.Blocks)
			s.text("”", style{})
		case doc.List:
			for j, it := range bl.Items {
				if j > 0 {
					s.text("\n", style{})
				}
				mark := "• "
				if bl.Ordered {
					mark = strconv.Itoa(bl.Start+j) + ". "
				}
				s.text(mark, style{})
				s.flat(it.Blocks)
			}
		case doc.Code, doc.Formula, doc.Table, doc.Figure, doc.Rule:
			s.text(chat.Printable(doc.BlockText([]doc.Block{bl})), style{})
		}
	}
}
