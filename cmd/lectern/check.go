package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/bank"
	"lectern/internal/course"
)

// checked is the JSON of lectern check.
type checked struct {
	Course   string              `json:"course"`
	Counts   course.Counts       `json:"counts"`
	Files    []course.FileCounts `json:"files"`
	Findings []course.Finding    `json:"findings"`
}

func (c *cli) check() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "check [--json] [DIR]",
		Short:   "Look through a course for mistakes",
		Long:    "Check reads a course folder and says what a careful editor would mention, each with its file, line\nand what to do about it. It exits with 1 when there are errors; warnings and hints do not count.",
		Example: "  lectern check my-course\n  lectern check --json my-course",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{fmt.Errorf("check takes one folder, and %d were given; see lectern check --help", len(args))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			lib, err := c.course(cmd.Context(), strings.Join(args, ""))
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			s := lib.Current()
			b, err := bank.Load(cmd.Context(), lib.Files(), s.Course)
			if err != nil {
				return err
			}
			// A chapter whose questions stand beside it needs none inside it.
			findings := slices.DeleteFunc(slices.Concat(s.Findings, b.Findings), func(f course.Finding) bool {
				return f.Code == "no-quiz" && slices.ContainsFunc(b.Items, func(it *bank.Item) bool { return it.Chapter != nil && it.Chapter.File == f.File })
			})
			course.SortFindings(findings)
			if asJSON {
				err = c.printJSON(checked{s.Course.ID, s.Course.Total(), list(s.Course.Files), list(findings)})
			} else {
				c.printFindings(s, findings, b)
			}
			if err == nil && severities(findings)[course.Error] > 0 {
				return exit(exitFailed)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// list makes an empty list of none, because JSON tells null and [] apart.
func list[T any](in []T) []T { return append([]T{}, in...) }

func severities(fs []course.Finding) map[course.Severity]int {
	n := make(map[course.Severity]int)
	for _, f := range fs {
		n[f.Severity]++
	}
	return n
}

func (c *cli) printFindings(s *course.Snapshot, findings []course.Finding, b *bank.Bank) {
	for _, f := range findings {
		at := f.File
		if f.Line > 0 {
			at = fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		c.printf("%s: %s: %s [%s]\n", at, f.Severity, f.Message, f.Code)
		for l := range strings.Lines(f.Excerpt) {
			c.printf("    %s\n", strings.TrimRight(l, "\n"))
		}
		if f.Remedy != "" {
			c.printf("    → %s\n", f.Remedy)
		}
	}
	if len(findings) > 0 {
		c.println()
	}
	n, t := severities(findings), s.Course.Total()
	c.printf("%s (%s): %s, %s (%d empty), %s, %s.\n", s.Course.Title, s.Course.Format,
		plural(t.Chapters, "chapter"), plural(t.Lessons, "lesson"), t.EmptyLessons, plural(t.Sections, "section"), plural(t.Quizzes, "quiz question"))
	if len(b.Items) > 0 {
		c.printf("%s in the bank, %d of them asked.\n", plural(len(b.Items), "question"), len(b.Askable()))
	}
	c.printf("%s, %s, %s.\n", plural(n[course.Error], "error"), plural(n[course.Warning], "warning"), plural(n[course.Info], "hint"))
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
