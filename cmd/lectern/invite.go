package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lectern/adapters/slack"
	"lectern/internal/config"
	"lectern/internal/fault"
)

func (c *cli) invite() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "invite",
		Short: "Print the link that installs the bot with the least permissions",
		Long: "Each link is printed with what it asks for and why, and with the settings to fill in afterwards. It needs\n" +
			"Discord's application id, or for Slack nothing.",
		Example: "  LECTERN_DISCORD_APP_ID=123456789012345678 lectern invite discord\n  lectern invite slack",
		Args:    noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "discord", Short: "Print Discord's install link", Example: "  LECTERN_DISCORD_APP_ID=123456789012345678 lectern invite discord",
			Args: noSuchCommand, RunE: func(*cobra.Command, []string) error { return c.inviteDiscord() },
		},
		&cobra.Command{
			Use: "slack", Short: "Print Slack's install link", Example: "  lectern invite slack",
			Args: noSuchCommand, RunE: func(*cobra.Command, []string) error { return c.inviteSlack() },
		},
	)
	return cmd
}

// permission is a right on a Discord server (Discord developer docs, “Permissions”).
type permission struct {
	bit          uint64
	name, reason string
}

// discordPermissions are the least that the bot needs; administrator is never among them.
func discordPermissions() []permission {
	return []permission{
		{1 << 10, "View Channels", "to see the channels it posts to"},
		{1 << 11, "Send Messages", "to post what staff announces and the daily question"},
		{1 << 14, "Embed Links", "to show passages with their title and place"},
		{1 << 15, "Attach Files", "to send charts and exports with a message"},
		{1 << 16, "Read Message History", "to see whether a question is there already before it posts one, after an interruption"},
		{1 << 35, "Create Public Threads", "to keep the talk about a question in one place"},
		{1 << 38, "Send Messages in Threads", "to post the results there"},
	}
}

func (c *cli) inviteDiscord() error {
	cfg, err := c.settings()
	if err != nil {
		return err
	}
	id := cfg.Getenv("LECTERN_DISCORD_APP_ID")
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return fault.New(fault.Invalid, "LECTERN_DISCORD_APP_ID is not set to an application id, which is a long number.",
			"Create an application at https://discord.com/developers/applications and copy its Application ID.")
	}
	var bits uint64
	for _, p := range discordPermissions() {
		bits |= p.bit
	}
	q := url.Values{"client_id": {id}, "scope": {"bot applications.commands"}, "permissions": {strconv.FormatUint(bits, 10)}}
	c.printf("Open this link and choose your server:\n\n  https://discord.com/oauth2/authorize?%s\n\nIt asks for:\n", q.Encode())
	for _, p := range discordPermissions() {
		c.printf("  %-25s %s\n", p.name, p.reason)
	}
	c.print("It reads only its own messages and needs no privileged intent.\n\n",
		"Then put the bot's token, from the page Bot of the same application, into LECTERN_DISCORD_TOKEN\n",
		"(or LECTERN_DISCORD_TOKEN_FILE), and run lectern doctor.\n")
	return nil
}

func (c *cli) inviteSlack() error {
	cfg, err := c.settings()
	if err != nil {
		return err
	}
	data, err := slackManifest(cfg)
	if err != nil {
		return err
	}
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `json:"bot"`
			} `json:"scopes"`
		} `json:"oauth_config"`
	}
	var compact bytes.Buffer
	if err := errors.Join(json.Unmarshal(data, &m), json.Compact(&compact, data)); err != nil {
		return fmt.Errorf("read the manifest: %w", err)
	}
	c.printf("Open this link, choose your workspace and create the app:\n\n  https://api.slack.com/apps?%s\n\nIt asks for:\n",
		url.Values{"new_app": {"1"}, "manifest_json": {compact.String()}}.Encode())
	why := slack.Scopes()
	for _, s := range m.OAuth.Scopes.Bot {
		c.printf("  %-16s %s\n", s, why[s])
	}
	c.print("It reads no messages.\n\nThen install it to the workspace, and put into the settings:\n",
		"  LECTERN_SLACK_BOT_TOKEN       the Bot User OAuth Token (xoxb-…), from OAuth & Permissions\n")
	if slackByHTTP(cfg) {
		c.print("  LECTERN_SLACK_SIGNING_SECRET  the Signing Secret, from Basic Information\n")
	} else {
		c.print("  LECTERN_SLACK_APP_TOKEN       an App-Level Token (xapp-…) with connections:write, from Basic Information\n")
	}
	c.print("and run lectern doctor.\n")
	if at := cfg.PublicURL(); at != "" && cfg.Getenv("LECTERN_SLACK_CLIENT_ID") != "" {
		c.printf("\nOther workspaces install it at %s/slack/install.\n", at)
	}
	return nil
}

func needPublicURL() error {
	return fault.New(fault.Invalid, "LECTERN_SLACK_INGRESS is http, but Slack cannot be told where: "+config.PublicURL+" is not set.",
		"Set "+config.PublicURL+", or use LECTERN_SLACK_INGRESS=socket, which needs no address.")
}
