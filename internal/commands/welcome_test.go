package commands_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/record"
)

// TestAWelcomeIsSaidOnceWhateverDiesInBetween claims it and dies before it is said, says it and
// hears of it again, and finds what an earlier version noted.
func TestAWelcomeIsSaidOnceWhateverDiesInBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom(t)
		defer func() { _ = r.store.Close() }()
		_, owner := elsewhere()
		came := chat.Arrival{Tenant: "t2", From: owner, Late: true}
		arrive := func() bool {
			_, greet := r.bot.Arrive(t.Context(), came)
			return greet
		}
		if !arrive() {
			t.Fatal("nothing is said")
		}
		time.Sleep(time.Minute)
		if arrive() {
			t.Error("another says it while the first is at it")
		}
		time.Sleep(2 * time.Minute) // the first has died
		if !arrive() {
			t.Error("nobody says it after the first has died")
		}
		r.bot.Greeted(t.Context(), came)
		r.bot.Greeted(t.Context(), came)
		time.Sleep(time.Hour)
		if arrive() {
			t.Error("it is said twice")
		}
	})
}

func TestWhoHasSetTheBotUpNeedsNoWelcome(t *testing.T) {
	r := newRoom(t)
	_, owner := elsewhere()
	came := chat.Arrival{Tenant: "t2", From: owner}
	home := class.DefaultID(class.Tenant{Platform: owner.Platform, ID: "t2"})
	if err := record.Save(t.Context(), r.store, home, "welcome", "said", 0, "A WORD OF AN EARLIER VERSION"); err != nil {
		t.Fatal(err)
	}
	if _, greet := r.bot.Arrive(t.Context(), came); greet {
		t.Error("an earlier version said it already")
	}
	came.Tenant, came.Late = "t3", true
	came.From.Tenant = "t3"
	if _, err := r.dir.Update(t.Context(), chat.Place{Platform: owner.Platform, Tenant: "t3"}, func(c *class.Class) error { c.Name = "Set up"; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, greet := r.bot.Arrive(t.Context(), came); greet {
		t.Error("a class that was set up is greeted late")
	}
}

// TestStaffSeeTheThreeStepsUntilTheClassIsSetUp, which on Slack stand on the app's own page.
func TestStaffSeeTheThreeStepsUntilTheClassIsSetUp(t *testing.T) {
	r := newRoom(t)
	at, owner := elsewhere()
	help := func(who chat.Person) chat.View {
		return r.bot.Invoke(t.Context(), chat.Invocation{ID: "e" + who.ID + time.Now().String(), Command: "help", From: who, At: at, Received: time.Now()}).View
	}
	r.wants(help(owner), "Three steps", "/class here", "/daily on", "/section")
	pupil := owner
	pupil.ID, pupil.Admin, pupil.Roles = "pupil", false, nil
	if strings.Contains(saying(help(pupil)), "Three steps") {
		t.Error("pupil is shown the steps")
	}
	if _, err := r.dir.Update(t.Context(), at, func(c *class.Class) error { c.Name = "Set up"; return nil }); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(saying(help(owner)), "Three steps") {
		t.Error("owner is shown the steps")
	}
}
