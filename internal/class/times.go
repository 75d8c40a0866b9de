package class

import (
	"slices"
	"time"

	"lectern/internal/chat"
	"lectern/internal/schedule"
)

// PlaceTime is when the question of the day is posted in a place that does not follow the
// schedule's time or zone. The dates and the closing are the class's everywhere.
type PlaceTime struct {
	Place chat.Place `json:"place"`
	Opens string     `json:"opens,omitempty"` // 15:00; the schedule's when empty
	Zone  string     `json:"zone,omitempty"`  // Asia/Tokyo; the schedule's when empty
}

// Local reads the time, with the plan's where the place has none. The error joins one fault for
// everything that is wrong.
func (t PlaceTime) Local(p schedule.Plan) (schedule.Local, error) {
	l := schedule.Local{Opens: p.Opens, Zone: p.Calendar.Zone}
	var err error
	if t.Opens != "" {
		if l.Opens, err = schedule.ParseClock(t.Opens); err != nil {
			return schedule.Local{}, err
		}
	}
	if t.Zone != "" {
		if l.Zone, err = schedule.ParseZone(t.Zone); err != nil {
			return schedule.Local{}, err
		}
	}
	return l, nil
}

// Timing is Times with one for a place in place of what was said of it before; one that names
// neither a time nor a zone returns the place to the class's.
func (d Daily) Timing(t PlaceTime) []PlaceTime {
	times := slices.DeleteFunc(slices.Clone(d.Times), func(o PlaceTime) bool { return o.Place == t.Place })
	if t.Opens == "" && t.Zone == "" {
		return times
	}
	return append(times, t)
}

// Leaving is the class without the places that match, and without their own times.
func (c Class) Leaving(match func(chat.Place) bool) Class {
	c.Places = slices.DeleteFunc(slices.Clone(c.Places), match)
	c.Daily.Times = slices.DeleteFunc(slices.Clone(c.Daily.Times), func(t PlaceTime) bool { return match(t.Place) })
	return c
}

// Timetable tells when the question of the day is posted in each place of a class.
type Timetable struct {
	Plan schedule.Plan

	places []chat.Place
	own    map[chat.Place]schedule.Local
}

// Timetable reads the schedule and the own times of the places. An own time that is not
// understood, because this host does not know its zone, counts as none: its place is asked
// when the class is.
func (c Class) Timetable() (Timetable, error) {
	plan, err := c.Schedule.Plan()
	if err != nil {
		return Timetable{}, err
	}
	t := Timetable{Plan: plan, places: c.Places}
	for _, pt := range c.Daily.Times {
		if l, err := pt.Local(plan); err == nil && c.PostsTo(pt.Place) {
			if t.own == nil {
				t.own = make(map[chat.Place]schedule.Local, len(c.Daily.Times))
			}
			t.own[pt.Place] = l
		}
	}
	return t, nil
}

// Own is a place's own time; false for one that follows the class.
func (t Timetable) Own(p chat.Place) (schedule.Local, bool) {
	l, ok := t.own[p]
	return l, ok
}

// Times lists the different own times, in the order of the places. common tells whether the
// class's own time is some place's too, or there is no place yet.
func (t Timetable) Times() (own []schedule.Local, common bool) {
	for _, p := range t.places {
		l, ok := t.own[p]
		if !ok {
			common = true
		} else if !slices.ContainsFunc(own, func(o schedule.Local) bool { return o.String() == l.String() }) {
			own = append(own, l)
		}
	}
	return own, common || len(t.places) == 0
}

// At is an occurrence as it opens in a place.
func (t Timetable) At(o schedule.Occurrence, p chat.Place) schedule.Occurrence {
	if l, ok := t.own[p]; ok {
		return o.At(l)
	}
	return o
}

// Due lists the occurrences that may be open in some place at a time, as Plan.Due does, together
// with those that the class comes to only later.
func (t Timetable) Due(now time.Time, lookback time.Duration) []schedule.Occurrence {
	if len(t.own) == 0 {
		return t.Plan.Due(now, lookback)
	}
	return t.Plan.Due(now.Add(schedule.Spread), lookback+schedule.Spread)
}

// Coming lists the next n occurrences that some place is still to be asked.
func (t Timetable) Coming(now time.Time, n int) []schedule.Occurrence {
	if len(t.own) == 0 {
		return t.Plan.Preview(now, n)
	}
	const within = int(schedule.Spread/(24*time.Hour)) + 1 // dates that the class may have passed before its last place
	var out []schedule.Occurrence
	for _, o := range t.Plan.Preview(now.Add(-schedule.Spread), n+within) {
		if len(out) < n && slices.ContainsFunc(t.places, func(p chat.Place) bool { return t.At(o, p).Opens.After(now) }) {
			out = append(out, o)
		}
	}
	return out
}

// How far ahead own times are compared with the closing, and how long before it a question must
// be posted: clocks change within a year in all the ways they do, and a question that is
// open for less than a minute reaches nobody.
const (
	compared = 366
	shortest = time.Minute
)

// TooLate finds a place that would be asked when the question closes or later, on one of the
// dates that are not over at a time: clocks of two zones that change on different days move a
// place for some weeks only. The Occurrence is as it opens in that place.
func (t Timetable) TooLate(now time.Time) (chat.Place, schedule.Occurrence, bool) {
	if len(t.own) == 0 {
		return chat.Place{}, schedule.Occurrence{}, false
	}
	for _, o := range t.Plan.Preview(now.Add(-schedule.Spread), compared) {
		if !o.Closes.After(now) {
			continue
		}
		for _, p := range t.places {
			if _, own := t.own[p]; !own {
				continue
			}
			if there := t.At(o, p); there.Closes.Sub(there.Opens) < shortest {
				return p, there, true
			}
		}
	}
	return chat.Place{}, schedule.Occurrence{}, false
}
