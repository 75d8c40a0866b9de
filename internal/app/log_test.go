package app_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/app"
)

// counted is a log file that counts the calls of the system.
type counted struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
}

func (c *counted) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	return c.text.Write(p)
}

func (c *counted) lines() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Count(c.text.String(), "\n")
}

func TestLinesOfTheLogAreWrittenTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &counted{}
		log, flush := app.NewLog(out, slog.LevelInfo)
		for range 50 {
			log.Info("request")
		}
		log.Debug("not asked for")
		if n := out.lines(); n != 0 {
			t.Errorf("%d lines were written before others could join them", n)
		}
		time.Sleep(time.Second)
		if n := out.lines(); n != 50 || out.writes != 1 {
			t.Errorf("after a second: %d lines in %d writes, want 50 in one", n, out.writes)
		}
		log.Info("request")
		time.Sleep(time.Second) // the clock runs again for the next
		if n := out.lines(); n != 51 {
			t.Errorf("%d lines, want 51", n)
		}
		log.Info("the last words")
		flush()
		flush()
		if n := out.lines(); n != 52 || out.writes != 3 {
			t.Errorf("at the end: %d lines in %d writes, want 52 in 3", n, out.writes)
		}
	})
}

func TestAWarningTakesAlongWhatCameBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &counted{}
		log, _ := app.NewLog(out, slog.LevelInfo)
		log.Info("first")
		log.With("class", "c").WithGroup("store").Warn("second", "wait", 3)
		want := []string{`"msg":"first"`, `"msg":"second","class":"c","store":{"wait":3}`}
		got := strings.Split(strings.TrimSpace(out.text.String()), "\n")
		if len(got) != len(want) {
			t.Fatalf("at once: %q, want two lines", got)
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("line %d is %s, want %s in it", i, got[i], want[i])
			}
		}
	})
}

func TestMuchIsNotKeptWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &counted{}
		log, flush := app.NewLog(out, slog.LevelInfo)
		const many = 2000
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range many / 4 {
					log.Info("request", "outcome", "answered")
				}
			})
		}
		all.Wait()
		if out.writes < 4 || out.writes > 20 {
			t.Errorf("%d lines took %d writes, want some", many, out.writes)
		}
		flush()
		if n := out.lines(); n != many {
			t.Errorf("%d lines came out, want %d", n, many)
		}
		for line := range strings.SplitSeq(strings.TrimSpace(out.text.String()), "\n") {
			if !strings.HasPrefix(line, `{"time":`) || !strings.HasSuffix(line, "}") {
				t.Fatalf("a broken line: %s", line)
			}
		}
	})
}
