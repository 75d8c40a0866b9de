package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Platform is this adapter's name.
const Platform chat.Platform = "slack"

// The ways events arrive.
const (
	ingressSocket = "socket"
	ingressHTTP   = "http"
)

// defaultAPI is Slack's Web API; the slash at its end matters.
const defaultAPI = "https://slack.com/api/"

type settings struct {
	botToken, appToken     string
	secrets                []string
	clientID, clientSecret string
	ingress                string
	api                    string
	public                 string
}

// Adapter is the bot on Slack. Make one with Setup.
type Adapter struct {
	settings settings
	log      *slog.Logger
	web      *web
	render   renderer
	ready    atomic.Pointer[prepared]
	patience time.Duration
	seen     replays
	running  wire.Inflight
	handling chan struct{} // events of sockets that are being handled
	specs    atomic.Pointer[[]chat.Spec]
	instant  atomic.Pointer[map[string]bool] // commands that are answered from memory
	installs *installs
	people   *people
	verifier verifier
}

var (
	_ chat.Adapter       = (*Adapter)(nil)
	_ chat.Ingress       = (*Adapter)(nil)
	_ chat.Preparer      = (*Adapter)(nil)
	_ chat.Editor        = (*Adapter)(nil)
	_ chat.Threader      = (*Adapter)(nil)
	_ chat.Finder        = (*Adapter)(nil)
	_ chat.Messenger     = (*Adapter)(nil)
	_ chat.Correspondent = (*Adapter)(nil)
	_ chat.Inspector     = (*Adapter)(nil)
	_ chat.Knower        = (*Adapter)(nil)
	_ chat.Namer         = (*Adapter)(nil)
)

// Setup makes the adapter from its settings; nil when none is set. The error lists
// everything that is wrong with them.
func Setup(s chat.Setup) (chat.Adapter, error) {
	get := func(name string) string { return s.Getenv("LECTERN_SLACK_" + name) }
	set := settings{
		botToken: get("BOT_TOKEN"), appToken: get("APP_TOKEN"), clientID: get("CLIENT_ID"), clientSecret: get("CLIENT_SECRET"),
		ingress: get("INGRESS"), api: get("API_URL"), public: s.PublicURL,
	}
	// Two secrets parted by a comma hold while one is being replaced by the other.
	for secret := range strings.SplitSeq(get("SIGNING_SECRET"), ",") {
		if secret = strings.TrimSpace(secret); secret != "" {
			set.secrets = append(set.secrets, secret)
		}
	}
	if set.botToken == "" && set.appToken == "" && len(set.secrets) == 0 && set.clientID == "" {
		return nil, nil //nolint:nilnil // not configured is not an error
	}
	if set.ingress == "" {
		set.ingress = ingressSocket
	}
	if set.api == "" {
		set.api = defaultAPI
	}
	set.api = strings.TrimRight(set.api, "/") + "/"
	if err := set.check(); err != nil {
		return nil, err
	}
	log := s.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	a := &Adapter{settings: set, log: log, render: renderer{public: s.PublicURL}, patience: chat.Patience, installs: newInstalls(set, s.Vault, log), people: newPeople(), handling: make(chan struct{}, handledAtOnce), verifier: newVerifier(set.secrets)}
	a.web = newWeb(set.api, log, a.tokenOf, a.installs.forget)
	return a, nil
}

func (s *settings) check() error {
	var problems []error
	bad := func(sentence, remedy string) {
		problems = append(problems, fault.New(fault.Invalid, sentence, remedy))
	}
	if s.ingress != ingressSocket && s.ingress != ingressHTTP {
		bad("LECTERN_SLACK_INGRESS is "+s.ingress+".", "Use socket or http.")
	}
	if s.botToken != "" && !strings.HasPrefix(s.botToken, "xoxb-") {
		bad("LECTERN_SLACK_BOT_TOKEN is not a bot token.", "Copy the token that begins with xoxb- from OAuth & Permissions.")
	}
	if s.botToken == "" && s.clientID == "" {
		bad("LECTERN_SLACK_BOT_TOKEN is not set.", "Copy the token that begins with xoxb- from OAuth & Permissions.")
	}
	if s.ingress == ingressSocket && !strings.HasPrefix(s.appToken, "xapp-") {
		bad("LECTERN_SLACK_APP_TOKEN is not an app-level token, which Socket Mode needs.", "Make one with the scope connections:write under Basic Information; it begins with xapp-.")
	}
	if s.ingress == ingressHTTP && len(s.secrets) == 0 {
		bad("LECTERN_SLACK_SIGNING_SECRET is not set, so no request could be told from a forged one.", "Copy it from Basic Information.")
	}
	if (s.clientID == "") != (s.clientSecret == "") {
		bad("LECTERN_SLACK_CLIENT_ID and LECTERN_SLACK_CLIENT_SECRET go together, and one is missing.", "Set both, or neither.")
	}
	if _, err := url.Parse(s.api); err != nil {
		bad("LECTERN_SLACK_API_URL is not an address.", "Leave it unset, or name a server that speaks Slack's Web API.")
	}
	return errors.Join(problems...)
}

