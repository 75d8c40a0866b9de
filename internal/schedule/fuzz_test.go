package schedule_test

import (
	"testing"

	"lectern/internal/schedule"
)

// again checks a parser: what it refuses has a sentence, what it takes is read again from its
// own text, and that text stays as it is.
func again[T interface{ String() string }](t *testing.T, typed string, parse func(string) (T, error)) {
	t.Helper()
	v, err := parse(typed)
	if err != nil {
		asFault(t, err)
		return
	}
	w, err := parse(v.String())
	if err != nil || w.String() != v.String() {
		t.Errorf("%q is written %q, and read again as %q (%v)", typed, v, w, err)
	}
}

// FuzzTimes reads any text as a time of day and as a closing.
func FuzzTimes(f *testing.F) {
	for _, s := range []string{"09:00", "9am", "12:30 p.m.", "24:00", "9:5", "6h", "2d", "1h30m", "next", "9999d", "1e9h", "", "٩:٠٠"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		again(t, typed, schedule.ParseClock)
		again(t, typed, schedule.ParseClosing)
	})
}

// FuzzDates reads any text as a date, as dates and as days of the week.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"2026-11-26", "2026-12-21..2027-01-03, 2026-11-26", "9999-12-31..0001-01-01", "Mon-Fri", "sat-mon,we", "every day", "mon – wed and fr", "..", "", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		again(t, typed, schedule.ParseDate)
		again(t, typed, schedule.ParseDates)
		again(t, typed, schedule.ParseDays)
	})
}

// FuzzZone reads any text as a time zone. No text leads to a file that is none.
func FuzzZone(f *testing.F) {
	for _, s := range []string{"Europe/Berlin", "europe/berlin", "Berlin", "America/../Europe/Berlin", "America/", "right/UTC", "UTC+2", "/etc/localtime", "Local", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		again(t, typed, schedule.ParseZone)
		if zone, err := schedule.ParseZone(typed); err == nil && zone.String() == "Local" {
			t.Error("the host's own zone was taken")
		}
	})
}
