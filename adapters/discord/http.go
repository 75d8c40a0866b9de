package discord

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"lectern/internal/chat"
)

// Mount implements chat.Ingress: with the HTTP ingress Discord posts interactions to
// /discord/interactions and its webhook events to /discord/events; with the gateway neither path
// exists.
func (a *Adapter) Mount(mux *http.ServeMux, h chat.Handler) {
	if a.settings.ingress != ingressHTTP {
		return
	}
	a.learn(h)
	mux.Handle("POST /discord/interactions", a.interactions(h))
	mux.Handle("POST /discord/events", a.events(h))
}

// buffers are reused between requests: the body, and timestamp and body as they are signed.
type buffers struct{ body, signed, answer []byte }

// interactions answers signed requests. Anything else gets 401 and a constant text, and
// reaches nothing.
func (a *Adapter) interactions(h chat.Handler) http.Handler {
	pool := sync.Pool{New: func() any {
		return &buffers{body: make([]byte, 0, 8<<10), signed: make([]byte, 0, 8<<10), answer: make([]byte, 0, 8<<10)}
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buf := pool.Get().(*buffers) //nolint:forcetypeassert // the pool holds nothing else
		defer pool.Put(buf)
		body, ok := a.authentic(w, r, buf)
		if !ok {
			return
		}
		now := time.Now()
		in, err := decode(body)
		if err != nil || in.kind == 0 {
			http.Error(w, "this is not an interaction", http.StatusBadRequest)
			return
		}
		in.received = now
		a.running.Begin()
		defer a.running.End()
		// Closing the intake must not cut an answer in half.
		ctx := context.WithoutCancel(r.Context())
		var later <-chan chat.Reply
		out := a.once(in.id, in.kind, func() outcome {
			out := a.respond(ctx, h, &in, now)
			later, out.later = out.later, nil
			if out.body == nil && len(chat.Files(out.reply.View)) > 0 {
				out = a.delivered(ctx, &in, out.reply)
			}
			return out
		})
		if out.sent {
			w.WriteHeader(http.StatusAccepted) // what Discord asks for when the answer came by itself
			return
		}
		buf.answer = a.append(buf.answer[:0], out)
		a.write(w, &in, buf.answer)
		if later != nil {
			_ = http.NewResponseController(w).Flush() // what follows must not overtake this
			a.followUp(ctx, in, later)
		}
	})
}

// delivered sends an answer with files by a request of our own; what is left to say in answer to
// Discord's is that it was, or that it could not be.
func (a *Adapter) delivered(ctx context.Context, in *interaction, r chat.Reply) outcome {
	err := a.deliver(ctx, in, r)
	if err != nil {
		a.log.Warn("answer not delivered", "interaction", in.id, "error", err)
	}
	if hopeful(err) {
		return outcome{reply: sorry(wordsOf(r.View))}
	}
	return outcome{sent: true}
}

func (a *Adapter) write(w http.ResponseWriter, in *interaction, answer []byte) {
	w.Header()["Content-Type"] = jsonType()
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(answer))}
	if _, err := w.Write(answer); err != nil {
		a.log.Debug("answer not written", "interaction", in.id, "error", err)
	}
}

func jsonType() []string { return []string{"application/json"} }

// authentic reads the body and checks who sent it.
func (a *Adapter) authentic(w http.ResponseWriter, r *http.Request, buf *buffers) ([]byte, bool) {
	if r.URL.RawQuery != "" {
		http.Error(w, "no query is expected here", http.StatusBadRequest)
		return nil, false
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxInteractionBytes), buf.body[:0])
	buf.body = body
	if err != nil {
		http.Error(w, "the request is too large or was cut off", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	if cap(buf.signed) < len(body)+16 {
		buf.signed = make([]byte, 0, len(body)+16)
	}
	if !signed(a.settings.key, r.Header.Get("X-Signature-Ed25519"), r.Header.Get("X-Signature-Timestamp"), body, time.Now(), buf.signed) {
		http.Error(w, "invalid request signature", http.StatusUnauthorized)
		return nil, false
	}
	return body, true
}

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

// remembered is how long the answer to an interaction is kept against a second delivery: as long
// as it can be answered at all, which is longer than a signature stays fresh.
const remembered = tokenLife

// maxRemembered bounds the answers kept: replies, not bytes, so they are small.
const maxRemembered = 16_384

// replays keeps recent answers by interaction id, so that the same request twice has one
// effect and one answer.
type replays struct {
	mu    sync.Mutex
	byID  map[string]*replay
	queue []*replay // oldest first
}

// replay is an event and its answer; busy is held while the answer is being made.
type replay struct {
	id     string
	at     time.Time
	busy   sync.Mutex
	answer outcome
}

// once runs f for a new id and gives the kept answer for a known one. Pings and completions
// have no effect, so they are not kept.
func (a *Adapter) once(id string, kind int, f func() outcome) outcome {
	if kind == typePing || kind == typeAutocomplete || id == "" {
		return f()
	}
	now := time.Now()
	a.seen.mu.Lock()
	if old, ok := a.seen.byID[id]; ok {
		a.seen.mu.Unlock()
		old.busy.Lock()
		defer old.busy.Unlock()
		return old.answer
	}
	r := &replay{id: id, at: now}
	r.busy.Lock()
	defer r.busy.Unlock()
	if a.seen.byID == nil {
		a.seen.byID = make(map[string]*replay)
	}
	a.seen.byID[id] = r
	a.seen.queue = append(a.seen.queue, r)
	for len(a.seen.queue) > 0 && (len(a.seen.queue) > maxRemembered || now.Sub(a.seen.queue[0].at) > remembered) {
		delete(a.seen.byID, a.seen.queue[0].id)
		a.seen.queue[0] = nil
		a.seen.queue = a.seen.queue[1:]
	}
	a.seen.mu.Unlock()
	r.answer = f()
	return r.answer
}
