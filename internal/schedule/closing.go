package schedule

import (
	"fmt"
	"strings"
	"time"

	"lectern/internal/fault"
	"lectern/internal/say"
)

// Bounds of a closing that is given as a length of time: our own choice. A question that is
// open for less than a minute reaches nobody; one that is open for longer than two weeks is
// no daily question.
const (
	shortest = time.Minute
	longest  = 14 * 24 * time.Hour
)

// untilNext is how long before the next opening a question closes when it stays open as long
// as possible, so that the old result is told before the new question comes.
const untilNext = time.Minute

// endOfDay is when a question closes unless the plan says otherwise.
func endOfDay() Clock { return Clock{23, 59} }

// Closing says when an occurrence closes. The zero Closing is 23:59 of the same class day.
// Whatever it says, an occurrence closes a minute before the next one opens.
type Closing struct {
	mode closingMode
	at   Clock
	long time.Duration
}

type closingMode uint8

const (
	byDefault closingMode = iota
	atClock
	afterTime
	atNext
)

// ClosesAt closes when the clock shows the time next after the opening: on the same date, or
// on the following one when the opening is later in the day.
func ClosesAt(c Clock) Closing { return Closing{mode: atClock, at: c} }

// ClosesAfter closes when the length of time has passed since the opening.
func ClosesAfter(d time.Duration) Closing { return Closing{mode: afterTime, long: d} }

// ClosesAtNext closes a minute before the next opening.
func ClosesAtNext() Closing { return Closing{mode: atNext} }

// ParseClosing reads when an occurrence closes: a time of day ("23:59", "6pm"), a length of
// time ("90m", "6h", "1h30m", "2d") or "next", just before the next opening. An empty text is
// the default, 23:59 of the same day.
func ParseClosing(text string) (Closing, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	switch s {
	case "":
		return Closing{}, nil
	case "next", "next opening", "until next":
		return ClosesAtNext(), nil
	}
	if d, ok := parseLength(s); ok {
		c := ClosesAfter(d)
		return c, c.check()
	}
	c, err := ParseClock(s)
	if err != nil {
		return Closing{}, fault.Wrap(err, fault.Invalid, "{{.Text}} does not say when a question closes.",
			"Write a time (23:59), how long it stays open (6h) or next, for just before the next question.").With("Text", quoted(text))
	}
	return ClosesAt(c), nil
}

// parseLength reads a length of time; days count 24 hours.
func parseLength(s string) (time.Duration, bool) {
	if n, ok := strings.CutSuffix(s, "d"); ok && digits(n) >= 0 {
		return time.Duration(digits(n)) * 24 * time.Hour, true
	}
	d, err := time.ParseDuration(s)
	return d, err == nil
}

func (c Closing) check() error {
	switch {
	case c.mode == afterTime && (c.long < shortest || c.long > longest || c.long%time.Second != 0):
		return fault.New(fault.Invalid, "A question cannot stay open for {{.Time}}.", "Choose a time from one minute (1m) to two weeks (14d), in whole seconds.").With("Time", c.long)
	case c.mode == atClock && !c.at.valid():
		return badClock(c.at.String(), say.T("a day has 24 hours of 60 minutes"))
	}
	return nil
}

// String writes the closing as ParseClosing reads it; the default is empty.
func (c Closing) String() string {
	switch c.mode {
	case atClock:
		return c.at.String()
	case afterTime:
		return lengthText(c.long)
	case atNext:
		return "next"
	case byDefault:
	}
	return ""
}

// lengthText writes a length of time without the noughts that the standard library adds.
func lengthText(d time.Duration) string {
	if day := 24 * time.Hour; d >= day && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// closes finds the closing of an occurrence that opens on d.
func (p Plan) closes(d Date, opens time.Time) time.Time {
	c := p.Closes
	if c.mode == byDefault {
		c = ClosesAt(endOfDay())
	}
	var closes time.Time
	switch c.mode {
	case atClock, byDefault:
		if c.at.minutes() > p.Opens.minutes() {
			return p.showing(d, c.at, opens) // on the same date: before any later opening
		}
		closes = p.showing(d.AddDays(1), c.at, opens)
	case afterTime:
		closes = opens.Add(c.long)
	case atNext: // as if the next day were a class day, when nothing follows
		closes = p.showing(d.AddDays(1), p.Opens, opens).Add(-untilNext)
		if following, ok := p.following(d); ok {
			return following.Add(-untilNext)
		}
	}
	if following, ok := p.following(d); ok && closes.After(following.Add(-untilNext)) {
		return following.Add(-untilNext)
	}
	return closes
}

// showing finds when the clock shows the closing time. Where a change of clocks swallowed the
// time between opening and closing, the question stays open for as long as was planned.
func (p Plan) showing(d Date, c Clock, opens time.Time) time.Time {
	if at, _, ok := place(d, c, orUTC(p.Calendar.Zone)); ok && at.After(opens) {
		return at
	}
	minutes := c.minutes() - p.Opens.minutes()
	if minutes <= 0 {
		minutes += 24 * 60
	}
	return opens.Add(time.Duration(minutes) * time.Minute)
}
