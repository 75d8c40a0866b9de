package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lectern/adapters/web"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// classPages are those of one class, behind the link "good".
func classPages(_ context.Context, link, what, key string) (web.ClassPage, bool, error) {
	switch {
	case link == "broken":
		return web.ClassPage{}, false, errors.New("the store is away")
	case link != "good" || what != "" && what != "chapter":
		return web.ClassPage{}, false, nil
	}
	return web.ClassPage{
		Lang: "de", Class: "Klasse <1>", Title: "Überblick " + key, Skip: "Zum Text", Where: "Seiten", More: "Kapitel",
		Nav:   []web.ClassLink{{Title: "Überblick", Here: what == ""}, {Title: "Stille", Path: "/students"}},
		Links: []web.ClassLink{{Title: "Kapitel <b>1</b>", Detail: "3 Fragen", Path: "/chapter/k1"}},
		Parts: []web.ClassPart{{
			Title: "Optionen", Body: []doc.Block{doc.Para("<script>alert(1)</script>")}, Caption: "Was gewählt wurde",
			Head: []string{"Option", "Anteil"}, Rows: [][]string{{"<i>A</i>", "40 %"}},
			SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><text>"quoted"</text></svg>`), Alt: `A: "40 %"`,
		}},
	}, true, nil
}

func TestThePageOfAClass(t *testing.T) {
	a, err := web.New(web.Options{Class: classPages})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.Mount(mux, silent{})
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w
	}
	w := get("/class/good/chapter/k1")
	body := w.Body.String()
	for _, want := range []string{
		`<html lang="de">`, `<a class="skip" href="#text">Zum Text</a>`, "<h1 dir=\"auto\">Überblick k1</h1>", "<h2 dir=\"auto\">Optionen</h2>",
		"<caption>Was gewählt wurde</caption>", `<th scope="col">Option</th>`, `<th scope="row" dir="auto">&lt;i&gt;A&lt;/i&gt;</th>`, "<td dir=\"auto\">40 %</td>",
		`;base64,PHN2ZyB4bWxucz0i`, `alt="A: &#34;40 %&#34;"`, `href="/class/good/chapter/k1"`, `href="/class/good/students"`, "Klasse &lt;1&gt;",
		"&lt;script&gt;alert(1)&lt;/script&gt;", `aria-label="Was gewählt wurde"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in\n%s", want, body)
		}
	}
	if strings.Contains(body, "<script") || strings.Contains(body, "style=") {
		t.Errorf("a script or a style that the policy forbids:\n%s", body)
	}
	if !strings.Contains(get("/class/good").Body.String(), `href="/class/good" aria-current="page"`) {
		t.Error("where one is is not said")
	}
	for _, path := range []string{"/class/good", "/class/forged", "/class/good/nonsense", "/class/broken"} {
		h := get(path).Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(h.Get("X-Robots-Tag"), "noindex") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: headers %v", path, h)
		}
	}
	for path, want := range map[string]int{"/class/good": 200, "/class/forged": 404, "/class/good/nonsense": 404, "/class/broken": 503} {
		if got := get(path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if strings.Contains(get("/class/broken").Body.String(), "store is away") {
		t.Error("a page tells what is wrong inside")
	}
}

// silent is a bot without commands.
type silent struct{ chat.Handler }

func (silent) Specs() []chat.Spec { return nil }

func (silent) Words(chat.Person, chat.Place) *chat.Words { return nil }
