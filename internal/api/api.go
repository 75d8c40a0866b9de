// Package api is the content service's read-only JSON interface, and the course's pictures.
package api

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/course"
)

// Library gives the course as it is now, and its files.
type Library interface {
	Current() *course.Snapshot
	Files() fs.FS
}

// Mount adds the paths to a mux.
func Mount(mux *http.ServeMux, l Library) {
	s := service{l}
	mux.HandleFunc("GET /v1/courses", s.courses)
	mux.HandleFunc("GET /v1/courses/{course}", s.course)
	mux.HandleFunc("GET /v1/courses/{course}/lookup", s.lookup)
	mux.HandleFunc("GET /v1/courses/{course}/sections/{id...}", s.unit)
	mux.HandleFunc("GET /media/{src...}", s.media)
}

type service struct{ library Library }

// summary is a course in a list.
type summary struct {
	ID          string        `json:"id"`
	Title       string        `json:"title"`
	Description string        `json:"description"`
	Lang        string        `json:"lang"`
	Counts      course.Counts `json:"counts"`
}

// node is a unit in a tree.
type node struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Planned bool   `json:"planned,omitempty"`
	Parts   []node `json:"parts,omitempty"`
}

func summarise(c *course.Course) summary {
	return summary{c.ID, c.Title, c.Description, c.Lang, c.Total()}
}

func (s service) courses(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, map[string][]summary{"courses": {summarise(s.library.Current().Course)}})
}

func (s service) course(w http.ResponseWriter, r *http.Request) {
	snap := s.named(w, r)
	if snap == nil {
		return
	}
	write(w, http.StatusOK, struct {
		summary
		Chapters []node `json:"chapters"`
	}{summarise(snap.Course), nodes(snap.Course.Chapters)})
}

func (s service) lookup(w http.ResponseWriter, r *http.Request) {
	snap := s.named(w, r)
	if snap == nil {
		return
	}
	q, _ := bot.Clean(r.URL.Query().Get("q"))
	if q == "" {
		refuse(w, http.StatusBadRequest, "The parameter q is missing or empty: it holds what to look up.")
		return
	}
	write(w, http.StatusOK, Lookup(snap, q))
}

func (s service) unit(w http.ResponseWriter, r *http.Request) {
	snap := s.named(w, r)
	if snap == nil {
		return
	}
	u := snap.Course.ByID(r.PathValue("id"))
	if u == nil {
		refuse(w, http.StatusNotFound, "The course has no section of this id; its tree is at /v1/courses/"+snap.Course.ID+".")
		return
	}
	etag := `"` + u.Hash + `"`
	w.Header().Set("ETag", etag)
	if holds(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	p := passage(course.Match{Unit: u})
	write(w, http.StatusOK, struct {
		ID         string   `json:"id"`
		Kind       string   `json:"kind"`
		Title      string   `json:"title"`
		Breadcrumb []string `json:"breadcrumb"`
		Chapter    string   `json:"chapter"`
		Lesson     string   `json:"lesson"`
		Planned    bool     `json:"planned"`
		Text       string   `json:"text"`
		Parts      []node   `json:"parts"`
	}{u.ID, kind(u), u.Title, p.Breadcrumb, p.Chapter, p.Lesson, u.Planned, p.Text, nodes(u.Children)})
}

// holds tells whether a reader has a tag among those it names (RFC 9110, 13.1.2): a cache may
// hold several, and a proxy that compresses makes a tag a weak one.
func holds(named, etag string) bool {
	for one := range strings.SplitSeq(named, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == etag {
			return true
		}
	}
	return false
}

// named gives the snapshot of the course in the path, or answers that there is none.
func (s service) named(w http.ResponseWriter, r *http.Request) *course.Snapshot {
	snap := s.library.Current()
	if r.PathValue("course") != snap.Course.ID {
		refuse(w, http.StatusNotFound, "There is no course of this id; /v1/courses lists them.")
		return nil
	}
	return snap
}

func nodes(units []*course.Unit) []node {
	ns := make([]node, 0, len(units))
	for _, u := range units {
		ns = append(ns, node{u.ID, kind(u), u.Title, u.Planned, nodes(u.Children)})
	}
	return ns
}

func kind(u *course.Unit) string {
	switch u.Kind {
	case course.Chapter:
		return "chapter"
	case course.Lesson:
		return "lesson"
	case course.Section:
	}
	return "section"
}

func write(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the client went away; nobody is left to be told
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	write(w, status, map[string]string{"error": sentence})
}

// pictures are the types that are served, by extension. Everything else in a course folder,
// listed or not, is nobody's business.
func pictures() map[string]string {
	return map[string]string{
		".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
		".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
	}
}

// media serves a picture that the course shows, and no other file of its folder.
func (s service) media(w http.ResponseWriter, r *http.Request) {
	snap := s.library.Current()
	name, listed := snap.Course.Media[r.PathValue("src")]
	kind := pictures()[strings.ToLower(path.Ext(name))]
	if !listed || kind == "" {
		http.NotFound(w, r)
		return
	}
	f, err := s.library.Files().Open(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=300")
	// An SVG opened by itself is a document: it may neither run scripts nor fetch anything.
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	if seeker, ok := f.(io.ReadSeeker); ok {
		http.ServeContent(w, r, name, info.ModTime(), seeker)
		return
	}
	_, _ = io.Copy(w, f)
}
