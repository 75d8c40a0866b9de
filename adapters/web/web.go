// Package web is the bot in a browser: the playground, where anybody can try every command
// and see the very messages Discord and Slack would be sent, and the reading pages, where
// the course stands as a book.
//
// The playground needs no account and no token. What it draws is read back from the bytes
// the other adapters would send, so a mistake in them shows here. All pages work without
// JavaScript and load nothing from elsewhere.
package web

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/course"
)

// Platform is this adapter's name.
const Platform chat.Platform = "web"

//go:embed assets
var assets embed.FS //nolint:gochecknoglobals // embedding needs a package variable; it is read-only

// Options say what the pages show.
type Options struct {
	Log       *slog.Logger
	PublicURL string // the bot's address seen from outside, or empty; with one there is no playground (see HasPlayground)
	// Course is the course as it stands now, as who follows a link with a reference may read it; a
	// reference that is empty or means nothing shows what is open to everybody.
	Course  func(reference string) *course.Snapshot
	Preview Preview    // messages before they are posted; no such pages when nil
	Class   ClassPages // the figures of a class; no such pages when nil
}

// Adapter is the bot in a browser.
type Adapter struct {
	options  Options
	pages    *template.Template
	sessions *sessions
	channel  channel
	books    bookshelf
	bot      chat.Handler // set by Mount, before anything is served
}

var (
	_ chat.Adapter = (*Adapter)(nil)
	_ chat.Ingress = (*Adapter)(nil)
)

// New makes the adapter. It fails only when its own pages are broken.
func New(o Options) (*Adapter, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	t, err := template.New("").ParseFS(assets, "assets/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	a := &Adapter{options: o, pages: t}
	a.sessions = newSessions(a.channel.latest)
	return a, nil
}

// Platform implements chat.Adapter.
func (*Adapter) Platform() chat.Platform { return Platform }

// Run implements chat.Adapter: the pages are served by the program's listener.
func (*Adapter) Run(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Mount implements chat.Ingress.
func (a *Adapter) Mount(mux *http.ServeMux, h chat.Handler) {
	a.bot = h
	a.sessions.locale = a.locale
	static, err := fs.Sub(assets, "assets")
	if err != nil {
		a.options.Log.Error("the pages' style is missing", "error", err)
		return
	}
	mux.Handle("GET /assets/", a.guard(http.StripPrefix("/assets/", cached(http.FileServerFS(static)))))
	if a.open() {
		a.mountPlayground(mux, h)
	} else {
		mux.Handle("GET /{$}", a.guard(http.RedirectHandler("/read/", http.StatusSeeOther)))
	}
	mux.Handle("GET /read/{id...}", a.guard(http.HandlerFunc(a.read)))
	if a.options.Preview != nil {
		mux.Handle("GET /class/preview/{link}", a.guard(http.HandlerFunc(a.preview)))
	}
	if a.options.Class != nil {
		for _, path := range []string{"GET /class/{link}", "GET /class/{link}/{what}", "GET /class/{link}/{what}/{key}"} {
			mux.Handle(path, a.guard(http.HandlerFunc(a.class)))
		}
	}
	mux.Handle("GET /read", http.RedirectHandler("/read/", http.StatusMovedPermanently))
}

// open tells whether there is a playground. It asks nobody who they are and lets everybody be an
// instructor, who sees what classes keep back and gets the questions with their right answers: so
// there is none where the program is reached from outside.
func (a *Adapter) open() bool { return HasPlayground(a.options.PublicURL) }

// HasPlayground tells whether there is a playground where the program's address seen from outside
// is this: when there is none, or when it leads to this machine.
func HasPlayground(publicURL string) bool {
	if publicURL == "" {
		return true
	}
	u, err := url.Parse(publicURL)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (a *Adapter) mountPlayground(mux *http.ServeMux, h chat.Handler) {
	mux.Handle("GET /{$}", a.guard(a.playground(h)))
	mux.Handle("POST /say", a.guard(a.say(h)))
	mux.Handle("POST /press", a.guard(a.press(h)))
	mux.Handle("POST /submit", a.guard(a.submit(h)))
	mux.Handle("GET /news", a.guard(a.news()))
	mux.Handle("GET /files/{entry}/{name}", a.guard(a.file()))
	mux.Handle("POST /clear", a.guard(a.clear()))
	mux.Handle("GET /suggest", a.guard(a.suggest(h)))
}

func cached(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".html") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "max-age=300")
		h.ServeHTTP(w, r)
	})
}

// guard sets what every page needs to be safe: no script or style but our own, nothing from
// elsewhere, and no request that another site's page made.
func (a *Adapter) guard(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		if r.Method == http.MethodPost {
			if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
				http.Error(w, a.words(r).T("This form was sent from another site."), http.StatusForbidden)
				return
			}
			most := int64(maxForm)
			if r.URL.Path == "/submit" { // the only one that may hold files
				most += maxUpload
			}
			r.Body = http.MaxBytesReader(w, r.Body, most)
		}
		h.ServeHTTP(w, r)
	})
}

// maxForm bounds what a form may hold, in bytes.
const maxForm = 64 << 10

func (a *Adapter) show(w http.ResponseWriter, page string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := a.pages.ExecuteTemplate(w, page, data); err != nil {
		a.options.Log.Warn("page not written", "page", page, "error", err)
	}
}
