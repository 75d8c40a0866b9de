package schedule

import (
	"strings"
	"time"

	"lectern/internal/fault"
	"lectern/internal/say"
)

// Moment finds the instant at which clocks in a zone show a time on a date. A time that clocks
// skip is moved to the first one after it, and moved says so in a sentence; of a time that they
// show twice it is the first.
func Moment(d Date, c Clock, zone *time.Location) (at time.Time, moved say.Text, err error) {
	at, over, ok := place(d, c, orUTC(zone))
	if !ok {
		return at, moved, fault.New(fault.Invalid, "The date {{.Date}} does not exist in {{.Zone}}: clocks there left it out.", "Choose another date.").With("Date", d).With("Zone", zone)
	}
	if over != nil {
		moved = over.sentence(d, c, zone, at)
	}
	return at, moved, nil
}

// ParseMoment reads when something shall happen: "now", a time of day such as 09:00 (the next
// one there is), or a date and a time such as "2026-12-01 09:00".
func ParseMoment(text string, now time.Time, zone *time.Location) (at time.Time, moved say.Text, err error) {
	fields := strings.Fields(strings.ReplaceAll(text, "T", " "))
	zone = orUTC(zone)
	switch {
	case len(fields) == 0 || len(fields) == 1 && strings.EqualFold(fields[0], "now"):
		return now, moved, nil
	case len(fields) == 1 && strings.Contains(fields[0], "-"):
		return at, moved, fault.New(fault.Invalid, "The time of day is missing in {{.Text}}.", "Give a date and a time, such as 2026-12-01 09:00.").With("Text", quoted(text))
	}
	on, clock := DateOf(now, zone), strings.Join(fields, " ")
	dated := strings.Contains(fields[0], "-")
	if dated {
		if on, err = ParseDate(fields[0]); err != nil {
			return at, moved, err
		}
		clock = strings.Join(fields[1:], " ")
	}
	c, err := ParseClock(clock)
	if err != nil {
		return at, moved, err
	}
	at, moved, err = Moment(on, c, zone)
	if err != nil || !at.Before(now) {
		return at, moved, err
	}
	if dated {
		return at, moved, fault.New(fault.Invalid, "The time {{.Text}} is over.", "Give a time that is still to come, or now.").With("Text", quoted(text))
	}
	return Moment(on.AddDays(1), c, zone)
}
