package origin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
)

// maxHook bounds the body of a webhook, in bytes. What is pushed is described in some ten
// kilobytes; hosts send up to 25 MB for pushes of thousands of commits, which the schedule
// catches up with.
const maxHook = 1 << 20

// Hook answers POST requests that tell of a push: signed as X-Hub-Signature-256 says (GitHub,
// Gitea and Forgejo sign so), pull is called once and the answer is 202. What the body says is
// not believed, only that it was signed; so nothing but a pull can come of it. Anything else is
// answered with 401, or 413 when it is too large, and reaches nothing.
func Hook(secret string, pull func()) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("X-Hub-Signature-256"), "sha256=")
		signature, err := hex.DecodeString(given)
		if !ok || err != nil || len(signature) != sha256.Size || secret == "" {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		mac := hmac.New(sha256.New, []byte(secret))
		if _, err := io.Copy(mac, http.MaxBytesReader(w, r.Body, maxHook)); err != nil {
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
				return
			}
			http.Error(w, "the body was not received", http.StatusBadRequest)
			return
		}
		if !hmac.Equal(signature, mac.Sum(nil)) {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		pull()
		w.WriteHeader(http.StatusAccepted)
	})
}
