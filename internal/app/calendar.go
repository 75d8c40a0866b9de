package app

import (
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"lectern/internal/commands"
	"lectern/internal/quiz"
)

// calendars serves GET /calendar/{token}.ics: the calendar of the class whose private address it
// is, and 404 for every other, without a word about why.
type calendars struct {
	set *commands.Set
	log *slog.Logger

	mu   sync.Mutex
	seen map[quiz.ClassID]edition
}

// edition is the calendar of a class as it was served last.
type edition struct {
	tag   string
	since time.Time // when this program first saw it: never before it changed
}

// maxEditions bounds what is remembered of calendars; forgotten ones count as new.
const maxEditions = 10_000

func (c *calendars) mount(mux *http.ServeMux) { mux.Handle("GET /calendar/{file}", c) }

// ServeHTTP implements http.Handler. Calendar programs ask every few hours, and are told when
// nothing has changed.
func (c *calendars) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		http.NotFound(w, r)
		return
	}
	now := time.Now()
	id, data, ok, err := c.set.Calendar(r.Context(), token, now)
	if err != nil {
		c.log.Error("a calendar could not be made", "class", string(id), "error", err)
		http.Error(w, "the calendar cannot be made at the moment", http.StatusServiceUnavailable)
		return
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	e := c.edition(id, data, now)
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="calendar.ics"`)
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", e.tag)
	http.ServeContent(w, r, "", e.since, strings.NewReader(string(data)))
}

func (c *calendars) edition(id quiz.ClassID, data []byte, now time.Time) edition {
	sum := sha256.Sum256(data)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.seen[id]
	if !ok || e.tag != tag {
		if c.seen == nil || len(c.seen) >= maxEditions {
			c.seen = map[quiz.ClassID]edition{}
		}
		e = edition{tag: tag, since: now}
		c.seen[id] = e
	}
	return e
}
