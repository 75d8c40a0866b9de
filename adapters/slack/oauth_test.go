package slack_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
)

func TestInstallingIsBoundToTheBrowserThatBeganIt(t *testing.T) {
	f := slackfake.New(t)
	env := settings(f, "http")
	env["LECTERN_SLACK_CLIENT_ID"], env["LECTERN_SLACK_CLIENT_SECRET"] = slackfake.ClientID, slackfake.ClientSecret
	a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	g := newGreeter()
	a.(chat.Ingress).Mount(mux, g)
	srv := newServer(t, mux)
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	begin := func(c *http.Client) string {
		resp, err := c.Get(srv + "/slack/install")
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		u, err := url.Parse(resp.Header.Get("Location"))
		if err != nil || u.Query().Get("state") == "" || !strings.Contains(u.Query().Get("scope"), "chat:write") {
			t.Fatalf("redirect to %v, %v", u, err)
		}
		return u.Query().Get("state")
	}
	finish := func(c *http.Client, state, code string) int {
		resp, err := c.Get(fmt.Sprintf("%s/slack/oauth?state=%s&code=%s", srv, state, code))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	state := begin(client)
	if got := finish(&http.Client{}, state, "good-code"); got != http.StatusBadRequest {
		t.Errorf("another browser: %d", got)
	}
	if got := finish(client, "forged", "good-code"); got != http.StatusBadRequest {
		t.Errorf("a forged state: %d", got)
	}
	if got := finish(client, state, "good-code"); got != http.StatusOK {
		t.Errorf("the right one: %d", got)
	}
	select {
	case came := <-g.came:
		if came.Tenant != "T9" || came.From.ID != "U9" {
			t.Errorf("greeted %+v", came)
		}
	case <-time.After(10 * time.Second):
		t.Error("whoever installed the app was not greeted")
	}
	for range 200 {
		if len(f.Messages("D1")) > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := len(f.Messages("D1")); n != 1 {
		t.Errorf("%d private messages", n)
	}
	select {
	case <-g.said:
	case <-time.After(10 * time.Second):
		t.Error("nobody heard that the greeting was delivered")
	}
	if got := finish(client, state, "good-code"); got != http.StatusBadRequest {
		t.Errorf("a second time: %d", got)
	}
	if got := finish(client, begin(client), "bad-code"); got != http.StatusBadGateway {
		t.Errorf("a refused code: %d", got)
	}
}

func TestSetupSaysEverythingThatIsWrong(t *testing.T) {
	env := map[string]string{"LECTERN_SLACK_BOT_TOKEN": "xapp-1", "LECTERN_SLACK_APP_TOKEN": "xoxb-1", "LECTERN_SLACK_INGRESS": "socket", "LECTERN_SLACK_CLIENT_ID": "x"}
	_, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"BOT_TOKEN", "APP_TOKEN", "CLIENT_SECRET"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in %v", want, err)
		}
	}
	env = map[string]string{"LECTERN_SLACK_BOT_TOKEN": "xoxb-1", "LECTERN_SLACK_INGRESS": "http"}
	if _, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }}); err == nil || !strings.Contains(err.Error(), "SIGNING_SECRET") {
		t.Errorf("an empty signing secret: %v", err)
	}
	if a, err := slack.Setup(chat.Setup{Getenv: func(string) string { return "" }}); a != nil || err != nil {
		t.Errorf("without settings: %v, %v", a, err)
	}
}

// TestTheAddressOfTheAPINeedsNoSlash: without it the library asks for methods that do not exist.
func TestTheAddressOfTheAPINeedsNoSlash(t *testing.T) {
	t.Parallel()
	f := slackfake.New(t)
	for _, address := range []string{f.API(), strings.TrimSuffix(f.API(), "/"), f.API() + "/"} {
		env := settings(f, "socket")
		env["LECTERN_SLACK_API_URL"] = address
		a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, before := f.Connected()
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, adaptertest.Script()) }()
		waits(t, func() bool { _, ever := f.Connected(); return ever >= before+2 })
		cancel()
		if err := <-done; err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
