package config

import "strings"

// Setting describes one setting. Its key is the environment variable; the flag and the line in
// lectern.yaml are spelled after it.
type Setting struct {
	Key     string
	Default string
	Secret  bool
	Path    bool // names a file or folder: relative to lectern.yaml when written there
	Help    string
	allowed []string
}

// Flag is the spelling on the command line: LECTERN_PUBLIC_URL is --public-url.
func (s Setting) Flag() string { return strings.ReplaceAll(s.Line(), "_", "-") }

// Line is the spelling in lectern.yaml: LECTERN_PUBLIC_URL is public_url.
func (s Setting) Line() string { return strings.ToLower(strings.TrimPrefix(s.Key, prefix)) }

const prefix = "LECTERN_"

// Keys of the settings that the program itself reads. An adapter names its own.
const (
	Addr        = "LECTERN_ADDR"
	PublicURL   = "LECTERN_PUBLIC_URL"
	MetricsAddr = "LECTERN_METRICS_ADDR"
	Content     = "LECTERN_CONTENT"
	Pull        = "LECTERN_PULL"
	HookSecret  = "LECTERN_HOOK_SECRET" //nolint:gosec // the name of a setting, not a secret
	Reader      = "LECTERN_READER"
	Store       = "LECTERN_STORE"
	SecretKey   = "LECTERN_SECRET"
	FormerKey   = "LECTERN_SECRET_FORMER"
	LogLevel    = "LECTERN_LOG_LEVEL"
	DraftURL    = "LECTERN_DRAFT_URL"
	DraftKey    = "LECTERN_DRAFT_KEY"
	DraftModel  = "LECTERN_DRAFT_MODEL"
)

// Settings lists every setting in the order in which people read about them.
func Settings() []Setting {
	return []Setting{
		{Key: Addr, Default: "127.0.0.1:8080", Help: "address the HTTP listener binds"},
		{Key: PublicURL, Help: "address of this program seen from outside, for links and pictures"},
		{Key: MetricsAddr, Help: "address of the metrics listener; none when empty"},
		{Key: Content, Path: true, Help: "course folder, zip, or git+https://HOST/PATH@BRANCH; the built-in course when empty"},
		{Key: Pull, Default: "5m", Help: "how often a course in a git repository is pulled, 10s at the least"},
		{Key: HookSecret, Secret: true, Help: "secret that signs POST /hooks/content, which pulls the course at once; no such path when empty"},
		{Key: Reader, Help: "kind of course: course-starter, plain, mdbook, quarto, bookdown, mkdocs, jupyter-book, docusaurus, hugo or jekyll; found out when empty"},
		{Key: Store, Default: "sqlite:lectern.db", Secret: true, Help: "sqlite:PATH, redis://…, rediss://…, redis+sentinel://… or redis+cluster://…"},
		{Key: SecretKey, Secret: true, Help: "key for buttons, signed links and tokens at rest; made and kept beside the store when empty"},
		{Key: FormerKey, Secret: true, Help: "the secret before, so that buttons already posted keep working after a change"},
		{Key: LogLevel, Default: "info", allowed: []string{"debug", "info", "warn", "error"}, Help: "debug, info, warn or error"},
		{Key: "LECTERN_DISCORD_TOKEN", Secret: true, Help: "bot token"},
		{Key: "LECTERN_DISCORD_APP_ID", Help: "application id"},
		{Key: "LECTERN_DISCORD_PUBLIC_KEY", Help: "public key that signs interactions, for ingress http"},
		{Key: "LECTERN_DISCORD_INGRESS", Default: "gateway", allowed: []string{"gateway", "http"}, Help: "gateway (no public address needed) or http"},
		{Key: "LECTERN_DISCORD_API_URL", Default: "https://discord.com/api/v10", Help: "stands in for Discord's API: proxies, test servers"},
		{Key: "LECTERN_SLACK_BOT_TOKEN", Secret: true, Help: "bot token (xoxb-…)"},
		{Key: "LECTERN_SLACK_APP_TOKEN", Secret: true, Help: "app-level token (xapp-…), for ingress socket"},
		{Key: "LECTERN_SLACK_SIGNING_SECRET", Secret: true, Help: "signing secret, for ingress http"},
		{Key: "LECTERN_SLACK_CLIENT_ID", Help: "client id, to install in several workspaces"},
		{Key: "LECTERN_SLACK_CLIENT_SECRET", Secret: true, Help: "client secret, to install in several workspaces"},
		{Key: "LECTERN_SLACK_INGRESS", Default: "socket", allowed: []string{"socket", "http"}, Help: "socket (no public address needed) or http"},
		{Key: "LECTERN_SLACK_API_URL", Default: "https://slack.com/api/", Help: "stands in for Slack's API: proxies, test servers"},
		{Key: DraftURL, Help: "OpenAI-compatible endpoint for lectern bank draft --model, such as http://127.0.0.1:11434/v1; nothing is asked when empty"},
		{Key: DraftKey, Secret: true, Help: "its key; local servers need none"},
		{Key: DraftModel, Help: "the model to ask, as the endpoint calls it"},
	}
}
