package slack

import (
	"bytes"
	"context"
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

	"golang.org/x/time/rate"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// web calls Slack's Web API and response addresses.
type web struct {
	api   string
	http  *http.Client
	slow  *http.Client // for files
	log   *slog.Logger
	token func(ctx context.Context, team string) string
	lost  func(team string) // its token was refused

	mu    sync.Mutex
	paces map[string]*rate.Limiter // one message a second per channel (Rate limits)
}

const (
	requestTimeout = 10 * time.Second
	uploadTimeout  = 2 * time.Minute
	maxResponse    = 1 << 20
	attempts       = 3
	longestWait    = time.Minute
	maxPaces       = 10_000
)

func newWeb(api string, log *slog.Logger, token func(context.Context, string) string, lost func(string)) *web {
	return &web{api: api, http: &http.Client{Timeout: requestTimeout}, slow: &http.Client{Timeout: uploadTimeout}, log: log, token: token, lost: lost, paces: make(map[string]*rate.Limiter)}
}

func (w *web) pace(channel string) *rate.Limiter {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.paces) > maxPaces {
		clear(w.paces)
	}
	l := w.paces[channel]
	if l == nil {
		l = rate.NewLimiter(1, 2)
		w.paces[channel] = l
	}
	return l
}

// call sends one request and waits where Slack asks to. A request whose outcome is unknown is
// not repeated: Slack has no key that would make that harmless.
func (w *web) call(ctx context.Context, team, method string, body []byte, v any) error {
	return w.ask(ctx, team, method, "application/json; charset=utf-8", body, v)
}

// read calls a method that changes nothing: those take forms only.
func (w *web) read(ctx context.Context, team, method string, args url.Values, v any) error {
	return w.ask(ctx, team, method, "application/x-www-form-urlencoded", []byte(args.Encode()), v)
}

func (w *web) ask(ctx context.Context, team, method, kind string, body []byte, v any) error {
	for range attempts {
		status, header, answer, err := w.send(ctx, w.api+method, w.token(ctx, team), kind, body)
		if err != nil {
			return err
		}
		if status == http.StatusTooManyRequests {
			if err := w.hold(ctx, method, header); err != nil {
				return err
			}
			continue
		}
		if status != http.StatusOK {
			return fmt.Errorf("%s: Slack answered %d", method, status)
		}
		err = understand(method, answer, v)
		if said, ok := errors.AsType[*apiError](err); ok && said.token() {
			w.lost(team)
		}
		return err
	}
	return fault.New(fault.Busy, "Slack asks to slow down.", "Try again later.")
}

