package commands

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/stats"
)

// Sheet is figures about a class with their sentences, the same for a message and for a page.
type Sheet struct {
	Title string
	Parts []SheetPart
	Links []SheetLink // to further sheets
}

// SheetPart is a part of a Sheet under a heading.
type SheetPart struct {
	Title string
	Body  []doc.Block
	Grid  *SheetGrid
	Chart chart.Chart // nil when there is none
	Alt   string      // of the chart, with its numbers
}

// SheetGrid is a table; the first cell of each row names the row.
type SheetGrid struct {
	Caption string
	Head    []string
	Rows    [][]string
	Latest  bool // the last rows matter most
}

// SheetLink leads to another Sheet: of a chapter or of a question.
type SheetLink struct {
	Label, Detail string
	What, Key     string
}

// What a Sheet can be about.
const (
	sheetOverview = "all"
	sheetChapter  = "chapter"
	sheetQuestion = "question"
	sheetStudents = "students"
)

// How much of lists a sheet shows.
const (
	maxLooks       = 10 // questions worth a look
	maxSheetLinks  = 200
	stemLength     = 70
	weeksShown     = 26
	maxSilentShown = 100
)

// chapterKey and questionKey name what a sheet is about in tokens and addresses.
func chapterKey(id string) string  { return class.Digest(8, "chapter", id) }
func questionKey(id string) string { return class.Digest(8, "question", id) }

// sheets writes the sheets of one class in one language.
type sheets struct {
	set    *Set
	class  class.Class
	report *stats.Report
	to     *say.Speaker
}

func percent(v float64) string { return strconv.Itoa(stats.Whole(v)) + " %" }

// short figure for a table: the value, or a dash that says there is none.
func figureCell(f stats.Figure) string {
	if !f.Known {
		return "–"
	}
	return percent(f.Value)
}

// line says a figure: its label, the sentence, and the interval.
func (x sheets) line(label string, f stats.Figure) doc.Item {
	text := " " + x.to.Say(f.Text)
	if f.Known && f.Range.Key != "" {
		text += " " + x.to.Say(f.Range)
	}
	return doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: []doc.Span{doc.Bold(label + ":"), doc.Plain(text)}}}}
}

func (x sheets) chapterTitle(id string) string {
	if u := x.set.catalogue().snap.Course.ByID(id); u != nil {
		return heading(u, x.to)
	}
	if id == "" {
		return x.to.T("Questions of no chapter")
	}
	return id
}

// overview is the class at a glance.
func (x sheets) overview() Sheet {
	r := x.report
	sh := Sheet{Title: x.to.T("How the class is doing")}
	if r.Asked == 0 {
		sh.Parts = []SheetPart{{Body: []doc.Block{doc.Para(x.to.T("No question has been asked of the class and closed yet, so there is nothing to say. The daily question and live rounds bring answers; practice does not count here."))}}}
		return sh
	}
	about := x.to.N(r.Students, "{{.Count}} student has answered so far.", "{{.Count}} students have answered so far.") + " " +
		x.to.N(r.Asked, "{{.Count}} question was asked and closed.", "{{.Count}} questions were asked and closed.")
	sh.Parts = append(sh.Parts, SheetPart{Body: []doc.Block{doc.Para(about), doc.List{Items: []doc.Item{
		x.line(x.to.T("Participation"), r.Course.Reach), x.line(x.to.T("Facility"), r.Course.Facility),
		x.line(x.to.T("Consistency"), r.Course.Consistency), x.line(x.to.T("Chance"), r.Course.Error),
	}}}}, x.weeks())
	if looks := x.looks(r.Questions); len(looks.Items) > 0 {
		sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Worth a look"), Body: []doc.Block{looks}})
	}
	sh.Parts = append(sh.Parts, x.confidence()...)
	sh.Parts = append(sh.Parts, x.revotes("")...)
	sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Students who went silent"), Body: []doc.Block{doc.Para(x.silence())}}, x.chapters())
	for _, c := range r.Chapters {
		sh.Links = append(sh.Links, SheetLink{Label: x.chapterTitle(c.ID), Detail: x.to.N(c.Questions, "{{.Count}} question", "{{.Count}} questions"), What: sheetChapter, Key: chapterKey(c.ID)})
	}
	return sh
}

