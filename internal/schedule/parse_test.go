package schedule_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/fault"
	"lectern/internal/schedule"
)

func TestClocks(t *testing.T) {
	for typed, want := range map[string]string{
		"09:00": "09:00", "9:00": "09:00", "9am": "09:00", "9 AM": "09:00", "9:30 pm": "21:30", "12am": "00:00", "12:15am": "00:15",
		"12pm": "12:00", "11 p.m.": "23:00", "00:00": "00:00", "23:59": "23:59", " 7:05 ": "07:05",
	} {
		if c, err := schedule.ParseClock(typed); err != nil || c.String() != want {
			t.Errorf("%q is %s (%v), want %s", typed, c, err, want)
		}
	}
	for typed, want := range map[string]string{
		"25:00": `"25:00" is not a time of day: a day has 24 hours.`,
		"24:00": `"24:00" is no time of one day: it is the midnight that begins the next.`,
		"9:5":   `"9:5" is not a time of day: minutes have two digits.`,
		"09:60": `"09:60" is not a time of day: an hour has 60 minutes.`,
		"13pm":  `"13pm" is not a time of day: pm goes with the hours 1 to 12.`,
		"0am":   `"0am" is not a time of day: am goes with the hours 1 to 12.`,
		"9":     `"9" is not a time of day.`,
		"":      `"" is not a time of day.`,
		"am":    `"am" is not a time of day.`,
		"-1:00": `"-1:00" is not a time of day.`, "009:00": `"009:00" is not a time of day.`, "٩:٠٠": `"٩:٠٠" is not a time of day.`, "9:00:00": `"9:00:00" is not a time of day: minutes have two digits.`,
	} {
		_, err := schedule.ParseClock(typed)
		if f := asFault(t, err); f.Sentence != want {
			t.Errorf("%q: %s, want %s", typed, f.Sentence, want)
		}
	}
}

func TestDaysOfTheWeek(t *testing.T) {
	for typed, want := range map[string]string{
		"Mon-Fri": "Mon-Fri", "mon,wed,fri": "Mon, Wed, Fri", "Monday - Thursday": "Mon-Thu", "tues thurs": "Tue, Thu", "Sat-Mon": "Mon, Sat, Sun",
		"weekdays": "Mon-Fri", "every day": "Mon-Sun", "Mon–Wed": "Mon-Wed", "Monday to Wednesday; Friday": "Mon-Wed, Fri", "su": "Sun", "Tue and Thu": "Tue, Thu",
		"mon-sun": "Mon-Sun", "mon, tue": "Mon, Tue", "fri-fri": "Fri", "Sun-Sat": "Mon-Sun",
	} {
		if s, err := schedule.ParseDays(typed); err != nil || s.String() != want {
			t.Errorf("%q is %s (%v), want %s", typed, s, err, want)
		}
	}
	for _, typed := range []string{"", " , ", "Moonday", "m", "mon-", "-fri", "mon-fri-sun", "1-5", strings.Repeat("mon,", 5000)} {
		_, err := schedule.ParseDays(typed)
		asFault(t, err)
	}
}

func TestDates(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-12-21..2027-01-03, 2026-11-26":               "2026-11-26, 2026-12-21..2027-01-03",
		"2026-11-26\n2026-11-27; 2026-11-28":               "2026-11-26..2026-11-28",
		"2026-01-05 .. 2026-01-10, 2026-01-08..2026-02-01": "2026-01-05..2026-02-01",
		"2028-02-29":                 "2028-02-29",
		"2026-11-26..2026-11-26, , ": "2026-11-26",
		"":                           "",
	} {
		if s, err := schedule.ParseDates(typed); err != nil || s.String() != want {
			t.Errorf("%q is %s (%v), want %s", typed, s, err, want)
		}
	}
	for typed, want := range map[string]string{
		"2027-02-29":                        `"2027-02-29" is not a date: that month has 28 days in 2027.`,
		"2027-13-01":                        `"2027-13-01" is not a date: a year has 12 months.`,
		"26.11.2026":                        `"26.11.2026" is not a date.`,
		"2026-1-5":                          `"2026-1-5" is not a date.`,
		"2026-11-00":                        `"2026-11-00" is not a date.`,
		"0000-01-01":                        `"0000-01-01" is not a date.`,
		"2027-01-03..2026-12-21":            `The range "2027-01-03..2026-12-21" ends before it begins.`,
		"2026-12-21..":                      `"" is not a date.`,
		"2026-11-26, Christmas":             `"Christmas" is not a date.`,
		"2026-11-26 2026-11-27":             `"2026-11-26 2026-11-27" is not a date.`,
		strings.Repeat("x", 99):             `"` + strings.Repeat("x", 40) + `…" is not a date.`,
		strings.Repeat("2026-11-26,", 2000): `This list of dates is too long.`,
	} {
		_, err := schedule.ParseDates(typed)
		if f := asFault(t, err); f.Sentence != want {
			t.Errorf("%q: %s, want %s", typed, f.Sentence, want)
		}
	}
}

