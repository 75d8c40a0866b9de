package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
)

// bookshelf keeps the pages of the snapshot that was asked for last: each is drawn once per
// snapshot, not per request.
type bookshelf struct {
	mu    sync.Mutex
	of    *course.Snapshot
	drawn map[string]template.HTML
}

func (b *bookshelf) page(s *course.Snapshot, u *course.Unit) template.HTML {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of != s {
		b.of, b.drawn = s, make(map[string]template.HTML)
	}
	h, ok := b.drawn[u.ID]
	if !ok {
		h = prose(u.Text())
		b.drawn[u.ID] = h
	}
	return h
}

// readPage is what a reading page shows.
type readPage struct {
	Course   string
	Lang     string
	Title    string
	Lead     string
	Crumbs   []crumb
	Body     template.HTML
	Planned  bool
	Parts    []part
	Previous *crumb
	Next     *crumb
}

type crumb struct{ Title, Href string }

// part is an entry of a table of contents.
type part struct {
	crumb
	Planned bool
	Parts   []part
}

// read shows the course, a chapter, a lesson or a section.
func (a *Adapter) read(w http.ResponseWriter, r *http.Request) {
	s := a.options.Course()
	if s == nil {
		http.Error(w, "There is no course.", http.StatusServiceUnavailable)
		return
	}
	id := strings.Trim(r.PathValue("id"), "/")
	if id == "" {
		p := readPage{Course: s.Course.Title, Lang: language(s.Course.Lang), Title: s.Course.Title, Lead: s.Course.Description, Parts: parts(s.Course.Chapters, 2)}
		a.show(w, "read.html", p)
		return
	}
	u := s.Course.ByID(id)
	if u == nil {
		w.WriteHeader(http.StatusNotFound)
		a.show(w, "read.html", readPage{Course: s.Course.Title, Lang: language(s.Course.Lang), Title: "This page is not in the course", Lead: "It may have been renamed or moved. The contents are below.", Parts: parts(s.Course.Chapters, 2)})
		return
	}
	p := readPage{Course: s.Course.Title, Lang: language(u.Lang), Title: u.Title, Lead: u.Lead, Planned: u.Planned}
	for _, above := range ancestors(u) {
		p.Crumbs = append(p.Crumbs, link(above))
	}
	if u.Kind == course.Chapter {
		p.Parts = parts(u.Children, 2)
		p.Body = prose(u.Own)
	} else {
		p.Body = a.books.page(s, u)
	}
	p.Previous, p.Next = siblings(s.Course, u)
	a.show(w, "read.html", p)
}

func language(lang string) string {
	if lang == "" {
		return "en"
	}
	return lang
}

func ancestors(u *course.Unit) []*course.Unit {
	if u.Parent == nil {
		return nil
	}
	return append(ancestors(u.Parent), u.Parent)
}

func link(u *course.Unit) crumb {
	return crumb{u.Title, "/read/" + (&url.URL{Path: u.ID}).EscapedPath()}
}

func parts(units []*course.Unit, depth int) []part {
	if depth == 0 {
		return nil
	}
	out := make([]part, 0, len(units))
	for _, u := range units {
		out = append(out, part{link(u), u.Planned, parts(u.Children, depth-1)})
	}
	return out
}

// siblings finds the written units of the same kind before and after.
func siblings(c *course.Course, u *course.Unit) (previous, next *crumb) {
	for i := u.Index - 1; i >= 0; i-- {
		if x := c.Units[i]; x.Kind == u.Kind && !x.Planned {
			l := link(x)
			previous = &l
			break
		}
	}
	for i := u.Index + 1; i < len(c.Units); i++ {
		if x := c.Units[i]; x.Kind == u.Kind && !x.Planned {
			l := link(x)
			next = &l
			break
		}
	}
	return previous, next
}

// prose writes a doc tree as HTML. Every text is escaped; headings begin below the page's own.
func prose(blocks []doc.Block) template.HTML {
	var m markup
	for _, b := range blocks {
		htmlBlock(&m, b)
	}
	return m.html()
}

func htmlBlock(m *markup, b doc.Block) {
	switch b := b.(type) {
	case doc.Heading:
		tag := "h" + string(rune('0'+min(max(b.Level, 2), 6)))
		m.WriteString("<" + tag + ` dir="auto">`)
		htmlSpans(m, b.Spans)
		m.WriteString("</" + tag + ">")
	case doc.Paragraph:
		m.WriteString(`<p dir="auto">`)
		htmlSpans(m, b.Spans)
		m.WriteString("</p>")
	case doc.List:
		htmlList(m, b)
	case doc.Quote:
		m.WriteString("<blockquote>")
		for _, x := range b.Blocks {
			htmlBlock(m, x)
		}
		m.WriteString("</blockquote>")
	case doc.Code:
		m.WriteString(`<pre tabindex="0"><code>`)
		m.text(chat.Printable(b.Text))
		m.WriteString("</code></pre>")
	case doc.Formula:
		m.WriteString(`<p class="formula"><code aria-label="Formula in TeX">`)
		m.text(chat.Printable(b.TeX))
		m.WriteString("</code></p>")
	case doc.Table:
		htmlTable(m, b)
	case doc.Figure:
		htmlFigure(m, b.Image)
	case doc.Rule:
		m.WriteString("<hr>")
	}
}

