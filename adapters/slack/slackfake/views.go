package slackfake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"lectern/adapters/slack"
)

// TriggerLife is how long a trigger opens a form (Slack: three seconds).
const TriggerLife = 3 * time.Second

// trigger gives out a trigger.
func (s *Server) trigger(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.triggers == nil {
		s.triggers = map[string]time.Time{}
	}
	s.triggers[id] = time.Now()
	return id
}

// viewsOpen opens a form, once per trigger and while it lasts.
func (s *Server) viewsOpen(w http.ResponseWriter, body []byte) {
	var q struct {
		Trigger string          `json:"trigger_id"`
		View    json.RawMessage `json:"view"`
	}
	if err := json.Unmarshal(body, &q); err != nil || len(q.View) == 0 {
		s.reply(w, map[string]any{"ok": false, "error": "invalid_arguments"})
		return
	}
	s.mu.Lock()
	given, ok := s.triggers[q.Trigger]
	delete(s.triggers, q.Trigger)
	s.mu.Unlock()
	switch {
	case !ok:
		s.reply(w, map[string]any{"ok": false, "error": "invalid_trigger_id"})
		return
	case time.Since(given) > TriggerLife:
		s.reply(w, map[string]any{"ok": false, "error": "expired_trigger_id"})
		return
	}
	if p := slack.Lint(slack.SurfaceModal, q.View); len(p) > 0 {
		s.t.Errorf("a form breaks the platform's rules: %v\n%s", p, q.View)
		s.reply(w, map[string]any{"ok": false, "error": "invalid_arguments"})
		return
	}
	if bytes.Contains(q.View, []byte(`"file_input"`)) && !s.may(scopeFiles) {
		s.no(w, "invalid_arguments") // which scope is missing it does not say
		return
	}
	s.mu.Lock()
	s.opened = append(s.opened, q.View)
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "view": map[string]string{"id": "V1"}})
}

// viewsPublish draws somebody's home page.
func (s *Server) viewsPublish(w http.ResponseWriter, body []byte) {
	var q struct {
		User string          `json:"user_id"`
		View json.RawMessage `json:"view"`
	}
	if err := json.Unmarshal(body, &q); err != nil || q.User == "" || len(q.View) == 0 {
		s.no(w, "invalid_arguments")
		return
	}
	if p := slack.Lint(slack.SurfaceHome, q.View); len(p) > 0 {
		s.t.Errorf("a home page breaks the platform's rules: %v\n%s", p, q.View)
		s.no(w, "invalid_arguments")
		return
	}
	s.mu.Lock()
	s.homes[q.User] = append(s.homes[q.User], q.View)
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "view": map[string]string{"id": "V2", "type": "home"}})
}

// Homes lists the home pages that somebody was shown, the latest last.
func (s *Server) Homes(user string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]json.RawMessage(nil), s.homes[user]...)
}

// HomeOpened makes the event that somebody opened a tab of the app.
func (s *Server) HomeOpened(user, tab string) map[string]any {
	return map[string]any{
		"type": "event_callback", "event_id": fmt.Sprintf("Ev%d", s.id()), "event_time": time.Now().Unix(), "team_id": "T1", "api_app_id": "A1",
		"event": map[string]any{"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab, "event_ts": "1700000000.000002"},
	}
}

// AtHome makes of a press one on a home page: it names no channel and no response address.
func AtHome(press map[string]any) map[string]any {
	for _, name := range []string{"channel", "message", "response_url"} {
		delete(press, name)
	}
	press["container"] = map[string]string{"type": "view", "view_id": "V2"}
	press["view"] = map[string]any{"id": "V2", "type": "home", "callback_id": "", "private_metadata": "", "state": map[string]any{"values": map[string]any{}}}
	return press
}

// Shortcut makes the payload of a shortcut: on a message, in a thread or not, or on none.
func (s *Server) Shortcut(callback string, on *Message, r *Response) map[string]any {
	p := map[string]any{
		"type": "shortcut", "callback_id": callback, "trigger_id": s.trigger(fmt.Sprintf("trigger.%d", s.id())), "action_ts": "1700000001.000001",
		"team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1", "username": "sam", "team_id": "T1"}, "token": "legacy",
	}
	if on == nil {
		return p
	}
	message := map[string]any{"type": "message", "ts": on.TS, "text": "x"}
	if on.Thread != "" {
		message["thread_ts"] = on.Thread
	}
	p["type"], p["message_ts"], p["message"] = "message_action", on.TS, message
	p["channel"], p["response_url"] = map[string]string{"id": on.Channel}, r.URL
	return p
}

// Opened lists the forms that were opened.
func (s *Server) Opened() []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]json.RawMessage(nil), s.opened...)
}

// Submission makes the payload of a form that was filled in and sent.
func (s *Server) Submission(view json.RawMessage, fields map[string]string) map[string]any {
	var v struct {
		Callback string `json:"callback_id"`
		Private  string `json:"private_metadata"`
	}
	if err := json.Unmarshal(view, &v); err != nil {
		s.t.Fatal(err)
	}
	values := map[string]any{}
	for name, value := range fields {
		values[name] = map[string]any{name: map[string]string{"type": "plain_text_input", "value": value}}
	}
	return map[string]any{
		"type": "view_submission", "team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1", "username": "sam", "team_id": "T1"},
		"api_app_id": "A1", "trigger_id": s.trigger("form-" + time.Now().Format(time.RFC3339Nano)),
		"view": map[string]any{"callback_id": v.Callback, "private_metadata": v.Private, "state": map[string]any{"values": values}},
	}
}
