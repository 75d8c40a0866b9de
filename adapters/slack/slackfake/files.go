package slackfake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"lectern/adapters/slack"
)

// File is an uploaded file.
type File struct {
	ID, Name, Alt string
	Data          []byte

	length    int
	received  bool
	completed time.Time // zero until then
}

// uploads are the files the workspace knows, and how it treats them.
type uploads struct {
	files map[string]*File
	slow  time.Duration // how long a picture is looked at after it was completed
	blind bool          // pictures are never shown
}

// SlowPictures sets how long a picture is looked at before a message may show it; 300 ms
// unless said otherwise.
func (s *Server) SlowPictures(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uploads.slow = d
}

// HidePictures refuses every message with an uploaded picture, as a workspace may.
func (s *Server) HidePictures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uploads.blind = true
}

// Leave takes the app out of a channel: nothing can be posted or shared there.
func (s *Server) Leave(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut[channel] = "not_in_channel"
}

// Archive shuts a channel.
func (s *Server) Archive(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut[channel] = "is_archived"
}

// closed tells why a channel takes nothing; empty when it does.
func (s *Server) closed(channel string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shut[channel]
}

// File gives an uploaded file; nil when there is none of that id.
func (s *Server) File(id string) *File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uploads.files[id]
}

// Shared lists the files that were shared in a channel, in order.
func (s *Server) Shared(channel string) []Message {
	var list []Message
	for _, m := range s.Messages(channel) {
		if m.File != nil {
			list = append(list, m)
		}
	}
	return list
}

func (s *Server) no(w http.ResponseWriter, code string) {
	s.reply(w, map[string]any{"ok": false, "error": code})
}

// uploadURL is the first step. It takes a form.
func (s *Server) uploadURL(w http.ResponseWriter, body []byte) {
	args, err := url.ParseQuery(string(body))
	if err != nil {
		s.no(w, "invalid_arguments")
		return
	}
	if problems := slack.LintUpload(args); len(problems) > 0 {
		s.t.Errorf("an upload breaks the platform's rules: %v\n%s", problems, body)
		s.no(w, "invalid_arguments")
		return
	}
	n, _ := strconv.Atoi(args.Get("length")) // it was examined
	f := &File{ID: fmt.Sprintf("F%08d", s.id()), Name: args.Get("filename"), Alt: args.Get("alt_txt"), length: n}
	s.mu.Lock()
	if s.uploads.files == nil {
		s.uploads.files = map[string]*File{}
	}
	s.uploads.files[f.ID] = f
	s.mu.Unlock()
	s.reply(w, map[string]any{"ok": true, "upload_url": s.URL + "/upload/" + f.ID, "file_id": f.ID})
}

// upload is the second step. The address is the secret: a token there would leak.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if f, ok := s.fault(r); ok {
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, f.Body)
		return
	}
	if r.Header.Get("Authorization") != "" {
		s.t.Error("an upload carries the bot's token")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.uploads.files[r.PathValue("id")]
	if f == nil || f.received || len(data) != f.length {
		http.Error(w, "upload refused", http.StatusBadRequest)
		return
	}
	f.Data, f.received = data, true
	_, _ = fmt.Fprintf(w, "OK - %d", len(data))
}

// completeUpload is the third step. An upload is completed once.
func (s *Server) completeUpload(w http.ResponseWriter, body []byte) {
	if problems := slack.LintComplete(body); len(problems) > 0 {
		s.t.Errorf("an upload breaks the platform's rules: %v\n%s", problems, body)
		s.no(w, "invalid_arguments")
		return
	}
	var m struct {
		Files []struct {
			ID string `json:"id"`
		} `json:"files"`
		Channel string `json:"channel_id"`
		Thread  string `json:"thread_ts"`
	}
	_ = json.Unmarshal(body, &m) // it was examined
	s.mu.Lock()
	defer s.mu.Unlock()
	if code := s.shut[m.Channel]; code != "" {
		s.no(w, code)
		return
	}
	for _, x := range m.Files {
		if f := s.uploads.files[x.ID]; f == nil || !f.received || !f.completed.IsZero() {
			s.no(w, "file_not_found")
			return
		}
	}
	for _, x := range m.Files {
		f := s.uploads.files[x.ID]
		f.completed = time.Now()
		if m.Channel != "" {
			s.next++
			s.messages = append(s.messages, Message{Channel: m.Channel, Thread: m.Thread, TS: fmt.Sprintf("1700000000.%06d", s.next), Body: json.RawMessage(`{}`), Bot: BotID, File: f, taken: time.Now()})
		}
	}
	s.reply(w, map[string]any{"ok": true, "files": m.Files})
}

// picturesReady tells whether every uploaded picture of a message may be shown. One that was
// never completed is a mistake of the bot's; one that is still looked at is not.
func (s *Server) picturesReady(body []byte) bool {
	var m struct {
		Blocks []struct {
			File *struct {
				ID string `json:"id"`
			} `json:"slack_file"`
		} `json:"blocks"`
	}
	_ = json.Unmarshal(body, &m) // it was examined
	s.mu.Lock()
	defer s.mu.Unlock()
	slow := s.uploads.slow
	if slow == 0 {
		slow = 300 * time.Millisecond
	}
	for _, b := range m.Blocks {
		if b.File == nil {
			continue
		}
		f := s.uploads.files[b.File.ID]
		if f == nil || f.completed.IsZero() || !slices.Contains([]string{".png", ".jpg", ".jpeg", ".gif"}, strings.ToLower(path.Ext(f.Name))) {
			s.t.Errorf("a message shows what is no uploaded picture: %q", b.File.ID)
			return false
		}
		if s.uploads.blind || time.Since(f.completed) < slow {
			return false
		}
	}
	return true
}
