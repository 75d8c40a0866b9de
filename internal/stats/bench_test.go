package stats_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"lectern/internal/quiz"
)

// term is 500 students who answered nine in ten of 400 questions in ten chapters, with options
// in a new order each time.
func term(t testing.TB) *world {
	t.Helper()
	w := &world{t: t}
	rng := rand.New(rand.NewPCG(1, 2))
	names := make([]string, 500)
	for s := range names {
		names[s] = fmt.Sprintf("s%03d", s)
	}
	for i := range 400 {
		id := w.ask(i, turned(single(fmt.Sprintf("q%03d", i), fmt.Sprintf("ch%d", i/40), 4), i%4))
		for s, name := range names {
			if rng.IntN(10) == 0 {
				continue
			}
			right := (4 - i%4) % 4
			if rng.IntN(700) < s+100 {
				w.answer(id, name, string(rune('a'+right)), quiz.Sure)
				continue
			}
			w.answer(id, name, string(rune('a'+rng.IntN(4))), quiz.Guess)
		}
	}
	return w
}

// slowest is what no machine needs for a term: five times the goal.
const slowest = time.Second

// BenchmarkTerm reckons everything about a term. The goal is 200 ms; beyond slowest it fails.
func BenchmarkTerm(b *testing.B) {
	w := term(b)
	now := began().AddDate(2, 0, 0)
	b.ReportAllocs()
	for b.Loop() {
		if r := w.report(now, nil); !r.Course.Consistency.Known {
			b.Fatal(r.Course.Consistency.Text)
		}
	}
	if took := b.Elapsed() / time.Duration(b.N); took > slowest {
		b.Errorf("a term took %v", took)
	}
}
