package app_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lectern/adapters"
	"lectern/internal/app"
	"lectern/internal/config"
)

// canary makes a secret that nothing else looks like.
func canary(name string) string { return "canary-" + name + "-7f3a9c" }

// TestNoSecretIsEverTold plants a secret wherever one goes in, lets everything go wrong that
// can, and looks for them in every log line at the finest level and in every answer.
func TestNoSecretIsEverTold(t *testing.T) {
	for name, platform := range map[string]http.HandlerFunc{
		"every call is refused": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"ok":false,"error":"invalid_auth","message":"401: Unauthorized"}`, http.StatusUnauthorized)
		},
		"every call fails": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "<html>bad gateway</html>", http.StatusBadGateway)
		},
		"every call is cut off": func(w http.ResponseWriter, _ *http.Request) {
			if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = c.Close()
			}
		},
		"every call repeats what it was sent": func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"ok":false,"error":"bad_request"} %s`, body)
		},
	} {
		for _, ingress := range []string{"http", "push"} {
			t.Run(name+", by "+ingress, func(t *testing.T) {
				t.Parallel()
				lookForCanaries(t, platform, ingress)
			})
		}
	}
}

func lookForCanaries(t *testing.T, platform http.HandlerFunc, ingress string) {
	away := httptest.NewServer(platform)
	defer away.Close()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	discordIngress, slackIngress := "http", "http"
	if ingress == "push" {
		discordIngress, slackIngress = "gateway", "socket"
	}
	withPassword := strings.Replace(away.URL, "http://", "http://op:"+canary("api-password")+"@", 1)
	secrets := map[string]string{
		config.SecretKey: canary("secret-of-at-least-32-characters"), config.MetricsAddr: freeAddr(t), config.PublicURL: "https://bot.example",
		"LECTERN_DISCORD_TOKEN": canary("discord-token"), "LECTERN_DISCORD_APP_ID": "900000000000000001", "LECTERN_DISCORD_INGRESS": discordIngress,
		"LECTERN_DISCORD_PUBLIC_KEY": hex.EncodeToString(public), "LECTERN_DISCORD_API_URL": withPassword + "/api/v10",
		"LECTERN_SLACK_BOT_TOKEN": "xoxb-" + canary("bot"), "LECTERN_SLACK_APP_TOKEN": "xapp-" + canary("app"), "LECTERN_SLACK_SIGNING_SECRET": canary("signing"),
		"LECTERN_SLACK_CLIENT_ID": "1.2", "LECTERN_SLACK_CLIENT_SECRET": canary("client"), "LECTERN_SLACK_INGRESS": slackIngress, "LECTERN_SLACK_API_URL": withPassword + "/api/",
	}
	log := &syncBuffer{}
	s := start(t, app.Options{Config: settings(t, secrets), Drivers: adapters.Drivers(), Log: slog.New(both{
		slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}), slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}),
	})})
	told := &bytes.Buffer{}
	for _, r := range hostileRequests(t, s.url, private, away.URL) {
		_, _ = told.Write(exchangeAll(t, r))
	}
	for _, path := range []string{"/readyz", "/livez", "/", "/read/", "/v1/courses", "/nothing?" + canary("query"), "/slack/install", "/slack/oauth?code=" + canary("code") + "&state=" + canary("state"), "/debug/pprof/", "/metrics"} {
		_, _ = told.Write(exchangeAll(t, request(t, http.MethodGet, s.url+path, "")))
	}
	_, _ = told.Write(exchangeAll(t, request(t, http.MethodGet, "http://"+secrets[config.MetricsAddr]+"/metrics", "")))
	if told.Len() < 1000 {
		t.Errorf("only %d bytes were answered: nothing was tried", told.Len())
	}
	time.Sleep(300 * time.Millisecond) // late answers fail, and are logged
	if err := s.stop(); err != nil {
		_, _ = told.WriteString(err.Error())
	}
	if !strings.Contains(log.String(), "WARN") {
		t.Error("nothing went wrong: nothing was tried")
	}
	answers := told.String()
	for _, own := range []string{"query", "unknown-command"} { // whoever asks is told what was asked for
		answers = strings.ReplaceAll(answers, canary(own), "")
	}
	for where, text := range map[string]string{"the log": log.String(), "an answer": answers} {
		for _, sign := range []string{"canary-", hex.EncodeToString([]byte("canary-")), "Y2FuYXJ5"} { // as it is, in hexadecimal, in Base64
			if i := strings.Index(text, sign); i >= 0 {
				t.Errorf("%s tells a secret: …%s…", where, text[max(0, i-200):min(len(text), i+200)])
			}
		}
	}
}

