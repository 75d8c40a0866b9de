package discordfake

import (
	"encoding/json"
	"net/http"
	"time"
)

// Overwrite changes permissions in a channel, as Discord gives it out.
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// Guild is a server the bot is on, with one channel and a thread in it.
type Guild struct {
	ID, Channel, Thread string
	Name                string            // of the server
	Called              map[string]string // what its channel and thread are called, by their ids
	Roles               map[string]string // permissions by role; the server's own id is everybody
	Mine                []string          // the bot's roles
	Owner               string
	Members             map[string][]string // roles of the others
	Overwrites          []Overwrite
}

// Join puts the bot on a server.
func (s *Server) Join(g Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guild = &g
}

// Arrive tells the gateway's client that it is on a server, since a time, as Discord does at
// every connect and when somebody adds the bot.
func (s *Server) Arrive(guild, owner string, since time.Time) error {
	data, err := json.Marshal(map[string]any{"id": guild, "owner_id": owner, "joined_at": since.UTC().Format(time.RFC3339), "preferred_locale": "en-US"})
	if err != nil {
		return err
	}
	s.gate.send(frame{Op: opDispatch, Type: "GUILD_CREATE", Data: data})
	return nil
}

func (s *Server) guildRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/v10/users/@me", s.authed(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
		s.reply(w, map[string]string{"id": AppID})
	}))
	mux.HandleFunc("GET /api/v10/channels/{channel}", s.authed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		g := s.joined()
		switch id := r.PathValue("channel"); {
		case g != nil && id == g.Channel:
			s.reply(w, map[string]any{"id": id, "name": g.Called[id], "type": 0, "guild_id": g.ID, "permission_overwrites": g.Overwrites})
		case g != nil && id == g.Thread:
			s.reply(w, map[string]any{"id": id, "name": g.Called[id], "type": 11, "guild_id": g.ID, "parent_id": g.Channel})
		default:
			refuse(w, http.StatusNotFound, 10003, "Unknown Channel")
		}
	}))
	mux.HandleFunc("GET /api/v10/guilds/{guild}/roles", s.authed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		g := s.joined()
		if g == nil || r.PathValue("guild") != g.ID {
			refuse(w, http.StatusNotFound, 10004, "Unknown Guild")
			return
		}
		s.reply(w, g.roles())
	}))
	mux.HandleFunc("GET /api/v10/guilds/{guild}", s.authed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		g := s.joined()
		if g == nil || r.PathValue("guild") != g.ID {
			refuse(w, http.StatusNotFound, 10004, "Unknown Guild")
			return
		}
		s.reply(w, map[string]any{"id": g.ID, "name": g.Name, "owner_id": g.Owner, "roles": g.roles()})
	}))
	mux.HandleFunc("GET /api/v10/guilds/{guild}/members/{user}", s.authed(func(w http.ResponseWriter, r *http.Request, _ []byte) {
		g := s.joined()
		if g == nil || r.PathValue("guild") != g.ID {
			refuse(w, http.StatusNotFound, 10004, "Unknown Guild")
			return
		}
		roles, there := g.Members[r.PathValue("user")]
		if r.PathValue("user") == AppID {
			roles, there = g.Mine, true
		}
		if !there {
			refuse(w, http.StatusNotFound, 10007, "Unknown Member")
			return
		}
		s.reply(w, map[string]any{"roles": roles})
	}))
}

func (g *Guild) roles() []map[string]string {
	roles := []map[string]string{}
	for id, p := range g.Roles {
		roles = append(roles, map[string]string{"id": id, "permissions": p})
	}
	return roles
}

func (s *Server) joined() *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.guild
}