// tokenOf gives the bot token for a workspace.
func (a *Adapter) tokenOf(ctx context.Context, team string) string {
	if t := a.installs.token(ctx, team); t != "" {
		return t
	}
	return a.settings.botToken
}

// Platform implements chat.Adapter.
func (*Adapter) Platform() chat.Platform { return Platform }

// Run implements chat.Adapter.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	a.learn(h)
	var err error
	if a.settings.ingress == ingressSocket {
		err = a.sockets(ctx, h)
	} else {
		<-ctx.Done()
	}
	a.running.Drain()
	return err
}

// learn remembers the commands, whose arguments are cut from free text.
func (a *Adapter) learn(h chat.Handler) {
	specs := chat.Typed(h.Specs())
	instant := make(map[string]bool)
	for _, s := range specs {
		if s.Instant {
			instant[s.Name] = true
		}
	}
	a.specs.Store(&specs)
	a.instant.Store(&instant)
}

func (a *Adapter) known() []chat.Spec {
	if s := a.specs.Load(); s != nil {
		return *s
	}
	return nil
}

// Mount implements chat.Ingress: with the HTTP ingress Slack posts to /slack/…, with Socket
// Mode those paths do not exist.
func (a *Adapter) Mount(mux *http.ServeMux, h chat.Handler) {
	a.learn(h)
	if a.settings.clientID != "" {
		mux.HandleFunc("GET /slack/install", a.install)
		mux.HandleFunc("GET /slack/oauth", func(w http.ResponseWriter, r *http.Request) { a.oauth(w, r, h) })
	}
	if a.settings.ingress != ingressHTTP {
		return
	}
	mux.Handle("POST /slack/commands", a.commands(h))
	mux.Handle("POST /slack/interactions", a.interactions(h))
	mux.Handle("POST /slack/events", a.events(h))
}

// Post implements chat.Adapter. Slack knows no key against repeats, so a post whose outcome
// is unknown is reported as fault.Busy and not tried again.
func (a *Adapter) Post(ctx context.Context, to chat.Place, v chat.View, _ string) (chat.Ref, error) {
	send := func(m *message) (string, error) { return a.web.post(ctx, to, m) }
	ts, err := a.carry(ctx, to, v, send)
	if err != nil {
		return chat.Ref{}, err
	}
	return chat.Ref{Place: to, Message: ts}, nil
}

// Edit implements chat.Editor. Pictures are those of the new view; another file that was
// shared in the thread before stays there.
func (a *Adapter) Edit(ctx context.Context, at chat.Ref, v chat.View) error {
	_, err := a.carry(ctx, at.Place, v, func(m *message) (string, error) { return at.Message, a.web.update(ctx, at, m) })
	return err
}

// carry sends a view to a place, with its files where it has any.
func (a *Adapter) carry(ctx context.Context, to chat.Place, v chat.View, send func(*message) (string, error)) (string, error) {
	if len(chat.Files(v)) > 0 {
		return a.postWithFiles(ctx, to, v.Card(), send)
	}
	m := a.message(v)
	return send(&m)
}

// Thread implements chat.Threader: on Slack a thread needs no opening.
func (*Adapter) Thread(_ context.Context, at chat.Ref, _ string) (chat.Place, error) {
	p := at.Place
	p.Thread = at.Message
	return p, nil
}

// Message implements chat.Messenger.
func (a *Adapter) Message(ctx context.Context, to chat.Person, v chat.View, key string) (chat.Ref, error) {
	place, err := a.Direct(ctx, to)
	if err != nil {
		return chat.Ref{}, err
	}
	return a.Post(ctx, place, v, key)
}

// Direct implements chat.Correspondent.
func (a *Adapter) Direct(ctx context.Context, to chat.Person) (chat.Place, error) {
	channel, err := a.web.direct(ctx, to)
	return chat.Place{Platform: Platform, Tenant: to.Tenant, Channel: channel}, err
}
