package schedule

import (
	"time"

	"lectern/internal/say"
)

// reach is how far, in seconds, a zone's offset from UTC may lie: RFC 9636 §3.2 allows
// offsets from -24:59:59 to 25:59:59.
const reach = 26 * 60 * 60

// jump is a change of clocks that leaves out a stretch of local time.
type jump struct {
	at       int64 // the instant, in seconds since 1970
	from, to int64 // what the clocks show before and after it, in seconds as UTC would count them
}

// place finds the instant at which clocks in a zone show a time on a date.
//
// Clock time is a function of instants, made of stretches with a constant offset. The planned
// time is looked for in every stretch that could hold it, the earliest first. So a time that
// clocks show twice takes the first. A time that no stretch holds fell into a jump: the
// instant of the jump is then the first one after the missing time. Where that is already
// another date (clocks in Nuuk jump from 23:00 to midnight), the last minute before the jump
// is taken, so that an occurrence never leaves its date. Where the date itself is missing (Samoa
// had no 30 December 2011), there is no instant, and ok is false.
func place(d Date, c Clock, zone *time.Location) (at time.Time, over *jump, ok bool) {
	wall := d.midnight() + c.seconds()
	t := time.Unix(wall-reach, 0).In(zone)
	for before := int64(0); ; {
		_, off := t.Zone()
		offset := int64(off)
		start, end := bounds(t)
		u := wall - offset
		switch {
		case !start.IsZero() && u < start.Unix():
			return land(d, &jump{at: start.Unix(), from: start.Unix() + before, to: start.Unix() + offset})
		case end.IsZero() || u < end.Unix():
			return time.Unix(u, 0).UTC(), nil, true
		}
		t, before = end, offset
	}
}

// bounds are the ends of a stretch around t with a constant offset; zero where there is none.
// The stretch may be shorter than it could be, but it always ends after t. In years beyond a
// zone's table of changes, time.Time.ZoneBounds (Go 1.26) lets every year end after 365 days: on
// 31 December of a leap year its end is not after t, and who goes from end to end never arrives.
func bounds(t time.Time) (start, end time.Time) {
	start, end = t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		end = time.Unix((t.Unix()/secondsADay+1)*secondsADay, 0).In(t.Location()) // the year ends in UTC
	}
	return start, end
}

// land chooses the instant for a time that fell into a jump.
func land(d Date, j *jump) (time.Time, *jump, bool) {
	midnight := d.midnight()
	on := func(wall int64) bool { return wall >= midnight && wall < midnight+secondsADay }
	switch {
	case on(j.to):
		return time.Unix(j.at, 0).UTC(), j, true
	case on(j.from - 60):
		return time.Unix(j.at-60, 0).UTC(), j, true
	}
	return time.Time{}, j, false
}

// exists tells whether the zone has the date at all.
func exists(d Date, zone *time.Location) bool {
	_, _, ok := place(d, Clock{}, zone)
	return ok
}

// missing counts the dates after a and up to b that the zone left out, and that the calendar
// would otherwise count.
func missing(a, b Date, zone *time.Location, counts func(Date) bool) int {
	n := 0
	stop := b.midnight() + 2*secondsADay
	t := time.Unix(a.midnight()-2*secondsADay, 0).In(zone)
	for {
		_, before := t.Zone()
		_, end := bounds(t)
		if end.IsZero() || end.Unix() > stop {
			return n
		}
		_, after := end.Zone()
		if after-before >= secondsADay {
			first := DateOf(time.Unix(end.Unix()+int64(before)+secondsADay-1, 0), time.UTC) // the first date that begins in the jump
			for d := first; d.midnight()+secondsADay <= end.Unix()+int64(after); d = d.AddDays(1) {
				if a.Before(d) && !b.Before(d) && counts(d) {
					n++
				}
			}
		}
		t = end
	}
}

// sentence explains a jump to those who planned the time.
func (j *jump) sentence(d Date, planned Clock, zone *time.Location, at time.Time) say.Text {
	show := func(wall int64) string { return time.Unix(wall, 0).UTC().Format("15:04") }
	return say.T("On {{.Date}} the clocks in {{.Zone}} go from {{.From}} straight to {{.To}}. There is no {{.Planned}} that day; {{.Instead}} takes its place.",
		say.Args{"Date": d.Long(), "Zone": zone, "From": show(j.from), "To": show(j.to), "Planned": planned, "Instead": at.In(zone).Format("15:04")})
}
