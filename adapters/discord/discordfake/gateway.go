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
func (s *Server) Invalidate(resumable bool) { s.gate.send(invalid(resumable)) }

// AnswerResume has the next RESUME answered by a request to reconnect, or by the news that the
// session is over, as the platform may do at any time.
func (s *Server) AnswerResume(reconnect bool) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	f := invalid(false)
	if reconnect {
		f = frame{Op: opReconnect}
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
	if g.conn == nil {
		return
	}
	if f.Op == opDispatch {
		g.seq++
		f.Seq = g.seq
	}
	if f.Data == nil {
		f.Data = json.RawMessage("null")
	}
	_ = g.conn.WriteJSON(f)
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	g.mu.Lock()
	g.conn = c
	interval, deaf := g.interval, g.deaf
	g.mu.Unlock()
	if interval == 0 {
		interval = 41250
	}
	g.send(frame{Op: opHello, Data: json.RawMessage(`{"heartbeat_interval":` + strconv.Itoa(interval) + `}`)})
	for {
		var f frame
		if err := c.ReadJSON(&f); err != nil {
			return
		}
		switch f.Op {
		case opHeartbeat:
			if !deaf {
				g.send(frame{Op: opAck})
			}
		case opIdentify:
			g.identify(c, f.Data)
		case opResume:
			g.mu.Lock()
			g.Resumed++
			instead := g.resume
			g.resume = nil
			g.mu.Unlock()
			if instead != nil {
				g.send(*instead)
				continue
			}
			g.send(frame{Op: opDispatch, Type: "RESUMED", Data: json.RawMessage(`{}`)})
			g.announce()
		}
	}
}

func (g *gateway) identify(c *websocket.Conn, data json.RawMessage) {
	var id struct {
		Token string `json:"token"`
	}
	_ = json.Unmarshal(data, &id)
	g.mu.Lock()
	g.Identified++
	code, silent := g.closeWith, g.mute > 0
	g.closeWith, g.mute = 0, max(g.mute-1, 0)
	g.mu.Unlock()
	if strings.TrimPrefix(id.Token, "Bot ") != Token {
		code = 4004
	}
	if code != 0 {
		_ = c.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, "refused"))
		_ = c.Close()
		return
	}
	if silent {
		return
	}
	ready, _ := json.Marshal(map[string]any{"v": 10, "session_id": "fake-session", "resume_gateway_url": g.server.gatewayURL(), "user": map[string]any{"id": AppID, "username": "lectern", "bot": true}, "guilds": []any{}, "application": map[string]any{"id": AppID}})
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
