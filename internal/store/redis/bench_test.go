package redis_test

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lectern/internal/quiz"
	"lectern/internal/store/redis"
	"lectern/internal/store/storetest"
)

// rounds are interleaved, so that a busy moment of the machine strikes both sides.
const rounds = 7

// BenchmarkAnswerBesideRedisBenchmark records answers over 32 connections and holds the rate
// against redis-benchmark, Redis's own load generator, running the very same script over as
// many connections on the same server. ratio is ours / redis-benchmark's (goal: at least 1).
// Run it with -benchtime 1x.
func BenchmarkAnswerBesideRedisBenchmark(b *testing.B) {
	tool, err := exec.LookPath("redis-benchmark")
	if err != nil {
		b.Skip("redis-benchmark is not installed (Debian: redis-tools)")
	}
	addr := storetest.StartRedis(b, "--appendonly", "yes", "--appendfsync", "everysec")
	s, err := redis.Open(b.Context(), "redis://"+addr)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	_, source := s.AnswerScript()
	admin := goredis.NewClient(&goredis.Options{Addr: addr})
	defer func() { _ = admin.Close() }()
	sha, err := admin.ScriptLoad(b.Context(), source).Result()
	if err != nil {
		b.Fatal(err)
	}
	const answers, connections = 30_000, 32
	for b.Loop() {
		var ours, theirs []float64
		for round := range rounds {
			p := openPrompt(b, s, fmt.Sprintf("ours-%d-%d", round, time.Now().UnixNano()))
			ours = append(ours, answerRate(b, s, p, answers, connections))
			q := openPrompt(b, s, fmt.Sprintf("theirs-%d-%d", round, time.Now().UnixNano()))
			theirs = append(theirs, benchmarkRate(b, tool, addr, sha, s.Mark(), q, answers, connections))
		}
		b.ReportMetric(median(ours), "ours/s")
		b.ReportMetric(median(theirs), "redis-benchmark/s")
		b.ReportMetric(median(ours)/median(theirs), "ratio")
	}
}

func openPrompt(b *testing.B, s *redis.Store, id string) quiz.Prompt {
	b.Helper()
	p := quiz.Prompt{ID: quiz.PromptID(id), Class: "bench", Kind: quiz.Daily, Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "chapter:1", "week:1"}}
	if err := s.OpenPrompt(b.Context(), p); err != nil {
		b.Fatal(err)
	}
	return p
}

func answerRate(b *testing.B, s *redis.Store, p quiz.Prompt, n, connections int) float64 {
	b.Helper()
	var next atomic.Int64
	done := make(chan error, connections)
	start := time.Now()
	for range connections {
		go func() {
			for {
				i := next.Add(1)
				if i > int64(n) {
					done <- nil
					return
				}
				a := quiz.Answer{Prompt: p.ID, Student: quiz.StudentID("s" + strconv.FormatInt(i, 10)), Pick: "a", Right: true, Points: 100, At: time.UnixMilli(2), From: "discord", Key: "e" + strconv.FormatInt(i, 10)}
				if r, err := s.Answer(context.Background(), p, a); err != nil || r.Outcome != quiz.Recorded {
					done <- fmt.Errorf("answer %d: %q, %w", i, r.Outcome, err)
					return
				}
			}
		}()
	}
	for range connections {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(start).Seconds()
}

func benchmarkRate(b *testing.B, tool, addr, sha, mark string, p quiz.Prompt, n, connections int) float64 {
	b.Helper()
	host, port, _ := net.SplitHostPort(addr)
	tag := "lectern:{bench}:"
	args := []string{
		"-h", host, "-p", port, "-n", strconv.Itoa(n), "-c", strconv.Itoa(connections), "-r", "100000000", "--csv",
		"EVALSHA", sha, "7", tag + "prompt:" + string(p.ID), tag + "answers:" + string(p.ID), tag + "of:s__rand_int__",
		tag + "resets", tag + "board:course", tag + "board:chapter:1", tag + "board:week:1",
		"s__rand_int__", string(p.ID), "2", "e__rand_int__", "100",
		`{"pick":"a","right":true,"points":100,"at":2,"from":"discord","event":"e__rand_int__","revision":0}`,
		"course", "chapter:1", "week:1", mark,
	}
	out, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	m := regexp.MustCompile(`","([0-9.]+)"`).FindStringSubmatch(lastLine(string(out)))
	if m == nil {
		b.Fatalf("redis-benchmark said %q", out)
	}
	rate, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		b.Fatal(err)
	}
	return rate
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}
