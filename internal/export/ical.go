package export

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/internal/announce"
	"lectern/internal/class"
	"lectern/internal/record"
	"lectern/internal/say"
)

// Event is an entry of a calendar.
type Event struct {
	UID         string // the same for the same thing whenever the calendar is made
	Summary     string
	Description string
	Start       time.Time
	Length      time.Duration // zero: a moment
	Sequence    int           // grows with every change
}

// How much of a plan a calendar holds: what is past stays for a month, so that a calendar that
// is looked at seldom has it, and half a year ahead is more than a term.
const (
	calendarBack  = 30 * 24 * time.Hour
	calendarAhead = 184 * 24 * time.Hour
	maxEvents     = 1000
	// asking is how long an entry of a question is: room to see it, and no more.
	asking = 15 * time.Minute
)

// Events lists what the plan of a class asks and when that closes, around a time. An entry's UID
// follows from the class and the planned local date, so that another hour moves the entry
// instead of adding one.
func Events(c class.Class, to *say.Speaker, now time.Time) ([]Event, error) {
	if !c.Daily.On {
		return nil, nil
	}
	plan, err := c.Schedule.Plan()
	if err != nil {
		return nil, err
	}
	var out []Event
	for from := now.Add(-calendarBack); len(out) < maxEvents; {
		o, ok := plan.Next(from)
		if !ok || o.Opens.After(now.Add(calendarAhead)) {
			break
		}
		from = o.Opens
		closes := say.Args{"Time": o.Closes.In(c.Zone()).Format("2006-01-02 15:04 MST")}
		out = append(out,
			Event{
				UID: "question-" + o.Date.String() + "-" + string(c.ID) + "@lectern", Sequence: c.Revision, Start: o.Opens, Length: asking,
				Summary: to.T("Question of the day"), Description: to.T("Open until {{.Time}}.", closes),
			},
			Event{
				UID: "closing-" + o.Date.String() + "-" + string(c.ID) + "@lectern", Sequence: c.Revision, Start: o.Closes,
				Summary: to.T("Question of the day closes"), Description: to.T("Answers count until now."),
			})
	}
	return out, nil
}

// WriteCalendar writes an iCalendar object (RFC 5545) called name: lines end in CR LF, are at
// most 75 octets long and break between characters; times are UTC. Equal events on the same day
// give equal bytes.
func WriteCalendar(w io.Writer, name string, events []Event, now time.Time) error {
	out := bufio.NewWriter(w)
	line := func(property, value string) { fold75(out, property+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Lectern//Class calendar//EN")
	line("CALSCALE", "GREGORIAN")
	line("X-WR-CALNAME", escapeICal(name))
	line("NAME", escapeICal(name)) // RFC 7986
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	line("X-PUBLISHED-TTL", "PT6H")
	// DTSTAMP is when the object was made, to the day: a finer one would make every copy differ.
	stamp := utc(now.UTC().Truncate(24 * time.Hour))
	for _, e := range events {
		line("BEGIN", "VEVENT")
		line("UID", escapeICal(e.UID))
		line("DTSTAMP", stamp)
		line("SEQUENCE", strconv.Itoa(e.Sequence))
		line("DTSTART", utc(e.Start))
		if e.Length > 0 { // an end must be later than the start (RFC 5545 §3.8.2.2)
			line("DTEND", utc(e.Start.Add(e.Length)))
		}
		line("SUMMARY", escapeICal(e.Summary))
		if e.Description != "" {
			line("DESCRIPTION", escapeICal(e.Description))
		}
		line("TRANSP", "TRANSPARENT")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	if err := out.Flush(); err != nil { // holds the first error of all
		return fmt.Errorf("write a calendar: %w", err)
	}
	return nil
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// escapeICal writes text as a value (RFC 5545 §3.3.11), without control characters.
func escapeICal(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r':
			b.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// maxOctets is how long a line may be without its end (RFC 5545 §3.1).
const maxOctets = 75

// fold75 writes a content line, folded between characters.
func fold75(out *bufio.Writer, l string) {
	room := maxOctets
	for len(l) > room {
		n := room
		for n > 0 && !utf8.RuneStart(l[n]) {
			n--
		}
		if n == 0 { // no UTF-8 at all
			n = room
		}
		_, _ = out.WriteString(l[:n] + "\r\n ")
		l, room = l[n:], maxOctets-1 // the blank is one
	}
	_, _ = out.WriteString(l + "\r\n")
}

// Calendar is the calendar of a class: its questions, their closings, and the announcements that
// are planned. There is nothing of any student in it.
func Calendar(ctx context.Context, records record.Store, c class.Class, title string, to *say.Speaker, now time.Time) ([]byte, error) {
	events, err := Events(c, to, now)
	if err != nil {
		return nil, err
	}
	list, err := announce.Book{Store: records}.List(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("list the announcements of a class: %w", err)
	}
	for _, a := range list {
		if a.State == announce.Planned && !a.At.IsZero() {
			events = append(events, Event{
				UID: "announcement-" + string(a.ID) + "-" + string(c.ID) + "@lectern", Sequence: a.Revision, Start: a.At,
				Summary: to.T("Announcement: {{.Title}}", say.Args{"Title": a.Title}),
			})
		}
	}
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.UID, b.UID)) })
	if c.Name != "" {
		title = c.Name
	}
	var out bytes.Buffer
	if err := WriteCalendar(&out, title, events, now); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
