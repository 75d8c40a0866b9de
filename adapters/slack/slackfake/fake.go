// Package slackfake speaks Slack's wire protocol on loopback: its Web API, Socket Mode,
// response addresses and signed requests. It is as strict as the platform: it refuses bodies
// that break a rule, wrong tokens, a sixth use of a response address and acknowledgements
// that are late or too large, and it can be told to misbehave as the platform sometimes does.
package slackfake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/adapters/slack"
)

// What the fake accepts.
const (
	BotToken = "xoxb-fake"
	AppToken = "xapp-fake"
	Secret   = "fake-signing-secret"
)

// AckWithin is how long an event waits to be acknowledged.
const AckWithin = 3 * time.Second

// Server is a Slack with one workspace.
type Server struct {
	*httptest.Server
	t       testing.TB
	sockets sockets

	mu        sync.Mutex
	next      int
	responses map[string]*Response // by path
	scopes    string               // of the bot token
	names     map[string]string    // of channels
	messages  []Message
	faults    []Fault
	requests  []string
	lag       time.Duration
	triggers  map[string]time.Time // given out, by id
	opened    []json.RawMessage    // the forms that stand open
	uploads   uploads
	given     map[string]Given  // by people, by id
	lies      *string           // where files.info says they are
	shut      map[string]string // channels that take nothing, and what they answer
	locales   map[string]string // by user
	members   map[string]map[string]any
	groups    map[string][]string // members by id
	installs  installs
	homes     map[string][]json.RawMessage // by user
}

// Response is a response address that came with an event.
type Response struct {
	URL  string
	Got  chan json.RawMessage
	uses int

	expired bool
}

// Message is what stands in a channel.
type Message struct {
	Channel, Thread, TS, User string
	Bot                       string // who posted it
	Body                      json.RawMessage
	Edits                     int
	File                      *File // it is a file that was shared

	taken time.Time
}

// Fault is an answer given in place of the real one to the next request whose path holds Path.
type Fault struct {
	Path   string
	Status int
	Header map[string]string
	Body   string
}

// New starts a fake that stops with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, next: 100, responses: map[string]*Response{}, locales: map[string]string{}, shut: map[string]string{}, homes: map[string][]json.RawMessage{}, members: map[string]map[string]any{}, groups: map[string][]string{}, scopes: "commands,chat:write,im:write,users:read,usergroups:read,channels:history,channels:read,groups:history,groups:read,files:write,files:read"}
	s.sockets.server = s
	s.sockets.acks = map[string]chan json.RawMessage{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/apps.connections.open", s.api(AppToken, func(w http.ResponseWriter, _ []byte) {
		s.reply(w, map[string]any{"ok": true, "url": "ws" + strings.TrimPrefix(s.URL, "http") + "/link"})
	}))
	mux.HandleFunc("POST /api/auth.test", s.api(BotToken, func(w http.ResponseWriter, _ []byte) {
		s.mu.Lock()
		scopes := s.scopes
		s.mu.Unlock()
		w.Header().Set("X-OAuth-Scopes", scopes)
		s.reply(w, map[string]any{"ok": true, "team_id": "T1", "team": TeamName, "bot_id": BotID})
	}))
	for _, method := range []string{"chat.postMessage", "chat.postEphemeral"} {
		mux.HandleFunc("POST /api/"+method, s.api(BotToken, func(w http.ResponseWriter, body []byte) { s.post(w, method, body) }))
	}
	mux.HandleFunc("POST /api/users.info", s.api(BotToken, s.usersInfo))
	mux.HandleFunc("POST /api/usergroups.list", s.api(BotToken, s.userGroups))
	mux.HandleFunc("POST /api/views.publish", s.api(BotToken, s.viewsPublish))
	mux.HandleFunc("POST /api/views.open", s.api(BotToken, s.viewsOpen))
	mux.HandleFunc("POST /api/conversations.history", s.api(BotToken, s.history))
	mux.HandleFunc("POST /api/conversations.replies", s.api(BotToken, s.history))
	mux.HandleFunc("POST /api/conversations.info", s.api(BotToken, s.info))
	mux.HandleFunc("POST /api/chat.update", s.api(BotToken, s.update))
	mux.HandleFunc("POST /api/conversations.open", s.api(BotToken, func(w http.ResponseWriter, _ []byte) {
		s.reply(w, map[string]any{"ok": true, "channel": map[string]string{"id": "D1"}})
	}))
	mux.HandleFunc("POST /api/files.getUploadURLExternal", s.api(BotToken, s.uploadURL))
	mux.HandleFunc("POST /upload/{id}", s.upload)
	mux.HandleFunc("POST /api/files.completeUploadExternal", s.api(BotToken, s.completeUpload))
	mux.HandleFunc("POST /api/files.info", s.api(BotToken, s.filesInfo))
	mux.HandleFunc("GET /files-pri/{id}/download/{name}", s.private)
	mux.HandleFunc("POST /api/oauth.v2.access", s.oauth)
	mux.HandleFunc("POST /response/{id}", s.respond)
	mux.HandleFunc("GET /link", s.sockets.serve)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		s.sockets.drop()
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// API is the address to configure.
func (s *Server) API() string { return s.URL + "/api/" }

