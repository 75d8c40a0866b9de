package api_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/api"
	"lectern/internal/course"
)

const chapter = `---
title: 'Chapter 1: Realism'
description: 'What <states> fear.'
---

<exercise id="1" title="Realism">

States *arm* & trade. ![A map](/map.png)

## Key assumptions

Groups, egoism and power.

## Neorealism

The system decides about power.

</exercise>

<exercise id="2" title="Liberalism">

## Key assumptions

Trade ties states together.

</exercise>

<exercise id="3" title="To come">

</exercise>
`

// realismText is the first lesson as it is read, its sections in it.
const realismText = "States arm & trade. A map\nKey assumptions\nGroups, egoism and power.\nNeorealism\nThe system decides about power."

// shelf is a course that does not change.
type shelf struct {
	snapshot *course.Snapshot
	files    fs.FS
}

func (s shelf) Current() *course.Snapshot { return s.snapshot }
func (s shelf) Files() fs.FS              { return s.files }

func newShelf(t *testing.T, change ...func(*course.Course, fstest.MapFS)) shelf {
	t.Helper()
	fsys := fstest.MapFS{
		"meta.json":            {Data: []byte(`{"title":"International Relations","description":"An introduction"}`)},
		"chapters/chapter1.md": {Data: []byte(chapter)},
		"static/map.png":       {Data: []byte("the map")},
	}
	c, findings, err := course.Load(t.Context(), fsys, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(c, fsys)
	}
	return shelf{course.NewSnapshot(c, findings), fsys}
}

