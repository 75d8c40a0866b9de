package main

import (
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/bank"
	"lectern/internal/bank/review"
)

// bankReview walks through a course's drafts in the terminal.
func (c *cli) bankReview() *cobra.Command {
	return &cobra.Command{
		Use:   "review [DIR]",
		Short: "Walk through a course's drafts: accept, edit or reject each",
		Long: "Review shows each question that is still a draft, with its right answer and the passage it rests on, and asks\n" +
			"what shall become of it. Each decision is written into the file of questions at once; comments and everything\n" +
			"else in it stay. A rejected draft is kept with its reason and is not proposed again. It reads plain lines from\n" +
			"the keyboard and ends with the input.",
		Example: "  lectern bank draft --write my-course\n  lectern bank review my-course",
		Args:    atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			lib, b, folder, err := c.openBank(cmd.Context(), strings.Join(args, ""))
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			defer folder.close()
			save := func(file string, was, q bank.Question) error {
				return folder.change(file, func(data []byte) ([]byte, error) { return bank.Edit(file, data, was, q) })
			}
			s, err := review.New(b, lib.Files(), c.in, c.out, save).Run()
			c.tellReview(s)
			return err
		},
	}
}

func (c *cli) tellReview(s review.Summary) {
	if s.Unnamed > 0 {
		c.printf("%s without an id of its own was not shown; see lectern check.\n", plural(s.Unnamed, "draft"))
	}
	if s.Approved+s.Rejected+s.Left == 0 {
		c.printf("There is nothing to review.\n")
		return
	}
	c.printf("\n%d accepted, %d rejected, %s left.\n", s.Approved, s.Rejected, plural(s.Left, "draft"))
}
