package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/adaptertest"
	"lectern/adapters/slack"
	"lectern/adapters/slack/slackfake"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// safe is a vault in memory. Broken, it keeps and gives nothing.
type safe struct {
	mu     sync.Mutex
	kept   map[string][]byte
	broken bool
}

func (s *safe) Keep(_ context.Context, id string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return fault.New(fault.Busy, "The store is away.", "")
	}
	if s.kept == nil {
		s.kept = map[string][]byte{}
	}
	if s.kept[id] = data; data == nil {
		delete(s.kept, id)
	}
	return nil
}

func (s *safe) Kept(_ context.Context, id string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[id] == nil {
		return nil, fault.New(fault.Missing, "Nothing is kept.", "")
	}
	return s.kept[id], nil
}

func (s *safe) breaks(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = yes
}

// replica is one process of several that workspaces can install.
type replica struct {
	chat.Adapter
	base string
	fake *slackfake.Server
}

func newReplica(t *testing.T, f *slackfake.Server, v chat.Vault) replica {
	t.Helper()
	env := settings(f, "http")
	env["LECTERN_SLACK_BOT_TOKEN"] = ""
	env["LECTERN_SLACK_CLIENT_ID"], env["LECTERN_SLACK_CLIENT_SECRET"] = slackfake.ClientID, slackfake.ClientSecret
	a, err := slack.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }, Vault: v})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	a.(chat.Ingress).Mount(mux, adaptertest.Script())
	return replica{a, newServer(t, mux), f}
}

// installed goes through the installation and gives the status it ends with.
func (r replica) installed(t *testing.T) int {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(path string) *http.Response {
		resp, err := client.Get(r.base + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp
	}
	to, err := url.Parse(get("/slack/install").Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return get("/slack/oauth?code=good-code&state=" + to.Query().Get("state")).StatusCode
}

// posts tells whether the workspace can be posted to.
func (r replica) posts(t *testing.T) bool {
	t.Helper()
	_, err := r.Post(t.Context(), chat.Place{Platform: "slack", Tenant: "T9", Channel: fmt.Sprintf("C%d", time.Now().UnixNano())}, chat.Notice(chat.Neutral, "Hello", "", ""), "k")
	if err != nil && !fault.Is(err, fault.Forbidden) {
		t.Errorf("post: %v", err)
	}
	return err == nil
}

func (r replica) tell(t *testing.T, body string) int {
	t.Helper()
	status, _ := r.fake.Send(t, r.base+"/slack/events", []byte(body))
	return status
}

func TestAnInstallationSurvivesARestartAndIsKnownToEveryReplica(t *testing.T) {
	t.Parallel()
	f, v := slackfake.New(t), &safe{}
	one, other := newReplica(t, f, v), newReplica(t, f, v)
	if other.posts(t) {
		t.Fatal("it posts before anybody has installed it")
	}
	if status := one.installed(t); status != http.StatusOK {
		t.Fatalf("installing ends with %d", status)
	}
	if !one.posts(t) || !other.posts(t) || !newReplica(t, f, v).posts(t) {
		t.Error("a replica does not know the installation")
	}
	f.Revoke(f.Used()[len(f.Used())-1])
	if one.posts(t) {
		t.Error("it posts with a token that was taken back")
	}
	if other.installed(t) != http.StatusOK || !one.posts(t) {
		t.Error("a replica holds on to a token that was refused")
	}
}

func TestAWorkspaceThatLeavesIsForgotten(t *testing.T) {
	t.Parallel()
	later := time.Now().Add(time.Minute).Unix()
	for _, tt := range []struct {
		name, event string
		at          int64
		gone        bool
	}{
		{"it took the app out", `{"type":"app_uninstalled"}`, later, true},
		{"the bot's token was revoked", `{"type":"tokens_revoked","tokens":{"oauth":[],"bot":["U0BOT"]}}`, later, true},
		{"somebody's own token was revoked", `{"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":[]}}`, later, false},
		{"told again after it was installed anew", `{"type":"app_uninstalled"}`, 1_700_000_000, false},
		{"something else", `{"type":"app_rate_limited"}`, later, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, v := slackfake.New(t), &safe{}
			r := newReplica(t, f, v)
			r.installed(t)
			body := fmt.Sprintf(`{"type":"event_callback","event_id":"Ev1","event_time":%d,"team_id":"T9","event":%s}`, tt.at, tt.event)
			for range 3 { // as Slack does when a confirmation was lost
				if status := r.tell(t, body); status != http.StatusOK {
					t.Errorf("status %d", status)
				}
			}
			if (len(v.kept) == 0) != tt.gone || r.posts(t) == tt.gone {
				t.Errorf("%d installations are kept", len(v.kept))
			}
		})
	}
}

func TestAnEventIsToldAgainWhenItCouldNotBeNoted(t *testing.T) {
	t.Parallel()
	f, v := slackfake.New(t), &safe{}
	r := newReplica(t, f, v)
	r.installed(t)
	body := fmt.Sprintf(`{"type":"event_callback","event_id":"Ev1","event_time":%d,"team_id":"T9","event":{"type":"app_uninstalled"}}`, time.Now().Add(time.Minute).Unix())
	v.breaks(true)
	if status := r.tell(t, body); status != http.StatusServiceUnavailable {
		t.Errorf("while the store is away: %d", status)
	}
	v.breaks(false)
	if status := r.tell(t, body); status != http.StatusOK || len(v.kept) != 0 {
		t.Errorf("told again: %d, %d kept", status, len(v.kept))
	}
}

func TestAnInstallationOfAWholeOrganisationIsDeclined(t *testing.T) {
	t.Parallel()
	f, v := slackfake.New(t), &safe{}
	f.WholeOrganisation()
	if status := newReplica(t, f, v).installed(t); status != http.StatusBadRequest || len(v.kept) != 0 {
		t.Errorf("status %d, %d kept", status, len(v.kept))
	}
}

// TestATokenIsExchangedBeforeItEnds asks twelve hours long for a token, from two replicas.
func TestATokenIsExchangedBeforeItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, at := &safe{}, &exchange{life: 12 * time.Hour}
		one, other := slack.NewTokens(v, at.renew), slack.NewTokens(v, at.renew)
		if err := one.Keep(t.Context(), "T9", "xoxb-0", "xoxe-0", time.Now().Add(at.life)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for range 25 {
			for _, tokens := range []slack.Tokens{one, other} {
				if token := tokens.Of(t.Context(), "T9"); !slices.Contains(got, token) {
					got = append(got, token)
				}
			}
			time.Sleep(time.Hour)
		}
		if want := []string{"xoxb-0", "xoxb-1", "xoxb-2"}; !slices.Equal(got, want) {
			t.Errorf("tokens %q over a day, want %q", got, want)
		}
		at.away = true
		time.Sleep(12 * time.Hour)
		if token := other.Of(t.Context(), "T9"); token != "xoxb-2" {
			t.Errorf("while Slack exchanges nothing: %q", token)
		}
	})
}

