package discord

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
	"strings"
	"sync"
	"time"

	"lectern/adapters/wire"
	"lectern/internal/fault"
)

// rest sends what the bot says of its own accord, at one pace for all of it.
type rest struct {
	api   string
	auth  string
	http  *http.Client
	slow  *http.Client // for files that are sent
	files *http.Client // for those that are fetched
	pace  pace
	quota *quota
	log   *slog.Logger
	mu    sync.Mutex
	stop  error // the token was refused: nothing is sent any more
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
		api: strings.TrimRight(api, "/"), auth: "Bot " + token, http: &http.Client{Timeout: requestTimeout}, slow: uploadClient(), files: wire.FetchClient(),
		log: log, quota: newQuota(),
	}
}

// request is one call. route names what is called and major which channel, server or webhook it
// concerns: limits are counted by both. free ones do not count towards the pace (answers to
// interactions); safe ones may be repeated after an unknown outcome.
type request struct {
	method, path, route string
	major               string
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
		bucket, err := r.wait(ctx, rq)
		if err != nil {
			return err
		}
		status, header, body, err := r.send(ctx, rq)
		r.quota.learn(rq, bucket, status, header, time.Now())
		switch {
		case err != nil && (ctx.Err() != nil || !rq.safe):
			return err
		case err != nil:
			last = err
		case status < http.StatusMultipleChoices:
			return r.accepted(rq, body, v)
		case status == http.StatusTooManyRequests && codeOf(body).Code != codeOldEdits:
			wait := r.quota.refuse(rq, header, body, time.Now())
			r.log.Warn("Discord asks to slow down", "route", rq.route, "wait", wait)
			last = fault.New(fault.Busy, "Discord asks to slow down.", "It is tried again later.")
			continue // wait holds it back
		case status >= http.StatusInternalServerError && rq.safe:
			last = fmt.Errorf("%s: Discord answered %d", rq.route, status)
		default:
			return r.refused(status, body, rq)
		}
		if err := sleep(ctx, time.Second); err != nil {
			return last
		}
	}
	return last
}

func (*rest) accepted(rq request, body []byte, v any) error {
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("decode the answer to %s: %w", rq.route, err)
	}
	return nil
}

// wait holds a request back until its route, the whole bot and the pace allow it. bucket is
// where it is counted.
func (r *rest) wait(ctx context.Context, rq request) (bucket string, err error) {
	for {
		if stop := r.stopped(); stop != nil {
			return "", stop
		}
		var d time.Duration
		if bucket, d, err = r.quota.take(rq, time.Now()); err != nil {
			return "", err
		}
		if d <= 0 {
			break
		}
		if d > longestWait {
			return "", fault.New(fault.Busy, "Discord asks to wait for {{.Time}}.", "It is tried again later.").With("Time", d.Round(time.Second))
		}
		if err := sleep(ctx, d); err != nil {
			return "", err
		}
	}
	if rq.free {
		return bucket, nil
	}
	if err := r.pace.Wait(ctx); err != nil {
		r.quota.back(bucket)
		return "", err
	}
	return bucket, nil
}

// stopped is why nothing is sent any more; nil while something is.
func (r *rest) stopped() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
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
	req.Header.Set("User-Agent", userAgent)
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

// userAgent is of the form that Discord asks for (Reference, “User Agent”).
const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, lectern)"

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
