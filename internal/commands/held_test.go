package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

const neorealism = "</exercise>\n\n<exercise id=\"9\" title=\"Neorealism\">\n\nStructure matters.\n\n</exercise>\n\n<exercise id=\"3\""

func TestAnAnnouncementTellsNothingOfWhatIsKeptBack(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	r.say(teacher(), "/class release chapter:realism date:2026-12-01 08:00")
	draft := r.say(teacher(), "/announce chapter name:1")
	if said := saying(draft.View); strings.Contains(said, "Realism In Security Studies") || strings.Contains(said, "Kept back") {
		t.Errorf("the draft says\n%s", said)
	}
	r.wants(r.say(teacher(), "/announce chapter name:1 time:2026-12-02 08:00").View, "Realism In Security Studies") // open by then
	ahead := r.say(teacher(), "/announce chapter name:realism")
	r.wants(ahead.View, "Kept back: the class cannot read it yet")
	if said := saying(r.say(teacher(), "/announce chapter name:realism time:2026-12-01 08:00").View); strings.Contains(said, "Kept back") {
		t.Errorf("a warning that is not due:\n%s", said)
	}

	posted := r.press(teacher(), draft.View, "Post now")
	if strings.Contains(labels(posted.View), "Update") {
		t.Error("an update is offered although nothing has changed")
	}
	r.now = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	list := r.say(teacher(), "/announce list")
	r.wants(list.View, "the chapter has changed since")
	var again chat.Reply
	for _, o := range list.View.Card().Controls[0].(chat.Menu).Options {
		if strings.HasPrefix(o.Description, "posted") { // the others are drafts
			again = r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: o.Token, From: teacher(), At: hall(), Received: r.now})
		}
	}
	r.wants(r.press(teacher(), again.View, "Update from the chapter").View, "Realism In Security Studies")
}

func TestAPlannedAnnouncementIsBroughtUpToDate(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	draft := r.say(teacher(), "/announce chapter name:1 time:2026-12-01 08:00")
	planned := r.press(teacher(), draft.View, "Post at that time")
	if strings.Contains(labels(draft.View)+labels(planned.View), "Update") {
		t.Error("an update is offered although nothing has changed")
	}
	r.shelf.snap = snapshot(t, strings.Replace(chapterOne, "</exercise>\n\n<exercise id=\"3\"", neorealism, 1), chapterTwo)
	again := r.choose(teacher(), r.say(teacher(), "/announce list").View, "New chapter")
	r.wants(r.press(teacher(), again.View, "Update from the chapter").View, "Neorealism", "State: planned")
	r.announce.Tick(t.Context(), time.Date(2026, 12, 1, 8, 1, 0, 0, time.UTC))
	r.wants(r.channel.Messages()[0].View, "Neorealism")
}

func TestWhatIsKeptBackIsNewOnTheDayItOpens(t *testing.T) {
	r := newRoom(t)
	r.press(teacher(), r.say(teacher(), "/class here").View, "Tell me in private")
	tick := func(at time.Time) int {
		must(t, r.set.Novelties(t.Context(), at))
		must(t, r.set.Novelties(t.Context(), at.Add(10*time.Minute)))
		return len(r.channel.Messages())
	}
	r.say(teacher(), "/class release chapter:2 date:2026-12-05 08:00")
	tick(r.now)
	r.say(teacher(), "/class release chapter:realism date:2026-12-01 08:00") // known before
	r.shelf.snap = snapshot(t, strings.Replace(chapterOne, "</exercise>\n\n<exercise id=\"3\"", neorealism, 1), chapterTwo)
	r.say(teacher(), "/class release chapter:neorealism date:2026-12-03 08:00")
	for day, want := range map[int]int{25: 0, 30: 0} {
		if n := tick(time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)); n != want {
			t.Fatalf("%d messages on 2026-11-%d", n, day)
		}
	}
	if n := tick(time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)); n != 0 {
		t.Errorf("%d messages about a lesson that was known", n)
	}
	if n := tick(time.Date(2026, 12, 3, 9, 0, 0, 0, time.UTC)); n != 1 {
		t.Fatalf("%d messages when the new lesson opens", n)
	}
	r.wants(r.channel.Messages()[0].View, "Neorealism")
	tick(time.Date(2026, 12, 5, 9, 0, 0, 0, time.UTC))
	if all := r.channel.Messages(); len(all) != 2 || strings.Contains(saying(all[1].View), "Neorealism") {
		t.Errorf("%d messages after the chapter has opened", len(all))
	}
}

