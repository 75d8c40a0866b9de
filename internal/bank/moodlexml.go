package bank

import (
	"encoding/xml"
	"fmt"
	"html"
	"strconv"
	"strings"

	"lectern/internal/course"
	"lectern/internal/doc"
)

// The elements of Moodle's own export (Moodle documentation, "Moodle XML format").
type (
	moodleQuiz struct {
		XMLName   xml.Name         `xml:"quiz"`
		Questions []moodleQuestion `xml:"question"`
	}
	moodleQuestion struct {
		Type      string       `xml:"type,attr"`
		Name      *moodleText  `xml:"name,omitempty"`
		Text      *moodleText  `xml:"questiontext,omitempty"`
		General   *moodleText  `xml:"generalfeedback,omitempty"`
		Grade     string       `xml:"defaultgrade,omitempty"`
		ID        string       `xml:"idnumber,omitempty"`
		Single    string       `xml:"single,omitempty"`
		Shuffle   string       `xml:"shuffleanswers,omitempty"`
		Numbering string       `xml:"answernumbering,omitempty"`
		UseCase   string       `xml:"usecase,omitempty"`
		Layout    string       `xml:"layouttype,omitempty"`
		Select    string       `xml:"selecttype,omitempty"`
		Count     string       `xml:"selectcount,omitempty"`
		Grading   string       `xml:"gradingtype,omitempty"`
		Answers   []moodleItem `xml:"answer"`
		Subs      []moodleItem `xml:"subquestion"`
		Tags      *moodleTags  `xml:"tags,omitempty"`
	}
	moodleText struct {
		Format string `xml:"format,attr,omitempty"`
		Text   string `xml:"text"`
	}
	moodleItem struct {
		Fraction  string      `xml:"fraction,attr,omitempty"`
		Format    string      `xml:"format,attr,omitempty"`
		Text      string      `xml:"text"`
		Answer    *moodleText `xml:"answer,omitempty"`
		Feedback  *moodleText `xml:"feedback,omitempty"`
		Tolerance string      `xml:"tolerance,omitempty"`
	}
	moodleTags struct {
		Tags []moodleText `xml:"tag"`
	}
)

// WriteMoodleXML writes questions for Moodle, every kind of them. Texts become HTML.
func WriteMoodleXML(questions []Question) ([]byte, []course.Finding, error) {
	quiz := moodleQuiz{}
	p := course.NewProse(nothing{}, "")
	for _, q := range questions {
		quiz.Questions = append(quiz.Questions, moodleOf(p, q))
	}
	data, err := xml.MarshalIndent(quiz, "", "  ")
	if err != nil {
		return nil, nil, fmt.Errorf("write Moodle XML: %w", err)
	}
	return append([]byte(xml.Header), append(data, '\n')...), nil, nil
}

func moodleOf(p *course.Prose, q Question) moodleQuestion {
	points := q.Points
	if points == 0 {
		points = 1
	}
	m := moodleQuestion{
		Name: &moodleText{Text: q.ID}, Text: htmlText(p, q.Stem), ID: q.ID,
		Grade: strconv.FormatFloat(points, 'f', 7, 64),
	}
	if q.Why != "" {
		m.General = htmlText(p, q.Why)
	}
	if len(q.Tags) > 0 {
		m.Tags = &moodleTags{}
		for _, t := range q.Tags {
			m.Tags.Tags = append(m.Tags.Tags, moodleText{Text: t})
		}
	}
	m.answer(p, q)
	return m
}

func (m *moodleQuestion) answer(p *course.Prose, q Question) {
	switch q.Kind {
	case Single, Multi:
		m.Type, m.Single, m.Shuffle, m.Numbering = "multichoice", strconv.FormatBool(q.Kind == Single), strconv.FormatBool(!q.Fixed), "ABCD"
		share := 100 / float64(max(countRight(q.Options), 1))
		for _, o := range q.Options {
			fraction := 0.0
			switch {
			case o.Correct:
				fraction = share
			case q.Kind == Multi:
				fraction = -share
			}
			m.Answers = append(m.Answers, moodleItem{Fraction: fractionOf(fraction), Format: "html", Text: inline(p, o.Text), Feedback: htmlText(p, o.Why)})
		}
	case Bool:
		m.Type = "truefalse"
		for _, v := range []string{"true", "false"} {
			f := "0"
			if len(q.Accept) == 1 && truth(q.Accept[0]) == truth(v) {
				f = "100"
			}
			m.Answers = append(m.Answers, moodleItem{Fraction: f, Format: "moodle_auto_format", Text: v})
		}
	case Short, Numeric:
		m.Type, m.UseCase = "shortanswer", "0"
		if q.Kind == Numeric {
			m.Type, m.UseCase = "numerical", ""
		}
		for _, a := range q.Accept {
			it := moodleItem{Fraction: "100", Format: "moodle_auto_format", Text: a}
			if q.Kind == Numeric {
				it.Tolerance = strconv.FormatFloat(q.Tolerance, 'g', -1, 64)
			}
			m.Answers = append(m.Answers, it)
		}
	case Match:
		m.Type, m.Shuffle = "matching", "true"
		for _, o := range q.Options {
			m.Subs = append(m.Subs, moodleItem{Format: "html", Text: inline(p, o.Text), Answer: &moodleText{Text: doc.SpanText(p.Line(o.Match))}})
		}
	case Order:
		m.Type, m.Layout, m.Select, m.Count, m.Grading = "ordering", "VERTICAL", "ALL", "0", "ABSOLUTE_POSITION"
		for i, o := range q.Options {
			m.Answers = append(m.Answers, moodleItem{Fraction: strconv.Itoa(i + 1), Format: "html", Text: inline(p, o.Text)})
		}
	}
}

