package commands

import (
	"strings"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
	"lectern/internal/schedule"
)

// dailyHere has the question of the day posted in this channel: at the time and in the zone
// that are named, and as for the class where they are not.
func dailyHere(c *class.Class, r bot.Request, call naming) error {
	if r.At.Channel == "" {
		return fault.New(fault.Invalid, "This is not a channel.", "Give the command in the channel where the question shall be posted.")
	}
	own, err := ownOf(r)
	if err != nil {
		return err
	}
	if !c.PostsTo(r.At) {
		c.Places = append(c.Places, r.At)
	}
	c.Daily.Times = c.Daily.Timing(own)
	c.Daily.On = true
	return inTime(*c, r.Received, call)
}

// ownOf reads the time of its own that a request names for its channel, as it is kept.
func ownOf(r bot.Request) (class.PlaceTime, error) {
	own := class.PlaceTime{Place: r.At}
	for _, a := range r.Args {
		value := strings.TrimSpace(a.Value)
		switch {
		case value == "" || strings.EqualFold(value, "none"):
		case a.Name == "time":
			clock, err := schedule.ParseClock(value)
			if err != nil {
				return own, err
			}
			own.Opens = clock.String()
		case a.Name == "zone":
			zone, err := schedule.ParseZone(value)
			if err != nil {
				return own, err
			}
			own.Zone = zone.String()
		}
	}
	return own, nil
}

// inTime refuses settings with which a place would be asked only when the question closes.
func inTime(c class.Class, now time.Time, call naming) error {
	if len(c.Daily.Times) == 0 {
		return nil
	}
	t, err := c.Timetable()
	if err != nil {
		return err
	}
	p, o, late := t.TooLate(now)
	if !late {
		return nil
	}
	show := func(at time.Time) string { return at.In(c.Zone()).Format("2006-01-02 15:04 MST") }
	return fault.New(fault.Invalid, "In {{.Place}} the question would be posted on {{.Posted}}, but it closes everywhere on {{.Closes}}.",
		"Have it posted earlier there with /daily here, or let it close later with /daily set.").
		With("Place", call.text(p)).With("Posted", show(o.Opens)).With("Closes", show(o.Closes))
}

// timesOf gives the times of the places; none has one of its own while the schedule is not
// understood.
func timesOf(c class.Class) class.Timetable {
	t, err := c.Timetable()
	if err != nil {
		return class.Timetable{}
	}
	return t
}

// ownNote tells of a place its own time, if it has one.
func ownNote(c class.Class) func(chat.Place) string {
	times := timesOf(c)
	return func(p chat.Place) string {
		if own, ok := times.Own(p); ok {
			return " (" + own.String() + ")"
		}
		return ""
	}
}

// ownTimes lists the places that have a time of their own.
func ownTimes(c class.Class, call naming) []doc.Span {
	times := timesOf(c)
	var list []doc.Span
	for _, p := range c.Places {
		own, ok := times.Own(p)
		if !ok {
			continue
		}
		if len(list) > 0 {
			list = append(list, doc.Plain("; "))
		}
		list = append(list, call.here(p), doc.Plain(": "+own.String()))
	}
	return list
}

// previewBlocks lists the next openings, each in the reader's own time, with a word where the
// clock skips the planned one. The times that places have of their own follow the class's.
func previewBlocks(c class.Class, r bot.Request) []doc.Block {
	t, err := c.Timetable()
	if err != nil {
		sentence, _, _ := bot.Sentence(err, r.Say)
		return []doc.Block{doc.Para(r.Say.T("The schedule cannot be followed: {{.Why}}", say.Args{"Why": orElse(sentence, err.Error())}))}
	}
	list := doc.List{}
	for _, o := range t.Coming(r.Received, preview) {
		spans := append([]doc.Span{doc.Plain(r.Say.Say(o.Date.Short()) + ", ")}, openings(t, o, r.Say)...)
		list.Items = append(list.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: spans}}})
	}
	if len(list.Items) == 0 {
		return []doc.Block{doc.Para(r.Say.T("No date is left: the schedule has ended."))}
	}
	return []doc.Block{doc.Para(r.Say.T("The next dates:")), list}
}

// openings tells when the question of a date is posted: at the class's time where some place
// follows it, and at each time that places have of their own.
func openings(t class.Timetable, o schedule.Occurrence, to *say.Speaker) []doc.Span {
	var spans []doc.Span
	add := func(label string, o schedule.Occurrence) {
		if len(spans) > 0 {
			spans = append(spans, doc.Plain("; "))
		}
		if label != "" {
			spans = append(spans, doc.Plain(label+": "))
		}
		spans = append(spans, doc.Moment{At: o.Opens, Style: doc.MomentDateTime})
		if o.Moved.Key != "" {
			spans = append(spans, doc.Plain(" – "+to.Say(o.Moved)))
		}
	}
	own, common := t.Times()
	if common {
		add("", o)
	}
	for _, l := range own {
		add(l.String(), o.At(l))
	}
	return spans
}
