package slack

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"lectern/internal/chat"
)

// authentic reads the body into buf and checks who sent it. Anything that was not signed gets 401 and
// a constant text, and reaches nothing.
func (a *Adapter) authentic(w http.ResponseWriter, r *http.Request, buf []byte, most int64) ([]byte, bool) {
	if r.URL.RawQuery != "" {
		http.Error(w, "no query is expected here", http.StatusBadRequest)
		return nil, false
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, most), buf[:0])
	if err != nil {
		http.Error(w, "the request is too large or was cut off", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	if !a.verifier.signed(r.Header, body, time.Now()) {
		http.Error(w, "invalid request signature", http.StatusUnauthorized)
		return nil, false
	}
	return body, true
}

// readAll reads into b, which has room for all of a request that told its length truly.
func readAll(r io.Reader, b []byte) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// commands answers slash commands.
func (a *Adapter) commands(h chat.Handler) http.Handler {
	type buffers struct{ body, answer []byte }
	pool := sync.Pool{New: func() any { return &buffers{body: make([]byte, 0, 4<<10), answer: make([]byte, 0, 16<<10)} }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buf := pool.Get().(*buffers) //nolint:forcetypeassert // the pool holds nothing else
		defer pool.Put(buf)
		body, ok := a.authentic(w, r, buf.body, maxRequestBytes)
		if !ok {
			return
		}
		buf.body = body
		c, err := formCommand(body)
		if err != nil || c.Command == "" {
			http.Error(w, "this is not a slash command", http.StatusBadRequest)
			return
		}
		ctx := context.WithoutCancel(r.Context())
		out, _ := a.seen.once(c.TriggerID, func() outcome { return a.answerCommand(ctx, h, &c, time.Now()) })
		if out.late {
			w.WriteHeader(http.StatusOK)
			return
		}
		answer := a.append(buf.answer[:0], out.reply)
		buf.answer = answer
		w.Header()["Content-Type"] = []string{"application/json"}
		w.Header()["Content-Length"] = []string{strconv.Itoa(len(answer))}
		if _, err := w.Write(answer); err != nil {
			a.log.Debug("answer not written", "error", err)
		}
	})
}

// interactions takes presses and forms; the answer follows.
func (a *Adapter) interactions(h chat.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := a.authentic(w, r, nil, maxInteraction)
		if !ok {
			return
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, "this is not a form", http.StatusBadRequest)
			return
		}
		in, err := decodeInteraction([]byte(form.Get("payload")))
		if err != nil {
			http.Error(w, "this is not an interaction", http.StatusBadRequest)
			return
		}
		ctx := context.WithoutCancel(r.Context())
		a.seen.once(in.key(), func() outcome {
			a.answerInteraction(ctx, h, &in, time.Now())
			return outcome{late: true}
		})
		w.WriteHeader(http.StatusOK)
	})
}