// hostileRequests are events with secrets of their own, signed and forged.
func hostileRequests(t *testing.T, base string, private ed25519.PrivateKey, away string) []*http.Request {
	t.Helper()
	now := strconv.FormatInt(time.Now().Unix(), 10)
	var all []*http.Request
	discord := func(body string, forged bool) {
		sig := hex.EncodeToString(ed25519.Sign(private, []byte(now+body)))
		if forged {
			sig = strings.Repeat("ab", ed25519.SignatureSize)
		}
		r := request(t, http.MethodPost, base+"/discord/interactions", body)
		r.Header.Set("X-Signature-Ed25519", sig)
		r.Header.Set("X-Signature-Timestamp", now)
		all = append(all, r)
	}
	for i, data := range []string{
		`"type":2,"data":{"name":"section","options":[{"name":"topic","type":3,"value":"` + canary("query") + `"}]}`,
		`"type":2,"data":{"name":"` + canary("unknown-command") + `"}`, `"type":3,"data":{"custom_id":"` + canary("custom-id") + `","component_type":2}`,
		`"type":5,"data":{"custom_id":"` + canary("form") + `","components":[]}`, `"type":"` + canary("nonsense") + `"`, `"type":9`,
	} {
		body := fmt.Sprintf(`{"id":"%d","token":"%s","application_id":"900000000000000001","user":{"id":"1","username":"%s"},%s}`, i+1, canary("interaction-token"), canary("name"), data)
		discord(body, false)
		discord(body, true)
		discord(body[:len(body)-3], false)
	}
	slack := func(path, body string, forged bool) {
		mac := hmac.New(sha256.New, []byte(canary("signing")))
		_, _ = fmt.Fprintf(mac, "v0:%s:%s", now, body)
		r := request(t, http.MethodPost, base+path, body)
		sig := "v0=" + hex.EncodeToString(mac.Sum(nil))
		if forged {
			sig = "v0=" + strings.Repeat("ab", sha256.Size)
		}
		r.Header.Set("X-Slack-Signature", sig)
		r.Header.Set("X-Slack-Request-Timestamp", now)
		all = append(all, r)
	}
	for _, forged := range []bool{false, true} {
		for i, respond := range []string{away + "/commands/" + canary("response"), "https://hooks.slack.com/" + canary("response"), "::" + canary("response")} {
			form := url.Values{"command": {"/section"}, "text": {canary("query")}, "user_id": {"U1"}, "team_id": {"T1"}, "channel_id": {"C1"}, "token": {canary("legacy-token")}, "response_url": {respond}, "trigger_id": {"t" + strconv.Itoa(i) + canary("trigger")}}
			slack("/slack/commands", form.Encode(), forged)
			press := fmt.Sprintf(`{"type":"block_actions","user":{"id":"U1"},"team":{"id":"T1"},"token":%q,"response_url":%q,"actions":[{"type":"button","action_id":"b0","value":%q,"action_ts":"%d"}]}`, canary("legacy-token"), respond, canary("value"), i)
			slack("/slack/interactions", url.Values{"payload": {press}}.Encode(), forged)
			slack("/slack/interactions", url.Values{"payload": {press[:40]}}.Encode(), forged)
		}
		slack("/slack/events", `{"type":"event_callback","token":"`+canary("legacy-token")+`","event":{"type":"`+canary("event")+`"`, forged)
	}
	return all
}

func request(t *testing.T, method, address, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(address, "/slack/") {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// exchangeAll gives all that came back, headers included. Redirects are not followed. An
// answer may be missing while the program starts.
func exchangeAll(t *testing.T, r *http.Request) []byte {
	t.Helper()
	c := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	if err != nil {
		if op := (*net.OpError)(nil); !errors.As(err, &op) {
			t.Error(err)
		}
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	var b bytes.Buffer
	_ = resp.Header.Write(&b)
	_, _ = io.Copy(&b, resp.Body)
	return b.Bytes()
}

// both writes each record twice, in two formats.
type both [2]slog.Handler

func (b both) Enabled(context.Context, slog.Level) bool { return true }

func (b both) Handle(ctx context.Context, r slog.Record) error {
	return errors.Join(b[0].Handle(ctx, r.Clone()), b[1].Handle(ctx, r.Clone()))
}

func (b both) WithAttrs(a []slog.Attr) slog.Handler {
	return both{b[0].WithAttrs(a), b[1].WithAttrs(a)}
}

func (b both) WithGroup(name string) slog.Handler {
	return both{b[0].WithGroup(name), b[1].WithGroup(name)}
}
