package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/chat"
	"lectern/internal/commands"
	"lectern/internal/config"
)

// slackManifest is the description of the app that Slack creates it from (Slack developer
// docs, “App manifest reference”).
type slackManifest struct {
	Metadata struct {
		Major int `json:"major_version"`
		Minor int `json:"minor_version"`
	} `json:"_metadata"`
	Display  slackDisplay  `json:"display_information"`
	Features slackFeatures `json:"features"`
	OAuth    slackOAuth    `json:"oauth_config"`
	Settings slackSettings `json:"settings"`
}

type slackDisplay struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Background  string `json:"background_color"`
}

type slackFeatures struct {
	Bot struct {
		Name   string `json:"display_name"`
		Online bool   `json:"always_online"`
	} `json:"bot_user"`
	Commands []slackCommand `json:"slash_commands"`
}

type slackCommand struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	Hint        string `json:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape"`
}

type slackOAuth struct {
	Redirects []string `json:"redirect_urls,omitempty"`
	Scopes    struct {
		Bot []string `json:"bot"`
	} `json:"scopes"`
}

type slackSettings struct {
	Interactivity struct {
		Enabled bool   `json:"is_enabled"`
		URL     string `json:"request_url,omitempty"`
	} `json:"interactivity"`
	Events *slackEvents `json:"event_subscriptions,omitempty"`
	Deploy bool         `json:"org_deploy_enabled"`
	Socket bool         `json:"socket_mode_enabled"`
	Rotate bool         `json:"token_rotation_enabled"`
}

type slackEvents struct {
	URL string   `json:"request_url"`
	Bot []string `json:"bot_events"`
}

// scope is a permission with the reason why it is asked for.
type scope struct{ name, reason string }

// slackScopes are the least that the app needs.
func slackScopes() []scope {
	return []scope{
		{"commands", "to receive /course and the other commands"},
		{"chat:write", "to post where it was invited, and nowhere else"},
		{"im:write", "to send reminders to those who asked for them"},
		{"users:read", "to tell who owns or administers the workspace: they are staff at first"},
	}
}

// makeSlackManifest describes the app for the way it is reached: by its own connection, or at
// a public address.
func makeSlackManifest(specs []chat.Spec, public string, byHTTP bool) slackManifest {
	var m slackManifest
	m.Metadata.Major, m.Metadata.Minor = 2, 0
	m.Display = slackDisplay{"Lectern", "The course, where the class already talks", "#1f3a5f"}
	m.Features.Bot.Name, m.Features.Bot.Online = "Lectern", true
	for _, s := range slackScopes() {
		m.OAuth.Scopes.Bot = append(m.OAuth.Scopes.Bot, s.name)
	}
	m.Settings.Interactivity.Enabled = true
	m.Settings.Socket = !byHTTP
	at := ""
	if byHTTP {
		at = public + "/slack/commands"
		m.Settings.Interactivity.URL = public + "/slack/interactions"
		m.Settings.Events = &slackEvents{URL: public + "/slack/events", Bot: []string{"app_uninstalled", "tokens_revoked"}}
		m.OAuth.Redirects = []string{public + "/slack/oauth"}
	}
	m.Features.Commands = []slackCommand{{Command: "/course", URL: at, Description: "Ask the course: section, chapter, search, help", Hint: "section realism"}}
	for _, s := range specs {
		if slices.Contains(slackOwn(), s.Name) {
			continue // reached as /course and its name
		}
		m.Features.Commands = append(m.Features.Commands, slackCommand{Command: "/" + s.Name, URL: at, Description: s.Description, Hint: hint(s)})
	}
	return m
}

// slackOwn are commands of Slack itself that an app cannot take (Slack help centre, “Guide to
// slash commands in Slack”).
func slackOwn() []string {
	return []string{"help", "invite", "join", "leave", "me", "msg", "mute", "open", "remind", "search", "shrug", "status", "topic", "who"}
}

// hint shows what follows a command.
func hint(s chat.Spec) string {
	var parts []string
	for _, p := range s.Args {
		if p.Required {
			parts = append(parts, "<"+p.Name+">")
		} else {
			parts = append(parts, "["+p.Name+"]")
		}
	}
	return strings.Join(parts, " ")
}

// specs lists the chat commands; no course is needed for that.
func specs() []chat.Spec {
	var out []chat.Spec
	for _, c := range commands.New(commands.Options{}).List() {
		out = append(out, c.Spec)
	}
	return out
}

// slackManifestOf makes the manifest that suits the settings.
func slackManifestOf(cfg *config.Config) (slackManifest, error) {
	byHTTP := cfg.Getenv("LECTERN_SLACK_INGRESS") == "http"
	if byHTTP && cfg.PublicURL() == "" {
		return slackManifest{}, needPublicURL()
	}
	return makeSlackManifest(specs(), cfg.PublicURL(), byHTTP), nil
}

func (c *cli) manifest() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the description from which a platform creates the app",
		Args:  noSuchCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	slack := &cobra.Command{
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
			m, err := slackManifestOf(cfg)
			if err != nil {
				return err
			}
			return c.printJSON(m)
		},
	}
	c.setting(slack, config.PublicURL, false)
	cmd.AddCommand(slack)
	return cmd
}
