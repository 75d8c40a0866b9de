package discordfake

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"time"
)

// allowance is the platform's rate limit of one route and channel.
type allowance struct {
	most   int
	window time.Duration
	used   int
	reset  time.Time
}

// Limit lets each route be called so often in a window, for each channel, and says so in the
// headers, as the platform does.
func (s *Server) Limit(most int, window time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = allowance{most: most, window: window}
	s.allowances = map[string]*allowance{}
}

// Limited tells how many requests were refused because they came too often.
func (s *Server) Limited() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limited
}

// within counts a request and tells whether it may go on; if not it has been refused.
func (s *Server) within(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit.most == 0 {
		return true
	}
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(r.Pattern))
	name := strconv.FormatUint(uint64(hash.Sum32()), 16)
	key := name + "/" + r.PathValue("channel")
	a, now := s.allowances[key], time.Now()
	if a == nil || !now.Before(a.reset) {
		a = &allowance{most: s.limit.most, window: s.limit.window, reset: now.Add(s.limit.window)}
		s.allowances[key] = a
	}
	after := a.reset.Sub(now).Seconds()
	h := w.Header()
	h.Set("X-RateLimit-Bucket", name)
	h.Set("X-RateLimit-Limit", strconv.Itoa(a.most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(a.most-a.used-1, 0)))
	h.Set("X-RateLimit-Reset-After", strconv.FormatFloat(math.Ceil(after*1000)/1000, 'f', 3, 64))
	if a.used++; a.used <= a.most {
		return true
	}
	s.limited++
	h.Set("X-RateLimit-Scope", "user")
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(after))))
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = fmt.Fprintf(w, `{"message":"You are being rate limited.","retry_after":%.3f,"global":false}`, after)
	return false
}

// Archive puts a thread away: a message in it cannot be changed until somebody opens it again.
func (s *Server) Archive(thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.archived[thread] = true
}

// Archived tells whether a thread is put away.
func (s *Server) Archived(thread string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.archived[thread]
}
