package slackfake

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// Speak sets the language a person uses Slack in, such as de-DE.
func (s *Server) Speak(user, locale string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locales[user] = locale
}

// Member sets what users.info tells of a person beside the language, such as is_owner.
func (s *Server) Member(user string, fields map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[user] = fields
}

// Group sets who is in a user group.
func (s *Server) Group(id string, users ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[id] = users
}

// usersInfo tells of a person; the language only when it is asked for, as the platform does.
func (s *Server) usersInfo(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	if err != nil || q.Get("user") == "" {
		s.reply(w, map[string]any{"ok": false, "error": "user_not_found"})
		return
	}
	s.mu.Lock()
	user := map[string]any{"id": q.Get("user"), "team_id": "T1", "deleted": false, "is_bot": false, "is_admin": false, "is_owner": false, "is_primary_owner": false}
	maps.Copy(user, s.members[q.Get("user")])
	if locale := s.locales[q.Get("user")]; q.Get("include_locale") == "true" && locale != "" {
		user["locale"] = locale
	}
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "user": user})
}

// userGroups lists the user groups, with their members when those are asked for.
func (s *Server) userGroups(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	if err != nil {
		s.no(w, "invalid_arguments")
		return
	}
	s.mu.Lock()
	list := []map[string]any{}
	for id, users := range s.groups {
		g := map[string]any{"id": id, "is_usergroup": true, "user_count": len(users)}
		if q.Get("include_users") == "true" {
			g["users"] = slices.Clone(users)
		}
		list = append(list, g)
	}
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "usergroups": list})
}
