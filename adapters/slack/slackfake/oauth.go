package slackfake

import (
	"fmt"
	"net/http"
)

// What identifies the app when a workspace installs it.
const (
	ClientID     = "1.2"
	ClientSecret = "fake-client-secret" //nolint:gosec // nobody else knows it
)

// TokenLife is how long a token lives with token rotation, in seconds.
const TokenLife = 43_200

// installs are the workspaces that installed the app.
type installs struct {
	rotating bool
	org      bool
	made     map[string]bool // tokens: whether they are good
	refresh  string          // what is exchanged next
	uses     []string        // tokens in the order they were used
}

// Rotate has tokens expire from now on, each with what it is exchanged for.
func (s *Server) Rotate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.installs.rotating = true
}

// WholeOrganisation has the next installations be of an organisation, not of a workspace.
func (s *Server) WholeOrganisation() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.installs.org = true
}

// Revoke ends a token.
func (s *Server) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mint(token)
	s.installs.made[token] = false
}

// Used lists the bot tokens that requests came with, in order.
func (s *Server) Used() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.installs.uses...)
}

// refuses tells why a token is none for a method that wants another; empty when it is good.
func (s *Server) refuses(want, given string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if want == BotToken {
		s.installs.uses = append(s.installs.uses, given)
	}
	good, made := s.installs.made[given]
	switch {
	case given == "":
		return "not_authed"
	case made && !good:
		return "token_revoked"
	case given == want, want == BotToken && good:
		return ""
	case want == AppToken && (good || given == BotToken):
		return "not_allowed_token_type"
	}
	return "invalid_auth"
}

// mint makes a token good.
func (s *Server) mint(token string) string {
	if s.installs.made == nil {
		s.installs.made = map[string]bool{}
	}
	s.installs.made[token] = true
	return token
}

// oauth exchanges a code for a token, or with rotation a refresh token, which is good once.
func (s *Server) oauth(w http.ResponseWriter, r *http.Request) {
	if f, ok := s.fault(r); ok {
		w.WriteHeader(f.Status)
		_, _ = fmt.Fprint(w, f.Body)
		return
	}
	if r.FormValue("client_id") != ClientID || r.FormValue("client_secret") != ClientSecret {
		s.no(w, "bad_client_secret")
		return
	}
	n := s.id()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.FormValue("grant_type") {
	case "refresh_token":
		if given := r.FormValue("refresh_token"); given == "" || given != s.installs.refresh {
			s.no(w, "invalid_refresh_token")
			return
		}
	default:
		if r.FormValue("code") != "good-code" {
			s.no(w, "invalid_code")
			return
		}
	}
	answer := map[string]any{
		"ok": true, "access_token": s.mint(fmt.Sprintf("xoxb-%d", n)), "token_type": "bot", "app_id": "A1", "enterprise": nil, "is_enterprise_install": false,
		"team": map[string]string{"id": "T9", "name": "Nine"}, "authed_user": map[string]string{"id": "U9"},
	}
	if s.installs.org {
		answer["team"], answer["enterprise"], answer["is_enterprise_install"] = nil, map[string]string{"id": "E9", "name": "Nine"}, true
	}
	if s.installs.rotating {
		s.installs.refresh = fmt.Sprintf("xoxe-1-%d", n)
		answer["refresh_token"], answer["expires_in"] = s.installs.refresh, TokenLife
	}
	s.reply(w, answer)
}
