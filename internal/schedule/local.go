package schedule

import "time"

// Local is a time of day in a zone: when a place is asked that does not follow the plan's own
// opening.
type Local struct {
	Opens Clock
	Zone  *time.Location // as ParseZone gives it; nil is UTC
}

// String writes the time and its zone: 15:00 Asia/Tokyo.
func (l Local) String() string { return l.Opens.String() + " " + zoneName(l.Zone) }

// Spread is longer than two places can be apart that are asked on the same planned date: one at
// midnight and one a minute before the next, in the zones that lie the furthest apart.
const Spread = 72 * time.Hour

// At is the occurrence as it opens in a place with a local time of its own: on the same planned
// date, which may begin a day earlier or later there, and with the same closing. Where the
// zone left out the date, the plan's own opening holds, so that nobody misses a question.
func (o Occurrence) At(l Local) Occurrence {
	if at, moved, err := Moment(o.Date, l.Opens, l.Zone); err == nil {
		o.Opens, o.Moved = at, moved
	}
	return o
}
