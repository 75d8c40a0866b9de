package main

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"lectern/internal/api"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
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
				c.printAnswer(a, lib.Current())
			}
			if err == nil && !a.Found() {
				return exit(exitNotFound)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.ValidArgsFunction = c.suggestTitles
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

func (c *cli) printAnswer(a api.Answer, s *course.Snapshot) {
	if a.Best != nil {
		c.printPassage(s.Course.ByID(a.Best.ID))
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

// printPassage sets a passage for reading: its place, then its blocks, wrapped and parted by
// blank lines, headings underlined.
func (c *cli) printPassage(u *course.Unit) {
	width := c.width()
	c.println(u.Title)
	c.println(strings.Repeat("=", min(uniseg.StringWidth(u.Title), width)))
	if where := u.Crumbs(); len(where) > 0 {
		c.println(strings.Join(where, chat.Separator))
	}
	if u.Lead != "" {
		c.printf("\n%s\n", wrap(u.Lead, width))
	}
	if u.Planned {
		c.println("\nComing soon: this is announced, but its text is not there yet.")
	}
	for _, b := range u.Text() {
		text := doc.BlockText([]doc.Block{b})
		if _, ok := b.(doc.Code); !ok {
			text = wrap(text, width)
		}
		if text == "" {
			continue
		}
		c.printf("\n%s\n", text)
		if _, ok := b.(doc.Heading); ok {
			c.println(strings.Repeat("-", min(uniseg.StringWidth(text), width)))
		}
	}
}

// readable is the widest line that is set, in columns: longer ones tire the eye.
const readable = 88

// width is how wide lines may be: the terminal's, within reason.
func (c *cli) width() int {
	if w := c.columns(); w > 0 {
		return min(w, readable)
	}
	return readable
}

// wrap breaks lines at blanks so that they fit a width in columns. A word longer than that
// stays whole, so that it can be copied.
func wrap(text string, width int) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		used := 0
		for word := range strings.FieldsSeq(line) {
			w := uniseg.StringWidth(word)
			switch {
			case used == 0:
			case used+1+w > width:
				b.WriteByte('\n')
				used = 0
			default:
				b.WriteByte(' ')
				used++
			}
			b.WriteString(word)
			used += w
		}
	}
	return b.String()
}

// suggestTitles completes titles in the shell.
func (c *cli) suggestTitles(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	lib, err := c.course(cmd.Context(), "")
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	defer func() { _ = lib.Close() }()
	var out []string
	for _, u := range lib.Current().Complete(strings.Join(append(args, typed), " "), chat.MaxChoices) {
		out = append(out, u.Title+"\t"+strings.Join(u.Crumbs(), chat.Separator))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