// digest is a week for staff: participation, what misled the class, and how many went silent.
func (x sheets) digest(d stats.Digest) Sheet {
	sh := Sheet{Title: x.to.T("Your class in the week from {{.Date}}", say.Args{"Date": d.Monday.String()})}
	about := x.to.N(d.Active.Asked, "{{.Count}} question was asked.", "{{.Count}} questions were asked.") + " " +
		x.to.N(d.Active.Active, "{{.Count}} of {{.Known}} students answered.", "{{.Count}} of {{.Known}} students answered.", say.Args{"Known": d.Active.Known})
	sh.Parts = []SheetPart{{Body: []doc.Block{doc.Para(about), doc.Para(x.silence())}}}
	misled := slices.DeleteFunc(slices.Clone(d.Questions), func(q stats.Question) bool { return !q.Misled })
	if looks := x.looks(misled); len(looks.Items) > 0 {
		sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Questions that misled the class"), Body: []doc.Block{looks}})
	} else {
		sh.Parts[0].Body = append(sh.Parts[0].Body, doc.Para(x.to.T("No question of this week misled the class, as far as the answers can tell.")))
	}
	return sh
}

// silence says how many went silent.
func (x sheets) silence() string {
	if len(x.report.Silent) == 0 {
		return x.to.T("Nobody who took part has gone silent.")
	}
	return x.to.N(len(x.report.Silent), "{{.Count}} student who took part has not answered anything for two weeks, although questions were asked.",
		"{{.Count}} students who took part have not answered anything for two weeks, although questions were asked.")
}

// weeks is participation over time.
func (x sheets) weeks() SheetPart {
	all := x.report.Weeks
	shown := all[max(0, len(all)-weeksShown):]
	p := SheetPart{Title: x.to.T("Participation over time"), Grid: &SheetGrid{
		Caption: x.to.T("Participation by week"), Latest: true,
		Head: []string{x.to.T("Week from"), x.to.T("Questions asked"), x.to.T("Students who answered"), x.to.T("Of the students known by then")},
	}}
	line := chart.Timeline{Title: x.to.T("Students who answered, by week"), Unit: x.to.T("students")}
	for _, w := range shown {
		share := "–"
		if w.Asked > 0 {
			share = strconv.Itoa(w.Known) + " (" + percent(w.Share()) + ")"
		}
		p.Grid.Rows = append(p.Grid.Rows, []string{w.Monday.String(), strconv.Itoa(w.Asked), strconv.Itoa(w.Active), share})
		line.Dates = append(line.Dates, chart.Dated{Label: strconv.Itoa(w.Monday.Day) + "." + strconv.Itoa(int(w.Monday.Month)) + ".", Value: float64(w.Active)})
	}
	for _, d := range line.Dates { // room for the number on top of the highest
		line.Max = max(line.Max, d.Value+max(1, d.Value/5))
	}
	last := shown[len(shown)-1]
	sentence := x.to.T("No question was asked this week.")
	if last.Asked > 0 {
		sentence = x.to.N(last.Active, "This week {{.Count}} of {{.Known}} students answered.", "This week {{.Count}} of {{.Known}} students answered.", say.Args{"Known": last.Known})
	}
	p.Body = []doc.Block{doc.Para(sentence)}
	if len(line.Dates) > 1 {
		p.Chart, p.Alt = line, line.Alt(x.to)
	}
	return p
}

