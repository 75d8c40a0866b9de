package model

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lectern/internal/fault"
)

// Limits of a conversation with the endpoint.
const (
	maxAnswer = 1 << 20         // bytes; ten questions take some 10 KB
	tries     = 3               // of one request
	pause     = 2 * time.Second // Options.Pause
	maxPause  = time.Minute     // what an endpoint may ask us to wait
	patience  = 3 * time.Minute // Options.Patience: a local model on a small machine is slow
)

// Client speaks to one endpoint. It is safe for concurrent use; printing it does not show its key.
type Client struct {
	url, model string
	authorize  func(http.Header) // holds the key, where fmt does not look
	pause      time.Duration
	http       *http.Client
}

// Options say which endpoint to ask.
type Options struct {
	URL      string        // such as https://api.example/v1; requests go to URL/chat/completions
	Key      string        // sent as a bearer token; local servers need none
	Model    string        // as the endpoint calls it
	Pause    time.Duration // before the second try when the endpoint names none, twice as long before the third; 2 s when zero
	Patience time.Duration // for one answer; 3 minutes when zero
}

// New makes a Client.
func New(o Options) *Client {
	authorize := func(h http.Header) {
		if o.Key != "" {
			h.Set("Authorization", "Bearer "+o.Key)
		}
	}
	return &Client{strings.TrimRight(o.URL, "/"), o.Model, authorize, cmp.Or(o.Pause, pause), &http.Client{
		Timeout: cmp.Or(o.Patience, patience),
		// A redirect would carry the course, and to the same host the key, to where nobody sent them.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Model    string    `json:"model"`
	Messages []message `json:"messages"`
	Format   struct {
		Type string `json:"type"`
	} `json:"response_format"`
}

type response struct {
	Choices []struct {
		Message message `json:"message"`
	} `json:"choices"`
}

// complete gets the model's answer. An endpoint that is busy or broken is asked again.
func (c *Client) complete(ctx context.Context, system, user string) (string, error) {
	ask := request{Model: c.model, Messages: []message{{"system", system}, {"user", user}}}
	ask.Format.Type = "json_object"
	body, err := json.Marshal(ask)
	if err != nil {
		return "", fmt.Errorf("encode the request: %w", err)
	}
	for try := 1; ; try++ {
		answer, wait, err := c.once(ctx, body)
		if err == nil || wait < 0 || try == tries {
			return answer, err
		}
		if wait == 0 {
			wait = c.pause << (try - 1)
		}
		if wait > maxPause {
			return "", fault.New(fault.Busy, fmt.Sprintf("The endpoint asks to wait %s.", wait.Round(time.Second)), "Try again later.")
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return "", fmt.Errorf("wait for the endpoint: %w", ctx.Err())
		case <-t.C:
		}
	}
}

// once sends a request. A wait below zero says that asking again is of no use; zero, that the
// endpoint did not say how long to wait.
func (c *Client) once(ctx context.Context, body []byte) (answer string, wait time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", -1, fmt.Errorf("ask the endpoint: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	c.authorize(req.Header)
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return "", -1, fmt.Errorf("ask the endpoint: %w", ctx.Err())
		}
		return "", -1, fault.Wrap(err, fault.Busy, "The endpoint at LECTERN_DRAFT_URL gives no answer.", "Check the address, and whether the server runs and is fast enough.")
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case resp.StatusCode != http.StatusOK:
		wait, err = refused(resp)
		return "", wait, err
	case err != nil:
		return "", 0, fault.Wrap(err, fault.Busy, "The endpoint's answer broke off.", "Try again, or look at the server's log.")
	case len(data) > maxAnswer:
		return "", -1, fault.New(fault.Invalid, "The endpoint's answer is larger than 1 MB, so it was not read.", "Use another model in LECTERN_DRAFT_MODEL.")
	}
	var out response
	if err := json.Unmarshal(data, &out); err != nil || len(out.Choices) == 0 {
		return "", -1, fault.Wrap(errors.Join(err, errors.New("no choices")), fault.Invalid, "The endpoint does not answer as an OpenAI-compatible one does.", "Check LECTERN_DRAFT_URL: it ends where /chat/completions begins, often in /v1.")
	}
	return out.Choices[0].Message.Content, -1, nil
}

// refused explains an answer that is none, and how long to wait before asking again. What the
// endpoint wrote is not passed on: it may hold anything.
func refused(resp *http.Response) (wait time.Duration, err error) {
	status := fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return -1, fault.New(fault.Forbidden, "The endpoint refuses the key in LECTERN_DRAFT_KEY ("+status+").", "Check the key.")
	case code == http.StatusTooManyRequests:
		return retryAfter(resp.Header.Get("Retry-After"), time.Now()), fault.New(fault.Busy, "The endpoint takes no more requests for now ("+status+").", "Try again later.")
	case code >= http.StatusInternalServerError:
		return retryAfter(resp.Header.Get("Retry-After"), time.Now()), fault.New(fault.Busy, "The endpoint has failed ("+status+").", "Try again, or look at the server's log.")
	}
	return -1, fault.New(fault.Invalid, "The endpoint refuses the request ("+status+").", "Check LECTERN_DRAFT_URL and LECTERN_DRAFT_MODEL.")
}

// retryAfter reads the header: seconds or a date (RFC 9110, 10.2.3). Zero when it says nothing.
func retryAfter(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(strings.TrimSpace(header)); err == nil && s >= 0 {
		return time.Duration(min(s, 86400)) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
