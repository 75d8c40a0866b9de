package commands_test

import (
	"strings"
	"testing"
	"time"

	"lectern/internal/chat"
)

// onDiscord is a channel of a Discord server and who manages it, as Discord shows them there;
// inPrivate is how a direct message shows the same person: without server, roles and rights.
func onDiscord(guild, id string) (chat.Place, chat.Person) {
	return chat.Place{Platform: "discord", Tenant: guild, Channel: "hall-" + guild}, chat.Person{Platform: "discord", Tenant: guild, ID: id, Name: id, Admin: true}
}

func inPrivate(id string) (chat.Place, chat.Person) {
	return chat.Place{Platform: "discord", Channel: "direct-" + id}, chat.Person{Platform: "discord", ID: id, Name: id}
}

func TestStaffActOnWhatTheyAreToldInPrivate(t *testing.T) {
	r := newRoom(t)
	channel, owner := onDiscord("g1", "owner")
	r.channel.Meet(owner)
	ann := chat.Person{Platform: "discord", Tenant: "g1", ID: "ann", Name: "Ann"}
	r.channel.Meet(ann)
	here := r.sayAt(owner, channel, "/class here")
	r.pressAt(owner, here.View, "Tell me in private", channel)
	r.sayAt(ann, channel, "/ask question:When is the exam?")
	told := r.channel.Messages()
	if len(told) != 1 {
		t.Fatalf("%d messages to staff", len(told))
	}
	private, as := inPrivate("owner")
	r.wants(r.pressAt(as, told[0].View, "Done", private).View, "A student asks", "When is the exam?")
	form, ok := r.pressAt(as, told[0].View, "Answer…", private).View.(chat.Form)
	if !ok {
		t.Fatal("there is no form for an answer")
	}
	send := func(at chat.Place, who chat.Person) chat.View {
		return r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, From: who, At: at, Received: r.now, Fields: chat.Args{{Name: "reply", Value: "On Friday."}}}).View
	}
	desk, student := inPrivate("ann")
	r.wants(r.pressAt(student, told[0].View, "Done", desk).View, "This is for the staff of the course")
	r.wants(send(desk, student), "This is for the staff of the course")
	r.wants(send(private, as), "Answered: On Friday.")

	must(t, r.set.Novelties(t.Context(), r.now))
	r.shelf.snap = snapshot(t, chapterOne, chapterTwo+"\n<exercise id=\"9\" title=\"Regimes\">\n\nRules bind.\n\n</exercise>\n")
	must(t, r.set.Novelties(t.Context(), r.now))
	must(t, r.set.Novelties(t.Context(), r.now.Add(10*time.Minute)))
	all := r.channel.Messages()
	menu, ok := all[len(all)-1].View.Card().Controls[0].(chat.Menu)
	if !ok {
		t.Fatalf("no suggestion in\n%s", saying(all[len(all)-1].View))
	}
	press := func(who chat.Person, v chat.Token) chat.View {
		return r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: v, From: who, At: private, Received: r.now}).View
	}
	draft := press(as, menu.Options[0].Token)
	r.wants(draft, "New lesson: Regimes", "Places: all: 1 other channel")
	for _, c := range draft.Card().Controls {
		if b, ok := c.(chat.Button); ok && b.Label == "Only in this channel" {
			t.Error("a direct message is offered as a place of the class")
		}
	}
	r.wants(r.pressAt(as, draft, "Post now", private).View, "State: posted")

	owner.Admin = false // the role is taken away while the messages are still open
	r.channel.Meet(owner)
	r.wants(r.pressAt(as, draft, "Edit…", private).View, "This is for the staff of the course")
}

func TestInADirectMessageTheClassIsTheOneThatIsTaught(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("g1", "owner")
	two, other := onDiscord("g2", "other")
	r.channel.Meet(owner) // of g1 alone, whichever server is asked
	show := r.sayAt(owner, one, "/class here")
	r.sayAt(other, two, "/class here")
	r.sayAt(other, two, "/class set name:The other class")
	private, as := inPrivate("owner")
	r.wants(r.pressAt(as, show.View, "What staff did", private).View, "added a place: discord channel hall-g1")
	both, everywhere := inPrivate("both") // manages whatever is asked
	r.wants(r.pressAt(everywhere, show.View, "What staff did", both).View, "Which class do you mean?")
}

