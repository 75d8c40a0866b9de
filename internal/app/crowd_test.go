package app_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lectern/internal/store/storetest"
)

// A crowd answers one question: every press is delivered twice, every tenth three times, all
// at once from so many hands. None may be lost and none may count twice.

// TestACrowdAnswersOnce is small enough for every run; BenchmarkCrowd has ten thousand.
func TestACrowdAnswersOnce(t *testing.T) {
	for _, what := range []string{"sqlite", "redis"} {
		t.Run(what, func(t *testing.T) {
			crowd(t, what, 1000)
		})
	}
}

// BenchmarkCrowd has 10,000 students answer one question (goal: within a minute, 99 of 100
// within 500 ms). Run it with -benchtime 1x.
func BenchmarkCrowd(b *testing.B) {
	for _, what := range []string{"sqlite", "redis"} {
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				took, p99 := crowd(b, what, 10_000)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(took.Seconds(), "s")
				b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
			}
		})
	}
}

func crowd(tb testing.TB, what string, students int) (took, p99 time.Duration) {
	tb.Helper()
	at := filepath.Join(tb.TempDir(), "store.db")
	if what == "redis" {
		at = "redis://" + storetest.StartRedis(tb, "--appendonly", "yes", "--appendfsync", "always")
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Setenv("LECTERN_DISCORD_PUBLIC_KEY", hex.EncodeToString(public))
	tb.Setenv(storeEnv, at)
	h, err := pressed("press-" + what)
	if err != nil {
		tb.Fatal(err)
	}
	p := newPresses(tb, private)
	var deliveries [][]byte
	for i := range students {
		press := p.of(i + 1)
		deliveries = append(deliveries, press, press)
		if i%10 == 0 {
			deliveries = append(deliveries, press)
		}
	}
	waits := make([]time.Duration, len(deliveries))
	var next, recorded atomic.Int64
	var hands sync.WaitGroup
	began := time.Now()
	for range 64 {
		hands.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(deliveries)); i = next.Add(1) - 1 {
				r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(deliveries[i])))
				if err != nil {
					tb.Error(err)
					return
				}
				start, w := time.Now(), httptest.NewRecorder()
				h.ServeHTTP(w, r)
				waits[i] = time.Since(start)
				if strings.Contains(w.Body.String(), "Recorded: ") {
					recorded.Add(1)
				} else if w.Code != http.StatusOK {
					tb.Errorf("status %d: %.200s", w.Code, w.Body.String())
				}
			}
		})
	}
	hands.Wait()
	took = time.Since(began)
	if recorded.Load() < int64(students) {
		tb.Errorf("%d of %d were told that their answer is recorded", recorded.Load(), students)
	}
	checkExactly(tb, what, at, students)
	slices.Sort(waits)
	return took, waits[len(waits)*99/100]
}

// checkExactly counts what stands in the store anew: an answer each, and the board is their sum.
func checkExactly(tb testing.TB, what, at string, students int) {
	tb.Helper()
	s, err := openPressStore(tb.Context(), "press-"+what, at)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	answers, err := s.Answers(tb.Context(), pressClass(), pressPrompt)
	if err != nil {
		tb.Fatal(err)
	}
	sum := 0
	for _, a := range answers {
		sum += a.Points
	}
	page, err := s.Standings(tb.Context(), pressClass(), "course", students, "")
	if err != nil {
		tb.Fatal(err)
	}
	total := 0
	for _, row := range page.Top {
		total += row.Points
	}
	if len(answers) != students || page.Total != students || total != sum {
		tb.Errorf("%d answers worth %d, %d students on the board with %d; want %d of each", len(answers), sum, page.Total, total, students)
	}
}
