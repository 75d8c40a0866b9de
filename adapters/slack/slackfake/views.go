package slackfake

import (
	"encoding/json"
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
	s.mu.Lock()
	s.opened = append(s.opened, q.View)
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "view": map[string]string{"id": "V1"}})
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
