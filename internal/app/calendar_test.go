package app_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/doc"
	"lectern/internal/store/sqlite"
)

func TestTheCalendarsAddress(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{config.PublicURL: "https://lectern.example"}})
	if err != nil {
		t.Fatal(err)
	}
	core, err := app.NewCore(t.Context(), app.CoreOptions{Config: cfg, Log: slog.New(slog.DiscardHandler), Store: s})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = core.Library.Close() }()
	mux := http.NewServeMux()
	app.MountCalendars(mux, core.Commands)
	n := 0
	address := func(sub string) string {
		n++
		reply := core.Bot.Invoke(t.Context(), chat.Invocation{
			ID: "e" + sub + string(rune('0'+n)), Command: "export", Sub: sub, Received: time.Now(),
			From: chat.Person{Platform: "discord", Tenant: "G", ID: "T", Admin: true}, At: chat.Place{Platform: "discord", Tenant: "G", Channel: "C"},
		})
		found := regexp.MustCompile(`https://lectern\.example(/calendar/\S+\.ics)`).FindStringSubmatch(doc.BlockText(reply.View.Card().Body))
		if found == nil {
			t.Fatalf("no address: %+v", reply.View.Card())
		}
		return found[1]
	}
	get := func(path string, header ...string) *httptest.ResponseRecorder {
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		if len(header) == 2 {
			r.Header.Set(header[0], header[1])
		}
		mux.ServeHTTP(w, r)
		return w
	}
	first := address("calendar")
	if first != address("calendar") {
		t.Error("the address changes by itself")
	}
	w := get(first)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "BEGIN:VCALENDAR\r\n") || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Header().Get("ETag") == "" || w.Header().Get("Last-Modified") == "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if w := get(first, "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", w.Code)
	}
	if w := get(first, "If-Modified-Since", w.Header().Get("Last-Modified")); w.Code != http.StatusNotModified {
		t.Errorf("not changed since: %d", w.Code)
	}
	second := address("revoke")
	for _, wrong := range []string{first, strings.TrimSuffix(second, ".ics"), "/calendar/x.ics", "/calendar/.ics", strings.Replace(second, "ics.", "icz.", 1)} {
		if w := get(wrong); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "BEGIN") {
			t.Errorf("%s: %d", wrong, w.Code)
		}
	}
	if w := get(second); w.Code != http.StatusOK {
		t.Errorf("the new address: %d", w.Code)
	}
}
