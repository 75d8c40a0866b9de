package slack_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"testing"
	"time"

	"lectern/adapters/slack"
)

// FuzzSigned holds the check to what it promises: of everything that may arrive, only the bytes
// that were signed pass, under the time they were signed with, while they are fresh.
func FuzzSigned(f *testing.F) {
	const secret = "8f742231b10e8888abcd99yyyzzz85a5"
	signed := slack.Signed(secret)
	now := time.Unix(1_764_000_000, 0)
	stamp, body := strconv.FormatInt(now.Unix(), 10), []byte("command=%2Fsection&text=realism")
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":" + string(body)))
	good := "v0=" + hex.EncodeToString(mac.Sum(nil))
	f.Add(good, stamp, body)
	f.Add(good[3:], stamp, body)
	f.Add(good, stamp+":", body[1:])
	f.Add("v0="+string(make([]byte, 64)), stamp, body)
	f.Add("", "", []byte(nil))
	f.Fuzz(func(t *testing.T, signature, timestamp string, sent []byte) {
		h := http.Header{"X-Slack-Signature": {signature}, "X-Slack-Request-Timestamp": {timestamp}}
		if got, want := signed(h, sent, now), signature == good && timestamp == stamp && string(sent) == string(body); got != want {
			t.Errorf("%q over %q and %q: accepted is %v", signature, timestamp, sent, got)
		}
	})
}
