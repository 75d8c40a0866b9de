package slackfake

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// Command makes a slash command's fields.
func (s *Server) Command(name, text string, r *Response) map[string]string {
	n := s.id()
	return map[string]string{
		"token": "legacy", "team_id": "T1", "team_domain": "class", "channel_id": "C1", "channel_name": "general", "user_id": "U1", "user_name": "sam",
		"command": name, "text": text, "api_app_id": "A1", "is_enterprise_install": "false", "response_url": r.URL, "trigger_id": s.trigger(fmt.Sprintf("trigger.%d", n)),
	}
}

// Form encodes fields as Slack posts them.
func Form(fields map[string]string) []byte {
	v := url.Values{}
	for k, x := range fields {
		v.Set(k, x)
	}
	return []byte(v.Encode())
}

// Action makes a block_actions payload: a button with a value, or a menu with one chosen.
func (s *Server) Action(kind, id, value string, r *Response) map[string]any {
	action := map[string]any{"type": kind, "action_id": id, "block_id": "b", "action_ts": fmt.Sprintf("1700000001.%06d", s.id())}
	if kind == "button" {
		action["value"] = value
	} else {
		action["selected_option"] = map[string]any{"value": value, "text": map[string]string{"type": "plain_text", "text": "x"}}
	}
	return map[string]any{
		"type": "block_actions", "team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1", "username": "sam", "name": "sam", "team_id": "T1"},
		"channel": map[string]string{"id": "C1"}, "container": map[string]any{"type": "message", "message_ts": "1700000000.000001", "channel_id": "C1", "is_ephemeral": true},
		"message": whole(), "enterprise": nil, "is_enterprise_install": false, "api_app_id": "A1", "token": "legacy",
		"response_url": r.URL, "trigger_id": s.trigger(fmt.Sprintf("trigger.%d", s.id())), "actions": []any{action},
	}
}

// Sign makes the headers of a signed request.
func Sign(secret string, at time.Time, body []byte) (signature, timestamp string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte("v0:" + timestamp + ":"))
	_, _ = mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil)), timestamp
}

// Send posts a signed body and gives back what was answered. It fails the test when the
// answer takes longer than three seconds or breaks a rule.
func (s *Server) Send(t testing.TB, endpoint string, body []byte) (status int, answer []byte) {
	t.Helper()
	now := time.Now()
	sig, ts := Sign(Secret, now, body)
	status, answer = Post(t, endpoint, map[string]string{"X-Slack-Signature": sig, "X-Slack-Request-Timestamp": ts}, body)
	if took := time.Since(now); took > AckWithin {
		t.Errorf("the answer took %v", took)
	}
	if len(answer) > 0 && json.Valid(answer) {
		s.valid("", answer)
	}
	return status, answer
}

// Post sends any body with any headers.
func Post(t testing.TB, endpoint string, headers map[string]string, body []byte) (status int, answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	client := &http.Client{Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// whole is a message as large as Slack takes one, and as it comes along with every press: of
// letters that JSON writes in six bytes and a form in eight.
func whole() map[string]any {
	section := map[string]any{"type": "section", "block_id": "s", "text": map[string]any{"type": "mrkdwn", "text": strings.Repeat("ж", 2900), "verbatim": false}}
	return map[string]any{"type": "message", "ts": "1700000000.000001", "bot_id": BotID, "text": strings.Repeat("ж", 4000), "blocks": []any{section, section, section, section}}
}

// Payload makes of an interaction the body that Slack posts: letters beyond ASCII escaped.
func Payload(payload map[string]any) []byte {
	data, err := json.Marshal(payload)
	if err != nil {
		panic(err) // payloads are made of maps and strings
	}
	var b strings.Builder
	for _, r := range string(data) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return Form(map[string]string{"payload": b.String()})
}
