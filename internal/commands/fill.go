package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/export"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// actFill is the form that asks for a downloaded gradebook, where a command cannot carry a file.
const actFill = "xf"

// The parameters of /export fill and the fields of its form.
const (
	fieldFile   = "file"
	fieldColumn = "column"
	fieldKey    = "key"
)

// usualTitle is what grades are called in a gradebook that does not call them as the course: the
// title that lectern export grades looks for.
const usualTitle = "Lectern"

// maxHeading is how many characters of a heading can be typed.
const maxHeading = bot.MaxArgument

func fillSpec() chat.Spec {
	return chat.Spec{Name: "fill", Description: "Fill the gradebook you downloaded from Moodle, Canvas or Blackboard", Args: []chat.Param{
		{Name: fieldFile, Description: "The gradebook as you downloaded it (CSV or text)", Kind: chat.FileParam, Required: true},
		{Name: fieldColumn, Description: "Heading of the column to fill; the one called after the course when left out", Rest: true},
		{Name: fieldKey, Description: "Heading of the column that names students; found out when left out"},
	}}
}

func (s *Set) runFill(ctx context.Context, r bot.Request) (chat.Reply, error) {
	if _, ok := r.Files.Get(fieldFile); !ok {
		return chat.Reply{View: s.fillForm(r)}, nil
	}
	return s.fill(ctx, r, r.Args)
}

func (s *Set) submitFill(ctx context.Context, r bot.Request, _ []string, fields chat.Args) (chat.Reply, error) {
	return s.fill(ctx, r, fields)
}

func (s *Set) fillForm(r bot.Request) chat.Form {
	to := r.Say
	return chat.Form{
		Title: to.T("Fill a gradebook"), Token: s.tokens.Seal(actFill), Submit: to.T("Fill"),
		Lead: []doc.Block{doc.Para(to.T("The gradebook as you downloaded it from Moodle, Canvas or Blackboard. You alone get it back, with the grades in one column and everything else as it is."))},
		Fields: []chat.Field{
			{Name: fieldFile, Label: to.T("Gradebook (CSV or text)"), File: true},
			{Name: fieldColumn, Label: to.T("Column to fill"), Hint: to.T("when empty, the one called after the course"), Value: r.Args.Get(fieldColumn), Optional: true, Max: maxHeading},
			{Name: fieldKey, Label: to.T("Column that names students"), Hint: to.T("when empty, it is found out"), Value: r.Args.Get(fieldKey), Optional: true, Max: maxHeading},
		},
	}
}

// fill gives the file back with the grades in it, and tells what became of each row.
func (s *Set) fill(ctx context.Context, r bot.Request, given chat.Args) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	f, ok := r.Files.Get(fieldFile)
	if !ok {
		return chat.Reply{}, fault.New(fault.Invalid, "No file was given.", "Give the command again, with the gradebook as you downloaded it.")
	}
	sheet, err := gradebook(ctx, f)
	if err != nil {
		return chat.Reply{}, err
	}
	rep, err := s.fillSheet(ctx, l, sheet, given)
	if err != nil {
		return chat.Reply{}, err
	}
	card := filledCard(rep, r.Say)
	if rep.Filled > 0 {
		card.Files = append(card.Files, chat.File{Name: f.Name, Type: typeCSV, Data: sheet.Bytes()})
	}
	if err := s.addTables(&card, l, "fill-report", export.CSV, rep.Table()); err != nil {
		return chat.Reply{}, err
	}
	did := say.T("exported {{.What}} with names", say.Args{"What": "fill-report"})
	if rep.Filled > 0 {
		did = say.T("filled the column {{.Column}} of a gradebook", say.Args{"Column": quotable(rep.Column)})
	}
	return chat.Reply{View: card}, s.room.log(ctx, l.class, r, did)
}

// gradebook fetches a file and reads it.
func gradebook(ctx context.Context, f chat.Upload) (*export.Sheet, error) {
	large := fault.New(fault.Invalid, "This file is too large to be filled in chat: it may have up to {{.Size}}.", "Download the gradebook of one class, or use lectern export grades --fill on the server.").With("Size", chat.Size(maxFile))
	if f.Size > maxFile {
		return nil, large
	}
	data, err := f.Fetch(ctx, maxFile)
	if err != nil {
		return nil, fmt.Errorf("fetch a gradebook: %w", err)
	}
	if len(data) > maxFile {
		return nil, large
	}
	return export.ReadSheet(data)
}