func (w *web) hold(ctx context.Context, method string, h http.Header) error {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 1 {
		seconds = 1
	}
	w.log.Warn("Slack asks to slow down", "method", method, "seconds", seconds)
	d := time.Duration(seconds) * time.Second
	if d > longestWait {
		return fault.New(fault.Busy, "Slack asks to wait for {{.Time}}.", "It is tried again later.").With("Time", d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *web) send(ctx context.Context, to, token, kind string, body []byte) (int, http.Header, []byte, error) {
	return w.sendBy(ctx, w.http, to, token, kind, body)
}

func (w *web) sendBy(ctx context.Context, by *http.Client, to, token, kind string, body []byte) (int, http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	req.Header.Set("Content-Type", kind)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := by.Do(req)
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err != nil {
		return 0, nil, nil, redact(err)
	}
	return resp.StatusCode, resp.Header, answer, nil
}

// redact takes the address out of an error: a response address is a secret. A fault says for
// certain that nothing was done; what became of a request whose connection broke is unknown,
// so that is none.
func redact(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fault.Wrap(op.Err, fault.Busy, "Slack cannot be reached.", "It is tried again later.")
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("the connection to Slack broke: %w", u.Err)
	}
	return err
}

// apiError is a refusal in Slack's own words.
type apiError struct{ method, code, detail string }

func (e *apiError) Error() string { return e.method + ": " + e.code + " " + e.detail }

// token tells whether the token itself was refused.
func (e *apiError) token() bool {
	switch e.code {
	case "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed":
		return true
	}
	return false
}

// invalidBlocks refuses a message for what is in its blocks.
const invalidBlocks = "invalid_blocks"

// understand turns Slack's own errors into what the caller may act on.
func understand(method string, answer []byte, v any) error {
	var said struct {
		OK       bool   `json:"ok"`
		Error    string `json:"error"`
		Metadata struct {
			Messages []string `json:"messages"`
		} `json:"response_metadata"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return fmt.Errorf("decode the answer to %s: %w", method, err)
	}
	if said.OK {
		if v == nil {
			return nil
		}
		if err := json.Unmarshal(answer, v); err != nil {
			return fmt.Errorf("decode the answer to %s: %w", method, err)
		}
		return nil
	}
	detail := &apiError{method, said.Error, strings.Join(said.Metadata.Messages, "; ")}
	switch said.Error {
	case "channel_not_found", "message_not_found", "user_not_found", "is_archived":
		return fault.Wrap(detail, fault.Missing, "The channel or message is not there any more.", "Choose another place.")
	case "not_in_channel", "restricted_action", "missing_scope", "cant_update_message":
		return fault.Wrap(detail, fault.Forbidden, "The bot may not write there.", "Invite it with /invite, and give it the scope chat:write.")
	case "invalid_auth", "account_inactive", "token_revoked", "not_authed":
		return fault.Wrap(detail, fault.Forbidden, "Slack refuses the bot's token.", "Set LECTERN_SLACK_BOT_TOKEN to the token under OAuth & Permissions and start again.")
	case "ratelimited":
		return fault.Wrap(detail, fault.Busy, "Slack asks to slow down.", "Try again later.")
	}
	return detail
}

func target(b []byte, p chat.Place) []byte {
	b = append(b, `{"channel":`...)
	b = appendString(b, p.Channel)
	if p.Thread != "" {
		b = append(b, `,"thread_ts":`...)
		b = appendString(b, p.Thread)
	}
	return append(b, ',')
}

func (w *web) post(ctx context.Context, to chat.Place, m *message) (ts string, err error) {
	if err := w.pace(to.Channel).Wait(ctx); err != nil {
		return "", fmt.Errorf("wait for the channel's turn: %w", err)
	}
	b := m.appendFields(target(make([]byte, 0, 4096), to))
	var made struct {
		TS string `json:"ts"`
	}
	err = w.call(ctx, to.Tenant, "chat.postMessage", append(b, '}'), &made)
	return made.TS, err
}

func (w *web) update(ctx context.Context, at chat.Ref, m *message) error {
	b := append(make([]byte, 0, 4096), `{"channel":`...)
	b = appendString(b, at.Place.Channel)
	b = append(b, `,"ts":`...)
	b = appendString(b, at.Message)
	b = append(b, ',')
	b = m.appendFields(b)
	return w.call(ctx, at.Place.Tenant, "chat.update", append(b, '}'), nil)
}

func (w *web) ephemeral(ctx context.Context, at chat.Place, user string, m *message) error {
	b := target(make([]byte, 0, 4096), at)
	b = append(b, `"user":`...)
	b = appendString(b, user)
	b = append(b, ',')
	b = m.appendFields(b)
	return w.call(ctx, at.Tenant, "chat.postEphemeral", append(b, '}'), nil)
}

func (w *web) direct(ctx context.Context, to chat.Person) (channel string, err error) {
	b := appendString([]byte(`{"users":`), to.ID)
	var made struct {
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
	}
	err = w.call(ctx, to.Tenant, "conversations.open", append(b, '}'), &made)
	return made.Channel.ID, err
}

// respond sends to the address that came with an event. It must be Slack's own, or that of
// the server that stands in for it: the address is data of the request.
func (w *web) respond(ctx context.Context, to string, body []byte) error {
	if err := w.ours(to, func(host string) bool { return host == "hooks.slack.com" }); err != nil {
		return err
	}
	status, _, answer, err := w.send(ctx, to, "", "application/json; charset=utf-8", body)
	if err != nil {
		return err
	}
	if status >= 300 {
		if bytes.Contains(answer, []byte(invalidBlocks)) {
			return &apiError{"response", invalidBlocks, strconv.Itoa(status)}
		}
		return fmt.Errorf("the response address answered %d", status)
	}
	return nil
}

// ours checks that an address that came from outside belongs to Slack, or to the server that
// stands in for it.
func (w *web) ours(to string, slacks func(host string) bool) error {
	u, err := url.Parse(to)
	if err != nil {
		return errors.New("the address is not one")
	}
	api, err := url.Parse(w.api)
	if err != nil {
		return fmt.Errorf("address of the API: %w", err)
	}
	if (u.Scheme != "https" || !slacks(u.Host)) && (u.Host != api.Host || u.Scheme != api.Scheme) {
		return errors.New("the address does not belong to Slack")
	}
	return nil
}
