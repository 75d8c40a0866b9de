package redis_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/storetest"
)

const watched = "lectern-test"

// startSentinels starts a primary, its replica and two Sentinels.
func startSentinels(t *testing.T) (primary string, sentinels []string) {
	t.Helper()
	primary = storetest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0")
	replica := storetest.StartRedis(t, "--replicaof", strings.Replace(primary, ":", " ", 1), "--appendonly", "yes", "--appendfsync", "always")
	r := admin(t, replica)
	storetest.WaitFor(t, "the replica to have everything", func() bool {
		info, err := r.Info(t.Context(), "replication").Result()
		return err == nil && strings.Contains(info, "master_link_status:up")
	})
	for range 2 {
		sentinels = append(sentinels, storetest.StartSentinel(t, watched, primary))
	}
	return primary, sentinels
}

// ready waits until the Sentinels can do a failover.
func ready(t *testing.T, sentinels []string) {
	t.Helper()
	for _, at := range sentinels {
		c := admin(t, at)
		storetest.WaitFor(t, "the Sentinels to find the replica and each other", func() bool {
			info, err := c.Info(t.Context(), "sentinel").Result()
			return err == nil && strings.Contains(info, "status=ok") && strings.Contains(info, "slaves=1,sentinels=2")
		})
	}
}

func admin(t *testing.T, addr string) *goredis.Client {
	t.Helper()
	c := goredis.NewClient(&goredis.Options{Addr: addr})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// kill ends a server the hard way.
func kill(t *testing.T, addr string) {
	t.Helper()
	info, err := admin(t, addr).Info(t.Context(), "server").Result()
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`process_id:(\d+)`).FindStringSubmatch(info)
	if m == nil {
		t.Fatalf("a server without a process: %q", info)
	}
	pid, _ := strconv.Atoi(m[1])
	p, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
}

// TestAFailoverScoresNoAnswerTwice (F6) kills the primary while a class answers. What was on
// the replica is kept, whoever heard of trouble presses again and is recorded, and every board
// agrees with the answers. What the primary took in its last moments may be lost, as Redis
// says itself; it is told how much that was.
func TestAFailoverScoresNoAnswerTwice(t *testing.T) {
	t.Parallel()
	primary, sentinels := startSentinels(t)
	open := func(t *testing.T) store.Store {
		t.Helper()
		return openAt(t, "redis+sentinel://"+strings.Join(sentinels, ",")+"/"+watched)
	}
	t.Run("before", func(t *testing.T) { storetest.Model(t, open) })
	s := open(t)
	defer func() { _ = s.Close() }()
	p := quiz.Prompt{ID: "p1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "week:1"}}
	if err := s.OpenPrompt(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	const before, during, after = 100, 400, 100
	settled := map[quiz.StudentID]bool{}
	for i := range before {
		settled[press(t, s, p, i)] = true
	}
	// Only what a replica has survives: the promise is about that.
	if n, err := admin(t, primary).Wait(t.Context(), 1, 5*time.Second).Result(); err != nil || n != 1 {
		t.Fatalf("%d replicas have everything: %v", n, err)
	}
	ready(t, sentinels)
	var wg sync.WaitGroup
	var next atomic.Int64
	half := make(chan struct{})
	for range 8 {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < during; i = next.Add(1) - 1 {
				if i == during/2 {
					close(half)
				}
				press(t, s, p, before+int(i))
			}
		})
	}
	<-half
	kill(t, primary)
	wg.Wait()
	for i := range after {
		settled[press(t, s, p, before+during+i)] = true
	}
	checkBooks(t, s, p, settled)
	told := len(settled) + during
	list, err := s.Answers(t.Context(), p.Class, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d answers were lost with the primary", told-len(list), told)
	// The platform delivers what it is not sure of again; then everybody stands once.
	all := map[quiz.StudentID]bool{}
	for i := range before + during + after {
		all[press(t, s, p, i)] = true
	}
	checkBooks(t, s, p, all)
	t.Run("after", func(t *testing.T) { storetest.Model(t, open) })
}

// press answers as a student who presses again until it is recorded, always as the same event.
func press(t *testing.T, s store.Store, p quiz.Prompt, i int) quiz.StudentID {
	a := quiz.Answer{Prompt: p.ID, Student: quiz.StudentID(fmt.Sprintf("s%04d", i)), Points: 100, At: time.UnixMilli(2), Key: fmt.Sprint("e", i)}
	deadline, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		r, err := s.Answer(deadline, p, a)
		switch {
		case err == nil && (r.Outcome == quiz.Recorded || r.Outcome == quiz.Repeated):
			return a.Student
		case err == nil:
			t.Errorf("the answer of %s: %q", a.Student, r.Outcome)
			return a.Student
		case deadline.Err() != nil || !fault.Is(err, fault.Busy) && !errors.Is(err, context.DeadlineExceeded):
			t.Errorf("the answer of %s: %v", a.Student, err)
			return a.Student
		}
		time.Sleep(10 * time.Millisecond)
	}
}
