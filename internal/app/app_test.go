package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lectern/adapters"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/doc"
	"lectern/internal/fault"
)

const chapter = "# One\n\nThe first words.\n\n![A map](img/map.png)\n\n![Vector](img/v.svg)\n\n![Script](img/x.js)\n\n## Two\n\nThe second words.\n"

// settings are the defaults with some values of the test's own.
func settings(t testing.TB, env map[string]string) *config.Config {
	t.Helper()
	all := map[string]string{config.Addr: "127.0.0.1:0", config.SecretKey: "0123456789abcdef0123456789abcdef", config.Store: "sqlite:" + filepath.Join(t.TempDir(), "lectern.db")}
	maps.Copy(all, env)
	c, err := config.Load(config.Sources{Dir: t.TempDir(), Lookup: func(k string) (string, bool) { v, ok := all[k]; return v, ok }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// started is a running program.
type started struct {
	url  string
	core *app.Core
	log  *syncBuffer
	stop func() error
}

func start(t testing.TB, o app.Options) started {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := started{log: &syncBuffer{}}
	if o.Config == nil {
		o.Config = settings(t, nil)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewJSONHandler(s.log, nil))
	}
	if o.Content == nil {
		o.Content = fstest.MapFS{
			"one.md": {Data: []byte(chapter)}, "img/map.png": {Data: []byte("png bytes")},
			"img/v.svg": {Data: []byte("<svg/>")}, "img/x.js": {Data: []byte("alert(1)")}, "img/other.png": {Data: []byte("not shown")},
		}
	}
	up, done := make(chan struct{}), make(chan error, 1)
	o.Started = func(addr string, core *app.Core) { s.url, s.core = "http://"+addr, core; close(up) }
	go func() { done <- app.Run(ctx, o) }()
	var once sync.Once
	var result error
	s.stop = func() error {
		once.Do(func() {
			cancel()
			select {
			case result = <-done:
			case <-time.After(20 * time.Second):
				result = errors.New("Run did not return")
			}
		})
		return result
	}
	t.Cleanup(func() { _ = s.stop() })
	select {
	case <-up:
	case err := <-done:
		t.Fatalf("Run returned %v", err)
	}
	return s
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func get(t testing.TB, url string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestPicturesOfTheCourseAndNothingElse(t *testing.T) {
	s := start(t, app.Options{})
	for _, tt := range []struct {
		path, kind string
		status     int
	}{
		{"img/map.png", "image/png", 200},
		{"img/v.svg", "image/svg+xml", 200},
		{"img/x.js", "", 404},
		{"img/other.png", "", 404},
		{"one.md", "", 404},
		{"../one.md", "", 404},
		{"img/../one.md", "", 404},
		{"%2e%2e/%2e%2e/etc/passwd", "", 404},
		{"/etc/passwd", "", 404},
		{"", "", 404},
	} {
		resp, body := get(t, s.url+"/media/"+tt.path)
		if resp.StatusCode != tt.status {
			t.Errorf("%s: %s: %s", tt.path, resp.Status, body)
			continue
		}
		if tt.status != 200 {
			continue
		}
		h := resp.Header
		if h.Get("Content-Type") != tt.kind || h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: headers %v", tt.path, h)
		}
	}
}

func TestTheInterfaceIsReadOnlyAndBounded(t *testing.T) {
	s := start(t, app.Options{})
	for _, path := range []string{"/v1/courses", "/livez", "/readyz"} {
		resp, err := http.Post(s.url+path, "text/plain", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %s", path, resp.Status)
		}
	}
	resp, err := http.Post(s.url+"/livez", "text/plain", bytes.NewReader(make([]byte, 2<<20)))
	if err == nil {
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a body of 2 MB: %s", resp.Status)
		}
	}
}

// platform is a minimal adapter.
type platform struct {
	name     chat.Platform
	err      error
	ended    chan struct{}
	prepared chan int
}

func (p *platform) Platform() chat.Platform { return p.name }
func (p *platform) Run(ctx context.Context, _ chat.Handler) error {
	if p.err != nil {
		return p.err
	}
	<-ctx.Done()
	time.Sleep(50 * time.Millisecond) // draining
	close(p.ended)
	return nil
}

func (p *platform) Post(context.Context, chat.Place, chat.View, string) (chat.Ref, error) {
	return chat.Ref{}, nil
}

func (p *platform) Prepare(_ context.Context, prose iter.Seq[[]doc.Block]) error {
	n := 0
	for blocks := range prose {
		n += len(blocks)
	}
	p.prepared <- n
	return nil
}

func driver(p *platform, err error) adapters.Driver {
	return adapters.Driver{Platform: p.name, Setup: func(chat.Setup) (chat.Adapter, error) { return p, err }}
}

func TestAPlatformThatFailsLeavesTheOthersServing(t *testing.T) {
	good := &platform{name: "good", ended: make(chan struct{}), prepared: make(chan int, 9)}
	bad := &platform{name: "bad", err: errors.New("the token is wrong"), prepared: make(chan int, 9)}
	s := start(t, app.Options{Drivers: []adapters.Driver{driver(good, nil), driver(bad, nil)}})
	for deadline := time.Now().Add(5 * time.Second); !strings.Contains(s.log.String(), "cannot be served"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the failure is not in the log: %s", s.log)
		}
	}
	resp, body := get(t, s.url+"/readyz")
	var ready struct {
		Platforms map[string]string `json:"platforms"`
	}
	if err := json.Unmarshal([]byte(body), &ready); err != nil || resp.StatusCode != http.StatusOK || ready.Platforms["bad"] != "failed" || ready.Platforms["good"] != "running" {
		t.Errorf("%s: %s (%v)", resp.Status, body, err)
	}
	if err := s.stop(); err != nil {
		t.Errorf("Run returned %v", err)
	}
	select {
	case <-good.ended:
	default:
		t.Error("Run returned before the platform was drained")
	}
}

func TestNotReadyWhenEveryPlatformHasFailed(t *testing.T) {
	bad := &platform{name: "bad", err: errors.New("the token is wrong"), prepared: make(chan int, 9)}
	s := start(t, app.Options{Drivers: []adapters.Driver{driver(bad, nil)}})
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		resp, body := get(t, s.url+"/readyz")
		if resp.StatusCode == http.StatusServiceUnavailable {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %s", resp.Status, body)
		}
	}
	if resp, _ := get(t, s.url+"/livez"); resp.StatusCode != http.StatusOK {
		t.Errorf("livez: %s", resp.Status)
	}
}

