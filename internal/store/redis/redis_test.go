package redis_test

import (
	"context"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/storetest"
)

func openAt(t *testing.T, address string) store.Store {
	t.Helper()
	s, err := redis.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func inMemory(t *testing.T) store.Store {
	t.Helper()
	return openAt(t, "redis://"+miniredis.RunT(t).Addr())
}

func TestContractInMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, inMemory)
}

func TestModelInMemory(t *testing.T) {
	t.Parallel()
	storetest.Model(t, inMemory)
}

// TestContractOnRealRedis runs the contract where scripts, types and retries are the real ones.
func TestContractOnRealRedis(t *testing.T) {
	t.Parallel()
	addr := storetest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	open := func(t *testing.T) store.Store {
		t.Helper()
		flush(t, addr)
		return openAt(t, "redis://"+addr+"/0")
	}
	storetest.Run(t, open)
	storetest.Model(t, open)
}

// TestContractOnCluster would fail with CROSSSLOT if a verb touched keys of two nodes.
func TestContractOnCluster(t *testing.T) {
	t.Parallel()
	addrs := startCluster(t)
	open := func(t *testing.T) store.Store {
		t.Helper()
		for _, a := range addrs {
			flush(t, a)
		}
		return openAt(t, "redis+cluster://"+strings.Join(addrs, ","))
	}
	storetest.Run(t, open)
	storetest.Model(t, open)
}

func flush(t *testing.T, addr string) {
	t.Helper()
	c := goredis.NewClient(&goredis.Options{Addr: addr})
	defer func() { _ = c.Close() }()
	if err := c.FlushAll(context.Background()).Err(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAServerThatWouldLoseAnswers(t *testing.T) {
	evicting := storetest.StartRedis(t, "--maxmemory", "10mb", "--maxmemory-policy", "allkeys-lru")
	if _, err := redis.Open(t.Context(), "redis://"+evicting); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "allkeys-lru") {
		t.Errorf("an evicting server: %v", err)
	}
	master := storetest.StartRedis(t)
	replica := storetest.StartRedis(t, "--replicaof", strings.Replace(master, ":", " ", 1))
	if _, err := redis.Open(t.Context(), "redis://"+replica); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "replica") {
		t.Errorf("a read-only replica: %v", err)
	}
	if _, err := redis.Open(t.Context(), "redis://127.0.0.1:1"); !fault.Is(err, fault.Busy) {
		t.Errorf("no server: %v", err)
	}
}

func TestOpenExplainsAnAddressItCannotUse(t *testing.T) {
	for address, want := range map[string]string{
		"http://host":                "scheme",
		"redis://":                   "no host",
		"redis://host/x":             "not a number",
		"redis+sentinel://a,b":       "master",
		"redis://user:secret@ho st/": "not an address",
	} {
		_, err := redis.Open(t.Context(), address)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it to say %q", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats the password", address)
		}
	}
}
