package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/web"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
)

// polyglot speaks English, German and, in its class, Spanish: the words are the English ones
// with the language before them.
type polyglot struct{ chat.Handler }

func (polyglot) Words(who chat.Person, _ chat.Place) *chat.Words {
	tongue := "es"
	switch {
	case strings.HasPrefix(who.Locale, "en"):
		return nil
	case strings.HasPrefix(who.Locale, "de"):
		tongue = "de"
	}
	return chat.NewWords(tongue, func(text string, _ map[string]any) string { return tongue + ": " + text })
}

// page gets a page as a browser that asks for languages.
func page(t *testing.T, a *web.Adapter, path, languages string) string {
	t.Helper()
	mux := http.NewServeMux()
	a.Mount(mux, polyglot{adaptertest.Script()})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", languages)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func adapterOf(t *testing.T, lang string) *web.Adapter {
	t.Helper()
	meta := `{"title": "Cartas", "lang": "` + lang + `"}`
	c, findings, err := course.Load(t.Context(), fstest.MapFS{
		"meta.json":            {Data: []byte(meta)},
		"chapters/chapter1.md": {Data: []byte(chapter)},
	}, course.Options{Name: "maps"})
	if err != nil {
		t.Fatal(err)
	}
	snap := course.NewSnapshot(c, findings)
	a, err := web.New(web.Options{Course: func(string) *course.Snapshot { return snap }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestThePlaygroundSpeaksTheBrowsersLanguage(t *testing.T) {
	for _, tt := range []struct{ languages, lang, heading string }{
		{"en-GB", "en", "<h1>What the class would see</h1>"},
		{"", "es", "<h1>es: What the class would see</h1>"},
		{"de-AT,de;q=0.9", "de", "<h1>de: What the class would see</h1>"},
		{"fr,ja;q=0.9,de;q=0.5", "de", "<h1>de: What the class would see</h1>"}, // the first that is spoken
		{"en;q=0.2,de", "de", "<h1>de: What the class would see</h1>"},
		{"fr", "es", "<h1>es: What the class would see</h1>"}, // the class's
		{strings.Repeat("de,", 1000), "es", "<h1>es: What the class would see</h1>"},
	} {
		got := page(t, adapterOf(t, "en"), "/", tt.languages)
		if !strings.Contains(got, `<html lang="`+tt.lang+`">`) || !strings.Contains(got, tt.heading) {
			t.Errorf("%.20q: no %s in %.200s", tt.languages, tt.heading, got)
		}
	}
}

func TestAReadingPageIsInTheCoursesLanguageAndItsFrameInTheReaders(t *testing.T) {
	a := adapterOf(t, "en")
	for _, want := range []string{
		`<html lang="en">`, `<a class="skip" href="#text" lang="de">de: Skip to the text</a>`, `<h1 dir="auto" lang="en">Reading maps</h1>`,
		`aria-label="Table"`, `<small>de: Next</small> <span lang="en">Folding maps</span>`,
	} {
		if got := page(t, a, "/read/chapter1/1", "de"); !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if got := page(t, a, "/read/nothing", "de"); !strings.Contains(got, `<h1 dir="auto" lang="de">de: This page is not in the course</h1>`) {
		t.Errorf("the page's own title: %s", got)
	}
	if got := page(t, adapterOf(t, "de"), "/read/", "fr"); !strings.Contains(got, `<html lang="de">`) || !strings.Contains(got, "de: Contents") {
		t.Errorf("who asks for no language that is spoken gets another than the course's: %s", got)
	}
}

// staffed has a command for staff.
type staffed struct{ chat.Handler }

func (s staffed) Specs() []chat.Spec {
	return append(s.Handler.Specs(), chat.Spec{Name: "staff", Staff: true, Description: "Lead", Local: map[string]chat.Local{"en": {Text: "Lead the class"}}})
}

func TestOnlyWhatSomebodyMayDoIsOffered(t *testing.T) {
	b := open(t, staffed{adaptertest.Script()})
	_, got := b.get("/")
	if strings.Contains(got, "<code>/staff</code>") {
		t.Error("a student is offered what only staff may do")
	}
	if _, offers := b.get("/suggest?line=/sta"); strings.Contains(offers, "/staff") {
		t.Error("and is told of it while typing")
	}
	if _, got = b.post("/say", "line", "", "as", "instructor"); !strings.Contains(got, "<code>/staff</code>") {
		t.Error("an instructor is not offered it")
	}
	if _, offers := b.get("/suggest?line=/sta"); !strings.Contains(offers, "Lead the class") {
		t.Errorf("offered: %s", offers)
	}
}

func TestATimeIsDrawnAsOne(t *testing.T) {
	b, a := openWith(t, adaptertest.Script())
	at := time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC)
	here := chat.Place{Platform: web.Platform, Tenant: "playground", Channel: "general"}
	card := chat.Card{Title: "When", Body: []doc.Block{doc.Paragraph{Spans: []doc.Span{doc.Plain("At 3 < 4: "), doc.Moment{At: at}}}}}
	if _, err := a.Post(t.Context(), here, card, "k"); err != nil {
		t.Fatal(err)
	}
	_, got := b.get("/")
	if n := strings.Count(got, `<time datetime="2026-12-01T09:00:00Z">2026-12-01 09:00 UTC</time>`); n != 2 {
		t.Errorf("drawn %d times, want once per platform: %s", n, words(got))
	}
}

func TestAnAnswerIsShownFromItsBeginning(t *testing.T) {
	b := open(t, adaptertest.Script())
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := b.http.PostForm(b.base+"/say", map[string][]string{"line": {"/card"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if to := resp.Header.Get("Location"); to != "/#said-1" {
		t.Errorf("the browser is sent to %s", to)
	}
	if _, got := b.get("/"); !strings.Contains(got, `id="said-1"`) {
		t.Error("there is no such place in the page")
	}
}
