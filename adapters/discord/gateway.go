package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// The gateway connection is discordgo's. Its session can hang for good in some sequences of
// reconnecting, so a watchdog outside it replaces a session from which nothing was heard.
const (
	firstBackoff = time.Second
	lastBackoff  = 2 * time.Minute
)

// watch is how long the bot bears with the gateway.
type watch struct {
	open    time.Duration // until a connection is ready
	silence time.Duration // without anything heard
	every   time.Duration // between two looks
}

// patientWatch is for service: a healthy session hears an acknowledgement every 41 seconds.
func patientWatch() watch {
	return watch{open: 30 * time.Second, silence: 3 * time.Minute, every: 5 * time.Second}
}

// fatalCodes are the close codes after which connecting again cannot help (Gateway Events).
func fatalCode(code int) (why string, fatal bool) {
	switch code {
	case 4004:
		return "the token is not valid", true
	case 4010, 4011:
		return "the bot is in too many servers for one connection", true
	case 4012:
		return "the gateway version is not supported any more", true
	case 4013, 4014:
		return "the bot asks for events it may not have", true
	}
	return "", false
}

// patiently does again what could not be done because Discord was not reached, or failed: a
// program that starts before its network does must not stay silent for good. What Discord
// refuses is not asked again.
func patiently(ctx context.Context, log *slog.Logger, do func() error) error {
	for backoff := firstBackoff; ; backoff = min(2*backoff, lastBackoff) {
		err := do()
		if err == nil || ctx.Err() != nil || errors.Is(err, errRefused) || fault.Is(err, fault.Forbidden) {
			return err
		}
		log.Warn("Discord was not reached; trying again", "error", err, "in", backoff)
		if sleep(ctx, backoff) != nil {
			return err
		}
	}
}

// gateway serves interactions until ctx ends.
func (a *Adapter) gateway(ctx context.Context, h chat.Handler) error {
	backoff := firstBackoff
	for ctx.Err() == nil {
		began := time.Now()
		err := a.session(ctx, h)
		if err != nil && fault.Is(err, fault.Forbidden) {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > lastBackoff {
			backoff = firstBackoff
		}
		a.log.Warn("Discord connection lost; connecting again", "error", err, "in", backoff)
		if err := sleep(ctx, backoff); err != nil {
			break // the context ended
		}
		backoff = min(2*backoff, lastBackoff)
	}
	return nil //nolint:nilerr // the context ended, which is how a session should end
}

// session holds one connection until ctx ends or nothing is heard any more.
func (a *Adapter) session(ctx context.Context, h chat.Handler) error {
	s, err := discordgo.New("Bot " + a.settings.token)
	if err != nil {
		return fmt.Errorf("make a session: %w", err)
	}
	s.StateEnabled = false
	// The library complains of what it does not know (labels in a form); the events are read
	// here from their bytes, and what matters is logged here.
	s.LogLevel = -1
	s.Identify.Intents = discordgo.IntentsGuilds
	s.ShouldReconnectOnError = true
	s.Client = &http.Client{Timeout: requestTimeout, Transport: rewrite{api: a.settings.api, next: http.DefaultTransport}}
	var heard atomic.Int64
	heard.Store(time.Now().UnixNano())
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		heard.Store(time.Now().UnixNano())
		switch e.Type {
		case "INTERACTION_CREATE":
			a.event(ctx, h, e.RawData)
		case "GUILD_CREATE":
			go a.arrived(ctx, h, e.RawData)
		}
	})
	if err := a.open(ctx, s); err != nil {
		return err
	}
	a.log.Info("connected to Discord")
	defer func() { go func() { _ = s.Close() }() }() // it sleeps for a second under its own lock
	tick := time.NewTicker(a.watch.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			// A session that hangs keeps its lock: waiting for it would hang the watchdog too.
			if s.TryRLock() {
				heard.Store(max(heard.Load(), s.LastHeartbeatAck.UnixNano()))
				s.RUnlock()
			}
			if time.Since(time.Unix(0, heard.Load())) > a.watch.silence {
				return errors.New("nothing was heard from the gateway for too long")
			}
		}
	}
}

// open connects within a bounded time, which the library does not.
func (a *Adapter) open(ctx context.Context, s *discordgo.Session) error {
	done := make(chan error, 1)
	go func() { done <- s.Open() }()
	t := time.NewTimer(a.watch.open)
	defer t.Stop()
	select {
	case err := <-done:
		if c, ok := errors.AsType[*websocket.CloseError](err); ok {
			if why, fatal := fatalCode(c.Code); fatal {
				return fault.Wrap(err, fault.Forbidden, "Discord closed the connection: "+why+".", "Check LECTERN_DISCORD_TOKEN and the application's settings, then start again.")
			}
		}
		return redact(err)
	case <-t.C:
		return errors.New("the gateway did not become ready in time")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// event answers one interaction that came over the gateway, by a REST call.
func (a *Adapter) event(ctx context.Context, h chat.Handler, raw []byte) {
	in, err := decode(raw)
	if err != nil || in.id == "" {
		a.log.Warn("an interaction could not be read", "error", err)
		return
	}
	now := time.Now()
	a.running.begin()
	go func() {
		defer a.running.end()
		// A stopping bot still gives the answers it has begun.
		ctx := context.WithoutCancel(ctx)
		first := false
		var later <-chan chat.Reply
		out := a.once(in.id, in.kind, func() outcome {
			first = true
			out := a.respond(ctx, h, &in, now)
			later, out.later = out.later, nil
			return out
		})
		if !first {
			return // delivered twice: the first delivery is being answered
		}
		send := func() error { return a.rest.callback(ctx, in.id, in.token, a.append(nil, out), nil) }
		if out.body == nil && len(chat.Files(out.reply.View)) > 0 {
			send = func() error { return a.deliver(ctx, &in, out.reply) }
		}
		if err := send(); err != nil {
			a.log.Warn("answer not delivered", "interaction", in.id, "error", err)
			return
		}
		if later != nil {
			a.followUp(ctx, in, later)
		}
	}()
}

// rewrite sends the library's REST calls to the configured address and version.
type rewrite struct {
	api  string
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t rewrite) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, ok := strings.Cut(r.URL.Path, "/api/v")
	if !ok {
		return t.next.RoundTrip(r)
	}
	_, path, _ = strings.Cut(path, "/")
	u, err := url.Parse(strings.TrimRight(t.api, "/") + "/" + path)
	if err != nil {
		return nil, fmt.Errorf("address of the API: %w", err)
	}
	u.RawQuery = r.URL.RawQuery
	r = r.Clone(r.Context())
	r.URL, r.Host = u, u.Host
	return t.next.RoundTrip(r)
}
