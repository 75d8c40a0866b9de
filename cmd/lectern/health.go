package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"lectern/internal/config"
	"lectern/internal/fault"
)

// healthPatience is how long a healthy program may take to say so; the image's own health
// check gives up after three seconds.
const healthPatience = 2 * time.Second

func (c *cli) health() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "health",
		Short:   "Ask the running program whether it is alive (for containers)",
		Long:    "Health asks /livez of the program that runs with the same settings. It exits with 0 when the\nprogram answers and with 1 when it does not.",
		Example: "  lectern health\n  LECTERN_ADDR=127.0.0.1:9000 lectern health",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			url := "http://" + reachable(cfg.Getenv(config.Addr)) + "/livez"
			if err := ask(cmd.Context(), url); err != nil {
				return fault.Wrap(err, fault.Missing, "Lectern does not answer at "+url+".", "Is it running, with the same LECTERN_ADDR?")
			}
			c.println("alive")
			return nil
		},
	}
	c.setting(cmd, config.Addr, false)
	return cmd
}

func ask(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	resp, err := (&http.Client{Timeout: healthPatience}).Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return nil
}
