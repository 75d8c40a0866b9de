package commands

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/export"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// Sizes of files in bytes. Discord takes 10 MiB in a message; a file that is larger than a
// megabyte goes out in an archive, which makes a tenth of it.
const (
	zipFrom  = 1 << 20
	maxFile  = 8 << 20
	typeCSV  = "text/csv"
	typeText = "text/plain"
)

// export gives staff files for other programs.
func (s *Set) export() bot.Command {
	names := chat.Param{Name: "names", Description: "With names and gradebook IDs; codes that tell nobody who it is when left out", Kind: chat.BoolParam}
	choices := func(values ...string) (out []chat.Choice) {
		for _, v := range values {
			out = append(out, chat.Choice{Label: v, Value: v})
		}
		return out
	}
	return bot.Command{
		Spec: chat.Spec{
			Name: "export", Description: "Get grades, answers, questions or a calendar for other programs", Staff: true,
			Subs: []chat.Spec{
				{Name: "grades", Description: "A gradebook for Moodle, Canvas or Blackboard, or a table", Args: []chat.Param{
					{Name: "for", Description: "What the file is for; a table when left out", Choices: choices("moodle", "canvas", "blackboard", "csv", "xlsx")},
					{Name: "by", Description: "One grade for everything, or one for each chapter or question", Choices: choices(export.Whole, export.ByChapter, export.ByQuestion)},
					names,
				}},
				fillSpec(),
				{Name: "answers", Description: "Every answer, for a spreadsheet or a program", Args: []chat.Param{
					{Name: "format", Description: "The kind of file; csv when left out", Choices: choices("csv", "xlsx", "jsonl")}, names,
				}},
				{Name: "questions", Description: "The questions, for another program", Args: []chat.Param{
					{Name: "format", Description: "The kind of file; gift when left out", Choices: choices("gift", "moodle", "aiken", "yaml", "anki")},
				}},
				{Name: "calendar", Description: "The address of the class's calendar"},
				{Name: "revoke", Description: "Make the calendar's address invalid and get a new one"},
				{Name: "policy", Description: "See or change how grades are made of points", Args: []chat.Param{
					{Name: "best", Description: "Count only so many of a student's best questions; 0 counts all", Kind: chat.NumberParam},
					{Name: "drop", Description: "Leave out so many of the lowest; 0 leaves out none", Kind: chat.NumberParam},
					{Name: "participation", Description: "Per cent of the points for answering at all, 0 to 100", Kind: chat.NumberParam},
					{Name: "total", Description: "Points the whole is worth; 0 for what the questions are worth", Kind: chat.NumberParam},
				}},
			},
			Examples: []string{"/export grades for:moodle", "/export fill", "/export answers format:xlsx", "/export policy drop:2 total:100"},
		},
		Run:     s.runExport,
		Actions: []bot.Action{{Name: actFill, Submit: s.submitFill}},
	}
}

func (s *Set) runExport(ctx context.Context, r bot.Request) (chat.Reply, error) {
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	var card chat.Card
	switch r.Sub {
	case "fill":
		return s.runFill(ctx, r)
	case "answers":
		card, err = s.exportAnswers(ctx, r, l)
	case "questions":
		card, err = s.exportQuestions(ctx, r, l)
	case "calendar", "revoke":
		card, err = s.exportCalendar(ctx, r)
	case "policy":
		card, err = s.gradingPolicy(ctx, r)
	default:
		card, err = s.exportGrades(ctx, r, l)
	}
	if err != nil {
		return chat.Reply{}, err
	}
	card.Footer = r.Say.T("Only you see this.")
	return chat.Reply{View: card}, nil
}

