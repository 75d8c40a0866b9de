package app

import (
	"encoding/json"
	"maps"
	"net/http"
	"sync"
	"time"

	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/store"
)

type courseSnapshot = course.Snapshot

// State of a platform, as the readiness page says it.
type state string

const (
	running state = "running"
	stopped state = "stopped"
	failed  state = "failed"
)

// health knows what can be served.
type health struct {
	mu        sync.Mutex
	platforms map[chat.Platform]state
}

func newHealth() *health { return &health{platforms: make(map[chat.Platform]state)} }

// watch begins to report a platform. The pages are not reported: they are there as long as the
// program is.
func (h *health) watch(p chat.Platform) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.platforms[p] = running
}

func (h *health) set(p chat.Platform, s state) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, watched := h.platforms[p]; watched {
		h.platforms[p] = s
	}
}

func (h *health) copy() map[chat.Platform]state {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.platforms)
}

// readiness is the body of /readyz.
type readiness struct {
	Ready     bool                    `json:"ready"`
	Course    string                  `json:"course"`
	Loaded    time.Time               `json:"loaded"`
	HeldBack  string                  `json:"held_back,omitempty"` // why the newest edit is not shown
	Store     string                  `json:"store"`               // "in order", or what is wrong with it
	Platforms map[chat.Platform]state `json:"platforms"`
}

func (h *health) mount(mux *http.ServeMux, lib *course.Library, lost func() *store.Loss) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("alive\n"))
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		snap := lib.Current()
		r := readiness{Ready: true, Course: snap.Course.ID, Loaded: snap.Loaded.UTC(), Store: "in order", Platforms: h.copy()}
		if rej := lib.Rejected(); rej != nil {
			r.HeldBack = "the newest edit has errors"
		}
		// The course can be read without the store: no reason to send requests elsewhere.
		if l := lost(); l != nil {
			r.Store, _ = english(l.Refusal())
		}
		down := 0
		for _, s := range r.Platforms {
			if s == failed {
				down++
			}
		}
		// One platform down is no reason to send the others' requests elsewhere.
		r.Ready = down == 0 || down < len(r.Platforms)
		w.Header().Set("Content-Type", "application/json")
		if !r.Ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(r) // the client went away
	})
}
