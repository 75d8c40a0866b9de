package discordfake

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"lectern/adapters/discord"
)

// Event makes the JSON of an interaction as a member of a server sends it. data is the
// interaction's data; kind its type.
func (s *Server) Event(kind int, data any) (*Interaction, []byte) {
	in := &Interaction{kind: kind, message: kind == 3, ID: s.id(), Token: "token-" + s.id(), at: time.Now(), callback: make(chan []byte, 4), edits: make(chan []byte, 4)}
	s.mu.Lock()
	s.interactions[in.Token] = in
	s.mu.Unlock()
	event := map[string]any{
		"id": in.ID, "application_id": AppID, "type": kind, "token": in.Token, "version": 1, "data": data,
		"guild_id": "77", "channel_id": "88", "channel": map[string]any{"id": "88", "type": 0, "name": "general"}, "locale": "en-GB", "guild_locale": "en-US",
		"member": map[string]any{
			"user":  map[string]any{"id": "99", "username": "sam", "global_name": "Sam", "discriminator": "0", "avatar": nil},
			"roles": []string{"501", "502"}, "nick": nil, "permissions": "2147483647", "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0,
		},
		"app_permissions": "442368", "entitlements": []any{}, "authorizing_integration_owners": map[string]string{"0": "77"}, "context": 0,
	}
	if in.message {
		event["message"] = map[string]any{"id": "55", "channel_id": "88", "type": 0, "flags": 0, "components": []any{map[string]any{"type": 1, "components": []any{map[string]any{"type": 99}}}}}
	}
	body, err := json.Marshal(event)
	if err != nil {
		s.t.Fatal(err)
	}
	return in, body
}

// Push delivers an event over the gateway.
func (s *Server) Push(body []byte) {
	s.gate.send(frame{Op: opDispatch, Type: "INTERACTION_CREATE", Data: body})
}

// Sign makes the two headers of a signed request.
func (s *Server) Sign(at time.Time, body []byte) (signature, timestamp string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	return hex.EncodeToString(ed25519.Sign(s.private, append([]byte(timestamp), body...))), timestamp
}

// Send posts a signed event to the bot's endpoint and gives back what it answered. It fails
// the test when the answer breaks a rule or takes longer than three seconds.
func (s *Server) Send(t testing.TB, endpoint string, body []byte) (status int, answer []byte) {
	t.Helper()
	now := time.Now()
	sig, ts := s.Sign(now, body)
	in := s.delivered(body)
	status, kind, answer := exchange(t, endpoint, sig, ts, body)
	if took := time.Since(now); took > AckWithin {
		t.Errorf("the answer took %v", took)
	}
	if status == http.StatusOK {
		s.mu.Lock()
		in.answered = true
		s.mu.Unlock()
		if kind != "application/json" {
			t.Errorf("the answer is %s: only JSON is sure to arrive", kind)
		}
		if p := discord.Lint(discord.LintCallback, answer); len(p) > 0 {
			t.Errorf("the answer breaks the platform's rules: %v\n%s", p, answer)
		}
		if err := in.takes(answer); err != nil {
			t.Errorf("the platform refuses the answer: %v\n%s", err, answer)
		}
		if s.check != nil {
			if err := s.check(discord.LintCallback, answer); err != nil {
				t.Errorf("the answer does not fit the schema: %v\n%s", err, answer)
			}
		}
	}
	return status, answer
}

// delivered finds the event that is sent. Whatever the bot answers in the same request counts as
// the first answer, unless it comes by itself.
func (s *Server) delivered(body []byte) *Interaction {
	var e struct {
		Token string `json:"token"`
		Kind  int    `json:"type"`
	}
	_ = json.Unmarshal(body, &e) // some tests send nonsense
	if in := s.interaction(e.Token); in != nil {
		return in
	}
	return &Interaction{kind: e.Kind}
}

// Post sends any body with any signature.
func Post(t testing.TB, endpoint, signature, timestamp string, body []byte) (status int, answer []byte) {
	t.Helper()
	status, _, answer = exchange(t, endpoint, signature, timestamp, body)
	return status, answer
}

func exchange(t testing.TB, endpoint, signature, timestamp string, body []byte) (status int, kind string, answer []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if signature != "" {
		req.Header.Set("X-Signature-Ed25519", signature)
	}
	if timestamp != "" {
		req.Header.Set("X-Signature-Timestamp", timestamp)
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
	return resp.StatusCode, resp.Header.Get("Content-Type"), answer
}

// Age makes the event older than it is, so that an answer to it comes late.
func (s *Server) Age(in *Interaction, by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.at = in.at.Add(-by)
}

// Callback waits for the first answer to an event that came over the gateway; nil when none
// came in time.
func (in *Interaction) Callback() []byte { return wait(in.callback, AckWithin) }

// Edit waits for the follow-up that takes the place of an acknowledgement.
func (in *Interaction) Edit() []byte { return wait(in.edits, 10*time.Second) }

func wait(c chan []byte, d time.Duration) []byte {
	select {
	case b := <-c:
		return b
	case <-time.After(d):
		return nil
	}
}
