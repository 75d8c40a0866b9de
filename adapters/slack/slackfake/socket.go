package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// MaxSockets is how many connections an app may hold.
const MaxSockets = 10

// sockets are the open Socket Mode connections. An event goes to any one of them.
type sockets struct {
	server *Server
	mu     sync.Mutex
	conns  []*conn
	turn   int
	opened int
	deaf   int // acknowledgements that get lost from now on
	acks   map[string]chan json.RawMessage
}

type conn struct {
	mu sync.Mutex
	ws *websocket.Conn
}

func (c *conn) write(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ws.WriteJSON(v)
}

// Connected tells how many sockets are open, and how many ever were.
func (s *Server) Connected() (now, ever int) {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	return len(s.sockets.conns), s.sockets.opened
}

// Deafen loses the next n acknowledgements.
func (s *Server) Deafen(n int) {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	s.sockets.deaf = n
}

// Disconnect asks one client to connect again and closes. Slack does so every few hours with
// the reason refresh_requested, some ten seconds before it closes with the reason warning, and
// with link_disabled when Socket Mode is switched off.
func (s *Server) Disconnect(reason string) {
	s.sockets.mu.Lock()
	if len(s.sockets.conns) == 0 {
		s.sockets.mu.Unlock()
		return
	}
	c := s.sockets.conns[0]
	s.sockets.conns = s.sockets.conns[1:]
	s.sockets.mu.Unlock()
	_ = c.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]string{"host": "fake"}})
	time.AfterFunc(200*time.Millisecond, func() { _ = c.ws.Close() })
}

// Drop cuts every socket without a word.
func (s *Server) Drop() { s.sockets.drop() }

func (k *sockets) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.conns {
		_ = c.ws.Close()
	}
	k.conns = nil
}

func (k *sockets) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &conn{ws: ws}
	k.mu.Lock()
	n := len(k.conns) + 1
	k.opened++
	k.mu.Unlock()
	if n > MaxSockets {
		_ = c.write(map[string]any{"type": "disconnect", "reason": "too_many_websockets"})
		_ = ws.Close()
		return
	}
	_ = c.write(map[string]any{"type": "hello", "num_connections": n, "connection_info": map[string]string{"app_id": "A1"}})
	k.mu.Lock()
	k.conns = append(k.conns, c)
	k.mu.Unlock()
	stop := make(chan struct{})
	go c.ping(stop)
	defer close(stop)
	for {
		var ack struct {
			Envelope string          `json:"envelope_id"`
			Payload  json.RawMessage `json:"payload"`
		}
		if err := ws.ReadJSON(&ack); err != nil {
			k.forget(c)
			return
		}
		if len(ack.Payload) >= 20<<10 {
			k.server.t.Errorf("an acknowledgement of %d bytes: Slack drops it in silence", len(ack.Payload))
			continue
		}
		k.mu.Lock()
		ch := k.acks[ack.Envelope]
		lost := k.deaf > 0
		if lost {
			k.deaf--
		}
		k.mu.Unlock()
		if ch != nil && !lost {
			ch <- ack.Payload
		}
	}
}

// ping keeps the client from taking the connection for dead.
func (c *conn) ping(stop chan struct{}) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
			c.mu.Lock()
			err := c.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
			c.mu.Unlock()
			if err != nil {
				return
			}
		}
	}
}

func (k *sockets) forget(c *conn) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, x := range k.conns {
		if x == c {
			k.conns = append(k.conns[:i:i], k.conns[i+1:]...)
			return
		}
	}
}

// Push sends an event over one of the sockets and waits for its acknowledgement, which may
// carry a message. It fails the test when none comes within three seconds.
func (s *Server) Push(kind string, payload any) (ack json.RawMessage, ok bool) {
	return s.Deliver(fmt.Sprintf("env-%d", s.id()), kind, payload, 0)
}

// Deliver sends an event under its envelope's id, as Slack does anew after an acknowledgement
// that did not come: attempt counts from 0.
func (s *Server) Deliver(envelope, kind string, payload any, attempt int) (ack json.RawMessage, ok bool) {
	ch := make(chan json.RawMessage, 4)
	k := &s.sockets
	var c *conn
	for range 200 {
		k.mu.Lock()
		k.acks[envelope] = ch
		if len(k.conns) > 0 {
			k.turn++
			c = k.conns[k.turn%len(k.conns)]
		}
		k.mu.Unlock()
		if c != nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if c == nil {
		s.t.Error("no socket is open")
		return nil, false
	}
	m := map[string]any{"type": kind, "envelope_id": envelope, "accepts_response_payload": kind == "slash_commands", "payload": payload}
	if attempt > 0 {
		m["retry_attempt"], m["retry_reason"] = attempt, "timeout"
	}
	if err := c.write(m); err != nil {
		s.t.Log("fake: ", err)
	}
	select {
	case b := <-ch:
		return b, true
	case <-time.After(AckWithin):
		return nil, false
	}
}
