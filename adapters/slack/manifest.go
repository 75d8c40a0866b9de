package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// ManifestOptions say what an app manifest is for.
type ManifestOptions struct {
	Name   string // the app's name; "Lectern" when empty
	Socket bool   // Socket Mode rather than HTTP
	Public string // the bot's address seen from outside, for HTTP
}

// Limits of a manifest (Slack's manifest schema, version 2).
const (
	maxAppName       = 35
	maxCommandName   = 32 // with its slash
	maxCommandText   = 2000
	maxCommandHint   = 1000
	maxDescription   = 140
	minLong          = 175
	maxLong          = 4000
	maxCommandsShown = 50
)

type manifest struct {
	Metadata struct {
		Major int `json:"major_version"`
		Minor int `json:"minor_version"`
	} `json:"_metadata"`
	Display struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Long        string `json:"long_description"`
		Color       string `json:"background_color"`
	} `json:"display_information"`
	Features struct {
		Home struct {
			Home     bool `json:"home_tab_enabled"`
			Messages bool `json:"messages_tab_enabled"`
			ReadOnly bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		Bot struct {
			Name   string `json:"display_name"`
			Online bool   `json:"always_online"`
		} `json:"bot_user"`
		Shortcuts []manifestShortcut `json:"shortcuts"`
		Commands  []manifestCommand  `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Redirects []string `json:"redirect_urls,omitempty"`
		Scopes    struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL  string   `json:"request_url,omitempty"`
			Bots []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			Enabled bool   `json:"is_enabled"`
			URL     string `json:"request_url,omitempty"`
		} `json:"interactivity"`
		OrgDeploy bool `json:"org_deploy_enabled"`
		Socket    bool `json:"socket_mode_enabled"`
		Rotation  bool `json:"token_rotation_enabled"`
	} `json:"settings"`
}

type manifestCommand struct {
	Command     string `json:"command"`
	URL         string `json:"url,omitempty"`
	Description string `json:"description"`
	Hint        string `json:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape"`
}

type manifestShortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	ID          string `json:"callback_id"`
	Description string `json:"description"`
}

// Manifest describes the app to Slack: its commands, the least scopes it needs and how
// events reach it.
func Manifest(specs []chat.Spec, o ManifestOptions) ([]byte, error) {
	var m manifest
	m.Metadata.Major = 2
	m.Metadata.Minor = 1
	m.Display.Name = "Lectern"
	if o.Name != "" {
		m.Display.Name = wire.Cut(plain(o.Name), maxAppName)
	}
	m.Display.Description = "Reads the course aloud in chat: passages, questions and announcements."
	m.Display.Long = "Lectern brings a course into the workspace where its class already talks. Ask for a section by name and read it here, answer the daily question with a button, and see announcements of new chapters. Answers to you are private. The bot reads no messages."
	m.Display.Color = "#1f3a5f"
	m.Features.Bot.Name = m.Display.Name
	m.Features.Bot.Online = true
	m.Features.Home.Home, m.Features.Home.Messages, m.Features.Home.ReadOnly = true, true, true
	for _, kind := range []string{"global", "message"} {
		m.Features.Shortcuts = append(m.Features.Shortcuts, manifestShortcut{Name: wire.Cut("Ask "+m.Display.Name, maxShortcutName), Type: kind, ID: shortcutID, Description: wire.Cut("Read a passage or practise where commands cannot be given: in a thread", maxShortcutText)})
	}
	hook := func(path string) string {
		if o.Socket {
			return ""
		}
		return o.Public + path
	}
	m.Features.Commands = append(m.Features.Commands, manifestCommand{Command: "/" + umbrella, URL: hook("/slack/commands"), Description: "Everything Lectern can do, in one command", Hint: "section realism | chapter | search words | help", Escape: true})
	for _, s := range specs {
		c := manifestCommand{Command: "/" + s.Name, URL: hook("/slack/commands"), Description: wire.Cut(plain(s.Description), maxCommandText), Hint: wire.Cut(hint(s), maxCommandHint), Escape: true}
		m.Features.Commands = append(m.Features.Commands, c)
	}
	m.OAuth.Scopes.Bot = scopeList()
	m.Settings.Interactivity.Enabled = true
	m.Settings.Interactivity.URL = hook("/slack/interactions")
	m.Settings.Socket = o.Socket
	m.Settings.Events.URL = hook("/slack/events")
	m.Settings.Events.Bots = []string{"app_home_opened", "app_uninstalled", "tokens_revoked"}
	if !o.Socket {
		m.OAuth.Redirects = []string{o.Public + "/slack/oauth"}
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the manifest: %w", err)
	}
	return append(out, '\n'), nil
}

func hint(s chat.Spec) string {
	h := ""
	for _, p := range s.Args {
		name := "[" + p.Name + "]"
		if p.Required {
			name = p.Name
		}
		if h != "" {
			h += " "
		}
		h += name
	}
	return h
}

// check holds the manifest to what its schema does not say.
func (m *manifest) check() error {
	if len(m.Features.Commands) > maxCommandsShown {
		return fmt.Errorf("a manifest holds %d commands at most, not %d", maxCommandsShown, len(m.Features.Commands))
	}
	name := regexp.MustCompile(`^/[a-z0-9_-]+$`)
	for _, c := range m.Features.Commands {
		if !name.MatchString(c.Command) || len(c.Command) > maxCommandName {
			return fmt.Errorf("%s cannot be a Slack command", c.Command)
		}
	}
	if n := len(m.Display.Description); n > maxDescription {
		return fmt.Errorf("a manifest's description has %d characters at most, not %d", maxDescription, n)
	}
	if n := len(m.Display.Long); n < minLong || n > maxLong {
		return fmt.Errorf("a manifest's long description has %d to %d characters, not %d", minLong, maxLong, n)
	}
	for _, s := range m.OAuth.Scopes.Bot {
		if !slices.Contains(knownScopes(), s) {
			return fmt.Errorf("%s is no scope of Slack's", s)
		}
	}
	for _, e := range m.Settings.Events.Bots {
		if !slices.Contains(knownEvents(), e) {
			return fmt.Errorf("%s is no event of Slack's", e)
		}
	}
	if !regexp.MustCompile(`^[A-Za-z0-9 ._-]+$`).MatchString(m.Features.Bot.Name) {
		return fmt.Errorf("a bot cannot be called %q on Slack", m.Features.Bot.Name)
	}
	return nil
}

// knownScopes are the bot scopes that an app of this kind could ask for (Slack's scope
// reference). The schema takes any text, and Slack refuses a whole manifest for one mistake.
func knownScopes() []string {
	return strings.Fields(`app_mentions:read bookmarks:read bookmarks:write channels:history channels:join channels:read
		chat:write chat:write.customize chat:write.public commands emoji:read files:read files:write groups:history groups:read
		im:history im:read im:write links:read links:write mpim:history mpim:read mpim:write pins:read pins:write reactions:read
		reactions:write reminders:read reminders:write team:read usergroups:read usergroups:write users.profile:read users:read
		users:read.email users:write`)
}

// knownEvents are the events that it could be told of (Slack's event reference).
func knownEvents() []string {
	return strings.Fields(`app_home_opened app_mention app_rate_limited app_uninstalled channel_archive channel_deleted channel_left
		channel_rename channel_unarchive file_shared group_archive group_left group_unarchive link_shared member_joined_channel
		member_left_channel message.channels message.groups message.im message.mpim reaction_added reaction_removed
		subteam_created subteam_members_changed subteam_updated team_join tokens_revoked user_change`)
}
