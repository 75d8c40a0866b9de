package slackfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Given is a file that a person has put into a form.
type Given struct {
	ID, Name string
	Data     []byte
}

// scopeFiles is needed to ask for files, to be told of them and to get them.
const scopeFiles = "files:read"

// Give uploads a file as a person does in a form, before it is sent.
func (s *Server) Give(name string, data []byte) Given {
	g := Given{ID: fmt.Sprintf("F%08d", s.id()), Name: name, Data: data}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.given == nil {
		s.given = map[string]Given{}
	}
	s.given[g.ID] = g
	return g
}

// Remove deletes a file.
func (s *Server) Remove(g Given) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.given, g.ID)
}

// Elsewhere has files.info say that files lie at another address; an empty one says nothing.
func (s *Server) Elsewhere(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lies = &address
}

// may tells whether the bot's token has a scope.
func (s *Server) may(scope string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(strings.Split(s.scopes, ","), scope)
}

// describe is a file as Slack writes it.
func (s *Server) describe(g Given) map[string]any {
	path := "/files-pri/T1-" + g.ID + "/"
	f := map[string]any{
		"id": g.ID, "created": 1700000000, "timestamp": 1700000000, "name": g.Name, "title": g.Name, "mimetype": "text/csv", "filetype": "csv", "pretty_type": "CSV",
		"user": "U1", "user_team": "T1", "editable": false, "size": len(g.Data), "mode": "hosted", "is_external": false, "external_type": "", "is_public": false,
		"public_url_shared": false, "display_as_bot": false, "url_private": s.URL + path + url.PathEscape(strings.ToLower(g.Name)),
		"url_private_download": s.URL + path + "download/" + url.PathEscape(strings.ToLower(g.Name)), "channels": []string{}, "groups": []string{}, "ims": []string{}, "file_access": "visible",
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lies != nil {
		f["url_private_download"] = *s.lies
	}
	return f
}

// filesInfo tells of a file. It takes a form.
func (s *Server) filesInfo(w http.ResponseWriter, body []byte) {
	q, err := url.ParseQuery(string(body))
	if err != nil || q.Get("file") == "" || json.Valid(body) {
		s.no(w, "invalid_arguments")
		return
	}
	if !s.may(scopeFiles) {
		s.reply(w, map[string]any{"ok": false, "error": "missing_scope", "needed": scopeFiles, "provided": s.scopes})
		return
	}
	s.mu.Lock()
	g, ok := s.given[q.Get("file")]
	s.mu.Unlock()
	if !ok {
		s.no(w, "file_not_found")
		return
	}
	s.reply(w, map[string]any{"ok": true, "file": s.describe(g), "comments": []any{}, "response_metadata": map[string]string{"next_cursor": ""}})
}

// private hands a file over to whoever has the token and its scope. Anybody else is sent to the
// page for signing in, without a word of refusal.
func (s *Server) private(w http.ResponseWriter, r *http.Request) {
	if f, ok := s.fault(r); ok {
		for k, v := range f.Header {
			w.Header().Set(k, v)
		}
		http.Error(w, f.Body, f.Status)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+BotToken || !s.may(scopeFiles) {
		http.Redirect(w, r, "/?redir=%2Ffiles-pri", http.StatusFound)
		return
	}
	s.mu.Lock()
	g, ok := s.given[strings.TrimPrefix(r.PathValue("id"), "T1-")]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/csv")
	_, _ = w.Write(g.Data)
}

// SubmissionWith makes the payload of a form that was sent with files beside its fields.
func (s *Server) SubmissionWith(view json.RawMessage, fields map[string]string, files map[string][]Given) map[string]any {
	p := s.Submission(view, fields)
	values := p["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any) //nolint:forcetypeassert // made just now
	for name, list := range files {
		described := []map[string]any{}
		for _, g := range list {
			described = append(described, s.describe(g))
		}
		values[name] = map[string]any{name: map[string]any{"type": "file_input", "files": described}}
	}
	return p
}
