package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"lectern/internal/chat"
)

// errLost marks the end of a connection whose session may be resumed.
var errLost = errors.New("the connection was lost") //nolint:gochecknoglobals // a sentinel

// connection is a session of the library and the line beneath it.
type connection struct {
	session *discordgo.Session
	line    *line
	lost    chan struct{} // told when the library gave a connection up
	heard   atomic.Int64  // when something came last, in nanoseconds since 1970
	failed  int           // attempts to open it since it was open
}

// connection makes a session that does what it is told and nothing of its own accord.
func (a *Adapter) connection(ctx context.Context, h chat.Handler) (*connection, error) {
	s, err := discordgo.New("Bot " + a.settings.token)
	if err != nil {
		return nil, fmt.Errorf("make a session: %w", err)
	}
	c := &connection{session: s, line: &line{}, lost: make(chan struct{}, 1)}
	c.heard.Store(time.Now().UnixNano())
	s.StateEnabled = false
	// The library complains of what it does not know (labels in a form); the events are read
	// here from their bytes, and what matters is logged here.
	s.LogLevel = -1
	s.Identify.Intents = discordgo.IntentsGuilds
	s.ShouldReconnectOnError = false
	s.Client = &http.Client{Timeout: requestTimeout, Transport: seam{a.rest}}
	s.Dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: requestTimeout, NetDialContext: c.line.dial}
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case c.lost <- struct{}{}:
		default: // it is told already
		}
	})
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		defer a.survive("gateway")
		c.heard.Store(time.Now().UnixNano())
		switch e.Type {
		case "INTERACTION_CREATE":
			a.event(ctx, h, e.RawData)
		case "GUILD_CREATE":
			go func() {
				defer a.survive("arrival")
				a.arrived(ctx, h, e.RawData)
			}()
		}
	})
	return c, nil
}

// lastHeard tells when the gateway gave a sign of life. A session that hangs keeps its lock:
// waiting for it would hang the watchdog too.
func (c *connection) lastHeard() time.Time {
	if c.session.TryRLock() {
		c.heard.Store(max(c.heard.Load(), c.session.LastHeartbeatAck.UnixNano()))
		c.session.RUnlock()
	}
	return time.Unix(0, c.heard.Load())
}

// end takes leave of a session for good. What hangs in it ends with its line: it must not come
// back to life beside the session that takes its place.
func (c *connection) end() {
	if c == nil {
		return
	}
	go func() {
		if c.session.TryLock() { // a session that hangs keeps it
			c.session.Unlock()
			_ = c.session.Close() // which sleeps for a second under its own lock
		}
		c.line.cut()
	}()
}

// survive keeps one event from ending the bot.
func (a *Adapter) survive(doing string) {
	if p := recover(); p != nil {
		a.log.Error("the adapter panicked", "doing", doing, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	}
}

// line makes the network connections of one session, so that they can be cut.
type line struct {
	mu   sync.Mutex
	conn net.Conn
	over bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: requestTimeout}
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return nil, errors.Join(net.ErrClosed, c.Close())
	}
	l.conn = c
	return &watched{Conn: c}, nil
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// The library answers “your session is over” by beginning another at once, however often it is
// told so, and each costs one of the thousand a day. All that a healthy connection sends after
// it was set up are heartbeats, which are small.
const (
	largeWrite   = 120 // bytes; a heartbeat has some 60 with its encryption
	largeAtMost  = 12  // setting up takes four or five
	writeTimeout = 10 * time.Second
)

// watched is a network connection that ends when more is said than a healthy session has to say.
type watched struct {
	net.Conn

	large atomic.Int32
}

// Write implements io.Writer.
func (w *watched) Write(b []byte) (int, error) {
	if len(b) >= largeWrite && w.large.Add(1) > largeAtMost {
		_ = w.Close()
		return 0, errors.New("too many sessions were begun on one connection")
	}
	if err := w.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return w.Conn.Write(b)
}

// seam has the library's one REST call, that for the gateway's address, made by our own client:
// its limits, its refusals and its address of the API hold there too.
type seam struct{ rest *rest }

// RoundTrip implements http.RoundTripper.
func (s seam) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, _ := strings.Cut(r.URL.Path, "/api/v")
	_, path, ok := strings.Cut(path, "/")
	if !ok || r.Method != http.MethodGet {
		return nil, fmt.Errorf("the library asks for %s %s", r.Method, r.URL.Path)
	}
	var answer json.RawMessage
	if err := s.rest.do(r.Context(), request{method: r.Method, path: "/" + path, route: path, safe: true}, &answer); err != nil {
		return nil, err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": jsonType()}, Body: io.NopCloser(bytes.NewReader(answer)), ContentLength: int64(len(answer)),
	}, nil
}
