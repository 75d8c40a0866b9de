package class_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/schedule"
)

func placed(channel string) chat.Place {
	return chat.Place{Platform: "discord", Tenant: "t1", Channel: channel}
}

// abroad is a class in Berlin with a place of its own time.
func abroad(opens, zone string) class.Class {
	c := class.Class{
		ID: "c1", Places: []chat.Place{placed("a"), placed("b")},
		Schedule: schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00", Closes: "18:00", Questions: 1},
	}
	c.Daily.Times = c.Daily.Timing(class.PlaceTime{Place: placed("b"), Opens: opens, Zone: zone})
	return c
}

func timetable(t *testing.T, c class.Class) class.Timetable {
	t.Helper()
	tt, err := c.Timetable()
	if err != nil {
		t.Fatal(err)
	}
	return tt
}

func TestAPlaceTakesFromTheClassWhatItDoesNotName(t *testing.T) {
	for _, c := range []struct{ opens, zone, want string }{
		{"15:00", "Asia/Tokyo", "15:00 Asia/Tokyo"},
		{"15:00", "", "15:00 Europe/Berlin"},
		{"", "Asia/Tokyo", "09:00 Asia/Tokyo"},
	} {
		l, ok := timetable(t, abroad(c.opens, c.zone)).Own(placed("b"))
		if !ok || l.String() != c.want {
			t.Errorf("%q and %q are %v, %v, want %s", c.opens, c.zone, l, ok, c.want)
		}
	}
	for name, c := range map[string]class.Class{
		"named nothing":          abroad("", ""),
		"a zone unknown here":    abroad("15:00", "Moon/Base"),
		"taken out of the class": abroad("15:00", "Asia/Tokyo").Leaving(func(p chat.Place) bool { return p == placed("b") }),
	} {
		if own, common := timetable(t, c).Times(); len(own) > 0 || !common {
			t.Errorf("%s: own times %v", name, own)
		}
	}
	left := abroad("15:00", "Asia/Tokyo").Leaving(func(p chat.Place) bool { return p == placed("b") })
	if len(left.Places) != 1 || len(left.Daily.Times) != 0 {
		t.Errorf("left with %v and %v", left.Places, left.Daily.Times)
	}
}

func TestAPlaceIsAskedBeforeTheQuestionCloses(t *testing.T) {
	now := time.Date(2026, 2, 2, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, opens, zone, late string }{
		{"hours before", "11:00", "Europe/Berlin", ""},
		{"as it closes", "18:00", "Europe/Berlin", "2026-02-02"},
		{"a minute before", "17:59", "Europe/Berlin", ""},
		{"far in the east", "00:00", "Pacific/Kiritimati", ""},
		{"far in the west", "08:00", "America/Los_Angeles", ""},
		{"too far in the west", "09:00", "America/Los_Angeles", "2026-02-02"},
		// In winter Cairo is an hour ahead of Berlin, and in April, when only Berlin has summer, not.
		{"late for some weeks of the year", "18:30", "Africa/Cairo", "2026-03-30"},
	} {
		p, o, late := timetable(t, abroad(c.opens, c.zone)).TooLate(now)
		got := ""
		if late {
			got = o.Date.String()
		}
		if got != c.late || late && p != placed("b") {
			t.Errorf("%s: late on %q in %v, want %q", c.name, got, p, c.late)
		}
	}
}

func TestWhatIsStillToComeSomewhereIsComing(t *testing.T) {
	dates := func(c class.Class, now time.Time) (out []string) {
		for _, o := range timetable(t, c).Coming(now, 3) {
			out = append(out, o.Date.String())
		}
		return out
	}
	noon := time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC) // a Wednesday
	if diff := cmp.Diff([]string{"2026-11-26", "2026-11-27", "2026-11-30"}, dates(abroad("", ""), noon)); diff != "" {
		t.Errorf("by the class's time (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2026-11-25", "2026-11-26", "2026-11-27"}, dates(abroad("15:00", ""), noon)); diff != "" {
		t.Errorf("with a place asked in the afternoon (-want +got):\n%s", diff)
	}
}

func TestSettingsWithoutOwnTimesReadOn(t *testing.T) {
	var c class.Class
	old := `{"id":"c1","places":[{"platform":"discord","tenant":"t1","channel":"b"}],"schedule":{"zone":"Europe/Berlin","opens":"09:00"},"daily":{"on":true}}`
	if err := json.Unmarshal([]byte(old), &c); err != nil {
		t.Fatal(err)
	}
	if data, err := json.Marshal(c); err != nil || string(data) != old {
		t.Errorf("kept as %s, %v", data, err)
	}
	c.Daily.Times = c.Daily.Timing(class.PlaceTime{Place: placed("b"), Opens: "15:00", Zone: "Asia/Tokyo"})
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var again class.Class
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, again); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
