package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/api"
	"lectern/internal/bot"
)

func (c *cli) section() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "section [--json] QUERY",
		Short:   "Find a passage and print it",
		Long:    "Section finds the passage that a topic names, as /section does in chat. It exits with 0 when\nsomething fits and with 3 when nothing does.",
		Example: "  lectern section realism\n  lectern section --json security dilemma\n  lectern section --content my-course loops",
		Args:    words("section", "a topic"),
		RunE: func(cmd *cobra.Command, args []string) error {
			query, _ := bot.Clean(strings.Join(args, " "))
			lib, err := c.course(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			a := api.Lookup(lib.Current(), query)
			if asJSON {
				err = c.printJSON(a)
			} else {
				c.printAnswer(a)
			}
			if err == nil && !a.Found() {
				return exit(exitNotFound)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// words asks for at least one word that is not blank.
func words(command, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if q, _ := bot.Clean(strings.Join(args, " ")); q == "" {
			return usageError{fmt.Errorf("%s needs %s; see lectern %s --help", command, what, command)}
		}
		return nil
	}
}

func (c *cli) printAnswer(a api.Answer) {
	if a.Best != nil {
		c.printPassage(*a.Best)
	}
	switch {
	case a.Best != nil && len(a.Others) > 0:
		c.println("\nSee also:")
	case len(a.Others) > 0:
		c.printf("Several passages fit “%s”:\n", a.Query)
	case a.Best == nil:
		c.printf("Nothing fits “%s”.\n", a.Query)
		if len(a.Suggestions) > 0 {
			c.println("Nearest titles:")
		}
	}
	for _, p := range a.Others {
		c.printf("  %s\n", line(p))
	}
	if !a.Found() {
		for _, s := range a.Suggestions {
			c.printf("  %s\n", s)
		}
	}
}

func line(p api.Passage) string {
	return strings.Join(append(append([]string(nil), p.Breadcrumb...), p.Title), " › ")
}

func (c *cli) printPassage(p api.Passage) {
	c.printf("%s\n%s\n\n%s\n", p.Title, strings.Join(p.Breadcrumb, " › "), p.Text)
}
