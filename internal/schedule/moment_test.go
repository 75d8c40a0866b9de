package schedule_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/fault"
	"lectern/internal/schedule"
)

func TestWhenSomethingShallHappen(t *testing.T) {
	berlin, err := schedule.ParseZone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC) // 13:00 in Berlin, the day before clocks change
	for _, c := range []struct{ text, want, moved string }{
		{"", "2026-03-28T12:00:00Z", ""},
		{"now", "2026-03-28T12:00:00Z", ""},
		{"14:30", "2026-03-28T13:30:00Z", ""},
		{"9:00", "2026-03-29T07:00:00Z", ""},
		{"2026-04-01 09:00", "2026-04-01T07:00:00Z", ""},
		{"2026-04-01T09:00", "2026-04-01T07:00:00Z", ""},
		{"2026-04-01 9:00 pm", "2026-04-01T19:00:00Z", ""},
		{"2026-03-29 02:30", "2026-03-29T01:00:00Z", "02:30"},
		{"2026-10-25 02:30", "2026-10-25T00:30:00Z", ""},
	} {
		at, moved, err := schedule.ParseMoment(c.text, now, berlin)
		if err != nil || at.UTC().Format(time.RFC3339) != c.want || (moved.Key != "") != (c.moved != "") || !strings.Contains(moved.String(), c.moved) {
			t.Errorf("%q: %s, %q, %v; want %s", c.text, at.UTC().Format(time.RFC3339), moved, err, c.want)
		}
	}
	for _, text := range []string{"2026-03-28 12:59", "2026-04-01", "soon", "2026-13-01 09:00", "25:00", "2026-02-30 09:00"} {
		if at, _, err := schedule.ParseMoment(text, now, berlin); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %s, %v; want a sentence", text, at, err)
		}
	}
}
