package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/api"
	"lectern/internal/bot"
)

// snippetWidth is how much of a passage a search result shows: two lines of a terminal.
const snippetWidth = 140

func (c *cli) search() *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:     "search [--json] WORDS",
		Short:   "List the passages that hold some words",
		Long:    "Search ranks the passages that hold the words, as /search does in chat. It exits with 0 when\nsomething was found and with 3 when nothing was.",
		Example: "  lectern search balance of power\n  lectern search --json --limit 5 waltz",
		Args:    words("search", "words to look for"),
		RunE: func(cmd *cobra.Command, args []string) error {
			query, _ := bot.Clean(strings.Join(args, " "))
			if limit < 1 {
				return usageError{fmt.Errorf("--limit is %d: it must be at least 1", limit)}
			}
			lib, err := c.course(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			snap := lib.Current()
			if asJSON {
				a := api.Search(snap, query, limit)
				if err := c.printJSON(a); err != nil || a.Found() {
					return err
				}
				return exit(exitNotFound)
			}
			found := snap.Search(query, limit)
			if len(found) == 0 {
				c.printAnswer(api.Search(snap, query, limit), snap)
				return exit(exitNotFound)
			}
			for _, m := range found {
				c.println(strings.Join(append(m.Unit.Crumbs(), m.Unit.Title), " › "))
				var b strings.Builder
				for _, p := range snap.Snippet(m, query, snippetWidth) {
					b.WriteString(p.Text)
				}
				if b.Len() > 0 {
					c.printf("    %s\n", b.String())
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().IntVar(&limit, "limit", 10, "how many passages at most")
	return cmd
}
