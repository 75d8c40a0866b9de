package main

import (
	"errors"

	"github.com/spf13/cobra"

	"lectern/internal/app"
	"lectern/internal/config"
)

// oneFile is the argument of backup and restore.
func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{errors.New(cmd.Name() + " needs one file; see lectern " + cmd.Name() + " --help")}
	}
	return nil
}

func (c *cli) backup() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write everything the store holds to a file, while Lectern runs",
		Long: "Backup writes classes, questions asked, answers, leaderboards and posts of either store to one file with a\n" +
			"version and a checksum. Lectern may go on running. The file holds names and marks: keep it as you keep those.\n" +
			"The secret (LECTERN_SECRET or the file beside the store) is not in it; keep a copy of that too.",
		Example: "  lectern backup lectern-2026-11-24.backup\n  lectern backup --store redis://localhost:6379/0 class.backup",
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			h, err := app.Backup(cmd.Context(), cfg, args[0])
			if err != nil {
				return err
			}
			c.printf("%s: %s store, %d bytes, SHA-256 %s\n", args[0], h.Store, h.Bytes, h.SHA256)
			return nil
		},
	}
	c.setting(cmd, config.Store, false)
	return cmd
}

func (c *cli) restore() *cobra.Command {
	var replace bool
	cmd := &cobra.Command{
		Use:   "restore [--replace] FILE",
		Short: "Fill the store from a backup; stop Lectern first",
		Long: "Restore checks that a backup is whole and fills the store with it. Stop Lectern first. A store that holds\n" +
			"something is refused unless --replace is given; a SQLite file of before is then kept beside the new one.",
		Example: "  lectern restore lectern-2026-11-24.backup\n  lectern restore --replace --store redis://localhost:6379/0 class.backup",
		Args:    oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			h, kept, err := app.Restore(cmd.Context(), cfg, args[0], replace)
			if err != nil {
				return err
			}
			c.printf("Restored the %s store as it was on %s.\n", h.Store, h.Made.Format("2006-01-02 15:04:05 MST"))
			if kept != "" {
				c.printf("The store of before is kept in %s.\n", kept)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "put the backup in the place of what the store holds")
	c.setting(cmd, config.Store, false)
	return cmd
}
