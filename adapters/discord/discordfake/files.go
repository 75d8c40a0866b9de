package discordfake

import (
	"encoding/json"
	"net/http"
	"slices"

	"lectern/adapters/discord"
)

// LimitUploads refuses requests with more bytes of files, as a server does whose limit is
// below the usual one.
func (s *Server) LimitUploads(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uploadLimit = bytes
}

// Files are those that stand with the answer to an interaction.
func (s *Server) Files(in *Interaction) []discord.Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(in.files)
}

// valid takes a request apart and refuses one that breaks a rule, as the platform does, and
// fails the test.
func (s *Server) valid(w http.ResponseWriter, r *http.Request, kind discord.Kind, body []byte) (payload []byte, files []discord.Upload, ok bool) {
	payload, files, problems := discord.LintUpload(kind, r.Header.Get("Content-Type"), body)
	problems = append(problems, discord.Lint(kind, payload)...)
	var err error
	if s.check != nil {
		err = s.check(kind, payload)
	}
	if len(problems) > 0 || err != nil {
		s.t.Errorf("a body breaks the platform's rules: %v %v\n%s", problems, err, payload)
		refuse(w, http.StatusBadRequest, 50035, "Invalid Form Body")
		return nil, nil, false
	}
	s.mu.Lock()
	limit, total := s.uploadLimit, 0
	s.mu.Unlock()
	for _, f := range files {
		total += len(f.Data)
	}
	if limit > 0 && total > limit {
		refuse(w, http.StatusRequestEntityTooLarge, 40005, "Request entity too large")
		return nil, nil, false
	}
	return payload, files, true
}

// kept are the files of a message after an edit: without a list of them the old ones stay,
// else those on the list.
func kept(old []discord.Upload, payload []byte, sent []discord.Upload) []discord.Upload {
	var m struct {
		Files *[]struct {
			ID string `json:"id"`
		} `json:"attachments"`
	}
	if err := json.Unmarshal(payload, &m); err != nil || m.Files == nil {
		return old
	}
	return sent // the bot never lists a file that is there already
}