// looks lists the questions that misled the class or tell little, the worst first.
func (x sheets) looks(list []stats.Question) doc.List {
	list = slices.DeleteFunc(slices.Clone(list), func(q stats.Question) bool { return len(q.Remarks) == 0 })
	slices.SortStableFunc(list, func(a, b stats.Question) int {
		switch {
		case a.Misled != b.Misled && a.Misled:
			return -1
		case a.Misled != b.Misled:
			return 1
		}
		return cmp.Or(cmp.Compare(len(b.Remarks), len(a.Remarks)), cmp.Compare(a.Facility.Value, b.Facility.Value))
	})
	var out doc.List
	for _, q := range list[:min(len(list), maxLooks)] {
		var why []string
		for _, text := range q.Remarks {
			why = append(why, x.to.Say(text))
		}
		out.Items = append(out.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: []doc.Span{doc.Bold(short(q.Stem, stemLength)), doc.Plain(" " + strings.Join(why, " "))}}}})
	}
	return out
}

func (x sheets) confidence() []SheetPart {
	if len(x.report.Confidence) == 0 {
		return nil
	}
	names := map[quiz.Confidence]string{quiz.Guess: x.to.T("A guess"), quiz.Likely: x.to.T("Likely"), quiz.Sure: x.to.T("Sure")}
	var l doc.List
	for _, d := range x.report.Confidence {
		l.Items = append(l.Items, x.line(names[d.Confidence], d.Right))
	}
	return []SheetPart{{Title: x.to.T("How sure, and how right"), Body: []doc.Block{l}}}
}

