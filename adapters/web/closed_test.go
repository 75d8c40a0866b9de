package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"lectern/adapters/adaptertest"
	"lectern/adapters/web"
	"lectern/internal/course"
)

// TestThereIsNoPlaygroundForTheWorld: in the playground everybody may be an instructor, who gets
// the questions with their answers. Where the program is reached from outside, only pages are.
func TestThereIsNoPlaygroundForTheWorld(t *testing.T) {
	c, findings, err := course.Load(t.Context(), fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}}, course.Options{Name: "maps"})
	if err != nil {
		t.Fatal(err)
	}
	snap := course.NewSnapshot(c, findings)
	for _, tt := range []struct {
		public string
		open   bool
	}{
		{"", true},
		{"https://bot.example", false},
		{"http://localhost:8080", true},
		{"http://127.0.0.1:8080", true},
		{"http://[::1]:8080", true},
		{"http://localhost.example", false},
		{"http://10.0.0.7:8080", false},
		{"http://%zz", false},
	} {
		a, err := web.New(web.Options{PublicURL: tt.public, Course: func(string) *course.Snapshot { return snap }})
		if err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux()
		a.Mount(mux, adaptertest.Script())
		get := func(method, path, form string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			mux.ServeHTTP(w, r)
			return w
		}
		home := get(http.MethodGet, "/", "")
		if open := home.Code == http.StatusOK && strings.Contains(home.Body.String(), `action="/say"`); open != tt.open {
			t.Errorf("%q: the first page is %d %s", tt.public, home.Code, home.Body)
		}
		if !tt.open && home.Header().Get("Location") != "/read/" {
			t.Errorf("%q: the first page leads to %q", tt.public, home.Header().Get("Location"))
		}
		for _, path := range []string{"/say", "/press", "/submit", "/clear"} {
			if w := get(http.MethodPost, path, "as=instructor&line=/card"); (w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed) != tt.open {
				t.Errorf("%q: %s answers %d", tt.public, path, w.Code)
			}
		}
		for _, path := range []string{"/suggest?line=/", "/files/1/x.csv"} {
			if w := get(http.MethodGet, path, ""); !tt.open && w.Code != http.StatusNotFound {
				t.Errorf("%q: %s answers %d", tt.public, path, w.Code)
			}
		}
		read := get(http.MethodGet, "/read/", "")
		if linked := strings.Contains(read.Body.String(), `href="/"`); read.Code != http.StatusOK || linked != tt.open {
			t.Errorf("%q: the pages answer %d, and link to the playground: %v", tt.public, read.Code, linked)
		}
	}
}
