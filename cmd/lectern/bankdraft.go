package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"lectern/internal/bank"
	"lectern/internal/bank/draft"
	"lectern/internal/course"
)

// bankDraft proposes questions from a course's prose.
func (c *cli) bankDraft() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "draft [DIR]",
		Short: "Propose questions from a course's prose",
		Long: "Draft turns statements of the chapters around into questions, by fixed rules: the same text always gives the\n" +
			"same drafts. They are printed in the form of chapterN.quiz.yaml; how many each rule gave follows on the\n" +
			"standard error. A draft is never asked before somebody has read it and set its state to approved.",
		Example: "  lectern bank draft my-course > drafts.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := ""
			if len(args) == 1 {
				dir = args[0]
			}
			lib, err := c.course(cmd.Context(), dir)
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			return c.printDrafts(lib.Current().Course.Chapters)
		},
	}
	return cmd
}

func (c *cli) printDrafts(chapters []*course.Unit) error {
	var all []bank.Question
	total := map[draft.Rule]draft.Yield{}
	for _, ch := range chapters {
		drafts, yields := draft.Chapter(ch)
		for _, d := range drafts {
			all = append(all, d.Question)
		}
		for _, y := range yields {
			t := total[y.Rule]
			total[y.Rule] = draft.Yield{Rule: y.Rule, Proposed: t.Proposed + y.Proposed, Kept: t.Kept + y.Kept}
		}
	}
	data, err := bank.Write(all)
	if err != nil {
		return err
	}
	if _, err := c.out.Write(data); err != nil {
		return fmt.Errorf("print the drafts: %w", err)
	}
	for _, r := range draft.Rules() {
		_, _ = fmt.Fprintf(c.err, "%-12s %3d of %3d kept\n", r, total[r].Kept, total[r].Proposed) // the exit code tells of a broken pipe
	}
	_, _ = fmt.Fprintf(c.err, "%s.\n", plural(len(all), "draft"))
	return nil
}
