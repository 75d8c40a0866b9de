package discordfake

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"

	"lectern/adapters/discord"
)

// Bring lets persons install the application for themselves, as its settings may.
func (s *Server) Bring() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.brought = true
}

func (s *Server) application(w http.ResponseWriter, _ *http.Request, _ []byte) {
	s.mu.Lock()
	installs := map[string]any{"0": map[string]any{}}
	if s.brought {
		installs["1"] = map[string]any{}
	}
	s.mu.Unlock()
	s.reply(w, map[string]any{"id": AppID, "integration_types_config": installs})
}

// getCommands leaves translations out unless they are asked for, as the platform does.
func (s *Server) getCommands(w http.ResponseWriter, r *http.Request, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Query().Get("with_localizations") != "true" {
		_, _ = w.Write(regexp.MustCompile(`"(name|description)_localizations":\{[^}]*\}`).ReplaceAll(s.commands, []byte(`"left_out":null`)))
		return
	}
	_, _ = w.Write(s.commands)
}

func (s *Server) putCommands(w http.ResponseWriter, r *http.Request, body []byte) {
	if _, _, ok := s.valid(w, r, discord.LintCommands, body); !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []struct {
		Installs []int `json:"integration_types"`
	}
	_ = json.Unmarshal(body, &list) // it was examined
	for _, c := range list {
		if slices.Contains(c.Installs, 1) && !s.brought {
			refuse(w, http.StatusBadRequest, 50035, "Invalid Form Body")
			return
		}
	}
	s.commands = body
	s.published++
	_, _ = w.Write(body)
}
