package web_test

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/web"
	"lectern/internal/chat"
	"lectern/internal/course"
)

var _ = adaptertest.UpdateFlag()

const chapter = `---
title: 'Chapter 1: Maps'
type: chapter
id: 1
description: How to read a map.
---

<exercise id="1" title="Reading maps">

## Scale

The **scale** relates <b>distances</b>. <script>alert(1)</script>

| a | b |
|---|--:|
| 1 | 2 |

## Legend

- one
- two

</exercise>

<exercise id="2" title="Drawing maps">
</exercise>

<exercise id="3" title="Folding maps">

Fold it.

</exercise>
`

// browser is somebody at the pages, without scripts.
type browser struct {
	t    *testing.T
	base string
	http *http.Client
}

func open(t *testing.T, h chat.Handler) browser {
	t.Helper()
	b, _ := openWith(t, h)
	return b
}

func cloneClient(c *http.Client, jar http.CookieJar) *http.Client {
	return &http.Client{Jar: jar, Timeout: c.Timeout}
}

func openWith(t *testing.T, h chat.Handler) (browser, *web.Adapter) {
	t.Helper()
	c, findings, err := course.Load(t.Context(), fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}}, course.Options{Name: "maps"})
	if err != nil {
		t.Fatal(err)
	}
	snap := course.NewSnapshot(c, findings)
	a, err := web.New(web.Options{Course: func(string) *course.Snapshot { return snap }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.Mount(mux, h)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return browser{t, srv.URL, &http.Client{Jar: jar, Timeout: 10 * time.Second}}, a
}

func (b browser) get(path string) (int, string) {
	b.t.Helper()
	resp, err := b.http.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(resp)
}

func (b browser) post(path string, fields ...string) (int, string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	resp, err := b.http.PostForm(b.base+path, form)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(resp)
}

func (b browser) read(resp *http.Response) (int, string) {
	b.t.Helper()
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		b.t.Errorf("%s: policy %q", resp.Request.URL.Path, csp)
	}
	return resp.StatusCode, string(body)
}

// words takes the tags from a page.
func words(page string) string {
	page = regexp.MustCompile(`(?s)<(details|head)\b.*?</(details|head)>`).ReplaceAllString(page, " ")
	page = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	return strings.Join(strings.Fields(page), " ")
}