// fillSheet puts the class's grades into a gradebook.
func (s *Set) fillSheet(ctx context.Context, l learner, sheet *export.Sheet, given chat.Args) (rep export.FillReport, err error) {
	b, err := export.ReadBook(ctx, s.room.Store, l.class, s.room.Secret, l.now)
	if err != nil {
		return rep, err
	}
	if err := b.ReadPoints(ctx, s.room.Store); err != nil {
		return rep, err
	}
	course := s.catalogue().snap.Course
	columns, err := b.Columns(export.Whole, course.Title, course)
	if err != nil {
		return rep, err
	}
	roster, err := export.NewRoster(b, nil, nil)
	if err != nil {
		return rep, err
	}
	return export.Fill(sheet, roster, columns[0], export.FillOptions{Column: given.Get(fieldColumn), Titles: []string{course.Title, usualTitle}, Key: given.Get(fieldKey)})
}

// maxShown is how many names of a list a message tells; the report tells all.
const maxShown = 10

// filledCard tells what was done.
func filledCard(rep export.FillReport, to *say.Speaker) chat.Card {
	c := chat.Card{Title: to.T("Gradebook filled"), Tone: chat.Good, Footer: to.T("Only you see this.")}
	if rep.Filled == 0 {
		c.Title, c.Tone = to.T("No grade was filled in"), chat.Warning
		c.Body = append(c.Body, doc.Para(to.T("No row of the file is known to be a student's. Students say under /settings what they are called in the gradebook; lectern export grades --fill on the server also takes a list that says who is who.")))
	} else {
		c.Body = append(c.Body, doc.Para(to.N(rep.Filled, "{{.Count}} grade is in the column “{{.Column}}”, out of {{.Points}}; everything else in the file is as it was.",
			"{{.Count}} grades are in the column “{{.Column}}”, out of {{.Points}}; everything else in the file is as it was.", say.Args{"Column": quotable(rep.Column), "Points": rep.OutOf})))
		c.Facts = append(c.Facts, chat.Fact{Label: to.T("Found by the ID that students gave, in"), Value: foundIn(rep)})
		if rep.Changed > 0 {
			c.Facts = append(c.Facts, chat.Fact{Label: to.T("Had another grade before"), Value: strconv.Itoa(rep.Changed)})
		}
	}
	c.Facts = append(c.Facts, chat.Fact{Label: to.T("The file"), Value: rep.Encoding + ", " + separator(rep.Delimiter, to)})
	listed(&c, rep.Rows, to.N(len(rep.Rows), "{{.Count}} row was left as it was, because it is nobody's in the class or could be several students':",
		"{{.Count}} rows were left as they were, because they are nobody's in the class or could be several students':"), to)
	listed(&c, rep.Students, to.N(len(rep.Students), "{{.Count}} student of the class is not in the file:", "{{.Count}} students of the class are not in the file:"), to)
	c.Body = append(c.Body, doc.Para(to.T("The report tells of every row and student what became of them, and why.")))
	return c
}

// foundIn tells in which columns the rows' students were found.
func foundIn(rep export.FillReport) string {
	var order []string
	n := map[string]int{}
	for _, m := range rep.Matched {
		if n[m.Column]++; n[m.Column] == 1 {
			order = append(order, m.Column)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return n[b] - n[a] })
	for i, column := range order {
		order[i] = quotable(column) + ": " + strconv.Itoa(n[column])
	}
	return strings.Join(order, "; ")
}

func separator(delimiter string, to *say.Speaker) string {
	switch delimiter {
	case ";":
		return to.T("fields parted by semicolons")
	case "\t":
		return to.T("fields parted by tabs")
	}
	return to.T("fields parted by commas")
}

// listed adds the first names of a list beneath a sentence; nothing for an empty one.
func listed(c *chat.Card, list []export.Left, sentence string, to *say.Speaker) {
	if len(list) == 0 {
		return
	}
	names := doc.List{}
	add := func(text string) {
		names.Items = append(names.Items, doc.Item{Blocks: []doc.Block{doc.Para(text)}})
	}
	for _, l := range list[:min(len(list), maxShown)] {
		name := l.Name
		if name == "" {
			name = l.Gradebook
		}
		if l.Line > 0 {
			name = to.T("{{.Name}} (line {{.Line}})", say.Args{"Name": quotable(name), "Line": l.Line})
		}
		add(quotable(name))
	}
	if rest := len(list) - maxShown; rest > 0 {
		add(to.N(rest, "and {{.Count}} more", "and {{.Count}} more"))
	}
	c.Body = append(c.Body, doc.Para(sentence), names)
}
