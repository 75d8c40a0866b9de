package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// bank has the sub-commands on questions.
func (c *cli) bank() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "bank",
		Short:   "Look at a course's questions and bring them from and to other programs",
		Example: "  lectern bank list --content my-course\n  lectern bank convert --to gift chapter1.quiz.yaml",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.bankList(), c.bankConvert(), c.bankDraft(), c.bankReview(), c.bankSchema())
	return cmd
}

// listed is a question in the JSON of lectern bank list.
type listed struct {
	ID      string     `json:"id"`
	Kind    bank.Kind  `json:"kind"`
	State   bank.State `json:"state"`
	Stale   bool       `json:"stale"`
	Asked   bool       `json:"askable"`
	Section string     `json:"section"`
	File    string     `json:"file"`
	Line    int        `json:"line"`
}

func (c *cli) bankList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list [--json]",
		Short:   "List the questions of a course, and which of them are asked",
		Example: "  lectern bank list\n  lectern bank list --json --content my-course",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lib, err := c.course(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			b, err := bank.Load(cmd.Context(), lib.Files(), lib.Current().Course)
			if err != nil {
				return err
			}
			rows := make([]listed, 0, len(b.Items))
			for _, it := range b.Items {
				row := listed{ID: it.ID, Kind: it.Kind, State: it.State, Stale: it.Stale, Asked: it.Askable(), File: it.File, Line: it.Line}
				if it.Unit != nil {
					row.Section = it.Unit.Title
				}
				rows = append(rows, row)
			}
			if asJSON {
				return c.printJSON(rows)
			}
			for _, r := range rows {
				state := string(r.State)
				switch {
				case r.Stale:
					state = "stale"
				case !r.Asked && r.State == bank.Approved:
					state = "mistaken"
				}
				c.printf("%-24s %-8s %-9s %s (%s:%d)\n", r.ID, r.Kind, state, r.Section, r.File, r.Line)
			}
			c.printf("%s, %d of them asked.\n", plural(len(rows), "question"), len(b.Askable()))
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (c *cli) bankConvert() *cobra.Command {
	var to, from, output string
	cmd := &cobra.Command{
		Use:   "convert [--to FORMAT] [--from FORMAT] [-o FILE] FILE…",
		Short: "Convert questions between YAML, GIFT, Aiken and Moodle XML",
		Long: "Convert reads questions and writes them in another format: yaml (the form that stands beside a chapter),\n" +
			"gift, aiken or moodle (Moodle XML, written only). Ids and tags survive. A file called - is the standard\n" +
			"input. What has no form in the other format is told, and left out; when a file cannot be read, nothing is\n" +
			"written and the exit code is 1.",
		Example: "  lectern bank convert --to gift chapter1.quiz.yaml\n  lectern bank convert --from gift -o chapter2.quiz.yaml questions.txt",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("convert needs a file; see lectern bank convert --help")}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			var all []bank.Question
			mistakes := 0
			for _, file := range args {
				questions, n, err := c.readQuestions(file, bank.Format(from))
				if err != nil {
					return err
				}
				all, mistakes = append(all, questions...), mistakes+n
			}
			if mistakes > 0 {
				return fmt.Errorf("%s: nothing was written", plural(mistakes, "mistake"))
			}
			data, findings, err := bank.Encode(bank.Format(to), all)
			if err != nil {
				return err
			}
			c.tellFindings("", findings)
			if output == "" {
				_, err = c.out.Write(data)
				return err
			}
			return os.WriteFile(output, data, 0o644) //nolint:gosec // questions are part of the course, which everybody may read
		},
	}
	cmd.Flags().StringVar(&to, "to", "yaml", "format to write: yaml, gift, aiken or moodle")
	cmd.Flags().StringVar(&from, "from", "", "format to read: yaml, gift or aiken; guessed when left out")
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write; the standard output when left out")
	return cmd
}

// readQuestions reads a file of questions and tells what is wrong with it on the standard
// error; mistakes counts what keeps it from being converted.
func (c *cli) readQuestions(file string, f bank.Format) (questions []bank.Question, mistakes int, err error) {
	var data []byte
	if file == "-" {
		data, err = io.ReadAll(io.LimitReader(c.in, maxQuestions))
	} else {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read questions: %w", err)
	}
	if f == "" {
		f = bank.Guess(file, data)
	}
	questions, findings, err := bank.Read(f, file, data)
	if err != nil {
		return nil, 0, err
	}
	return questions, c.tellFindings(file, findings), nil
}

// maxQuestions bounds what is read from the standard input, in bytes.
const maxQuestions = 16 << 20

// tellFindings prints findings to the standard error and counts the errors among them.
func (c *cli) tellFindings(file string, findings []course.Finding) (mistakes int) {
	for _, f := range findings {
		at := f.File
		if at == "" {
			at = file
		}
		if f.Line > 0 {
			at = fmt.Sprintf("%s:%d", at, f.Line)
		}
		if at != "" {
			at += ": "
		}
		_, _ = fmt.Fprintf(c.err, "%s%s: %s [%s]\n", at, f.Severity, f.Message, f.Code) // the exit code tells of a broken pipe
		if f.Excerpt != "" {
			_, _ = fmt.Fprintln(c.err, f.Excerpt)
		}
		if f.Remedy != "" {
			_, _ = fmt.Fprintf(c.err, "    → %s\n", f.Remedy)
		}
		if f.Severity == course.Error {
			mistakes++
		}
	}
	return mistakes
}

func (c *cli) bankSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of files of questions, for editors",
		Long:    "Schema prints the JSON Schema of chapterN.quiz.yaml. Put it beside the chapters as quiz.schema.json; an editor\nwith a YAML language server then checks and completes files that begin with\n\n  # yaml-language-server: $schema=quiz.schema.json",
		Example: "  lectern bank schema > my-course/chapters/quiz.schema.json",
		Args:    noSuchCommand,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(c.out, bank.Schema())
			return err
		},
	}
}
