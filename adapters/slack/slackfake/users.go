package slackfake

import (
	"net/http"
	"net/url"
)

// Speak sets the language a person uses Slack in, such as de-DE.
func (s *Server) Speak(user, locale string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locales[user] = locale
}

// usersInfo tells of a person; the language only when it is asked for, as the platform does.
func (s *Server) usersInfo(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	if err != nil || q.Get("user") == "" {
		s.reply(w, map[string]any{"ok": false, "error": "user_not_found"})
		return
	}
	s.mu.Lock()
	user := map[string]any{"id": q.Get("user")}
	if locale := s.locales[q.Get("user")]; q.Get("include_locale") == "true" && locale != "" {
		user["locale"] = locale
	}
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "user": user})
}
