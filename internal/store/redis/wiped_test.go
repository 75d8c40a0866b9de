package redis_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/storetest"
)

// wipeable is the store at an address, which wipe wipes.
func wipeable(address string, wipe func(t *testing.T)) storetest.Wipeable {
	return storetest.Wipeable{
		Open:   func(t *testing.T) (store.Store, error) { t.Helper(); return redis.Open(t.Context(), address) },
		Wipe:   wipe,
		Accept: func(t *testing.T) error { t.Helper(); return redis.Accept(t.Context(), address) },
	}
}

func TestWipedInMemory(t *testing.T) {
	t.Parallel()
	storetest.Wiped(t, func(t *testing.T) storetest.Wipeable {
		t.Helper()
		m := miniredis.RunT(t)
		return wipeable("redis://"+m.Addr(), func(*testing.T) { m.FlushAll() })
	})
}

// TestEvictedMark has the server throw away the class's mark and nothing else, as one may that
// was told to make room.
func TestEvictedMark(t *testing.T) {
	m := miniredis.RunT(t)
	s := openAt(t, "redis://"+m.Addr())
	defer func() { _ = s.Close() }()
	p := asked(t, s)
	m.Del("lectern:{c}:resets")
	for _, name := range []string{"the first answer", "the next"} {
		if r, err := s.Answer(t.Context(), p, given("ann")); !fault.Is(err, fault.Busy) || r.Outcome != "" {
			t.Errorf("%s: %+v, %v, want busy", name, r, err)
		}
	}
	if l, err := s.Lost(t.Context()); l == nil || err != nil {
		t.Errorf("lost: %+v, %v", l, err)
	}
}

func TestWipedOnRealRedis(t *testing.T) {
	t.Parallel()
	addr := storetest.StartRedis(t)
	storetest.Wiped(t, func(t *testing.T) storetest.Wipeable {
		t.Helper()
		flush(t, addr)
		return wipeable("redis://"+addr, func(t *testing.T) { t.Helper(); flush(t, addr) })
	})
}

func TestWipedOnCluster(t *testing.T) {
	t.Parallel()
	addrs := startCluster(t)
	all := func(t *testing.T) {
		t.Helper()
		for _, a := range addrs {
			flush(t, a)
		}
	}
	storetest.Wiped(t, func(t *testing.T) storetest.Wipeable {
		t.Helper()
		all(t)
		return wipeable("redis+cluster://"+strings.Join(addrs, ","), all)
	})
}

// TestOneNodeOfAClusterThatWasWipedIsNoticed wipes the node that holds the class and leaves the
// one that holds the store's own mark, or the other way round.
func TestOneNodeOfAClusterThatWasWipedIsNoticed(t *testing.T) {
	t.Parallel()
	addrs := startCluster(t)
	seen := 0
	for _, node := range addrs {
		for _, a := range addrs {
			flush(t, a)
		}
		address := "redis+cluster://" + strings.Join(addrs, ",")
		s := openAt(t, address)
		p := asked(t, s)
		if _, err := s.Answer(t.Context(), p, given("ann")); err != nil {
			t.Fatal(err)
		}
		c := goredis.NewClient(&goredis.Options{Addr: node})
		had := c.DBSize(context.Background()).Val()
		_ = c.Close()
		flush(t, node)
		_, err := s.Answer(t.Context(), p, given("bob"))
		l, lostErr := s.Lost(t.Context())
		if lostErr != nil {
			t.Fatal(lostErr)
		}
		if (l != nil) != (had > 0) {
			t.Errorf("a node with %d keys was wiped: lost is %+v, an answer gives %v", had, l, err)
		}
		if l != nil {
			seen++
			if err := redis.Accept(t.Context(), address); err != nil {
				t.Fatal(err)
			}
			if err := s.OpenPrompt(t.Context(), p); !fault.Is(err, fault.Busy) {
				t.Errorf("before it has looked again: %v", err)
			}
			if l, err := s.Lost(t.Context()); l != nil || err != nil {
				t.Errorf("once accepted: %+v, %v", l, err)
			}
			asked(t, s)
			if r, err := s.Answer(t.Context(), p, given("cat")); err != nil || r.Outcome != quiz.Recorded {
				t.Errorf("a new beginning: %+v, %v", r, err)
			}
		}
		_ = s.Close()
	}
	if seen == 0 {
		t.Error("no node held anything")
	}
}

// TestReplicasAgreeOnALoss has one notice it, another write on that did not, and both go on
// without a restart once it was accepted.
func TestReplicasAgreeOnALoss(t *testing.T) {
	m := miniredis.RunT(t)
	address := "redis://" + m.Addr()
	one, two := openAt(t, address), openAt(t, address)
	defer func() { _, _ = one.Close(), two.Close() }()
	p := asked(t, one)
	m.FlushAll()
	if _, err := one.Answer(t.Context(), p, given("ann")); !fault.Is(err, fault.Busy) {
		t.Errorf("the one that knew the class: %v", err)
	}
	if err := two.OpenPrompt(t.Context(), p); !fault.Is(err, fault.Busy) {
		t.Errorf("the one that never wrote to the class: %v", err)
	}
	if err := redis.Accept(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]store.Store{"one": one, "two": two} {
		if l, err := s.Lost(t.Context()); l != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, l, err)
		}
		asked(t, s)
		if r, err := s.Answer(t.Context(), p, given(name)); err != nil || r.Outcome != quiz.Recorded {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// TestWhoStartsOnAWipedRedisDoesNotHideIt starts a program in the moment between.
func TestWhoStartsOnAWipedRedisDoesNotHideIt(t *testing.T) {
	m := miniredis.RunT(t)
	one := openAt(t, "redis://"+m.Addr())
	defer func() { _ = one.Close() }()
	asked(t, one)
	m.FlushAll()
	two := openAt(t, "redis://"+m.Addr()) // it cannot know
	defer func() { _ = two.Close() }()
	for name, s := range map[string]store.Store{"one": one, "two": two} {
		if l, err := s.Lost(t.Context()); name == "one" && (l == nil || err != nil) {
			t.Errorf("%s: %+v, %v, want a loss", name, l, err)
		}
	}
	if l, err := two.Lost(t.Context()); l == nil || err != nil {
		t.Errorf("the one that started later: %+v, %v, want a loss", l, err)
	}
}

// TestARestoreEndsALoss puts a backup back while a program runs.
func TestARestoreEndsALoss(t *testing.T) {
	m := miniredis.RunT(t)
	address := "redis://" + m.Addr()
	s, err := redis.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	p := asked(t, s)
	if _, err := s.Answer(t.Context(), p, given("ann")); err != nil {
		t.Fatal(err)
	}
	var backup bytes.Buffer
	if err := s.Dump(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	m.FlushAll()
	if l, err := s.Lost(t.Context()); l == nil || err != nil {
		t.Fatalf("lost: %+v, %v", l, err)
	}
	for range 2 { // the second time into a store that was restored
		if err := redis.Restore(t.Context(), address, bytes.NewReader(backup.Bytes()), true); err != nil {
			t.Fatal(err)
		}
	}
	if l, err := s.Lost(t.Context()); l != nil || err != nil {
		t.Errorf("after the restore: %+v, %v", l, err)
	}
	checkBooks(t, s, p, map[quiz.StudentID]bool{"ann": true})
	if _, err := s.Answer(t.Context(), p, given("bob")); err != nil {
		t.Error(err)
	}
	if mine, err := s.ClaimTelling(t.Context(), time.Now(), time.Minute); mine || err != nil {
		t.Errorf("staff would be told of a loss that is over: %v, %v", mine, err)
	}
}
