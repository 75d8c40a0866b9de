package discordfake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Attachment is a file that a person has given; it lies on the content network.
type Attachment struct {
	ID, Name, URL string
	Data          []byte

	until time.Time
}

// attachmentLife is how long an address is good: a day for what nobody posted (Reference, “Signed
// Attachment CDN URLs”).
const attachmentLife = 24 * time.Hour

// Give puts a file on the content network, as the client does before it sends the event.
func (s *Server) Give(name string, data []byte) Attachment {
	a := Attachment{ID: s.id(), Name: name, Data: data, until: time.Now().Add(attachmentLife)}
	path := "/ephemeral-attachments/" + AppID + "/" + a.ID + "/" + url.PathEscape(name)
	until := strconv.FormatInt(a.until.Unix(), 16)
	a.URL = s.URL + path + "?ex=" + until + "&is=" + strconv.FormatInt(time.Now().Unix(), 16) + "&hm=" + s.sealed(a.ID, until) + "&"
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attachments == nil {
		s.attachments = map[string]Attachment{}
	}
	s.attachments[a.ID] = a
	return a
}

// Remove takes a file off the content network.
func (s *Server) Remove(a Attachment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.attachments, a.ID)
}

// Resolved is what an event says of the files that were given with it.
func Resolved(files ...Attachment) map[string]any {
	list := map[string]any{}
	for _, a := range files {
		list[a.ID] = map[string]any{
			"id": a.ID, "filename": a.Name, "size": len(a.Data), "url": a.URL, "proxy_url": a.URL, "ephemeral": true,
			"content_type": "text/csv; charset=utf-8", "content_scan_version": 0, "placeholder": nil,
		}
	}
	return map[string]any{"attachments": list}
}

func (s *Server) sealed(id, until string) string {
	mac := hmac.New(sha256.New, s.private)
	_, _ = mac.Write([]byte(id + "\x00" + until))
	return hex.EncodeToString(mac.Sum(nil))
}

// content hands a file over to whoever has its whole address, and to nobody else. A token there
// would leak.
func (s *Server) content(w http.ResponseWriter, r *http.Request, _ []byte) {
	if r.Header.Get("Authorization") != "" {
		s.t.Error("a request to the content network carries the bot's token")
	}
	s.mu.Lock()
	a, ok := s.attachments[r.PathValue("id")]
	s.mu.Unlock()
	q := r.URL.Query()
	if until := strconv.FormatInt(a.until.Unix(), 16); !ok || r.PathValue("name") != a.Name || q.Get("ex") != until || q.Get("hm") != s.sealed(a.ID, until) || time.Now().After(a.until) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprint(w, "This content is no longer available.")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(a.Data)
}
