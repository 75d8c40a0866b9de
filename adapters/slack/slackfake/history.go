package slackfake

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// BotID is the bot's id in the workspace.
const BotID = "B0LECTERN"

// TeamName is what the workspace is called.
const TeamName = "Security 101"

// Call gives a channel a name, as its members would; private channels begin with G.
func (s *Server) Call(channel, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.names == nil {
		s.names = map[string]string{}
	}
	s.names[channel] = name
}

// info tells of a channel, as far as the token's scopes go.
func (s *Server) info(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	channel := q.Get("channel")
	s.mu.Lock()
	name, known := s.names[channel]
	scopes := strings.Split(s.scopes, ",")
	s.mu.Unlock()
	needed := "channels:read"
	if strings.HasPrefix(channel, "G") {
		needed = "groups:read"
	}
	switch {
	case err != nil || channel == "":
		s.reply(w, map[string]any{"ok": false, "error": "invalid_arguments"})
	case !slices.Contains(scopes, needed):
		s.reply(w, map[string]any{"ok": false, "error": "missing_scope", "needed": needed})
	case !known:
		s.reply(w, map[string]any{"ok": false, "error": "channel_not_found"})
	default:
		s.reply(w, map[string]any{"ok": true, "channel": map[string]any{"id": channel, "name": name, "is_private": needed == "groups:read"}})
	}
}

// Lag sets how long after it was taken a message is listed.
func (s *Server) Lag(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lag = d
}

// Write has another bot post to a channel.
func (s *Server) Write(channel, bot, ts string, body json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, Message{Channel: channel, TS: ts, Body: body, Bot: bot})
}

// history lists the latest messages of a channel, the newest first, or those of a thread, the
// oldest first.
func (s *Server) history(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	limit, bad := strconv.Atoi(cmp.Or(q.Get("limit"), "100"))
	channel, thread := q.Get("channel"), q.Get("ts")
	if err != nil || bad != nil || channel == "" || limit < 1 || limit > 999 {
		s.reply(w, map[string]any{"ok": false, "error": "invalid_arguments"})
		return
	}
	s.mu.Lock()
	out := []map[string]any{}
	known := false
	for _, m := range s.messages {
		known = known || m.Channel == channel
		if m.Channel != channel || m.User != "" || m.Thread != thread && m.TS != thread || time.Since(m.taken) < s.lag {
			continue
		}
		shown := map[string]any{}
		_ = json.Unmarshal(m.Body, &shown) // it was examined when it was taken
		shown["type"], shown["ts"], shown["bot_id"] = "message", m.TS, m.Bot
		out = append(out, shown)
	}
	s.mu.Unlock()
	if !known {
		s.reply(w, map[string]any{"ok": false, "error": "channel_not_found"})
		return
	}
	if thread == "" {
		slices.Reverse(out)
	}
	s.reply(w, map[string]any{"ok": true, "messages": out[:min(len(out), limit)], "has_more": len(out) > limit})
}
