package find_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sahilm/fuzzy"

	"lectern/internal/find"
	"lectern/internal/find/findtest"
)

// made keeps made-up courses between benchmarks: making one takes longer than indexing it.
var made = struct {
	sync.Mutex
	courses map[int][]find.Entry
}{courses: make(map[int][]find.Entry)}

func generated(b *testing.B, n int) []find.Entry {
	b.Helper()
	made.Lock()
	defer made.Unlock()
	if made.courses[n] == nil {
		entries, err := findtest.Generate(n, 1)
		if err != nil {
			b.Fatal(err)
		}
		made.courses[n] = entries
	}
	return made.courses[n]
}

// percentiles times every query on its own and reports the middle and the slow end.
func percentiles(b *testing.B, ask func(string), queries []string) {
	b.Helper()
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		ask(queries[i%len(queries)])
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds()), "p99-ns")
}

func BenchmarkLookup(b *testing.B) {
	b.Run("course", func(b *testing.B) {
		ix := find.New(entriesOf(b, "sky"))
		for _, q := range []string{"moon", "spring tides", "supernovea", "why does the moon turn red"} {
			b.Run(q, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ix.Lookup(q)
				}
			})
		}
	})
	for _, n := range []int{1_000, 10_000, 100_000} {
		entries := generated(b, n)
		ix := find.New(entries)
		plain := findtest.Ask(entries, 1_000, 1)
		typed := findtest.Mistype(plain, 1)
		lookup := func(q string) { ix.Lookup(q) }
		b.Run(fmt.Sprintf("plain/%d", n), func(b *testing.B) { percentiles(b, lookup, plain) })
		b.Run(fmt.Sprintf("typo/%d", n), func(b *testing.B) { percentiles(b, lookup, typed) })
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		entries := generated(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				find.New(entries)
			}
		})
	}
}

// BenchmarkComplete compares completion with a subsequence matcher, at most 25 choices each.
func BenchmarkComplete(b *testing.B) {
	const choices = 25
	typed := []string{"s", "in", "moon", "the ma", "refrac", "list com", "supernov", "plnaets", "horizen", "kepler"}
	for _, n := range []int{1_000, 10_000} {
		entries := generated(b, n)
		titles := make([]string, len(entries))
		for i, e := range entries {
			titles[i] = e.Title
		}
		ix := find.New(entries)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ours := func(q string) { ix.Complete(q, choices) }
			theirs := func(q string) {
				found := fuzzy.Find(q, titles)
				_ = found[:min(choices, len(found))]
			}
			interleave(b, typed, ours, theirs)
		})
	}
}

// interleave asks two engines the same queries in turns, round by round, and reports the
// median times and their ratio.
func interleave(b *testing.B, queries []string, ours, theirs func(string)) {
	b.Helper()
	var a, z []time.Duration
	for b.Loop() {
		for _, q := range queries {
			start := time.Now()
			ours(q)
			middle := time.Now()
			theirs(q)
			a, z = append(a, middle.Sub(start)), append(z, time.Since(middle))
		}
	}
	slices.Sort(a)
	slices.Sort(z)
	own, peer := a[len(a)/2], z[len(z)/2]
	b.ReportMetric(float64(own.Nanoseconds()), "own-ns")
	b.ReportMetric(float64(peer.Nanoseconds()), "peer-ns")
	b.ReportMetric(float64(peer)/float64(own), "ratio")
}
