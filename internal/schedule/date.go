package schedule

import (
	"fmt"
	"strconv"
	"time"

	"lectern/internal/fault"
)

// secondsADay is the length of a civil day in UTC, where every day has 24 hours.
const secondsADay = 24 * 60 * 60

// lastYear is the last year that the ISO form of four digits can write.
const lastYear = 9999

// Date is a day of the civil calendar, in no time zone. The zero Date is no date: it stands
// for an open start or end.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf tells the date of an instant as a clock in the zone shows it.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(orUTC(zone)).Date()
	return Date{y, m, d}
}

// DateOfNumber is the date that lies n days after 1 January 1970.
func DateOfNumber(n int) Date { return DateOf(time.Unix(int64(n)*secondsADay, 0), time.UTC) }

// ParseDate reads a date as ISO 8601 writes it: 2026-11-26.
func ParseDate(text string) (Date, error) {
	bad := fault.New(fault.Invalid, "{{.Text}} is not a date.", "Write year, month and day, for example 2026-11-26.").With("Text", quoted(text))
	if len(text) != len("2006-01-02") || text[4] != '-' || text[7] != '-' {
		return Date{}, bad
	}
	y, m, d := digits(text[:4]), digits(text[5:7]), digits(text[8:])
	if y < 1 || m < 1 || d < 1 {
		return Date{}, bad
	}
	if m > 12 {
		return Date{}, fault.New(fault.Invalid, "{{.Text}} is not a date: a year has 12 months.", "Write the year first, then month and day, for example 2026-11-26.").With("Text", quoted(text))
	}
	date := Date{y, time.Month(m), d}
	if n := daysIn(date.Month, y); d > n {
		return Date{}, fault.New(fault.Invalid, "{{.Text}} is not a date: that month has {{.Days}} days in {{.Year}}.", "Correct the day.").With("Text", quoted(text)).With("Days", n).With("Year", y)
	}
	return date, nil
}

// String writes the date as ISO 8601 does; the zero Date is empty.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// IsZero tells whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Number counts the days from 1 January 1970 to d: a number to reckon and to sort by.
func (d Date) Number() int {
	return int(d.midnight() / secondsADay)
}

// AddDays is the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return DateOfNumber(d.Number() + n) }

// Weekday tells the day of the week.
func (d Date) Weekday() time.Weekday {
	// 1 January 1970 was a Thursday.
	return time.Weekday(((d.Number()+int(time.Thursday))%7 + 7) % 7)
}

// Compare is negative when d comes before other, zero when they are the same date.
func (d Date) Compare(other Date) int {
	switch {
	case d.Year != other.Year:
		return d.Year - other.Year
	case d.Month != other.Month:
		return int(d.Month - other.Month)
	}
	return d.Day - other.Day
}

// Before tells whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// midnight is the date's first second as a clock in UTC counts seconds. UTC has neither gaps
// nor doubled hours, so that the standard library's arithmetic is exact here.
func (d Date) midnight() int64 { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() }

func daysIn(m time.Month, year int) int { return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// digits reads a number written in decimal digits alone; -1 when it is anything else.
func digits(s string) int {
	if s == "" || len(s) > 4 {
		return -1
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// longestQuote is how much of a wrong input an error repeats, in characters.
const longestQuote = 40

// quoted repeats what was typed, short and with odd characters made visible.
func quoted(s string) string {
	if r := []rune(s); len(r) > longestQuote {
		s = string(r[:longestQuote]) + "…"
	}
	return strconv.Quote(s)
}

func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
