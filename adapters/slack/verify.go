package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// freshness is how old or early a signed request may be (Verifying requests from Slack).
const freshness = 5 * time.Minute

// verifier checks signatures with the secrets that hold: while one is being changed, the old
// one and the new one both do.
type verifier struct{ keyed []*sync.Pool } // of hash.Hash, keyed with one secret each

func newVerifier(secrets []string) verifier {
	var v verifier
	for _, s := range secrets {
		v.keyed = append(v.keyed, &sync.Pool{New: func() any { return hmac.New(sha256.New, []byte(s)) }})
	}
	return v
}

// signed tells whether the body was signed with one of the secrets, lately. The signature is
// v0= and 64 lower-case hexadecimal digits over "v0:time:body".
func (v verifier) signed(h http.Header, body []byte, now time.Time) bool {
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
	for _, pool := range v.keyed {
		mac := pool.Get().(hash.Hash) //nolint:forcetypeassert // the pool holds nothing else
		mac.Reset()
		_, _ = mac.Write([]byte("v0:" + stamp + ":"))
		_, _ = mac.Write(body)
		var sum [sha256.Size]byte
		ok = hmac.Equal(mac.Sum(sum[:0]), want[:]) || ok
		pool.Put(mac)
	}
	return ok
}
