package schedule_test

import (
	"archive/zip"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lectern/internal/fault"
	"lectern/internal/schedule"
)

// update rewrites zones.txt from the time zone database of the Go installation.
var update = flag.Bool("update", false, "write zones.txt anew")

// databases gives two ways to load a zone: as the program does, which takes the host's database
// first, and from the one inside Go, whose tables end sooner and leave the rest to a rule.
func databases(t *testing.T) map[string]func(name string) (*time.Location, error) {
	t.Helper()
	all := map[string]func(name string) (*time.Location, error){"host": schedule.ParseZone}
	if r := goZones(t); r != nil {
		all["go"] = func(name string) (*time.Location, error) {
			data, err := fs.ReadFile(r, name)
			if err != nil {
				return nil, err
			}
			return time.LoadLocationFromTZData(name, data)
		}
	}
	return all
}

// goZones opens the time zone database of the Go installation; nil when there is none.
func goZones(t *testing.T) *zip.ReadCloser {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Logf("go env does not run here: %v", err)
		return nil
	}
	r, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(out)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Logf("this Go installation has no zoneinfo.zip: %v", err)
		return nil
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// differentClocks are zones of which no two have clocks that agree from 2019 to 2036: most names
// are other spellings.
func differentClocks(t *testing.T, load func(string) (*time.Location, error)) []*time.Location {
	t.Helper()
	groups := map[string]*time.Location{}
	for _, name := range schedule.Zones() {
		zone, err := load(name)
		if err != nil {
			t.Fatal(err)
		}
		var key strings.Builder
		last := 1 << 20
		for at := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).In(zone); at.Year() < 2037; {
			_, off := at.Zone()
			if off != last {
				fmt.Fprint(&key, at.Unix(), off, ";")
			}
			last = off
			_, end := at.ZoneBounds()
			if end.IsZero() {
				break
			}
			if !end.After(at) { // see bounds
				end = at.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour).In(zone)
			}
			at = end
		}
		groups[key.String()] = zone
	}
	return slices.Collect(maps.Values(groups))
}

// TestEveryZoneAsksOnceADay is the promise of the package: in every zone, on each of the 5844
// dates of 2020 to 2035, at five times of day that changes of clocks like, exactly one
// occurrence, on its date, later than the one before, closing after it opens.
func TestEveryZoneAsksOnceADay(t *testing.T) {
	for source, load := range databases(t) {
		zones := differentClocks(t, load)
		t.Logf("%s: %d zones with clocks of their own", source, len(zones))
		if len(zones) < 80 {
			t.Errorf("%s: some zones are missing", source)
		}
		for _, clock := range []string{"00:00", "00:30", "02:30", "03:00", "23:30"} {
			t.Run(source+" "+clock, func(t *testing.T) {
				t.Parallel()
				moved := 0
				for _, zone := range zones {
					moved += sweep(t, zone, clock)
				}
				t.Logf("%d times moved", moved)
				if moved == 0 {
					t.Error("no time was ever moved: the zones have no changes of clocks")
				}
			})
		}
	}
}

