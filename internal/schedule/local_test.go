package schedule_test

import (
	"testing"
	"time"

	"lectern/internal/schedule"
)

func local(t *testing.T, clock, zone string) schedule.Local {
	t.Helper()
	c, err := schedule.ParseClock(clock)
	if err != nil {
		t.Fatal(err)
	}
	z, err := schedule.ParseZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Local{Opens: c, Zone: z}
}

// TestAPlaceIsAskedByItsOwnClock asks a class in Berlin at nine and its places at times of
// their own: on both changes of clocks in both zones, which lie weeks apart, and in zones where
// the planned date is a day before or after that of UTC.
func TestAPlaceIsAskedByItsOwnClock(t *testing.T) {
	plan, err := schedule.Text{Zone: "Europe/Berlin", Days: "every day", Opens: "09:00", Closes: "next"}.Plan()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, date, clock, zone string
		want                    string
		moved                   bool
	}{
		{"an ordinary day", "2026-11-25", "09:00", "America/New_York", "2026-11-25T14:00:00Z", false},
		{"New York is ahead of its winter", "2026-03-08", "09:00", "America/New_York", "2026-03-08T13:00:00Z", false},
		{"clocks skip the time in New York", "2026-03-08", "02:30", "America/New_York", "2026-03-08T07:00:00Z", true},
		{"Berlin has summer too", "2026-03-29", "09:00", "America/New_York", "2026-03-29T13:00:00Z", false},
		{"clocks skip the time in Berlin", "2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:00:00Z", true},
		{"Berlin shows it twice", "2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", false},
		{"Berlin has winter first", "2026-10-25", "09:00", "America/New_York", "2026-10-25T13:00:00Z", false},
		{"New York shows it twice", "2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30:00Z", false},
		{"New York has winter too", "2026-11-01", "09:00", "America/New_York", "2026-11-01T14:00:00Z", false},
		{"the day before in UTC", "2026-11-25", "09:00", "Pacific/Kiritimati", "2026-11-24T19:00:00Z", false},
		{"the day after in UTC", "2026-11-25", "20:00", "Pacific/Honolulu", "2026-11-26T06:00:00Z", false},
		{"the zone left the date out", "2011-12-30", "15:00", "Pacific/Apia", "2011-12-30T08:00:00Z", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := schedule.ParseDate(c.date)
			if err != nil {
				t.Fatal(err)
			}
			o, ok := plan.On(d)
			if !ok {
				t.Fatal("not a class day")
			}
			there := o.At(local(t, c.clock, c.zone))
			if got := there.Opens.Format(time.RFC3339); got != c.want {
				t.Errorf("opens at %s, want %s", got, c.want)
			}
			if there.Date != o.Date || !there.Closes.Equal(o.Closes) {
				t.Errorf("is %v until %v, want %v until %v", there.Date, there.Closes, o.Date, o.Closes)
			}
			if moved := there.Moved.Key != ""; moved != c.moved {
				t.Errorf("moved: %v, want %v", moved, c.moved)
			}
		})
	}
}

// TestNoTwoPlacesAreFurtherApartThanSpread takes the extremes there are.
func TestNoTwoPlacesAreFurtherApartThanSpread(t *testing.T) {
	d := schedule.Date{Year: 2026, Month: 11, Day: 25}
	first := schedule.Occurrence{Date: d}.At(local(t, "00:00", "Pacific/Kiritimati"))
	last := schedule.Occurrence{Date: d}.At(local(t, "23:59", "Etc/GMT+12"))
	if apart := last.Opens.Sub(first.Opens); apart < 49*time.Hour || apart >= schedule.Spread {
		t.Errorf("%v apart", apart)
	}
}
