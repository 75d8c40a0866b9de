// Package schedule plans in civil time: on which dates a class is asked, and at which instant
// the question of a date opens and closes.
//
// # Design
//
// People plan in local time: 09:00 on class days in Berlin. Instants are what a program can
// wait for. Between the two stand changes of clocks, and every short cut fails on one of them:
// adding 24 hours drifts, a timer that compares the minute on the wall runs twice or never, and
// time.Date turns a time that does not exist into one before the change in some zones and after
// it in others, in a few even on the date before. Hence:
//
//   - An occurrence is known by its planned local date. The date, not the instant, is the key
//     under which it is claimed: two replicas with different clocks mean the same occurrence.
//   - The instant is found by our own rule (see place). A time that clocks skip becomes the first
//     instant after the gap; a time that clocks show twice is the first of the two. It always
//     lies on the planned date.
//   - A date without any instant (Samoa, 30 December 2011) is not a class day.
//
// All functions are pure: they read no clock. The time zone database is compiled in, so that a
// container without one has it; as everywhere in Go, one on the host comes first.
package schedule

import (
	"errors"
	"iter"
	"time"
	_ "time/tzdata" // zones for hosts and containers that have none

	"lectern/internal/fault"
	"lectern/internal/say"
)

// mostQuestions is the largest number of questions an occurrence may ask: our own choice.
const mostQuestions = 10

// Plan says when a class is asked, and how much.
type Plan struct {
	Calendar  Calendar
	Opens     Clock   // local time of the opening
	Closes    Closing // the zero value: 23:59 of the same day
	Questions int     // how many questions an occurrence asks, 1 to 10
}

// Occurrence is one opening of a plan.
type Occurrence struct {
	Date   Date      // the planned local date: the occurrence's key
	Opens  time.Time // in UTC
	Closes time.Time // in UTC, after Opens and before the next occurrence opens
	Moved  say.Text  // a sentence, when the planned time of the opening does not exist that day
}

// IsOpen tells whether the occurrence is open at the instant.
func (o Occurrence) IsOpen(at time.Time) bool { return !at.Before(o.Opens) && at.Before(o.Closes) }

// Check tells all that is wrong with a plan.
func (p Plan) Check() error {
	errs := []error{p.Calendar.Check(), p.Closes.check()}
	if !p.Opens.valid() {
		errs = append(errs, badClock(p.Opens.String(), say.T("a day has 24 hours of 60 minutes")))
	}
	if p.Questions < 1 || p.Questions > mostQuestions {
		errs = append(errs, fault.New(fault.Invalid, "A class cannot be asked {{.Questions}} questions at a time.", "Choose a number from 1 to {{.Most}}.").With("Questions", p.Questions).With("Most", mostQuestions))
	}
	return errors.Join(errs...)
}

// On is the occurrence of a date. It is false when the date is not a class day.
func (p Plan) On(d Date) (Occurrence, bool) {
	if !p.Calendar.planned(d) {
		return Occurrence{}, false
	}
	return p.on(d)
}

// on is the occurrence of a date that is a class day if the zone has it.
func (p Plan) on(d Date) (Occurrence, bool) {
	zone := orUTC(p.Calendar.Zone)
	at, over, ok := place(d, p.Opens, zone)
	if !ok {
		return Occurrence{}, false
	}
	o := Occurrence{Date: d, Opens: at, Closes: p.closes(d, at)}
	if over != nil {
		o.Moved = over.sentence(d, p.Opens, zone, at)
	}
	return o, true
}

// following is the first opening after a date.
func (p Plan) following(d Date) (time.Time, bool) {
	next, ok := p.Calendar.Next(d.AddDays(1))
	if !ok {
		return time.Time{}, false
	}
	at, _, ok := place(next, p.Opens, orUTC(p.Calendar.Zone))
	return at, ok
}

// from goes through the occurrences that open after an instant, the earliest first.
func (p Plan) from(after time.Time) iter.Seq[Occurrence] {
	return func(yield func(Occurrence) bool) {
		// An occurrence opens when clocks show its time for the first time. So whatever date they
		// show, those of earlier dates have opened, even where clocks go back over midnight.
		d := DateOf(after, p.Calendar.Zone)
		for {
			day, ok := p.Calendar.nextPlanned(d)
			if !ok {
				return
			}
			if o, ok := p.on(day); ok && o.Opens.After(after) && !yield(o) {
				return
			}
			d = day.AddDays(1)
		}
	}
}

// Next is the first occurrence that opens after the instant. It is false when none follows.
func (p Plan) Next(after time.Time) (Occurrence, bool) {
	for o := range p.from(after) {
		return o, true
	}
	return Occurrence{}, false
}

// Preview lists the next n occurrences that open after the instant; fewer when the plan ends.
func (p Plan) Preview(from time.Time, n int) []Occurrence {
	if n <= 0 {
		return nil
	}
	var out []Occurrence
	for o := range p.from(from) {
		if out = append(out, o); len(out) == n {
			break
		}
	}
	return out
}

// Due lists the occurrences whose opening lies after now-lookback and not after now, the
// earliest first: what a program that was away has missed. One that IsOpen now can still be
// opened, late; the others are past.
func (p Plan) Due(now time.Time, lookback time.Duration) []Occurrence {
	var out []Occurrence
	for o := range p.from(now.Add(-lookback)) {
		if o.Opens.After(now) {
			break
		}
		out = append(out, o)
	}
	return out
}
