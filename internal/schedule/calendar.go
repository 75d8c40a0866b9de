package schedule

import (
	"errors"
	"time"

	"lectern/internal/fault"
)

// Calendar says on which dates a class meets.
type Calendar struct {
	Zone     *time.Location // as ParseZone gives it; nil is UTC
	Days     Days           // the class days of an ordinary week
	Holidays Dates          // when nobody meets
	Skip     Dates          // further dates without a question
	Start    Date           // the first date; zero: open
	End      Date           // the last date; zero: open
}

// Check tells what is wrong with a calendar: an end before the start, or no class day at all.
func (c Calendar) Check() error {
	var errs []error
	if c.Days&EveryDay == NoDays {
		errs = append(errs, noDays())
	}
	if !c.Start.IsZero() && !c.End.IsZero() {
		if c.End.Before(c.Start) {
			errs = append(errs, fault.New(fault.Invalid, "The schedule ends on {{.End}}, before it starts on {{.Start}}.", "Put the end after the start, or leave it open.").With("End", c.End).With("Start", c.Start))
		} else if _, ok := c.Next(c.Start); !ok && len(errs) == 0 {
			errs = append(errs, fault.New(fault.Invalid, "No class day is left between {{.Start}} and {{.End}}.", "Check the class days, the holidays and the skipped dates.").With("Start", c.Start).With("End", c.End))
		}
	}
	return errors.Join(errs...)
}

// Has tells whether the class meets on the date. A date that the zone itself left out, as
// Samoa did with 30 December 2011, is not a class day.
func (c Calendar) Has(d Date) bool { return c.planned(d) && exists(d, orUTC(c.Zone)) }

func (c Calendar) planned(d Date) bool {
	return c.Days.Has(d.Weekday()) && c.within(d) && !c.Holidays.Has(d) && !c.Skip.Has(d)
}

func (c Calendar) within(d Date) bool {
	return d.Year <= lastYear && (c.Start.IsZero() || !d.Before(c.Start)) && (c.End.IsZero() || !c.End.Before(d))
}

// Next is the first class day on or after the date. It is false when there is none.
func (c Calendar) Next(d Date) (Date, bool) {
	for {
		next, ok := c.nextPlanned(d)
		if !ok || exists(next, orUTC(c.Zone)) {
			return next, ok
		}
		d = next.AddDays(1)
	}
}

// nextPlanned is the first class day on or after the date, whether or not the zone has it.
func (c Calendar) nextPlanned(d Date) (Date, bool) {
	if c.Days&EveryDay == NoDays {
		return Date{}, false
	}
	if d.Before(c.Start) {
		d = c.Start
	}
	for c.within(d) {
		if r, ok := c.Holidays.over(d); ok {
			d = r.Last.AddDays(1)
		} else if r, ok := c.Skip.over(d); ok {
			d = r.Last.AddDays(1)
		} else if c.Days.Has(d.Weekday()) {
			return d, true
		} else {
			d = d.AddDays(1)
		}
	}
	return Date{}, false
}

// ClassDaysBetween counts the class days after a, up to and including b. It is 1 when b is the
// class day that follows a, which is what a streak asks, and 0 when b does not come after a.
func (c Calendar) ClassDaysBetween(a, b Date) int {
	first, last := a.AddDays(1), b
	if first.Before(c.Start) {
		first = c.Start
	}
	if !c.End.IsZero() && c.End.Before(last) {
		last = c.End
	}
	if last.Before(first) {
		return 0
	}
	n := c.Days.in(first, last)
	for _, r := range c.Holidays.With(c.Skip).ranges {
		if r.First.Before(first) {
			r.First = first
		}
		if last.Before(r.Last) {
			r.Last = last
		}
		n -= c.Days.in(r.First, r.Last)
	}
	return n - missing(first.AddDays(-1), last, orUTC(c.Zone), c.planned)
}

// in counts the days of the set from one date to another, both included.
func (s Days) in(first, last Date) int {
	length := last.Number() - first.Number() + 1
	if length <= 0 {
		return 0
	}
	n := length / 7 * s.Count()
	for i := range length % 7 {
		if s.Has((first.Weekday() + time.Weekday(i)) % 7) {
			n++
		}
	}
	return n
}