// Fail makes the next requests misbehave, in order.
func (s *Server) Fail(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f...)
}

// Grant sets what the bot's token may do, as the header of auth.test lists it.
func (s *Server) Grant(scopes string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = scopes
}

// Requests lists the paths that were asked.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// Messages lists what stands in a channel.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Message
	for _, m := range s.messages {
		if m.Channel == channel {
			list = append(list, m)
		}
	}
	return list
}

func (s *Server) id() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return s.next
}

// NewResponse makes a response address.
func (s *Server) NewResponse() *Response {
	path := fmt.Sprintf("/response/%d", s.id())
	r := &Response{URL: s.URL + path, Got: make(chan json.RawMessage, 8)}
	s.mu.Lock()
	s.responses[path] = r
	s.mu.Unlock()
	return r
}

// Expire ends a response address, as half an hour does.
func (s *Server) Expire(r *Response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.expired = true
}

// Wait gives the next message sent to the address; nil when none came in time.
func (r *Response) Wait(d time.Duration) json.RawMessage {
	select {
	case b := <-r.Got:
		return b
	case <-time.After(d):
		return nil
	}
}

func (s *Server) reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.t.Log("fake: ", err)
	}
}

func (s *Server) fault(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.URL.Path)
	for i, f := range s.faults {
		if strings.Contains(r.URL.Path, f.Path) {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f, true
		}
	}
	return Fault{}, false
}

// api wraps a method: the token comes as a header or, from some calls of the library, in a
// form.
func (s *Server) api(token string, h func(http.ResponseWriter, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if f, ok := s.fault(r); ok {
			for k, v := range f.Header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(f.Status)
			_, _ = io.WriteString(w, f.Body)
			return
		}
		given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if given == "" {
			form, _ := url.ParseQuery(string(body))
			given = form.Get("token")
		}
		if code := s.refuses(token, given); code != "" {
			s.no(w, code)
			return
		}
		h(w, body)
	}
}

// valid refuses a body that breaks a rule, as the platform does, and fails the test. A picture
// that is not ready is refused as well, which the bot cannot know. An empty method stands for
// the answer to an event.
func (s *Server) valid(method string, body []byte) bool {
	problems := slack.Lint(slack.SurfaceMessage, body)
	if method != "" {
		problems = slack.LintCall(method, body)
	}
	if len(problems) > 0 {
		s.t.Errorf("a body breaks the platform's rules: %v\n%s", problems, body)
	}
	return len(problems) == 0 && s.picturesReady(body)
}

func (s *Server) post(w http.ResponseWriter, method string, body []byte) {
	if !s.valid(method, body) {
		s.reply(w, map[string]any{"ok": false, "error": "invalid_blocks"})
		return
	}
	var m struct {
		Channel string `json:"channel"`
		Thread  string `json:"thread_ts"`
		User    string `json:"user"`
	}
	_ = json.Unmarshal(body, &m)
	if code := s.closed(m.Channel); code != "" {
		s.no(w, code)
		return
	}
	ts := fmt.Sprintf("1700000000.%06d", s.id())
	s.mu.Lock()
	s.messages = append(s.messages, Message{Channel: m.Channel, Thread: m.Thread, TS: ts, User: m.User, Body: body, Bot: BotID, taken: time.Now()})
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "ts": ts, "message_ts": ts, "channel": m.Channel})
}

func (s *Server) update(w http.ResponseWriter, body []byte) {
	if !s.valid("chat.update", body) {
		s.reply(w, map[string]any{"ok": false, "error": "invalid_blocks"})
		return
	}
	var m struct {
		TS string `json:"ts"`
	}
	_ = json.Unmarshal(body, &m)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.messages {
		// What one person saw cannot be changed: no method knows it any more.
		if s.messages[i].TS == m.TS && s.messages[i].User == "" {
			s.messages[i].Body = body
			s.messages[i].Edits++
			s.reply(w, map[string]any{"ok": true, "ts": m.TS})
			return
		}
	}
	s.reply(w, map[string]any{"ok": false, "error": "message_not_found"})
}

func (s *Server) respond(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	resp := s.responses[r.URL.Path]
	if resp != nil {
		resp.uses++
	}
	s.mu.Unlock()
	if f, ok := s.fault(r); ok {
		for k, v := range f.Header {
			w.Header().Set(k, v)
		}
		http.Error(w, f.Body, f.Status)
		return
	}
	if resp != nil && resp.expired {
		http.Error(w, "expired_url", http.StatusNotFound)
		return
	}
	if resp == nil || resp.uses > 5 {
		http.Error(w, "used_url", http.StatusNotFound)
		return
	}
	if !s.valid("", body) {
		http.Error(w, `{"ok":false,"error":"invalid_blocks"}`, http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(w, "ok")
	resp.Got <- body
}
