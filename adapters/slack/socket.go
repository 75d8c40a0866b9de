package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

const (
	// Two sockets are held, because the library closes one before it opens the next and what
	// Slack sends in between would be lost. Slack delivers each event over any one of them.
	sockets = 2
	// ackWithin bounds how long an acknowledgement may wait for the socket.
	ackWithin = 2500 * time.Millisecond
	// flush is how long the library gets to write the acknowledgements it has queued; it does
	// not tell when they are out.
	flush = 250 * time.Millisecond
	// handledAtOnce bounds the events that are handled at a time; others wait their turn.
	handledAtOnce = 256
	// opensAtOnce sockets are opened without delay, and then one every openEvery. The library
	// opens the next as soon as Slack closes one, which Slack also does to a socket too many.
	opensAtOnce = 6
	openEvery   = 10 * time.Second
	// openTimeout holds the wait for both sockets' turns and the request.
	openTimeout = 2*openEvery + requestTimeout
	// maxEnvelope is the longest message taken from a socket, in bytes; a view has up to 250 KB.
	maxEnvelope = 4 << 20
)

// sockets serves events until ctx ends. The connections are held until the answers that were
// begun are out, because over them an answer is given; new events are left for others.
func (a *Adapter) sockets(ctx context.Context, h chat.Handler) error {
	open, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	opening := &opening{next: http.DefaultTransport, turn: rate.NewLimiter(rate.Every(openEvery), opensAtOnce)}
	var wg sync.WaitGroup
	failed := make(chan error, sockets)
	for range sockets {
		wg.Go(func() {
			if err := a.socket(ctx, open, h, opening); err != nil && open.Err() == nil {
				failed <- err
			}
		})
	}
	var err error
	select {
	case <-ctx.Done():
		a.running.Drain()
		time.Sleep(flush)
	case err = <-failed:
	}
	hangUp()
	wg.Wait()
	return err
}

// opening paces the requests for a new socket.
type opening struct {
	next http.RoundTripper
	turn *rate.Limiter
}

// RoundTrip implements http.RoundTripper.
func (o *opening) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := o.turn.Wait(r.Context()); err != nil {
		return nil, fmt.Errorf("wait to open a socket: %w", err)
	}
	return o.next.RoundTrip(r)
}

// socket holds one connection while open lasts, and takes events while ctx does.
func (a *Adapter) socket(ctx, open context.Context, h chat.Handler, by http.RoundTripper) error {
	open, hangUp := context.WithCancel(open)
	defer hangUp()
	api := slackgo.New(a.settings.botToken, slackgo.OptionAppLevelToken(a.settings.appToken), slackgo.OptionAPIURL(a.settings.api),
		slackgo.OptionHTTPClient(&http.Client{Transport: by, Timeout: openTimeout}))
	client := socketmode.New(api, socketmode.OptionReadLimit(maxEnvelope))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(open) }()
	for {
		select {
		case err := <-ended:
			if open.Err() != nil || errors.Is(err, context.Canceled) {
				return nil // we hung up ourselves
			}
			return refused(err)
		case e := <-client.Events:
			if err := hopeless(e); err != nil {
				hangUp()
				a.log.Debug("socket closed", "error", <-ended)
				return refused(err)
			}
			if ctx.Err() == nil {
				a.socketEvent(ctx, h, client, e)
			}
		}
	}
}

func refused(err error) error {
	return fault.Wrap(fmt.Errorf("socket mode: %w", redact(err)), fault.Forbidden, "Slack refuses the connection.",
		"Check LECTERN_SLACK_APP_TOKEN and its scope connections:write, and that Socket Mode is on for the app.")
}

// hopeless gives the reason why no connection will ever be made, where there is one. The
// library goes on trying for ever after most of them.
func hopeless(e socketmode.Event) error {
	failed, ok := e.Data.(*slackgo.ConnectionErrorEvent)
	if !ok || failed.ErrorObj == nil {
		return nil
	}
	if slices.Contains([]string{
		"not_allowed_token_type", "missing_scope", "no_permission", "access_denied", "token_expired",
		"team_access_not_granted", "org_login_required", "ekm_access_denied", "forbidden_team",
	}, failed.ErrorObj.Error()) {
		return failed.ErrorObj
	}
	return nil
}

func (a *Adapter) socketEvent(ctx context.Context, h chat.Handler, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeConnected:
		a.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		if failed, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			a.log.Warn("Slack connection failed; connecting again", "error", redact(failed.ErrorObj), "seconds", failed.Backoff.Seconds())
		}
	case socketmode.EventTypeErrorWriteFailed:
		// The socket broke under an acknowledgement, which may carry an answer: the next takes it.
		if lost, ok := e.Data.(*socketmode.ErrorWriteFailed); ok {
			a.work(func() { a.ack(context.WithoutCancel(ctx), client, lost.Response.EnvelopeID, lost.Response.Payload) })
		}
	case socketmode.EventTypeErrorBadMessage:
		// The library could not take it apart; what we need of it may be sound all the same.
		a.log.Warn("Slack sent something the library does not know")
		var r socketmode.Request
		if bad, ok := e.Data.(*socketmode.ErrorBadMessage); ok && json.Unmarshal(bad.Message, &r) == nil && r.EnvelopeID != "" {
			a.admit(ctx, h, client, &r)
		}
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		if e.Request != nil {
			a.admit(ctx, h, client, e.Request)
		}
	default:
	}
}
