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

// bookshelf keeps pages by what is written on them: each is drawn once, not per request, although
// classes may read different parts of the course.
type bookshelf struct {
	mu    sync.Mutex
	drawn map[string]template.HTML
}

// maxDrawn bounds the pages kept: several times those of a large course.
const maxDrawn = 4000

func (b *bookshelf) page(u *course.Unit, w *chat.Words) template.HTML {
	key := u.ID + "#" + u.Hash
	b.mu.Lock()
	defer b.mu.Unlock()
	h, ok := b.drawn[key]
	if !ok {
		if b.drawn == nil || len(b.drawn) >= maxDrawn {
			b.drawn = make(map[string]template.HTML)
		}
		h = prose(u.Text(), w)
		b.drawn[key] = h
	}
	return h
}

// readPage is what a reading page shows. Its text is in the course's language, what stands
// around it in the reader's.
type readPage struct {
	Words    *chat.Words
	Course   string
	Home     string // the address of the contents
	Open     bool   // whether there is a playground
	Lang     string // of the text
	Own      bool   // the title and lead are words of the page, not of the course
	Title    string
	Lead     string
	Crumbs   []crumb
	Body     template.HTML
	Planned  bool
	Parts    []part
	Previous *crumb
	Next     *crumb

	query string // what every link to another page carries
}

// TitleLang is the language of the title and the lead.
func (p readPage) TitleLang() string {
	if p.Own {
		return p.Words.Language()
	}
	return p.Lang
}

type crumb struct{ Title, Href string }

// part is an entry of a table of contents.
type part struct {
	crumb
	Soon   string // said of what is not written yet; empty when it is
	Tongue string // the language Soon is said in
	Parts  []part
}

// read shows the course, a chapter, a lesson or a section.
func (a *Adapter) read(w http.ResponseWriter, r *http.Request) {
	reference := r.URL.Query().Get("class")
	if len(reference) > chat.MaxToken {
		reference = ""
	}
	s := a.options.Course(reference)
	if s == nil {
		http.Error(w, a.words(r).T("There is no course."), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Vary", "Accept-Language")
	p := readPage{Words: a.words(r, orEnglish(s.Course.Lang)), Open: a.open(), Course: s.Course.Title, Lang: orEnglish(s.Course.Lang)}
	if reference != "" {
		p.query = "?class=" + url.QueryEscape(reference)
	}
	p.Home = "/read/" + p.query
	id := strings.Trim(r.PathValue("id"), "/")
	u := s.Course.ByID(id)
	switch {
	case id == "":
		p.Title, p.Lead, p.Parts = s.Course.Title, s.Course.Description, p.parts(s.Course.Chapters, 2)
	case u == nil:
		w.WriteHeader(http.StatusNotFound)
		p.Own, p.Title, p.Lead = true, p.Words.T("This page is not in the course"), p.Words.T("It may have been renamed or moved, or not be open to everybody: ask the bot in your class with /section for a link to what your class can read. The contents are below.")
		p.Parts = p.parts(s.Course.Chapters, 2)
	default:
		a.unit(&p, s, u)
	}
	a.show(w, "read.html", p)
}

func (a *Adapter) unit(p *readPage, s *course.Snapshot, u *course.Unit) {
	p.Lang, p.Title, p.Lead, p.Planned = orEnglish(u.Lang), titled(p.Words, u), u.Lead, u.Planned
	for _, above := range ancestors(u) {
		p.Crumbs = append(p.Crumbs, p.link(above))
	}
	if u.Kind == course.Chapter {
		p.Parts = p.parts(u.Children, 2)
		p.Body = prose(u.Own, a.within(u.Lang))
	} else {
		p.Body = a.books.page(u, a.within(u.Lang))
	}
	p.Previous, p.Next = p.siblings(s.Course, u)
}

func ancestors(u *course.Unit) []*course.Unit {
	if u.Parent == nil {
		return nil
	}
	return append(ancestors(u.Parent), u.Parent)
}

// link leads to a unit, as the same class reads it.
func (p readPage) link(u *course.Unit) crumb {
	return crumb{titled(p.Words, u), "/read/" + (&url.URL{Path: u.ID}).EscapedPath() + p.query}
}

func (p readPage) parts(units []*course.Unit, depth int) []part {
	if depth == 0 {
		return nil
	}
	out := make([]part, 0, len(units))
	for _, u := range units {
		entry := part{crumb: p.link(u), Tongue: p.Words.Language(), Parts: p.parts(u.Children, depth-1)}
		if u.Planned {
			entry.Soon = p.Words.T("coming soon")
		}
		out = append(out, entry)
	}
	return out
}

// siblings finds the written units of the same kind before and after.
func (p readPage) siblings(c *course.Course, u *course.Unit) (previous, next *crumb) {
	for i := u.Index - 1; i >= 0; i-- {
		if x := c.Units[i]; x.Kind == u.Kind && !x.Planned {
			l := p.link(x)
			previous = &l
			break
		}
	}
	for i := u.Index + 1; i < len(c.Units); i++ {
		if x := c.Units[i]; x.Kind == u.Kind && !x.Planned {
			l := p.link(x)
			next = &l
			break
		}
	}
	return previous, next
}

// prose writes a doc tree as HTML, with the words of its language beside it. Every text is escaped; headings begin below the page's own.
func prose(blocks []doc.Block, w *chat.Words) template.HTML {
	m := markup{w: w}
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
		m.WriteString(`<p class="formula"><code aria-label="`)
		m.text(m.w.T("Formula in TeX"))
		m.WriteString(`">`)
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
			m.task(" checked", m.w.T("ticked"))
		case doc.TaskOpen:
			m.task("", m.w.T("not ticked"))
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

// task is the box of a list of things to do.
func (m *markup) task(checked, name string) {
	m.WriteString(`<input type="checkbox"` + checked + ` disabled aria-label="`)
	m.text(name)
	m.WriteString(`"> `)
}

// pictured stands for a picture that cannot be shown.
func pictured(w *chat.Words, alt string) string {
	return w.T("Picture: {{.Description}}", chat.Arg{Name: "Description", Value: alt})
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
	m.WriteString(`<div class="scroll" tabindex="0" role="group" aria-label="`)
	m.text(m.w.T("Table"))
	m.WriteString(`"><table><thead><tr>`)
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
	m.WriteString(`<p class="figure">`)
	m.text(pictured(m.w, im.Alt))
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
		m.text("[" + pictured(m.w, s.Alt) + "]")
	case doc.LineBreak:
		m.WriteString("<br>")
	case doc.Channel:
		m.text(chat.Printable(s.Name))
	case doc.Moment:
		m.moment(s.At)
	}
}
