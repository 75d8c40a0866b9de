package main

import (
	"github.com/spf13/cobra"

	"lectern/internal/app"
	"lectern/internal/config"
)

func (c *cli) store() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Tell whether the store holds what it held",
		Long: "Store opens the store and tells whether it can be written to, and whether it was wiped while Lectern ran:\n" +
			"emptied, taken away or replaced. From then on nothing is recorded, until a backup is restored (lectern restore)\n" +
			"or the loss is accepted (lectern store accept).",
		Example: "  lectern store\n  lectern store accept",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			if err := app.StoreInOrder(cmd.Context(), cfg); err != nil {
				return err
			}
			c.println("The store is in order.")
			return nil
		},
	}
	c.setting(cmd, config.Store, false)
	cmd.AddCommand(c.storeAccept())
	return cmd
}

func (c *cli) storeAccept() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "accept",
		Short: "Begin anew after the store was wiped",
		Long: "Accept says that what a wiped store held is given up, so that answers are recorded again. Before, think of\n" +
			"lectern restore: after accept the class has to be set up again, and everybody begins with no points.\n" +
			"A store that was not wiped is left alone.",
		Example: "  lectern store accept\n  lectern store accept --store redis://localhost:6379/0",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			restart, kept, err := app.AcceptLoss(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if kept != "" {
				c.printf("What stood in the place of the store was no sound one; it is kept in %s.\n", kept)
			}
			if restart {
				c.println("The loss is accepted. Start Lectern anew.")
				return nil
			}
			c.println("The loss is accepted. A Lectern that runs goes on within seconds.")
			return nil
		},
	}
	c.setting(cmd, config.Store, false)
	return cmd
}
