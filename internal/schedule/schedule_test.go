package schedule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/schedule"
)

// plan makes a plan that asks every day unless told otherwise.
func plan(t testing.TB, text schedule.Text) schedule.Plan {
	t.Helper()
	if text.Days == "" {
		text.Days = "every day"
	}
	p, err := text.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func date(t testing.TB, text string) schedule.Date {
	t.Helper()
	d, err := schedule.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestChangesOfClocks has the edges that other planners get wrong. All instants were worked
// out by hand from the rules of the zones.
func TestChangesOfClocks(t *testing.T) {
	const none = ""
	for _, c := range []struct {
		zone, clock, date, want string
		moved                   string // what takes the place of the time, when it does not exist
	}{
		{"Europe/Berlin", "02:30", "2027-03-27", "2027-03-27T01:30:00Z", none},
		{"Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T01:00:00Z", "03:00"}, // 02:00 → 03:00
		{"Europe/Berlin", "02:00", "2027-03-28", "2027-03-28T01:00:00Z", "03:00"},
		{"Europe/Berlin", "01:59", "2027-03-28", "2027-03-28T00:59:00Z", none},
		{"Europe/Berlin", "03:00", "2027-03-28", "2027-03-28T01:00:00Z", none},
		{"Europe/Berlin", "02:30", "2027-10-31", "2027-10-31T00:30:00Z", none}, // twice: the first, in summer time
		{"Europe/Berlin", "09:00", "2027-10-31", "2027-10-31T08:00:00Z", none},
		{"America/New_York", "02:30", "2027-03-14", "2027-03-14T07:00:00Z", "03:00"},
		{"America/New_York", "01:30", "2027-11-07", "2027-11-07T05:30:00Z", none},       // twice: the first, EDT
		{"Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-02T15:30:00Z", "02:30"}, // half an hour
		{"Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-03T14:45:00Z", none},    // twice: the first, +11
		{"America/Havana", "00:00", "2027-03-14", "2027-03-14T05:00:00Z", "01:00"},
		{"America/Havana", "00:30", "2027-11-07", "2027-11-07T04:30:00Z", none},
		{"America/Santiago", "00:00", "2027-09-05", "2027-09-05T04:00:00Z", "01:00"},
		{"America/Santiago", "23:30", "2027-04-03", "2027-04-04T02:30:00Z", none}, // twice: the first, -3
		{"Asia/Beirut", "00:00", "2027-03-28", "2027-03-27T22:00:00Z", "01:00"},
		{"Africa/Cairo", "00:30", "2027-04-30", "2027-04-29T22:00:00Z", "01:00"},
		{"America/Asuncion", "00:00", "2023-10-01", "2023-10-01T04:00:00Z", "01:00"},
		{"America/Nuuk", "23:30", "2027-03-27", "2027-03-28T00:59:00Z", "22:59"}, // 23:00 → 00:00 of the next date
		{"America/Nuuk", "00:00", "2027-03-28", "2027-03-28T01:00:00Z", none},
		{"Pacific/Apia", "09:00", "2011-12-29", "2011-12-29T19:00:00Z", none},
		{"Pacific/Apia", "09:00", "2011-12-31", "2011-12-30T19:00:00Z", none},
		{"America/St_Johns", "00:00", "2010-11-07", "2010-11-07T02:30:00Z", none}, // 00:01 → 23:01 of the date before
		{"UTC", "00:00", "2028-02-29", "2028-02-29T00:00:00Z", none},
	} {
		t.Run(c.zone+" "+c.date+" "+c.clock, func(t *testing.T) {
			p := plan(t, schedule.Text{Zone: c.zone, Opens: c.clock})
			o, ok := p.On(date(t, c.date))
			if !ok {
				t.Fatal("there is no occurrence")
			}
			if want := instant(t, c.want); !o.Opens.Equal(want) {
				t.Errorf("opens %s, want %s", o.Opens, want)
			}
			if o.Opens.Location() != time.UTC || o.Closes.Location() != time.UTC {
				t.Error("the instants are not in UTC")
			}
			if (o.Moved.Key != "") != (c.moved != "") || !strings.Contains(o.Moved.String(), c.moved+" takes its place") && c.moved != "" {
				t.Errorf("says %q, want one that names %q", o.Moved.String(), c.moved)
			}
			if n, ok := p.Next(o.Opens.Add(-time.Nanosecond)); !ok || !cmp.Equal(n, o) {
				t.Errorf("Next just before gives %v", n)
			}
			following := o.Date.AddDays(1)
			if !p.Calendar.Has(following) { // Samoa
				following = following.AddDays(1)
			}
			if n, ok := p.Next(o.Opens); !ok || n.Date != following {
				t.Errorf("Next at the opening gives %v, want %v", n.Date, following)
			}
		})
	}
}

// TestClocksThatGoBackOverMidnight is about St. John's, where at one minute past midnight it
// was a minute past eleven again, of the day before: no time comes twice.
func TestClocksThatGoBackOverMidnight(t *testing.T) {
	for _, c := range []struct{ clock, after, want string }{
		{"23:30", "2010-11-07T02:00:00Z", "2010-11-08T03:00:00Z"}, // 23:30 for the first time: it has just opened
		{"23:30", "2010-11-07T02:30:30Z", "2010-11-08T03:00:00Z"}, // 00:00:30, for the first time
		{"23:30", "2010-11-07T02:45:00Z", "2010-11-08T03:00:00Z"}, // 23:15 again
		{"00:00", "2010-11-07T02:29:59Z", "2010-11-07T02:30:00Z"},
		{"00:00", "2010-11-07T03:00:00Z", "2010-11-08T03:30:00Z"}, // 23:30 again: the midnight to come has been
	} {
		o, _ := plan(t, schedule.Text{Zone: "America/St_Johns", Opens: c.clock}).Next(instant(t, c.after))
		if !o.Opens.Equal(instant(t, c.want)) {
			t.Errorf("%s, after %s: %s, want %s", c.clock, c.after, o.Opens, c.want)
		}
	}
}

func TestTheSentenceOfAMovedTime(t *testing.T) {
	o, _ := plan(t, schedule.Text{Zone: "Europe/Berlin", Opens: "02:30"}).On(date(t, "2027-03-28"))
	if want := "On 28 March 2027 the clocks in Europe/Berlin go from 02:00 straight to 03:00. There is no 02:30 that day; 03:00 takes its place."; o.Moved.String() != want {
		t.Errorf("says %q, want %q", o.Moved.String(), want)
	}
}

// TestADateWithoutAnInstant is about Samoa, which went from Thursday 29 to Saturday 31
// December 2011: nobody can be asked on the Friday, and nobody's streak breaks.
func TestADateWithoutAnInstant(t *testing.T) {
	p := plan(t, schedule.Text{Zone: "Pacific/Apia", Opens: "09:00", Closes: "08:00"})
	friday := date(t, "2011-12-30")
	if o, ok := p.On(friday); ok {
		t.Errorf("asks at %v", o)
	}
	if p.Calendar.Has(friday) {
		t.Error("the missing date is a class day")
	}
	got := p.Preview(instant(t, "2011-12-29T00:00:00Z"), 2)
	if len(got) != 2 || got[0].Date != date(t, "2011-12-29") || got[1].Date != date(t, "2011-12-31") {
		t.Fatalf("previews %v", got)
	}
	if got[0].Closes.After(got[1].Opens) || !got[0].Closes.After(got[0].Opens) {
		t.Errorf("closes %v", got[0].Closes)
	}
	last := plan(t, schedule.Text{Zone: "Pacific/Apia", Opens: "09:00", Closes: "09:00", End: "2011-12-29"})
	if o, _ := last.On(date(t, "2011-12-29")); o.Closes.Sub(o.Opens) != 24*time.Hour {
		t.Errorf("the day before the missing one is open for %s, want 24 hours", o.Closes.Sub(o.Opens))
	}
	if n := p.Calendar.ClassDaysBetween(date(t, "2011-12-29"), date(t, "2011-12-31")); n != 1 {
		t.Errorf("counts %d class days from 29 to 31 December, want 1", n)
	}
}

func TestClosings(t *testing.T) {
	for _, c := range []struct {
		name string
		text schedule.Text
		date string
		want string // local
	}{
		{"the end of the day", schedule.Text{Opens: "09:00"}, "2026-11-25", "2026-11-25T23:59"},
		{"a clock time", schedule.Text{Opens: "09:00", Closes: "18:00"}, "2026-11-25", "2026-11-25T18:00"},
		{"a clock time of the next day", schedule.Text{Opens: "20:00", Closes: "8am"}, "2026-11-25", "2026-11-26T08:00"},
		{"a length", schedule.Text{Opens: "09:00", Closes: "36h", Days: "Mon, Wed, Fri"}, "2026-11-25", "2026-11-26T21:00"},
		{"a length over a change of clocks", schedule.Text{Opens: "20:00", Closes: "10h"}, "2027-03-27", "2027-03-28T07:00"},
		{"a length beyond the next opening", schedule.Text{Opens: "09:00", Closes: "3d"}, "2026-11-25", "2026-11-26T08:59"},
		{"until the next", schedule.Text{Opens: "09:00", Closes: "next", Days: "Mon-Fri", Holidays: "2026-11-30"}, "2026-11-27", "2026-12-01T08:59"},
		{"until the next, the last", schedule.Text{Opens: "09:00", Closes: "next", End: "2026-11-27"}, "2026-11-27", "2026-11-28T08:59"},
		{"a length, the last", schedule.Text{Opens: "09:00", Closes: "3d", End: "2026-11-27"}, "2026-11-27", "2026-11-30T09:00"},
		{"opens at the last minute", schedule.Text{Opens: "23:59"}, "2026-11-25", "2026-11-26T23:58"},
		{"opens at the last minute, the last", schedule.Text{Opens: "23:59", End: "2026-11-25"}, "2026-11-25", "2026-11-26T23:59"},
		{"opening and closing in one gap", schedule.Text{Opens: "02:10", Closes: "02:50"}, "2027-03-28", "2027-03-28T03:40"},
		{"closing in the gap", schedule.Text{Opens: "01:30", Closes: "02:30"}, "2027-03-28", "2027-03-28T03:00"},
		{"closing at a doubled time", schedule.Text{Opens: "01:30", Closes: "02:30"}, "2027-10-31", "2027-10-31T02:30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.text.Zone = "Europe/Berlin"
			p := plan(t, c.text)
			o, ok := p.On(date(t, c.date))
			if !ok {
				t.Fatal("there is no occurrence")
			}
			if got := o.Closes.In(p.Calendar.Zone).Format("2006-01-02T15:04"); got != c.want {
				t.Errorf("closes %s, want %s", got, c.want)
			}
			if !o.IsOpen(o.Opens) || o.IsOpen(o.Closes) || o.IsOpen(o.Opens.Add(-1)) {
				t.Error("IsOpen does not begin with Opens and end before Closes")
			}
		})
	}
}

func TestPreviewKeepsToTheCalendar(t *testing.T) {
	p := plan(t, schedule.Text{
		Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00",
		Holidays: "2026-12-21..2027-01-03", Skip: "2026-12-16", Start: "2026-12-14", End: "2027-01-05",
	})
	var got []string
	for _, o := range p.Preview(instant(t, "2026-06-01T00:00:00Z"), 10) {
		got = append(got, o.Date.String())
	}
	want := []string{"2026-12-14", "2026-12-15", "2026-12-17", "2026-12-18", "2027-01-04", "2027-01-05"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if o, ok := p.Next(instant(t, "2027-01-05T08:00:00Z")); ok {
		t.Errorf("after the end: %v", o)
	}
	for _, d := range []string{"2026-12-13", "2026-12-16", "2026-12-24", "2027-01-06"} {
		if o, ok := p.On(date(t, d)); ok {
			t.Errorf("asks on %s: %v", d, o)
		}
	}
}

func TestDueFindsWhatWasMissed(t *testing.T) {
	p := plan(t, schedule.Text{Zone: "Europe/Berlin", Opens: "09:00", Days: "Mon-Fri"})
	now := instant(t, "2026-11-24T14:00:00Z") // Tuesday, 15:00 in Berlin
	for _, c := range []struct {
		lookback time.Duration
		want     []string
	}{
		{0, nil},
		{-time.Hour, nil},
		{6 * time.Hour, nil}, // the opening at 09:00 local is 08:00 UTC: the bound itself is left out
		{6*time.Hour + 1, []string{"2026-11-24"}},
		{5 * 24 * time.Hour, []string{"2026-11-20", "2026-11-23", "2026-11-24"}},
	} {
		var got []string
		for _, o := range p.Due(now, c.lookback) {
			got = append(got, o.Date.String())
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("looking back %s: %s", c.lookback, d)
		}
	}
	at := instant(t, "2026-11-24T08:00:00Z")
	if got := p.Due(at, time.Second); len(got) != 1 || !got[0].IsOpen(at) {
		t.Errorf("at the very opening: %v", got)
	}
	missed := p.Due(now, 48*time.Hour)
	open := slices.DeleteFunc(missed, func(o schedule.Occurrence) bool { return !o.IsOpen(now) })
	if len(open) != 1 || open[0].Date != date(t, "2026-11-24") {
		t.Errorf("open still: %v", open)
	}
}

func TestAPlanWithoutClassDaysAsksNothing(t *testing.T) {
	p := schedule.Plan{Opens: schedule.Clock{Hour: 9}, Questions: 1}
	if o, ok := p.Next(time.Now()); ok {
		t.Errorf("asks %v", o)
	}
	if err := p.Check(); err == nil {
		t.Error("Check finds nothing")
	}
	p.Calendar.Days = schedule.EveryDay
	if got := p.Preview(time.Time{}, 3); len(got) != 3 { // the zero time, and a nil zone
		t.Errorf("previews %v", got)
	}
	p.Calendar.Holidays = schedule.DatesOf(schedule.Range{First: date(t, "2026-01-01"), Last: date(t, "9999-12-31")})
	if o, ok := p.Next(instant(t, "2026-01-01T00:00:00Z")); ok {
		t.Errorf("asks %v in an endless holiday", o)
	}
}
