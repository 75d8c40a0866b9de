package schedule

import (
	"errors"
	"strings"
	"time"
)

// Text is a plan as people write it and as it is kept. Empty fields take their defaults: class
// days from Monday to Friday, no holidays, no start or end, closing at 23:59, one question.
type Text struct {
	Zone      string `json:"zone" yaml:"zone"`                               // Europe/Berlin
	Days      string `json:"days,omitempty" yaml:"days,omitempty"`           // Mon-Fri
	Holidays  string `json:"holidays,omitempty" yaml:"holidays,omitempty"`   // 2026-12-21..2027-01-03
	Skip      string `json:"skip,omitempty" yaml:"skip,omitempty"`           // 2026-11-26, 2026-11-27
	Start     string `json:"start,omitempty" yaml:"start,omitempty"`         // 2026-10-12
	End       string `json:"end,omitempty" yaml:"end,omitempty"`             // 2027-02-05
	Opens     string `json:"opens" yaml:"opens"`                             // 09:00
	Closes    string `json:"closes,omitempty" yaml:"closes,omitempty"`       // 23:59, 6h or next
	Questions int    `json:"questions,omitempty" yaml:"questions,omitempty"` // 1
}

// Plan reads the text. The error joins one fault for everything that is wrong.
func (t Text) Plan() (Plan, error) {
	var errs []error
	p := Plan{
		Calendar: Calendar{
			Zone: read(&errs, t.Zone, ParseZone), Days: Weekdays,
			Holidays: read(&errs, t.Holidays, ParseDates), Skip: read(&errs, t.Skip, ParseDates),
			Start: read(&errs, t.Start, openDate), End: read(&errs, t.End, openDate),
		},
		Opens: read(&errs, t.Opens, ParseClock), Closes: read(&errs, t.Closes, ParseClosing), Questions: t.Questions,
	}
	if strings.TrimSpace(t.Days) != "" {
		p.Calendar.Days = read(&errs, t.Days, ParseDays)
	}
	if p.Questions == 0 {
		p.Questions = 1
	}
	if len(errs) == 0 {
		errs = append(errs, p.Check())
	}
	if err := errors.Join(errs...); err != nil {
		return Plan{}, err
	}
	return p, nil
}

func read[T any](errs *[]error, text string, parse func(string) (T, error)) T {
	v, err := parse(text)
	if err != nil {
		*errs = append(*errs, err)
	}
	return v
}

func openDate(text string) (Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Date{}, nil
	}
	return ParseDate(text)
}

// Text writes the plan so that Text.Plan reads the same plan again.
func (p Plan) Text() Text {
	c := p.Calendar
	return Text{
		Zone: zoneName(c.Zone), Days: c.Days.String(), Holidays: c.Holidays.String(), Skip: c.Skip.String(),
		Start: c.Start.String(), End: c.End.String(),
		Opens: p.Opens.String(), Closes: p.Closes.String(), Questions: p.Questions,
	}
}

func zoneName(zone *time.Location) string { return orUTC(zone).String() }
