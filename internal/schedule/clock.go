package schedule

import (
	"fmt"
	"strings"

	"lectern/internal/fault"
	"lectern/internal/say"
)

// Clock is a time of day as a clock on the wall shows it, to the minute.
type Clock struct {
	Hour, Minute int
}

// ParseClock reads a time of day: 09:00, 9:00, 21:30, or with am and pm: 9am, 9:30 pm.
func ParseClock(text string) (Clock, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	s, half := cutHalf(s)
	hour, minute, colon := strings.Cut(s, ":")
	c := Clock{Hour: digits(hour)}
	switch {
	case !colon && half == "", len(hour) > 2, c.Hour < 0:
		return Clock{}, badClock(text)
	case colon && (len(minute) != 2 || digits(minute) < 0):
		return Clock{}, badClock(text, say.T("minutes have two digits"))
	case colon:
		c.Minute = digits(minute)
	}
	switch {
	case c.Minute > 59:
		return Clock{}, badClock(text, say.T("an hour has 60 minutes"))
	case half != "" && (c.Hour < 1 || c.Hour > 12):
		return Clock{}, badClock(text, say.T("{{.Half}} goes with the hours 1 to 12", say.Args{"Half": half}))
	case c == Clock{Hour: 24}:
		return Clock{}, fault.New(fault.Invalid, "{{.Text}} is no time of one day: it is the midnight that begins the next.", "Write 23:59 for the end of the day, or 00:00 for its beginning.").With("Text", quoted(text))
	case c.Hour > 23:
		return Clock{}, badClock(text, say.T("a day has 24 hours"))
	case half != "":
		c.Hour %= 12
		if half == "pm" {
			c.Hour += 12
		}
	}
	return c, nil
}

// cutHalf takes the half of the day from the end of a time.
func cutHalf(s string) (rest, half string) {
	for _, suffix := range []string{"am", "pm", "a.m.", "p.m."} {
		if before, ok := strings.CutSuffix(s, suffix); ok {
			return strings.TrimRight(before, " "), string(suffix[0]) + "m"
		}
	}
	return s, ""
}

func badClock(text string, why ...say.Text) error {
	if len(why) > 0 {
		return fault.New(fault.Invalid, "{{.Text}} is not a time of day: {{.Why}}.", "Write hours and minutes, for example 09:00 or 21:30.").
			With("Text", quoted(text)).With("Why", why[0])
	}
	return fault.New(fault.Invalid, "{{.Text}} is not a time of day.", "Write hours and minutes, for example 09:00 or 21:30.").With("Text", quoted(text))
}

// String writes the time with 24 hours: 09:00.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// minutes counts from midnight on a day without a change of clocks.
func (c Clock) minutes() int { return c.Hour*60 + c.Minute }

func (c Clock) seconds() int64 { return int64(c.minutes()) * 60 }

func (c Clock) valid() bool { return c.Hour >= 0 && c.Hour < 24 && c.Minute >= 0 && c.Minute < 60 }
