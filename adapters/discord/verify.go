package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"lectern/internal/fault"
)

// freshness is how old or early a signed request may be. Discord names no window; five
// minutes either way is what Slack asks for.
const freshness = 5 * time.Minute

// parseKey reads the application's public key: 64 hex digits. A key of another length would
// make every verification panic, so it is refused at the start.
func parseKey(s string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(s)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("LECTERN_DISCORD_PUBLIC_KEY is not a public key: it has %d characters and must have 64 hexadecimal digits.", len(s)),
			"Copy it from the General Information page of your application in the Discord developer portal.")
	}
	return key, nil
}

// signed tells whether the request was signed by Discord for this application, lately. The
// signature covers timestamp and body without a separator, so the shape of both is checked:
// otherwise a digit could be moved from one to the other.
func signed(key ed25519.PublicKey, signature, timestamp string, body []byte, now time.Time, buf []byte) bool {
	if len(timestamp) != 10 || len(signature) != 2*ed25519.SignatureSize || len(body) == 0 || body[0] != '{' {
		return false
	}
	for i := range len(timestamp) {
		if timestamp[i] < '0' || timestamp[i] > '9' {
			return false
		}
	}
	var sig [ed25519.SignatureSize]byte
	if _, err := hex.Decode(sig[:], []byte(signature)); err != nil {
		return false
	}
	sec, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return false
	}
	if age := now.Sub(time.Unix(sec, 0)); age > freshness || age < -freshness {
		return false
	}
	buf = append(append(buf[:0], timestamp...), body...)
	return ed25519.Verify(key, buf, sig[:])
}
