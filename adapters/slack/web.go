package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// web calls Slack's Web API and response addresses.
type web struct {
	api   string
	http  *http.Client
	slow  *http.Client // for files that are sent
	files *http.Client // for those that are fetched
	log   *slog.Logger
	token func(ctx context.Context, team string) string
	lost  func(team string) // its token was refused
	gates *gates
}

const (
	requestTimeout = 10 * time.Second
	uploadTimeout  = 2 * time.Minute
	maxResponse    = 1 << 20
	attempts       = 3
	longestWait    = time.Minute
)

func newWeb(api string, log *slog.Logger, token func(context.Context, string) string, lost func(string)) *web {
	return &web{api: api, http: &http.Client{Timeout: requestTimeout}, slow: &http.Client{Timeout: uploadTimeout}, files: wire.FetchClient(), log: log, token: token, lost: lost, gates: &gates{byKind: make(map[string]*gate)}}
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
	turn := w.gates.method(team, method)
	for range attempts {
		if err := turn.wait(ctx); err != nil {
			return err
		}
		status, header, answer, err := w.send(ctx, w.api+method, w.token(ctx, team), kind, body)
		if err != nil {
			return err
		}
		if status == http.StatusTooManyRequests {
			d, err := w.asked(method, header)
			if err != nil {
				return err
			}
			turn.hold(d)
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
	return slowDown(nil)
}

// asked is how long Slack asks to wait; fault.Busy when that is too long for anybody.
func (w *web) asked(method string, h http.Header) (time.Duration, error) {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 1 {
		seconds = 1
	}
	w.log.Warn("Slack asks to slow down", "method", method, "seconds", seconds)
	d := time.Duration(seconds) * time.Second
	if d > longestWait {
		return 0, fault.New(fault.Busy, "Slack asks to wait for {{.Time}}.", "It is tried again later.").With("Time", d)
	}
	return d, nil
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

func target(b []byte, p chat.Place) []byte {
	b = append(b, `{"channel":`...)
	b = wire.AppendString(b, p.Channel)
	if p.Thread != "" {
		b = append(b, `,"thread_ts":`...)
		b = wire.AppendString(b, p.Thread)
	}
	return append(b, ',')
}

func (w *web) post(ctx context.Context, to chat.Place, m *message) (ts string, err error) {
	if err := w.gates.channel(to.Channel).wait(ctx); err != nil {
		return "", err
	}
	b := m.appendFields(target(make([]byte, 0, 4096), to))
	var made struct {
		TS string `json:"ts"`
	}
	err = w.call(ctx, to.Tenant, "chat.postMessage", append(b, unfurling+"}"...), &made)
	return made.TS, err
}

func (w *web) update(ctx context.Context, at chat.Ref, m *message) error {
	b := append(make([]byte, 0, 4096), `{"channel":`...)
	b = wire.AppendString(b, at.Place.Channel)
	b = append(b, `,"ts":`...)
	b = wire.AppendString(b, at.Message)
	b = append(b, ',')
	b = m.appendFields(b)
	return w.call(ctx, at.Place.Tenant, "chat.update", append(b, '}'), nil)
}

func (w *web) ephemeral(ctx context.Context, at chat.Place, user string, m *message) error {
	b := target(make([]byte, 0, 4096), at)
	b = append(b, `"user":`...)
	b = wire.AppendString(b, user)
	b = append(b, ',')
	b = m.appendFields(b)
	return w.call(ctx, at.Tenant, "chat.postEphemeral", append(b, '}'), nil)
}

func (w *web) direct(ctx context.Context, to chat.Person) (channel string, err error) {
	b := wire.AppendString([]byte(`{"users":`), to.ID)
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
	turn := unpaced() // Slack counts uses of an address, not their rate
	for range attempts {
		if err := turn.wait(ctx); err != nil {
			return err
		}
		status, header, answer, err := w.send(ctx, to, "", "application/json; charset=utf-8", body)
		switch {
		case err != nil:
			return err
		case status == http.StatusTooManyRequests:
			d, err := w.asked("response", header)
			if err != nil {
				return err
			}
			turn.hold(d)
		case status >= 300 && bytes.Contains(answer, []byte(invalidBlocks)):
			return &apiError{"response", invalidBlocks, strconv.Itoa(status)}
		case status >= 300:
			return fmt.Errorf("the response address answered %d", status)
		default:
			return nil
		}
	}
	return slowDown(nil)
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
