package discordfake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Forget sets how long a nonce keeps a message from being posted twice. The platform says "a
// few minutes"; the fake holds it for three unless told otherwise.
func (s *Server) Forget(window time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nonceWindow = window
}

func (s *Server) window() time.Duration {
	if s.nonceWindow == 0 {
		return 3 * time.Minute
	}
	return s.nonceWindow
}

// Write has somebody else post to a channel.
func (s *Server) Write(channel, author string, body json.RawMessage) string {
	id := s.id()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages[id] = &Message{ID: id, Channel: channel, Body: body, Author: author, taken: time.Now()}
	return id
}

// list gives the latest messages of a channel, the newest first.
func (s *Server) list(w http.ResponseWriter, r *http.Request, _ []byte) {
	limit := 50
	if v := r.URL.Query().Get("limit"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 100 {
			refuse(w, http.StatusBadRequest, 50035, "Invalid Form Body")
			return
		}
		limit = n
	}
	s.mu.Lock()
	var found []*Message
	for _, m := range s.messages {
		if m.Channel == r.PathValue("channel") {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b *Message) int { return number(b.ID) - number(a.ID) })
	out := make([]map[string]any, 0, len(found))
	for _, m := range found[:min(len(found), limit)] {
		shown := map[string]any{}
		_ = json.Unmarshal(m.Body, &shown) // it was examined when it was taken
		shown["id"], shown["channel_id"] = m.ID, m.Channel
		shown["author"] = map[string]any{"id": m.Author, "bot": true}
		if m.Author == AppID {
			shown["application_id"] = AppID
		} else {
			delete(shown, "components") // not shown without the message content intent
		}
		out = append(out, shown)
	}
	s.mu.Unlock()
	s.reply(w, out)
}

func number(id string) int {
	n, _ := strconv.Atoi(id)
	return n
}

// thread opens a thread beneath a message; it has the message's id, and there is one at most.
func (s *Server) thread(w http.ResponseWriter, r *http.Request, _ []byte) {
	id := r.PathValue("id")
	s.mu.Lock()
	m := s.messages[id]
	had, within := m != nil && m.Thread, m != nil && s.messages[m.Channel] != nil // a thread has the id of its message
	if m != nil && !within {
		m.Thread = true
	}
	s.mu.Unlock()
	switch {
	case m == nil:
		refuse(w, http.StatusNotFound, 10008, "Unknown Message")
	case within:
		refuse(w, http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case had:
		refuse(w, http.StatusBadRequest, 160004, "A thread has already been created for this message")
	default:
		s.reply(w, map[string]string{"id": id})
	}
}

// change opens a thread or puts it away.
func (s *Server) change(w http.ResponseWriter, r *http.Request, body []byte) {
	var c struct {
		Archived *bool `json:"archived"`
	}
	if err := json.Unmarshal(body, &c); err != nil || c.Archived == nil {
		refuse(w, http.StatusBadRequest, 50035, "Invalid Form Body")
		return
	}
	s.mu.Lock()
	s.archived[r.PathValue("channel")] = *c.Archived
	s.mu.Unlock()
	s.reply(w, map[string]string{"id": r.PathValue("channel")})
}