// fractionOf writes a share as Moodle lists them: 33.33333, 50, 100.
func fractionOf(f float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(f, 'f', 5, 64), "0"), ".")
}

func htmlText(p *course.Prose, markdown string) *moodleText {
	if markdown == "" {
		return nil
	}
	var b strings.Builder
	writeBlocks(&b, p.Blocks(markdown))
	return &moodleText{Format: "html", Text: b.String()}
}

func inline(p *course.Prose, markdown string) string {
	var b strings.Builder
	writeSpans(&b, p.Line(markdown))
	return b.String()
}

func writeBlocks(b *strings.Builder, blocks []doc.Block) {
	wrap := func(tag string, in func()) {
		b.WriteString("<" + tag + ">")
		in()
		b.WriteString("</" + tag + ">")
	}
	for _, block := range blocks {
		switch block := block.(type) {
		case doc.Heading:
			wrap("h4", func() { writeSpans(b, block.Spans) })
		case doc.Paragraph:
			wrap("p", func() { writeSpans(b, block.Spans) })
		case doc.List:
			tag := "ul"
			if block.Ordered {
				tag = "ol"
			}
			wrap(tag, func() {
				for _, it := range block.Items {
					wrap("li", func() { writeBlocks(b, it.Blocks) })
				}
			})
		case doc.Quote:
			wrap("blockquote", func() { writeBlocks(b, block.Blocks) })
		case doc.Code:
			wrap("pre", func() { b.WriteString(html.EscapeString(block.Text)) })
		case doc.Formula:
			b.WriteString(`<p>\[` + html.EscapeString(block.TeX) + `\]</p>`)
		case doc.Table:
			wrap("table", func() {
				for i, row := range append([][]doc.Cell{block.Header}, block.Rows...) {
					tag := "td"
					if i == 0 {
						tag = "th"
					}
					wrap("tr", func() {
						for _, c := range row {
							wrap(tag, func() { writeSpans(b, c) })
						}
					})
				}
			})
		case doc.Figure:
			wrap("p", func() { b.WriteString(html.EscapeString(block.Image.Alt)) })
		case doc.Rule:
			b.WriteString("<hr>")
		}
	}
}

func writeSpans(b *strings.Builder, spans []doc.Span) {
	for _, s := range spans {
		switch s := s.(type) {
		case doc.Text:
			b.WriteString(html.EscapeString(s.Value))
		case doc.Emphasis:
			b.WriteString("<em>")
			writeSpans(b, s.Spans)
			b.WriteString("</em>")
		case doc.Strong:
			b.WriteString("<strong>")
			writeSpans(b, s.Spans)
			b.WriteString("</strong>")
		case doc.Strike:
			b.WriteString("<del>")
			writeSpans(b, s.Spans)
			b.WriteString("</del>")
		case doc.CodeSpan:
			b.WriteString("<code>" + html.EscapeString(s.Text) + "</code>")
		case doc.FormulaSpan:
			b.WriteString(`\(` + html.EscapeString(s.TeX) + `\)`)
		case doc.Link:
			b.WriteString(`<a href="` + html.EscapeString(s.URL) + `">`)
			writeSpans(b, s.Spans)
			b.WriteString("</a>")
		case doc.Image:
			b.WriteString(html.EscapeString(s.Alt))
		case doc.LineBreak:
			b.WriteString("<br>")
		case doc.Channel:
			b.WriteString(html.EscapeString(s.Name))
		case doc.Moment:
			b.WriteString(s.At.UTC().Format("2006-01-02 15:04 UTC"))
		}
	}
}
