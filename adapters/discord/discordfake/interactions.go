package discordfake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"lectern/adapters/discord"
)

// TokenLife is how long the answer to an interaction can be changed (Receiving and Responding).
const TokenLife = 15 * time.Minute

// takes tells whether an event may be answered so (Interaction Callback Type).
func (in *Interaction) takes(answer []byte) error {
	var a struct {
		Type int `json:"type"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	may := map[int][]int{1: {1}, 2: {4, 5, 9}, 3: {4, 5, 6, 7, 9}, 4: {8}, 5: {4, 5}}[in.kind]
	if in.kind == 5 && in.message {
		may = append(may, 6, 7)
	}
	if in.kind > 0 && in.kind < 6 && !slices.Contains(may, a.Type) {
		return fmt.Errorf("an event of type %d takes %v, not %d", in.kind, may, a.Type)
	}
	return nil
}

func (s *Server) interaction(token string) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.interactions[token]
}

func (s *Server) callback(w http.ResponseWriter, r *http.Request, body []byte) {
	in := s.interaction(r.PathValue("token"))
	if in == nil || in.ID != r.PathValue("id") {
		refuse(w, http.StatusNotFound, 10062, "Unknown interaction")
		return
	}
	payload, files, ok := s.valid(w, r, discord.LintCallback, body)
	if !ok {
		return
	}
	if err := in.takes(payload); err != nil {
		s.t.Errorf("an answer that the platform refuses: %v\n%s", err, payload)
		refuse(w, http.StatusBadRequest, 50035, "Invalid Form Body")
		return
	}
	s.mu.Lock()
	late, twice := time.Since(in.at) > AckWithin, in.answered
	if !twice {
		in.answered, in.files = true, files
	}
	s.mu.Unlock()
	switch {
	case twice:
		refuse(w, http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	case late:
		refuse(w, http.StatusNotFound, 10062, "Unknown interaction")
	default:
		w.WriteHeader(http.StatusNoContent)
		in.callback <- payload
	}
}

func (s *Server) original(w http.ResponseWriter, r *http.Request, body []byte) {
	in := s.interaction(r.PathValue("token"))
	if in == nil {
		refuse(w, http.StatusNotFound, 10015, "Unknown Webhook")
		return
	}
	payload, files, ok := s.valid(w, r, discord.LintMessage, body)
	if !ok {
		return
	}
	s.mu.Lock()
	answered, over := in.answered, time.Since(in.at) > TokenLife
	s.mu.Unlock()
	switch {
	case over:
		refuse(w, http.StatusUnauthorized, 50027, "Invalid Webhook Token")
		return
	case !answered:
		refuse(w, http.StatusNotFound, 10015, "Unknown Webhook")
		return
	}
	s.mu.Lock()
	in.files = kept(in.files, payload, files)
	s.mu.Unlock()
	s.reply(w, map[string]string{"id": s.id()})
	in.edits <- payload
}