func TestClosingTexts(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", "23:59": "23:59", "6pm": "18:00", "6h": "6h", "90m": "1h30m", "48h": "2d", "2d": "2d", "next": "next", "1h0m30s": "1h0m30s", "1m": "1m", "14d": "14d", "10h": "10h",
	} {
		if c, err := schedule.ParseClosing(typed); err != nil || c.String() != want {
			t.Errorf("%q is %q (%v), want %q", typed, c, err, want)
		}
	}
	for _, typed := range []string{"59s", "15d", "-6h", "0", "soon", "25:00", "1.5s", "9999999h"} {
		_, err := schedule.ParseClosing(typed)
		asFault(t, err)
	}
}

// TestAPlanTellsAllThatIsWrong gives every fault of a plan at once.
func TestAPlanTellsAllThatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name string
		text schedule.Text
		want []string
	}{
		{"empty", schedule.Text{}, []string{"No time zone is named.", `"" is not a time of day.`}},
		{"everything", schedule.Text{Zone: "Berlin", Days: "Moonday", Holidays: "x", Skip: "y", Start: "z", End: "2026-02-30", Opens: "9", Closes: "soon"}, []string{
			`"Berlin" is not a time zone.`, `"x" is not a date.`, `"y" is not a date.`, `"z" is not a date.`, `"2026-02-30" is not a date: that month has 28 days in 2026.`,
			`"9" is not a time of day.`, `"soon" does not say when a question closes.: "soon" is not a time of day.`, `"moonday" is not a day of the week.`,
		}},
		{"end before start", schedule.Text{Zone: "UTC", Opens: "09:00", Start: "2026-11-26", End: "2026-11-25"}, []string{"The schedule ends on 2026-11-25, before it starts on 2026-11-26."}},
		{"no class day left", schedule.Text{Zone: "UTC", Opens: "09:00", Days: "Mon", Start: "2026-11-24", End: "2026-11-30", Skip: "2026-11-30"}, []string{"No class day is left between 2026-11-24 and 2026-11-30."}},
		{"too many", schedule.Text{Zone: "UTC", Opens: "09:00", Questions: 11}, []string{"A class cannot be asked 11 questions at a time."}},
		{"too few", schedule.Text{Zone: "UTC", Opens: "09:00", Questions: -1}, []string{"A class cannot be asked -1 questions at a time."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := c.text.Plan()
			if err == nil {
				t.Fatalf("is taken for %+v", p)
			}
			if d := cmp.Diff(strings.Join(c.want, "\n"), err.Error()); d != "" {
				t.Error(d)
			}
			if !fault.Is(err, fault.Invalid) {
				t.Error("the error is not for people")
			}
		})
	}
	if err := (schedule.Plan{Calendar: schedule.Calendar{Days: schedule.EveryDay}, Opens: schedule.Clock{Hour: 24}, Closes: schedule.ClosesAt(schedule.Clock{Minute: -1}), Questions: 1}).Check(); strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("clocks out of bounds: %v", err)
	}
}

func dates() *rapid.Generator[schedule.Date] {
	return rapid.Map(rapid.IntRange(-719162, 2932896), schedule.DateOfNumber) // the years 1 to 9999
}

