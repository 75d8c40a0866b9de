package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lectern/adapters/discord"
	"lectern/adapters/slack"
	"lectern/internal/chat"
	"lectern/internal/course"
)

// playground shows the page with what was said so far.
func (a *Adapter) playground(h chat.Handler) http.Handler {
	specs := h.Specs()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := a.sessions.of(w, r)
		person := s.person()
		p := playgroundPage{Words: h.Words(person, place()), Example: "/section realism", Specs: offered(specs, person), Staff: person.Admin, Version: a.version()}
		for _, e := range s.list() {
			p.Exchanges = append(p.Exchanges, draw(e, p.Words))
		}
		if snap := a.options.Course(""); snap != nil {
			p.Course, p.CourseLang, p.Example = snap.Course.Title, orEnglish(snap.Course.Lang), example(snap)
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Vary", "Accept-Language")
		a.show(w, "playground.html", p)
	})
}

// playgroundPage is what the template shows.
type playgroundPage struct {
	Words              *chat.Words
	Course, CourseLang string
	Example            string // a command to begin with
	Exchanges          []exchange
	Specs              []chat.Spec
	Staff              bool
	Version            int
}

// offered leaves out what the bot would refuse to somebody.
func offered(specs []chat.Spec, to chat.Person) []chat.Spec {
	var out []chat.Spec
	for _, s := range specs {
		if !s.Staff || to.Admin {
			out = append(out, s)
		}
	}
	return out
}

// example is a command that finds something in the course at hand.
func example(s *course.Snapshot) string {
	if s.Lookup(sample).Best.Unit != nil {
		return "/section " + sample
	}
	for _, u := range s.Course.Units {
		if u.Kind != course.Chapter && !u.Planned && u.Title != "" {
			return "/section " + u.Title
		}
	}
	return "/chapter"
}

// sample is a topic of the course that is built in.
const sample = "realism"

func place() chat.Place {
	return chat.Place{Platform: Platform, Tenant: "playground", Channel: "general"}
}

// say gives a command.
func (a *Adapter) say(h chat.Handler) http.Handler {
	specs := chat.Typed(h.Specs())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := a.sessions.of(w, r)
		if as := r.FormValue("as"); as != "" {
			s.mu.Lock()
			s.staff = as == "instructor"
			s.mu.Unlock()
		}
		line, to := strings.TrimSpace(r.FormValue("line")), "/"
		if line != "" {
			in := parse(specs, line)
			in.ID, in.From, in.At, in.Received = fmt.Sprintf("web-%d", time.Now().UnixNano()), s.person(), place(), time.Now()
			reply := h.Invoke(r.Context(), in)
			to = fmt.Sprintf("/#said-%d", a.answer(s, entry{Said: line}, reply, 0))
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	})
}

// answer keeps a reply as both platforms would get it, and gives its number.
func (a *Adapter) answer(s *session, to entry, reply chat.Reply, replace int) int {
	e := a.entry(reply)
	e.Deed, e.Said = to.Deed, to.Said
	if !reply.Replace {
		replace = 0
	}
	return s.add(e, replace)
}

// press presses a button or chooses from a menu, by the ids the platform would send back.
func (a *Adapter) press(h chat.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := a.sessions.of(w, r)
		var token chat.Token
		var ok bool
		value := r.FormValue("value")
		if r.FormValue("platform") == "slack" {
			token, ok = slack.Presses(r.FormValue("id"), value)
		} else {
			var values []string
			if value != "" {
				values = []string{value}
			}
			token, ok = discord.Presses(r.FormValue("id"), values)
		}
		number, err := strconv.Atoi(r.FormValue("entry"))
		if !ok || err != nil {
			http.Error(w, a.words(r).T("That button is not one of the playground's."), http.StatusBadRequest)
			return
		}
		reply := h.Press(r.Context(), chat.Press{
			ID: fmt.Sprintf("web-%d", time.Now().UnixNano()), Token: token, From: s.person(), At: place(),
			On: chat.Ref{Place: place(), Message: strconv.Itoa(number)}, Received: time.Now(),
		})
		to := "/#said-"
		if reply.Replace {
			to = "/#entry-"
		}
		to += strconv.Itoa(a.answer(s, entry{Deed: pressed, Said: r.FormValue("label")}, reply, number))
		http.Redirect(w, r, to, http.StatusSeeOther)
	})
}

// clear forgets what was said.
func (a *Adapter) clear() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := a.sessions.of(w, r)
		s.mu.Lock()
		s.entries = nil
		s.mu.Unlock()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

// suggest completes what is being typed: a command's name, or its argument.
func (a *Adapter) suggest(h chat.Handler) http.Handler {
	specs := chat.Typed(h.Specs())
	type offer struct {
		Label string `json:"label"`
		Line  string `json:"line"`
		About string `json:"about,omitempty"`
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		person := a.sessions.of(w, r).person()
		tongue := h.Words(person, place()).Language()
		line := r.URL.Query().Get("line")
		if len(line) > 300 {
			line = line[:300]
		}
		offers := []offer{}
		name, rest, typing := strings.Cut(strings.TrimPrefix(line, "/"), " ")
		if !typing {
			for _, s := range offered(specs, person) {
				if strings.HasPrefix(s.Name, strings.ToLower(name)) {
					offers = append(offers, offer{Label: "/" + s.Name, Line: "/" + s.Name + " ", About: described(s, tongue)})
				}
			}
		} else if s, ok := specOf(specs, name); ok && len(s.Args) > 0 && s.Args[0].Suggest {
			in := parse(specs, line)
			in.From, in.At = person, place()
			for _, c := range h.Suggest(r.Context(), in, s.Args[0].Name, rest) {
				offers = append(offers, offer{Label: c.Label, Line: "/" + s.Name + " " + c.Value})
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if err := json.NewEncoder(w).Encode(offers[:min(len(offers), chat.MaxChoices)]); err != nil {
			a.options.Log.Debug("suggestions not written", "error", err)
		}
	})
}

// described says what a command does in a language.
func described(s chat.Spec, tongue string) string {
	if l, ok := s.Local[tongue]; ok && l.Text != "" {
		return l.Text
	}
	return s.Description
}

func specOf(specs []chat.Spec, name string) (chat.Spec, bool) {
	for _, s := range specs {
		if s.Name == strings.ToLower(name) {
			return s, true
		}
	}
	return chat.Spec{}, false
}

// parse reads a line such as "/section realism". Words without a slash are looked up.
func parse(specs []chat.Spec, line string) chat.Invocation {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "/") {
		line = "/section " + line
	}
	name, rest, _ := strings.Cut(line[1:], " ")
	rest = strings.TrimSpace(rest)
	in := chat.Invocation{Command: strings.ToLower(name)}
	if s, ok := specOf(specs, name); ok {
		in.Sub, in.Args = s.Parse(rest)
	} else if rest != "" {
		in.Args = chat.Args{{Name: "text", Value: rest}}
	}
	return in
}
