package stats_test

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"lectern/internal/quiz"
	"lectern/internal/stats"
	"lectern/internal/store"
	"lectern/internal/store/redis"
	"lectern/internal/store/sqlite"
	"lectern/internal/store/storetest"
)

// fill puts a world into a store.
func (w *world) fill(s store.Store) {
	w.t.Helper()
	ctx := context.Background()
	byID := map[quiz.PromptID]quiz.Prompt{}
	for _, p := range w.prompts {
		p.Boards = []quiz.Board{"course"}
		byID[p.ID] = p
		if err := s.OpenPrompt(ctx, p); err != nil {
			w.t.Fatal(err)
		}
	}
	const hands = 64
	var wg sync.WaitGroup
	for h := range hands {
		wg.Go(func() {
			for i := h; i < len(w.answers); i += hands {
				a := w.answers[i]
				p := byID[a.Prompt]
				a.Question, a.At, a.From, a.Key = p.Question, p.Opens.Add(time.Minute), "discord", "e"+strconv.Itoa(i)
				if _, err := s.Answer(ctx, p, a); err != nil {
					w.t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkReadTerm reads a term from a store and reckons everything about it.
func BenchmarkReadTerm(b *testing.B) {
	for name, open := range map[string]func() (store.Store, error){
		"sqlite": func() (store.Store, error) { return sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "store.db")) },
		"redis":  func() (store.Store, error) { return redis.Open(b.Context(), "redis://"+storetest.StartRedis(b)) },
	} {
		b.Run(name, func(b *testing.B) {
			s, err := open()
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			term(b).fill(s)
			service := stats.NewService(s)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := service.Read(b.Context(), "c", time.UTC, began().AddDate(2, 0, 0)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