func (s *Set) exportGrades(ctx context.Context, r bot.Request, l learner) (chat.Card, error) {
	b, err := export.ReadBook(ctx, s.room.Store, l.class, s.room.Secret, l.now)
	if err != nil {
		return chat.Card{}, err
	}
	if err := b.ReadPoints(ctx, s.room.Store); err != nil {
		return chat.Card{}, err
	}
	course := s.catalogue().snap.Course
	columns, err := b.Columns(r.Args.Get("by"), course.Title, course)
	if err != nil {
		return chat.Card{}, err
	}
	if len(columns) == 0 {
		return chat.Card{}, fault.New(fault.Missing, "No question of the class is over yet.", "Export grades when one has closed.")
	}
	to, what := r.Say, r.Args.Get("for")
	card := chat.Card{Title: to.T("Grades")}
	if what == "" || what == string(export.CSV) || what == string(export.XLSX) {
		format := export.Format(what)
		if what == "" {
			format = export.CSV
		}
		names := yes(r.Args.Get("names"))
		card.Body = []doc.Block{doc.Para(to.N(len(b.Students), "{{.Count}} student.", "{{.Count}} students."))}
		return card, s.attach(ctx, r, l, &card, "grades", format, names, b.Overview(columns, names))
	}
	roster, err := export.NewRoster(b, nil, nil)
	if err != nil {
		return chat.Card{}, err
	}
	table, left, err := export.Gradebook(export.LMS(what), "", roster, columns)
	if err != nil {
		return chat.Card{}, err
	}
	card.Body = []doc.Block{doc.Para(to.T("Only students who have given their ID in the gradebook (/settings) are in the file. To fill a file that you have downloaded from there, which is safer, use /export fill; lectern export grades --fill on the server also takes a list that says who is who."))}
	if err := s.attach(ctx, r, l, &card, "grades-"+what, export.CSV, true, table); err != nil {
		return chat.Card{}, err
	}
	if len(left) > 0 {
		card.Body = append(card.Body, doc.Para(to.N(len(left), "{{.Count}} student is not in it; the second file says why.", "{{.Count}} students are not in it; the second file says why.")))
		return card, s.attach(ctx, r, l, &card, "left-out", export.CSV, true, export.LeftTable(left))
	}
	return card, nil
}

func (s *Set) exportAnswers(ctx context.Context, r bot.Request, l learner) (chat.Card, error) {
	b, err := export.ReadBook(ctx, s.room.Store, l.class, s.room.Secret, l.now)
	if err != nil {
		return chat.Card{}, err
	}
	format := export.Format(r.Args.Get("format"))
	if format == "" {
		format = export.CSV
	}
	names := yes(r.Args.Get("names"))
	card := chat.Card{Title: r.Say.T("Answers")}
	if names {
		card.Body = []doc.Block{doc.Para(r.Say.T("With the names students chose and their gradebook IDs: keep the file as safe as a list of marks."))}
	} else {
		card.Body = []doc.Block{doc.Para(r.Say.T("Students are called by codes that are the same in every export of this class and tell nobody who they are."))}
	}
	return card, s.attach(ctx, r, l, &card, "answers", format, names, b.Answers(ctx, s.room.Store, names), b.Asked())
}

// attach writes tables to a file of a card, and the act to the class's log.
func (s *Set) attach(ctx context.Context, r bot.Request, l learner, card *chat.Card, name string, f export.Format, names bool, tables ...export.Table) error {
	if err := s.addTables(card, l, name, f, tables...); err != nil {
		return err
	}
	what := say.T("exported {{.What}} with codes for names", say.Args{"What": name})
	if names {
		what = say.T("exported {{.What}} with names", say.Args{"What": name})
	}
	return s.room.log(ctx, l.class, r, what)
}

// addTables writes tables to a file of a card.
func (s *Set) addTables(card *chat.Card, l learner, name string, f export.Format, tables ...export.Table) error {
	var out bytes.Buffer
	if err := export.Write(&out, f, tables...); err != nil {
		return err
	}
	kind := map[export.Format]string{export.CSV: typeCSV, export.JSONL: "application/jsonl", export.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[f]
	return s.addFile(card, l, name, string(f), kind, out.Bytes())
}

// addFile attaches a file, in an archive when it is large.
func (s *Set) addFile(card *chat.Card, l learner, name, ending, kind string, data []byte) error {
	name = export.FileName(name, l.today().String()) + "." + ending
	if len(data) > zipFrom && ending != string(export.XLSX) {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			return fmt.Errorf("pack an export: %w", err)
		}
		name, kind, data = name+".zip", "application/zip", out.Bytes()
	}
	if len(data) > maxFile {
		return fault.New(fault.Invalid, "This export is too large for a message.", "Use lectern export on the server.")
	}
	card.Files = append(card.Files, chat.File{Name: name, Type: kind, Data: data})
	return nil
}