// TestSlackExchangesAToken goes the same way against Slack's own method.
func TestSlackExchangesAToken(t *testing.T) {
	t.Parallel()
	f, v := slackfake.New(t), &safe{}
	f.Rotate()
	newReplica(t, f, v).installed(t)
	var kept map[string]any
	if err := json.Unmarshal(v.kept["T9"], &kept); err != nil || kept["refresh"] == nil {
		t.Fatalf("kept %v, %v", kept, err)
	}
	first := kept["token"]
	kept["expires"] = time.Now().Add(time.Minute)
	v.kept["T9"], _ = json.Marshal(kept)
	if !newReplica(t, f, v).posts(t) {
		t.Error("it does not post with the next token")
	}
	if err := json.Unmarshal(v.kept["T9"], &kept); err != nil || kept["token"] == first || f.Used()[0] != kept["token"] {
		t.Errorf("posted with %q, kept %v", f.Used(), kept)
	}
}

// exchange hands out tokens as Slack does: what is exchanged is good once.
type exchange struct {
	life time.Duration
	n    int
	away bool
}

func (e *exchange) renew(_ context.Context, refresh string) (token, next string, life time.Duration, err error) {
	if e.away || refresh != fmt.Sprintf("xoxe-%d", e.n) {
		return "", "", 0, fmt.Errorf("invalid_refresh_token")
	}
	e.n++
	return fmt.Sprintf("xoxb-%d", e.n), fmt.Sprintf("xoxe-%d", e.n), e.life, nil
}
