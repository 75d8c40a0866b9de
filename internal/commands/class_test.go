package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
	"lectern/internal/chattest"
	"lectern/internal/fault"
)

// sayAt gives a command in a place of another server.
func (r *room) sayAt(who chat.Person, at chat.Place, line string) chat.Reply {
	r.t.Helper()
	name, rest, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	in := chat.Invocation{ID: r.event(), Command: name, From: who, At: at, Received: r.now}
	for _, s := range r.bot.Specs() {
		if s.Name == name {
			in.Sub, in.Args = s.Parse(rest)
		}
	}
	return r.bot.Invoke(r.t.Context(), in)
}

// elsewhere is a channel of a second server, and who manages it.
func elsewhere() (chat.Place, chat.Person) {
	return chat.Place{Platform: chattest.Platform, Tenant: "t2", Channel: "lounge"}, chat.Person{Platform: chattest.Platform, Tenant: "t2", ID: "owner", Name: "Owner", Admin: true}
}

func TestAClassIsSetUpInChat(t *testing.T) {
	r := newRoom(t)
	first := r.say(teacher(), "/class")
	r.wants(first.View, "Left to do", "Place: give /class here", "Time: name your time zone", "Time zone: UTC", "Staff: who manages the server")
	if first.Audience != chat.Asker {
		t.Error("everybody sees the settings")
	}
	r.press(teacher(), first.View, "Post in this channel")
	set := r.submit(teacher(), r.say(teacher(), "/class show").View, "Name, language", "name", "Security 101", "zone", "europe/berlin", "days", "mon,wed", "language", "de")
	r.wants(set.View, "The class: Security 101", "Places: this channel", "Time zone: Europe/Berlin", "Class days: Mon, Wed", "Language: Deutsch")
	term := r.say(teacher(), "/class set start:2026-10-12 end:2027-02-05 holidays:2026-12-21..2027-01-03")
	r.wants(term.View, "Class days: Mon, Wed, from 2026-10-12 to 2027-02-05", "Holidays: 2026-12-21..2027-01-03")
	if said := saying(r.say(teacher(), "/class set start:none holidays:none").View); strings.Contains(said, "Holidays") || !strings.Contains(said, "Mon, Wed, until 2027-02-05") {
		t.Errorf("after clearing:\n%s", said)
	}
	r.wants(r.say(teacher(), "/class set holidays:sometime").View, "sometime")
	r.wants(r.say(teacher(), "/class set zone:Atlantis").View, "not a time zone")
	r.wants(r.say(teacher(), "/class set language:tlh").View, "does not speak")
	r.wants(r.say(teacher(), "/class set").View, "Nothing was named")
	r.wants(r.say(teacher(), "/class set keep:-4").View, "not a number of days")
	r.wants(r.say(teacher(), "/class log").View, "Teacher: added a place", "Teacher: changed the settings of the class")
	r.wants(r.press(teacher(), r.say(teacher(), "/class").View, "Question of the day").View, "Question of the day", "Posted")
	r.wants(r.say(teacher(), "/class away").View, "Places: none")
}

func TestStaffAreRolesAndPersonsCheckedAtEveryAct(t *testing.T) {
	r := newRoom(t)
	tutor := student("tia")
	tutor.Roles = []string{"r1"}
	r.wants(r.say(tutor, "/class").View, "staff")
	r.wants(r.say(teacher(), "/class staff role:r1|Tutors").View, "Staff: who manages the server or workspace, Tutors")
	settings := r.say(tutor, "/class")
	r.wants(settings.View, "The class")
	tutor.Roles = nil // the role is taken away while the message is still open
	r.wants(r.press(tutor, settings.View, "What staff did").View, "staff")
	r.wants(r.say(teacher(), "/class staff person:tia|Tia").View, "Tutors, Tia")
	r.wants(r.say(tutor, "/class log").View, "added Tutors to the staff", "added Tia to the staff")
	r.wants(r.say(teacher(), "/class staff person:tia|Tia remove:yes").View, "Staff: who manages the server or workspace, Tutors")
	r.wants(r.say(tutor, "/class").View, "staff")
	r.wants(r.say(teacher(), "/class staff person:tia|Tia remove:yes").View, "not on the staff")
	r.wants(r.say(teacher(), "/class staff").View, "Name one role or group, or one person")
	r.wants(r.say(teacher(), "/class staff role:@nobody").View, "is not known on this platform")
}

