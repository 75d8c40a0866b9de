package schedule_test

import (
	"testing"
	"time"

	"lectern/internal/schedule"
)

// BenchmarkPreview plans the next ten questions beside the floor: ten dates by time.Date alone,
// which gets changes of clocks wrong and knows no closing. The ratio is the price of being
// right.
func BenchmarkPreview(b *testing.B) {
	p := plan(b, schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00", Holidays: "2026-12-21..2027-01-03, 2027-03-26..2027-03-29", Skip: "2026-11-26"})
	from := instant(b, "2026-11-24T14:00:00Z")
	var floor, ours float64
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			out := make([]time.Time, 0, 10)
			for d := from.In(p.Calendar.Zone); len(out) < 10; {
				d = time.Date(d.Year(), d.Month(), d.Day()+1, 9, 0, 0, 0, p.Calendar.Zone)
				if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
					out = append(out, d.UTC())
				}
			}
		}
		floor = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	})
	b.Run("lectern", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if len(p.Preview(from, 10)) != 10 {
				b.Fatal("the plan ends")
			}
		}
		ours = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
		b.ReportMetric(ours/floor, "x-of-floor")
	})
}

// BenchmarkClassDaysBetween counts over a term, as a board does for every streak.
func BenchmarkClassDaysBetween(b *testing.B) {
	p := plan(b, schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00", Holidays: "2026-12-21..2027-01-03"})
	first, last := date(b, "2026-10-12"), date(b, "2027-02-05")
	b.ReportAllocs()
	for b.Loop() {
		if p.Calendar.ClassDaysBetween(first, last) != 74 {
			b.Fatal("miscounted")
		}
	}
}