// revotes tells what discussions gained; of one question, or of all when it is empty.
func (x sheets) revotes(question string) []SheetPart {
	var l doc.List
	for _, r := range x.report.Revotes {
		if question != "" && r.Question != question || len(l.Items) == maxLooks {
			continue
		}
		label := short(r.Stem, stemLength)
		if question != "" {
			label = r.At.In(x.class.Zone()).Format("2006-01-02")
		}
		f := r.Gain
		item := x.line(label, f)
		if f.Known {
			p := item.Blocks[0].(doc.Paragraph) //nolint:forcetypeassert // line makes it
			p.Spans = append(p.Spans, doc.Plain(" "+x.to.T("That is {{.Gain}} % of what could be gained.", say.Args{"Gain": stats.Whole(f.Value)})))
			item.Blocks[0] = p
		}
		l.Items = append(l.Items, item)
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []SheetPart{{Title: x.to.T("What discussions gained"), Body: []doc.Block{l}}}
}

// chapters compares the chapters.
func (x sheets) chapters() SheetPart {
	p := SheetPart{Title: x.to.T("Chapters"), Grid: &SheetGrid{
		Caption: x.to.T("Figures by chapter"),
		Head:    []string{x.to.T("Chapter"), x.to.T("Questions"), x.to.T("Participation"), x.to.T("Facility"), x.to.T("Consistency")},
	}}
	bars := chart.Bars{Title: x.to.T("Points earned, by chapter"), Unit: "%"}
	for _, c := range x.report.Chapters {
		title := x.chapterTitle(c.ID)
		p.Grid.Rows = append(p.Grid.Rows, []string{title, strconv.Itoa(c.Questions), figureCell(c.Reach), figureCell(c.Facility), figureCell(c.Consistency)})
		if c.Facility.Known {
			bars.Rows = append(bars.Rows, chart.Bar{Label: title, Value: c.Facility.Value, Text: percent(c.Facility.Value)})
		}
	}
	if len(bars.Rows) > 1 {
		p.Chart, p.Alt = bars, bars.Alt(x.to)
	}
	return p
}

// chapter is one chapter and its questions.
func (x sheets) chapter(c stats.Chapter) Sheet {
	sh := Sheet{Title: x.chapterTitle(c.ID)}
	about := x.to.N(c.Students, "{{.Count}} student answered questions of this chapter.", "{{.Count}} students answered questions of this chapter.")
	sh.Parts = []SheetPart{{Body: []doc.Block{doc.Para(about), doc.List{Items: []doc.Item{
		x.line(x.to.T("Participation"), c.Reach), x.line(x.to.T("Facility"), c.Facility),
		x.line(x.to.T("Consistency"), c.Consistency), x.line(x.to.T("Chance"), c.Error),
	}}}}}
	grid := &SheetGrid{Caption: x.to.T("Figures by question"), Head: []string{
		x.to.T("Question"), x.to.T("Students"), x.to.T("Facility"), x.to.T("Guessing"), x.to.T("Discrimination"), x.to.T("Efficiency"), x.to.T("Weight"), x.to.T("Worth a look"),
	}}
	var list []stats.Question
	for _, q := range x.report.Questions {
		if q.Chapter != c.ID {
			continue
		}
		list = append(list, q)
		look := x.to.T("no")
		if len(q.Remarks) > 0 {
			look = x.to.T("yes")
		}
		grid.Rows = append(grid.Rows, []string{
			short(q.Stem, stemLength), strconv.Itoa(q.Students), figureCell(q.Facility), figureCell(q.Guess), figureCell(q.Discrimination), figureCell(q.Efficiency), figureCell(q.Weight), look,
		})
		if len(sh.Links) < maxSheetLinks {
			sh.Links = append(sh.Links, SheetLink{Label: short(q.Stem, stemLength), Detail: x.to.T("Facility") + " " + figureCell(q.Facility), What: sheetQuestion, Key: questionKey(q.ID)})
		}
	}
	if looks := x.looks(list); len(looks.Items) > 0 {
		sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Worth a look"), Body: []doc.Block{looks}})
	}
	sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Questions"), Grid: grid})
	return sh
}

// question is one question.
func (x sheets) question(q stats.Question) Sheet {
	sh := Sheet{Title: short(q.Stem, stemLength)}
	about := x.to.N(q.Asked, "Asked {{.Count}} time, last on {{.Date}}.", "Asked {{.Count}} times, last on {{.Date}}.", say.Args{"Date": q.Last.In(x.class.Zone()).Format("2006-01-02")}) + " " +
		x.to.T("{{.Right}} of {{.All}} were wholly right at the first attempt.", say.Args{"Right": q.Right, "All": q.Students})
	sh.Parts = []SheetPart{{Body: []doc.Block{doc.Para(q.Stem), doc.Para(about)}}}
	if len(q.Remarks) > 0 {
		var rows []string
		for _, text := range q.Remarks {
			rows = append(rows, x.to.Say(text))
		}
		sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Worth a look"), Body: []doc.Block{doc.Bullets(rows...)}})
	}
	figures := doc.List{Items: []doc.Item{
		x.line(x.to.T("Facility"), q.Facility), x.line(x.to.T("Guessing"), q.Guess), x.line(x.to.T("Discrimination"), q.Discrimination),
		x.line(x.to.T("Efficiency"), q.Efficiency), x.line(x.to.T("Weight"), q.Weight), x.line(x.to.T("Participation"), q.Reach),
	}}
	if q.Sure > 0 {
		figures.Items = append(figures.Items, x.line(x.to.T("Confidently wrong"), q.SureWrong))
	}
	sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Figures"), Body: []doc.Block{figures}})
	if len(q.Options) > 0 {
		sh.Parts = append(sh.Parts, x.options(q))
	}
	if len(q.Typed) > 0 {
		grid := &SheetGrid{Caption: x.to.T("Wrong answers in words"), Head: []string{x.to.T("Answer"), x.to.T("Students")}}
		for _, ty := range q.Typed {
			grid.Rows = append(grid.Rows, []string{ty.Text, strconv.Itoa(ty.Picked)})
		}
		sh.Parts = append(sh.Parts, SheetPart{Title: x.to.T("Wrong answers"), Grid: grid})
	}
	sh.Parts = append(sh.Parts, x.revotes(q.ID)...)
	return sh
}

// options is the distractor table.
func (x sheets) options(q stats.Question) SheetPart {
	p := SheetPart{Title: x.to.T("Options"), Grid: &SheetGrid{
		Caption: x.to.T("What was chosen, and how those do in other questions who chose it"),
		Head:    []string{x.to.T("Option"), x.to.T("Right"), x.to.T("Students"), x.to.T("Share"), x.to.T("Elsewhere"), x.to.T("Remark")},
	}}
	bars := chart.Bars{Title: x.to.T("What was chosen"), Unit: x.to.T("students")}
	for _, o := range q.Options {
		right, remark := x.to.T("no"), ""
		if o.Correct {
			right = x.to.T("yes")
		}
		if o.Remark.Key != "" {
			remark = x.to.Say(o.Remark)
		}
		p.Grid.Rows = append(p.Grid.Rows, []string{short(o.Text, stemLength), right, strconv.Itoa(o.Picked), figureCell(o.Share), figureCell(o.Rest), remark})
		bars.Rows = append(bars.Rows, chart.Bar{Label: o.Text, Value: float64(o.Picked), Marked: o.Correct})
	}
	if q.Students > 0 {
		p.Chart, p.Alt = bars, bars.Alt(x.to)
	}
	return p
}

// students lists who went silent, under the names they have chosen or were given.
func (x sheets) students(names map[quiz.StudentID]class.Profile) Sheet {
	sh := Sheet{Title: x.to.T("Students who went silent")}
	p := SheetPart{Body: []doc.Block{doc.Para(x.silence())}}
	if len(x.report.Silent) > 0 {
		p.Body = append(p.Body, doc.Para(x.to.T("Names are made up unless their owner chose one; who hides on leaderboards stays under a made-up name here too.")))
		p.Grid = &SheetGrid{Caption: x.to.T("Who went silent, the latest first"), Head: []string{x.to.T("Name"), x.to.T("Last answer"), x.to.T("Answers before"), x.to.T("Questions missed since")}}
	}
	for _, s := range x.report.Silent[:min(len(x.report.Silent), maxSilentShown)] {
		profile := names[s.Student]
		if profile.Hidden {
			profile.Name = ""
		}
		p.Grid.Rows = append(p.Grid.Rows, []string{nameOf(x.class.ID, s.Student, profile), s.Last.In(x.class.Zone()).Format("2006-01-02"), strconv.Itoa(s.Answers), strconv.Itoa(s.Missed)})
	}
	sh.Parts = []SheetPart{p}
	return sh
}

// maxCardRows is how many rows of a table a message lists: the page has them all.
const maxCardRows = 12

// card puts a sheet into a message: tables become lists, charts pictures.
func (x sheets) card(sh Sheet, pictures *chart.Cache) chat.Card {
	card := chat.Card{Title: sh.Title, Footer: x.to.T("Only you see this. First attempts at questions asked of the class; practice is left out.")}
	for i, p := range sh.Parts {
		if p.Title != "" {
			card.Body = append(card.Body, doc.Heading{Level: 3, Spans: []doc.Span{doc.Plain(p.Title)}})
		}
		card.Body = append(card.Body, p.Body...)
		if p.Grid != nil {
			card.Body = append(card.Body, x.rows(*p.Grid)...)
		}
		if p.Chart == nil {
			continue
		}
		// The rows say the same, so a picture that cannot be drawn is left out.
		if f, err := pictures.File("chart-"+strconv.Itoa(i+1)+".png", p.Chart, x.to); err == nil {
			card.Files = append(card.Files, f)
		}
	}
	return card
}

func (x sheets) rows(g SheetGrid) []doc.Block {
	rows := g.Rows
	if g.Latest {
		rows = rows[max(0, len(rows)-maxCardRows/2):]
	}
	var l doc.List
	for _, row := range rows[:min(len(rows), maxCardRows)] {
		var cells []string
		for i, cell := range row[1:] {
			if cell != "" {
				cells = append(cells, g.Head[i+1]+" "+cell)
			}
		}
		l.Items = append(l.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: []doc.Span{doc.Bold(row[0]), doc.Plain(" – " + strings.Join(cells, ", "))}}}})
	}
	if len(l.Items) == 0 {
		return nil
	}
	out := []doc.Block{l}
	if n := len(rows) - maxCardRows; n > 0 {
		out = append(out, doc.Para(x.to.N(n, "{{.Count}} more is on the page.", "{{.Count}} more are on the page.")))
	}
	return out
}
