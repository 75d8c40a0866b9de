package origin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lectern/internal/origin"
)

func signed(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestAHookPullsOnlyWhenSigned(t *testing.T) {
	const secret, body = "a secret of the host", `{"ref":"refs/heads/main"}`
	large := strings.Repeat("x", 1<<20+1)
	for _, tt := range []struct {
		name, secret, signature, body string
		want                          int
	}{
		{"signed", secret, signed(secret, body), body, http.StatusAccepted},
		{"upper case", secret, "sha256=" + strings.ToUpper(signed(secret, body)[7:]), body, http.StatusAccepted},
		{"empty body", secret, signed(secret, ""), "", http.StatusAccepted},
		{"as large as allowed", secret, signed(secret, large[1:]), large[1:], http.StatusAccepted},
		{"not signed", secret, "", body, http.StatusUnauthorized},
		{"another secret", secret, signed("x"+secret, body), body, http.StatusUnauthorized},
		{"another body", secret, signed(secret, body), body + " ", http.StatusUnauthorized},
		{"older kind", secret, "sha1=" + signed(secret, body)[7:], body, http.StatusUnauthorized},
		{"half", secret, signed(secret, body)[:39], body, http.StatusUnauthorized},
		{"no hexadecimal", secret, "sha256=" + strings.Repeat("z", 64), body, http.StatusUnauthorized},
		{"no secret", "", signed("", body), body, http.StatusUnauthorized},
		{"too large", secret, signed(secret, large), large, http.StatusRequestEntityTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pulled := 0
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hooks/content", strings.NewReader(tt.body))
			r.Header.Set("X-Hub-Signature-256", tt.signature)
			w := httptest.NewRecorder()
			origin.Hook(tt.secret, func() { pulled++ }).ServeHTTP(w, r)
			if want := map[bool]int{true: 1}[tt.want == http.StatusAccepted]; w.Code != tt.want || pulled != want {
				t.Errorf("answered %d, pulled %d times", w.Code, pulled)
			}
		})
	}
}