func TestThePlaygroundShowsBothPlatforms(t *testing.T) {
	b := open(t, adaptertest.Script())
	if code, page := b.get("/"); code != 200 || !strings.Contains(words(page), "What the class would see") {
		t.Fatalf("%d: %s", code, words(page))
	}
	_, page := b.post("/say", "line", "/card", "as", "student")
	text := words(page)
	if n := strings.Count(text, "This is what a card says."); n != 2 {
		t.Errorf("the message is shown %d times, want once per platform: %s", n, text)
	}
	for _, want := range []string{"You /card", "Only you can see this", "Only visible to you", "first point", "Replace me", "Choose a chapter"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// field finds the hidden values of the form that holds a button.
func forms(page, label string) [][]string {
	var out [][]string
	for _, f := range regexp.MustCompile(`(?s)<form method="post" action="/press">.*?</form>`).FindAllString(page, -1) {
		if !strings.Contains(f, ">"+html.EscapeString(label)+"</button>") {
			continue
		}
		var fields []string
		for _, m := range regexp.MustCompile(`name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(f, -1) {
			fields = append(fields, m[1], html.UnescapeString(m[2]))
		}
		out = append(out, fields)
	}
	return out
}

func TestButtonsOfBothPlatformsWork(t *testing.T) {
	for i, platform := range []string{"discord", "slack"} {
		t.Run(platform, func(t *testing.T) {
			b := open(t, adaptertest.Script())
			_, page := b.post("/say", "line", "/card")
			f := forms(page, "Replace me")
			if len(f) != 2 {
				t.Fatalf("%d forms", len(f))
			}
			_, page = b.post("/press", f[i]...)
			if n := strings.Count(words(page), "This is the replacement."); n != 2 {
				t.Errorf("the replacement is shown %d times", n)
			}
			if strings.Contains(words(page), "This is what a card says.") {
				t.Error("the old message is still there")
			}
		})
	}
}

func TestAMenuWorks(t *testing.T) {
	b := open(t, adaptertest.Script())
	b.post("/say", "line", "/card")
	_, page := b.post("/press", "platform", "discord", "entry", "1", "id", "menu:5", "value", "chapter.3")
	if !strings.Contains(words(page), "You chose 3.") {
		t.Error(words(page))
	}
}

func TestHostileTextStaysText(t *testing.T) {
	b := open(t, adaptertest.Script())
	_, page := b.post("/say", "line", "/hostile "+adaptertest.Hostile+` <img src=x onerror=alert(1)> "'><script>alert(2)</script>`)
	for _, bad := range []string{"<img src=x", "<script>alert", "href=\"javascript", "href=\"https://evil"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q got into the page", bad)
		}
	}
	if !strings.Contains(words(page), "words remain readable") {
		t.Error("the words were lost")
	}
}

func TestCompletionOffersCommandsAndArguments(t *testing.T) {
	b := open(t, adaptertest.Script())
	if _, body := b.get("/suggest?line=" + url.QueryEscape("/ca")); !strings.Contains(body, `"line":"/card "`) {
		t.Error(body)
	}
	if _, body := b.get("/suggest?line=" + url.QueryEscape("/hostile rea")); !strings.Contains(body, `"line":"/hostile rea"`) {
		t.Error(body)
	}
	if _, body := b.get("/suggest?line=" + url.QueryEscape(strings.Repeat("x", 5000))); strings.TrimSpace(body) != "[]" {
		t.Error(body)
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	b := open(t, adaptertest.Script())
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, b.base+"/say", strings.NewReader("line=/card"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := b.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := b.read(resp); code != http.StatusForbidden {
		t.Errorf("status %d", code)
	}
	if code, _ := b.post("/press", "platform", "discord", "entry", "x", "id", ""); code != http.StatusBadRequest {
		t.Errorf("a made-up button: %d", code)
	}
}

func TestTheCourseReadsAsABook(t *testing.T) {
	b := open(t, adaptertest.Script())
	_, contents := b.get("/read/")
	for _, want := range []string{`href="/read/chapter1"`, `href="/read/chapter1/1"`, `Drawing maps – <span lang="en">coming soon</span>`} {
		if !strings.Contains(contents, want) {
			t.Errorf("contents lack %s", want)
		}
	}
	code, page := b.get("/read/chapter1/1")
	if code != 200 {
		t.Fatal(code)
	}
	for _, want := range []string{"<h1 dir=\"auto\" lang=\"en\">Reading maps</h1>", "<h2 dir=\"auto\">Scale</h2>", "<strong>scale</strong>", `<th scope="col"`, `class="right"`, "<li dir=\"auto\">one</li>", `rel="next" href="/read/chapter1/3"`, `href="/read/chapter1">Chapter 1: Maps</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the lesson lacks %s", want)
		}
	}
	if strings.Contains(page, "alert(1)") {
		t.Error("a script of the course got into the page")
	}
	if code, page := b.get("/read/chapter1/nothing"); code != http.StatusNotFound || !strings.Contains(words(page), "not in the course") {
		t.Errorf("%d %s", code, words(page))
	}
	if code, page := b.get("/read/chapter1/2"); code != 200 || !strings.Contains(words(page), "coming soon") {
		t.Errorf("a planned lesson: %d %s", code, words(page))
	}
}

// TestInARealBrowser has Chromium lay the page out, when it is installed: the scripts run,
// and nothing is asked of any other host.
func TestInARealBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed, so the page is not tried in a real browser")
	}
	b := open(t, adaptertest.Script())
	out, err := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(), "--dump-dom", b.base+"/").Output()
	if err != nil {
		t.Skipf("chromium does not run here: %v", err)
	}
	page := string(out)
	if !strings.Contains(page, `class="scripted"`) {
		t.Error("the script did not run")
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="(https?:[^"]*)"`).FindAllStringSubmatch(page, -1) {
		t.Errorf("the page asks %s", m[1])
	}
}

// TestAPageShowsWhatTheClassOfTheLinkHasOpen follows a link that names a class from page to page.
func TestAPageShowsWhatTheClassOfTheLinkHasOpen(t *testing.T) {
	c, findings, err := course.Load(t.Context(), fstest.MapFS{"chapters/chapter1.md": {Data: []byte(chapter)}}, course.Options{Name: "maps"})
	if err != nil {
		t.Fatal(err)
	}
	whole := course.NewSnapshot(c, findings)
	part := whole.Without([]string{"chapter1/1"})
	a, err := web.New(web.Options{Course: func(reference string) *course.Snapshot {
		if reference == "rd.x~1" {
			return whole
		}
		return part
	}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.Mount(mux, adaptertest.Script())
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b := browser{t, srv.URL, &http.Client{Timeout: 10 * time.Second}}
	if code, page := b.get("/read/chapter1/1?class=rd.x~1"); code != http.StatusOK || !strings.Contains(page, "Reading maps</h1>") ||
		!strings.Contains(page, `href="/read/?class=rd.x~1"`) || !strings.Contains(page, `href="/read/chapter1/3?class=rd.x~1"`) || !strings.Contains(page, `href="/read/chapter1?class=rd.x~1"`) {
		t.Errorf("%d by the link of a class:\n%s", code, page)
	}
	for _, query := range []string{"", "?class=forged", "?class=" + strings.Repeat("rd.x~1", 100)} {
		code, page := b.get("/read/chapter1/1" + query)
		if code != http.StatusNotFound || strings.Contains(page, "Reading maps") || !strings.Contains(words(page), "link to what your class can read") {
			t.Errorf("%d by %q:\n%s", code, query, page)
		}
	}
	if _, page := b.get("/read/?class=" + url.QueryEscape(`"><b>`)); strings.Contains(page, `"><b>`) {
		t.Error("a reference is written into the page as it is")
	}
}
