package discordfake

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
)

// gateway is the websocket side. One connection is served at a time, as with one shard.
type gateway struct {
	server *Server
	mu     sync.Mutex
	conn   *websocket.Conn
	seq    int
	ready  chan struct{}

	// Counts of what clients did.
	Identified, Resumed int
	// CloseWith makes the next IDENTIFY fail with this close code.
	closeWith int
	// mute makes that many gateways in a row say HELLO and nothing more.
	mute int
	// deaf makes the gateway acknowledge no heartbeat.
	deaf bool
	// interval between heartbeats in milliseconds.
	interval int
	// resume is the frame that answers the next RESUME in place of success.
	resume *frame
	// disown makes the gateway answer every IDENTIFY with the news that the session is over.
	disown bool

	session string  // the one that can be resumed; empty when none can
	begun   int     // sessions so far
	past    []frame // what it was told
	open    int     // connections
	most    int     // IDENTIFYs on one connection
	left    int     // sessions that may be begun today; 0: a thousand
}

type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int             `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// Opcodes of the gateway (Opcodes and Status Codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

func (s *Server) gatewayURL() string { return "ws" + strings.TrimPrefix(s.URL, "http") + "/ws" }

// RefuseIdentify closes the next connection with a code.
func (s *Server) RefuseIdentify(code int) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.closeWith = code
}

// Mute makes the next n connections say HELLO and nothing more, whoever identifies.
func (s *Server) Mute(n int) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.mute = n
}

// Heartbeats sets the interval for later connections, and whether beats are acknowledged.
func (s *Server) Heartbeats(milliseconds int, acknowledged bool) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.interval, s.gate.deaf = milliseconds, !acknowledged
}

// Invalidate tells the client that its session is over; resumable when it may try to resume.
func (s *Server) Invalidate(resumable bool) {
	if !resumable {
		s.gate.mu.Lock()
		s.gate.session = ""
		s.gate.mu.Unlock()
	}
	s.gate.send(invalid(resumable))
}

// AnswerResume has the next RESUME answered by a request to reconnect, or by the news that the
// session is over, as the platform may do at any time.
func (s *Server) AnswerResume(reconnect bool) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	f := invalid(false)
	if reconnect {
		f = frame{Op: opReconnect}
	} else {
		s.gate.session = ""
	}
	s.gate.resume = &f
}

func invalid(resumable bool) frame {
	f := frame{Op: opInvalidSession, Data: json.RawMessage("false")}
	if resumable {
		f.Data = json.RawMessage("true")
	}
	return f
}

// Sessions tells how often clients identified and resumed.
func (s *Server) Sessions() (identified, resumed int) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return s.gate.Identified, s.gate.Resumed
}

// Connections tells how many there are to the gateway.
func (s *Server) Connections() int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return s.gate.open
}

// Disown has every session declared over as soon as it begins, and tells later how many were
// begun on one connection at most.
func (s *Server) Disown() (most func() int) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.disown = true
	return func() int {
		s.gate.mu.Lock()
		defer s.gate.mu.Unlock()
		return s.gate.most
	}
}

// SessionsLeft sets how many sessions may be begun today.
func (s *Server) SessionsLeft(n int) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.left = n
}

func (g *gateway) address(w http.ResponseWriter, _ *http.Request, _ []byte) {
	g.mu.Lock()
	left := g.left
	g.mu.Unlock()
	if left == 0 {
		left = 1000
	}
	g.server.reply(w, map[string]any{"url": g.server.gatewayURL(), "shards": 1, "session_start_limit": map[string]any{"total": 1000, "remaining": left, "reset_after": 3_600_000, "max_concurrency": 1}})
}

// Drop cuts the connection without a word.
func (s *Server) Drop() { s.gate.drop() }

// Reconnect asks the client to connect again.
func (s *Server) Reconnect() { s.gate.send(frame{Op: opReconnect}) }

// Ready tells once a client is connected and identified.
func (s *Server) Ready() <-chan struct{} {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	if s.gate.ready == nil {
		s.gate.ready = make(chan struct{})
	}
	return s.gate.ready
}

func (g *gateway) drop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.conn != nil {
		_ = g.conn.Close()
		g.conn = nil
	}
}

func (g *gateway) send(f frame) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.Data == nil {
		f.Data = json.RawMessage("null")
	}
	if f.Op == opDispatch {
		g.seq++
		f.Seq = g.seq
		g.past = append(g.past, f) // whoever resumes hears what it missed
	}
	if g.conn != nil {
		_ = g.conn.WriteJSON(f)
	}
}

// client is what the gateway knows of one connection.
type client struct {
	conn               *websocket.Conn
	identified, frames int
}

// refuse closes a connection with a code (Opcodes and Status Codes, Gateway).
func (c *client) refuse(code int) {
	_ = c.conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, "refused"))
	_ = c.conn.Close()
}

// The limits of what a client sends (Gateway, Rate Limiting and Sending Events).
const (
	maxFrame  = 4096
	maxFrames = 120 // in a minute, which no connection of a test lasts
)

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &client{conn: conn}
	if v := r.URL.Query().Get("v"); v != "9" && v != "10" || r.URL.Query().Get("encoding") != "json" {
		c.refuse(4012)
		return
	}
	g.mu.Lock()
	g.conn = conn
	g.open++
	interval, deaf := g.interval, g.deaf
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.open--
	}()
	if interval == 0 {
		interval = 41250
	}
	g.send(frame{Op: opHello, Data: json.RawMessage(`{"heartbeat_interval":` + strconv.Itoa(interval) + `}`)})
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		var f frame
		c.frames++
		switch bad := json.Unmarshal(data, &f) != nil || len(data) > maxFrame; {
		case bad:
			c.refuse(4002)
		case c.frames > maxFrames && interval > 1000:
			c.refuse(4008)
		case f.Op == opHeartbeat:
			if !deaf {
				g.send(frame{Op: opAck})
			}
		case f.Op == opIdentify:
			g.identify(c, f.Data)
		case f.Op == opResume:
			g.resumed(c, f.Data)
		default:
			c.refuse(4001)
		}
	}
}

// resumed gives a session back what it missed, or says that it is over.
func (g *gateway) resumed(c *client, data json.RawMessage) {
	var r struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	_ = json.Unmarshal(data, &r)
	if strings.TrimPrefix(r.Token, "Bot ") != Token {
		c.refuse(4004)
		return
	}
	g.mu.Lock()
	g.Resumed++
	instead := g.resume
	g.resume = nil
	if instead == nil && (g.session == "" || r.Session != g.session) {
		f := invalid(false)
		instead = &f
	}
	ahead := r.Seq > g.seq
	if instead == nil && !ahead {
		for _, f := range g.past {
			if f.Seq > r.Seq {
				_ = g.conn.WriteJSON(f)
			}
		}
	}
	g.mu.Unlock()
	switch {
	case instead != nil:
		g.send(*instead)
	case ahead:
		c.refuse(4007)
	default:
		g.send(frame{Op: opDispatch, Type: "RESUMED", Data: json.RawMessage(`{}`)})
		g.announce()
	}
}

// privileged are the intents that need a review, which the bot must not ask for.
const privileged = 1<<1 | 1<<8 | 1<<15

func (g *gateway) identify(c *client, data json.RawMessage) {
	var id struct {
		Token      string            `json:"token"`
		Intents    *int              `json:"intents"`
		Properties map[string]string `json:"properties"`
	}
	bad := json.Unmarshal(data, &id) != nil
	g.mu.Lock()
	g.Identified++
	c.identified++
	g.most = max(g.most, c.identified)
	code, silent, disown, twice := g.closeWith, g.mute > 0, g.disown, c.identified > 1 && g.session != ""
	g.closeWith, g.mute = 0, max(g.mute-1, 0)
	g.mu.Unlock()
	switch {
	case bad || id.Intents == nil || len(id.Properties) == 0:
		code = 4002
	case strings.TrimPrefix(id.Token, "Bot ") != Token:
		code = 4004
	case *id.Intents&privileged != 0:
		code = 4014
	case twice:
		code = 4005
	}
	if code != 0 {
		c.refuse(code)
		return
	}
	if silent {
		return
	}
	if disown {
		g.send(invalid(false))
		return
	}
	g.mu.Lock()
	g.begun++
	g.session, g.seq, g.past = "fake-session-"+strconv.Itoa(g.begun), 0, nil
	session := g.session
	g.mu.Unlock()
	ready, _ := json.Marshal(map[string]any{"v": 10, "session_id": session, "resume_gateway_url": g.server.gatewayURL(), "user": map[string]any{"id": AppID, "username": "lectern", "bot": true}, "guilds": []any{}, "application": map[string]any{"id": AppID}})
	g.send(frame{Op: opDispatch, Type: "READY", Data: ready})
	g.announce()
}

// announce wakes whoever waits for a connection.
func (g *gateway) announce() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ready == nil {
		g.ready = make(chan struct{})
	}
	select {
	case <-g.ready:
	default:
		close(g.ready)
	}
}
