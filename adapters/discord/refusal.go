package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"lectern/internal/fault"
)

// Error codes that mean something in particular (Opcodes and Status Codes, JSON).
const (
	codeUnknownChannel = 10003
	codeUnknownGuild   = 10004
	codeUnknownMessage = 10008
	codeUnknownWebhook = 10015 // of an interaction that has no answer yet
	codeLate           = 10062
	codeOldEdits       = 30046
	codeTooLarge       = 40005
	codeAcknowledged   = 40060
	codeNoAccess       = 50001
	codeDirectChannel  = 50003
	codeEmpty          = 50006
	codeNoDirect       = 50007
	codeNotText        = 50008
	codeNoPermission   = 50013
	codeChannelKind    = 50024
	codeBadToken       = 50027 // of a webhook or an interaction
	codeInvalidForm    = 50035
	codeArchived       = 50083
	codeThreadExists   = 160004
	codeThreadLocked   = 160005
	codeManyThreads    = 160006
	codeAutoMod        = 200000
	codeAutoModTitle   = 200001
)

// errLate marks an answer to an interaction that is not waiting any more.
var errLate = errors.New("the interaction is not waiting for an answer any more") //nolint:gochecknoglobals // a sentinel

// errEarly marks a change to an answer that Discord has not received yet.
var errEarly = errors.New("the interaction has no answer yet") //nolint:gochecknoglobals // a sentinel

// errArchived marks a message that cannot be changed until its thread is opened again.
var errArchived = errors.New("the thread is archived") //nolint:gochecknoglobals // a sentinel

// refusal is what Discord says of a request that it did not carry out.
type refusal struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Errors  json.RawMessage `json:"errors"` // of an invalid form: which part breaks which rule
}

// codeOf reads a refusal; an HTML page leaves it empty.
func codeOf(body []byte) (said refusal) {
	_ = json.Unmarshal(body, &said)
	return said
}

// refused turns an error answer into what the caller may act on.
func (r *rest) refused(status int, body []byte, rq request) error {
	said := codeOf(body)
	detail := fmt.Errorf("%s: status %d, code %d: %s", rq.route, status, said.Code, said.Message)
	if said.Code == codeInvalidForm {
		detail = fmt.Errorf("%w: %.500s", detail, said.Errors)
	}
	if status < http.StatusInternalServerError {
		detail = fmt.Errorf("%w: %w", errRefused, detail)
	}
	if status == http.StatusUnauthorized && !rq.anonymous {
		return r.halt(detail)
	}
	if status == http.StatusRequestEntityTooLarge {
		return fmt.Errorf("%w: %w", errTooLarge, detail)
	}
	if err, known := named(said.Code, detail); known {
		return err
	}
	switch status {
	case http.StatusNotFound:
		return gone(detail)
	case http.StatusForbidden:
		return fault.Wrap(detail, fault.Forbidden, "The bot may not write there.", "Give it View Channel, Send Messages and Embed Links in that channel.")
	}
	return detail // above 500 too: whether it was done is unknown
}

// halt ends all requests: Discord bans an address from which a refused token is sent on.
func (r *rest) halt(detail error) error {
	f := fault.Wrap(detail, fault.Forbidden, "Discord refuses the bot's token.", "Set LECTERN_DISCORD_TOKEN to the token on the Bot page of your application and start again.")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		r.log.Error("Discord refuses the bot's token; nothing is sent any more", "error", detail)
	}
	r.stop = f
	return f
}

func gone(detail error) error {
	return fault.Wrap(detail, fault.Missing, "The channel or message is not there any more.", "Choose another place.")
}

// named gives what an error code means; known is false for one that means nothing here.
func named(code int, detail error) (err error, known bool) { //nolint:revive // nil is an answer: it was done
	switch code {
	case codeAcknowledged:
		return nil, true // delivered twice: the first answer stands
	case codeUnknownWebhook:
		return fmt.Errorf("%w: %w", errEarly, detail), true
	case codeLate, codeBadToken:
		return fmt.Errorf("%w: %w", errLate, detail), true
	case codeTooLarge:
		return fmt.Errorf("%w: %w", errTooLarge, detail), true
	case codeArchived:
		return fmt.Errorf("%w: %w", errArchived, fault.Wrap(detail, fault.Forbidden, "The thread is archived.", "Open it again.")), true
	case codeThreadExists:
		return fault.Wrap(detail, fault.Conflict, "The message has a thread already.", ""), true
	case codeUnknownChannel, codeUnknownGuild, codeUnknownMessage:
		return gone(detail), true
	case codeOldEdits:
		return fault.Wrap(detail, fault.Busy, "Discord lets only a few old messages be changed at a time.", "It is tried again later."), true
	case codeNoAccess:
		return fault.Wrap(detail, fault.Forbidden, "The bot cannot see that channel.", "Give it View Channel there, or choose another place."), true
	case codeNoDirect:
		return fault.Wrap(detail, fault.Forbidden, "This person accepts no direct messages from the bot.", "Direct messages can be allowed in the privacy settings of the server."), true
	case codeNotText:
		return fault.Wrap(detail, fault.Forbidden, "Discord takes no messages in that kind of channel.", "Choose a text channel or a thread."), true
	case codeEmpty, codeNoPermission: // without Embed Links nothing is left of most messages
		return fault.Wrap(detail, fault.Forbidden, "The bot may not write there.", "Give it View Channel, Send Messages and Embed Links in that channel."), true
	case codeDirectChannel, codeChannelKind: // a thread in a thread, or in a direct message
		return fault.Wrap(detail, fault.Forbidden, "Discord allows that in no channel of this kind.", "Choose a text channel."), true
	case codeThreadLocked:
		return fault.Wrap(detail, fault.Forbidden, "The thread is locked.", "Unlock it, or choose another place."), true
	case codeManyThreads:
		return fault.Wrap(detail, fault.Forbidden, "The server has as many active threads as Discord allows.", "Archive some of them."), true
	case codeAutoMod, codeAutoModTitle:
		return fault.Wrap(detail, fault.Forbidden, "AutoMod of the server blocked the message.", "Exempt the bot's role or the channel in the AutoMod rules of the server."), true
	}
	return nil, false
}
