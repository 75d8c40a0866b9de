package web_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
	"lectern/adapters/web"
	"lectern/internal/chat"
)

// fetch asks for an address of the playground and gives back headers and body.
func (b browser) fetch(path string) (*http.Response, []byte) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp, body
}

func sent(t *testing.T, name string) chat.Card {
	t.Helper()
	for _, v := range adaptertest.Views() {
		if v.Name == name {
			return v.Reply.View.Card()
		}
	}
	t.Fatalf("there is no view %s", name)
	return chat.Card{}
}

func TestPicturesAreShownAndFilesAreSaved(t *testing.T) {
	b := open(t, adaptertest.Script())
	b.post("/say", "line", "/files")
	_, page := b.get("/")
	pictures := regexp.MustCompile(`<img loading="lazy" alt="([^"]*)" src="(/files/[^"]*)">`).FindAllStringSubmatch(page, -1)
	if len(pictures) != 2 { // as Discord and as Slack show it
		t.Fatalf("%d pictures in\n%s", len(pictures), page)
	}
	want := sent(t, "files").Files
	for _, p := range pictures {
		if !strings.Contains(p[1], "Ada: 12") {
			t.Errorf("described as %q", p[1])
		}
		resp, body := b.fetch(p[2])
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "image/png" || string(body) != string(want[0].Data) {
			t.Errorf("%s: %d %v", p[2], resp.StatusCode, resp.Header)
		}
	}
	links := regexp.MustCompile(`<a download href="([^"]*)">Save grades\.csv</a>`).FindAllStringSubmatch(page, -1)
	if len(links) != 2 {
		t.Fatalf("%d links to save the table", len(links))
	}
	resp, body := b.fetch(links[0][1])
	if resp.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") || string(body) != string(want[1].Data) {
		t.Errorf("%v %q", resp.Header, body)
	}
	{
		other := browser{t, b.base, &http.Client{Timeout: b.http.Timeout}}
		if resp, _ := other.fetch(links[0][1]); resp.StatusCode != http.StatusNotFound {
			t.Errorf("another browser gets %d", resp.StatusCode)
		}
	}
	for _, path := range []string{"/files/1/other.csv", "/files/99/grades.csv", "/files/x/grades.csv", "/files/1/..%2Fgrades.csv"} {
		if resp, _ := b.fetch(path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

// TestNoFileRunsInThePage: what claims to be a page is saved, never shown.
func TestNoFileRunsInThePage(t *testing.T) {
	b, a := openWith(t, adaptertest.Script())
	b.get("/")
	here := chat.Place{Platform: web.Platform, Tenant: "playground", Channel: "general"}
	if _, err := a.Post(t.Context(), here, sent(t, "files-hostile"), "k"); err != nil {
		t.Fatal(err)
	}
	_, page := b.get("/")
	links := regexp.MustCompile(`"(/files/[^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 4 {
		t.Fatalf("%d links", len(links))
	}
	for _, l := range links {
		resp, _ := b.fetch(l[1])
		if kind := resp.Header.Get("Content-Type"); kind != "image/png" && !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") && resp.StatusCode == http.StatusOK {
			t.Errorf("%s is shown as %s", l[1], kind)
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("X-Evil") != "" {
			t.Errorf("%s: %v", l[1], resp.Header)
		}
	}
}

func TestOldFilesAreForgotten(t *testing.T) {
	b, a := openWith(t, adaptertest.Script())
	b.get("/")
	here := chat.Place{Platform: web.Platform, Tenant: "playground", Channel: "general"}
	big := func(name string) chat.Card {
		return chat.Card{Title: name, Files: []chat.File{{Name: name, Type: "text/csv", Data: make([]byte, 5<<20)}}}
	}
	for _, name := range []string{"old.csv", "new.csv"} {
		if _, err := a.Post(t.Context(), here, big(name), name); err != nil {
			t.Fatal(err)
		}
	}
	if resp, body := b.fetch("/files/1/old.csv"); resp.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "not kept any more") {
		t.Errorf("the old one: %d %.80s", resp.StatusCode, body)
	}
	if resp, body := b.fetch("/files/2/new.csv"); resp.StatusCode != http.StatusOK || len(body) != 5<<20 {
		t.Errorf("the new one: %d, %d bytes", resp.StatusCode, len(body))
	}
}
