package web

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"lectern/internal/chat"
)

// entry is one exchange: what was said or pressed, and the answer as both platforms would
// get it.
type entry struct {
	Number   int
	Said     string
	Posted   string // the message's name when the bot posted it of its own accord
	Audience chat.Audience
	Discord  []byte
	Slack    []byte
	Files    []keptFile
}

// session is what one browser sees. It lives in memory and is no one's data: the persons of
// the playground are made up.
type session struct {
	id      string // names the student in the class; it tells nothing about the browser
	mu      sync.Mutex
	used    time.Time
	entries []entry
	number  int
	staff   bool
	locale  string // the first language the browser asks for
}

const (
	maxSessions = 500
	maxEntries  = 30
	cookieName  = "lectern_playground"
)

type sessions struct {
	mu     sync.Mutex
	byID   map[string]*session
	latest func() []entry // what a new session finds in the channel
}

func newSessions(latest func() []entry) *sessions {
	return &sessions{byID: make(map[string]*session), latest: latest}
}

// each does something with every session.
func (s *sessions) each(do func(*session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.byID {
		do(x)
	}
}

// of finds the browser's session, or begins one.
func (s *sessions) of(w http.ResponseWriter, r *http.Request) *session {
	posted := s.latest() // before the lock: whoever posts holds the channel and then asks for it
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, err := r.Cookie(cookieName); err == nil {
		if found := s.byID[c.Value]; found != nil {
			found.used = time.Now()
			found.speak(r)
			return found
		}
	}
	if len(s.byID) >= maxSessions {
		s.dropOldest()
	}
	id := rand.Text()
	fresh := &session{id: rand.Text()[:8], used: time.Now()}
	s.byID[id] = fresh
	fresh.speak(r)
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil}) //nolint:gosec // without TLS a secure cookie would never come back
	for _, e := range posted {
		fresh.add(e, 0)
	}
	return fresh
}

func (s *sessions) dropOldest() {
	oldest := ""
	for id, x := range s.byID {
		if oldest == "" || x.used.Before(s.byID[oldest].used) {
			oldest = id
		}
	}
	delete(s.byID, oldest)
}

// add keeps an exchange, or puts it in place of the one numbered replace.
func (s *session) add(e entry, replace int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if replace > 0 && s.entries[i].Number == replace {
			e.Number, e.Said = replace, s.entries[i].Said
			s.entries[i] = e
			s.trim()
			return
		}
	}
	s.number++
	e.Number = s.number
	s.entries = append(s.entries, e)
	if len(s.entries) > maxEntries {
		s.entries = s.entries[1:]
	}
	s.trim()
}

// edit changes a message that the bot has posted.
func (s *session) edit(e entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if s.entries[i].Posted == e.Posted {
			e.Number = s.entries[i].Number
			s.entries[i] = e
		}
	}
	s.trim()
}

func (s *session) list() []entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]entry(nil), s.entries...)
}

// speak notes the language a browser asks for.
func (s *session) speak(r *http.Request) {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	first, _, _ = strings.Cut(first, ";")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locale = strings.TrimSpace(first)
}

func (s *session) person() chat.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.staff {
		return chat.Person{Platform: Platform, Tenant: "playground", ID: "instructor", Name: "Instructor", Locale: s.locale, Admin: true}
	}
	return chat.Person{Platform: Platform, Tenant: "playground", ID: "student-" + s.id, Name: "Student", Locale: s.locale}
}
