package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/config"
	"lectern/internal/fault"
	"lectern/internal/quiz"
)

func (c *cli) privacy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "privacy",
		Short: "Give out or erase what is kept of a student",
		Long: "Answers a student who asks what is kept, or wants it erased, and cannot do it with /privacy in chat.\n" +
			"A student is named by the account: nothing but a number made from it stands in the store.",
		Example: "  lectern privacy classes\n  lectern privacy export --platform discord --account 123456789012345678\n  lectern privacy erase --platform slack --tenant T0123 --account U0123 --yes",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.setting(cmd, config.Store, true)
	cmd.AddCommand(c.privacyClasses(), c.privacyExport(), c.privacyErase())
	return cmd
}

// account is how the command line names a student.
type account struct{ class, platform, tenant, id string }

func (a *account) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.class, "class", "", "the class, by its id or name (default: the only one)")
	f.StringVar(&a.platform, "platform", "", "discord or slack")
	f.StringVar(&a.tenant, "tenant", "", "the workspace's id (Slack)")
	f.StringVar(&a.id, "account", "", "the account's id on the platform")
}

// registry opens the store for work, and closes it afterwards.
func (c *cli) registry(ctx context.Context, work func(*app.Registry) error) (err error) {
	cfg, err := c.settings()
	if err != nil {
		return err
	}
	r, err := app.OpenRegistry(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return work(r)
}

func (a *account) find(r *app.Registry) (class.Class, quiz.StudentID, error) {
	if a.platform == "" || a.id == "" || a.platform == "slack" && a.tenant == "" {
		return class.Class{}, "", fault.New(fault.Invalid, "The student's account is not named.", "Give --platform and --account, and for Slack --tenant.")
	}
	c, err := r.Class(a.class)
	if err != nil {
		return c, "", err
	}
	return c, r.Student(c, chat.Person{Platform: chat.Platform(a.platform), Tenant: a.tenant, ID: a.id}), nil
}

func (c *cli) privacyClasses() *cobra.Command {
	return &cobra.Command{
		Use: "classes", Short: "List the classes in the store", Example: "  lectern privacy classes", Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.registry(cmd.Context(), func(r *app.Registry) error {
				for _, k := range r.Classes {
					c.printf("%s  %s\n", k.ID, k.Name)
				}
				return nil
			})
		},
	}
}

func (c *cli) privacyExport() *cobra.Command {
	var a account
	var out string
	cmd := &cobra.Command{
		Use: "export", Short: "Print all that is kept of a student, as JSON", Args: noSuchCommand,
		Example: "  lectern privacy export --platform discord --account 123456789012345678 --out student.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.registry(cmd.Context(), func(r *app.Registry) error {
				k, student, err := a.find(r)
				if err != nil {
					return err
				}
				h, err := r.Keeper.Held(cmd.Context(), k, student)
				if err != nil {
					return err
				}
				data, err := h.JSON()
				if err != nil {
					return err
				}
				if out == "" {
					c.print(string(data))
					return nil
				}
				return os.WriteFile(out, data, 0o600)
			})
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "write to this file instead")
	return cmd
}

func (c *cli) privacyErase() *cobra.Command {
	var a account
	var sure bool
	cmd := &cobra.Command{
		Use: "erase", Short: "Erase all that is kept of a student", Args: noSuchCommand,
		Long: "Erases answers, points, name, links and questions to staff for good. With the SQLite store, stop\n" +
			"Lectern first: the running program would show its leaderboards from memory until it starts again.",
		Example: "  lectern privacy erase --platform discord --account 123456789012345678 --yes",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.registry(cmd.Context(), func(r *app.Registry) error {
				k, student, err := a.find(r)
				if err != nil {
					return err
				}
				h, err := r.Keeper.Held(cmd.Context(), k, student)
				if err != nil {
					return err
				}
				if !sure {
					c.printf("%s would be erased. Nothing was: add --yes.\n", plural(len(h.Answers), "answer"))
					return exit(exitFailed)
				}
				if err := r.Keeper.Erase(cmd.Context(), k.ID, student); err != nil {
					return err
				}
				c.printf("%s erased.\n", plural(len(h.Answers), "answer"))
				return nil
			})
		},
	}
	a.flags(cmd)
	cmd.Flags().BoolVar(&sure, "yes", false, "really erase")
	return cmd
}
