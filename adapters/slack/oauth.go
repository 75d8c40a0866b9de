package slack

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"lectern/internal/chat"
)

// Scopes are what the bot asks for, each with its reason.
func Scopes() map[string]string {
	return map[string]string{
		"commands":   "to offer /section and the other commands",
		"chat:write": "to post what staff ask it to post, in channels it was invited to",
		"im:write":   "to write to a person who asked for it",

		"channels:history": "to see whether a question was posted before it posts one, when it was interrupted",
		"groups:history":   "the same in private channels it was invited to",
		"files:write":      "to send charts and exports",
		"channels:read":    "to call a channel by its name where it cannot be linked to",
		"groups:read":      "the same for private channels it was invited to",
		scopeFiles:         "to take the gradebook that staff put into its form",
		"users:read":       "to know who owns the workspace, before staff are named, and in which language to answer",
		"usergroups:read":  "to know who is in a user group that was made staff",
	}
}

// greet writes to whoever installed the app, and to nobody else.
func (a *Adapter) greet(ctx context.Context, h chat.Handler, came chat.Arrival) {
	g, ok := h.(chat.Greeter)
	if !ok || came.From.ID == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, greetTimeout)
	defer cancel()
	reply, greet := g.Arrive(ctx, came)
	if !greet {
		return
	}
	if _, err := a.Message(ctx, came.From, reply.View, "welcome-"+came.Tenant); err != nil {
		a.log.Info("whoever installed the app could not be greeted in private", "error", err)
		return
	}
	g.Greeted(context.WithoutCancel(ctx), came)
}

// meet greets the first owner or administrator of a workspace who opens the app's page. An app
// that was made from a manifest and runs with a token of the settings hears nothing of who
// installed it; but Slack leads that person to the page, and there are no other scopes by which
// to find them. Whoever owns nothing is not asked about twice a day.
func (a *Adapter) meet(ctx context.Context, h chat.Handler, team, user string) {
	if _, ok := h.(chat.Greeter); !ok {
		return
	}
	who := a.describe(ctx, chat.Person{Platform: Platform, Tenant: team, ID: user}, toPress)
	if !who.Admin {
		return
	}
	a.greet(ctx, h, chat.Arrival{Tenant: team, From: who, Late: true})
}

const greetTimeout = 30 * time.Second

const stateCookie = "lectern_slack_state"

// install sends whoever installs the app to Slack.
func (a *Adapter) install(w http.ResponseWriter, r *http.Request) {
	state := a.installs.newState()
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Value: state, Path: "/slack", MaxAge: int(stateTTL.Seconds()), HttpOnly: true, Secure: strings.HasPrefix(a.settings.public, "https://"), SameSite: http.SameSiteLaxMode}) //nolint:gosec // secure whenever the public address is
	q := url.Values{"client_id": {a.settings.clientID}, "state": {state}, "scope": {strings.Join(scopeList(), ",")}}
	if a.settings.public != "" {
		q.Set("redirect_uri", a.settings.public+"/slack/oauth")
	}
	to, err := url.Parse(strings.TrimSuffix(a.settings.api, "api/") + "oauth/v2/authorize")
	if err != nil {
		http.Error(w, "The app cannot be installed: its settings are wrong.", http.StatusInternalServerError)
		return
	}
	to.User = nil // what opens a proxy for us is no browser's business
	to.RawQuery = q.Encode()
	http.Redirect(w, r, to.String(), http.StatusFound)
}

func scopeList() []string {
	return []string{"commands", "chat:write", "im:write", "users:read", "usergroups:read", "channels:history", "channels:read", "groups:history", "groups:read", "files:write", scopeFiles}
}

// oauth ends an installation. The state must be one we gave, to this very browser, and is
// good once.
func (a *Adapter) oauth(w http.ResponseWriter, r *http.Request, h chat.Handler) {
	state, code := r.URL.Query().Get("state"), r.URL.Query().Get("code")
	c, err := r.Cookie(stateCookie)
	if err != nil || subtle.ConstantTimeCompare([]byte(c.Value), []byte(state)) != 1 || !a.installs.spend(state) || code == "" {
		http.Error(w, "This installation was not begun here, or took longer than ten minutes. Open /slack/install again.", http.StatusBadRequest)
		return
	}
	redirect := ""
	if a.settings.public != "" {
		redirect = a.settings.public + "/slack/oauth"
	}
	resp, err := slackgo.GetOAuthV2ResponseContext(r.Context(), &http.Client{Timeout: requestTimeout}, a.settings.clientID, a.settings.clientSecret, code, redirect,
		slackgo.OAuthOptionAPIURL(a.settings.api))
	if err != nil {
		a.log.Warn("Slack installation failed", "error", redact(err))
		http.Error(w, "Slack did not confirm the installation. Open /slack/install again.", http.StatusBadGateway)
		return
	}
	if resp.Team.ID == "" {
		http.Error(w, "The app was installed in a whole organisation. Choose a single workspace: open /slack/install again.", http.StatusBadRequest)
		return
	}
	in := install{Token: resp.AccessToken, Refresh: resp.RefreshToken, Expires: expiry(resp), At: time.Now().UTC().Truncate(time.Second)}
	if err := a.installs.keep(context.WithoutCancel(r.Context()), resp.Team.ID, in); err != nil {
		a.log.Error("an installation holds until the next start only", "error", err)
	}
	a.log.Info("installed in a Slack workspace")
	ctx := context.WithoutCancel(r.Context())
	a.work(func() {
		who := chat.Person{Platform: Platform, Tenant: resp.Team.ID, ID: resp.AuthedUser.ID, Admin: true}
		a.greet(ctx, h, chat.Arrival{Tenant: resp.Team.ID, From: who})
	})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("Lectern is installed. Try /course help in your workspace."))
}
