package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// freshness is how old or early a signed request may be (Verifying requests from Slack).
const freshness = 5 * time.Minute

// signed tells whether the body was signed with one of the secrets, lately: while a secret is
// being changed, the old one and the new one both hold. The signature is v0= and 64
// lower-case hexadecimal digits over "v0:time:body".
func signed(secrets []string, h http.Header, body []byte, now time.Time) bool {
	given, stamp := h.Get("X-Slack-Signature"), h.Get("X-Slack-Request-Timestamp")
	if len(given) != 3+2*sha256.Size || given[:3] != "v0=" || len(stamp) != 10 {
		return false
	}
	for i := 3; i < len(given); i++ {
		if c := given[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false
	}
	if age := now.Sub(time.Unix(sec, 0)); age > freshness || age < -freshness {
		return false
	}
	var want [sha256.Size]byte
	if _, err := hex.Decode(want[:], []byte(given[3:])); err != nil {
		return false
	}
	ok := false
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte("v0:" + stamp + ":"))
		_, _ = mac.Write(body)
		var sum [sha256.Size]byte
		ok = hmac.Equal(mac.Sum(sum[:0]), want[:]) || ok
	}
	return ok
}