// TestLeapYearsEnd is about 31 December of a leap year by the database inside Go, where the
// standard library's ZoneBounds ends before it begins (see bounds).
func TestLeapYearsEnd(t *testing.T) {
	load, ok := databases(t)["go"]
	if !ok {
		t.Skip("without the zoneinfo.zip of Go there is no zone that ends in a rule")
	}
	zone, err := load("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, schedule.Text{Zone: "UTC", Opens: "09:00"})
	p.Calendar.Zone = zone
	got := p.Preview(instant(t, "2028-12-30T12:00:00Z"), 4)
	for i, want := range []string{"2028-12-30T14:00:00Z", "2028-12-31T14:00:00Z", "2029-01-01T14:00:00Z", "2029-01-02T14:00:00Z"} {
		if !got[i].Opens.Equal(instant(t, want)) {
			t.Errorf("opens %s, want %s", got[i].Opens, want)
		}
	}
	if n := p.Calendar.ClassDaysBetween(date(t, "2027-12-31"), date(t, "2032-12-31")); n != 1827 {
		t.Errorf("%d class days in five years, want 1827", n)
	}
}

func sweep(t *testing.T, zone *time.Location, clock string) (moved int) {
	t.Helper()
	p := plan(t, schedule.Text{Zone: "UTC", Opens: clock, Start: "2020-01-01", End: "2035-12-31"})
	p.Calendar.Zone = zone
	name := zone.String()
	var last schedule.Occurrence
	days := 0
	for d := p.Calendar.Start; !p.Calendar.End.Before(d); d = d.AddDays(1) {
		o, ok := p.On(d)
		if !ok {
			t.Errorf("%s: nothing on %s", name, d)
			continue
		}
		days++
		local := o.Opens.In(zone)
		switch {
		case schedule.DateOf(o.Opens, zone) != d || o.Date != d:
			t.Errorf("%s: %s falls on %s", name, d, local)
		case !o.Opens.After(last.Opens):
			t.Errorf("%s: %s is not after the day before", name, d)
		case !o.Closes.After(o.Opens) || last.Closes.After(o.Opens):
			t.Errorf("%s: %s is open from %s to %s, the one before until %s", name, d, o.Opens, o.Closes, last.Closes)
		case (local.Hour() != p.Opens.Hour || local.Minute() != p.Opens.Minute) != (o.Moved.Key != ""):
			t.Errorf("%s: %s opens at %s and says %q", name, d, local, o.Moved)
		}
		// Near a change of clocks, compare with a search that knows nothing of offsets.
		start, end := o.Opens.In(zone).ZoneBounds()
		if near(o.Opens, start) || near(o.Opens, end) {
			if want := search(d, p.Opens, zone); !o.Opens.Equal(want) {
				t.Errorf("%s: %s %s opens at %s, want %s", name, d, clock, local, want.In(zone))
			}
		}
		if o.Moved.Key != "" {
			moved++
		}
		last = o
	}
	if days != 5844 {
		t.Errorf("%s: %d occurrences, want 5844", name, days)
	}
	return moved
}

func near(a, b time.Time) bool { return !b.IsZero() && a.Sub(b).Abs() < 25*time.Hour }

// search looks at the zone's clock every quarter of an hour, since all offsets of the years in
// question are whole quarters: the first instant that shows the time, else the first minute of
// the date that shows a later one, else the date's last minute.
func search(d schedule.Date, c schedule.Clock, zone *time.Location) time.Time {
	minutes := func(at time.Time) int { // after the planned time; -1 before it and on other dates
		if local := at.In(zone); schedule.DateOf(at, zone) == d {
			return local.Hour()*60 + local.Minute() - c.Hour*60 - c.Minute
		}
		return -1
	}
	from := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(-15 * time.Hour)
	to := from.Add(54 * time.Hour)
	var later time.Time
	for at := from; at.Before(to); at = at.Add(15 * time.Minute) {
		switch m := minutes(at); {
		case m == 0:
			return at
		case m > 0 && later.IsZero():
			later = at
		}
	}
	if later.IsZero() { // the rest of the date is missing
		for at := to; ; at = at.Add(-time.Minute) {
			if schedule.DateOf(at, zone) == d {
				return at
			}
		}
	}
	for minutes(later.Add(-time.Minute)) >= 0 {
		later = later.Add(-time.Minute)
	}
	return later
}

// TestTheNamesOfZonesAreThoseOfGo keeps zones.txt in step with the database inside Go.
func TestTheNamesOfZonesAreThoseOfGo(t *testing.T) {
	for _, name := range schedule.Zones() {
		if zone, err := schedule.ParseZone(name); err != nil || zone.String() != name {
			t.Errorf("%s: %v, %v", name, zone, err)
		}
	}
	r := goZones(t)
	if r == nil {
		t.Skip("there is no zoneinfo.zip to compare with")
	}
	var names []string
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") && f.Name != "Factory" { // Factory says that no zone was chosen
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	if *update {
		if err := os.WriteFile("zones.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range schedule.Zones() {
		if !slices.Contains(names, name) {
			t.Errorf("%s is no zone of this Go", name)
		}
	}
	for _, name := range names { // a newer Go may know more: that breaks nothing
		if !slices.Contains(schedule.Zones(), name) {
			t.Logf("this Go also knows %s: run the test with -update", name)
		}
	}
}

const exampleOfAZone = "Name a city of the zone, for example Europe/Berlin or America/New_York."

func TestZonesAreFoundOrOffered(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", " AMERICA/new_york ": "America/New_York",
		"utc": "UTC", "Etc/GMT-5": "Etc/GMT-5", "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
	} {
		if zone, err := schedule.ParseZone(typed); err != nil || zone.String() != want {
			t.Errorf("%q is %v (%v), want %s", typed, zone, err, want)
		}
	}
	for typed, want := range map[string]string{
		"Berlin":           "Did you mean Europe/Berlin?",
		"Europe/Berlim":    "Did you mean Europe/Berlin?",
		"Europe/Belrin":    "Did you mean Europe/Berlin?",
		"America/New York": "Did you mean America/New_York?",
		"new york":         "Did you mean America/New_York?",
		"Sao Paulo":        "Did you mean America/Sao_Paulo?",
		"Europa/Berlin":    "Did you mean Europe/Berlin?",
		"Kolkatta":         "Did you mean Asia/Kolkata?",
		"Asia/Tokio":       "Did you mean Asia/Tokyo?",
		"Lord Howe":        "Did you mean Australia/Lord_Howe?",
		"":                 exampleOfAZone,
		"UTC+2":            exampleOfAZone,
		"GMT+1":            exampleOfAZone, // not Etc/GMT+1, which is an hour behind
		"Munich":           exampleOfAZone,
		"PST":              exampleOfAZone,
		"Europe":           exampleOfAZone,
		"Asia/Calcuta":     "Did you mean Asia/Calcutta?",
		"America/Newyork":  "Did you mean America/New_York?",
		"Local":            exampleOfAZone,
		"posix/UTC":        "",
		"right/UTC":        "",
		"../etc/passwd":    "",
		"America/":         "",
		"Europe/Atlantis and a name that is longer than any name of a zone": exampleOfAZone,
	} {
		_, err := schedule.ParseZone(typed)
		f := asFault(t, err)
		if want != "" && f.Remedy != want {
			t.Errorf("%q is answered with %q %q, want %q", typed, f.Sentence, f.Remedy, want)
		}
	}
}

func TestTheNearestZonesComeFirst(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Istanbuk": "Europe/Istanbul Asia/Istanbul", "Asia/Istanbuk": "Asia/Istanbul Europe/Istanbul",
		"San": "America/Argentina/San_Juan America/Argentina/San_Luis America/Santa_Isabel", "xy": "", "Europe/": "",
	} {
		if got := strings.Join(schedule.NearestZones(typed, 3), " "); got != want {
			t.Errorf("%q is near %q, want %q", typed, got, want)
		}
	}
}

// asFault checks that an error is one for people.
func asFault(t testing.TB, err error) *fault.Fault {
	t.Helper()
	found, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		t.Fatalf("%#v is no fault", err)
	}
	f := *found
	f.Sentence, f.Remedy = found.English()
	if f.Kind != fault.Invalid || f.Remedy == "" || !strings.HasSuffix(f.Sentence, ".") {
		t.Fatalf("%#v is no fault with sentence and remedy", err)
	}
	return &f
}