func TestMissingPermissionsAreNamedPlaceByPlace(t *testing.T) {
	r := newRoom(t)
	r.wants(r.say(teacher(), "/class check").View, "no places yet")
	r.say(teacher(), "/class here")
	r.wants(r.say(teacher(), "/class check").View, "This channel: nothing is missing")
	r.channel.Lacks("hall", chat.Lack{Need: chat.NeedThread, Name: "Create Public Threads"}, chat.Lack{Need: chat.NeedFiles, Name: "Attach Files"})
	r.wants(r.say(teacher(), "/class check").View, "missing: “Create Public Threads”, to open threads for results and talk; “Attach Files”, to send charts and exports", "can grant what is missing")
	r.channel.Refuse("hall", fault.New(fault.Missing, "The channel is gone.", ""))
	r.wants(r.say(teacher(), "/class check").View, "gone, or the bot cannot see it")
}

func TestADeletedChannelIsTakenOutOfTheClass(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	attic := hall()
	attic.Channel = "attic"
	r.sayAt(teacher(), attic, "/daily here time:10:00 zone:Asia/Tokyo")
	if menus := labels(r.say(teacher(), "/class check").View); strings.Contains(menus, "Take") {
		t.Errorf("a channel that is there is offered to be taken out: %s", menus)
	}
	r.channel.Refuse("attic", fault.New(fault.Missing, "The channel is gone.", "")) // no command can be given in it any more
	check := r.say(teacher(), "/class check")
	r.wants(r.choose(teacher(), check.View, "Take out test channel attic").View, "Places: this channel")
	r.wants(r.choose(teacher(), check.View, "Take out test channel attic").View, "not a place of the class any more")
	r.wants(r.say(teacher(), "/class log").View, "took away a place: test channel attic")
	if left := r.dir.List()[0].Daily.Times; len(left) > 0 {
		t.Errorf("times of places that are not there: %+v", left)
	}
}

func TestWhatIsKeptBackIsNotThere(t *testing.T) {
	r := newRoom(t)
	r.say(teacher(), "/class here")
	before := r.say(student("ann"), "/section realism")
	r.wants(before.View, "Realism In Security Studies")
	r.wants(r.say(teacher(), "/class release chapter:realism date:2026-12-01 08:00").View, "Kept back: “Realism In Security Studies” until 2026-12-01 08:00 UTC")
	found := r.say(student("ann"), "/section realism in security studies")
	if e, ok := found.View.(chat.Excerpt); ok && strings.HasPrefix(e.Title, "Realism") {
		t.Errorf("it is found: %q", e.Title)
	}
	for _, c := range r.bot.Suggest(t.Context(), chat.Invocation{Command: "section", From: student("ann"), At: hall(), Received: r.now}, "topic", "real") {
		if strings.Contains(c.Label, "Realism") {
			t.Errorf("it is offered while typing: %q", c.Label)
		}
	}
	if e, ok := before.View.(chat.Excerpt); ok { // a message from before still has its buttons
		again := r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: e.Turn(0), From: student("ann"), At: hall(), Received: r.now})
		r.wants(again.View, "Not open yet")
	}
	if strings.Contains(saying(r.say(student("ann"), "/chapter 1").View), "Realism In Security") {
		t.Error("the outline lists it")
	}
	r.wants(r.say(student("ann"), "/quiz realism in security studies").View, "")
	r.wants(r.say(teacher(), "/announce chapter realism").View, "New lesson: Realism In Security Studies") // staff prepare what is not open yet
	r.now = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	r.wants(r.say(student("ann"), "/section realism").View, "Realism In Security Studies")
	r.wants(r.say(teacher(), "/class release chapter:realism date:never").View, "until you open it")
	r.wants(r.say(teacher(), "/class release chapter:realism date:nonsense").View, "is not a time")
	if strings.Contains(saying(r.say(teacher(), "/class release chapter:realism date:now").View), "Kept back") {
		t.Error("it is still kept back after it was opened")
	}
}

