package discord

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"lectern/internal/fault"
)

// rest sends what the bot says of its own accord, at one pace for all of it.
type rest struct {
	api   string
	auth  string
	http  *http.Client
	slow  *http.Client // for files
	pace  pace
	log   *slog.Logger
	mu    sync.Mutex
	until map[string]time.Time // a route is blocked until then
	all   time.Time            // everything is
	stop  error                // the token was refused: nothing is sent any more
}

const (
	requestTimeout = 10 * time.Second
	uploadTimeout  = 2 * time.Minute
	attempts       = 4
	longestWait    = time.Minute // a longer Retry-After is handed to the caller
	maxResponse    = 1 << 20
)

func newREST(api, token string, log *slog.Logger) *rest {
	return &rest{
		api: strings.TrimRight(api, "/"), auth: "Bot " + token, http: &http.Client{Timeout: requestTimeout}, slow: uploadClient(),
		log: log, until: make(map[string]time.Time),
	}
}

// request is one call. route names its rate limit; free ones do not count towards the pace
// (answers to interactions); safe ones may be repeated after an unknown outcome.
type request struct {
	method, path, route string
	body                []byte
	files               []upload // sent with body, which lists them
	kind                string   // the media type of body, when there are files
	free, safe          bool
	anonymous           bool // the path holds a token of its own
}

// do sends a request and decodes the answer into v, which may be nil.
func (r *rest) do(ctx context.Context, rq request, v any) error {
	if len(rq.files) > 0 {
		var err error
		if rq.body, rq.kind, err = multipartBody(rq.body, rq.files); err != nil {
			return err
		}
	}
	var last error
	for range attempts {
		if err := r.wait(ctx, rq); err != nil {
			return err
		}
		status, header, body, err := r.send(ctx, rq)
		if err != nil {
			if ctx.Err() != nil || !rq.safe {
				return err
			}
			last = err
			if err := sleep(ctx, time.Second); err != nil {
				return last
			}
			continue
		}
		switch {
		case status < 300:
			if v == nil {
				return nil
			}
			if err := json.Unmarshal(body, v); err != nil {
				return fmt.Errorf("decode the answer to %s: %w", rq.route, err)
			}
			return nil
		case status == http.StatusTooManyRequests:
			last = r.limited(rq, header, body)
		case status >= 500 && rq.safe:
			last = fmt.Errorf("%s: Discord answered %d", rq.route, status)
			if err := sleep(ctx, time.Second); err != nil {
				return last
			}
		default:
			return r.refused(status, body, rq)
		}
	}
	return last
}

// wait holds a request back until its route, the whole bot and the pace allow it.
func (r *rest) wait(ctx context.Context, rq request) error {
	r.mu.Lock()
	stop, until := r.stop, r.until[rq.route]
	if r.all.After(until) && !rq.free {
		until = r.all
	}
	r.mu.Unlock()
	if stop != nil {
		return stop
	}
	if d := time.Until(until); d > 0 {
		if d > longestWait {
			return fault.New(fault.Busy, "Discord asks to wait for {{.Time}}.", "It is tried again later.").With("Time", d.Round(time.Second))
		}
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
	if rq.free {
		return nil
	}
	return r.pace.Wait(ctx)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *rest) send(ctx context.Context, rq request) (int, http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, rq.method, r.api+rq.path, bytes.NewReader(rq.body))
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	client := r.http
	if len(rq.files) > 0 {
		client = r.slow
		req.Header.Set("Content-Type", rq.kind)
	} else if len(rq.body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if !rq.anonymous {
		req.Header.Set("Authorization", r.auth)
	}
	req.Header.Set("User-Agent", "DiscordBot (https://github.com/bwmarrin/discordgo, lectern)")
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	return resp.StatusCode, resp.Header, body, nil
}

// redact takes the address out of an error: the path of an interaction's answer is a secret.
// A fault says for certain that nothing was done; what became of a request whose connection
// broke is unknown, so that is none.
func redact(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fault.Wrap(op.Err, fault.Busy, "Discord cannot be reached.", "It is tried again later.")
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("the connection to Discord broke: %w", u.Err)
	}
	return err
}

// limited remembers how long to keep quiet. Some refusals come from the network in front of
// Discord and are not JSON; their header counts all the same.
func (r *rest) limited(rq request, h http.Header, body []byte) error {
	var said struct {
		RetryAfter float64 `json:"retry_after"`
		Global     bool    `json:"global"`
	}
	_ = json.Unmarshal(body, &said) // an HTML page leaves it empty
	seconds := said.RetryAfter
	if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil && s > seconds {
		seconds = s
	}
	wait := max(time.Duration(seconds*float64(time.Second)), 100*time.Millisecond)
	r.mu.Lock()
	defer r.mu.Unlock()
	until := time.Now().Add(wait)
	if said.Global || h.Get("X-RateLimit-Global") != "" || h.Get("X-RateLimit-Scope") == "global" {
		r.all = until
	} else {
		r.until[rq.route] = until
	}
	r.log.Warn("Discord asks to slow down", "route", rq.route, "seconds", seconds)
	return fault.New(fault.Busy, "Discord asks to slow down.", "It is tried again later.")
}

