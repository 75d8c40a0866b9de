package main

import (
	"github.com/spf13/cobra"

	"lectern/adapters"
	"lectern/internal/app"
)

func (c *cli) doctor() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "doctor [--json]",
		Short:   "Find out what keeps Lectern from working, with one remedy each",
		Long:    "Doctor looks at the settings, the course, the secret, the store, the listener and the platforms. What is\nnot set up because nobody needs it is skipped. It exits with 1 when something is wrong.",
		Example: "  lectern doctor\n  lectern doctor --json",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.settings()
			report := app.Diagnose(cmd.Context(), app.DiagnoseOptions{Config: cfg, Problem: err, Drivers: adapters.Drivers(), Log: c.quiet()})
			if asJSON {
				if err := c.printJSON(report); err != nil {
					return err
				}
			} else {
				c.printReport(report)
			}
			if report.Errors > 0 {
				return exit(exitFailed)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.serveSettings(cmd)
	return cmd
}

func (c *cli) printReport(r app.Report) {
	signs := map[app.Status]string{app.Fine: "✓ ok     ", app.Skipped: "· skipped", app.Doubtful: "! warning", app.Wrong: "✗ error  "}
	for _, ch := range r.Checks {
		c.printf("%s  %-9s %s\n", signs[ch.Status], ch.Name, ch.Message)
		if ch.Remedy != "" {
			c.printf("                     → %s\n", ch.Remedy)
		}
	}
	c.printf("\n%s, %s.\n", plural(r.Errors, "error"), plural(r.Warnings, "warning"))
	if r.Next != "" {
		c.printf("Next: %s\n", r.Next)
	}
}