// TestWhoIsInTwoClassesChoosesOneForDirectMessages follows a student of two classes, who teaches
// one of them, until they leave it.
func TestWhoIsInTwoClassesChoosesOneForDirectMessages(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("111", "owner")
	two, other := onDiscord("222", "other")
	far, _ := onDiscord("333", "far")
	for _, p := range []struct {
		who  chat.Person
		at   chat.Place
		name string
	}{{owner, one, "Security"}, {other, two, "Peace"}, {owner, far, "Elsewhere"}} {
		p.who.Tenant = p.at.Tenant
		r.sayAt(p.who, p.at, "/class here")
		r.sayAt(p.who, p.at, "/class set name:"+p.name)
	}
	r.sayAt(other, two, "/class release chapter:realism date:never")
	r.sayAt(other, two, "/class staff person:ann|Ann")
	desk, ann := inPrivate("ann")
	r.channel.Meet(ann) // without a role anywhere
	r.channel.Leave("333", "ann")

	asked := r.sayAt(ann, desk, "/quiz groupism")
	r.wants(asked.View, "Which class do you mean?")
	menu := r.menuOf(asked.View, "Choose a class")
	if len(menu.Options) != 2 || menu.Options[0].Label == "Elsewhere" || menu.Options[1].Label == "Elsewhere" {
		t.Fatalf("offered are %+v", menu.Options)
	}
	choose := func(v chat.View, who chat.Person, at chat.Place, name string) chat.View {
		t.Helper()
		for _, o := range r.menuOf(v, "Choose a class").Options {
			if o.Label == name {
				return r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: o.Token, From: who, At: at, Received: r.now}).View
			}
		}
		t.Fatalf("no class %q", name)
		return nil
	}
	r.wants(choose(asked.View, ann, desk, "Security"), "Your direct messages are about Security now")
	r.wants(r.sayAt(ann, desk, "/quiz groupism").View, "People need groups to survive.", "This is about Security.")
	if e := r.passage(ann, desk, "groupism"); e.Title != "Groupism" || !strings.Contains(e.Note, "This is about Security.") {
		t.Errorf("what the class has open is %q, %q", e.Title, e.Note)
	}
	kept, err := r.store.Records(t.Context(), "desks", "desk")
	must(t, err)
	if len(kept) != 1 || strings.Contains(string(kept[0].Data)+kept[0].ID, "ann") {
		t.Errorf("kept is %+v", kept)
	}

	log := r.sayAt(ann, desk, "/class log") // for the one she teaches, which is the other
	r.wants(log.View, "added Ann to the staff", "This is about Peace.")
	r.wants(r.sayAt(ann, desk, "/quiz").View, "This is about Security.") // and the choice stands

	again := r.pressAt(ann, r.sayAt(ann, desk, "/me").View, "Another class", desk)
	r.wants(choose(again.View, ann, desk, "Peace"), "about Peace now")
	r.wants(r.sayAt(ann, desk, "/settings").View, "This is about Peace.")
	if said := saying(r.sayAt(ann, desk, "/section topic:groupism").View); strings.Contains(said, "Groupism\n") {
		t.Errorf("a class is shown what it keeps back:\n%s", said)
	}
	r.sayAt(other, two, "/class staff person:ann|Ann remove:true")
	r.wants(r.sayAt(ann, desk, "/class log").View, "This is for the staff of the course", "This is about Peace.")

	far333, stranger := inPrivate("stranger")
	r.channel.Meet(stranger)
	for _, guild := range []string{"111", "222", "333"} {
		r.channel.Leave(guild, "stranger")
	}
	r.wants(choose(again.View, stranger, far333, "Peace"), "You are not in this class")
	r.wants(r.sayAt(stranger, far333, "/me").View, "not clear which class you mean")
	r.wants(choose(again.View, owner, one, "Peace"), "Here it is clear which class is meant.")

	r.channel.Leave("222", "ann")
	r.now = r.now.Add(11 * time.Minute)
	alone := r.sayAt(ann, desk, "/me") // one class is left, and nobody has to choose
	r.wants(alone.View, "How you are doing", "This is about Security.")
	r.channel.Leave("111", "ann")
	r.now = r.now.Add(11 * time.Minute)
	r.wants(r.sayAt(ann, desk, "/me").View, "not clear which class you mean")
	if kept, err = r.store.Records(t.Context(), "desks", "desk"); err != nil || len(kept) != 0 {
		t.Errorf("%d choices of who has left are kept, %v", len(kept), err)
	}
}

// TestASlowPlatformKeepsNobodyFromTheirClass: whether somebody is still on a server is asked
// again after a while, and no answer is no reason to answer nothing.
func TestASlowPlatformKeepsNobodyFromTheirClass(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("111", "owner")
	two, other := onDiscord("222", "other")
	r.sayAt(owner, one, "/class set name:Security")
	r.sayAt(other, two, "/class set name:Peace")
	desk, ann := inPrivate("ann")
	r.channel.Meet(ann)
	for _, o := range r.menuOf(r.sayAt(ann, desk, "/me").View, "Choose a class").Options {
		if o.Label == "Peace" {
			r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: o.Token, From: ann, At: desk, Received: r.now})
		}
	}
	r.now = r.now.Add(11 * time.Minute)
	r.channel.Hush(true)
	began := time.Now()
	r.wants(r.sayAt(ann, desk, "/me").View, "How you are doing", "This is about Peace.")
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the answer took %v", took)
	}
	r.channel.Hush(false)
	r.channel.Leave("222", "ann")
	r.wants(r.sayAt(ann, desk, "/me").View, "This is about Security.") // asked at the next act
}

func TestErasingTakesTheChosenClassAlong(t *testing.T) {
	r := newRoom(t)
	one, owner := onDiscord("111", "owner")
	two, other := onDiscord("222", "other")
	r.sayAt(owner, one, "/class here")
	r.sayAt(other, two, "/class set name:Peace")
	desk, ann := inPrivate("ann")
	r.channel.Meet(ann)
	menu := r.menuOf(r.sayAt(ann, desk, "/me").View, "Choose a class")
	for _, o := range menu.Options {
		r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: o.Token, From: ann, At: desk, Received: r.now})
	}
	kept := func() int {
		list, err := r.store.Records(t.Context(), "desks", "desk")
		must(t, err)
		return len(list)
	}
	if kept() != 1 {
		t.Fatalf("%d choices are kept", kept())
	}
	sure := r.pressAt(ann, r.sayAt(ann, desk, "/privacy").View, "Erase everything", desk)
	r.wants(r.pressAt(ann, sure.View, "Erase for good", desk).View, "Erased")
	if kept() != 0 {
		t.Errorf("%d choices are kept after everything was erased", kept())
	}
}
