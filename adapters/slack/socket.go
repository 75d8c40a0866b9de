package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// Two sockets are held, because the library closes one before it opens the next and what
// Slack sends in between would be lost. Slack delivers each event over any one of them.
const sockets = 2

// ackWithin bounds how long an acknowledgement may wait for the socket.
const ackWithin = 2500 * time.Millisecond

// flush is how long the library gets to write the acknowledgements it has queued; it does not
// tell when they are out.
const flush = 250 * time.Millisecond

// sockets serves events until ctx ends. The connections are held until the answers that were
// begun are out, because over them an answer is given; new events are left for others.
func (a *Adapter) sockets(ctx context.Context, h chat.Handler) error {
	open, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var wg sync.WaitGroup
	failed := make(chan error, sockets)
	for range sockets {
		wg.Go(func() {
			if err := a.socket(ctx, open, h); err != nil && open.Err() == nil {
				failed <- err
			}
		})
	}
	var err error
	select {
	case <-ctx.Done():
		a.running.drain()
		time.Sleep(flush)
	case err = <-failed:
	}
	hangUp()
	wg.Wait()
	return err
}

// socket holds one connection while open lasts, and takes events while ctx does.
func (a *Adapter) socket(ctx, open context.Context, h chat.Handler) error {
	api := slackgo.New(a.settings.botToken, slackgo.OptionAppLevelToken(a.settings.appToken), slackgo.OptionAPIURL(a.settings.api),
		slackgo.OptionHTTPClient(&http.Client{Timeout: requestTimeout}))
	client := socketmode.New(api)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(open) }()
	for {
		select {
		case err := <-ended:
			if open.Err() != nil || errors.Is(err, context.Canceled) {
				return nil //nolint:nilerr // we hung up ourselves
			}
			return fault.Wrap(fmt.Errorf("socket mode: %w", redact(err)), fault.Forbidden, "Slack refuses the connection.",
				"Check LECTERN_SLACK_APP_TOKEN and that Socket Mode is on for the app.")
		case e := <-client.Events:
			if ctx.Err() == nil {
				a.socketEvent(ctx, h, client, e)
			}
		}
	}
}

func (a *Adapter) socketEvent(ctx context.Context, h chat.Handler, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeConnected:
		a.log.Info("connected to Slack")
	case socketmode.EventTypeConnectionError:
		var why error
		if failed, ok := e.Data.(*slackgo.ConnectionErrorEvent); ok {
			why = redact(failed.ErrorObj)
		}
		a.log.Warn("Slack connection failed; connecting again", "error", why)
	case socketmode.EventTypeErrorBadMessage:
		a.log.Warn("Slack sent something this version does not know")
	case socketmode.EventTypeSlashCommand, socketmode.EventTypeInteractive, socketmode.EventTypeEventsAPI:
		if e.Request == nil {
			return
		}
		a.running.begin()
		go func() {
			defer a.running.end()
			a.envelope(context.WithoutCancel(ctx), h, client, e)
		}()
	default:
	}
}

// envelope handles one event: it is acknowledged at once, with the answer when that is
// ready and small enough, and a second delivery is acknowledged and nothing more.
func (a *Adapter) envelope(ctx context.Context, h chat.Handler, client *socketmode.Client, e socketmode.Event) {
	now := time.Now()
	ack := func(payload []byte) {
		c, cancel := context.WithTimeout(ctx, ackWithin)
		defer cancel()
		var err error
		if payload == nil {
			err = client.AckCtx(c, e.Request.EnvelopeID, nil)
		} else {
			err = client.AckCtx(c, e.Request.EnvelopeID, json.RawMessage(payload))
		}
		if err != nil {
			a.log.Warn("event not acknowledged", "error", err)
		}
	}
	switch e.Type {
	case socketmode.EventTypeSlashCommand:
		var c command
		if err := json.Unmarshal(e.Request.Payload, &c); err != nil {
			ack(nil)
			a.log.Warn("a command could not be read", "error", err)
			return
		}
		out, first := a.seen.once(c.TriggerID, func() outcome { return a.answerCommand(ctx, h, &c, now) })
		if !first || out.late {
			ack(nil)
			return
		}
		switch answer := a.append(nil, out.reply); {
		case len(answer) < maxAck:
			ack(answer)
		default:
			ack(nil)
			if err := a.web.respond(ctx, c.ResponseURL, answer); err != nil {
				a.log.Warn("answer not delivered", "error", err)
			}
		}
	case socketmode.EventTypeInteractive:
		ack(nil)
		in, err := decodeInteraction(e.Request.Payload)
		if err != nil {
			a.log.Warn("an interaction could not be read", "error", err)
			return
		}
		a.seen.once(in.key(), func() outcome {
			a.answerInteraction(ctx, h, &in, now)
			return outcome{late: true}
		})
	default:
		ack(nil)
	}
}
