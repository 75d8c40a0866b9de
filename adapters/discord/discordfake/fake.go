// Package discordfake speaks Discord's wire protocol on loopback: its REST interface, its
// gateway and its signed interactions. It is as strict as the platform: it refuses bodies
// that break a rule, a second answer to an interaction, an answer after three seconds and a
// wrong token, and it can be told to misbehave as the platform sometimes does.
package discordfake

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/discord"
)

// Token is the bot token the fake accepts.
const Token = "fake-bot-token" //nolint:gosec // it opens nothing but this fake

// AppID is the application's id.
const AppID = "4242"

// AckWithin is how long an interaction waits for its first answer (Receiving and Responding).
const AckWithin = 3 * time.Second

// Server is a Discord of one application.
type Server struct {
	*httptest.Server
	Public  ed25519.PublicKey
	private ed25519.PrivateKey
	t       testing.TB
	gate    gateway

	mu           sync.Mutex
	next         int64
	commands     json.RawMessage
	published    int
	interactions map[string]*Interaction // by token
	messages     map[string]*Message     // by id
	nonces       map[string]string       // channel and nonce → message id
	guild        *Guild
	faults       []Fault
	requests     []string
	nonceWindow  time.Duration
	check        func(kind discord.Kind, body []byte) error
	uploadLimit  int
	limit        allowance
	allowances   map[string]*allowance // by route and channel
	limited      int
	archived     map[string]bool // by thread
	brought      bool
	attachments  map[string]Attachment // on the content network, by id
}

// Interaction is an event that waits for its answer.
type Interaction struct {
	ID, Token string
	kind      int
	message   bool // it is about a component of a message
	at        time.Time
	answered  bool
	files     []discord.Upload
	callback  chan []byte
	edits     chan []byte
}

// Message is what stands in a channel.
type Message struct {
	ID, Channel string
	Body        json.RawMessage
	Edits       int
	Author      string // the application's id unless somebody else wrote it
	Thread      bool   // it has a thread
	Files       []discord.Upload

	taken time.Time
}

// Fault is an answer given in place of the real one to the next request whose path holds Path.
type Fault struct {
	Path   string
	Status int
	Header map[string]string
	Body   string
	Delay  time.Duration
	After  bool // the request is carried out all the same
}

// New starts a fake that stops with the test.
func New(t testing.TB) *Server {
	t.Helper()
	pub, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Public: pub, private: priv, t: t, next: 1000, commands: json.RawMessage("[]"), interactions: map[string]*Interaction{}, messages: map[string]*Message{}, nonces: map[string]string{}, archived: map[string]bool{}}
	s.gate.server = s
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v10/gateway", s.free(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		s.reply(w, map[string]string{"url": s.gatewayURL()})
	}))
	mux.HandleFunc("GET /api/v10/gateway/bot", s.authed(s.gate.address))
	mux.HandleFunc("GET /ws/", s.gate.serve)
	mux.HandleFunc("GET /api/v10/applications/@me", s.authed(s.application))
	mux.HandleFunc("GET /api/v10/applications/{app}/commands", s.authed(s.getCommands))
	mux.HandleFunc("PUT /api/v10/applications/{app}/commands", s.authed(s.putCommands))
	mux.HandleFunc("POST /api/v10/interactions/{id}/{token}/callback", s.free(s.callback))
	mux.HandleFunc("PATCH /api/v10/webhooks/{app}/{token}/messages/@original", s.free(s.original))
	mux.HandleFunc("POST /api/v10/channels/{channel}/messages", s.authed(s.create))
	mux.HandleFunc("GET /api/v10/channels/{channel}/messages", s.authed(s.list))
	mux.HandleFunc("PATCH /api/v10/channels/{channel}/messages/{id}", s.authed(s.edit))
	mux.HandleFunc("PATCH /api/v10/channels/{channel}", s.authed(s.change))
	mux.HandleFunc("POST /api/v10/channels/{channel}/messages/{id}/threads", s.authed(s.thread))
	mux.HandleFunc("POST /api/v10/users/@me/channels", s.authed(func(w http.ResponseWriter, _ *http.Request, _ []byte) { s.reply(w, map[string]string{"id": s.id()}) }))
	mux.HandleFunc("GET /ephemeral-attachments/{app}/{id}/{name}", s.free(s.content))
	s.guildRoutes(mux)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.stop)
	return s
}