func ranges(near int) *rapid.Generator[schedule.Dates] {
	return rapid.Custom(func(t *rapid.T) schedule.Dates {
		var rs []schedule.Range
		for range rapid.IntRange(0, 8).Draw(t, "ranges") {
			first := schedule.DateOfNumber(rapid.IntRange(near-60, near+60).Draw(t, "first"))
			rs = append(rs, schedule.Range{First: first, Last: first.AddDays(rapid.IntRange(-1, 20).Draw(t, "length"))})
		}
		return schedule.DatesOf(rs...)
	})
}

func zones() *rapid.Generator[*time.Location] {
	return rapid.Map(rapid.SampledFrom(schedule.Zones()), func(name string) *time.Location {
		zone, err := schedule.ParseZone(name)
		if err != nil {
			panic(err)
		}
		return zone
	})
}

func closings() *rapid.Generator[schedule.Closing] {
	return rapid.OneOf(
		rapid.Just(schedule.Closing{}), rapid.Just(schedule.ClosesAtNext()),
		rapid.Map(rapid.IntRange(0, 24*60-1), func(m int) schedule.Closing { return schedule.ClosesAt(schedule.Clock{Hour: m / 60, Minute: m % 60}) }),
		rapid.Map(rapid.IntRange(60, 14*24*3600), func(s int) schedule.Closing { return schedule.ClosesAfter(time.Duration(s) * time.Second) }),
	)
}

// plans makes plans around a day number.
func plans(near int) *rapid.Generator[schedule.Plan] {
	return rapid.Custom(func(t *rapid.T) schedule.Plan {
		p := schedule.Plan{
			Calendar: schedule.Calendar{
				Zone: zones().Draw(t, "zone"), Days: schedule.Days(rapid.IntRange(1, 127).Draw(t, "days")),
				Holidays: ranges(near).Draw(t, "holidays"), Skip: ranges(near).Draw(t, "skip"),
			},
			Closes: closings().Draw(t, "closes"), Questions: rapid.IntRange(1, 10).Draw(t, "questions"),
		}
		m := rapid.IntRange(0, 24*60-1).Draw(t, "opens")
		p.Opens = schedule.Clock{Hour: m / 60, Minute: m % 60}
		if rapid.Bool().Draw(t, "starts") {
			p.Calendar.Start = schedule.DateOfNumber(near + rapid.IntRange(-30, 0).Draw(t, "start"))
		}
		if rapid.Bool().Draw(t, "ends") {
			p.Calendar.End = schedule.DateOfNumber(near + rapid.IntRange(1, 60).Draw(t, "end"))
		}
		return p
	})
}

// TestPlansSurviveTheirText writes plans and reads them again.
func TestPlansSurviveTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans(20000).Draw(t, "plan")
		if p.Check() != nil {
			t.Skip("no class day is left")
		}
		text := p.Text()
		again, err := text.Plan()
		if err != nil {
			t.Fatalf("%+v: %v", text, err)
		}
		if d := cmp.Diff(text, again.Text()); d != "" {
			t.Fatal(d)
		}
		from := time.Unix(20000*86400, 0)
		if d := cmp.Diff(p.Preview(from, 3), again.Preview(from, 3)); d != "" {
			t.Fatal(d)
		}
	})
}

// TestDatesReckon compares the reckoning of dates with the standard library's in UTC.
func TestDatesReckon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := dates().Draw(t, "date"), rapid.IntRange(-5000, 5000).Draw(t, "days")
		if again, err := schedule.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%v is read as %v (%v)", d, again, err)
		}
		std := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
		moved := d.AddDays(n)
		if got, want := moved, schedule.DateOf(std.AddDate(0, 0, n), nil); got != want {
			t.Fatalf("%s + %d days is %s, want %s", d, n, got, want)
		}
		if d.Weekday() != std.Weekday() {
			t.Fatalf("%s is a %s, want %s", d, d.Weekday(), std.Weekday())
		}
		if moved.Number()-d.Number() != n || moved.Before(d) != (n < 0) || moved.Compare(d) > 0 != (n > 0) {
			t.Fatalf("%s and %s are %d days apart, want %d", d, moved, moved.Number()-d.Number(), n)
		}
	})
}