func htmlList(m *markup, l doc.List) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	m.WriteString("<" + tag)
	if l.Ordered && l.Start != 1 {
		m.WriteString(` start="` + strconv.Itoa(l.Start) + `"`)
	}
	m.WriteString(">")
	for _, it := range l.Items {
		m.WriteString(`<li dir="auto">`)
		switch it.Task {
		case doc.TaskDone:
			m.WriteString(`<input type="checkbox" checked disabled aria-label="done"> `)
		case doc.TaskOpen:
			m.WriteString(`<input type="checkbox" disabled aria-label="to do"> `)
		case doc.NoTask:
		}
		for i, b := range it.Blocks {
			if p, ok := b.(doc.Paragraph); ok && i == 0 {
				htmlSpans(m, p.Spans)
				continue
			}
			htmlBlock(m, b)
		}
		m.WriteString("</li>")
	}
	m.WriteString("</" + tag + ">")
}

func htmlTable(m *markup, t doc.Table) {
	class := func(i int) string {
		if i < len(t.Align) {
			switch t.Align[i] {
			case doc.AlignCenter:
				return ` class="center"`
			case doc.AlignRight:
				return ` class="right"`
			case doc.AlignLeft, doc.AlignNone:
			}
		}
		return ""
	}
	m.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr>`)
	for i, c := range t.Header {
		m.WriteString(`<th scope="col" dir="auto"` + class(i) + `>`)
		htmlSpans(m, c)
		m.WriteString("</th>")
	}
	m.WriteString("</tr></thead><tbody>")
	for _, r := range t.Rows {
		m.WriteString("<tr>")
		for i, c := range r {
			m.WriteString(`<td dir="auto"` + class(i) + `>`)
			htmlSpans(m, c)
			m.WriteString("</td>")
		}
		m.WriteString("</tr>")
	}
	m.WriteString("</tbody></table></div>")
}

func htmlFigure(m *markup, im doc.Image) {
	if src := imageSource(im.Src); src != "" {
		m.WriteString(`<figure><img loading="lazy" src="`)
		m.text(src)
		m.WriteString(`" alt="`)
		m.text(im.Alt)
		m.WriteString(`"></figure>`)
		return
	}
	m.WriteString(`<p class="figure">Picture: `)
	m.text(im.Alt)
	m.WriteString("</p>")
}

// imageSource gives a picture's address on this very server, or its own.
func imageSource(src string) string {
	switch {
	case src == "":
		return ""
	case strings.HasPrefix(src, "https://"), strings.HasPrefix(src, "http://"):
		return src
	}
	return "/media/" + (&url.URL{Path: src}).EscapedPath()
}

func htmlSpans(m *markup, spans []doc.Span) {
	for _, s := range spans {
		htmlSpan(m, s)
	}
}

func htmlSpan(m *markup, s doc.Span) {
	wrap := func(tag string, inner []doc.Span) {
		m.WriteString("<" + tag + ">")
		htmlSpans(m, inner)
		m.WriteString("</" + tag + ">")
	}
	switch s := s.(type) {
	case doc.Text:
		m.text(chat.Printable(s.Value))
	case doc.Emphasis:
		wrap("em", s.Spans)
	case doc.Strong:
		wrap("strong", s.Spans)
	case doc.Strike:
		wrap("del", s.Spans)
	case doc.CodeSpan:
		m.WriteString("<code>")
		m.text(chat.Printable(s.Text))
		m.WriteString("</code>")
	case doc.FormulaSpan:
		m.WriteString(`<code class="formula">`)
		m.text(chat.Printable(s.TeX))
		m.WriteString("</code>")
	case doc.Link:
		m.WriteString(`<a rel="noopener noreferrer" href="`)
		m.text(s.URL)
		m.WriteString(`">`)
		htmlSpans(m, s.Spans)
		m.WriteString("</a>")
	case doc.Image:
		if src := imageSource(s.Src); src != "" {
			m.WriteString(`<img loading="lazy" class="inline" src="`)
			m.text(src)
			m.WriteString(`" alt="`)
			m.text(s.Alt)
			m.WriteString(`">`)
			return
		}
		m.text("[Picture: " + s.Alt + "]")
	case doc.LineBreak:
		m.WriteString("<br>")
	case doc.Moment:
		m.WriteString(`<time datetime="` + s.At.UTC().Format("2006-01-02T15:04:05Z") + `">`)
		m.text(s.At.UTC().Format("2006-01-02 15:04 MST"))
		m.WriteString("</time>")
	}
}