// refused turns an error answer into what the caller may act on. The codes are Discord's
// (Opcodes and Status Codes).
func (r *rest) refused(status int, body []byte, rq request) error {
	var said struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &said) // an HTML page leaves it empty
	detail := fmt.Errorf("%s: status %d, code %d: %s", rq.route, status, said.Code, said.Message)
	if status < 500 {
		detail = fmt.Errorf("%w: %w", errRefused, detail)
	}
	switch {
	case status == http.StatusUnauthorized && !rq.anonymous:
		f := fault.Wrap(detail, fault.Forbidden, "Discord refuses the bot's token.", "Set LECTERN_DISCORD_TOKEN to the token on the Bot page of your application and start again.")
		r.mu.Lock()
		r.stop = f
		r.mu.Unlock()
		return f
	case status == http.StatusRequestEntityTooLarge || said.Code == codeTooLarge:
		return fmt.Errorf("%w: %w", errTooLarge, detail)
	case said.Code == codeThreadExists:
		return fault.Wrap(detail, fault.Conflict, "The message has a thread already.", "")
	case said.Code == codeAcknowledged:
		return nil // delivered twice: the first answer stands
	case said.Code == codeUnknownChannel || said.Code == codeUnknownGuild || said.Code == codeUnknownMessage || status == http.StatusNotFound:
		return fault.Wrap(detail, fault.Missing, "The channel or message is not there any more.", "Choose another place.")
	case status == http.StatusForbidden:
		return fault.Wrap(detail, fault.Forbidden, "The bot may not write there.", "Give it View Channel, Send Messages and Embed Links in that channel.")
	}
	return detail // above 500 too: whether it was done is unknown
}

// Error codes that mean something in particular.
const (
	codeUnknownChannel = 10003
	codeUnknownGuild   = 10004
	codeUnknownMessage = 10008
	codeTooLarge       = 40005
	codeAcknowledged   = 40060
	codeThreadExists   = 160004
)

// nonce makes a message's repeat harmless: Discord gives the first message back.
func nonce(key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:maxNonce]
}

func (r *rest) create(ctx context.Context, channel string, m *message, nonce string) (id string, err error) {
	b := append(make([]byte, 0, 4096), '{')
	b = m.appendFields(b)
	if nonce != "" {
		b = append(b, `,"nonce":`...)
		b = appendString(b, nonce)
		b = append(b, `,"enforce_nonce":true`...)
	}
	b = append(b, '}')
	var made struct {
		ID string `json:"id"`
	}
	err = r.do(ctx, request{method: http.MethodPost, path: "/channels/" + url.PathEscape(channel) + "/messages", route: "create/" + channel, body: b, files: m.files, safe: nonce != ""}, &made)
	return made.ID, err
}

func (r *rest) edit(ctx context.Context, channel, id string, m *message) error {
	return r.do(ctx, request{method: http.MethodPatch, path: "/channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(id), route: "edit/" + channel, body: m.json(), files: m.files, safe: true}, nil)
}

func (r *rest) thread(ctx context.Context, channel, id, name string) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	b := appendString([]byte(`{"name":`), name)
	err := r.do(ctx, request{method: http.MethodPost, path: "/channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(id) + "/threads", route: "thread/" + channel, body: append(b, '}')}, &made)
	if fault.Is(err, fault.Conflict) {
		return id, nil // it has one, which has the message's own id
	}
	return made.ID, err
}

func (r *rest) direct(ctx context.Context, user string) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	b := appendString([]byte(`{"recipient_id":`), user)
	err := r.do(ctx, request{method: http.MethodPost, path: "/users/@me/channels", route: "direct", body: append(b, '}'), safe: true}, &made)
	return made.ID, err
}

func (r *rest) callback(ctx context.Context, id, token string, body []byte, files []upload) error {
	return r.do(ctx, request{method: http.MethodPost, path: "/interactions/" + url.PathEscape(id) + "/" + url.PathEscape(token) + "/callback", route: "callback", body: body, files: files, free: true, anonymous: true}, nil)
}

func (r *rest) editOriginal(ctx context.Context, app, token string, m *message) error {
	return r.do(ctx, request{method: http.MethodPatch, path: "/webhooks/" + url.PathEscape(app) + "/" + url.PathEscape(token) + "/messages/@original", route: "original", body: m.json(), files: m.files, free: true, safe: true, anonymous: true}, nil)
}

func (r *rest) application(ctx context.Context) (string, error) {
	var app struct {
		ID string `json:"id"`
	}
	err := r.do(ctx, request{method: http.MethodGet, path: "/applications/@me", route: "application", safe: true}, &app)
	return app.ID, err
}

func (r *rest) commands(ctx context.Context, app string) (json.RawMessage, error) {
	var list json.RawMessage
	err := r.do(ctx, request{method: http.MethodGet, path: "/applications/" + app + "/commands?with_localizations=true", route: "commands", safe: true}, &list)
	return list, err
}

func (r *rest) publish(ctx context.Context, app string, body []byte) error {
	return r.do(ctx, request{method: http.MethodPut, path: "/applications/" + app + "/commands", route: "commands", body: body, safe: true}, nil)
}