func TestADirectMessageOpensNothingThatAnyClassKeepsBack(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("g1", "owner")
	two, other := onDiscord("g2", "other")
	r.sayAt(owner, one, "/class here")
	r.sayAt(other, two, "/class here")
	r.sayAt(owner, one, "/class release chapter:realism date:never")
	private, as := inPrivate("ann")
	found := r.sayAt(as, private, "/section topic:realism in security studies")
	if e, ok := found.View.(chat.Excerpt); ok && strings.HasPrefix(e.Title, "Realism") {
		t.Errorf("it is found: %q", e.Title)
	}
	if e, ok := r.sayAt(as, two, "/section topic:realism in security studies").View.(chat.Excerpt); !ok || !strings.HasPrefix(e.Title, "Realism") {
		t.Error("the class that has it open does not find it")
	}
}

// TestNoQuestionIsAskedAboutWhatIsKeptBack keeps a lesson back after a student has failed a
// question about it and missed another.
func TestNoQuestionIsAskedAboutWhatIsKeptBack(t *testing.T) {
	r := newRoom(t)
	ann := student("ann")
	r.say(teacher(), "/class here")
	wrong := r.say(ann, "/quiz groupism")
	r.wants(wrong.View, "People need groups to survive.")
	r.press(ann, wrong.View, option(t, wrong.View, "False"))
	r.now = r.now.AddDate(0, 0, 3)
	r.wants(r.say(ann, "/review").View, "People need groups", "1 wrong last time")
	old := r.say(ann, "/review")
	public := func() string {
		var titles []string
		for _, u := range r.set.Public("", r.now).Course.Units {
			titles = append(titles, u.Title)
		}
		return strings.Join(titles, "|")
	}
	if !strings.Contains(public(), "Groupism") {
		t.Fatalf("the pages show %s", public())
	}
	r.say(teacher(), "/class release chapter:realism date:never")
	if strings.Contains(public(), "Groupism") || strings.Contains(public(), "Realism") {
		t.Errorf("the pages show %s", public())
	}
	kept := []string{"People need groups", "What do realists look at", "What do states join against"}
	asks := func(what string, v chat.View) {
		t.Helper()
		for _, k := range kept {
			if strings.Contains(saying(v), k) {
				t.Errorf("%s asks about what is kept back:\n%s", what, saying(v))
			}
		}
	}
	r.wants(r.say(ann, "/review").View, "Nothing to review")
	asks("an old button", r.press(ann, old.View, "Skip").View)
	next := r.say(ann, "/quiz")
	for range 8 {
		asks("/quiz", next.View)
		next = r.press(ann, next.View, "Skip")
	}
	asks("/quiz with its name", r.say(ann, "/quiz realism in security studies").View)
	asks("a look at what is answered", r.press(ann, wrong.View, "Skip").View)
	r.wants(r.say(ann, "/me").View, "0 due, 0 wrong last time")
	r.wants(r.say(teacher(), "/daily show").View, "3 approved questions can be asked.")
	r.say(teacher(), "/live start questions:6")
	for _, m := range r.channel.Messages() {
		asks("a live round", m.View)
	}
	rounds, err := r.store.OpenRounds(t.Context(), r.classID())
	must(t, err)
	for _, id := range rounds[0].Questions {
		for _, k := range []string{"group", "multi", "short"} {
			if strings.HasSuffix(id, k) {
				t.Errorf("the live round will ask %q", id)
			}
		}
	}
	r.say(teacher(), "/class release chapter:realism date:now")
	r.wants(r.say(ann, "/review").View, "People need groups")
}
