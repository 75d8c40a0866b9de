package findbench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// round is how many queries an engine answers before it is the other's turn.
const round = 50

func timed(times []time.Duration, queries []string, ask func(string)) []time.Duration {
	for _, q := range queries {
		start := time.Now()
		ask(q)
		times = append(times, time.Since(start))
	}
	return times
}

// BenchmarkLookup asks both engines the same queries, round by round, and reports medians, slow ends
// and ratios (bleve's time in units of ours: goal 30 plain and 5 with typing errors).
func BenchmarkLookup(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		entries, err := findtest.Generate(n, 1)
		if err != nil {
			b.Fatal(err)
		}
		own, other := find.New(entries), newPeer(b, entries, "en", 1)
		plain := findtest.Ask(entries, 1_000, 1)
		for _, set := range []struct {
			name    string
			queries []string
		}{{"plain", plain}, {"typo", findtest.Mistype(plain, 1)}} {
			b.Run(fmt.Sprintf("%s/%d", set.name, n), func(b *testing.B) {
				var a, z []time.Duration
				for i := 0; b.Loop(); i++ {
					at := i * round % len(set.queries)
					part := set.queries[at:min(at+round, len(set.queries))]
					a = timed(a, part, func(q string) { own.Lookup(q) })
					z = timed(z, part, func(q string) { other.find(b, q) })
				}
				report(b, a, z)
			})
		}
	}
}

// BenchmarkBuild builds both indexes in turns (goal: a third of bleve's time).
func BenchmarkBuild(b *testing.B) {
	entries, err := findtest.Generate(10_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	var a, z []time.Duration
	for b.Loop() {
		start := time.Now()
		find.New(entries)
		middle := time.Now()
		newPeer(b, entries, "en", 1)
		a, z = append(a, middle.Sub(start)), append(z, time.Since(middle))
	}
	report(b, a, z)
}

func report(b *testing.B, own, other []time.Duration) {
	b.Helper()
	slices.Sort(own)
	slices.Sort(other)
	at := func(list []time.Duration, percent int) float64 {
		return float64(list[(len(list)-1)*percent/100].Nanoseconds())
	}
	b.ReportMetric(at(own, 50), "own-p50-ns")
	b.ReportMetric(at(own, 99), "own-p99-ns")
	b.ReportMetric(at(other, 50), "bleve-p50-ns")
	b.ReportMetric(at(other, 99), "bleve-p99-ns")
	b.ReportMetric(at(other, 50)/at(own, 50), "ratio")
}
