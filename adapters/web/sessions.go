package web

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"lectern/internal/chat"
)

// entry is one exchange: what was said or pressed, and the answer as both platforms would
// get it.
type entry struct {
	Number   int
	Deed     deed
	Said     string // the line that was typed, or the button's label
	Posted   string // the message's name when the bot posted it of its own accord
	Audience chat.Audience
	Discord  []byte
	Slack    []byte
	Files    []keptFile
}

// deed is what an exchange began with.
type deed int

const (
	typed deed = iota
	pressed
	submitted
	posted   // by the bot, in the channel
	threaded // by the bot, in a thread
)

// told is a deed in words.
func (e entry) told(w *chat.Words) string {
	switch e.Deed {
	case pressed:
		return w.T("pressed “{{.Label}}”", chat.Arg{Name: "Label", Value: e.Said})
	case submitted:
		return w.T("sent a form")
	case posted:
		return w.T("posted in the channel")
	case threaded:
		return w.T("posted in a thread")
	case typed:
	}
	return e.Said
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
	locale  string // the language the browser asks for
}

const (
	maxSessions = 500
	maxEntries  = 30
	cookieName  = "lectern_playground"
)

type sessions struct {
	mu     sync.Mutex
	byID   map[string]*session
	latest func() []entry        // what a new session finds in the channel
	locale func([]string) string // chooses among the languages a browser asks for
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
			s.speak(found, r)
			return found
		}
	}
	if len(s.byID) >= maxSessions {
		s.dropOldest()
	}
	id := rand.Text()
	fresh := &session{id: rand.Text()[:8], used: time.Now()}
	s.byID[id] = fresh
	s.speak(fresh, r)
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
// It gives the exchange's number.
func (s *session) add(e entry, replace int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if replace > 0 && s.entries[i].Number == replace {
			e.Number, e.Deed, e.Said = replace, s.entries[i].Deed, s.entries[i].Said
			s.entries[i] = e
			s.trim()
			return replace
		}
	}
	s.number++
	e.Number = s.number
	s.entries = append(s.entries, e)
	if len(s.entries) > maxEntries {
		s.entries = s.entries[1:]
	}
	s.trim()
	return e.Number
}

// edit changes a message that the bot has posted.
func (s *session) edit(e entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if s.entries[i].Posted == e.Posted {
			e.Number, e.Deed = s.entries[i].Number, s.entries[i].Deed
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
func (s *sessions) speak(x *session, r *http.Request) {
	l := s.locale(wanted(r))
	x.mu.Lock()
	defer x.mu.Unlock()
	x.locale = l
}

func (s *session) person() chat.Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.staff {
		return chat.Person{Platform: Platform, Tenant: "playground", ID: "instructor", Name: "Instructor", Locale: s.locale, Admin: true}
	}
	return chat.Person{Platform: Platform, Tenant: "playground", ID: "student-" + s.id, Name: "Student", Locale: s.locale}
}
