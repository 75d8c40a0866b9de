package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/chattest"
)

// annex is another channel of the teacher's server.
func annex() chat.Place {
	return chat.Place{Platform: chattest.Platform, Tenant: "t1", Channel: "annex"}
}

// TestAPlaceHasATimeOfItsOwn sets one, follows a day with it and takes it away again.
func TestAPlaceHasATimeOfItsOwn(t *testing.T) {
	r := newRoomWith(t, strings.SplitN(questionsOne, "- {id: group", 2)[0])
	r.now = time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC) // a Wednesday
	r.say(teacher(), "/daily set time:09:00 closes:18:00 zone:Europe/Berlin")
	plain := saying(r.say(teacher(), "/daily here").View)
	if strings.Contains(plain, "of their own") {
		t.Errorf("nobody named a time:\n%s", plain)
	}
	card := r.sayAt(teacher(), annex(), "/daily here time:3pm zone:asia/tokyo").View
	r.wants(card, "Posted: 09:00 Europe/Berlin", "Places: this channel and 1 other", "Places with a time of their own: this channel: 15:00 Asia/Tokyo",
		"Wed 2026-11-25, 2026-11-25 08:00 UTC; 15:00 Asia/Tokyo: 2026-11-25 06:00 UTC", "Mon 2026-11-30", "Tue 2026-12-08")
	r.wants(r.say(teacher(), "/daily show").View, "Places with a time of their own: test channel annex: 15:00 Asia/Tokyo")
	r.wants(r.say(teacher(), "/class show").View, "Places: this channel, test channel annex (15:00 Asia/Tokyo)")
	r.wants(r.say(teacher(), "/class log").View, "posted in a place at a time of its own: test channel annex, 15:00 Asia/Tokyo")

	r.run(t.Context(), time.Date(2026, 11, 25, 6, 0, 30, 0, time.UTC))
	posts := r.channel.Messages()
	if len(posts) != 1 || posts[0].At.Place != annex() {
		t.Fatalf("at three in Tokyo there are %v", r.channel.Titles())
	}
	q := posts[0].View
	right := option(t, q, "One side")
	r.wants(r.pressAt(student("ann"), q, right, annex()).View, "Right!", "Recorded: 1 point.")
	r.run(t.Context(), time.Date(2026, 11, 25, 8, 0, 30, 0, time.UTC))
	posts = r.channel.Messages()
	if len(posts) != 2 || posts[1].At.Place != hall() {
		t.Fatalf("at nine in Berlin there are %v", r.channel.Titles())
	}
	r.wants(r.press(student("ann"), posts[1].View, option(t, posts[1].View, "Trade")).View, "You have answered this already")

	back := saying(r.sayAt(teacher(), annex(), "/daily here").View)
	if strings.Contains(back, "Tokyo") {
		t.Errorf("the place does not follow the class again:\n%s", back)
	}
	r.sayAt(teacher(), annex(), "/daily here zone:Asia/Tokyo")
	r.wants(r.say(teacher(), "/daily show").View, "test channel annex: 09:00 Asia/Tokyo")
	r.sayAt(teacher(), annex(), "/daily away")
	if c := r.dir.List()[0]; len(c.Daily.Times) != 0 || len(c.Places) != 1 {
		t.Errorf("after it left: %v of %v", c.Daily.Times, c.Places)
	}
}

// TestAPlaceIsNotAskedAfterTheClosing refuses it wherever it could be set, in the words of
// whoever sets it.
func TestAPlaceIsNotAskedAfterTheClosing(t *testing.T) {
	r := newRoom(t)
	r.now = time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)
	r.say(teacher(), "/daily set time:09:00 closes:18:00 zone:Europe/Berlin")
	r.say(teacher(), "/daily here time:08:00 zone:America/New_York")
	const english = "In test channel hall the question would be posted on 2026-11-25 14:00 CET, but it closes everywhere on 2026-11-25"
	for line, want := range map[string]string{
		"/daily here time:25:00":                          "not a time of day",
		"/daily here zone:Europe/Berln":                   "Europe/Berlin",
		"/daily here time:09:00 zone:America/Los_Angeles": "posted on 2026-11-25 18:00 CET, but it closes everywhere on 2026-11-25 18:00 CET.",
		"/daily set closes:14:00":                         english + " 14:00 CET.",
		"/daily set closes:2h":                            english + " 11:00 CET.",
		"/class set zone:Asia/Kolkata":                    "posted on 2026-11-25 18:30 IST, but it closes everywhere on 2026-11-25 18:00 IST.",
	} {
		if got := saying(r.say(teacher(), line).View); !strings.Contains(got, want) {
			t.Errorf("%s: %q is missing in\n%s", line, want, got)
		}
	}
	for locale, want := range map[string]string{
		"de": "In test channel hall würde die Frage am 2026-11-25 14:00 CET erscheinen, aber sie schließt überall am 2026-11-25 14:00 CET.",
		"es": "En test channel hall la pregunta se publicaría el 2026-11-25 14:00 CET, pero se cierra en todas partes el 2026-11-25 14:00 CET.",
	} {
		who := teacher()
		who.Locale = locale
		r.wants(r.say(who, "/daily set closes:14:00").View, want)
	}
	if c := r.dir.List()[0]; c.Schedule.Closes != "18:00" || c.Daily.Times[0].Opens != "08:00" || c.Schedule.Zone != "Europe/Berlin" {
		t.Errorf("a refused change was saved: %+v", c)
	}
}
