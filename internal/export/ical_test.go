package export_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"lectern/internal/announce"
	"lectern/internal/class"
	"lectern/internal/export"
	"lectern/internal/schedule"
	"lectern/internal/store/sqlite"
)

func planned() class.Class {
	return class.Class{
		ID: "abc", Name: "Realism, Section; 2", Revision: 7, Daily: class.Daily{On: true},
		Schedule: schedule.Text{Zone: "Europe/Berlin", Days: "Mon-Fri", Opens: "09:00", Questions: 1, Start: "2026-10-22", End: "2026-10-27"},
	}
}

func TestTheCalendarOfAClass(t *testing.T) {
	s, err := sqlite.Open(t.Context(), t.TempDir()+"/store.db")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	now := time.Date(2026, 10, 21, 15, 4, 5, 0, time.UTC)
	a := announce.Announcement{ID: "note", Class: "abc", Title: "Chapter 6: Bündnisse, Macht; und mehr " + strings.Repeat("ü", 60), State: announce.Planned, At: now.AddDate(0, 0, 2), Made: now}
	for _, a := range []announce.Announcement{a, {ID: "draft", Class: "abc", Title: "A draft", State: announce.Draft, Made: now}} {
		if err := (announce.Book{Store: s}).Save(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	c := planned()
	calendar := func(c class.Class, now time.Time) []byte {
		data, err := export.Calendar(t.Context(), s, c, "The course", nil, now)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	data := calendar(c, now)
	golden(t, "calendar.ics", data)
	if again := calendar(c, now.Add(time.Hour)); !bytes.Equal(again, data) {
		t.Error("the same calendar an hour later differs")
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") || !utf8.ValidString(l) {
			t.Errorf("line %q", l)
		}
	}
	cal, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 9 { // four class days, the clocks changing between them, and an announcement
		t.Fatalf("%d events", len(events))
	}
	for _, e := range events {
		start, err := e.GetStartAt()
		if end := e.GetProperty(ics.ComponentPropertyDtEnd); err != nil || end != nil && end.Value <= start.UTC().Format("20060102T150405Z") {
			t.Errorf("%s starts at %v (%v) and does not end later", e.Id(), start, err)
		}
	}
	// The clocks go back on 25 October: 09:00 is 07:00 and then 08:00 UTC.
	for uid, want := range map[string]string{
		"question-2026-10-23-abc@lectern": "2026-10-23T07:00:00Z", "question-2026-10-26-abc@lectern": "2026-10-26T08:00:00Z",
		"closing-2026-10-26-abc@lectern": "2026-10-26T22:59:00Z", "announcement-note-abc@lectern": "2026-10-23T15:04:05Z",
	} {
		found := false
		for _, e := range events {
			if e.Id() != uid {
				continue
			}
			found = true
			at, err := e.GetStartAt()
			if err != nil || at.UTC().Format(time.RFC3339) != want {
				t.Errorf("%s starts at %v (%v), want %s", uid, at, err, want)
			}
			if strings.HasPrefix(uid, "announcement") && e.GetProperty(ics.ComponentPropertySummary).Value != "Announcement: "+a.Title {
				t.Errorf("the title was read as %q", e.GetProperty(ics.ComponentPropertySummary).Value)
			}
		}
		if !found {
			t.Errorf("there is no %s", uid)
		}
	}
	later := c
	later.Schedule.Opens, later.Revision = "10:00", 8
	moved, err := ics.ParseCalendar(bytes.NewReader(calendar(later, now)))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range moved.Events() {
		if e.GetProperty(ics.ComponentPropertySequence) == nil || !strings.Contains(string(data), "UID:"+e.Id()) {
			t.Errorf("event %d has the new UID %s", i, e.Id())
		}
	}
	off := c
	off.Daily.On = false
	if text := string(calendar(off, now)); strings.Contains(text, "question-") {
		t.Error("a class that is asked nothing has questions in its calendar")
	}
}

func TestAnyTextComesBackFromACalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringMatching(`[A-Za-zäöü国é ,;\\:"'0-9👩🏽\n]{0,200}`).Draw(t, "text")
		var out bytes.Buffer
		at := time.Date(2026, 10, 21, 9, 0, 0, 0, time.UTC)
		if err := export.WriteCalendar(&out, "n", []export.Event{{UID: "u", Summary: "x" + want + "x", Start: at}}, at); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(out.String(), "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) {
				t.Fatalf("line %q", l)
			}
		}
		cal, err := ics.ParseCalendar(&out)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Events()[0].GetProperty(ics.ComponentPropertySummary).Value; got != "x"+want+"x" {
			t.Fatalf("%q came back as %q", want, got)
		}
	})
}
