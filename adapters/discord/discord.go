package discord

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Platform is this adapter's name.
const Platform chat.Platform = "discord"

// The ways interactions arrive.
const (
	ingressGateway = "gateway"
	ingressHTTP    = "http"
)

// defaultAPI is Discord's REST interface.
const defaultAPI = "https://discord.com/api/v10"

type settings struct {
	token   string
	appID   string
	key     ed25519.PublicKey
	ingress string
	api     string
}

// Adapter is the bot on Discord. Make one with Setup.
type Adapter struct {
	settings settings
	log      *slog.Logger
	rest     *rest
	render   renderer
	ready    atomic.Pointer[prepared]
	patience time.Duration
	// tokenLife is how long a late answer can still be given.
	tokenLife time.Duration
	watch     watch
	app       atomic.Pointer[string] // the application's id; empty until it is asked for
	seen      replays
	instant   atomic.Pointer[map[string]bool] // commands that are answered from memory
	running   wire.Inflight                   // answers being made or delivered
}

var (
	_ chat.Adapter       = (*Adapter)(nil)
	_ chat.Ingress       = (*Adapter)(nil)
	_ chat.Preparer      = (*Adapter)(nil)
	_ chat.Editor        = (*Adapter)(nil)
	_ chat.Threader      = (*Adapter)(nil)
	_ chat.Namer         = (*Adapter)(nil)
	_ chat.Finder        = (*Adapter)(nil)
	_ chat.Messenger     = (*Adapter)(nil)
	_ chat.Correspondent = (*Adapter)(nil)
	_ chat.Inspector     = (*Adapter)(nil)
	_ chat.Knower        = (*Adapter)(nil)
)

// Setup makes the adapter from its settings; nil when no token is set. The error lists
// everything that is wrong with them.
func Setup(s chat.Setup) (chat.Adapter, error) {
	set := settings{token: s.Getenv("LECTERN_DISCORD_TOKEN"), appID: s.Getenv("LECTERN_DISCORD_APP_ID"), ingress: s.Getenv("LECTERN_DISCORD_INGRESS"), api: s.Getenv("LECTERN_DISCORD_API_URL")}
	if set.token == "" {
		return nil, nil //nolint:nilnil // not configured is not an error
	}
	var problems []error
	if set.ingress == "" {
		set.ingress = ingressGateway
	}
	if set.ingress != ingressGateway && set.ingress != ingressHTTP {
		problems = append(problems, fault.New(fault.Invalid, "LECTERN_DISCORD_INGRESS is "+set.ingress+".", "Use gateway or http."))
	}
	if key := s.Getenv("LECTERN_DISCORD_PUBLIC_KEY"); key != "" || set.ingress == ingressHTTP {
		var err error
		if set.key, err = parseKey(key); err != nil {
			problems = append(problems, err)
		}
	}
	if set.appID != "" && !isSnowflake(set.appID) {
		problems = append(problems, fault.New(fault.Invalid, "LECTERN_DISCORD_APP_ID is not an application id.", "Copy the number from the General Information page of your application."))
	}
	if set.api == "" {
		set.api = defaultAPI
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	log := s.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	a := &Adapter{settings: set, log: log, rest: newREST(set.api, set.token, log), render: renderer{public: s.PublicURL}, patience: chat.Patience, tokenLife: tokenLife, watch: patientWatch()}
	a.app.Store(&a.settings.appID)
	return a, nil
}

func isSnowflake(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 20
}

// Platform implements chat.Adapter.
func (*Adapter) Platform() chat.Platform { return Platform }

// learn notes which commands are answered from memory.
func (a *Adapter) learn(h chat.Handler) {
	instant := make(map[string]bool)
	for _, s := range h.Specs() {
		if s.Instant {
			instant[s.Name] = true
		}
	}
	a.instant.Store(&instant)
}

// Run implements chat.Adapter.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	a.learn(h)
	err := patiently(ctx, a.log, func() error { return a.begin(ctx, h) })
	switch {
	case ctx.Err() != nil: // stopped before it began
		err = nil
	case err != nil:
		return err
	case a.settings.ingress == ingressGateway:
		err = a.gateway(ctx, h)
	default:
		<-ctx.Done()
	}
	a.running.Drain()
	return err
}

func (a *Adapter) begin(ctx context.Context, h chat.Handler) error {
	if _, err := a.self(ctx); err != nil {
		return fmt.Errorf("ask Discord for the application: %w", err)
	}
	if err := a.publish(ctx, h.Specs()); err != nil {
		return fmt.Errorf("publish commands: %w", err)
	}
	return nil
}

// Post implements chat.Adapter. Equal keys within some minutes give the same message:
// Discord honours a nonce for that long.
func (a *Adapter) Post(ctx context.Context, to chat.Place, v chat.View, key string) (chat.Ref, error) {
	m := a.message(v)
	channel := to.Channel
	if to.Thread != "" {
		channel = to.Thread
	}
	id := ""
	err := a.withFiles(v, m, func(m *message) (err error) {
		id, err = a.rest.create(ctx, channel, m, nonce(key))
		return err
	})
	if err != nil {
		return chat.Ref{}, err
	}
	return chat.Ref{Place: to, Message: id}, nil
}

// Edit implements chat.Editor.
func (a *Adapter) Edit(ctx context.Context, at chat.Ref, v chat.View) error {
	m := a.message(v)
	m.edited = true
	channel := at.Place.Channel
	if at.Place.Thread != "" {
		channel = at.Place.Thread
	}
	return a.withFiles(v, m, func(m *message) error { return a.rest.edit(ctx, channel, at.Message, m) })
}

// Thread implements chat.Threader.
func (a *Adapter) Thread(ctx context.Context, at chat.Ref, title string) (chat.Place, error) {
	id, err := a.rest.thread(ctx, at.Place.Channel, at.Message, wire.Cut(plain(title), maxThreadName))
	if err != nil {
		return chat.Place{}, err
	}
	p := at.Place
	p.Thread = id
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
	channel, err := a.rest.direct(ctx, to.ID)
	return chat.Place{Platform: Platform, Channel: channel}, err
}
