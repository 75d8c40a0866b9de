package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"lectern/internal/app"
	"lectern/internal/bank"
	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/export"
	"lectern/internal/fault"
)

func (c *cli) export() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write grades, answers, questions or a calendar for other programs",
		Long: "Export reads the store and the course; the server may run meanwhile. Files go to the standard output, or\n" +
			"to --out, readable by you alone.",
		Example: "  lectern export grades --format moodle --out grades.csv\n  lectern export grades --fill downloaded.csv --out filled.csv\n" +
			"  lectern export answers --format xlsx --out answers.xlsx\n  lectern export ical --out class.ics\n  lectern export gift --out questions.gift",
		Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.setting(cmd, config.Store, true)
	cmd.AddCommand(c.exportGrades(), c.exportAnswers(), c.exportQuestions("anki"), c.exportICal(), c.exportQuestions("gift"))
	return cmd
}

// desk is what an export of a class works with.
type desk struct {
	*app.Registry

	cfg   *config.Config
	class class.Class
}

// desk opens the store for reading, and closes it afterwards.
func (c *cli) desk(ctx context.Context, name string, work func(desk) error) (err error) {
	cfg, err := c.settings()
	if err != nil {
		return err
	}
	r, err := app.OpenExisting(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	k, err := r.Class(name)
	if err != nil {
		return err
	}
	return work(desk{r, cfg, k})
}

// write writes a file, or the standard output when no file is named. A file is whole or not
// there: it gets its name last.
func (c *cli) write(out string, fill func(io.Writer) error) error {
	if out == "" {
		return fill(c.out)
	}
	part := out + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) // names and marks
	if err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	err = errors.Join(fill(f), f.Close())
	if err == nil {
		err = os.Rename(part, out)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

// gradeFlags are the flags of lectern export grades.
type gradeFlags struct {
	class, format, by, out, mapping, key string
	fill, column, title, leftOut         string
	pseudonyms, asJSON                   bool
}

func (c *cli) exportGrades() *cobra.Command {
	var g gradeFlags
	cmd := &cobra.Command{
		Use:   "grades",
		Short: "Write grades: a table, a new gradebook, or the gradebook you downloaded",
		Long: "Grades are made by the class's policy (/export policy) of the questions that have closed.\n\n" +
			"With --fill, the grades are written into a gradebook that you have downloaded from Moodle, Canvas or\n" +
			"Blackboard, into the column --column; everything else in the file stays as it is. Without, --format\n" +
			"moodle, canvas or blackboard makes a new file, and csv, xlsx or jsonl a table for people, in which\n" +
			"students have codes unless --pseudonyms=false asks for names.\n\n" +
			"A student is found by the ID in the gradebook that the student gave (/settings) or that --map gives: a\n" +
			"file with a heading and two columns, first the student as the table with names shows it, or an account as\n" +
			"discord:ID or slack:TEAM:ID, then the ID. Whoever cannot be found is never guessed, but listed on the\n" +
			"standard error, or in the file --left-out.",
		Example: "  lectern export grades\n  lectern export grades --format moodle --map who.csv --out grades.csv\n  lectern export grades --fill downloaded.csv --column 'Lectern (Real)' --out filled.csv",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if g.fill != "" && g.asJSON && g.out == "" {
				return usageError{errors.New("--json prints the report, so --fill needs --out for the file; see lectern export grades --help")}
			}
			return c.desk(cmd.Context(), g.class, func(d desk) error { return c.grades(cmd.Context(), d, g) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&g.class, "class", "", "the class, by its id or name (default: the only one)")
	f.StringVar(&g.format, "format", "csv", "csv, xlsx, jsonl, moodle, canvas or blackboard")
	f.StringVar(&g.by, "by", export.Whole, "one grade for everything (total), or for each of the chapters or questions")
	f.StringVar(&g.out, "out", "", "file to write; the standard output when left out")
	f.StringVar(&g.mapping, "map", "", "file that says who is who in the gradebook")
	f.StringVar(&g.fill, "fill", "", "gradebook that you have downloaded, to be filled")
	f.StringVar(&g.column, "column", "", "heading of the column to fill; the one that holds --title when left out")
	f.StringVar(&g.key, "key", "", "of a new file: email, id or username; with --fill, the heading of the column that names students")
	f.StringVar(&g.title, "title", "Lectern", "what the grade is called")
	f.StringVar(&g.leftOut, "left-out", "", "file for those who are in no gradebook (CSV)")
	f.BoolVar(&g.pseudonyms, "pseudonyms", true, "codes instead of names, in tables for people")
	f.BoolVar(&g.asJSON, "json", false, "print JSON: the table, or with --fill the report")
	return cmd
}

func (c *cli) grades(ctx context.Context, d desk, g gradeFlags) error {
	b, err := d.Book(ctx, d.cfg, d.class, time.Now())
	if err != nil {
		return err
	}
	if err := b.ReadPoints(ctx, d.Answers()); err != nil {
		return err
	}
	lib, err := c.course(ctx, "")
	if err != nil {
		return err
	}
	defer func() { _ = lib.Close() }()
	columns, err := b.Columns(g.by, g.title, lib.Current().Course)
	if err != nil {
		return err
	}
	if len(columns) == 0 {
		return fault.New(fault.Missing, "No question of the class is over yet.", "Export grades when one has closed.")
	}
	lms := export.LMS(g.format)
	if g.fill == "" && lms != export.Moodle && lms != export.Canvas && lms != export.Blackboard {
		if g.asJSON {
			g.format = string(export.JSONL)
		}
		return c.write(g.out, func(w io.Writer) error {
			return export.Write(w, export.Format(g.format), b.Overview(columns, !g.pseudonyms))
		})
	}
	var mapping *export.Sheet
	if g.mapping != "" {
		if mapping, err = readSheet(g.mapping); err != nil {
			return err
		}
	}
	roster, err := export.NewRoster(b, mapping, d.Keeper.Links.Of)
	if err != nil {
		return err
	}
	if g.fill != "" {
		return c.fillGrades(roster, columns, g)
	}
	table, left, err := export.Gradebook(lms, g.key, roster, columns)
	if err != nil {
		return err
	}
	if err := c.write(g.out, func(w io.Writer) error { return export.WriteCSV(w, table) }); err != nil {
		return err
	}
	return c.tellLeft(left, g.leftOut)
}

func readSheet(path string) (*export.Sheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read a table: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, export.MaxSheet+1))
	if err != nil {
		return nil, fmt.Errorf("read a table: %w", err)
	}
	return export.ReadSheet(data)
}

func (c *cli) fillGrades(r *export.Roster, columns []export.Column, g gradeFlags) error {
	if len(columns) > 1 {
		return usageError{errors.New("--fill fills one column; leave --by out")}
	}
	s, err := readSheet(g.fill)
	if err != nil {
		return err
	}
	rep, err := export.Fill(s, r, columns[0], export.FillOptions{Column: g.column, Titles: []string{g.title}, Key: g.key})
	if err != nil {
		return err
	}
	if err := c.write(g.out, func(w io.Writer) error { _, err := w.Write(s.Bytes()); return err }); err != nil {
		return err
	}
	if g.asJSON {
		return c.printJSON(rep)
	}
	c.tell("%s filled in the column %s, out of %s; %d had another grade before.\n", plural(rep.Filled, "grade"), rep.Column, rep.OutOf, rep.Changed)
	if rep.ByStudent > 0 {
		c.tell("%d of them by the ID that the student alone has given.\n", rep.ByStudent)
	}
	if len(rep.Rows) > 0 {
		c.tell("%s of the file left as before:\n", plural(len(rep.Rows), "row"))
		for _, l := range rep.Rows {
			c.tell("  line %d, %s: %s\n", l.Line, l.Name, l.Why)
		}
	}
	return c.tellLeft(rep.Students, g.leftOut)
}

// tellLeft lists those whose grades are in no gradebook.
func (c *cli) tellLeft(left []export.Left, out string) error {
	if len(left) == 0 {
		return nil
	}
	if out != "" {
		c.tell("%s not in the gradebook: see %s.\n", plural(len(left), "student"), out)
		return c.write(out, func(w io.Writer) error { return export.WriteCSV(w, export.LeftTable(left)) })
	}
	c.tell("%s not in the gradebook:\n", plural(len(left), "student"))
	for _, l := range left {
		c.tell("  %s %s %s: %s\n", l.Student, l.Name, l.Gradebook, l.Why)
	}
	return nil
}

func (c *cli) exportAnswers() *cobra.Command {
	var name, format, out string
	var pseudonyms, asJSON bool
	cmd := &cobra.Command{
		Use:   "answers",
		Short: "Write every answer that was given",
		Long: "Answers to questions that were posted, one a row; what students practise in private is theirs. With\n" +
			"--pseudonyms, which is the default, students are called by codes that are the same in every export of the\n" +
			"class and tell nobody who they are; --pseudonyms=false gives chosen names and gradebook IDs.",
		Example: "  lectern export answers --out answers.csv\n  lectern export answers --format xlsx --pseudonyms=false --out answers.xlsx\n  lectern export answers --json",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				format = string(export.JSONL)
			}
			return c.desk(cmd.Context(), name, func(d desk) error {
				b, err := d.Book(cmd.Context(), d.cfg, d.class, time.Now())
				if err != nil {
					return err
				}
				return c.write(out, func(w io.Writer) error {
					return export.Write(w, export.Format(format), b.Answers(cmd.Context(), d.Answers(), !pseudonyms), b.Asked())
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&name, "class", "", "the class, by its id or name (default: the only one)")
	f.StringVar(&format, "format", "csv", "csv, xlsx or jsonl (JSON lines)")
	f.StringVar(&out, "out", "", "file to write; the standard output when left out")
	f.BoolVar(&pseudonyms, "pseudonyms", true, "codes instead of names")
	f.BoolVar(&asJSON, "json", false, "print JSON lines")
	return cmd
}

func (c *cli) exportICal() *cobra.Command {
	var name, out string
	cmd := &cobra.Command{
		Use:     "ical",
		Short:   "Write the class's calendar: questions, closings, planned announcements",
		Long:    "Writes what /calendar/….ics serves; /export calendar in chat tells that address, to which a calendar program subscribes.",
		Example: "  lectern export ical --out class.ics",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.desk(cmd.Context(), name, func(d desk) error {
				lib, err := c.course(cmd.Context(), "")
				if err != nil {
					return err
				}
				defer func() { _ = lib.Close() }()
				data, err := d.Calendar(cmd.Context(), d.class, lib.Current().Course.Title, time.Now())
				if err != nil {
					return err
				}
				return c.write(out, func(w io.Writer) error { _, err := w.Write(data); return err })
			})
		},
	}
	cmd.Flags().StringVar(&name, "class", "", "the class, by its id or name (default: the only one)")
	cmd.Flags().StringVar(&out, "out", "", "file to write; the standard output when left out")
	return cmd
}

// exportQuestions writes the approved questions of the course.
func (c *cli) exportQuestions(kind string) *cobra.Command {
	var out, format string
	cmd := &cobra.Command{
		Use: "gift", Short: "Write the approved questions for Moodle and others",
		Long:    "Writes the questions that may be asked as GIFT; --format moodle gives Moodle XML, aiken and yaml those formats.",
		Example: "  lectern export gift --out questions.gift\n  lectern export gift --format moodle --out questions.xml", Args: noSuchCommand,
	}
	if kind == "anki" {
		cmd.Use, cmd.Short = "anki", "Write the approved questions as Anki notes"
		cmd.Long = "Writes Anki's text format (File → Import). Each note has a stable id: importing again updates the cards and\nkeeps what was learned."
		cmd.Example = "  lectern export anki --out course.txt"
	} else {
		cmd.Flags().StringVar(&format, "format", "gift", "gift, moodle, aiken or yaml")
	}
	cmd.Flags().StringVar(&out, "out", "", "file to write; the standard output when left out")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		lib, err := c.course(cmd.Context(), "")
		if err != nil {
			return err
		}
		defer func() { _ = lib.Close() }()
		b, err := bank.Load(cmd.Context(), lib.Files(), lib.Current().Course)
		if err != nil {
			return err
		}
		items := b.Askable()
		if len(items) == 0 {
			return fault.New(fault.Missing, "The course has no approved question.", "See lectern bank list.")
		}
		var data bytes.Buffer
		var findings []course.Finding
		if kind == "anki" {
			_, err = export.WriteAnki(&data, b.Course().Title, b, items)
		} else {
			questions := make([]bank.Question, len(items))
			for i, it := range items {
				questions[i] = it.Question
			}
			var text []byte
			text, findings, err = bank.Encode(bank.Format(format), questions)
			_, _ = data.Write(text) // never fails
		}
		if err != nil {
			return err
		}
		c.tellFindings("", findings)
		return c.write(out, func(w io.Writer) error { _, err := data.WriteTo(w); return err })
	}
	return cmd
}