func ask(t *testing.T, s shelf, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	api.Mount(mux, s)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if len(header) == 2 {
		r.Header.Set(header[0], header[1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

// TestTheCourseInJSON holds what programs read: names, and lists that are never null.
func TestTheCourseInJSON(t *testing.T) {
	s := newShelf(t)
	head := `"id":"international-relations","title":"International Relations","description":"An introduction","lang":"",
		"counts":{"chapters":1,"lessons":3,"empty_lessons":1,"sections":3,"quizzes":0,"options":0,"correct_options":0,"slides":0,"codeblocks":0,"images":1}`
	parts := `[{"id":"chapter1/1/key-assumptions","kind":"section","title":"Key assumptions"},{"id":"chapter1/1/neorealism","kind":"section","title":"Neorealism"}]`
	realism := strings.ReplaceAll(realismText, "\n", `\n`)
	lessons := `[{"id":"chapter1/1","kind":"lesson","title":"Realism","parts":` + parts + `},
		{"id":"chapter1/2","kind":"lesson","title":"Liberalism","parts":[{"id":"chapter1/2/key-assumptions","kind":"section","title":"Key assumptions"}]},
		{"id":"chapter1/3","kind":"lesson","title":"To come","planned":true}]`
	for path, want := range map[string]string{
		"":                         `{"courses":[{` + head + `}]}`,
		"/international-relations": `{` + head + `,"chapters":[{"id":"chapter1","kind":"chapter","title":"Chapter 1: Realism","parts":` + lessons + `}]}`,
		"/international-relations/sections/chapter1": `{"id":"chapter1","kind":"chapter","title":"Chapter 1: Realism","breadcrumb":[],"chapter":"Chapter 1: Realism",
			"lesson":"","planned":false,"text":"What <states> fear.\nRealism\n` + realism + `\nLiberalism\nKey assumptions\nTrade ties states together.","parts":` + lessons + `}`,
		"/international-relations/sections/chapter1/1": `{"id":"chapter1/1","kind":"lesson","title":"Realism","breadcrumb":["Chapter 1: Realism"],"chapter":"Chapter 1: Realism",
			"lesson":"Realism","planned":false,"text":"` + realism + `","parts":` + parts + `}`,
		"/international-relations/sections/chapter1/2/key-assumptions": `{"id":"chapter1/2/key-assumptions","kind":"section","title":"Key assumptions",
			"breadcrumb":["Chapter 1: Realism","Liberalism"],"chapter":"Chapter 1: Realism","lesson":"Liberalism","planned":false,"text":"Trade ties states together.","parts":[]}`,
		"/international-relations/sections/chapter1/3": `{"id":"chapter1/3","kind":"lesson","title":"To come","breadcrumb":["Chapter 1: Realism"],"chapter":"Chapter 1: Realism",
			"lesson":"To come","planned":true,"text":"","parts":[]}`,
		"/nosuch":                   `{"error":"There is no course of this id; /v1/courses lists them."}`,
		"/nosuch/lookup?q=x":        `{"error":"There is no course of this id; /v1/courses lists them."}`,
		"/nosuch/sections/chapter1": `{"error":"There is no course of this id; /v1/courses lists them."}`,
		"/international-relations/sections/chapter2":        `{"error":"The course has no section of this id; its tree is at /v1/courses/international-relations."}`,
		"/international-relations/lookup":                   `{"error":"The parameter q is missing or empty: it holds what to look up."}`,
		"/international-relations/lookup?q=%20%E2%80%AE":    `{"error":"The parameter q is missing or empty: it holds what to look up."}`,
		"/international-relations/lookup?q=%20zzz%E2%80%AE": `{"query":"zzz","best":null,"others":[],"suggestions":["Chapter 1: Realism","Realism","Liberalism"]}`,
	} {
		w := ask(t, s, "/v1/courses"+path)
		status := http.StatusOK
		switch {
		case strings.Contains(want, "is missing or empty"):
			status = http.StatusBadRequest
		case strings.Contains(want, `"error"`):
			status = http.StatusNotFound
		}
		if w.Code != status || w.Header().Get("Content-Type") != "application/json; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, want %d; headers %v", path, w.Code, status, w.Header())
		}
		if diff := cmp.Diff(value(t, want), value(t, w.Body.String())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if strings.Contains(w.Body.String(), `\u00`) {
			t.Errorf("%s: signs of HTML are escaped, which nobody needs in JSON: %s", path, w.Body)
		}
	}
}

func value(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// TestASectionIsReadOnceAndAskedAfter: who has it already is told so without it.
func TestASectionIsReadOnceAndAskedAfter(t *testing.T) {
	s := newShelf(t)
	const path = "/v1/courses/international-relations/sections/chapter1/1"
	first := ask(t, s, path)
	tag := first.Header().Get("ETag")
	if len(tag) < 10 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		t.Fatalf("the tag is %s", tag)
	}
	// A proxy that compresses makes the tag a weak one, and a cache may hold several.
	for _, held := range []string{tag, "W/" + tag, `"older", W/"oldest",` + tag, "*"} {
		if w := ask(t, s, path, "If-None-Match", held); w.Code != http.StatusNotModified || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
			t.Errorf("who has %s gets %d with %d bytes", held, w.Code, w.Body.Len())
		}
	}
	for _, held := range []string{`"older"`, tag[1:], `""`, "W/"} {
		if w := ask(t, s, path, "If-None-Match", held); w.Code != http.StatusOK || w.Body.String() != first.Body.String() {
			t.Errorf("who has %s gets %d", held, w.Code)
		}
	}
	if w := ask(t, s, path+"/neorealism"); w.Header().Get("ETag") == tag {
		t.Error("another section has the same tag")
	}
}

func titles(ps []api.Passage) (out []string) {
	for _, p := range ps {
		out = append(out, p.Lesson+": "+p.Title)
	}
	return out
}

func TestLookupGivesThePassageOrTheCandidatesOrAHint(t *testing.T) {
	s := newShelf(t).snapshot
	for _, tt := range []struct {
		query       string
		best        string
		others      []string
		suggestions bool
	}{
		{"neorealism", "Realism: Neorealism", nil, false},
		{"key assumptions", "", []string{"Realism: Key assumptions", "Liberalism: Key assumptions"}, false},
		{"zzz", "", nil, true},
	} {
		got := api.Lookup(s, tt.query)
		best := ""
		if got.Best != nil {
			best = titles([]api.Passage{*got.Best})[0]
		}
		if got.Query != tt.query || best != tt.best || !slices.Equal(titles(got.Others), tt.others) || len(got.Suggestions) > 0 != tt.suggestions {
			t.Errorf("%s: best %q, others %q, suggestions %q", got.Query, best, titles(got.Others), got.Suggestions)
		}
		if got.Found() == tt.suggestions {
			t.Errorf("%s: found is %v", tt.query, got.Found())
		}
	}
	best := api.Lookup(s, "neorealism").Best
	if best.ID != "chapter1/1/neorealism" || best.Score <= 0 || best.Text != "The system decides about power." || !slices.Equal(best.Breadcrumb, []string{"Chapter 1: Realism", "Realism"}) {
		t.Errorf("the passage is %+v", best)
	}
}

func TestSearchPutsTheBestFirst(t *testing.T) {
	s := newShelf(t).snapshot
	all := api.Search(s, "power", 5)
	if all.Best == nil || len(all.Others) != 1 || !all.Found() || len(all.Suggestions) != 0 || all.Best.Score < all.Others[0].Score {
		t.Fatalf("power is in two passages: %+v", all)
	}
	if one := api.Search(s, "power", 1); one.Best == nil || one.Best.ID != all.Best.ID || len(one.Others) != 0 {
		t.Errorf("the first of them is %+v", one)
	}
	if none := api.Search(s, "zzz", 5); none.Best != nil || none.Found() || none.Others == nil || len(none.Suggestions) == 0 {
		t.Errorf("what is nowhere: %+v", none)
	}
}

// TestALeadIsNotToldTwice: a chapter may begin with the words of its description.
func TestALeadIsNotToldTwice(t *testing.T) {
	for _, tt := range []struct{ lead, text string }{
		{"", realismText},
		{"States arm", realismText},
		{"On fear.", "On fear.\n" + realismText},
	} {
		s := newShelf(t, func(c *course.Course, _ fstest.MapFS) { c.ByID("chapter1/1").Lead = tt.lead })
		w := ask(t, s, "/v1/courses/international-relations/sections/chapter1/1")
		if got := value(t, w.Body.String()).(map[string]any)["text"]; got != tt.text {
			t.Errorf("with the lead %q: %q", tt.lead, got)
		}
	}
}

// TestNothingButPicturesOfTheCourseIsServed: whatever else lies in its folder is nobody's business.
func TestNothingButPicturesOfTheCourseIsServed(t *testing.T) {
	s := newShelf(t, func(c *course.Course, fsys fstest.MapFS) {
		fsys["static/unlisted.png"] = &fstest.MapFile{Data: []byte("x")}
		fsys["static/Drawing.SVG"] = &fstest.MapFile{Data: []byte("<svg/>")}
		fsys["static/page.html"] = &fstest.MapFile{Data: []byte("<script>")}
		fsys["static/folder.png/x"] = &fstest.MapFile{Data: []byte("x")}
		for _, name := range []string{"Drawing.SVG", "page.html", "folder.png", "gone.png"} {
			c.Media["static/"+name] = "static/" + name
		}
	})
	for _, tt := range []struct {
		path, kind, body string
	}{
		{"static/map.png", "image/png", "the map"},
		{"static/Drawing.SVG", "image/svg+xml", "<svg/>"},
		{"static/unlisted.png", "", ""},
		{"static/page.html", "", ""},
		{"static/folder.png", "", ""},
		{"static/gone.png", "", ""},
		{"meta.json", "", ""},
		{"chapters/chapter1.md", "", ""},
		{"static/%2e%2e/static/map.png", "", ""},
	} {
		w := ask(t, s, "/media/"+tt.path)
		if tt.kind == "" {
			if w.Code == http.StatusOK || strings.Contains(w.Body.String(), "script") {
				t.Errorf("%s is served: %d %s", tt.path, w.Code, w.Body)
			}
			continue
		}
		h := w.Header()
		if w.Code != http.StatusOK || w.Body.String() != tt.body || h.Get("Content-Type") != tt.kind || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d, %v, %q", tt.path, w.Code, h, w.Body)
		}
		if h.Get("Content-Security-Policy") != "sandbox; default-src 'none'; style-src 'unsafe-inline'" || h.Get("Cache-Control") != "public, max-age=300" {
			t.Errorf("%s may do more than be looked at: %v", tt.path, h)
		}
	}
	if w := ask(t, s, "/media/static/map.png", "Range", "bytes=4-"); w.Code != http.StatusPartialContent || w.Body.String() != "map" {
		t.Errorf("a part of a picture: %d %q", w.Code, w.Body)
	}
}

// plainFS gives files that cannot be sought in, as those of a zip.
type plainFS struct{ fs.FS }

type plainFile struct{ fs.File }

func (p plainFS) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	return plainFile{f}, err
}

func TestAPictureOutOfAnArchiveIsServedWhole(t *testing.T) {
	s := newShelf(t)
	s.files = plainFS{s.files}
	if w := ask(t, s, "/media/static/map.png"); w.Code != http.StatusOK || w.Body.String() != "the map" || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

func TestNothingCanBeChanged(t *testing.T) {
	mux := http.NewServeMux()
	api.Mount(mux, newShelf(t))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		for _, path := range []string{"/v1/courses", "/v1/courses/international-relations", "/media/static/map.png"} {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
			if w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, path, w.Code)
			}
		}
	}
}
