package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lectern/internal/quiz"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
	"lectern/internal/store/storetest"
)

// rounds are interleaved, so that a busy moment of the machine strikes all sides.
const rounds = 7

func openSQLite(b *testing.B) store.Store {
	b.Helper()
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "store.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func openRedis(b *testing.B, fsync string) store.Store {
	b.Helper()
	addr := storetest.StartRedis(b, "--appendonly", "yes", "--appendfsync", fsync)
	s, err := redis.Open(b.Context(), "redis://"+addr)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func openPrompt(b *testing.B, s store.Store, id string) quiz.Prompt {
	b.Helper()
	p := quiz.Prompt{ID: quiz.PromptID(id), Class: "bench", Kind: quiz.Daily, Question: "q", Opens: time.UnixMilli(1), Boards: []quiz.Board{"course", "chapter:1", "week:1"}}
	if err := s.OpenPrompt(b.Context(), p); err != nil {
		b.Fatal(err)
	}
	return p
}

// rate gives the answers per second that so many callers have recorded, n in all.
func rate(b *testing.B, s store.Store, n, callers int) float64 {
	b.Helper()
	p := openPrompt(b, s, fmt.Sprintf("p-%d", time.Now().UnixNano()))
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	began := time.Now()
	for range callers {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				id := strconv.FormatInt(i, 10)
				a := quiz.Answer{Prompt: p.ID, Question: "q", Student: quiz.StudentID("s" + id), Pick: "a", Right: true, Points: 100, At: time.UnixMilli(2), From: "discord", Key: "e" + id}
				if r, err := s.Answer(context.Background(), p, a); err != nil || r.Outcome != quiz.Recorded {
					err = fmt.Errorf("answer %d: %q, %w", i, r.Outcome, err)
					failed.Store(&err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		b.Fatal(*err)
	}
	return float64(n) / time.Since(began).Seconds()
}

// BenchmarkDurableAnswers records answers that survive a power cut: SQLite with
// synchronous=FULL beside go-redis on a server with appendfsync always (goal: at least 0.75 of
// it), and beside itself with one caller, which is one transaction per answer (goal: at least
// four times that). Run it with -benchtime 1x.
func BenchmarkDurableAnswers(b *testing.B) {
	const callers, answers = 128, 6000
	file, server := openSQLite(b), openRedis(b, "always")
	for b.Loop() {
		var ours, single, theirs []float64
		for range rounds {
			ours = append(ours, rate(b, file, answers, callers))
			theirs = append(theirs, rate(b, server, answers, callers))
			single = append(single, rate(b, file, answers/20, 1))
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(median(ours), "sqlite/s")
		b.ReportMetric(median(theirs), "redis-always/s")
		b.ReportMetric(median(single), "single/s")
		b.ReportMetric(median(ours)/median(theirs), "ratio")
		b.ReportMetric(median(ours)/median(single), "group-ratio")
	}
}

// BenchmarkStandings asks for the first ten rows and one's own of boards of different sizes,
// SQLite beside Redis (goals: at most 3 times its time with 1,000 members, at most a fifth with
// 100,000). Run it with -benchtime 1x.
func BenchmarkStandings(b *testing.B) {
	for _, members := range []int{1000, 100_000} {
		b.Run(strconv.Itoa(members), func(b *testing.B) {
			stores := []store.Store{openSQLite(b), openRedis(b, "no")}
			for _, s := range stores {
				fill(b, s, members)
			}
			for b.Loop() {
				took := [2][]float64{}
				for range rounds {
					for i, s := range stores {
						took[i] = append(took[i], standingsTime(b, s, members))
					}
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(median(took[0]), "sqlite-µs")
				b.ReportMetric(median(took[1]), "redis-µs")
				b.ReportMetric(median(took[0])/median(took[1]), "ratio")
			}
		})
	}
}

// fill puts so many students on the course's board, with points that differ.
func fill(b *testing.B, s store.Store, members int) {
	b.Helper()
	p := openPrompt(b, s, "fill")
	p.Boards = []quiz.Board{"course"}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(members); i = next.Add(1) {
				id := strconv.FormatInt(i, 10)
				a := quiz.Answer{Prompt: p.ID, Question: "q", Student: quiz.StudentID("s" + id), Pick: "a", Points: int(i*7919) % 5000, At: time.UnixMilli(2), From: "discord", Key: "e" + id}
				if _, err := s.Answer(context.Background(), p, a); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func standingsTime(b *testing.B, s store.Store, members int) (micros float64) {
	b.Helper()
	const calls = 300
	began := time.Now()
	for i := range calls {
		page, err := s.Standings(b.Context(), "bench", "course", 10, quiz.StudentID("s"+strconv.Itoa(1+i*31%members)))
		if err != nil || len(page.Top) != 10 || page.Own == nil || page.Total != members {
			b.Fatalf("%+v, %v", page, err)
		}
	}
	return 1e6 * time.Since(began).Seconds() / calls
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}
