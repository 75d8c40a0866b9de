package memory_test

import (
	"fmt"
	"math"
	"testing"

	"lectern/internal/memory"
)

// BenchmarkChoose decides what a class of 500 is asked, with a bank of 400 questions of which
// everybody has answered everything, from the states on. The floor is one power per state,
// which the curve of forgetting cannot do without.
func BenchmarkChoose(b *testing.B) {
	const questions, students = 400, 500
	states := make([][]memory.State, questions)
	for q := range states {
		states[q] = make([]memory.State, students)
		for i := range states[q] {
			states[q][i] = memory.State{Stability: 0.5 + float64((q*students+i)%977)/10, Difficulty: 5, Last: memory.Day((q + i) % 90)}
		}
	}
	var floor float64
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			sum := 0.0
			for _, of := range states {
				for _, s := range of {
					sum += math.Pow(1+float64(100-s.Last)/s.Stability, -0.1542)
				}
			}
			if sum == 0 {
				b.Fatal("nothing added up")
			}
		}
		floor = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	})
	items := func() []memory.Item {
		out := make([]memory.Item, questions)
		for q, of := range states {
			out[q] = memory.Item{ID: fmt.Sprint("question-", q), Chapter: fmt.Sprint(q / 40), Objective: fmt.Sprint(q / 5), Order: q, LastPosted: q % 30, Posted: 1 + q%3}
			for _, s := range of {
				out[q].Forgetting.Add(memory.Retrievability(s, float64(100-s.Last)))
			}
		}
		return out
	}
	wish := memory.Wish{N: 3, Seed: memory.Seed("class", "2026-11-24"), Students: students, Answers: questions * students}
	b.Run("from-states", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if len(memory.Choose(items(), wish)) != 3 {
				b.Fatal("not three are chosen")
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/floor, "x-of-floor")
	})
	b.Run("from-sums", func(b *testing.B) {
		summed := items()
		b.ReportAllocs()
		for b.Loop() {
			if len(memory.Choose(summed, wish)) != 3 {
				b.Fatal("not three are chosen")
			}
		}
	})
}

// BenchmarkReplay replays what a student has answered to one question in a year.
func BenchmarkReplay(b *testing.B) {
	var answers []memory.Answer
	for i := range 12 {
		answers = append(answers, memory.Answer{On: memory.Day(i * i * 2), Grade: memory.Grade(1 + i%3)})
	}
	b.ReportAllocs()
	for b.Loop() {
		if memory.Of(answers).New() {
			b.Fatal("nothing was replayed")
		}
	}
}