func TestOneClassSpansTwoServers(t *testing.T) {
	r := newRoom(t)
	lounge, owner := elsewhere()
	r.say(teacher(), "/class here")
	offer := saying(r.say(teacher(), "/class join").View)
	_, code, _ := strings.Cut(offer, "code:")
	code = code[:8]
	r.wants(r.sayAt(student("ann"), lounge, "/class join code:"+code).View, "staff")
	r.wants(r.sayAt(owner, lounge, "/class join code:abcdefgh").View, "This code is not good")
	r.wants(r.sayAt(owner, lounge, "/class join code:"+code).View, "Servers and workspaces: 2")
	r.wants(r.sayAt(owner, lounge, "/class join code:"+code).View, "This code is not good") // it worked once
	r.sayAt(owner, lounge, "/class here")
	r.wants(r.say(teacher(), "/class").View, "Servers and workspaces: 2", "lounge")
	late := saying(r.say(teacher(), "/class join").View)
	_, code, _ = strings.Cut(late, "code:")
	r.now = r.now.Add(11 * time.Minute)
	r.wants(r.sayAt(owner, lounge, "/class join code:"+code[:8]).View, "This code is not good")
}

func TestStaffAreToldOnceOfWhatIsNewAndNothingIsAnnounced(t *testing.T) {
	r := newRoom(t)
	r.press(teacher(), r.say(teacher(), "/class here").View, "Tell me in private")
	at := r.now
	tick := func(after time.Duration) { must(t, r.set.Novelties(t.Context(), at.Add(after))) }
	tick(0)
	r.shelf.snap = snapshot(t, strings.Replace(chapterOne, "</exercise>\n\n<exercise id=\"3\"", "</exercise>\n\n<exercise id=\"9\" title=\"Neorealism\">\n\nStructure matters.\n\n</exercise>\n\n<exercise id=\"3\"", 1), chapterTwo)
	tick(time.Minute)
	tick(2 * time.Minute)
	if n := len(r.channel.Messages()); n > 0 {
		t.Fatalf("%d messages before the course has rested", n)
	}
	for range 3 {
		tick(10 * time.Minute)
	}
	all := r.channel.Messages()
	if len(all) != 1 || all[0].At.Place.Channel != "@teacher" {
		t.Fatalf("messages: %+v", all)
	}
	r.wants(all[0].View, "New in the course", "Neorealism", "Nothing has been announced")
	r.wants(r.choose(teacher(), all[0].View, "Neorealism").View, "New lesson: Neorealism", "State: draft")
}

func TestWhoIsStaffNoLongerIsNotToldAnyMore(t *testing.T) {
	r := newRoom(t)
	r.press(teacher(), r.say(teacher(), "/class here").View, "Tell me in private")
	r.say(student("ann"), "/ask question:When is the exam?")
	if n := len(r.channel.Messages()); n != 1 {
		t.Fatalf("%d messages to staff", n)
	}
	was := teacher()
	was.Admin, was.Roles = false, nil
	r.channel.Meet(was)
	r.say(student("bob"), "/ask question:And where?")
	if n := len(r.channel.Messages()); n != 1 {
		t.Errorf("%d messages after the role was withdrawn", n)
	}
}

func TestWhoeverAddsTheBotIsWelcomedOnce(t *testing.T) {
	r := newRoom(t)
	_, owner := elsewhere()
	came := chat.Arrival{Tenant: "t2", From: owner}
	first, greet := r.bot.Arrive(t.Context(), came)
	if !greet {
		t.Fatal("nothing is said")
	}
	r.wants(first.View, "It has posted nothing", "It reads no conversations", "Course:", "Place:", "Time:")
	if _, again := r.bot.Arrive(t.Context(), came); again {
		t.Error("it is said twice")
	}
	r.bot.Greeted(t.Context(), came)
	came.Late = true
	if _, again := r.bot.Arrive(t.Context(), came); again {
		t.Error("it is said again to an owner who looks in later")
	}
	if n := len(r.channel.Messages()); n > 0 {
		t.Errorf("%d messages were posted unasked", n)
	}
}
