package wire

import (
	"net/http"
	"time"
)

// fetchTimeout bounds how long a file may take to arrive. Whoever waits for it stops sooner.
const fetchTimeout = 30 * time.Second

// FetchClient fetches files that people have given. It follows nowhere: the address was checked,
// that of a redirect was not, and a token would go along.
func FetchClient() *http.Client {
	return &http.Client{Timeout: fetchTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
