package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func (c *cli) config() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Look at the settings",
		Example: "  lectern config show",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var asJSON bool
	show := &cobra.Command{
		Use:     "show [--json]",
		Short:   "List all settings with where each came from, secrets hidden",
		Example: "  lectern config show\n  lectern config show --json --config staging.yaml",
		Args:    noSuchCommand,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.settings()
			if asJSON {
				if jsonErr := c.printJSON(map[string]any{"settings": cfg.Show()}); jsonErr != nil {
					return jsonErr
				}
				return err
			}
			w := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "SETTING\tVALUE\tFROM") // Flush tells of failures
			for _, s := range cfg.Show() {
				value := s.Value
				if value == "" {
					value = "-"
				}
				_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", s.Key, value, s.Origin)
			}
			if flushErr := w.Flush(); flushErr != nil {
				return fmt.Errorf("write settings: %w", flushErr)
			}
			return err
		},
	}
	show.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.serveSettings(show)
	cmd.AddCommand(show)
	return cmd
}
