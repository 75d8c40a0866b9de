package slack

import (
	"context"
	"encoding/json"
	"time"

	"github.com/slack-go/slack/socketmode"

	"lectern/internal/chat"
)

// The types of envelopes that are handled; others are logged and left.
const (
	envelopeCommand     = socketmode.RequestTypeSlashCommands
	envelopeInteraction = socketmode.RequestTypeInteractive
	envelopeEvent       = socketmode.RequestTypeEventsAPI
)

// admit handles an event once there is room among those that are being handled.
func (a *Adapter) admit(ctx context.Context, h chat.Handler, client *socketmode.Client, r *socketmode.Request) {
	switch r.Type {
	case envelopeCommand, envelopeInteraction, envelopeEvent:
	default:
		return
	}
	select {
	case a.handling <- struct{}{}:
	case <-ctx.Done():
		return // for the next process, to which Slack sends it again
	}
	a.work(func() {
		defer func() { <-a.handling }()
		a.envelope(context.WithoutCancel(ctx), h, client, r)
	})
}

// ack acknowledges an event, with an answer where there is one, and tells whether that went out.
func (a *Adapter) ack(ctx context.Context, client *socketmode.Client, id string, payload any) bool {
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	if err := client.AckCtx(ctx, id, payload); err != nil {
		a.log.Warn("event not acknowledged", "error", err)
		return false
	}
	return true
}

// envelope handles one event: it is acknowledged at once, with the answer when that is ready
// and small enough. Delivered again, because the acknowledgement was lost, it has no second
// effect and the same answer.
func (a *Adapter) envelope(ctx context.Context, h chat.Handler, client *socketmode.Client, r *socketmode.Request) {
	switch r.Type {
	case envelopeCommand:
		a.socketCommand(ctx, h, client, r)
	case envelopeInteraction:
		a.ack(ctx, client, r.EnvelopeID, nil)
		in, err := decodeInteraction(r.Payload)
		if err != nil {
			a.log.Warn("an interaction could not be read", "error", err)
			return
		}
		now := time.Now()
		a.seen.once(in.key(), func() outcome {
			a.answerInteraction(ctx, h, &in, now)
			return outcome{late: true}
		})
	default:
		if err := a.happened(ctx, h, a.readEvent(r.Payload)); err != nil {
			a.log.Warn("an event comes again", "error", err)
			return // not acknowledged
		}
		a.ack(ctx, client, r.EnvelopeID, nil)
	}
}

func (a *Adapter) socketCommand(ctx context.Context, h chat.Handler, client *socketmode.Client, r *socketmode.Request) {
	now := time.Now()
	var c command
	if err := json.Unmarshal(r.Payload, &c); err != nil {
		a.ack(ctx, client, r.EnvelopeID, nil)
		a.log.Warn("a command could not be read", "error", err)
		return
	}
	out, first := a.seen.once(c.TriggerID, func() outcome { return a.answerCommand(ctx, h, &c, now) })
	if out.late {
		a.ack(ctx, client, r.EnvelopeID, nil)
		return
	}
	answer := a.append(nil, out.reply)
	if len(answer)+maxEnvelopeRest < maxAck && a.ack(ctx, client, r.EnvelopeID, json.RawMessage(answer)) {
		return
	}
	a.ack(ctx, client, r.EnvelopeID, nil)
	if !first {
		return
	}
	if err := a.web.respond(ctx, c.ResponseURL, answer); err != nil {
		a.log.Warn("answer not delivered", "error", err)
	}
}
