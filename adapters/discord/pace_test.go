package discord_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lectern/adapters/discord"
	"lectern/internal/chat"
)

// limiter is the platform's limit of 50 requests a second, counted in one of two ways, behind a
// network on which each request takes up to 150 ms longer than another.
type limiter struct {
	sliding bool

	mu       sync.Mutex
	arrivals []time.Time
	requests atomic.Int64
	refused  atomic.Int64
}

const jitter = 150 * time.Millisecond

func (l *limiter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	l.requests.Add(1)
	time.Sleep(rand.N(jitter))
	if !l.allows(time.Now()) {
		l.refused.Add(1)
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
		_ = json.NewEncoder(w).Encode(map[string]any{"retry_after": 1, "global": true})
		return
	}
	_, _ = fmt.Fprintf(w, `{"id":"%d"}`, l.requests.Load())
}

// allows counts the second of the clock, or the last second.
func (l *limiter) allows(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	since := now.Add(-time.Second)
	if !l.sliding {
		since = now.Truncate(time.Second)
	}
	for len(l.arrivals) > 0 && l.arrivals[0].Before(since) {
		l.arrivals = l.arrivals[1:]
	}
	l.arrivals = append(l.arrivals, now)
	return len(l.arrivals) <= 50
}

// RoundTrip serves a request without a network, so that it can be done on a clock of its own.
func (l *limiter) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	l.ServeHTTP(w, r)
	return w.Result(), nil
}

// sender is an adapter that does nothing but send.
func sender(tb testing.TB, api string) chat.Adapter {
	tb.Helper()
	env := map[string]string{"LECTERN_DISCORD_TOKEN": "t", "LECTERN_DISCORD_APP_ID": "1", "LECTERN_DISCORD_PUBLIC_KEY": strings.Repeat("ab", 32), "LECTERN_DISCORD_INGRESS": "http", "LECTERN_DISCORD_API_URL": api}
	a, err := discord.Setup(chat.Setup{Getenv: func(k string) string { return env[k] }})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// fanOut posts to so many channels at once and tells how long that took.
func fanOut(tb testing.TB, a chat.Adapter, channels int) time.Duration {
	tb.Helper()
	var wg sync.WaitGroup
	began := time.Now()
	for i := range channels {
		wg.Go(func() {
			if _, err := a.Post(tb.Context(), chat.Place{Platform: "discord", Channel: fmt.Sprint(i + 1)}, chat.Card{Title: "Question of the day"}, fmt.Sprintf("k%d", i)); err != nil {
				tb.Error(err)
			}
		})
	}
	wg.Wait()
	return time.Since(began)
}

// BenchmarkFanOut posts a question to 500 channels beside the platform's limit of 50 a second,
// counted in both ways. ratio is the time / (500/50 s): goal, at most 1.10, with no request
// refused and at most 1.01 requests per message. Run it with -benchtime 1x.
func BenchmarkFanOut(b *testing.B) {
	const channels = 500
	for name, sliding := range map[string]bool{"by the clock": false, "over the last second": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l := &limiter{sliding: sliding}
				srv := httptest.NewServer(l)
				took := fanOut(b, sender(b, srv.URL), channels)
				srv.Close()
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(took.Seconds()/(channels/50), "ratio")
				b.ReportMetric(float64(l.refused.Load()), "refused")
				b.ReportMetric(float64(l.requests.Load())/channels, "requests/message")
			}
		})
	}
}

func TestABurstStaysBelowTheLimitHoweverItIsCounted(t *testing.T) {
	for _, sliding := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			l := &limiter{sliding: sliding}
			a := sender(t, "http://discord.test")
			discord.Through(a, l)
			if took := fanOut(t, a, 500); l.refused.Load() > 0 || l.requests.Load() != 500 || took > 11*time.Second {
				t.Errorf("sliding %v: %d refused of %d requests for 500 messages in %v", sliding, l.refused.Load(), l.requests.Load(), took)
			}
		})
	}
}
