package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// The gateway connection is discordgo's. Its session can hang for good in some sequences of
// reconnecting, and would try for ever what cannot succeed: so when to connect is decided here,
// and a session from which nothing was heard is replaced.
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

// gateway serves interactions until ctx ends. A connection that was lost is resumed by its own
// session, so that no event is missed; one that cannot be is replaced by a new session.
func (a *Adapter) gateway(ctx context.Context, h chat.Handler) error {
	backoff := firstBackoff
	var c *connection
	defer func() { c.end() }()
	for ctx.Err() == nil {
		began := time.Now()
		err := a.connected(ctx, h, &c)
		if stop := a.rest.stopped(); stop != nil {
			return stop
		}
		if err != nil && fault.Is(err, fault.Forbidden) {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		if !errors.Is(err, errLost) {
			c.end()
			c = nil
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
	return nil // the context ended, which is how a session should end
}

// connected holds one connection until ctx ends, it is lost, or nothing is heard any more. It
// makes the session when there is none.
func (a *Adapter) connected(ctx context.Context, h chat.Handler, c **connection) error {
	if *c == nil {
		if err := a.mayIdentify(ctx); err != nil {
			return err
		}
		made, err := a.connection(ctx, h)
		if err != nil {
			return err
		}
		*c = made
	}
	if err := a.open(ctx, *c); err != nil {
		return err
	}
	a.log.Info("connected to Discord")
	return a.listen(ctx, *c)
}

// listen waits for the end of a connection.
func (a *Adapter) listen(ctx context.Context, c *connection) error {
	tick := time.NewTicker(a.watch.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.lost:
			return errLost
		case <-tick.C:
			if time.Since(c.lastHeard()) > a.watch.silence {
				return errors.New("nothing was heard from the gateway for too long")
			}
		}
	}
}

// triesToResume is how often a session is tried again before another takes its place.
const triesToResume = 5

// open connects within a bounded time, which the library does not. A network that is away does
// not end the session: errLost says that it can be tried again.
func (a *Adapter) open(ctx context.Context, c *connection) error {
	select { // of the connection before
	case <-c.lost:
	default:
	}
	done := make(chan error, 1)
	go func() { done <- c.session.Open() }()
	t := time.NewTimer(a.watch.open)
	defer t.Stop()
	select {
	case err := <-done:
		c.heard.Store(time.Now().UnixNano())
		return c.opened(err)
	case <-t.C:
		return errors.New("the gateway did not become ready in time")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// opened tells what is to become of a session by what its opening said.
func (c *connection) opened(err error) error {
	if err == nil || errors.Is(err, discordgo.ErrWSAlreadyOpen) {
		c.failed = 0
		return nil
	}
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		if why, fatal := fatalCode(closed.Code); fatal {
			return fault.Wrap(err, fault.Forbidden, "Discord closed the connection: "+why+".", "Check LECTERN_DISCORD_TOKEN and the application's settings, then start again.")
		}
		return fmt.Errorf("open the gateway: %w", err)
	}
	// What our client says of the gateway's address is for the log: no refusal of one request
	// ends the bot.
	err = errors.New(redact(err).Error())
	if c.failed++; c.failed < triesToResume {
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return err
}

// identifyReserve is how many sessions are left unused of those that Discord lets a bot begin in
// a day: when none is left, it resets the token (Gateway, Session Start Limit).
const identifyReserve = 20

// mayIdentify keeps a bot that restarts again and again from losing its token. When Discord does
// not say how many sessions may be begun, one is.
func (a *Adapter) mayIdentify(ctx context.Context) error {
	var g struct {
		Limit struct {
			Total     int `json:"total"`
			Remaining int `json:"remaining"`
			After     int `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	if err := a.rest.do(ctx, request{method: http.MethodGet, path: "/gateway/bot", route: "gateway/bot"}, &g); err != nil {
		return a.rest.stopped()
	}
	if l := g.Limit; l.Total > identifyReserve && l.Remaining <= identifyReserve {
		wait := time.Duration(l.After) * time.Millisecond
		a.log.Error("the bot was started so often that Discord would reset its token; it waits", "wait", wait)
		if err := sleep(ctx, wait); err != nil {
			return err
		}
		return errors.New("too many sessions were begun today")
	}
	return nil
}

// event answers one interaction that came over the gateway, by a REST call.
func (a *Adapter) event(ctx context.Context, h chat.Handler, raw []byte) {
	in, err := decode(raw)
	if err != nil || in.id == "" {
		a.log.Warn("an interaction could not be read", "error", err)
		return
	}
	now := time.Now()
	in.received = now
	a.running.Begin()
	go func() {
		defer a.running.End()
		defer a.survive("event")
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
		err := send()
		if hopeful(err) && in.kind != typeAutocomplete {
			a.log.Error("Discord refused an answer", "interaction", in.id, "error", err)
			err = a.rest.callback(ctx, in.id, in.token, a.appendReply(nil, sorry(wordsOf(out.reply.View))), nil)
		}
		switch {
		case errors.Is(err, errLate):
			a.log.Warn("the answer came too late for Discord", "interaction", in.id, "after", time.Since(now))
			return
		case err != nil:
			a.log.Warn("answer not delivered", "interaction", in.id, "error", err)
			return
		}
		if later != nil {
			a.followUp(ctx, in, later)
		}
	}()
}