func (s *Server) stop() {
	s.gate.drop()
	s.CloseClientConnections()
	s.Close()
}

// API is the address to configure.
func (s *Server) API() string { return s.URL + "/api/v10" }

// Key is the application's public key in hexadecimal.
func (s *Server) Key() string { return hex.EncodeToString(s.Public) }

// Check has every body examined by f as well, such as a schema.
func (s *Server) Check(f func(kind discord.Kind, body []byte) error) { s.check = f }

// Fail makes the next requests misbehave, in order.
func (s *Server) Fail(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f...)
}

// Requests lists what was asked, as "METHOD path".
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// Published tells how often the commands were set, and to what.
func (s *Server) Published() (times int, commands json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.published, s.commands
}

// Messages lists what stands in a channel.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	for _, m := range s.messages {
		if m.Channel == channel {
			list = append(list, *m)
		}
	}
	return list
}

func (s *Server) id() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return strconv.FormatInt(s.next, 10)
}

func (s *Server) reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.t.Log("fake: ", err)
	}
}

func refuse(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"code":%d,"message":%q}`, code, message)
}

type handler func(w http.ResponseWriter, r *http.Request, body []byte)

// free wraps an endpoint that needs no authorization.
func (s *Server) free(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		f, faulty := s.fault(r)
		if faulty && !f.After {
			f.write(w)
			return
		}
		if faulty {
			h(httptest.NewRecorder(), r, body)
			f.write(w)
			return
		}
		h(w, r, body)
	}
}

func (f Fault) write(w http.ResponseWriter) {
	time.Sleep(f.Delay)
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(f.Status)
	_, _ = io.WriteString(w, f.Body)
}

func (s *Server) fault(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	for i, f := range s.faults {
		if strings.Contains(r.URL.Path, f.Path) {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f, true
		}
	}
	return Fault{}, false
}

func (s *Server) authed(h handler) http.HandlerFunc {
	return s.free(func(w http.ResponseWriter, r *http.Request, body []byte) {
		if r.Header.Get("Authorization") != "Bot "+Token {
			refuse(w, http.StatusUnauthorized, 0, "401: Unauthorized")
			return
		}
		if s.within(w, r) {
			h(w, r, body)
		}
	})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request, body []byte) {
	body, files, ok := s.valid(w, r, discord.LintMessage, body)
	if !ok {
		return
	}
	var m struct {
		Nonce   string `json:"nonce"`
		Enforce bool   `json:"enforce_nonce"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		refuse(w, http.StatusBadRequest, 50109, "not JSON")
		return
	}
	channel := r.PathValue("channel")
	key := channel + "/" + m.Nonce
	id := s.id()
	s.mu.Lock()
	if old, ok := s.nonces[key]; ok && m.Enforce && time.Since(s.messages[old].taken) < s.window() {
		id = old
	} else {
		s.messages[id] = &Message{ID: id, Channel: channel, Body: body, Author: AppID, Files: files, taken: time.Now()}
		if m.Nonce != "" {
			s.nonces[key] = id
		}
	}
	s.mu.Unlock()
	s.reply(w, map[string]string{"id": id, "channel_id": channel})
}

func (s *Server) edit(w http.ResponseWriter, r *http.Request, body []byte) {
	body, files, ok := s.valid(w, r, discord.LintMessage, body)
	if !ok {
		return
	}
	s.mu.Lock()
	m, put := s.messages[r.PathValue("id")], s.archived[r.PathValue("channel")]
	if m != nil && !put {
		m.Body, m.Files = body, kept(m.Files, body, files)
		m.Edits++
	}
	s.mu.Unlock()
	switch {
	case m == nil:
		refuse(w, http.StatusNotFound, 10008, "Unknown Message")
	case put:
		refuse(w, http.StatusBadRequest, 50083, "Thread is archived")
	default:
		s.reply(w, map[string]string{"id": m.ID})
	}
}
