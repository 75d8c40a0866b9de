package redis_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lectern/internal/fault"
	"lectern/internal/store/redis"
)

func TestTheClientsLinesNameNoServerAndNoSecret(t *testing.T) {
	for line, want := range map[string]string{
		"redis: connection pool: failed to dial after 1 attempts: dial tcp 10.0.0.5:6379: connect: connection refused": "redis: connection pool: failed to dial after 1 attempts: dial tcp (address): connect: connection refused",
		"dial tcp [2001:db8::7]:6379: i/o timeout":                                 "dial tcp (address): i/o timeout",
		"dial tcp 2001:db8::7: i/o timeout":                                        "dial tcp (address): i/o timeout",
		"dial tcp: lookup redis.uni.example on 10.0.0.2:53: no such host":          "dial tcp: lookup (address): no such host",
		`sentinel: new master="lectern" addr="db-1.uni.example:6380"`:              `sentinel: new master="lectern" addr="(address)"`,
		"pubsub: reconnecting to new endpoint db_2:6379 (was übung.example:6379)":  "pubsub: reconnecting to new endpoint (address) (was (address))",
		"bad url rediss://lectern:geheim@db.uni.example/0 given":                   "bad url (address) given",
		"redis: all nodes are marked as failed, picking the one of lowest latency": "redis: all nodes are marked as failed, picking the one of lowest latency",
	} {
		if got := redis.Redacted(line); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

func TestTheClientDoesNotFillTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		say := redis.ClientLog(slog.New(slog.NewTextHandler(&b, nil)))
		for range 100 {
			say(t.Context(), "failed to dial %s", "10.0.0.5:6379")
		}
		say(t.Context(), "something else")
		time.Sleep(2 * time.Minute)
		say(t.Context(), "failed to dial %s", "10.0.0.5:6379")
		if n := strings.Count(b.String(), "\n"); n != 3 {
			t.Errorf("%d lines:\n%s", n, b.String())
		}
	})
}

// locked is a log that many write to.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestTheClientLogsIntoOurs ends a server and reads what the real client says of it.
func TestTheClientLogsIntoOurs(t *testing.T) {
	var log locked
	redis.LogTo(slog.New(slog.NewJSONHandler(&log, nil)))
	t.Cleanup(func() { redis.LogTo(slog.New(slog.DiscardHandler)) })
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	_, port, _ := strings.Cut(m.Addr(), ":")
	m.Close()
	if err := s.Check(t.Context()); !fault.Is(err, fault.Busy) {
		t.Fatalf("a server that is gone: %v", err)
	}
	if got := log.String(); !strings.Contains(got, "failed to dial") || !strings.Contains(got, "the Redis client reports trouble") || strings.Contains(got, port) || strings.Contains(got, "127.0.0.1") {
		t.Errorf("the log says:\n%s", got)
	}
}