func TestWrongSettingsKeepItFromStarting(t *testing.T) {
	p := &platform{name: "p"}
	other := &platform{name: "q"}
	err := app.Run(t.Context(), app.Options{
		Config: settings(t, nil), Log: slog.New(slog.DiscardHandler), Content: fstest.MapFS{"one.md": {Data: []byte(chapter)}},
		Drivers: []adapters.Driver{driver(p, fault.New(fault.Invalid, "The token is missing.", "Set it.")), driver(other, errors.New("no key"))},
	})
	for _, want := range []string{"set up p", "The token is missing.", "set up q", "no key"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}

func TestProseIsPreparedAtTheStartAndAfterEachChange(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "one.md")
	if err := os.WriteFile(file, []byte("# One\n\nWords.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &platform{name: "p", ended: make(chan struct{}), prepared: make(chan int, 9)}
	s := start(t, app.Options{Config: settings(t, map[string]string{config.Content: dir}), Drivers: []adapters.Driver{driver(p, nil)}})
	first := <-p.prepared
	if err := os.WriteFile(file, []byte("# One\n\nWords.\n\n## Two\n\nMore.\n\n## Three\n\nStill more.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.core.Library.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case n := <-p.prepared:
		if n != first+2 {
			t.Errorf("%d blocks after the change, %d before", n, first)
		}
	case <-time.After(5 * time.Second):
		t.Error("nothing was prepared after the change")
	}
}

func TestMetricsCountRequests(t *testing.T) {
	l := freeAddr(t)
	s := start(t, app.Options{Config: settings(t, map[string]string{config.MetricsAddr: l})})
	s.core.Bot.Invoke(t.Context(), chat.Invocation{Command: "section", From: chat.Person{Platform: "test"}, Args: chat.Args{{Name: "topic", Value: "two"}}})
	s.core.Bot.Invoke(t.Context(), chat.Invocation{Command: "words of a person", From: chat.Person{Platform: "test"}})
	_, body := get(t, "http://"+l+"/metrics")
	for _, want := range []string{
		`lectern_requests_total{command="section",outcome="answered",platform="test"} 1`,
		`lectern_requests_total{command="unknown",outcome="invalid",platform="test"} 1`,
		"lectern_course_units 2",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if resp, _ := get(t, s.url+"/metrics"); resp.StatusCode != http.StatusNotFound {
		t.Error("the public listener shows metrics")
	}
}
