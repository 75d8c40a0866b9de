package schedule

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"lectern/internal/edit"
	"lectern/internal/fault"
	"lectern/internal/say"
)

// zoneNames are the names in the time zone database that comes with Go, one per line. The
// database can be asked for a name but not for its names.
//
//go:embed zones.txt
var zoneNames string

// Zones lists the names of all time zones in alphabetical order.
func Zones() []string { return strings.Fields(zoneNames) }

// longestZone is longer than any name of a zone, in bytes.
const longestZone = 64

// ParseZone finds a time zone by its name in the IANA database, such as Europe/Berlin; upper
// and lower case are the same. Names that depend on the host, such as Local, are refused.
func ParseZone(name string) (*time.Location, error) {
	typed := strings.TrimSpace(name)
	if typed == "" {
		return nil, fault.New(fault.Invalid, "No time zone is named.", "Name a city of the zone, for example Europe/Berlin or America/New_York.")
	}
	if len(typed) > longestZone {
		return nil, fault.New(fault.Invalid, "{{.Text}} is not a time zone.", "Name a city of the zone, for example Europe/Berlin or America/New_York.").With("Text", quoted(typed))
	}
	area, _, deep := strings.Cut(typed, "/")
	newer := false // an area that we know, with a place that only the host's database may know
	for z := range strings.FieldsSeq(zoneNames) {
		if strings.EqualFold(z, typed) {
			return loadZone(z)
		}
		newer = newer || deep && strings.HasPrefix(z, area+"/")
	}
	if newer {
		if zone, err := time.LoadLocation(typed); err == nil {
			return zone, nil
		}
	}
	return nil, unknownZone(typed)
}

func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("load zone %s: %w", name, err)
	}
	return zone, nil
}

// unknownZone names the nearest zones, or says what a zone is.
func unknownZone(typed string) error {
	near := NearestZones(typed, 3)
	var f *fault.Fault
	switch offset := strings.ContainsAny(typed, "+0123456789"); {
	case offset && len(near) == 0:
		f = fault.New(fault.Invalid, "{{.Text}} is not a time zone: an offset does not know when clocks change.", "Name a city of the zone, for example Europe/Berlin or America/New_York.").With("Text", quoted(typed))
	case offset:
		f = fault.New(fault.Invalid, "{{.Text}} is not a time zone: an offset does not know when clocks change.", "Did you mean {{.Zones}}?").With("Text", quoted(typed)).With("Zones", either(near))
	case len(near) == 0:
		f = fault.New(fault.Invalid, "{{.Text}} is not a time zone.", "Name a city of the zone, for example Europe/Berlin or America/New_York.").With("Text", quoted(typed))
	default:
		f = fault.New(fault.Invalid, "{{.Text}} is not a time zone.", "Did you mean {{.Zones}}?").With("Text", quoted(typed)).With("Zones", either(near))
	}
	return f
}

// either lists names as choices: "A, B or C".
func either(names []string) say.Text {
	last := len(names) - 1
	if last == 0 {
		return say.Plain(names[0])
	}
	return say.T("{{.Names}} or {{.Last}}", say.Args{"Names": strings.Join(names[:last], ", "), "Last": names[last]})
}

// NearestZones lists at most n names that are like what was typed, the nearest first: the name
// of a city alone, a beginning, or a name with typing errors.
func NearestZones(typed string, n int) []string {
	if len(typed) > longestZone {
		return nil
	}
	want := zoneKey(typed)
	if len(want) < 3 {
		return nil
	}
	type match struct {
		name  string
		worth int
	}
	var found []match
	for z := range strings.FieldsSeq(zoneNames) {
		// Names without an area are old spellings and abbreviations; those under Etc are offsets,
		// with the sign turned round. Nobody should be led there.
		if !strings.Contains(z, "/") || strings.HasPrefix(z, "Etc/") {
			continue
		}
		if worth, ok := zoneDistance(want, zoneKey(z)); ok {
			found = append(found, match{z, worth})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(a.worth, b.worth) })
	var out []string
	for _, m := range found {
		// Once something fits well, what fits much worse would only distract.
		if len(out) < n && m.worth <= found[0].worth+1 {
			out = append(out, m.name)
		}
	}
	return out
}

// zoneKey is a name in lower case, with spaces and hyphens as underscores.
func zoneKey(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// zoneDistance tells how far what was typed is from a zone's name, in typing errors, of which
// one in four letters is forgiven. The city alone will do, at the price of one, and the
// beginning of a city at the price of two.
func zoneDistance(want, zone string) (int, bool) {
	city, typed := zone[strings.LastIndexByte(zone, '/')+1:], want[strings.LastIndexByte(want, '/')+1:]
	allowed := min(len(typed)/4, 3)
	byName, byCity := edits(want, zone), edits(typed, city)
	switch {
	case byName <= max(allowed, 1):
		return byName, true
	case byCity <= allowed:
		return 1 + byCity, true
	case len(typed) >= 3 && strings.HasPrefix(city, typed):
		return 2, true
	}
	return 0, false
}

// edits counts the typing errors between two names. Those of very different length, and what is
// longer than any zone, are far from all: there are six hundred zones to compare with.
func edits(a, b string) int {
	if d := len(a) - len(b); d > 4 || d < -4 || len(b) > longestZone {
		return longestZone
	}
	return edit.Distance(a, b)
}
