package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/schedule"
)

// TestSetsOfDatesHoldWhatTheyWereMadeOf compares a set with a list of its dates.
func TestSetsOfDatesHoldWhatTheyWereMadeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := ranges(20000).Draw(t, "a"), ranges(20000).Draw(t, "b")
		both := a.With(b)
		n := 0
		for i := 19900; i < 20150; i++ {
			d := schedule.DateOfNumber(i)
			in := false
			for _, s := range []schedule.Dates{a, b} {
				for _, r := range s.Ranges() {
					in = in || !d.Before(r.First) && !r.Last.Before(d)
				}
			}
			if both.Has(d) != in {
				t.Fatalf("%s in %s: %v", d, both, both.Has(d))
			}
			if in {
				n++
			}
		}
		if both.Len() != n {
			t.Fatalf("%s has %d dates, want %d", both, both.Len(), n)
		}
		for i, r := range both.Ranges() {
			if i > 0 && r.First.Number() < both.Ranges()[i-1].Last.Number()+2 {
				t.Fatalf("%s has ranges that touch", both)
			}
		}
	})
}

// TestClassDaysAreCountedAsTheyCome compares the closed count with a walk over the dates,
// also across the date that Samoa left out (day 15338, 30 December 2011).
func TestClassDaysAreCountedAsTheyCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.SampledFrom([]int{20000, 15338}).Draw(t, "near")
		c := plans(near).Draw(t, "plan").Calendar
		if rapid.Bool().Draw(t, "Samoa") {
			c.Zone = apia()
		}
		a := schedule.DateOfNumber(near + rapid.IntRange(-90, 90).Draw(t, "a"))
		b := schedule.DateOfNumber(near + rapid.IntRange(-90, 90).Draw(t, "b"))
		want := 0
		for d := a.AddDays(1); !b.Before(d); d = d.AddDays(1) {
			if c.Has(d) {
				want++
			}
		}
		if got := c.ClassDaysBetween(a, b); got != want {
			t.Fatalf("from %s to %s: %d class days, want %d", a, b, got, want)
		}
		if next, ok := c.Next(a.AddDays(1)); ok && (c.ClassDaysBetween(a, next) != 1 || !c.Has(next)) {
			t.Fatalf("%s follows %s, and %d class days lie between", next, a, c.ClassDaysBetween(a, next))
		}
	})
}

func apia() *time.Location {
	zone, err := schedule.ParseZone("Pacific/Apia")
	if err != nil {
		panic(err)
	}
	return zone
}

// TestPlansKeepTheirPromises holds for any plan around a change of clocks: occurrences come in
// order, do not overlap, lie on class days, and Due and On tell the same as Preview.
func TestPlansKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Days around which many zones change their clocks: March 2027, November 2027, and
		// December 2011 with Samoa.
		near := rapid.SampledFrom([]int{20891, 21129, 15338}).Draw(t, "near")
		p := plans(near).Draw(t, "plan")
		from := time.Unix(int64(near-20)*86400+int64(rapid.IntRange(0, 86399).Draw(t, "second")), 0)
		got := p.Preview(from, 30)
		for i, o := range got {
			switch {
			case !o.Opens.After(from), !p.Calendar.Has(o.Date), schedule.DateOf(o.Opens, p.Calendar.Zone) != o.Date:
				t.Fatalf("%v does not belong here", o)
			case !o.Closes.After(o.Opens):
				t.Fatalf("%v closes before it opens", o)
			case i > 0 && (!o.Opens.After(got[i-1].Opens) || got[i-1].Closes.After(o.Opens) || p.Calendar.ClassDaysBetween(got[i-1].Date, o.Date) != 1):
				t.Fatalf("%v does not follow %v", o, got[i-1])
			}
			if on, ok := p.On(o.Date); !ok || !cmp.Equal(on, o) {
				t.Fatalf("On gives %v, Preview %v", on, o)
			}
		}
		if len(got) > 0 {
			last := got[len(got)-1].Opens
			if d := cmp.Diff(got, p.Due(last, last.Sub(from))); d != "" {
				t.Fatal(d)
			}
		}
	})
}