func (s *Set) exportQuestions(ctx context.Context, r bot.Request, l learner) (chat.Card, error) {
	b := s.room.Bank()
	items := b.Askable()
	format := r.Args.Get("format")
	if format == "" {
		format = string(bank.GIFT)
	}
	to := r.Say
	card := chat.Card{Title: to.T("Questions"), Body: []doc.Block{doc.Para(to.N(len(items), "{{.Count}} approved question.", "{{.Count}} approved questions."))}}
	var data []byte
	ending, kind := "txt", typeText
	if format == "anki" {
		var out bytes.Buffer
		if _, err := export.WriteAnki(&out, b.Course().Title, b, items); err != nil {
			return card, err
		}
		data = out.Bytes()
	} else {
		questions := make([]bank.Question, len(items))
		for i, it := range items {
			questions[i] = it.Question
		}
		var err error
		var lost int
		data, lost, err = encode(bank.Format(format), questions)
		if err != nil {
			return card, err
		}
		if lost > 0 {
			card.Body = append(card.Body, doc.Para(to.N(lost, "{{.Count}} of them has no form in this format and is left out.", "{{.Count}} of them have no form in this format and are left out.")))
		}
		ending = map[bank.Format]string{bank.MoodleXML: "xml", bank.YAML: "yaml", bank.GIFT: "gift"}[bank.Format(format)]
		if ending == "" {
			ending = "txt"
		}
	}
	if err := s.addFile(&card, l, "questions-"+format, ending, kind, data); err != nil {
		return card, err
	}
	return card, s.room.log(ctx, l.class, r, say.T("exported the questions"))
}

func encode(f bank.Format, questions []bank.Question) (data []byte, lost int, err error) {
	data, findings, err := bank.Encode(f, questions)
	return data, len(findings), err
}

// gradingPolicy shows how grades are made, after changing it as the arguments say.
func (s *Set) gradingPolicy(ctx context.Context, r bot.Request) (chat.Card, error) {
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return chat.Card{}, err
	}
	if len(r.Args) > 0 {
		c, err = s.room.change(ctx, r, func(c *class.Class) (say.Text, error) {
			g := c.Grading
			for _, a := range r.Args {
				n, err := strconv.Atoi(strings.TrimSpace(a.Value))
				if err != nil {
					return say.Text{}, fault.New(fault.Invalid, "“{{.Typed}}” is not a whole number.", "For example: /export policy drop:2 total:100").With("Typed", quotable(a.Value))
				}
				switch a.Name {
				case "best":
					g.Best = n
				case "drop":
					g.Drop = n
				case "participation":
					g.Participation = n
				case "total":
					g.Total = n
				}
			}
			c.Grading = g
			return say.T("changed how grades are made"), g.Check()
		})
		if err != nil {
			return chat.Card{}, err
		}
	}
	to, g := r.Say, c.Grading
	card := chat.Card{Title: to.T("How grades are made")}
	fact := func(label, value string) {
		card.Facts = append(card.Facts, chat.Fact{Label: label, Value: value})
	}
	switch {
	case g.Best > 0:
		fact(to.T("Counts"), to.N(g.Best, "the best question", "the best {{.Count}} questions"))
	case g.Drop > 0:
		fact(to.T("Counts"), to.N(g.Drop, "all questions but the lowest", "all questions but the {{.Count}} lowest"))
	default:
		fact(to.T("Counts"), to.T("all questions that have closed"))
	}
	fact(to.T("For answering at all"), strconv.Itoa(g.Participation)+" %")
	if g.Total > 0 {
		fact(to.T("Worth"), to.N(g.Total, "{{.Count}} point", "{{.Count}} points"))
	} else {
		fact(to.T("Worth"), to.T("what the questions are worth"))
	}
	return card, nil
}
