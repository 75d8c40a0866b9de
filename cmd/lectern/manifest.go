package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"lectern/adapters/slack"
	"lectern/internal/chat"
	"lectern/internal/commands"
	"lectern/internal/config"
)

// slackOwn are commands of Slack itself that an app cannot take; they are reached as /course
// and their name (Slack help centre, “Guide to slash commands in Slack”).
func slackOwn() []string {
	return []string{"help", "invite", "join", "leave", "me", "msg", "mute", "open", "remind", "search", "shrug", "status", "topic", "who"}
}

// slackSpecs lists the chat commands that Slack lets an app have; no course is needed for that.
func slackSpecs() []chat.Spec {
	var out []chat.Spec
	for _, c := range commands.New(commands.Options{Classroom: &commands.Classroom{}}).List() {
		if !slices.Contains(slackOwn(), c.Spec.Name) {
			out = append(out, c.Spec)
		}
	}
	return out
}

// slackManifest makes the manifest that suits the settings: reached by the app's own
// connection, or at a public address.
func slackManifest(cfg *config.Config) ([]byte, error) {
	byHTTP := slackByHTTP(cfg)
	if byHTTP && cfg.PublicURL() == "" {
		return nil, needPublicURL()
	}
	data, err := slack.Manifest(slackSpecs(), slack.ManifestOptions{Socket: !byHTTP, Public: cfg.PublicURL()})
	if err != nil {
		return nil, fmt.Errorf("make Slack's manifest: %w", err)
	}
	return data, nil
}

func slackByHTTP(cfg *config.Config) bool { return cfg.Getenv("LECTERN_SLACK_INGRESS") == "http" }

func (c *cli) manifest() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "manifest",
		Short:   "Print the description from which a platform creates the app",
		Example: "  lectern manifest slack > manifest.json",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	one := &cobra.Command{
		Use:     "slack",
		Short:   "Print Slack's app manifest as JSON",
		Long:    "The manifest is made from the commands this program has. With LECTERN_SLACK_INGRESS=http it names\nthe addresses under LECTERN_PUBLIC_URL; otherwise it switches Socket Mode on, which needs no address.",
		Example: "  lectern manifest slack > manifest.json",
		Args:    noSuchCommand,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			m, err := slackManifest(cfg)
			if err == nil {
				c.print(string(m))
			}
			return err
		},
	}
	c.setting(one, config.PublicURL, false)
	cmd.AddCommand(one)
	return cmd
}
