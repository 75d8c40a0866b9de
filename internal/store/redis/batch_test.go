package redis_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"lectern/internal/fault"
	"lectern/internal/quiz"
	"lectern/internal/store/redis"
)

// pipes counts how often commands were written to Redis, and how many those were.
type pipes struct {
	mu       sync.Mutex
	writes   int
	commands int
	hold     chan struct{} // what is written waits for it when it is not nil
	held     atomic.Int32
}

func (*pipes) DialHook(next goredis.DialHook) goredis.DialHook { return next }

func (*pipes) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook { return next }

func (p *pipes) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		if p.hold != nil && cmds[0].Name() == "evalsha" {
			p.held.Add(1)
			<-p.hold
		}
		p.mu.Lock()
		if cmds[0].Name() == "evalsha" { // a new connection introduces itself in a pipeline, too
			p.writes++
			p.commands += len(cmds)
		}
		p.mu.Unlock()
		return next(ctx, cmds)
	}
}

// counted is a store over an in-memory Redis whose writes are counted.
func counted(t *testing.T, p *pipes) (*redis.Store, quiz.Prompt, *miniredis.Miniredis) {
	t.Helper()
	server := miniredis.RunT(t)
	client := goredis.NewClient(&goredis.Options{Addr: server.Addr()})
	s, err := redis.New(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	prompt := quiz.Prompt{ID: "d1", Class: "c", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course"}}
	if err := s.OpenPrompt(t.Context(), prompt); err != nil {
		t.Fatal(err)
	}
	client.AddHook(p)
	return s, prompt, server
}

func by(student int) quiz.Answer {
	return quiz.Answer{Prompt: "d1", Question: "q", Student: quiz.StudentID(fmt.Sprintf("s%03d", student)), Pick: "a", Points: 100, At: time.UnixMilli(5), Key: fmt.Sprintf("e%d", student)}
}

// await waits for what happens in another goroutine.
func await(t *testing.T, happened func() bool) {
	t.Helper()
	for range 10_000 {
		if happened() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("it does not happen")
}

func TestAnswersThatWaitShareAWrite(t *testing.T) {
	p := &pipes{hold: make(chan struct{})}
	s, prompt, _ := counted(t, p)
	const students, writers = 60, 2
	results := make(chan error, students)
	answer := func(i int) {
		r, err := s.Answer(t.Context(), prompt, by(i))
		if err == nil && r.Outcome != quiz.Recorded {
			err = fmt.Errorf("outcome %s", r.Outcome)
		}
		results <- err
	}
	for i := range writers {
		go answer(i)
		await(t, func() bool { return int(p.held.Load()) == i+1 })
	}
	for i := range students - writers {
		go answer(writers + i)
	}
	await(t, func() bool { return s.Waiting() == students-writers })
	close(p.hold)
	for range students {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if p.commands != students || p.writes > 2*writers {
		t.Errorf("%d commands in %d writes", p.commands, p.writes)
	}
	page, err := s.Standings(t.Context(), "c", "course", 1, "")
	if err != nil || page.Total != students {
		t.Errorf("%d students on the board, %v", page.Total, err)
	}
}

func TestAScriptThatTheServerForgotIsSentAnew(t *testing.T) {
	s, prompt, server := counted(t, &pipes{})
	for i := range 3 {
		if r, err := s.Answer(t.Context(), prompt, by(i)); err != nil || r.Outcome != quiz.Recorded {
			t.Fatalf("%v, %v", r.Outcome, err)
		}
		client := goredis.NewClient(&goredis.Options{Addr: server.Addr()})
		if err := client.ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
		_ = client.Close()
	}
}

func TestACallerIsNotKeptBeyondItsDeadline(t *testing.T) {
	p := &pipes{hold: make(chan struct{})}
	s, prompt, _ := counted(t, p)
	defer close(p.hold)
	for range 4 { // as many as are under way, and some that wait
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, err := s.Answer(ctx, prompt, by(1))
			ended <- err
		}()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	}
}

func TestWhoeverWaitsWhenTheStoreClosesIsTold(t *testing.T) {
	p := &pipes{hold: make(chan struct{})}
	s, prompt, _ := counted(t, p)
	ended := make(chan error)
	go func() {
		_, err := s.Answer(t.Context(), prompt, by(1))
		ended <- err
	}()
	go func() { _ = s.Close() }()
	if err := <-ended; fault.KindOf(err) != fault.Busy {
		t.Errorf("it ended with %v", err)
	}
	close(p.hold)
	if _, err := s.Answer(t.Context(), prompt, by(2)); fault.KindOf(err) != fault.Busy {
		t.Errorf("a closed store gave %v", err)
	}
}
